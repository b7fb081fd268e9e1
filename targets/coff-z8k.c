// Zilog Z8001 and Z8002.
//
// Skip it unless you work on this processor.
#include "targets/howto.h"
#include "targets/sysv.h"

enum { // f_flags
  F_Z8001 = 0x1000,
  F_Z8002 = 0x2000,
  F_MACHMASK = 0xf000
};

// clang-format off
// CALR and DJNZ subtract what they hold: CALR from, and DJNZ down from, the next instruction.
static const struct coff_howto howtos[] = {
  // type, name, calc, put, size, bits, rightshift, bitpos, bias, overflow, addend, code, rsize, mask
  {0x01, "R_IMM16", S,           FIELD, 2, 16, 0, 0, 0, BITFIELD, IN_RELOC, R_16,    0, 0xffff},
  {0x02, "R_JR",    S_PC,        FIELD, 1,  8, 1, 0, 1, SIGNED,   IN_RELOC, R_NONE,  0, 0xff},
  {0x04, "R_REL16", S_PC,        FIELD, 2, 16, 0, 0, 2, SIGNED,   IN_RELOC, R_16_PC, 0, 0xffff},
  {0x05, "R_CALLR", S_BACK,      FIELD, 2, 12, 1, 0, 2, SIGNED,   IN_RELOC, R_NONE,  0, 0xfff},
  {0x10, "R_SEG",   NOTHING,     FIELD, 0,  0, 0, 0, 0, ANY,      NO_A,     R_NONE,  0, 0},
  {0x11, "R_IMM32", S_SEGMENTED, FIELD, 4, 32, 0, 0, 0, BITFIELD, IN_RELOC, R_32,    0, 0xffffffff},
  {0x22, "R_IMM8",  S,           FIELD, 1,  8, 0, 0, 0, BITFIELD, IN_RELOC, R_8,     0, 0xff},
  {0x23, "R_IMM4L", S,           FIELD, 1,  4, 0, 0, 0, BITFIELD, IN_RELOC, R_NONE,  0, 0xf},
  {0x24, "R_IMM4H", S,           FIELD, 1,  4, 0, 4, 0, ANY,      IN_RELOC, R_NONE,  0, 0xf0},
  {0x25, "R_DISP7", S_BACK,      FIELD, 1,  7, 1, 0, 1, UNSIGNED, IN_RELOC, R_NONE,  0, 0x7f},
};

static const struct coff_machine machines[] = {
  // magic, mask, value, architecture, name, constant
  {0x8000, F_MACHMASK, F_Z8001, COFF_ARCH_UNKNOWN, "Z8001", "Z8KMAGIC"},
  {0x8000, F_MACHMASK, F_Z8002, COFF_ARCH_UNKNOWN, "Z8002", "Z8KMAGIC"},
  {0x8000, 0,          0,       COFF_ARCH_UNKNOWN, "Z8000", "Z8KMAGIC"},
};

static const struct coff_flag file_flag_rows[] = {
  // mask,     value,    name,       meaning
  SYSV_FILE_FLAGS,
  {F_MACHMASK, F_Z8001,  "F_Z8001",  0},
  {F_MACHMASK, F_Z8002,  "F_Z8002",  0},
};
static const struct coff_flags file_flags = {file_flag_rows, COFF_COUNT(file_flag_rows)};
// clang-format on

static const struct coff_target z8k = {
    SYSV_TARGET,
    SYSV_BIG,
    SYSV_MACHINES(machines),
    SYSV_HOWTOS(howtos),
    .name = "coff-z8k",
    .address_bits = 32,
    .leading_char = '_',
    .records = &coff_records_sysv_ofs,
    .scn_flags_known = 0x0000ffff,
    .section_align_power = 1,
    .file_flags = &file_flags,
    .section_flags = &coff_section_flags_sysv,
    .classes = &coff_classes_sysv,
    .types = &coff_types_sysv,
    .link = &coff_link_plain,
};

const struct coff_target *const coff_targets_coff_z8k[] = {&z8k, NULL};
