// What an image lets the system do against those who attack it.
//
// Skip it unless one of them is told wrongly.
#include "coff/hardening.h"
#include "coff/debugdir.h"
#include "coff/format-pe.h"
#include "coff/imports.h"
#include "coff/loadconfig.h"

// Bits of GuardFlags (winnt.h of the Windows SDK).
enum {
  IMAGE_GUARD_CF_INSTRUMENTED = 0x100,
  IMAGE_GUARD_SECURITY_COOKIE_UNUSED = 0x800,
  IMAGE_GUARD_EH_CONTINUATION_TABLE_PRESENT = 0x400000,
  IMAGE_GUARD_XFG_ENABLED = 0x800000
};

enum { IMAGE_DLLCHARACTERISTICS_EX_CET_COMPAT = 0x1 }; // of the debug directory's entry

static enum coff_hardening_state when(bool on)
{
  return on ? COFF_HARDENING_ON : COFF_HARDENING_OFF;
}

static void by_headers(const struct coff_file *f, enum coff_hardening_state *state)
{
  uint64_t dll = coff_file_aouthdr(f)->field[COFF_AOUT_DLL_CHARACTERISTICS];
  bool fixed = (coff_file_header(f)->flags & IMAGE_FILE_RELOCS_STRIPPED) != 0;
  bool aslr = (dll & IMAGE_DLLCHARACTERISTICS_DYNAMIC_BASE) != 0 && !fixed;
  bool wide = coff_file_target(f)->address_bits == 64;
  state[COFF_HARDENING_ASLR] = when(aslr);
  if (wide)
    state[COFF_HARDENING_HIGH_ENTROPY] =
        when(aslr && (dll & IMAGE_DLLCHARACTERISTICS_HIGH_ENTROPY_VA) != 0);
  state[COFF_HARDENING_NX] = when((dll & IMAGE_DLLCHARACTERISTICS_NX_COMPAT) != 0);
  state[COFF_HARDENING_CFG] = when((dll & IMAGE_DLLCHARACTERISTICS_GUARD_CF) != 0);
  state[COFF_HARDENING_ISOLATION] = when((dll & IMAGE_DLLCHARACTERISTICS_NO_ISOLATION) == 0);
  state[COFF_HARDENING_INTEGRITY] = when((dll & IMAGE_DLLCHARACTERISTICS_FORCE_INTEGRITY) != 0);
  state[COFF_HARDENING_APP_CONTAINER] = when((dll & IMAGE_DLLCHARACTERISTICS_APPCONTAINER) != 0);
  // Without function tables, handlers are found through the stack, which can be overwritten.
  if (coff_file_target(f)->pdata == NULL)
    state[COFF_HARDENING_SAFE_SEH] = when((dll & IMAGE_DLLCHARACTERISTICS_NO_SEH) != 0);
}

static void by_load_config(const struct coff_file *f, enum coff_hardening_state *state)
{
  struct coff_lc_record lc;
  bool there = coff_lc_open(f, &lc, NULL);
  uint64_t guard = there ? coff_lc_get(&lc, COFF_LC_GUARD_FLAGS) : 0;
  bool cookie = there && coff_lc_get(&lc, COFF_LC_SECURITY_COOKIE) != 0;
  // The header asks for the checks, the code has to have them.
  if ((guard & IMAGE_GUARD_CF_INSTRUMENTED) == 0)
    state[COFF_HARDENING_CFG] = COFF_HARDENING_OFF;
  state[COFF_HARDENING_XFG] = when((guard & IMAGE_GUARD_XFG_ENABLED) != 0);
  state[COFF_HARDENING_EH_CONTINUATION] =
      when((guard & IMAGE_GUARD_EH_CONTINUATION_TABLE_PRESENT) != 0);
  state[COFF_HARDENING_STACK_COOKIE] =
      when(cookie && (guard & IMAGE_GUARD_SECURITY_COOKIE_UNUSED) == 0);
  if (coff_file_target(f)->pdata == NULL && there &&
      coff_lc_get(&lc, COFF_LC_SE_HANDLER_TABLE) != 0)
    state[COFF_HARDENING_SAFE_SEH] = COFF_HARDENING_ON;
}

static void by_debug_directory(const struct coff_file *f, enum coff_hardening_state *state)
{
  struct coff_debugdir all;
  struct coff_debugdir_entry e;
  state[COFF_HARDENING_CET] = COFF_HARDENING_OFF;
  if (!coff_debugdir_open(f, &all))
    return;
  while (coff_debugdir_next(&all, &e))
    if (e.type == IMAGE_DEBUG_TYPE_EX_DLLCHARACTERISTICS && e.data.size >= 4 &&
        (coff_le32(e.data.data) & IMAGE_DLLCHARACTERISTICS_EX_CET_COMPAT) != 0)
      state[COFF_HARDENING_CET] = COFF_HARDENING_ON;
}

bool coff_hardening_get(const struct coff_file *f, enum coff_hardening_state state[COFF_HARDENINGS])
{
  for (unsigned i = 0; i < COFF_HARDENINGS; i++)
    state[i] = COFF_HARDENING_NONE;
  if (coff_file_kind(f) != COFF_KIND_IMAGE || coff_file_aouthdr(f) == NULL ||
      coff_file_target(f)->dll_flags == NULL)
    return false;
  by_headers(f, state);
  by_load_config(f, state);
  by_debug_directory(f, state);
  return true;
}

// ---- Who honours them -------------------------------------------------------------------------

// Native images are drivers and what the kernel consists of, and the first few processes: those have
// no other library than ntdll.
static bool is_of_kernel(const struct coff_file *f)
{
  static const char ntdll[] = "ntdll.dll";
  struct coff_imports all;
  struct coff_import_library l;
  if (!coff_imports_open(f, &all))
    return true;
  while (coff_import_library_next(&all, &l)) {
    size_t i = 0;
    while (i < l.name.size && i < sizeof ntdll - 1 &&
           (l.name.data[i] | 0x20) == (ntdll[i] | 0x20)) // letters of either case
      i++;
    if (i == sizeof ntdll - 1 && i == l.name.size)
      return false;
  }
  return true;
}

// Firmware moves every image that has relocations, and takes NX_COMPAT for the promise to work with
// memory that is not both written and executed; it knows nothing else of all this. Cookies are the
// code's own.
static bool firmware_honours(enum coff_hardening h)
{
  return h == COFF_HARDENING_NX || h == COFF_HARDENING_STACK_COOKIE;
}

// The kernel's own memory is never executed unless it is code, whatever a driver says; how high
// addresses are, manifests and containers are matters of processes.
static bool kernel_honours(enum coff_hardening h)
{
  return h != COFF_HARDENING_NX && h != COFF_HARDENING_HIGH_ENTROPY &&
         h != COFF_HARDENING_ISOLATION && h != COFF_HARDENING_APP_CONTAINER;
}

void coff_hardening_honoured(const struct coff_file *f, bool honoured[COFF_HARDENINGS])
{
  enum { NATIVE = 1, EFI_FIRST = 10, EFI_LAST = 13 }; // IMAGE_SUBSYSTEM_
  const struct coff_aouthdr *h = coff_file_aouthdr(f);
  uint64_t subsystem = h == NULL ? 0 : h->field[COFF_AOUT_SUBSYSTEM];
  bool by_firmware = subsystem >= EFI_FIRST && subsystem <= EFI_LAST;
  bool by_kernel = subsystem == NATIVE && is_of_kernel(f);
  for (unsigned i = 0; i < COFF_HARDENINGS; i++)
    honoured[i] = by_firmware ? firmware_honours(i) : !by_kernel || kernel_honours(i);
}

static const struct {
  const char *name, *key;
} names[] = {
    [COFF_HARDENING_ASLR] = {"ASLR", "aslr"},
    [COFF_HARDENING_HIGH_ENTROPY] = {"high entropy", "high_entropy"},
    [COFF_HARDENING_NX] = {"NX", "nx"},
    [COFF_HARDENING_CFG] = {"CFG", "cfg"},
    [COFF_HARDENING_XFG] = {"XFG", "xfg"},
    [COFF_HARDENING_EH_CONTINUATION] = {"EH continuation", "eh_continuation"},
    [COFF_HARDENING_CET] = {"CET", "cet"},
    [COFF_HARDENING_SAFE_SEH] = {"SafeSEH", "safe_seh"},
    [COFF_HARDENING_STACK_COOKIE] = {"stack cookie", "stack_cookie"},
    [COFF_HARDENING_ISOLATION] = {"isolation", "isolation"},
    [COFF_HARDENING_INTEGRITY] = {"forced integrity", "forced_integrity"},
    [COFF_HARDENING_APP_CONTAINER] = {"app container", "app_container"},
};

const char *coff_hardening_name(enum coff_hardening h)
{
  return (size_t)h < COFF_COUNT(names) ? names[h].name : NULL;
}

const char *coff_hardening_key(enum coff_hardening h)
{
  return (size_t)h < COFF_COUNT(names) ? names[h].key : NULL;
}
