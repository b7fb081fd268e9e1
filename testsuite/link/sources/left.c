// One of two DLLs that need each other: functions and data both ways, an address of data in data.
__declspec(dllimport) extern int right_number;
__declspec(dllimport) extern int right_table[3];
__declspec(dllimport) int right_half(int n);
int left_number = 30;
int left_called;
int left_collatz(int n) { return left_called++, n == 1 ? left_called : right_half(3 * n + 1); }
int left_sum(void) { return left_number + right_number + right_table[2]; }
