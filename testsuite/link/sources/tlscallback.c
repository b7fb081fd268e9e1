// Functions that the loader calls for threads, and thread-local variables of several objects.
#include <stdio.h>
#include <windows.h>

static volatile LONG attached, detached, process;
extern __thread int shared;
static __thread char array[300] = {1, 2, 3};
static __thread long long zero;

static void NTAPI callback(PVOID module, DWORD reason, PVOID reserved)
{
  (void)reserved;
  if (reason == DLL_PROCESS_ATTACH)
    process = module == (PVOID)GetModuleHandleA(NULL);
  if (reason == DLL_THREAD_ATTACH)
    InterlockedIncrement(&attached);
  if (reason == DLL_THREAD_DETACH)
    InterlockedIncrement(&detached);
}
__attribute__((section(".CRT$XLM"), used)) PIMAGE_TLS_CALLBACK entry = callback;

static DWORD WINAPI work(LPVOID n)
{
  shared += (int)(INT_PTR)n;
  array[299] = (char)(INT_PTR)n;
  zero += shared;
  return (DWORD)(shared + array[2] + array[299] + zero);
}

int main(void)
{
  DWORD code, sum = 0;
  for (int i = 1; i <= 4; i++) {
    HANDLE t = CreateThread(NULL, 0, work, (LPVOID)(INT_PTR)i, 0, NULL);
    WaitForSingleObject(t, INFINITE);
    GetExitCodeThread(t, &code);
    CloseHandle(t);
    sum = sum * 100 + code;
  }
  printf("%ld %ld %ld %lu %d\n", process, attached, detached, sum, shared);
  return 4;
}
