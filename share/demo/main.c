// A program that uses function and variable of a DLL.
//
// Skip it unless you read the demo.
#include <stdio.h>

__declspec(dllimport) extern int greetings;
__declspec(dllimport) void greet(const char *whom);

int main(void)
{
  greet("world");
  greet("linker");
  printf("%d greetings\n", greetings);
  return 0;
}
