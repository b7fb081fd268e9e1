// What images are like by default: addresses, alignments, fields of optional headers.
//
// Skip it unless an image that is made from nothing is not loaded.
#include "coff/format-pe.h"
#include "coff/target.h"

// Windows: addresses and sizes are what Microsoft's linker takes without options ("/BASE", "/ALIGN",
// "/STACK" and "/HEAP" in its documentation); versions are those of Windows Vista, from which on
// everything that loads an image of a processor still in use takes them.
static const struct coff_aout_setting settings_pe[] = {
    {COFF_AOUT_OS_MAJOR, 6},
    {COFF_AOUT_SUBSYSTEM_MAJOR, 6},
    {COFF_AOUT_STACK_RESERVE, 0x100000},
    {COFF_AOUT_STACK_COMMIT, 0x1000},
    {COFF_AOUT_HEAP_RESERVE, 0x100000},
    {COFF_AOUT_HEAP_COMMIT, 0x1000},
};

// Section flags (PE specification, section 4.1) of what the layout names.
#define CODE  (IMAGE_SCN_CNT_CODE | IMAGE_SCN_MEM_EXECUTE | IMAGE_SCN_MEM_READ)
#define CONST (IMAGE_SCN_CNT_INITIALIZED_DATA | IMAGE_SCN_MEM_READ)
#define DATA  (CONST | IMAGE_SCN_MEM_WRITE)
#define ZERO  (IMAGE_SCN_CNT_UNINITIALIZED_DATA | IMAGE_SCN_MEM_READ | IMAGE_SCN_MEM_WRITE)

// Bits of @feat.00 (Microsoft's compilers; LLVM's documentation of them is that of .safeseh and -cfguard).
enum { FEATURE_SEH = 0x1, FEATURE_GUARD = 0x800, FEATURE_EH = 0x4000 };
// Bits of GuardFlags (PE specification, section 5.7).
enum {
  IMAGE_GUARD_CF_INSTRUMENTED = 0x100,
  IMAGE_GUARD_CF_FUNCTION_TABLE_PRESENT = 0x400,
  IMAGE_GUARD_CF_LONGJUMP_TABLE_PRESENT = 0x10000,
  IMAGE_GUARD_EH_CONTINUATION_TABLE_PRESENT = 0x400000
};

// clang-format off
#define SECTION(name, native) {.what = COFF_LAYOUT_SECTION, .text = (name), .flags = (native)}
#define INPUT(name, how_) {.what = COFF_LAYOUT_INPUT, .text = (name), .how = (how_)}
#define PART(name, how_, dir_) \
  {.what = COFF_LAYOUT_INPUT, .text = (name), .how = (how_) | COFF_LAYOUT_DIRECTORY, .dir = (dir_)}
#define SYMBOL(name) {.what = COFF_LAYOUT_SYMBOL, .text = (name)}
#define PROVIDE(name) {.what = COFF_LAYOUT_SYMBOL, .text = (name), .how = COFF_LAYOUT_PROVIDE}
#define WORDS(n, v) {.what = COFF_LAYOUT_WORDS, .count = (n), .value = (v)}
#define ALIGN(n) {.what = COFF_LAYOUT_ALIGN, .value = (n)}
#define DISCARD(name) {.what = COFF_LAYOUT_DISCARD, .text = (name)}
#define KEEP COFF_LAYOUT_KEEP
#define BY_NAME COFF_LAYOUT_BY_NAME
#define BY_FILE COFF_LAYOUT_BY_FILE

// The order and the symbols are those that mingw-w64's start-up code and libgcc rely on: lists of constructors
// and destructors between -1 and 0, tables of functions in .CRT, pseudo relocations, thread-local storage.
// Sections of import libraries are ordered by file, for the parts of one table come from files whose names
// sort them (coff/implib.h). PE specification, section 4.2: what follows a '$' orders sections of one name.
static const struct coff_layout layout_pe[] = {
  SECTION(".text", CODE),
  INPUT(".init", KEEP),
  INPUT(".text", 0),
  INPUT(".text$*", BY_NAME),
  INPUT(".text.*", 0),
  INPUT(".gnu.linkonce.t.*", 0),
  INPUT(".glue_7t", 0),
  INPUT(".glue_7", 0),
  ALIGN(8),
  SYMBOL("___CTOR_LIST__"),
  SYMBOL("__CTOR_LIST__"),
  WORDS(1, -1),
  INPUT(".ctors", KEEP),
  INPUT(".ctor", KEEP),
  INPUT(".ctors.*", KEEP | BY_NAME),
  WORDS(1, 0),
  SYMBOL("___DTOR_LIST__"),
  SYMBOL("__DTOR_LIST__"),
  WORDS(1, -1),
  INPUT(".dtors", KEEP),
  INPUT(".dtor", KEEP),
  INPUT(".dtors.*", KEEP | BY_NAME),
  WORDS(1, 0),
  INPUT(".fini", KEEP),
  INPUT(".gcc_exc", 0),
  PROVIDE("etext"),
  INPUT(".gcc_except_table*", 0),
  SECTION(".data", DATA),
  SYMBOL("__data_start__"),
  INPUT(".data", 0),
  INPUT(".data2", 0),
  INPUT(".data$*", BY_NAME),
  INPUT(".data.*", 0),
  INPUT(".jcr", KEEP),
  SYMBOL("__data_end__"),
  INPUT(".data_cygwin_nocopy", 0),
  SECTION(".rdata", CONST),
  INPUT(".rdata", 0),
  INPUT(".rdata$*", BY_NAME),
  INPUT(".rdata.*", 0),
  INPUT(".rodata", 0),
  INPUT(".rodata.*", 0),
  ALIGN(4),
  SYMBOL("___RUNTIME_PSEUDO_RELOC_LIST__"),
  SYMBOL("__RUNTIME_PSEUDO_RELOC_LIST__"),
  INPUT(".rdata_runtime_pseudo_reloc", KEEP),
  SYMBOL("___RUNTIME_PSEUDO_RELOC_LIST_END__"),
  SYMBOL("__RUNTIME_PSEUDO_RELOC_LIST_END__"),
  SECTION(".eh_frame", CONST),
  INPUT(".eh_frame*", COFF_LAYOUT_DESCRIBES),
  SECTION(".pdata", CONST),
  PART(".pdata*", COFF_LAYOUT_DESCRIBES, COFF_DIR_EXCEPTION),
  SECTION(".xdata", CONST),
  INPUT(".xdata*", 0),
  SECTION(".bss", ZERO),
  SYMBOL("__bss_start__"),
  INPUT(".bss", 0),
  INPUT(".bss$*", BY_NAME),
  INPUT(".bss.*", 0),
  INPUT("COMMON", 0),
  SYMBOL("__bss_end__"),
  SECTION(".edata", CONST),
  PART(".edata", 0, COFF_DIR_EXPORT),
  DISCARD(".debug$S"),
  DISCARD(".debug$T"),
  DISCARD(".debug$F"),
  DISCARD(".debug$H"),
  DISCARD(".debug$P"),
  DISCARD(".drectve"),
  DISCARD(".gfids$y"),
  DISCARD(".giats$y"),
  DISCARD(".gljmp$y"),
  DISCARD(".gehcont$y"),
  DISCARD(".sxdata"),
  DISCARD(".note.GNU-stack"),
  DISCARD(".gnu.lto_*"),
  SECTION(".idata", DATA),
  PART(".idata$2", KEEP | BY_FILE, COFF_DIR_IMPORT),
  PART(".idata$3", KEEP | BY_FILE, COFF_DIR_IMPORT),
  {.what = COFF_LAYOUT_WORDS, .count = 5, .width = 4, .how = COFF_LAYOUT_DIRECTORY, .dir = COFF_DIR_IMPORT},
  ALIGN(8),
  INPUT(".idata$4", KEEP | BY_FILE),
  SYMBOL("__IAT_start__"),
  PART(".idata$5", BY_FILE, COFF_DIR_IMPORT_ADDRESS),
  SYMBOL("__IAT_end__"),
  INPUT(".idata$6", KEEP | BY_FILE),
  INPUT(".idata$7", KEEP | BY_FILE),
  SECTION(".didat", DATA),
  PART(".didat$2*", KEEP | BY_FILE, COFF_DIR_DELAY_IMPORT),
  PART(".didat$3*", KEEP | BY_FILE, COFF_DIR_DELAY_IMPORT),
  INPUT(".didat$*", KEEP | BY_NAME | BY_FILE),
  SECTION(".CRT", DATA),
  SYMBOL("___crt_xc_start__"),
  INPUT(".CRT$XC*", KEEP | BY_NAME),
  SYMBOL("___crt_xc_end__"),
  SYMBOL("___crt_xi_start__"),
  INPUT(".CRT$XI*", KEEP | BY_NAME),
  SYMBOL("___crt_xi_end__"),
  SYMBOL("___crt_xl_start__"),
  INPUT(".CRT$XL*", KEEP | BY_NAME),
  SYMBOL("___crt_xp_start__"),
  INPUT(".CRT$XP*", KEEP | BY_NAME),
  SYMBOL("___crt_xp_end__"),
  SYMBOL("___crt_xt_start__"),
  INPUT(".CRT$XT*", KEEP | BY_NAME),
  SYMBOL("___crt_xt_end__"),
  INPUT(".CRT$*", KEEP | BY_NAME),
  SECTION(".tls", DATA),
  SYMBOL("___tls_start__"),
  INPUT(".tls$AAA", KEEP),
  INPUT(".tls", KEEP),
  INPUT(".tls$", KEEP),
  INPUT(".tls$*", KEEP | BY_NAME),
  SYMBOL("___tls_end__"),
  {.what = COFF_LAYOUT_ORPHANS},
  PROVIDE("end"),
  PROVIDE("_end"),
  SYMBOL("__end__"),
  SECTION(".rsrc", DATA),
  PART(".rsrc", KEEP, COFF_DIR_RESOURCE),
  PART(".rsrc$*", KEEP | BY_NAME, COFF_DIR_RESOURCE),
  SECTION(".reloc", CONST | IMAGE_SCN_MEM_DISCARDABLE),
  PART(".reloc", KEEP, COFF_DIR_BASE_RELOC),
  {.what = COFF_LAYOUT_DEBUG},
};
// clang-format on

static const struct coff_dir_symbol dir_symbols_pe[] = {
    {COFF_DIR_TLS, 32, 24, 0, "_tls_used", 20, ".tls"},
    {COFF_DIR_TLS, 64, 40, 0, "_tls_used", 36, ".tls"},
    {COFF_DIR_LOAD_CONFIG, 32, 0, 4, "_load_config_used", 0, NULL},
    {COFF_DIR_LOAD_CONFIG, 64, 0, 4, "_load_config_used", 0, NULL},
};

static const char *const guard_zeroes[] = {"__enclave_config", NULL};

static const struct coff_link_guards guards_pe = {
    .tables =
        {
            [COFF_GUARD_FUNCTIONS] = {".gfids$y", "__guard_fids_table", "__guard_fids_count",
                                      FEATURE_GUARD, IMAGE_GUARD_CF_FUNCTION_TABLE_PRESENT, 4},
            [COFF_GUARD_IMPORTS] = {".giats$y", "__guard_iat_table", "__guard_iat_count",
                                    FEATURE_GUARD, 0, 4},
            [COFF_GUARD_JUMPS] = {".gljmp$y", "__guard_longjmp_table", "__guard_longjmp_count",
                                  FEATURE_GUARD, IMAGE_GUARD_CF_LONGJUMP_TABLE_PRESENT, 4},
            [COFF_GUARD_EH] = {".gehcont$y", "__guard_eh_cont_table", "__guard_eh_cont_count",
                               FEATURE_EH, IMAGE_GUARD_EH_CONTINUATION_TABLE_PRESENT, 5},
            [COFF_GUARD_SAFESEH] = {".sxdata", "__safe_se_handler_table", "__safe_se_handler_count",
                                    FEATURE_SEH, 0, 4},
        },
    .features = "@feat.00",
    .flags = "__guard_flags",
    .config = "_load_config_used",
    .zeroes = guard_zeroes,
    .flags_on = IMAGE_GUARD_CF_INSTRUMENTED,
    .align_power = 4,
};

static const char *const base_symbols_pe[] = {"__ImageBase", "__image_base__", "_image_base__",
                                              NULL};

// GNU ld's names, with nothing in front on any machine.
static const struct coff_field_symbol field_symbols_pe[] = {
    {COFF_AOUT_SECTION_ALIGNMENT, "__section_alignment__"},
    {COFF_AOUT_FILE_ALIGNMENT, "__file_alignment__"},
    {COFF_AOUT_OS_MAJOR, "__major_os_version__"},
    {COFF_AOUT_OS_MINOR, "__minor_os_version__"},
    {COFF_AOUT_IMAGE_MAJOR, "__major_image_version__"},
    {COFF_AOUT_IMAGE_MINOR, "__minor_image_version__"},
    {COFF_AOUT_SUBSYSTEM_MAJOR, "__major_subsystem_version__"},
    {COFF_AOUT_SUBSYSTEM_MINOR, "__minor_subsystem_version__"},
    {COFF_AOUT_SUBSYSTEM, "__subsystem__"},
    {COFF_AOUT_STACK_RESERVE, "__size_of_stack_reserve__"},
    {COFF_AOUT_STACK_COMMIT, "__size_of_stack_commit__"},
    {COFF_AOUT_HEAP_RESERVE, "__size_of_heap_reserve__"},
    {COFF_AOUT_HEAP_COMMIT, "__size_of_heap_commit__"},
    {COFF_AOUT_LOADER_FLAGS, "__loader_flags__"},
    {COFF_AOUT_DLL_CHARACTERISTICS, "__dll_characteristics__"},
};

static const struct coff_link_entry entries_pe[] = {
    {1, "NtProcessStartup"},      // IMAGE_SUBSYSTEM_NATIVE
    {2, "WinMainCRTStartup"},     // ..._WINDOWS_GUI
    {7, "__PosixProcessStartup"}, // ..._POSIX_CUI
    {9, "WinMainCRTStartup"},     // ..._WINDOWS_CE_GUI
};

const struct coff_link_defaults coff_link_pe = {
    .image_base = 0x400000,
    .dll_base = 0x10000000,
    .high_image_base = 0x140000000,
    .high_dll_base = 0x180000000,
    .auto_base = 0x61300000, // between the programs and the DLLs of Windows
    .auto_slots = 0xe00,
    .high_auto_base = 0x200000000,
    .high_auto_slots = 0x10000,
    .section_alignment = 0x1000,
    .file_alignment = 0x200,
    .settings = settings_pe,
    .nsettings = COFF_COUNT(settings_pe),
    .layout = layout_pe,
    .nlayout = COFF_COUNT(layout_pe),
    .entry = "mainCRTStartup",
    .library_entry = "DllMainCRTStartup",
    .entries = entries_pe,
    .nentries = COFF_COUNT(entries_pe),
    .dir_symbols = dir_symbols_pe,
    .ndir_symbols = COFF_COUNT(dir_symbols_pe),
    .base_symbols = base_symbols_pe,
    .field_symbols = field_symbols_pe,
    .nfield_symbols = COFF_COUNT(field_symbols_pe),
    .guards = &guards_pe,
    .no_section_symbols = true,
    .headers_loaded = true,
    .common_power = 4,
};

// As GNU ld 2.40 for mingw has them, but for ARM64, of which it knows nothing: the version is that of the first Windows for
// it, and like the loader's conditions for it in Microsoft's "/DYNAMICBASE" and "/NXCOMPAT".
#define CUI                                                                                        \
  {                                                                                                \
    COFF_AOUT_SUBSYSTEM, 3                                                                         \
  }
#define MOVABLE (IMAGE_DLLCHARACTERISTICS_DYNAMIC_BASE | IMAGE_DLLCHARACTERISTICS_NX_COMPAT)

static const struct coff_aout_setting settings_i386[] = {
    CUI,
    {COFF_AOUT_OS_MAJOR, 4},
    {COFF_AOUT_IMAGE_MAJOR, 1},
    {COFF_AOUT_SUBSYSTEM_MAJOR, 4},
    {COFF_AOUT_STACK_RESERVE, 0x200000},
    {COFF_AOUT_DLL_CHARACTERISTICS, MOVABLE},
};

// IMAGE_REL_I386_REL32 and IMAGE_REL_AMD64_REL32 behind call, jmp and jcc.
static const struct coff_link_branch branches_i386[] = {
    {0x14, 1, {0xfe}, {0xe8}},
    {0x14, 2, {0xff, 0xf0}, {0x0f, 0x80}},
};
static const struct coff_link_branch branches_x86_64[] = {
    {0x04, 1, {0xfe}, {0xe8}},
    {0x04, 2, {0xff, 0xf0}, {0x0f, 0x80}},
};

const struct coff_link_image coff_link_image_i386 = {
    .settings = settings_i386,
    .nsettings = COFF_COUNT(settings_i386),
    .code_fill = {0x90, 0x90}, // nop, as GNU ld has it
    .branch_codes = branches_i386,
    .nbranch_codes = COFF_COUNT(branches_i386),
    .library_entry = "DllMainCRTStartup@12", // stdcall
    .safe_seh = true,
};

static const struct coff_aout_setting settings_x86_64[] = {
    CUI,
    {COFF_AOUT_OS_MAJOR, 4},
    {COFF_AOUT_SUBSYSTEM_MAJOR, 5},
    {COFF_AOUT_SUBSYSTEM_MINOR, 2},
    {COFF_AOUT_STACK_RESERVE, 0x200000},
    {COFF_AOUT_DLL_CHARACTERISTICS, MOVABLE | IMAGE_DLLCHARACTERISTICS_HIGH_ENTROPY_VA},
};

const struct coff_link_image coff_link_image_x86_64 = {
    .settings = settings_x86_64,
    .nsettings = COFF_COUNT(settings_x86_64),
    .code_fill = {0x90, 0x90}, // nop, as GNU ld has it
    .branch_codes = branches_x86_64,
    .nbranch_codes = COFF_COUNT(branches_x86_64),
};

static const struct coff_aout_setting settings_arm64[] = {
    CUI,
    {COFF_AOUT_SUBSYSTEM_MINOR, 2},
    {COFF_AOUT_DLL_CHARACTERISTICS, MOVABLE | IMAGE_DLLCHARACTERISTICS_HIGH_ENTROPY_VA},
};

static const uint8_t thunk_arm64[] = {
    0x10, 0x00, 0x00, 0x90, // adrp x16, TARGET
    0x10, 0x02, 0x00, 0x91, // add x16, x16, :lo12:TARGET
    0x00, 0x02, 0x1f, 0xd6, // br x16
};
static const struct coff_import_jump branch_arm64 = {
    thunk_arm64,
    sizeof thunk_arm64,
    2,
    {{0, 0x04}, {4, 0x06}}}; // IMAGE_REL_ARM64_PAGEBASE_REL21, _PAGEOFFSET_12A

const struct coff_link_image coff_link_image_arm64 = {
    .settings = settings_arm64,
    .nsettings = COFF_COUNT(settings_arm64),
    .thunk = &branch_arm64,
    .nbranches = 3,
    .branches = {0x03, 0x0f, 0x10}, // IMAGE_REL_ARM64_BRANCH26, _BRANCH19, _BRANCH14
};

static const struct coff_aout_setting settings_arm[] = {
    CUI,
    {COFF_AOUT_SUBSYSTEM_MINOR, 2},
    {COFF_AOUT_DLL_CHARACTERISTICS, MOVABLE},
};

static const uint8_t thunk_arm[] = {
    0x40, 0xf2, 0x00, 0x0c, // movw ip, :lower16:TARGET
    0xc0, 0xf2, 0x00, 0x0c, // movt ip, :upper16:TARGET
    0x60, 0x47,             // bx ip
};
static const struct coff_import_jump branch_arm = {
    thunk_arm, sizeof thunk_arm, 1, {{0, 0x11}}}; // IMAGE_REL_ARM_MOV32T

const struct coff_link_image coff_link_image_arm = {
    .settings = settings_arm,
    .nsettings = COFF_COUNT(settings_arm),
    .thunk = &branch_arm,
    .nbranches = 3,
    .branches = {0x14, 0x15, 0x12}, // IMAGE_REL_ARM_BRANCH24T, _BLX23T, _BRANCH20T
};
