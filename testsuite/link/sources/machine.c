// What is linked for machines whose programs do not run here: tables, jumps, data, imports, exports, common symbols.
extern int other(int);
extern int data[];
int common;
static int zero[100];
__declspec(dllimport) int imported(int);
int (*table[])(int) = {other, 0};
int *inside = &data[2];
const char *text = "text";
static __attribute__((noinline)) int local(int x) { return x + zero[x]; }
__declspec(dllexport) int exported(int x)
{
  switch (x) {
  case 0: return other(1);
  case 1: return data[1];
  case 2: return common;
  case 3: return local(x);
  case 4: return imported(x);
  default: return table[x & 1](x) + *inside + text[0];
  }
}
int start(void) { return exported(3) + other(4); }
