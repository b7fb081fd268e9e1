// PE names: characteristics of files, sections and DLLs, subsystems, storage classes.
//
// Skip it unless you port a flavour. Sections of the Microsoft PE and COFF specification: 3.3.2,
// 3.4.2, 4.1, 5.4.4.
#include "coff/format-pe.h"
#include "coff/format-sysv.h"
#include "coff/target.h"

// clang-format off
static const struct coff_flag file_flags[] = {
  // mask,                             value,                              name,                                 meaning
  {IMAGE_FILE_RELOCS_STRIPPED,         IMAGE_FILE_RELOCS_STRIPPED,         "IMAGE_FILE_RELOCS_STRIPPED",         COFF_FILE_NO_RELOCS},
  {IMAGE_FILE_EXECUTABLE_IMAGE,        IMAGE_FILE_EXECUTABLE_IMAGE,        "IMAGE_FILE_EXECUTABLE_IMAGE",        COFF_FILE_EXECUTABLE},
  {IMAGE_FILE_LINE_NUMS_STRIPPED,      IMAGE_FILE_LINE_NUMS_STRIPPED,      "IMAGE_FILE_LINE_NUMS_STRIPPED",      COFF_FILE_NO_LINES},
  {IMAGE_FILE_LOCAL_SYMS_STRIPPED,     IMAGE_FILE_LOCAL_SYMS_STRIPPED,     "IMAGE_FILE_LOCAL_SYMS_STRIPPED",     COFF_FILE_NO_LOCALS},
  {IMAGE_FILE_AGGRESSIVE_WS_TRIM,      IMAGE_FILE_AGGRESSIVE_WS_TRIM,      "IMAGE_FILE_AGGRESSIVE_WS_TRIM",      0},
  {IMAGE_FILE_LARGE_ADDRESS_AWARE,     IMAGE_FILE_LARGE_ADDRESS_AWARE,     "IMAGE_FILE_LARGE_ADDRESS_AWARE",     COFF_FILE_LARGE},
  {IMAGE_FILE_16BIT_MACHINE,           IMAGE_FILE_16BIT_MACHINE,           "IMAGE_FILE_16BIT_MACHINE",           0},
  {IMAGE_FILE_BYTES_REVERSED_LO,       IMAGE_FILE_BYTES_REVERSED_LO,       "IMAGE_FILE_BYTES_REVERSED_LO",       0},
  {IMAGE_FILE_32BIT_MACHINE,           IMAGE_FILE_32BIT_MACHINE,           "IMAGE_FILE_32BIT_MACHINE",           COFF_FILE_32BIT},
  {IMAGE_FILE_DEBUG_STRIPPED,          IMAGE_FILE_DEBUG_STRIPPED,          "IMAGE_FILE_DEBUG_STRIPPED",          COFF_FILE_NO_DEBUG},
  {IMAGE_FILE_REMOVABLE_RUN_FROM_SWAP, IMAGE_FILE_REMOVABLE_RUN_FROM_SWAP, "IMAGE_FILE_REMOVABLE_RUN_FROM_SWAP", 0},
  {IMAGE_FILE_NET_RUN_FROM_SWAP,       IMAGE_FILE_NET_RUN_FROM_SWAP,       "IMAGE_FILE_NET_RUN_FROM_SWAP",       0},
  {IMAGE_FILE_SYSTEM,                  IMAGE_FILE_SYSTEM,                  "IMAGE_FILE_SYSTEM",                  0},
  {IMAGE_FILE_DLL,                     IMAGE_FILE_DLL,                     "IMAGE_FILE_DLL",                     COFF_FILE_LIBRARY},
  {IMAGE_FILE_UP_SYSTEM_ONLY,          IMAGE_FILE_UP_SYSTEM_ONLY,          "IMAGE_FILE_UP_SYSTEM_ONLY",          0},
  {IMAGE_FILE_BYTES_REVERSED_HI,       IMAGE_FILE_BYTES_REVERSED_HI,       "IMAGE_FILE_BYTES_REVERSED_HI",       0},
};
const struct coff_flags coff_file_flags_pe = {file_flags, COFF_COUNT(file_flags)};

static const struct coff_flag dll_flags[] = {
  {IMAGE_DLLCHARACTERISTICS_HIGH_ENTROPY_VA,       IMAGE_DLLCHARACTERISTICS_HIGH_ENTROPY_VA,       "IMAGE_DLLCHARACTERISTICS_HIGH_ENTROPY_VA",       0},
  {IMAGE_DLLCHARACTERISTICS_DYNAMIC_BASE,          IMAGE_DLLCHARACTERISTICS_DYNAMIC_BASE,          "IMAGE_DLLCHARACTERISTICS_DYNAMIC_BASE",          0},
  {IMAGE_DLLCHARACTERISTICS_FORCE_INTEGRITY,       IMAGE_DLLCHARACTERISTICS_FORCE_INTEGRITY,       "IMAGE_DLLCHARACTERISTICS_FORCE_INTEGRITY",       0},
  {IMAGE_DLLCHARACTERISTICS_NX_COMPAT,             IMAGE_DLLCHARACTERISTICS_NX_COMPAT,             "IMAGE_DLLCHARACTERISTICS_NX_COMPAT",             0},
  {IMAGE_DLLCHARACTERISTICS_NO_ISOLATION,          IMAGE_DLLCHARACTERISTICS_NO_ISOLATION,          "IMAGE_DLLCHARACTERISTICS_NO_ISOLATION",          0},
  {IMAGE_DLLCHARACTERISTICS_NO_SEH,                IMAGE_DLLCHARACTERISTICS_NO_SEH,                "IMAGE_DLLCHARACTERISTICS_NO_SEH",                0},
  {IMAGE_DLLCHARACTERISTICS_NO_BIND,               IMAGE_DLLCHARACTERISTICS_NO_BIND,               "IMAGE_DLLCHARACTERISTICS_NO_BIND",               0},
  {IMAGE_DLLCHARACTERISTICS_APPCONTAINER,          IMAGE_DLLCHARACTERISTICS_APPCONTAINER,          "IMAGE_DLLCHARACTERISTICS_APPCONTAINER",          0},
  {IMAGE_DLLCHARACTERISTICS_WDM_DRIVER,            IMAGE_DLLCHARACTERISTICS_WDM_DRIVER,            "IMAGE_DLLCHARACTERISTICS_WDM_DRIVER",            0},
  {IMAGE_DLLCHARACTERISTICS_GUARD_CF,              IMAGE_DLLCHARACTERISTICS_GUARD_CF,              "IMAGE_DLLCHARACTERISTICS_GUARD_CF",              0},
  {IMAGE_DLLCHARACTERISTICS_TERMINAL_SERVER_AWARE, IMAGE_DLLCHARACTERISTICS_TERMINAL_SERVER_AWARE, "IMAGE_DLLCHARACTERISTICS_TERMINAL_SERVER_AWARE", 0},
};
const struct coff_flags coff_dll_flags_pe = {dll_flags, COFF_COUNT(dll_flags)};

static const struct coff_flag subsystems[] = {
  {0xffff,  0, "IMAGE_SUBSYSTEM_UNKNOWN",                  0},
  {0xffff,  1, "IMAGE_SUBSYSTEM_NATIVE",                   0},
  {0xffff,  2, "IMAGE_SUBSYSTEM_WINDOWS_GUI",              0},
  {0xffff,  3, "IMAGE_SUBSYSTEM_WINDOWS_CUI",              0},
  {0xffff,  5, "IMAGE_SUBSYSTEM_OS2_CUI",                  0},
  {0xffff,  7, "IMAGE_SUBSYSTEM_POSIX_CUI",                0},
  {0xffff,  8, "IMAGE_SUBSYSTEM_NATIVE_WINDOWS",           0},
  {0xffff,  9, "IMAGE_SUBSYSTEM_WINDOWS_CE_GUI",           0},
  {0xffff, 10, "IMAGE_SUBSYSTEM_EFI_APPLICATION",          0},
  {0xffff, 11, "IMAGE_SUBSYSTEM_EFI_BOOT_SERVICE_DRIVER",  0},
  {0xffff, 12, "IMAGE_SUBSYSTEM_EFI_RUNTIME_DRIVER",       0},
  {0xffff, 13, "IMAGE_SUBSYSTEM_EFI_ROM",                  0},
  {0xffff, 14, "IMAGE_SUBSYSTEM_XBOX",                     0},
  {0xffff, 16, "IMAGE_SUBSYSTEM_WINDOWS_BOOT_APPLICATION", 0},
};
const struct coff_flags coff_subsystems_pe = {subsystems, COFF_COUNT(subsystems)};

static const struct coff_flag section_flags[] = {
  {IMAGE_SCN_SCALE_INDEX,            IMAGE_SCN_SCALE_INDEX,            "IMAGE_SCN_SCALE_INDEX",            0},
  {IMAGE_SCN_TYPE_NO_PAD,            IMAGE_SCN_TYPE_NO_PAD,            "IMAGE_SCN_TYPE_NO_PAD",            0},
  {IMAGE_SCN_CNT_CODE,               IMAGE_SCN_CNT_CODE,               "IMAGE_SCN_CNT_CODE",               COFF_SEC_CODE},
  {IMAGE_SCN_CNT_INITIALIZED_DATA,   IMAGE_SCN_CNT_INITIALIZED_DATA,   "IMAGE_SCN_CNT_INITIALIZED_DATA",   COFF_SEC_DATA},
  {IMAGE_SCN_CNT_UNINITIALIZED_DATA, IMAGE_SCN_CNT_UNINITIALIZED_DATA, "IMAGE_SCN_CNT_UNINITIALIZED_DATA", COFF_SEC_BSS},
  {IMAGE_SCN_LNK_OTHER,              IMAGE_SCN_LNK_OTHER,              "IMAGE_SCN_LNK_OTHER",              0},
  {IMAGE_SCN_LNK_INFO,               IMAGE_SCN_LNK_INFO,               "IMAGE_SCN_LNK_INFO",               COFF_SEC_INFO},
  {IMAGE_SCN_LNK_REMOVE,             IMAGE_SCN_LNK_REMOVE,             "IMAGE_SCN_LNK_REMOVE",             COFF_SEC_REMOVE},
  {IMAGE_SCN_LNK_COMDAT,             IMAGE_SCN_LNK_COMDAT,             "IMAGE_SCN_LNK_COMDAT",             COFF_SEC_COMDAT},
  {IMAGE_SCN_NO_DEFER_SPEC_EXC,      IMAGE_SCN_NO_DEFER_SPEC_EXC,      "IMAGE_SCN_NO_DEFER_SPEC_EXC",      0},
  {IMAGE_SCN_GPREL,                  IMAGE_SCN_GPREL,                  "IMAGE_SCN_GPREL",                  0},
  {IMAGE_SCN_MEM_PURGEABLE,          IMAGE_SCN_MEM_PURGEABLE,          "IMAGE_SCN_MEM_PURGEABLE",          0},
  {IMAGE_SCN_MEM_LOCKED,             IMAGE_SCN_MEM_LOCKED,             "IMAGE_SCN_MEM_LOCKED",             0},
  {IMAGE_SCN_MEM_PRELOAD,            IMAGE_SCN_MEM_PRELOAD,            "IMAGE_SCN_MEM_PRELOAD",            0},
  {IMAGE_SCN_ALIGN_MASK,             0x00100000,                       "IMAGE_SCN_ALIGN_1BYTES",           0},
  {IMAGE_SCN_ALIGN_MASK,             0x00200000,                       "IMAGE_SCN_ALIGN_2BYTES",           0},
  {IMAGE_SCN_ALIGN_MASK,             0x00300000,                       "IMAGE_SCN_ALIGN_4BYTES",           0},
  {IMAGE_SCN_ALIGN_MASK,             0x00400000,                       "IMAGE_SCN_ALIGN_8BYTES",           0},
  {IMAGE_SCN_ALIGN_MASK,             0x00500000,                       "IMAGE_SCN_ALIGN_16BYTES",          0},
  {IMAGE_SCN_ALIGN_MASK,             0x00600000,                       "IMAGE_SCN_ALIGN_32BYTES",          0},
  {IMAGE_SCN_ALIGN_MASK,             0x00700000,                       "IMAGE_SCN_ALIGN_64BYTES",          0},
  {IMAGE_SCN_ALIGN_MASK,             0x00800000,                       "IMAGE_SCN_ALIGN_128BYTES",         0},
  {IMAGE_SCN_ALIGN_MASK,             0x00900000,                       "IMAGE_SCN_ALIGN_256BYTES",         0},
  {IMAGE_SCN_ALIGN_MASK,             0x00a00000,                       "IMAGE_SCN_ALIGN_512BYTES",         0},
  {IMAGE_SCN_ALIGN_MASK,             0x00b00000,                       "IMAGE_SCN_ALIGN_1024BYTES",        0},
  {IMAGE_SCN_ALIGN_MASK,             0x00c00000,                       "IMAGE_SCN_ALIGN_2048BYTES",        0},
  {IMAGE_SCN_ALIGN_MASK,             0x00d00000,                       "IMAGE_SCN_ALIGN_4096BYTES",        0},
  {IMAGE_SCN_ALIGN_MASK,             0x00e00000,                       "IMAGE_SCN_ALIGN_8192BYTES",        0},
  {IMAGE_SCN_LNK_NRELOC_OVFL,        IMAGE_SCN_LNK_NRELOC_OVFL,        "IMAGE_SCN_LNK_NRELOC_OVFL",        COFF_SEC_COUNT_OVERFLOW},
  {IMAGE_SCN_MEM_DISCARDABLE,        IMAGE_SCN_MEM_DISCARDABLE,        "IMAGE_SCN_MEM_DISCARDABLE",        COFF_SEC_DISCARD},
  {IMAGE_SCN_MEM_NOT_CACHED,         IMAGE_SCN_MEM_NOT_CACHED,         "IMAGE_SCN_MEM_NOT_CACHED",         0},
  {IMAGE_SCN_MEM_NOT_PAGED,          IMAGE_SCN_MEM_NOT_PAGED,          "IMAGE_SCN_MEM_NOT_PAGED",          0},
  {IMAGE_SCN_MEM_SHARED,             IMAGE_SCN_MEM_SHARED,             "IMAGE_SCN_MEM_SHARED",             COFF_SEC_SHARED},
  {IMAGE_SCN_MEM_EXECUTE,            IMAGE_SCN_MEM_EXECUTE,            "IMAGE_SCN_MEM_EXECUTE",            COFF_SEC_EXEC},
  {IMAGE_SCN_MEM_READ,               IMAGE_SCN_MEM_READ,               "IMAGE_SCN_MEM_READ",               COFF_SEC_READ},
  {IMAGE_SCN_MEM_WRITE,              IMAGE_SCN_MEM_WRITE,              "IMAGE_SCN_MEM_WRITE",              COFF_SEC_WRITE},
};
const struct coff_flags coff_section_flags_pe = {section_flags, COFF_COUNT(section_flags)};

// The names that System V has and PE has not are those of GNU compilers with -gcoff.
static const struct coff_class classes[] = {
  {C_NULL,                        COFF_CLASS_NULL,     "IMAGE_SYM_CLASS_NULL"},
  {C_AUTO,                        COFF_CLASS_DEBUG,    "IMAGE_SYM_CLASS_AUTOMATIC"},
  {C_EXT,                         COFF_CLASS_EXTERNAL, "IMAGE_SYM_CLASS_EXTERNAL"},
  {C_STAT,                        COFF_CLASS_STATIC,   "IMAGE_SYM_CLASS_STATIC"},
  {C_REG,                         COFF_CLASS_DEBUG,    "IMAGE_SYM_CLASS_REGISTER"},
  {C_EXTDEF,                      COFF_CLASS_EXTERNAL, "IMAGE_SYM_CLASS_EXTERNAL_DEF"},
  {C_LABEL,                       COFF_CLASS_LABEL,    "IMAGE_SYM_CLASS_LABEL"},
  {C_ULABEL,                      COFF_CLASS_LABEL,    "IMAGE_SYM_CLASS_UNDEFINED_LABEL"},
  {C_MOS,                         COFF_CLASS_DEBUG,    "IMAGE_SYM_CLASS_MEMBER_OF_STRUCT"},
  {C_ARG,                         COFF_CLASS_DEBUG,    "IMAGE_SYM_CLASS_ARGUMENT"},
  {C_STRTAG,                      COFF_CLASS_DEBUG,    "IMAGE_SYM_CLASS_STRUCT_TAG"},
  {C_MOU,                         COFF_CLASS_DEBUG,    "IMAGE_SYM_CLASS_MEMBER_OF_UNION"},
  {C_UNTAG,                       COFF_CLASS_DEBUG,    "IMAGE_SYM_CLASS_UNION_TAG"},
  {C_TPDEF,                       COFF_CLASS_DEBUG,    "IMAGE_SYM_CLASS_TYPE_DEFINITION"},
  {C_USTATIC,                     COFF_CLASS_STATIC,   "IMAGE_SYM_CLASS_UNDEFINED_STATIC"},
  {C_ENTAG,                       COFF_CLASS_DEBUG,    "IMAGE_SYM_CLASS_ENUM_TAG"},
  {C_MOE,                         COFF_CLASS_DEBUG,    "IMAGE_SYM_CLASS_MEMBER_OF_ENUM"},
  {C_REGPARM,                     COFF_CLASS_DEBUG,    "IMAGE_SYM_CLASS_REGISTER_PARAM"},
  {C_FIELD,                       COFF_CLASS_DEBUG,    "IMAGE_SYM_CLASS_BIT_FIELD"},
  {C_AUTOARG,                     COFF_CLASS_DEBUG,    "C_AUTOARG"},
  {C_LASTENT,                     COFF_CLASS_OTHER,    "C_LASTENT"},
  {IMAGE_SYM_CLASS_FAR_EXTERNAL,  COFF_CLASS_EXTERNAL, "IMAGE_SYM_CLASS_FAR_EXTERNAL"},
  {C_BLOCK,                       COFF_CLASS_SCOPE,    "IMAGE_SYM_CLASS_BLOCK"},
  {C_FCN,                         COFF_CLASS_SCOPE,    "IMAGE_SYM_CLASS_FUNCTION"},
  {C_EOS,                         COFF_CLASS_DEBUG,    "IMAGE_SYM_CLASS_END_OF_STRUCT"},
  {C_FILE,                        COFF_CLASS_FILE,     "IMAGE_SYM_CLASS_FILE"},
  {IMAGE_SYM_CLASS_SECTION,       COFF_CLASS_SECTION,  "IMAGE_SYM_CLASS_SECTION"},
  {IMAGE_SYM_CLASS_WEAK_EXTERNAL, COFF_CLASS_PE_WEAK,  "IMAGE_SYM_CLASS_WEAK_EXTERNAL"},
  {IMAGE_SYM_CLASS_CLR_TOKEN,     COFF_CLASS_OTHER,    "IMAGE_SYM_CLASS_CLR_TOKEN"},
  {C_WEAKEXT,                     COFF_CLASS_WEAK,     "C_WEAKEXT"},
  {C_EFCN,                        COFF_CLASS_SCOPE,    "IMAGE_SYM_CLASS_END_OF_FUNCTION"},
};
const struct coff_classes coff_classes_pe = {classes, COFF_COUNT(classes)};

const struct coff_dirs coff_dirs_pe = {
  COFF_DIRS,
  {COFF_DIR_EXPORT, COFF_DIR_IMPORT, COFF_DIR_RESOURCE, COFF_DIR_EXCEPTION, COFF_DIR_CERTIFICATE,
   COFF_DIR_BASE_RELOC, COFF_DIR_DEBUG, COFF_DIR_ARCHITECTURE, COFF_DIR_GLOBAL_PTR, COFF_DIR_TLS,
   COFF_DIR_LOAD_CONFIG, COFF_DIR_BOUND_IMPORT, COFF_DIR_IMPORT_ADDRESS, COFF_DIR_DELAY_IMPORT,
   COFF_DIR_CLR, COFF_DIR_RESERVED},
};
// PI specification, volume 1, section 15.3.
const struct coff_dirs coff_dirs_te = {2, {COFF_DIR_BASE_RELOC, COFF_DIR_DEBUG}};
// clang-format on
