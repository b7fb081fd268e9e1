// Weak definitions, with and without a strong one elsewhere; weak references to what is there and to what is not;
// aliases.
#include <stdio.h>

__attribute__((weak)) int given(void) { return 1; }
__attribute__((weak)) int kept(void) { return 2; }
extern int missing(void) __attribute__((weak));
extern int found(void) __attribute__((weak));
int real(void) { return 5; }
int other(void) __attribute__((alias("real")));
int weak_other(void) __attribute__((weak, alias("real")));

int main(void)
{
  printf("%d %d %d\n", given(), kept(), found());
  printf("%d\n", missing != 0);
  printf("%d %d\n", other(), weak_other());
  return missing ? missing() : 12;
}
