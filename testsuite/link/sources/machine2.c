// The other object of machine.c.
int data[4] = {1, 2, 3, 4};
int common;
long long real = 2;
__attribute__((noinline)) long long big(long long a, long long b) { return a * (b + real); }
__attribute__((noinline)) int other(int x) { return (int)big(x, 3) + data[x & 3]; }
