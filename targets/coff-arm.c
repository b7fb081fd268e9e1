// ARM: GNU's System V COFF, both byte orders.
//
// Skip it unless you work on this processor. The PE flavours for ARM share the magic numbers; what
// tells them apart is that relocations here have 14 bytes and section flags no bits above the 16th.
#include "targets/howto.h"
#include "targets/sysv.h"

enum { // f_flags
  F_INTERWORK = 0x0010,
  F_INTERWORK_SET = 0x0020,
  F_APCS_FLOAT = 0x0040,
  F_PIC = 0x0080,
  F_APCS_26 = 0x1000,
  F_SOFT_FLOAT = 0x2000,
  F_ARM_ARCHITECTURE = 0x4c00
};

enum { // n_sclass: those of Thumb are 128 above the others, of functions 148
  C_THUMBEXT = 130,
  C_THUMBSTAT = 131,
  C_THUMBLABEL = 134,
  C_THUMBEXTFUNC = 150,
  C_THUMBSTATFUNC = 151
};

// clang-format off
// Branches hold how far the processor has read on, as part of the addend. The assembler leaves a
// relocation (ARM_26D) at those that it has resolved.
static const struct coff_howto howtos[] = {
  // type, name, calc, put, size, bits, rightshift, bitpos, bias, overflow, addend, code, rsize, mask
  {0x0, "ARM_8",       S,       FIELD,     1,  8, 0, 0, 0, BITFIELD, IN_FIELD, R_8,        0, 0xff},
  {0x1, "ARM_16",      S,       FIELD,     2, 16, 0, 0, 0, BITFIELD, IN_FIELD, R_16,       0, 0xffff},
  {0x2, "ARM_32",      S,       FIELD,     4, 32, 0, 0, 0, BITFIELD, IN_FIELD, R_32,       0, 0xffffffff},
  {0x3, "ARM_26",      S_PC,    FIELD,     4, 24, 2, 0, 0, SIGNED,   IN_FIELD, R_BRANCH26, 0, 0xffffff},
  {0x4, "ARM_DISP8",   S_PC,    FIELD,     1,  8, 0, 0, 0, SIGNED,   IN_FIELD, R_8_PC,     0, 0xff},
  {0x5, "ARM_DISP16",  S_PC,    FIELD,     2, 16, 0, 0, 0, SIGNED,   IN_FIELD, R_16_PC,    0, 0xffff},
  {0x6, "ARM_DISP32",  S_PC,    FIELD,     4, 32, 0, 0, 0, SIGNED,   IN_FIELD, R_32_PC,    0, 0xffffffff},
  {0x7, "ARM_26D",     NOTHING, FIELD,     4, 24, 2, 0, 0, ANY,      IN_FIELD, R_NONE,     0, 0xffffff},
  {0x9, "ARM_NEG16",   S_NEG,   FIELD,     2, 16, 0, 0, 0, BITFIELD, IN_FIELD, R_NONE,     0, 0xffff},
  {0xa, "ARM_NEG32",   S_NEG,   FIELD,     4, 32, 0, 0, 0, BITFIELD, IN_FIELD, R_NONE,     0, 0xffffffff},
  {0xb, "ARM_RVA32",   S_IMAGE, FIELD,     4, 32, 0, 0, 0, BITFIELD, IN_FIELD, R_RVA,      0, 0xffffffff},
  {0xc, "ARM_THUMB9",  S_PC,    FIELD,     2,  8, 1, 0, 0, SIGNED,   IN_FIELD, R_NONE,     0, 0xff},
  {0xd, "ARM_THUMB12", S_PC,    FIELD,     2, 11, 1, 0, 0, SIGNED,   IN_FIELD, R_NONE,     0, 0x7ff},
  {0xe, "ARM_THUMB23", S_PC,    THUMB_B24, 4, 22, 1, 0, 0, SIGNED,   IN_FIELD, R_NONE,     0, 0x7ff07ff},
};

static const struct coff_machine machines[] = {
  // magic, mask, value, architecture, name, constant
  {0x0a00, 0, 0, COFF_ARCH_ARM,   "ARM",   "ARMMAGIC"},
  {0x01c0, 0, 0, COFF_ARCH_ARM,   "ARM",   "ARMPEMAGIC"},
  {0x01c2, 0, 0, COFF_ARCH_THUMB, "Thumb", "THUMBPEMAGIC"},
};

static const struct coff_flag file_flag_rows[] = {
  // mask,             value,           name,              meaning
  SYSV_FILE_FLAGS_TO_8,
  {F_INTERWORK,        F_INTERWORK,     "F_INTERWORK",     0},
  {F_INTERWORK_SET,    F_INTERWORK_SET, "F_INTERWORK_SET", 0},
  {F_APCS_FLOAT,       F_APCS_FLOAT,    "F_APCS_FLOAT",    0},
  {F_PIC,              F_PIC,           "F_PIC",           0},
  {F_AR32WR,           F_AR32WR,        "F_AR32WR",        COFF_FILE_32BIT},
  {F_AR32W,            F_AR32W,         "F_AR32W",         0},
  {F_APCS_26,          F_APCS_26,       "F_APCS_26",       0},
  {F_SOFT_FLOAT,       F_SOFT_FLOAT,    "F_SOFT_FLOAT",    0},
  {F_ARM_ARCHITECTURE, 0x0400,          "F_ARM_2",         0},
  {F_ARM_ARCHITECTURE, 0x0800,          "F_ARM_2a",        0},
  {F_ARM_ARCHITECTURE, 0x0c00,          "F_ARM_3",         0},
  {F_ARM_ARCHITECTURE, 0x4000,          "F_ARM_3M",        0},
  {F_ARM_ARCHITECTURE, 0x4400,          "F_ARM_4",         0},
  {F_ARM_ARCHITECTURE, 0x4800,          "F_ARM_4T",        0},
  {F_ARM_ARCHITECTURE, 0x4c00,          "F_ARM_5",         0},
};
static const struct coff_flags file_flags = {file_flag_rows, COFF_COUNT(file_flag_rows)};

static const struct coff_class class_rows[] = {
  SYSV_CLASSES_TO_18,
  SYSV_CLASSES_19_AND_20,
  SYSV_CLASSES_100_TO_106,
  SYSV_CLASS_127,
  {C_THUMBEXT,      COFF_CLASS_EXTERNAL, "C_THUMBEXT"},
  {C_THUMBSTAT,     COFF_CLASS_STATIC,   "C_THUMBSTAT"},
  {C_THUMBLABEL,    COFF_CLASS_LABEL,    "C_THUMBLABEL"},
  {C_THUMBEXTFUNC,  COFF_CLASS_EXTERNAL, "C_THUMBEXTFUNC"},
  {C_THUMBSTATFUNC, COFF_CLASS_STATIC,   "C_THUMBSTATFUNC"},
  SYSV_CLASS_255,
};
static const struct coff_classes classes = {class_rows, COFF_COUNT(class_rows)};

// As GNU ld has it: calls must agree on registers and fields; where not all interwork, none is said to.
static const struct coff_flag_merge merges[] = {
  {F_APCS_26,          COFF_MERGE_SAME, "uses the APCS for 26 bits"},
  {F_APCS_FLOAT,       COFF_MERGE_SAME, "passes floats in float registers"},
  {F_PIC,              COFF_MERGE_SAME, "is position independent"},
  {F_SOFT_FLOAT,       COFF_MERGE_SAME, "uses software floating point"},
  {F_INTERWORK,        COFF_MERGE_ALL,  NULL},
  {F_ARM_ARCHITECTURE, COFF_MERGE_MOST, NULL},
};
static const struct coff_link_mixing mixing = {.merges = merges, .nmerges = COFF_COUNT(merges)};

#define ARM_COMMON \
  .mixing = &mixing, \
  SYSV_TARGET, SYSV_MACHINES(machines), SYSV_HOWTOS(howtos), \
  .link = &coff_link_plain, \
  .address_bits = 32, \
  .priority = 15, \
  .leading_char = '_', \
  .records = &coff_records_sysv_arm, \
  .scn_flags_known = 0x0000ffff, \
  .symbol_in_field = true, \
  .section_align_power = 2, \
  .file_flags = &file_flags, \
  .section_flags = &coff_section_flags_sysv, \
  .classes = &classes, \
  .types = &coff_types_sysv
// clang-format on

static const struct coff_target little = {ARM_COMMON, SYSV_LITTLE, .name = "coff-arm-little"};
static const struct coff_target big = {ARM_COMMON, SYSV_BIG, .name = "coff-arm-big"};

const struct coff_target *const coff_targets_coff_arm[] = {&little, &big, NULL};
