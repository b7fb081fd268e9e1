// Structured exceptions: filters for the process, handlers of functions, unwinding by the tables of the image.
#include <stdio.h>
#include <windows.h>

static LONG CALLBACK vectored(PEXCEPTION_POINTERS e)
{
  if (e->ExceptionRecord->ExceptionCode != 0xe0000001)
    return EXCEPTION_CONTINUE_SEARCH;
  printf("vectored: %lu parameters, %d\n", e->ExceptionRecord->NumberParameters,
         (int)e->ExceptionRecord->ExceptionInformation[0]);
  return EXCEPTION_CONTINUE_EXECUTION;
}

static LONG WINAPI unhandled(PEXCEPTION_POINTERS e)
{
  printf("unhandled: %lx\n", e->ExceptionRecord->ExceptionCode);
  fflush(stdout);
  ExitProcess(77);
}

#if defined __x86_64__
// The frames between this one and main, by name of function.
static __attribute__((noinline)) int frames(int n)
{
  volatile char room[64] = {(char)n};
  void *back[62];
  int known = 0;
  if (n > 0)
    return frames(n - 1) + room[1];
  USHORT count = RtlCaptureStackBackTrace(0, 62, back, NULL);
  for (USHORT i = 0; i < count; i++) {
    DWORD64 base;
    PRUNTIME_FUNCTION f = RtlLookupFunctionEntry((DWORD64)back[i], &base, NULL);
    if (f != NULL && base == (DWORD64)GetModuleHandleA(NULL))
      known++;
  }
  return known;
}

static EXCEPTION_DISPOSITION handler(PEXCEPTION_RECORD record, PVOID frame, PCONTEXT context, PVOID dispatcher)
{
  (void)frame, (void)dispatcher;
  if (record->ExceptionCode != EXCEPTION_ACCESS_VIOLATION)
    return ExceptionContinueSearch;
  printf("handler\n");
  context->Rip += 2; // behind the instruction
  context->Rax = 23;
  return ExceptionContinueExecution;
}
__attribute__((used)) void *use_handler = handler;

int fault(void);
__asm__(".text\n.globl fault\n.def fault; .scl 2; .type 32; .endef\n.seh_proc fault\n"
        "fault:\n\tsubq $40, %rsp\n\t.seh_stackalloc 40\n\t.seh_endprologue\n\t.seh_handler guard, @except\n"
        "\txorl %ecx, %ecx\n\tmovl (%rcx), %eax\n\taddq $40, %rsp\n\tret\n.seh_endproc\n");
EXCEPTION_DISPOSITION guard(PEXCEPTION_RECORD record, PVOID frame, PCONTEXT context, PVOID dispatcher)
{
  return handler(record, frame, context, dispatcher);
}
#else
static int frames(int n) { return n + 3; }
static int fault(void) { printf("handler\n"); return 23; }
#endif

int main(void)
{
  const ULONG_PTR parameter = 31;
  AddVectoredExceptionHandler(1, vectored);
  RaiseException(0xe0000001, 0, 1, &parameter);
  printf("%d frames\n", frames(10) >= 12);
  printf("%d\n", fault());
  SetUnhandledExceptionFilter(unhandled);
  RaiseException(0xe0000002, 0, 0, NULL);
  return 1;
}
