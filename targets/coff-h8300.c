// Hitachi H8/300, H8/300H and H8S.
//
// Skip it unless you work on this processor.
#include "targets/howto.h"
#include "targets/sysv.h"

// clang-format off
// PC-relative addends count from the field, or from the byte after it for 16 bits: the assembler
// puts the rest of the way to the next instruction into r_offset. Rows that are SPECIAL are what a
// relaxing linker makes of the row before; they need its opcode, and R_MEM_INDIRECT its table of
// function addresses.
static const struct coff_howto howtos[] = {
  // type, name, calc, put, size, bits, rightshift, bitpos, bias, overflow, addend, code, rsize, mask
  {0x0f, "R_RELBYTE",      S,       FIELD, 1,  8,  0, 0, 0, BITFIELD, IN_RELOC, R_8,     0, 0xff},
  {0x10, "R_RELWORD",      S,       FIELD, 2, 16,  0, 0, 0, BITFIELD, IN_RELOC, R_16,    0, 0xffff},
  {0x11, "R_RELLONG",      S,       FIELD, 4, 32,  0, 0, 0, BITFIELD, IN_RELOC, R_32,    0, 0xffffffff},
  {0x12, "R_PCRBYTE",      S_PC,    FIELD, 1,  8,  0, 0, 0, SIGNED,   IN_RELOC, R_8_PC,  0, 0xff},
  {0x13, "R_PCRWORD",      S_PC,    FIELD, 2, 16,  0, 0, 1, SIGNED,   IN_RELOC, R_16_PC, 0, 0xffff},
  {0x14, "R_PCRLONG",      S_PC,    FIELD, 4, 32,  0, 0, 0, SIGNED,   IN_RELOC, R_32_PC, 0, 0xffffffff},
  {0x41, "R_MOV16B1",      S,       FIELD, 2, 16,  0, 0, 0, BITFIELD, IN_RELOC, R_NONE,  0, 0xffff},
  {0x42, "R_MOV16B2",      SPECIAL, FIELD, 1,  8,  0, 0, 0, BITFIELD, IN_RELOC, R_NONE,  0, 0xff},
  {0x43, "R_JMP1",         S,       FIELD, 2, 16,  0, 0, 0, BITFIELD, IN_RELOC, R_NONE,  0, 0xffff},
  {0x44, "R_JMP2",         SPECIAL, FIELD, 1,  8,  0, 0, 0, BITFIELD, IN_RELOC, R_NONE,  0, 0xff},
  {0x46, "R_JMPL1",        S,       FIELD, 4, 24,  0, 0, 0, BITFIELD, IN_RELOC, R_NONE,  0, 0xffffff},
  {0x47, "R_JMPL2",        SPECIAL, FIELD, 1,  8,  0, 0, 0, BITFIELD, IN_RELOC, R_NONE,  0, 0xff},
  {0x48, "R_MOV24B1",      S,       FIELD, 4, 32,  0, 0, 0, BITFIELD, IN_RELOC, R_NONE,  0, 0xffffffff},
  {0x49, "R_MOV24B2",      SPECIAL, FIELD, 1,  8,  0, 0, 0, BITFIELD, IN_RELOC, R_NONE,  0, 0xff},
  {0x4a, "R_MEM_INDIRECT", SPECIAL, FIELD, 1,  8,  0, 0, 0, BITFIELD, IN_RELOC, R_NONE,  0, 0xff},
  {0x4b, "R_PCRWORD_B",    SPECIAL, FIELD, 1,  8,  0, 0, 0, BITFIELD, IN_RELOC, R_NONE,  0, 0xff},
  {0x4c, "R_MOVL1",        S,       FIELD, 4, 32,  0, 0, 0, BITFIELD, IN_RELOC, R_NONE,  0, 0xffffffff},
  {0x4d, "R_MOVL2",        SPECIAL, FIELD, 2, 16,  0, 0, 0, BITFIELD, IN_RELOC, R_NONE,  0, 0xffff},
  {0x4e, "R_BCC_INV",      SPECIAL, FIELD, 1,  8,  0, 0, 0, SIGNED,   IN_RELOC, R_NONE,  0, 0xff},
  {0x4f, "R_JMP_DEL",      NOTHING, FIELD, 0,  0,  0, 0, 0, ANY,      NO_A,     R_NONE,  0, 0},
};

static const struct coff_machine machines[] = {
  // magic, mask, value, architecture, name, constant
  {0x8300, 0, 0, COFF_ARCH_H8300, "H8/300",   "H8300MAGIC"},
  {0x8301, 0, 0, COFF_ARCH_H8300, "H8/300H",  "H8300HMAGIC"},
  {0x8302, 0, 0, COFF_ARCH_H8300, "H8S",      "H8300SMAGIC"},
  {0x8303, 0, 0, COFF_ARCH_H8300, "H8/300HN", "H8300HNMAGIC"},
  {0x8304, 0, 0, COFF_ARCH_H8300, "H8SN",     "H8300SNMAGIC"},
};
// clang-format on

static const struct coff_target h8300 = {
    SYSV_TARGET,
    SYSV_NAMES,
    SYSV_BIG,
    SYSV_MACHINES(machines),
    SYSV_HOWTOS(howtos),
    .name = "coff-h8300",
    .address_bits = 32,
    .leading_char = '_',
    .records = &coff_records_sysv_ofs,
    .long_filenames = true,
    .section_align_power = 1,
    .link = &coff_link_h8300,
    .emulation = "h8300",
};

const struct coff_target *const coff_targets_coff_h8300[] = {&h8300, NULL};
