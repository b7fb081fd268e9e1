// Alignments up to 8192, of code, constants, data and zeroes.
#include <stdint.h>
#include <stdio.h>

#define ALIGN(n) __attribute__((aligned(n)))
static const char ALIGN(8192) constant[] = "constant";
static char ALIGN(4096) data[] = "data";
static char ALIGN(8192) zero[10];
static char ALIGN(2048) zero2[10];
ALIGN(1024) __attribute__((noinline)) int code(int x) { return x + zero[x] + zero2[x]; }

int main(void)
{
  volatile uintptr_t a[] = {(uintptr_t)constant, (uintptr_t)data, (uintptr_t)zero, (uintptr_t)zero2, (uintptr_t)code};
  const unsigned aligns[] = {8192, 4096, 8192, 2048, 1024};
  for (int i = 0; i < 5; i++)
    printf("%u %u\n", aligns[i], (unsigned)(a[i] % aligns[i]));
  printf("%s %s\n", constant, data);
  return code(3);
}
