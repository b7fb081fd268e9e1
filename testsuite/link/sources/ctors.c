// Functions before and after main, with priorities, and tables between sentinels that sorted sections make.
#include <stdio.h>
#include <stdlib.h>

__attribute__((constructor)) static void plain(void) { printf("constructor\n"); }
__attribute__((constructor(200))) static void early(void) { printf("constructor 200\n"); }
__attribute__((constructor(300))) static void later(void) { printf("constructor 300\n"); }
__attribute__((destructor)) static void end(void) { printf("destructor\n"), fflush(stdout); }
__attribute__((destructor(200))) static void last(void) { printf("destructor 200\n"), fflush(stdout); }
static void at_exit(void) { printf("atexit\n"); }

#define IN(name) __attribute__((section(name), used))
IN(".tab$m") static const int b = 2;
IN(".tab$z") static const int c = 3;
IN(".tab$a") static const int a = 1;
IN(".tab$mm") static const int bb = 22;

int main(void)
{
  atexit(at_exit);
  const int *p = &a;
  while (p <= &c)
    printf("%d ", *p++);
  printf("\n");
  return 9;
}
