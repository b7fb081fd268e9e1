// WDC 65816.
//
// Skip it unless you work on this processor.
#include "targets/howto.h"
#include "targets/sysv.h"

// clang-format off
// A 16-bit branch stays in its bank: the program counter does not carry into the third byte.
static const struct coff_howto howtos[] = {
  // type, name, calc, put, size, bits, rightshift, bitpos, bias, overflow, addend, code, rsize, mask
  {0x1, "R_W65_ABS8",     S,    FIELD, 1,  8,  0, 0, 0, BITFIELD, IN_RELOC, R_8,     0, 0xff},
  {0x2, "R_W65_ABS16",    S,    FIELD, 2, 16,  0, 0, 0, BITFIELD, IN_RELOC, R_16,    0, 0xffff},
  {0x3, "R_W65_ABS24",    S,    FIELD, 3, 24,  0, 0, 0, BITFIELD, IN_RELOC, R_24,    0, 0xffffff},
  {0x4, "R_W65_ABS8S8",   S,    FIELD, 1,  8,  8, 0, 0, BITFIELD, IN_RELOC, R_NONE,  0, 0xff},
  {0x5, "R_W65_ABS8S16",  S,    FIELD, 1,  8, 16, 0, 0, BITFIELD, IN_RELOC, R_NONE,  0, 0xff},
  {0x6, "R_W65_ABS16S8",  S,    FIELD, 2, 16,  8, 0, 0, BITFIELD, IN_RELOC, R_NONE,  0, 0xffff},
  {0x7, "R_W65_ABS16S16", S,    FIELD, 2, 16, 16, 0, 0, BITFIELD, IN_RELOC, R_NONE,  0, 0xffff},
  {0x8, "R_W65_PCR8",     S_PC, FIELD, 1,  8,  0, 0, 1, SIGNED,   IN_RELOC, R_8_PC,  0, 0xff},
  {0x9, "R_W65_PCR16",    S_PC, FIELD, 2, 16,  0, 0, 2, ANY,      IN_RELOC, R_16_PC, 0, 0xffff},
  {0xa, "R_W65_DP",       S,    FIELD, 1,  8,  0, 0, 0, BITFIELD, IN_RELOC, R_NONE,  0, 0xff},
};

static const struct coff_machine machines[] = {
  // magic, mask, value, architecture, name, constant
  {0x6500, 0, 0, COFF_ARCH_UNKNOWN, "W65C816", "W65MAGIC"},
};
// clang-format on

static const struct coff_target w65 = {
    SYSV_TARGET,
    SYSV_LITTLE,
    SYSV_NAMES,
    SYSV_MACHINES(machines),
    SYSV_HOWTOS(howtos),
    .name = "coff-w65",
    .address_bits = 32,
    .leading_char = '_',
    .records = &coff_records_sysv_ofs,
    .section_align_power = 1,
    .link = &coff_link_plain,
};

const struct coff_target *const coff_targets_coff_w65[] = {&w65, NULL};
