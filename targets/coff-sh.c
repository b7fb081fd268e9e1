// Hitachi SH, big-endian and little-endian.
//
// Skip it unless you work on this processor.
#include "targets/howto.h"
#include "targets/sysv.h"

// clang-format off
// Most types only tell a relaxing linker what it may change; their fields are final (NOTHING), and
// r_offset holds a distance or a count. Types of size 0 have a number and no use.
static const struct coff_howto howtos[] = {
  // type, name, calc, put, size, bits, rightshift, bitpos, bias, overflow, addend, code, rsize, mask
  {0x03, "R_SH_PCREL8",       SPECIAL, FIELD, 0,  0,  0, 0, 0, ANY,      NO_A,     R_NONE, 0, 0},
  {0x04, "R_SH_PCREL16",      SPECIAL, FIELD, 0,  0,  0, 0, 0, ANY,      NO_A,     R_NONE, 0, 0},
  {0x05, "R_SH_HIGH8",        SPECIAL, FIELD, 0,  0,  0, 0, 0, ANY,      NO_A,     R_NONE, 0, 0},
  {0x06, "R_SH_IMM24",        SPECIAL, FIELD, 0,  0,  0, 0, 0, ANY,      NO_A,     R_NONE, 0, 0},
  {0x07, "R_SH_LOW16",        SPECIAL, FIELD, 0,  0,  0, 0, 0, ANY,      NO_A,     R_NONE, 0, 0},
  {0x09, "R_SH_PCDISP8BY4",   SPECIAL, FIELD, 0,  0,  0, 0, 0, ANY,      NO_A,     R_NONE, 0, 0},
  {0x0a, "R_SH_PCDISP8BY2",   NOTHING, FIELD, 2,  8,  0, 0, 0, ANY,      IN_FIELD, R_NONE, 0, 0xff},
  {0x0b, "R_SH_PCDISP8",      SPECIAL, FIELD, 0,  0,  0, 0, 0, ANY,      NO_A,     R_NONE, 0, 0},
  {0x0c, "R_SH_PCDISP",       S_PC,    FIELD, 2, 12,  1, 0, 4, SIGNED,   IN_FIELD, R_NONE, 0, 0xfff},
  {0x0e, "R_SH_IMM32",        S,       FIELD, 4, 32,  0, 0, 0, BITFIELD, IN_FIELD, R_32,   0, 0xffffffff},
  {0x10, "R_SH_IMM8",         SPECIAL, FIELD, 0,  0,  0, 0, 0, ANY,      NO_A,     R_NONE, 0, 0},
  {0x11, "R_SH_IMM8BY2",      SPECIAL, FIELD, 0,  0,  0, 0, 0, ANY,      NO_A,     R_NONE, 0, 0},
  {0x12, "R_SH_IMM8BY4",      SPECIAL, FIELD, 0,  0,  0, 0, 0, ANY,      NO_A,     R_NONE, 0, 0},
  {0x13, "R_SH_IMM4",         SPECIAL, FIELD, 0,  0,  0, 0, 0, ANY,      NO_A,     R_NONE, 0, 0},
  {0x14, "R_SH_IMM4BY2",      SPECIAL, FIELD, 0,  0,  0, 0, 0, ANY,      NO_A,     R_NONE, 0, 0},
  {0x15, "R_SH_IMM4BY4",      SPECIAL, FIELD, 0,  0,  0, 0, 0, ANY,      NO_A,     R_NONE, 0, 0},
  {0x16, "R_SH_PCRELIMM8BY2", NOTHING, FIELD, 2,  8,  0, 0, 0, ANY,      IN_FIELD, R_NONE, 0, 0xff},
  {0x17, "R_SH_PCRELIMM8BY4", NOTHING, FIELD, 2,  8,  0, 0, 0, ANY,      IN_FIELD, R_NONE, 0, 0xff},
  {0x18, "R_SH_IMM16",        S,       FIELD, 2, 16,  0, 0, 0, BITFIELD, IN_FIELD, R_16,   0, 0xffff},
  {0x19, "R_SH_SWITCH16",     NOTHING, FIELD, 2, 16,  0, 0, 0, ANY,      IN_FIELD, R_NONE, 0, 0xffff},
  {0x1a, "R_SH_SWITCH32",     NOTHING, FIELD, 4, 32,  0, 0, 0, ANY,      IN_FIELD, R_NONE, 0, 0xffffffff},
  {0x1b, "R_SH_USES",         NOTHING, FIELD, 2, 16,  0, 0, 0, ANY,      IN_FIELD, R_NONE, 0, 0xffff},
  {0x1c, "R_SH_COUNT",        NOTHING, FIELD, 4, 32,  0, 0, 0, ANY,      IN_FIELD, R_NONE, 0, 0xffffffff},
  {0x1d, "R_SH_ALIGN",        NOTHING, FIELD, 4, 32,  0, 0, 0, ANY,      IN_FIELD, R_NONE, 0, 0xffffffff},
  {0x1e, "R_SH_CODE",         NOTHING, FIELD, 4, 32,  0, 0, 0, ANY,      IN_FIELD, R_NONE, 0, 0xffffffff},
  {0x1f, "R_SH_DATA",         NOTHING, FIELD, 4, 32,  0, 0, 0, ANY,      IN_FIELD, R_NONE, 0, 0xffffffff},
  {0x20, "R_SH_LABEL",        NOTHING, FIELD, 4, 32,  0, 0, 0, ANY,      IN_FIELD, R_NONE, 0, 0xffffffff},
  {0x21, "R_SH_SWITCH8",      NOTHING, FIELD, 1,  8,  0, 0, 0, ANY,      IN_FIELD, R_NONE, 0, 0xff},
  {0x22, "R_SH_LOOP_START",   SPECIAL, FIELD, 0,  0,  0, 0, 0, ANY,      NO_A,     R_NONE, 0, 0},
  {0x23, "R_SH_LOOP_END",     SPECIAL, FIELD, 0,  0,  0, 0, 0, ANY,      NO_A,     R_NONE, 0, 0},
};

static const struct coff_machine big_machines[] = {
  // magic, mask, value, architecture, name, constant
  {0x0500, 0, 0, COFF_ARCH_SH, "SH", "SH_ARCH_MAGIC_BIG"},
  {0x0550, 0, 0, COFF_ARCH_SH, "SH", "SH_ARCH_MAGIC_LITTLE"},
};

static const struct coff_machine little_machines[] = {
  // magic, mask, value, architecture, name, constant
  {0x0550, 0, 0, COFF_ARCH_SH, "SH", "SH_ARCH_MAGIC_LITTLE"},
  {0x0500, 0, 0, COFF_ARCH_SH, "SH", "SH_ARCH_MAGIC_BIG"},
};
// clang-format on

static const struct coff_target big = {
    SYSV_TARGET,
    SYSV_NAMES,
    SYSV_BIG,
    SYSV_MACHINES(big_machines),
    SYSV_HOWTOS(howtos),
    .name = "coff-sh",
    .address_bits = 32,
    .priority = 10,
    .leading_char = '_',
    .records = &coff_records_sysv_ofs,
    .long_filenames = true,
    .symbol_in_field = true,
    .section_align_power = 4,
    .link = &coff_link_plain,
};

static const struct coff_target little = {
    SYSV_TARGET,
    SYSV_NAMES,
    SYSV_LITTLE,
    SYSV_MACHINES(little_machines),
    SYSV_HOWTOS(howtos),
    .name = "coff-shl",
    .address_bits = 32,
    .priority = 10,
    .leading_char = '_',
    .records = &coff_records_sysv_ofs,
    .long_filenames = true,
    .symbol_in_field = true,
    .section_align_power = 4,
    .link = &coff_link_plain,
};

// The same bytes; sections without a stated alignment get 4 bytes, not 16.
static const struct coff_target big_small = {
    SYSV_TARGET,
    SYSV_NAMES,
    SYSV_BIG,
    SYSV_MACHINES(big_machines),
    SYSV_HOWTOS(howtos),
    .name = "coff-sh-small",
    .address_bits = 32,
    .priority = 20,
    .leading_char = '_',
    .records = &coff_records_sysv_ofs,
    .long_filenames = true,
    .symbol_in_field = true,
    .section_align_power = 2,
    .link = &coff_link_plain,
};

static const struct coff_target little_small = {
    SYSV_TARGET,
    SYSV_NAMES,
    SYSV_LITTLE,
    SYSV_MACHINES(little_machines),
    SYSV_HOWTOS(howtos),
    .name = "coff-shl-small",
    .address_bits = 32,
    .priority = 20,
    .leading_char = '_',
    .records = &coff_records_sysv_ofs,
    .long_filenames = true,
    .symbol_in_field = true,
    .section_align_power = 2,
    .link = &coff_link_plain,
};

const struct coff_target *const coff_targets_coff_sh[] = {&big, &little, &big_small, &little_small,
                                                          NULL};
