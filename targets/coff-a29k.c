// AMD 29000, and the OpenRISC 1000 port that took over its magic numbers, relocation types and
// section types.
//
// Skip it unless you work on these processors. The two differ in how instructions hold what is
// relocated, which no header tells: only what stands in code does.
#include "targets/howto.h"
#include "targets/sysv.h"

enum { // s_flags
  STYP_BSSREG = 0x1200,
  STYP_ENVIR = 0x2200,
  STYP_ABS = 0x4000,
  STYP_SPECIAL = 0x3200 // the bits of STYP_INFO, STYP_BSSREG and STYP_ENVIR
};

enum { // n_sclass
  C_GLBLREG = 19,
  C_EXTREG = 20,
  C_DEFREG = 21
};

enum { FLAGS_KNOWN = 0xffff, R_IHCONST = 0x1c };

// clang-format off
// A 16-bit operand of the 29000 lies in two bytes of the instruction. CONSTH takes the high half of
// what its symbol and the IHCONST behind it (whose symbol index is the addend) give together.
// Global registers are numbers that only the linker gives out.
static const struct coff_howto a29k_howtos[] = {
  // type, name, calc, put, size, bits, rightshift, bitpos, bias, overflow, addend, code, rsize, mask
  {0x00, "R_ABS",     NOTHING, FIELD, 4, 32,  0,  0, 0, BITFIELD, IN_FIELD, R_NONE, 0, 0xffffffff},
  {0x18, "R_IREL",    S_PC,    BITS,  4, 16,  2,  0, 0, SIGNED,   IN_FIELD, R_NONE, 0, 0x00ff00ff},
  {0x19, "R_IABS",    S,       BITS,  4, 16,  2,  0, 0, BITFIELD, IN_FIELD, R_NONE, 0, 0x00ff00ff},
  {0x1a, "R_ILOHALF", S,       BITS,  4, 16,  0,  0, 0, ANY,      IN_FIELD, R_NONE, 0, 0x00ff00ff},
  {0x1b, "R_IHIHALF", S,       BITS,  4, 16, 16,  0, 0, ANY,      IN_NEXT,  R_NONE, 0, 0x00ff00ff},
  {0x1c, "R_IHCONST", NOTHING, FIELD, 0,  0,  0,  0, 0, ANY,      NO_A,     R_NONE, 0, 0},
  {0x1d, "R_BYTE",    S,       FIELD, 1,  8,  0,  0, 0, BITFIELD, IN_FIELD, R_8,    0, 0xff},
  {0x1e, "R_HWORD",   S,       FIELD, 2, 16,  0,  0, 0, BITFIELD, IN_FIELD, R_16,   0, 0xffff},
  {0x1f, "R_WORD",    S,       FIELD, 4, 32,  0,  0, 0, BITFIELD, IN_FIELD, R_32,   0, 0xffffffff},
  {0x20, "R_IGLBLRC", SPECIAL, FIELD, 4,  8,  0, 16, 0, UNSIGNED, NO_A,     R_NONE, 0, 0xff0000},
  {0x21, "R_IGLBLRA", SPECIAL, FIELD, 4,  8,  0,  8, 0, UNSIGNED, NO_A,     R_NONE, 0, 0xff00},
  {0x22, "R_IGLBLRB", SPECIAL, FIELD, 4,  8,  0,  0, 0, UNSIGNED, NO_A,     R_NONE, 0, 0xff},
};

// Branches have 26 bits, other operands the low half of the instruction.
static const struct coff_howto or32_howtos[] = {
  // type, name, calc, put, size, bits, rightshift, bitpos, bias, overflow, addend, code, rsize, mask
  {0x00, "R_ABS",     NOTHING, FIELD, 4, 32,  0,  0, 0, BITFIELD, IN_FIELD, R_NONE, 0, 0xffffffff},
  {0x18, "R_IREL",    S_PC,    FIELD, 4, 26,  2,  0, 0, SIGNED,   IN_FIELD, R_NONE, 0, 0x03ffffff},
  {0x19, "R_IABS",    S,       FIELD, 4, 26,  2,  0, 0, BITFIELD, IN_FIELD, R_NONE, 0, 0x03ffffff},
  {0x1a, "R_ILOHALF", S,       FIELD, 4, 16,  0,  0, 0, ANY,      IN_FIELD, R_NONE, 0, 0xffff},
  {0x1b, "R_IHIHALF", S,       FIELD, 4, 16, 16,  0, 0, ANY,      IN_NEXT,  R_NONE, 0, 0xffff},
  {0x1c, "R_IHCONST", NOTHING, FIELD, 0,  0,  0,  0, 0, ANY,      NO_A,     R_NONE, 0, 0},
  {0x1d, "R_BYTE",    S,       FIELD, 1,  8,  0,  0, 0, BITFIELD, IN_FIELD, R_8,    0, 0xff},
  {0x1e, "R_HWORD",   S,       FIELD, 2, 16,  0,  0, 0, BITFIELD, IN_FIELD, R_16,   0, 0xffff},
  {0x1f, "R_WORD",    S,       FIELD, 4, 32,  0,  0, 0, BITFIELD, IN_FIELD, R_32,   0, 0xffffffff},
  {0x20, "R_IGLBLRC", SPECIAL, FIELD, 4,  8,  0, 16, 0, UNSIGNED, NO_A,     R_NONE, 0, 0xff0000},
  {0x21, "R_IGLBLRA", SPECIAL, FIELD, 4,  8,  0,  8, 0, UNSIGNED, NO_A,     R_NONE, 0, 0xff00},
  {0x22, "R_IGLBLRB", SPECIAL, FIELD, 4,  8,  0,  0, 0, UNSIGNED, NO_A,     R_NONE, 0, 0xff},
};

static const struct coff_machine a29k_machines[] = {
  // magic, mask, value, architecture, name, constant
  {0x017a, 0, 0, COFF_ARCH_UNKNOWN, "Am29000",                      "SIPFBOMAGIC"},
  {0x017b, 0, 0, COFF_ARCH_UNKNOWN, "Am29000 (byte 0 is the last)", "SIPRBOMAGIC"},
};
static const struct coff_machine or32_machines[] = {
  // magic, mask, value, architecture, name, constant
  {0x017a, 0, 0, COFF_ARCH_UNKNOWN, "OpenRISC 1000",                      "SIPFBOMAGIC"},
  {0x017b, 0, 0, COFF_ARCH_UNKNOWN, "OpenRISC 1000 (byte 0 is the last)", "SIPRBOMAGIC"},
};

static const struct coff_flag section_flag_rows[] = {
  // mask,             value,       name,          meaning
  {0x7fff,             STYP_REG,    "STYP_REG",    COFF_SEC_DATA | COFF_SEC_READ | COFF_SEC_WRITE},
  {STYP_DSECT,         STYP_DSECT,  "STYP_DSECT",  COFF_SEC_DUMMY},
  {STYP_NOLOAD,        STYP_NOLOAD, "STYP_NOLOAD", COFF_SEC_NOLOAD},
  {STYP_GROUP,         STYP_GROUP,  "STYP_GROUP",  0},
  {STYP_PAD,           STYP_PAD,    "STYP_PAD",    0},
  {STYP_COPY,          STYP_COPY,   "STYP_COPY",   COFF_SEC_NOLOAD},
  {STYP_LIT,           STYP_TEXT,   "STYP_TEXT",   COFF_SEC_CODE | COFF_SEC_READ | COFF_SEC_EXEC},
  {STYP_LIT,           STYP_LIT,    "STYP_LIT",    COFF_SEC_DATA | COFF_SEC_READ},
  {STYP_DATA,          STYP_DATA,   "STYP_DATA",   COFF_SEC_DATA | COFF_SEC_READ | COFF_SEC_WRITE},
  {STYP_BSS,           STYP_BSS,    "STYP_BSS",    COFF_SEC_BSS | COFF_SEC_READ | COFF_SEC_WRITE},
  {STYP_SPECIAL,       STYP_INFO,   "STYP_INFO",   COFF_SEC_INFO},
  {STYP_SPECIAL,       STYP_BSSREG, "STYP_BSSREG", COFF_SEC_NOLOAD},
  {STYP_SPECIAL,       STYP_ENVIR,  "STYP_ENVIR",  COFF_SEC_INFO},
  {STYP_OVER,          STYP_OVER,   "STYP_OVER",   COFF_SEC_NOLOAD},
  {STYP_LIB,           STYP_LIB,    "STYP_LIB",    COFF_SEC_INFO},
  {STYP_ABS,           STYP_ABS,    "STYP_ABS",    0},
};
static const struct coff_flags section_flags = {section_flag_rows, COFF_COUNT(section_flag_rows)};

// System V's, but that 19 to 21 are about global registers.
static const struct coff_class class_rows[] = {
  SYSV_CLASSES_TO_18,
  {C_GLBLREG, COFF_CLASS_OTHER, "C_GLBLREG"},
  {C_EXTREG,  COFF_CLASS_OTHER, "C_EXTREG"},
  {C_DEFREG,  COFF_CLASS_OTHER, "C_DEFREG"},
  SYSV_CLASSES_FROM_100,
};
static const struct coff_classes classes = {class_rows, COFF_COUNT(class_rows)};
// clang-format on

#define A29K_NAMES                                                                                 \
  .scn_flags_known = FLAGS_KNOWN, .file_flags = &coff_file_flags_sysv,                             \
  .section_flags = &section_flags, .classes = &classes, .types = &coff_types_sysv

static const struct coff_target a29k = {
    SYSV_TARGET,
    SYSV_BIG,
    SYSV_MACHINES(a29k_machines),
    SYSV_HOWTOS(a29k_howtos),
    A29K_NAMES,
    .name = "coff-a29k-big",
    .filler = 0x70400101, // nop
    .address_bits = 32,
    .priority = 10,
    .leading_char = '_',
    .records = &coff_records_sysv,
    .pair_type = R_IHCONST,
    .section_align_power = 2,
    .link = &coff_link_plain,
};

static const struct coff_target or32 = {
    SYSV_TARGET,
    SYSV_BIG,
    SYSV_MACHINES(or32_machines),
    SYSV_HOWTOS(or32_howtos),
    A29K_NAMES,
    .name = "coff-or32-big",
    .filler = 0x15000000, // l.nop
    .address_bits = 32,
    .priority = 20,
    .leading_char = '_',
    .records = &coff_records_sysv,
    .pair_type = R_IHCONST,
    .section_align_power = 2,
    .link = &coff_link_plain,
};

const struct coff_target *const coff_targets_coff_a29k[] = {&a29k, &or32, NULL};
