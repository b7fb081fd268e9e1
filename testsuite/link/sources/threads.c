// Threads that allocate and free much.
#include <process.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <windows.h>

static unsigned __stdcall work(void *arg)
{
  unsigned seed = (unsigned)(ULONG_PTR)arg, sum = 0;
  unsigned char *all[64] = {0};
  size_t sizes[64] = {0};
  for (int i = 0; i < 20000; i++) {
    seed = seed * 1103515245u + 12345u;
    unsigned k = seed >> 16 & 63;
    for (size_t j = 0; all[k] != NULL && j < sizes[k]; j += 97)
      sum += all[k][j] != (unsigned char)k;
    free(all[k]);
    sizes[k] = seed >> 8 & 0xfff;
    all[k] = malloc(sizes[k] + 1);
    memset(all[k], (int)k, sizes[k] + 1);
  }
  for (int k = 0; k < 64; k++)
    free(all[k]);
  return sum;
}

int main(void)
{
  HANDLE t[4];
  unsigned wrong = 0;
  for (int i = 0; i < 4; i++)
    t[i] = (HANDLE)_beginthreadex(NULL, 0, work, (void *)(ULONG_PTR)(i + 1), 0, NULL);
  WaitForMultipleObjects(4, t, TRUE, INFINITE);
  for (int i = 0; i < 4; i++) {
    DWORD code;
    GetExitCodeThread(t[i], &code);
    wrong += code;
  }
  printf("%u wrong\n", wrong);
  return (int)wrong + 3;
}
