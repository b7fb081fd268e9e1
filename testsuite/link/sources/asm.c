// A program with a module of nasm's.
#include <stdio.h>
int sum(int, int);
extern void *table[];
int twice(int n) { return 2 * n; }
int main(void)
{
  printf("%d\n", sum(3, 4));
  return ((int (*)(int, int))table[0])(1, 2) + (table[1] == table) + (table[2] == (void *)twice);
}
