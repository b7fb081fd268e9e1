// 10,000 exports of many.dll: some imported, all looked for.
#include <stdio.h>
#include <windows.h>
int f0(void), f4711(void), f9999(void);
int main(void)
{
  HMODULE m = GetModuleHandleA("many.dll");
  int right = 0;
  for (int i = 0; i < 10000; i++) {
    char name[16];
    sprintf(name, "f%d", i);
    int (*f)(void) = (int (*)(void))(void *)GetProcAddress(m, name);
    right += f != NULL && f() == i;
  }
  printf("%d %d %d %d\n", right, f0(), f4711(), f9999());
  return GetProcAddress(m, "f10000") != NULL;
}
