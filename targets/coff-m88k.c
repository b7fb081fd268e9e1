// Motorola 88000: Binary Compatibility Standard.
//
// Skip it unless you work on this processor.
#include "targets/howto.h"
#include "targets/sysv.h"

// clang-format off
// The operand of a high half is the low half of its addend; r_offset has the other.
static const struct coff_howto howtos[] = {
  // type, name, calc, put, size, bits, rightshift, bitpos, bias, overflow, addend, code, rsize, mask
  {0x80, "R_PCR16L", S_PC, FIELD, 2, 16,  2, 0, 0, SIGNED,   IN_FIELD, R_NONE, 0, 0xffff},
  {0x81, "R_PCR26L", S_PC, FIELD, 4, 26,  2, 0, 0, SIGNED,   IN_FIELD, R_NONE, 0, 0x3ffffff},
  {0x82, "R_VRT16",  S,    FIELD, 2, 16,  0, 0, 0, BITFIELD, IN_FIELD, R_16,   0, 0xffff},
  {0x83, "R_HVRT16", S,    FIELD, 2, 16, 16, 0, 0, ANY,      IN_BOTH,  R_NONE, 0, 0xffff},
  {0x84, "R_LVRT16", S,    FIELD, 2, 16,  0, 0, 0, ANY,      IN_FIELD, R_NONE, 0, 0xffff},
  {0x85, "R_VRT32",  S,    FIELD, 4, 32,  0, 0, 0, BITFIELD, IN_FIELD, R_32,   0, 0xffffffff},
};

static const struct coff_machine machines[] = {
  // magic, mask, value, architecture, name, constant
  {0x016d, 0, 0, COFF_ARCH_UNKNOWN, "m88k",          "MC88OMAGIC"},
  {0x0160, 0, 0, COFF_ARCH_UNKNOWN, "m88k (BCS)",    "MC88MAGIC"},
  {0x0161, 0, 0, COFF_ARCH_UNKNOWN, "m88k (DG/UX)",  "MC88DMAGIC"},
};
// clang-format on

static const struct coff_target m88k = {
    SYSV_TARGET,
    SYSV_BIG,
    SYSV_NAMES,
    SYSV_MACHINES(machines),
    SYSV_HOWTOS(howtos),
    .name = "coff-m88kbcs",
    .address_bits = 32,
    .priority = 20,
    .leading_char = '_',
    .records = &coff_records_m88k,
    .section_align_power = 3,
    .link = &coff_link_plain,
};

const struct coff_target *const coff_targets_coff_m88k[] = {&m88k, NULL};
