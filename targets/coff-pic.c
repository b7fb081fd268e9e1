// Microchip PIC10 to PIC18, both versions of the format.
//
// Skip it unless you work on these processors.
#include "targets/howto.h"
#include "targets/sysv.h"

enum { // f_flags
  F_ABSOLUTE = 0x0010,
  F_LSYMS_STRIPPED = 0x0080,
  F_EXTENDED18 = 0x4000,
  F_GENERIC = 0x8000
};

enum { // n_sclass
  C_EOF = 107,
  C_LIST = 108,
  C_SECTION = 109
};

enum {
  DATA = COFF_SEC_DATA | COFF_SEC_READ | COFF_SEC_WRITE,
  BSS = COFF_SEC_BSS | COFF_SEC_READ | COFF_SEC_WRITE
};

// clang-format off
// An instruction is a word of 16 bits in the file, whatever its processor has. What is SPECIAL asks
// for the class of the processor (the optional header has its number) or the size of a section, or
// stands for a sequence of instructions.
static const struct coff_howto howtos[] = {
  // type, name, calc, put, size, bits, rightshift, bitpos, bias, overflow, addend, code, rsize, mask
  {0x01, "RELOCT_CALL",         SPECIAL, FIELD, 2, 11,  0, 0, 0, ANY, IN_RELOC, R_NONE, 0, 0x7ff},
  {0x02, "RELOCT_GOTO",         SPECIAL, FIELD, 2, 11,  0, 0, 0, ANY, IN_RELOC, R_NONE, 0, 0x7ff},
  {0x03, "RELOCT_HIGH",         S,       FIELD, 2,  8,  8, 0, 0, ANY, IN_RELOC, R_NONE, 0, 0xff},
  {0x04, "RELOCT_LOW",          S,       FIELD, 2,  8,  0, 0, 0, ANY, IN_RELOC, R_8,    0, 0xff},
  {0x05, "RELOCT_P",            S,       FIELD, 2,  5,  0, 8, 0, ANY, IN_RELOC, R_NONE, 0, 0x1f00},
  {0x06, "RELOCT_BANKSEL",      SPECIAL, FIELD, 2, 16,  0, 0, 0, ANY, IN_RELOC, R_NONE, 0, 0xffff},
  {0x07, "RELOCT_PAGESEL",      SPECIAL, FIELD, 2, 16,  0, 0, 0, ANY, IN_RELOC, R_NONE, 0, 0xffff},
  {0x08, "RELOCT_ALL",          S,       FIELD, 2, 16,  0, 0, 0, ANY, IN_RELOC, R_16,   0, 0xffff},
  {0x09, "RELOCT_IBANKSEL",     SPECIAL, FIELD, 2, 16,  0, 0, 0, ANY, IN_RELOC, R_NONE, 0, 0xffff},
  {0x0a, "RELOCT_F",            S,       FIELD, 2,  8,  0, 0, 0, ANY, IN_RELOC, R_NONE, 0, 0xff},
  {0x0b, "RELOCT_TRIS",         S,       FIELD, 2,  3,  0, 0, 0, ANY, IN_RELOC, R_NONE, 0, 0x7},
  {0x0c, "RELOCT_MOVLR",        S,       FIELD, 2,  4,  8, 4, 0, ANY, IN_RELOC, R_NONE, 0, 0xf0},
  {0x0d, "RELOCT_MOVLB",        S,       FIELD, 2,  8,  8, 0, 0, ANY, IN_RELOC, R_NONE, 0, 0xff},
  {0x0e, "RELOCT_GOTO2",        S,       FIELD, 2, 12,  9, 0, 0, ANY, IN_RELOC, R_NONE, 0, 0xfff},
  {0x0f, "RELOCT_FF1",          S,       FIELD, 2, 12,  0, 0, 0, ANY, IN_RELOC, R_NONE, 0, 0xfff},
  {0x10, "RELOCT_FF2",          S,       FIELD, 2, 12,  0, 0, 0, ANY, IN_RELOC, R_NONE, 0, 0xfff},
  {0x11, "RELOCT_LFSR1",        S,       FIELD, 2,  4,  8, 0, 0, ANY, IN_RELOC, R_NONE, 0, 0xf},
  {0x12, "RELOCT_LFSR2",        S,       FIELD, 2,  8,  0, 0, 0, ANY, IN_RELOC, R_NONE, 0, 0xff},
  {0x13, "RELOCT_BRA",          S_PC,    FIELD, 2, 11,  1, 0, 2, ANY, IN_RELOC, R_NONE, 0, 0x7ff},
  {0x14, "RELOCT_CONDBRA",      S_PC,    FIELD, 2,  8,  1, 0, 2, ANY, IN_RELOC, R_NONE, 0, 0xff},
  {0x15, "RELOCT_UPPER",        S,       FIELD, 2,  8, 16, 0, 0, ANY, IN_RELOC, R_NONE, 0, 0xff},
  {0x16, "RELOCT_ACCESS",       SPECIAL, FIELD, 2,  1,  0, 8, 0, ANY, IN_RELOC, R_NONE, 0, 0x100},
  {0x17, "RELOCT_PAGESEL_WREG", SPECIAL, FIELD, 2, 16,  0, 0, 0, ANY, IN_RELOC, R_NONE, 0, 0xffff},
  {0x18, "RELOCT_PAGESEL_BITS", SPECIAL, FIELD, 2, 16,  0, 0, 0, ANY, IN_RELOC, R_NONE, 0, 0xffff},
  {0x19, "RELOCT_SCNSZ_LOW",    SPECIAL, FIELD, 2,  8,  0, 0, 0, ANY, IN_RELOC, R_NONE, 0, 0xff},
  {0x1a, "RELOCT_SCNSZ_HIGH",   SPECIAL, FIELD, 2,  8,  8, 0, 0, ANY, IN_RELOC, R_NONE, 0, 0xff},
  {0x1b, "RELOCT_SCNSZ_UPPER",  SPECIAL, FIELD, 2,  8, 16, 0, 0, ANY, IN_RELOC, R_NONE, 0, 0xff},
  {0x1c, "RELOCT_SCNEND_LOW",   SPECIAL, FIELD, 2,  8,  0, 0, 0, ANY, IN_RELOC, R_NONE, 0, 0xff},
  {0x1d, "RELOCT_SCNEND_HIGH",  SPECIAL, FIELD, 2,  8,  8, 0, 0, ANY, IN_RELOC, R_NONE, 0, 0xff},
  {0x1e, "RELOCT_SCNEND_UPPER", SPECIAL, FIELD, 2,  8, 16, 0, 0, ANY, IN_RELOC, R_NONE, 0, 0xff},
  {0x1f, "RELOCT_SCNEND_LFSR1", SPECIAL, FIELD, 2,  4,  8, 0, 0, ANY, IN_RELOC, R_NONE, 0, 0xf},
  {0x20, "RELOCT_SCNEND_LFSR2", SPECIAL, FIELD, 2,  8,  0, 0, 0, ANY, IN_RELOC, R_NONE, 0, 0xff},
  {0x21, "RELOCT_TRIS_3BIT",    S,       FIELD, 2,  3,  0, 0, 0, ANY, IN_RELOC, R_NONE, 0, 0x7},
  {0x22, "RELOCT_PAGESEL_MOVLP", S,      FIELD, 2,  7,  8, 0, 0, ANY, IN_RELOC, R_NONE, 0, 0x7f},
};

static const struct coff_machine machines1[] = {
  // magic, mask, value, architecture, name, constant
  {0x1234, 0, 0, COFF_ARCH_UNKNOWN, "PIC", "MICROCHIP_MAGIC_v1"},
};
static const struct coff_machine machines2[] = {
  {0x1240, 0, 0, COFF_ARCH_UNKNOWN, "PIC", "MICROCHIP_MAGIC_v2"},
};

static const struct coff_flag file_flag_rows[] = {
  // mask,            value,            name,           meaning
  {F_RELFLG,          F_RELFLG,         "F_RELFLG",     COFF_FILE_NO_RELOCS},
  {F_EXEC,            F_EXEC,           "F_EXEC",       COFF_FILE_EXECUTABLE},
  {F_LNNO,            F_LNNO,           "F_LNNO",       COFF_FILE_NO_LINES},
  {F_ABSOLUTE,        F_ABSOLUTE,       "F_ABSOLUTE",   0},
  {F_LSYMS_STRIPPED,  F_LSYMS_STRIPPED, "F_LSYMS",      COFF_FILE_NO_LOCALS},
  {F_EXTENDED18,      F_EXTENDED18,     "F_EXTENDED18", 0},
  {F_GENERIC,         F_GENERIC,        "F_GENERIC",    0},
};
static const struct coff_flags file_flags = {file_flag_rows, COFF_COUNT(file_flag_rows)};

static const struct coff_flag section_flag_rows[] = {
  // mask,    value,      name,            meaning
  {0x01e0,    STYP_REG,   "STYP_REG",      0},
  {STYP_TEXT, STYP_TEXT,  "STYP_TEXT",     COFF_SEC_CODE | COFF_SEC_READ | COFF_SEC_EXEC},
  {STYP_DATA, STYP_DATA,  "STYP_DATA",     DATA},
  {STYP_BSS,  STYP_BSS,   "STYP_BSS",      BSS},
  {0x0100,    0x0100,     "STYP_DATA_ROM", COFF_SEC_DATA | COFF_SEC_READ},
  {0x1000,    0x1000,     "STYP_ABS",      0},
  {0x2000,    0x2000,     "STYP_SHARED",   0},
  {0x4000,    0x4000,     "STYP_OVERLAY",  0},
  {0x8000,    0x8000,     "STYP_ACCESS",   0},
  {0x10000,   0x10000,    "STYP_ACTREC",   0},
  {0x20000,   0x20000,    "STYP_RELOC",    0},
  {0x40000,   0x40000,    "STYP_BPACK",    0},
};
static const struct coff_flags section_flags = {section_flag_rows, COFF_COUNT(section_flag_rows)};

static const struct coff_class class_rows[] = {
  SYSV_CLASSES_TO_18,
  SYSV_CLASSES_19_AND_20,
  SYSV_CLASSES_100_TO_106,
  {C_EOF,     COFF_CLASS_DEBUG,   "C_EOF"},
  {C_LIST,    COFF_CLASS_DEBUG,   "C_LIST"},
  {C_SECTION, COFF_CLASS_SECTION, "C_SECTION"},
  SYSV_CLASS_255,
};
static const struct coff_classes classes = {class_rows, COFF_COUNT(class_rows)};

#define PIC_COMMON \
  SYSV_TARGET, SYSV_LITTLE, SYSV_HOWTOS(howtos), \
  .link = &coff_link_plain, \
  .address_bits = 32, \
  .scn_flags_known = 0x0007f1e0, \
  .name_scheme = COFF_NAME_ZEROES, \
  .long_names = COFF_LONG_NAMES_ON, \
  .long_filenames = true, \
  .file_flags = &file_flags, \
  .section_flags = &section_flags, \
  .classes = &classes
// clang-format on

static const struct coff_target v1 = {PIC_COMMON, SYSV_MACHINES(machines1), .name = "coff-pic-v1",
                                      .records = &coff_records_pic1, .types = &coff_types_pic1};
static const struct coff_target v2 = {PIC_COMMON, SYSV_MACHINES(machines2), .name = "coff-pic-v2",
                                      .records = &coff_records_pic2, .types = &coff_types_pic2};

const struct coff_target *const coff_targets_coff_pic[] = {&v1, &v2, NULL};
