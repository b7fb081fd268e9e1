// System V names: header flags, section flags, storage classes, basic types.
//
// Skip it unless you port a flavour.
#include "coff/format-sysv.h"
#include "coff/target.h"

enum {
  CODE = COFF_SEC_CODE | COFF_SEC_READ | COFF_SEC_EXEC,
  DATA = COFF_SEC_DATA | COFF_SEC_READ | COFF_SEC_WRITE,
  BSS = COFF_SEC_BSS | COFF_SEC_READ | COFF_SEC_WRITE,
  // Relocation count in the first relocation: IMAGE_SCN_LNK_NRELOC_OVFL, which DJGPP took over.
  STYP_NRELOC_OVFL = 0x01000000,
  STYP_KINDS = 0x0fff // without these a section is regular
};

// clang-format off
static const struct coff_flag file_flags[] = {
  // mask,    value,     name,       meaning
  {F_RELFLG,  F_RELFLG,  "F_RELFLG",  COFF_FILE_NO_RELOCS},
  {F_EXEC,    F_EXEC,    "F_EXEC",    COFF_FILE_EXECUTABLE},
  {F_LNNO,    F_LNNO,    "F_LNNO",    COFF_FILE_NO_LINES},
  {F_LSYMS,   F_LSYMS,   "F_LSYMS",   COFF_FILE_NO_LOCALS},
  {F_MINMAL,  F_MINMAL,  "F_MINMAL",  0},
  {F_UPDATE,  F_UPDATE,  "F_UPDATE",  0},
  {F_SWABD,   F_SWABD,   "F_SWABD",   0},
  {F_AR16WR,  F_AR16WR,  "F_AR16WR",  0},
  {F_AR32WR,  F_AR32WR,  "F_AR32WR",  COFF_FILE_32BIT},
  {F_AR32W,   F_AR32W,   "F_AR32W",   0},
  {F_PATCH,   F_PATCH,   "F_PATCH",   0},
};
const struct coff_flags coff_file_flags_sysv = {file_flags, COFF_COUNT(file_flags)};

// STYP_LIT, read-only data, has the bit of STYP_TEXT. A section of type 0 is allocated, relocated and loaded, as data are. Overlays and libraries take
// no memory of their own.
static const struct coff_flag section_flags[] = {
  {STYP_KINDS,       STYP_REG,         "STYP_REG",         DATA},
  {STYP_DSECT,       STYP_DSECT,       "STYP_DSECT",       COFF_SEC_DUMMY},
  {STYP_NOLOAD,      STYP_NOLOAD,      "STYP_NOLOAD",      COFF_SEC_NOLOAD},
  {STYP_GROUP,       STYP_GROUP,       "STYP_GROUP",       0},
  {STYP_PAD,         STYP_PAD,         "STYP_PAD",         0},
  {STYP_COPY,        STYP_COPY,        "STYP_COPY",        COFF_SEC_NOLOAD},
  {STYP_LIT,         STYP_TEXT,        "STYP_TEXT",        CODE},
  {STYP_LIT,         STYP_LIT,         "STYP_LIT",         COFF_SEC_DATA | COFF_SEC_READ},
  {STYP_DATA,        STYP_DATA,        "STYP_DATA",        DATA},
  {STYP_BSS,         STYP_BSS,         "STYP_BSS",         BSS},
  {STYP_INFO,        STYP_INFO,        "STYP_INFO",        COFF_SEC_INFO},
  {STYP_OVER,        STYP_OVER,        "STYP_OVER",        COFF_SEC_NOLOAD},
  {STYP_LIB,         STYP_LIB,         "STYP_LIB",         COFF_SEC_INFO},
  // Only in the DJGPP table, which is this one with its last row.
  {STYP_NRELOC_OVFL, STYP_NRELOC_OVFL, "STYP_NRELOC_OVFL", COFF_SEC_COUNT_OVERFLOW},
};
const struct coff_flags coff_section_flags_sysv = {section_flags, COFF_COUNT(section_flags) - 1};
const struct coff_flags coff_section_flags_go32 = {section_flags, COFF_COUNT(section_flags)};

static const struct coff_class classes[] = {
  {C_NULL,     COFF_CLASS_NULL,     "C_NULL"},
  {C_AUTO,     COFF_CLASS_DEBUG,    "C_AUTO"},
  {C_EXT,      COFF_CLASS_EXTERNAL, "C_EXT"},
  {C_STAT,     COFF_CLASS_STATIC,   "C_STAT"},
  {C_REG,      COFF_CLASS_DEBUG,    "C_REG"},
  {C_EXTDEF,   COFF_CLASS_EXTERNAL, "C_EXTDEF"},
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
  {C_AUTOARG,  COFF_CLASS_DEBUG,    "C_AUTOARG"},
  {C_LASTENT,  COFF_CLASS_OTHER,    "C_LASTENT"},
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
const struct coff_classes coff_classes_sysv = {classes, COFF_COUNT(classes)};
// clang-format on

static const char *const basic_types[] = {
    NULL,
    "void",
    "char",
    "short",
    "int",
    "long",
    "float",
    "double",
    "struct",
    "union",
    "enum",
    "enum member",
    "unsigned char",
    "unsigned short",
    "unsigned int",
    "unsigned long",
    "long double", // 16 and up: where the basic type has more than four bits
    "short long",
    "unsigned short long",
};
enum { BASIC_OF_4_BITS = 16, BASIC_WITH_LONG_DOUBLE = 17 };
const struct coff_type_words coff_types_sysv = {
    .btmask = 0xf,
    .tmask = 0x30,
    .btshift = 4,
    .tshift = 2,
    .basic = basic_types,
    .nbasic = BASIC_OF_4_BITS,
};
const struct coff_type_words coff_types_xcoff = {
    .btmask = 0xf,
    .tmask = 0x30,
    .btshift = 4,
    .tshift = 2,
    .basic = basic_types,
    .nbasic = BASIC_OF_4_BITS,
    .visibility = &coff_visibility_xcoff,
    .file = &coff_file_types_xcoff,
};
const struct coff_type_words coff_types_i960 = {
    .btmask = 0x1f,
    .tmask = 0x60,
    .btshift = 5,
    .tshift = 2,
    .basic = basic_types,
    .nbasic = BASIC_WITH_LONG_DOUBLE,
};
const struct coff_type_words coff_types_sx = {
    .btmask = 0xff,
    .tmask = 0x300,
    .btshift = 8,
    .tshift = 2,
    .basic = basic_types,
    .nbasic = BASIC_WITH_LONG_DOUBLE,
};

// Microchip: code is in a memory of its own, so pointers differ.
static const char *const rom_pointers[] = {"ROM pointer to ", "far ROM pointer to "};
const struct coff_type_words coff_types_pic1 = {
    .btmask = 0xf,
    .tmask = 0x70,
    .btshift = 4,
    .tshift = 3,
    .basic = basic_types,
    .nbasic = BASIC_OF_4_BITS,
    .more_derived = rom_pointers,
    .nmore_derived = COFF_COUNT(rom_pointers),
};
const struct coff_type_words coff_types_pic2 = {
    .btmask = 0x1f,
    .tmask = 0xe0,
    .btshift = 5,
    .tshift = 3,
    .basic = basic_types,
    .nbasic = COFF_COUNT(basic_types),
    .more_derived = rom_pointers,
    .nmore_derived = COFF_COUNT(rom_pointers),
};

// Motorola's DSPs: bit 16 belongs to the basic type.
// clang-format off
static const struct coff_flag dsp_basic_rows[] = {
  // mask,  value,   name,             meaning
  {0x1000f, 0x10000, "fract",          0},
  {0x1000f, 0x10001, "unsigned fract", 0},
  {0x1000f, 0x10002, "long fract",     0},
  {0x1000f, 0x10003, "unsigned long fract", 0},
  {0x1000f, 0x10004, "accum",          0},
  {0x1000f, 0x10005, "long accum",     0},
};
// clang-format on
static const struct coff_flags dsp_basic = {dsp_basic_rows, COFF_COUNT(dsp_basic_rows)};
const struct coff_type_words coff_types_dsp = {
    .btmask = 0x1000f,
    .tmask = 0x30,
    .btshift = 4,
    .tshift = 2,
    .basic = basic_types,
    .nbasic = BASIC_OF_4_BITS,
    .more_basic = &dsp_basic,
};
