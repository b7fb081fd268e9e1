// The other one.
__declspec(dllimport) extern int left_number;
__declspec(dllimport) int left_collatz(int n);
int right_number = 12;
int right_table[3] = {1, 2, 3};
int right_half(int n) { return n % 2 == 0 ? right_half(n / 2) : left_collatz(n); }
int right_product(void) { return left_number * right_number; }
