// A DLL with a function and a variable.
//
// Skip it unless you read the demo.
#include <stdio.h>

__declspec(dllexport) int greetings;

__declspec(dllexport) void greet(const char *whom)
{
  printf("hello, %s\n", whom);
  greetings++;
}
