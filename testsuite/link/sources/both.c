// The program that uses left.dll and right.dll: data with dllimport and, by pseudo relocations, without.
#include <stdio.h>
__declspec(dllimport) extern int left_number;
extern int right_table[3];
int left_collatz(int n), left_sum(void), right_product(void);
int main(void)
{
  left_number++;
  right_table[2] += 5;
  printf("%d %d %d\n", left_collatz(27), left_sum(), right_product());
  return right_table[1];
}
