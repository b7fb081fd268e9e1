// Common symbols: the biggest one counts, a definition more than it, and each is aligned as it asks for.
#include <stdint.h>
#include <stdio.h>

char small;
char grows[3];
double real;
int defined;
char aligned __attribute__((aligned(64)));
extern char *places[];

int main(void)
{
  for (int i = 0; i < 20; i++)
    grows[0] += grows[0];
  printf("%d %d %d\n", defined, places[0] == &small, places[1] == grows);
  printf("%d %d\n", (int)((uintptr_t)&real % 8), (int)((uintptr_t)&aligned % 64));
  return small + grows[0];
}
