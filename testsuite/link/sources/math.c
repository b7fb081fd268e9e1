// Much of the C library: printing, sorting, numbers, time, memory.
#include <inttypes.h>
#include <locale.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static int order(const void *a, const void *b)
{
  const double *x = a, *y = b;
  return (*x > *y) - (*x < *y);
}

int main(void)
{
  double v[9];
  time_t t = 86400 * 365;
  for (int i = 0; i < 9; i++)
    v[i] = sin(i * 1.7) + cbrt(i) + log2(i + 1);
  qsort(v, 9, sizeof *v, order);
  for (int i = 0; i < 9; i++)
    printf("%.6f ", v[i]);
  printf("\n%" PRIu64 " %s %.3e %g\n", (uint64_t)1 << 40, strrchr("a/b/c", '/'), 12345.678, fma(2, 3, 4));
  printf("%d %s", gmtime(&t)->tm_year, asctime(gmtime(&t)));
  printf("%ld %.2f %d\n", strtol("0x1f", NULL, 0), strtod("2.5e1", NULL), abs(-4));
  return (int)floor(pow(2, 5));
}
