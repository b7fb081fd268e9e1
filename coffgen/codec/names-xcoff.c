// XCOFF names: header flags, section flags, storage classes, visibility, languages.
//
// Skip it unless you port a flavour. AIX Files Reference, "XCOFF Object File Format".
#include "coff/format-sysv.h"
#include "coff/format-xcoff.h"
#include "coff/target.h"

enum {
  CODE = COFF_SEC_CODE | COFF_SEC_READ | COFF_SEC_EXEC,
  DATA = COFF_SEC_DATA | COFF_SEC_READ | COFF_SEC_WRITE,
  BSS = COFF_SEC_BSS | COFF_SEC_READ | COFF_SEC_WRITE,
  // The high half of s_flags says which DWARF section it is.
  SUBTYPE = 0x000f0000 | STYP_DWARF
};

// clang-format off
static const struct coff_flag file_flags[] = {
  // mask,       value,       name,         meaning
  {F_RELFLG,     F_RELFLG,    "F_RELFLG",    COFF_FILE_NO_RELOCS},
  {F_EXEC,       F_EXEC,      "F_EXEC",      COFF_FILE_EXECUTABLE},
  {F_LNNO,       F_LNNO,      "F_LNNO",      COFF_FILE_NO_LINES},
  {F_LSYMS,      F_LSYMS,     "F_LSYMS",     COFF_FILE_NO_LOCALS},
  {F_FDPR_PROF,  F_FDPR_PROF, "F_FDPR_PROF", 0},
  {F_FDPR_OPTI,  F_FDPR_OPTI, "F_FDPR_OPTI", 0},
  {F_DSA,        F_DSA,       "F_DSA",       0},
  {F_VARPG,      F_VARPG,     "F_VARPG",     0},
  {F_AR32W,      F_AR32W,     "F_AR32W",     0},
  {F_DYNLOAD,    F_DYNLOAD,   "F_DYNLOAD",   0},
  {F_SHROBJ,     F_SHROBJ,    "F_SHROBJ",    0},
  {F_LOADONLY,   F_LOADONLY,  "F_LOADONLY",  0},
  {F_NONEXEC,    F_NONEXEC,   "F_NONEXEC",   0},
};
const struct coff_flags coff_file_flags_xcoff = {file_flags, COFF_COUNT(file_flags)};

static const struct coff_flag section_flags[] = {
  {STYP_PAD,     STYP_PAD,                "STYP_PAD",        0},
  {STYP_DWARF,   STYP_DWARF,              "STYP_DWARF",      COFF_SEC_DEBUG},
  {STYP_TEXT,    STYP_TEXT,               "STYP_TEXT",       CODE},
  {STYP_DATA,    STYP_DATA,               "STYP_DATA",       DATA},
  {STYP_BSS,     STYP_BSS,                "STYP_BSS",        BSS},
  {STYP_EXCEPT,  STYP_EXCEPT,             "STYP_EXCEPT",     COFF_SEC_EXCEPT},
  {STYP_INFO,    STYP_INFO,               "STYP_INFO",       COFF_SEC_INFO},
  {STYP_TDATA,   STYP_TDATA,              "STYP_TDATA",      DATA | COFF_SEC_TLS},
  {STYP_TBSS,    STYP_TBSS,               "STYP_TBSS",       BSS | COFF_SEC_TLS},
  {STYP_LOADER,  STYP_LOADER,             "STYP_LOADER",     COFF_SEC_LOADER},
  {STYP_DEBUG,   STYP_DEBUG,              "STYP_DEBUG",      COFF_SEC_DEBUG},
  {STYP_TYPCHK,  STYP_TYPCHK,             "STYP_TYPCHK",     COFF_SEC_INFO},
  {STYP_OVRFLO,  STYP_OVRFLO,             "STYP_OVRFLO",     COFF_SEC_OVERFLOW},
  {SUBTYPE,      0x10000 | STYP_DWARF,    "SSUBTYP_DWINFO",  0},
  {SUBTYPE,      0x20000 | STYP_DWARF,    "SSUBTYP_DWLINE",  0},
  {SUBTYPE,      0x30000 | STYP_DWARF,    "SSUBTYP_DWPBNMS", 0},
  {SUBTYPE,      0x40000 | STYP_DWARF,    "SSUBTYP_DWPBTYP", 0},
  {SUBTYPE,      0x50000 | STYP_DWARF,    "SSUBTYP_DWARNGE", 0},
  {SUBTYPE,      0x60000 | STYP_DWARF,    "SSUBTYP_DWABREV", 0},
  {SUBTYPE,      0x70000 | STYP_DWARF,    "SSUBTYP_DWSTR",   0},
  {SUBTYPE,      0x80000 | STYP_DWARF,    "SSUBTYP_DWRNGES", 0},
  {SUBTYPE,      0x90000 | STYP_DWARF,    "SSUBTYP_DWLOC",   0},
  {SUBTYPE,      0xa0000 | STYP_DWARF,    "SSUBTYP_DWFRAME", 0},
  {SUBTYPE,      0xb0000 | STYP_DWARF,    "SSUBTYP_DWMAC",   0},
};
const struct coff_flags coff_section_flags_xcoff = {section_flags, COFF_COUNT(section_flags)};

static const struct coff_class classes[] = {
  {C_NULL,         COFF_CLASS_NULL,     "C_NULL"},
  {C_AUTO,         COFF_CLASS_DEBUG,    "C_AUTO"},
  {C_EXT,          COFF_CLASS_EXTERNAL, "C_EXT"},
  {C_STAT,         COFF_CLASS_STATIC,   "C_STAT"},
  {C_REG,          COFF_CLASS_DEBUG,    "C_REG"},
  {C_EXTDEF,       COFF_CLASS_EXTERNAL, "C_EXTDEF"},
  {C_LABEL,        COFF_CLASS_LABEL,    "C_LABEL"},
  {C_ULABEL,       COFF_CLASS_LABEL,    "C_ULABEL"},
  {C_MOS,          COFF_CLASS_DEBUG,    "C_MOS"},
  {C_ARG,          COFF_CLASS_DEBUG,    "C_ARG"},
  {C_STRTAG,       COFF_CLASS_DEBUG,    "C_STRTAG"},
  {C_MOU,          COFF_CLASS_DEBUG,    "C_MOU"},
  {C_UNTAG,        COFF_CLASS_DEBUG,    "C_UNTAG"},
  {C_TPDEF,        COFF_CLASS_DEBUG,    "C_TPDEF"},
  {C_USTATIC,      COFF_CLASS_STATIC,   "C_USTATIC"},
  {C_ENTAG,        COFF_CLASS_DEBUG,    "C_ENTAG"},
  {C_MOE,          COFF_CLASS_DEBUG,    "C_MOE"},
  {C_REGPARM,      COFF_CLASS_DEBUG,    "C_REGPARM"},
  {C_FIELD,        COFF_CLASS_DEBUG,    "C_FIELD"},
  {C_BLOCK,        COFF_CLASS_SCOPE,    "C_BLOCK"},
  {C_FCN,          COFF_CLASS_SCOPE,    "C_FCN"},
  {C_EOS,          COFF_CLASS_DEBUG,    "C_EOS"},
  {C_FILE,         COFF_CLASS_FILE,     "C_FILE"},
  {C_LINE,         COFF_CLASS_OTHER,    "C_LINE"},
  {C_ALIAS,        COFF_CLASS_OTHER,    "C_ALIAS"},
  {C_HIDDEN,       COFF_CLASS_OTHER,    "C_HIDDEN"},
  {C_HIDEXT,       COFF_CLASS_HIDDEN,   "C_HIDEXT"},
  {C_BINCL,        COFF_CLASS_DEBUG_LINE, "C_BINCL"},
  {C_EINCL,        COFF_CLASS_DEBUG_LINE, "C_EINCL"},
  {C_INFO,         COFF_CLASS_OTHER,    "C_INFO"},
  {C_AIX_WEAKEXT,  COFF_CLASS_WEAK,     "C_WEAKEXT"},
  {C_DWARF,        COFF_CLASS_SECTION,  "C_DWARF"},
  {C_WEAKEXT,      COFF_CLASS_WEAK,     "C_WEAKEXT (GNU)"}, // before AIX had 111
  {C_GSYM,         COFF_CLASS_DEBUG,    "C_GSYM"},
  {C_LSYM,         COFF_CLASS_DEBUG,    "C_LSYM"},
  {C_PSYM,         COFF_CLASS_DEBUG,    "C_PSYM"},
  {C_RSYM,         COFF_CLASS_DEBUG,    "C_RSYM"},
  {C_RPSYM,        COFF_CLASS_DEBUG,    "C_RPSYM"},
  {C_STSYM,        COFF_CLASS_DEBUG,    "C_STSYM"},
  {C_TCSYM,        COFF_CLASS_DEBUG,    "C_TCSYM"},
  {C_BCOMM,        COFF_CLASS_DEBUG,    "C_BCOMM"},
  {C_ECOML,        COFF_CLASS_DEBUG,    "C_ECOML"},
  {C_ECOMM,        COFF_CLASS_DEBUG,    "C_ECOMM"},
  {C_DECL,         COFF_CLASS_DEBUG,    "C_DECL"},
  {C_ENTRY,        COFF_CLASS_DEBUG,    "C_ENTRY"},
  {C_FUN,          COFF_CLASS_DEBUG,    "C_FUN"},
  {C_BSTAT,        COFF_CLASS_DEBUG_SYMBOL, "C_BSTAT"},
  {C_ESTAT,        COFF_CLASS_DEBUG,    "C_ESTAT"},
  {C_GTLS,         COFF_CLASS_DEBUG,    "C_GTLS"},
  {C_STTLS,        COFF_CLASS_DEBUG,    "C_STTLS"},
  {C_EFCN,         COFF_CLASS_SCOPE,    "C_EFCN"},
};
const struct coff_classes coff_classes_xcoff = {classes, COFF_COUNT(classes)};

static const struct coff_flag visibility[] = {
  // mask,      value,           name,             meaning
  {SYM_V_MASK,  SYM_V_INTERNAL,  "SYM_V_INTERNAL",  0},
  {SYM_V_MASK,  SYM_V_HIDDEN,    "SYM_V_HIDDEN",    0},
  {SYM_V_MASK,  SYM_V_PROTECTED, "SYM_V_PROTECTED", 0},
  {SYM_V_MASK,  SYM_V_EXPORTED,  "SYM_V_EXPORTED",  0},
};
const struct coff_flags coff_visibility_xcoff = {visibility, COFF_COUNT(visibility)};

// n_type of a C_FILE symbol: source language above, processor below.
static const struct coff_flag file_types[] = {
  // mask, value, name,          meaning
  {0xff00, 0x0000, "TB_C",         0},
  {0xff00, 0x0100, "TB_FORTRAN",   0},
  {0xff00, 0x0200, "TB_PASCAL",    0},
  {0xff00, 0x0300, "TB_ADA",       0},
  {0xff00, 0x0400, "TB_PL1",       0},
  {0xff00, 0x0500, "TB_BASIC",     0},
  {0xff00, 0x0600, "TB_LISP",      0},
  {0xff00, 0x0700, "TB_COBOL",     0},
  {0xff00, 0x0800, "TB_MODULA2",   0},
  {0xff00, 0x0900, "TB_CPLUSPLUS", 0},
  {0xff00, 0x0a00, "TB_RPG",       0},
  {0xff00, 0x0b00, "TB_PL8",       0},
  {0xff00, 0x0c00, "TB_ASM",       0},
  {0x00ff, 0x0000, "TCPU_INVALID", 0},
  {0x00ff, 0x0001, "TCPU_PPC",     0},
  {0x00ff, 0x0002, "TCPU_PPC64",   0},
  {0x00ff, 0x0003, "TCPU_COM",     0},
  {0x00ff, 0x0004, "TCPU_PWR",     0},
  {0x00ff, 0x0005, "TCPU_ANY",     0},
  {0x00ff, 0x0006, "TCPU_601",     0},
  {0x00ff, 0x0007, "TCPU_603",     0},
  {0x00ff, 0x0008, "TCPU_604",     0},
  {0x00ff, 0x0010, "TCPU_620",     0},
  {0x00ff, 0x0011, "TCPU_A35",     0},
  {0x00ff, 0x0012, "TCPU_PWR5",    0},
  {0x00ff, 0x0013, "TCPU_970",     0},
  {0x00ff, 0x0014, "TCPU_PWR6",    0},
  {0x00ff, 0x0015, "TCPU_VEC",     0},
  {0x00ff, 0x0016, "TCPU_PWR5X",   0},
  {0x00ff, 0x0017, "TCPU_PWR6E",   0},
  {0x00ff, 0x0018, "TCPU_PWR7",    0},
  {0x00ff, 0x0019, "TCPU_PWR8",    0},
  {0x00ff, 0x001a, "TCPU_PWR9",    0},
  {0x00ff, 0x001b, "TCPU_PWR10",   0},
  {0x00ff, 0x00e0, "TCPU_PWRX",    0},
};
const struct coff_flags coff_file_types_xcoff = {file_types, COFF_COUNT(file_types)};
// clang-format on
