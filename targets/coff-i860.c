// Intel i860.
//
// Skip it unless you work on this processor. The types 0, 0xa and 0xb are those of the objects that
// Microsoft's tools made for it (winnt.h).
#include "targets/howto.h"
#include "targets/sysv.h"

enum { R_PAIR = 0x1c };

// clang-format off
// Loads of N bytes scale their offset: LOW1 to LOW4 leave its lowest bits to the instruction. A store
// has its offset in two runs of bits (SPLIT). A high half whose low half is added as a signed number
// (HIGHADJ) has that half in the PAIR behind it.
static const struct coff_howto howtos[] = {
  // type, name, calc, put, size, bits, rightshift, bitpos, bias, overflow, addend, code, rsize, mask
  {0x00, "IMAGE_REL_I860_ABSOLUTE", NOTHING,         FIELD, 0,  0,  0, 0, 0, ANY,      NO_A,        R_NONE,   0, 0},
  {0x06, "COFF860_R_DIR32",         S,               FIELD, 4, 32,  0, 0, 0, BITFIELD, IN_FIELD,    R_32,     0, 0xffffffff},
  {0x07, "R_IMAGEBASE",             S_IMAGE,         FIELD, 4, 32,  0, 0, 0, BITFIELD, IN_FIELD,    R_RVA,    0, 0xffffffff},
  {0x0a, "IMAGE_REL_I860_SECTION",  S_SECTION,       FIELD, 2, 16,  0, 0, 0, ANY,      IN_FIELD,    R_SECIDX, 0, 0xffff},
  {0x0b, "IMAGE_REL_I860_SECREL",   S_SECREL,        FIELD, 4, 32,  0, 0, 0, ANY,      IN_FIELD,    R_SECREL, 0, 0xffffffff},
  {0x0f, "R_RELBYTE",               S,               FIELD, 1,  8,  0, 0, 0, BITFIELD, IN_FIELD,    R_8,      0, 0xff},
  {0x10, "R_RELWORD",               S,               FIELD, 2, 16,  0, 0, 0, BITFIELD, IN_FIELD,    R_16,     0, 0xffff},
  {0x11, "R_RELLONG",               S,               FIELD, 4, 32,  0, 0, 0, BITFIELD, IN_FIELD,    R_NONE,   0, 0xffffffff},
  {0x12, "R_PCRBYTE",               S_PC_DISP,       FIELD, 1,  8,  0, 0, 0, SIGNED,   IN_FIELD,    R_8_PC,   0, 0xff},
  {0x13, "R_PCRWORD",               S_PC_DISP,       FIELD, 2, 16,  0, 0, 0, SIGNED,   IN_FIELD,    R_16_PC,  0, 0xffff},
  {0x14, "R_PCRLONG",               S_PC_DISP,       FIELD, 4, 32,  0, 0, 0, SIGNED,   IN_FIELD,    R_32_PC,  0, 0xffffffff},
  {0x1c, "COFF860_R_PAIR",          NOTHING,         FIELD, 0,  0,  0, 0, 0, ANY,      NO_A,        R_NONE,   0, 0},
  {0x1e, "COFF860_R_HIGH",          S,               FIELD, 4, 16, 16, 0, 0, ANY,      IN_FIELD,    R_NONE,   0, 0xffff},
  {0x1f, "COFF860_R_LOW0",          S,               FIELD, 4, 16,  0, 0, 0, ANY,      IN_FIELD,    R_NONE,   0, 0xffff},
  {0x20, "COFF860_R_LOW1",          S,               FIELD, 4, 16,  0, 0, 0, ANY,      IN_FIELD,    R_NONE,   0, 0xfffe},
  {0x21, "COFF860_R_LOW2",          S,               FIELD, 4, 16,  0, 0, 0, ANY,      IN_FIELD,    R_NONE,   0, 0xfffc},
  {0x22, "COFF860_R_LOW3",          S,               FIELD, 4, 16,  0, 0, 0, ANY,      IN_FIELD,    R_NONE,   0, 0xfff8},
  {0x23, "COFF860_R_LOW4",          S,               FIELD, 4, 16,  0, 0, 0, ANY,      IN_FIELD,    R_NONE,   0, 0xfff0},
  {0x24, "COFF860_R_SPLIT0",        S,               BITS,  4, 16,  0, 0, 0, ANY,      IN_FIELD,    R_NONE,   0, 0x1f07ff},
  {0x25, "COFF860_R_SPLIT1",        S,               BITS,  4, 16,  0, 1, 0, ANY,      IN_FIELD,    R_NONE,   0, 0x1f07fe},
  {0x26, "COFF860_R_SPLIT2",        S,               BITS,  4, 16,  0, 2, 0, ANY,      IN_FIELD,    R_NONE,   0, 0x1f07fc},
  {0x27, "COFF860_R_HIGHADJ",       S_HIGH_ADJUSTED, FIELD, 4, 16, 16, 0, 0, ANY,      IN_NEXT_LOW, R_NONE,   0, 0xffff},
  {0x28, "COFF860_R_BRADDR",        S_PC,            FIELD, 4, 26,  2, 0, 4, BITFIELD, IN_FIELD,    R_NONE,   0, 0x3ffffff},
};

static const struct coff_machine machines[] = {
  // magic, mask, value, architecture, name, constant
  {0x014d, 0, 0, COFF_ARCH_UNKNOWN, "i860", "I860MAGIC"},
};
// clang-format on

static const struct coff_target i860 = {
    SYSV_TARGET,
    SYSV_LITTLE,
    SYSV_NAMES,
    SYSV_MACHINES(machines),
    SYSV_HOWTOS(howtos),
    .name = "coff-i860",
    .address_bits = 32,
    .leading_char = '_',
    .records = &coff_records_sysv_i860,
    .symbol_in_field = true,
    .pair_type = R_PAIR,
    .section_align_power = 2,
    .link = &coff_link_plain,
};

const struct coff_target *const coff_targets_coff_i860[] = {&i860, NULL};
