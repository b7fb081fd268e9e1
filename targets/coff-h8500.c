// Hitachi H8/500.
//
// Skip it unless you work on this processor.
#include "targets/howto.h"
#include "targets/sysv.h"

// clang-format off
static const struct coff_howto howtos[] = {
  // type, name, calc, put, size, bits, rightshift, bitpos, bias, overflow, addend, code, rsize, mask
  {0x1, "R_H8500_IMM8",    S,    FIELD, 1,  8,  0, 0, 0, BITFIELD, IN_RELOC, R_8,     0, 0xff},
  {0x2, "R_H8500_IMM16",   S,    FIELD, 2, 16,  0, 0, 0, BITFIELD, IN_RELOC, R_16,    0, 0xffff},
  {0x3, "R_H8500_PCREL8",  S_PC, FIELD, 1,  8,  0, 0, 1, SIGNED,   IN_RELOC, R_8_PC,  0, 0xff},
  {0x4, "R_H8500_PCREL16", S_PC, FIELD, 2, 16,  0, 0, 1, SIGNED,   IN_RELOC, R_16_PC, 0, 0xffff},
  {0x5, "R_H8500_HIGH8",   S,    FIELD, 1,  8, 16, 0, 0, ANY,      IN_RELOC, R_NONE,  0, 0xff},
  {0x6, "R_H8500_IMM24",   S,    FIELD, 3, 24,  0, 0, 0, BITFIELD, IN_RELOC, R_24,    0, 0xffffff},
  {0x7, "R_H8500_LOW16",   S,    FIELD, 2, 16,  0, 0, 0, ANY,      IN_RELOC, R_NONE,  0, 0xffff},
  {0x8, "R_H8500_IMM32",   S,    FIELD, 4, 32,  0, 0, 0, BITFIELD, IN_RELOC, R_32,    0, 0xffffffff},
  {0x9, "R_H8500_HIGH16",  S,    FIELD, 2, 16, 16, 0, 0, ANY,      IN_RELOC, R_NONE,  0, 0xffff},
};

static const struct coff_machine machines[] = {
  // magic, mask, value, architecture, name, constant
  {0x8500, 0, 0, COFF_ARCH_UNKNOWN, "H8/500", "H8500MAGIC"},
};
// clang-format on

static const struct coff_target h8500 = {
    SYSV_TARGET,
    SYSV_BIG,
    SYSV_NAMES,
    SYSV_MACHINES(machines),
    SYSV_HOWTOS(howtos),
    .name = "coff-h8500",
    .address_bits = 32,
    .leading_char = '_',
    .records = &coff_records_sysv_ofs,
    .section_align_power = 1,
    .link = &coff_link_plain,
};

const struct coff_target *const coff_targets_coff_h8500[] = {&h8500, NULL};
