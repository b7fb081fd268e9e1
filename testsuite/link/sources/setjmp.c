// setjmp and longjmp, through frames of functions that save registers.
#include <setjmp.h>
#include <stdio.h>

static jmp_buf back;

static __attribute__((noinline)) int down(int n, double x)
{
  volatile char room[100] = {(char)n};
  if (n == 0)
    longjmp(back, 5);
  return down(n - 1, x * 1.5) + room[0];
}

int main(void)
{
  volatile int tries = 0;
  int from = setjmp(back);
  printf("%d\n", from);
  if (tries++ < 3)
    down(10 * tries, 2.0);
  return tries;
}
