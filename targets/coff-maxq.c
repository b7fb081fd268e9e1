// Dallas MAXQ10 and MAXQ20.
//
// Skip it unless you work on this processor. Code is addressed in words, in headers in bytes.
#include "targets/howto.h"
#include "targets/sysv.h"

enum { // f_flags
  F_MAXQ10 = 0x0030,
  F_MAXQ20 = 0x0040,
  F_MACHMASK = 0x00f0
};

// clang-format off
// Types are numbers of libbfd's own enumeration, which found their way into files. An address of 16
// bits lies in the low bytes of two words: the first is for the prefix register and has the high
// byte. A short jump counts words from the one behind it.
static const struct coff_howto howtos[] = {
  // type, name, calc, put, size, bits, rightshift, bitpos, bias, overflow, addend, code, rsize, mask
  {0x02, "32Bit",              S_CODE_WORDS, FIELD,        4, 32, 0, 0, 0, ANY,      IN_RELOC, R_32,    0, 0xffffffff},
  {0x04, "INTERSEGMENT_RELOC", S_CODE_WORDS, BITS_SWAPPED, 4, 16, 0, 0, 0, UNSIGNED, IN_RELOC, R_NONE,  0, 0x00ff00ff},
  {0x05, "16Bit",              S_CODE_WORDS, FIELD,        2, 16, 0, 0, 0, UNSIGNED, IN_RELOC, R_16,    0, 0xffff},
  {0x06, "LONG_JUMP",          S_CODE_WORDS, BITS_SWAPPED, 4, 16, 0, 0, 0, UNSIGNED, IN_RELOC, R_NONE,  0, 0x00ff00ff},
  {0x07, "8bit",               S,            FIELD,        1,  8, 0, 0, 0, BITFIELD, IN_RELOC, R_8,     0, 0xff},
  {0x30, "SHORT_JMP",          S_PC,         FIELD,        2,  8, 1, 0, 2, SIGNED,   IN_RELOC, R_NONE,  0, 0xff},
};

static const struct coff_machine machines[] = {
  // magic, mask, value, architecture, name, constant
  {0x00a0, F_MACHMASK, F_MAXQ10, COFF_ARCH_UNKNOWN, "MAXQ10", "MAXQ20MAGIC"},
  {0x00a0, F_MACHMASK, F_MAXQ20, COFF_ARCH_UNKNOWN, "MAXQ20", "MAXQ20MAGIC"},
  {0x00a0, 0,          0,        COFF_ARCH_UNKNOWN, "MAXQ",   "MAXQ20MAGIC"},
};

static const struct coff_flag file_flag_rows[] = {
  // mask,     value,    name,       meaning
  SYSV_FILE_FLAGS_TO_8,
  {F_MACHMASK, F_MAXQ10, "F_MAXQ10", 0},
  {F_MACHMASK, F_MAXQ20, "F_MAXQ20", 0},
  {F_AR32WR,   F_AR32WR, "F_AR32WR", COFF_FILE_32BIT},
};
static const struct coff_flags file_flags = {file_flag_rows, COFF_COUNT(file_flag_rows)};
// clang-format on

static const struct coff_target maxq = {
    SYSV_TARGET,
    SYSV_LITTLE,
    SYSV_MACHINES(machines),
    SYSV_HOWTOS(howtos),
    .name = "coff-maxq",
    .address_bits = 32,
    .leading_char = '_',
    .records = &coff_records_sysv_maxq,
    .scn_flags_known = 0x0000ffff,
    .symbol_in_offset = true,
    .section_align_power = 2,
    .file_flags = &file_flags,
    .section_flags = &coff_section_flags_sysv,
    .classes = &coff_classes_sysv,
    .types = &coff_types_sysv,
    .link = &coff_link_plain,
};

const struct coff_target *const coff_targets_coff_maxq[] = {&maxq, NULL};
