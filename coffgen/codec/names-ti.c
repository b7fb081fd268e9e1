// Texas Instruments' names: header flags, section flags, storage classes, basic types.
//
// Skip it unless you port a TI flavour.
#include "coff/format-ti.h"
#include "coff/target.h"

enum {
  CODE = COFF_SEC_CODE | COFF_SEC_READ | COFF_SEC_EXEC,
  DATA = COFF_SEC_DATA | COFF_SEC_READ | COFF_SEC_WRITE,
  BSS = COFF_SEC_BSS | COFF_SEC_READ | COFF_SEC_WRITE,
  STYP_KINDS = 0x00ff // without these a section is regular
};

// clang-format off
static const struct coff_flag file_flags[] = {
  // mask,     value,      name,         meaning
  {F_RELFLG,   F_RELFLG,   "F_RELFLG",   COFF_FILE_NO_RELOCS},
  {F_EXEC,     F_EXEC,     "F_EXEC",     COFF_FILE_EXECUTABLE},
  {F_LNNO,     F_LNNO,     "F_LNNO",     COFF_FILE_NO_LINES},
  {F_LSYMS,    F_LSYMS,    "F_LSYMS",    COFF_FILE_NO_LOCALS},
  // Four bits of F_VERS, each by itself: what they count differs from tool to tool.
  {0x0010,     0x0010,     "F_VERS_10",  0},
  {0x0020,     0x0020,     "F_VERS_20",  0},
  {0x0040,     0x0040,     "F_VERS_40",  0},
  {0x0080,     0x0080,     "F_VERS_80",  0},
  {F_LITTLE,   F_LITTLE,   "F_LITTLE",   0},
  {F_BIG,      F_BIG,      "F_BIG",      0},
  {F_SYMMERGE, F_SYMMERGE, "F_SYMMERGE", 0},
  {F_ICODE,    F_ICODE,    "F_ICODE",    0},
};
const struct coff_flags coff_file_flags_ti = {file_flags, COFF_COUNT(file_flags)};

// Where System V has STYP_INFO, STYP_OVER and STYP_LIB, the alignment lies. Sections that are copied
// have contents but no place in the memory of the target.
static const struct coff_flag section_flags[] = {
  {STYP_KINDS,  STYP_REG,    "STYP_REG",    DATA},
  {STYP_DSECT,  STYP_DSECT,  "STYP_DSECT",  COFF_SEC_DUMMY},
  {STYP_NOLOAD, STYP_NOLOAD, "STYP_NOLOAD", COFF_SEC_NOLOAD},
  {STYP_GROUP,  STYP_GROUP,  "STYP_GROUP",  0},
  {STYP_PAD,    STYP_PAD,    "STYP_PAD",    0},
  {STYP_COPY,   STYP_COPY,   "STYP_COPY",   COFF_SEC_NOLOAD},
  {STYP_TEXT,   STYP_TEXT,   "STYP_TEXT",   CODE},
  {STYP_DATA,   STYP_DATA,   "STYP_DATA",   DATA},
  {STYP_BSS,    STYP_BSS,    "STYP_BSS",    BSS},
  {STYP_BLOCK,  STYP_BLOCK,  "STYP_BLOCK",  0},
  {STYP_PASS,   STYP_PASS,   "STYP_PASS",   0},
  {STYP_CLINK,  STYP_CLINK,  "STYP_CLINK",  0},
  {STYP_VECTOR, STYP_VECTOR, "STYP_VECTOR", 0},
  {STYP_PADDED, STYP_PADDED, "STYP_PADDED", 0},
  // Flags of 16 bits end here.
  {STYP_ICODE,  STYP_ICODE,  "STYP_ICODE",  0},
  {STYP_LGT,    STYP_LGT,    "STYP_LGT",    0},
  {STYP_COMMON, STYP_COMMON, "STYP_COMMON", 0},
};
const struct coff_flags coff_section_flags_ti = {section_flags, COFF_COUNT(section_flags)};

// C_EXTREF is the fifth as TI has it: a reference that nothing resolves yet. GNU's assembler writes
// C_WEAKEXT in these flavours too.
static const struct coff_class classes[] = {
  {C_NULL,     COFF_CLASS_NULL,     "C_NULL"},
  {C_AUTO,     COFF_CLASS_DEBUG,    "C_AUTO"},
  {C_EXT,      COFF_CLASS_EXTERNAL, "C_EXT"},
  {C_STAT,     COFF_CLASS_STATIC,   "C_STAT"},
  {C_REG,      COFF_CLASS_DEBUG,    "C_REG"},
  {C_EXTREF,   COFF_CLASS_EXTERNAL, "C_EXTREF"},
  {C_LABEL,    COFF_CLASS_LABEL,    "C_LABEL"},
  {C_ULABEL,   COFF_CLASS_LABEL,    "C_ULABEL"},
  {C_MOS,      COFF_CLASS_DEBUG,    "C_MOS"},
  {C_ARG,      COFF_CLASS_DEBUG,    "C_ARG"},
  {C_STRTAG,   COFF_CLASS_DEBUG,    "C_STRTAG"},
  {C_MOU,      COFF_CLASS_DEBUG,    "C_MOU"},
  {C_UNTAG,    COFF_CLASS_DEBUG,    "C_UNTAG"},
  {C_TPDEF,    COFF_CLASS_DEBUG,    "C_TPDEF"},
  {C_USTATIC,  COFF_CLASS_STATIC,   "C_USTATIC"},
  {C_ENTAG,    COFF_CLASS_DEBUG,    "C_ENTAG"},
  {C_MOE,      COFF_CLASS_DEBUG,    "C_MOE"},
  {C_REGPARM,  COFF_CLASS_DEBUG,    "C_REGPARM"},
  {C_FIELD,    COFF_CLASS_DEBUG,    "C_FIELD"},
  {C_UEXT,     COFF_CLASS_EXTERNAL, "C_UEXT"},
  {C_STATLAB,  COFF_CLASS_LABEL,    "C_STATLAB"},
  {C_EXTLAB,   COFF_CLASS_EXTERNAL, "C_EXTLAB"},
  {C_SYSTEM,   COFF_CLASS_EXTERNAL, "C_SYSTEM"},
  {C_VARARG,   COFF_CLASS_DEBUG,    "C_VARARG"},
  {C_BLOCK,    COFF_CLASS_SCOPE,    "C_BLOCK"},
  {C_FCN,      COFF_CLASS_SCOPE,    "C_FCN"},
  {C_EOS,      COFF_CLASS_DEBUG,    "C_EOS"},
  {C_FILE,     COFF_CLASS_FILE,     "C_FILE"},
  {C_LINE,     COFF_CLASS_OTHER,    "C_LINE"},
  {C_ALIAS,    COFF_CLASS_OTHER,    "C_ALIAS"},
  {C_HIDDEN,   COFF_CLASS_OTHER,    "C_HIDDEN"},
  {C_WEAKEXT,  COFF_CLASS_WEAK,     "C_WEAKEXT"},
  {C_EFCN,     COFF_CLASS_SCOPE,    "C_EFCN"},
};
const struct coff_classes coff_classes_ti = {classes, COFF_COUNT(classes)};
// clang-format on
