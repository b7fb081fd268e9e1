// A small plug-in with one of everything that an image can hold: see make.sh.
typedef unsigned long long u64;
typedef unsigned u32;
typedef unsigned short u16;

__declspec(dllimport) void *HeapAlloc(void *heap, u32 flags, u64 size);
__declspec(dllimport) void *GetProcessHeap(void);
__declspec(dllimport) int MessageBoxW(void *owner, const u16 *text, const u16 *title, u32 type);
__declspec(dllimport) int by_ordinal(int);
__declspec(dllimport) int play(int);

// The loader's part of control flow guard.
static void check_nothing(void) {}
void *__guard_check_icall_fptr = (void *)check_nothing;
void *__guard_dispatch_icall_fptr = (void *)check_nothing;
extern char __guard_fids_table[], __guard_fids_count[], __guard_iat_table[], __guard_iat_count[];
extern char __guard_longjmp_table[], __guard_longjmp_count[], __guard_eh_cont_table[],
    __guard_eh_cont_count[];
u64 __security_cookie = 0x2b992ddfa232ull;

const struct {
  u32 size, stamp, version, clear, set, section;
  u64 free, total, locks, largest, threshold, affinity;
  u32 heap;
  u16 service, dependent;
  u64 edit, cookie, handlers, nhandlers, check, dispatch, functions, nfunctions;
  u32 flags;
  u16 integrity[6];
  u64 iat, niat, jumps, njumps, dynamic, chpe, failure, failure_pointer;
  u32 dynamic_at;
  u16 dynamic_section, reserved;
  u64 frame;
  u32 patch, reserved3;
  u64 enclave, volatile_data, continuations, ncontinuations;
} _load_config_used = {
    .size = sizeof _load_config_used,
    .cookie = (u64)&__security_cookie,
    .check = (u64)&__guard_check_icall_fptr,
    .dispatch = (u64)&__guard_dispatch_icall_fptr,
    .functions = (u64)__guard_fids_table,
    .nfunctions = (u64)__guard_fids_count,
    .flags = 0x410500,
    .iat = (u64)__guard_iat_table,
    .niat = (u64)__guard_iat_count,
    .jumps = (u64)__guard_longjmp_table,
    .njumps = (u64)__guard_longjmp_count,
    .continuations = (u64)__guard_eh_cont_table,
    .ncontinuations = (u64)__guard_eh_cont_count,
};

// Thread-local storage.
u32 _tls_index;
#pragma section(".tls", read, write)
__declspec(allocate(".tls")) u32 calls = 1;
__declspec(allocate(".tls")) u32 calls_end;
typedef void (*callback)(void *, u32, void *);
static void on_thread(void *module, u32 why, void *unused) { _tls_index += why; }
const callback callbacks[] = {on_thread, 0};
const struct {
  u64 start, end, index, callbacks;
  u32 zeros, flags;
} _tls_used = {(u64)&calls, (u64)&calls_end, (u64)&_tls_index, (u64)callbacks, 0, 0x300000};

void *__delayLoadHelper2(void *descriptor, void *slot) { return slot; }

__declspec(dllexport) int volume = 11;
__declspec(dllexport) int tune(int x) { return x + volume; }
int hidden(int x) { return by_ordinal(x) * 2; }
static int (*const table[])(int) = {tune, hidden, play};

__declspec(dllexport) void *record(int n)
{
  u16 text[64];
  for (int i = 0; i < 63; i++)
    text[i] = (u16)('a' + table[n % 3](i) % 26);
  text[63] = 0;
  MessageBoxW(0, text, 0, 0);
  return HeapAlloc(GetProcessHeap(), 8, (u64)n);
}

int start(void *module, u32 why, void *unused) { return 1; }
