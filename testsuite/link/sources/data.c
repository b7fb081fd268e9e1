// Pointers in constant and writable data, tables of functions and of labels, big zeroed arrays, long branches.
#include <stdio.h>
#include <string.h>
#include <wchar.h>

static int add(int a, int b) { return a + b; }
static int sub(int a, int b) { return a - b; }
int (*const ops[])(int, int) = {add, sub};
const char *names[] = {"add", "sub"};
const wchar_t *wide = L"wide";
static char zeroes[5 * 1000 * 1000];
char *middle = &zeroes[2500000];
static int first = 17;
int *pointer = &first, **to_pointer = &pointer;
extern int elsewhere[];
int *inside = &elsewhere[3];

static const char *name_of(int n)
{
  switch (n) {
  case 0: return "nought";
  case 1: return "one";
  case 2: return "two";
  case 3: return "three";
  case 4: return "four";
  case 5: return "five";
  case 6: return "six";
  default: return "many";
  }
}

int main(void)
{
  static void *labels[] = {&&even, &&odd};
  int sum = 0;
  for (int i = 0; i < 2; i++)
    printf("%s %d\n", names[i], ops[i](5, 3));
  printf("%ls %d %d %d\n", wide, (int)wcslen(wide), **to_pointer, *inside);
  for (size_t i = 0; i < sizeof zeroes; i++)
    sum += zeroes[i];
  *middle = 3;
  printf("%d %d\n", sum, zeroes[2500000]);
  for (int i = -1; i < 9; i++)
    printf("%s ", name_of(i));
  for (int i = 0; i < 3; i++) {
    goto *labels[i & 1];
  even:
    printf("even ");
    continue;
  odd:
    printf("odd ");
  }
  printf("\n");
  return 7;
}
