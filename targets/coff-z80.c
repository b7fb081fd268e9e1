// Zilog Z80 and its relatives.
//
// Skip it unless you work on this processor.
#include "targets/howto.h"
#include "targets/sysv.h"

enum {
  DATA = COFF_SEC_DATA | COFF_SEC_READ | COFF_SEC_WRITE,
  STYP_KINDS = 0x00ff,
  STYP_ALIGN = 0x0f00,
  F_MACHINE = 0xf000 // of f_flags
};

// clang-format off
static const struct coff_howto howtos[] = {
  // type, name, calc, put, size, bits, rightshift, bitpos, bias, overflow, addend, code, rsize, mask
  {0x01, "R_IMM16",   S,    FIELD,     2, 16,  0, 0, 0, BITFIELD, IN_RELOC, R_16,   0, 0xffff},
  {0x02, "R_JR",      S_PC, FIELD,     1,  8,  0, 0, 0, SIGNED,   IN_RELOC, R_8_PC, 0, 0xff},
  {0x11, "R_IMM32",   S,    FIELD,     4, 32,  0, 0, 0, BITFIELD, IN_RELOC, R_32,   0, 0xffffffff},
  {0x22, "R_IMM8",    S,    FIELD,     1,  8,  0, 0, 0, BITFIELD, IN_RELOC, R_8,    0, 0xff},
  {0x32, "R_OFF8",    S,    FIELD,     1,  8,  0, 0, 0, SIGNED,   IN_RELOC, R_NONE, 0, 0xff},
  {0x33, "R_IMM24",   S,    FIELD,     3, 24,  0, 0, 0, BITFIELD, IN_RELOC, R_24,   0, 0xffffff},
  {0x34, "R_BYTE0",   S,    FIELD,     1,  8,  0, 0, 0, ANY,      IN_RELOC, R_NONE, 0, 0xff},
  {0x35, "R_BYTE1",   S,    FIELD,     1,  8,  8, 0, 0, ANY,      IN_RELOC, R_NONE, 0, 0xff},
  {0x36, "R_BYTE2",   S,    FIELD,     1,  8, 16, 0, 0, ANY,      IN_RELOC, R_NONE, 0, 0xff},
  {0x37, "R_BYTE3",   S,    FIELD,     1,  8, 24, 0, 0, ANY,      IN_RELOC, R_NONE, 0, 0xff},
  {0x38, "R_WORD0",   S,    FIELD,     2, 16,  0, 0, 0, ANY,      IN_RELOC, R_NONE, 0, 0xffff},
  {0x39, "R_WORD1",   S,    FIELD,     2, 16, 16, 0, 0, ANY,      IN_RELOC, R_NONE, 0, 0xffff},
  {0x3a, "R_IMM16BE", S,    FIELD_BIG, 2, 16,  0, 0, 0, BITFIELD, IN_RELOC, R_NONE, 0, 0xffff},
};

// The last row is for a variant that is not listed.
static const struct coff_machine machines[] = {
  // magic, mask, value, architecture, name, constant
  {0x805a, F_MACHINE, 0x3000, COFF_ARCH_Z80, "Z80",                           "Z80MAGIC"},
  {0x805a, F_MACHINE, 0x1000, COFF_ARCH_Z80, "Z80 (documented instructions)", "Z80MAGIC"},
  {0x805a, F_MACHINE, 0x2000, COFF_ARCH_Z80, "Z180",                          "Z80MAGIC"},
  {0x805a, F_MACHINE, 0x4000, COFF_ARCH_Z80, "eZ80 (Z80 mode)",               "Z80MAGIC"},
  {0x805a, F_MACHINE, 0x5000, COFF_ARCH_Z80, "eZ80 (ADL mode)",               "Z80MAGIC"},
  {0x805a, F_MACHINE, 0x6000, COFF_ARCH_Z80, "Z80N",                          "Z80MAGIC"},
  {0x805a, F_MACHINE, 0x7000, COFF_ARCH_Z80, "Z80 (all instructions)",        "Z80MAGIC"},
  {0x805a, F_MACHINE, 0x8000, COFF_ARCH_Z80, "GBZ80",                         "Z80MAGIC"},
  {0x805a, F_MACHINE, 0xb000, COFF_ARCH_Z80, "R800",                          "Z80MAGIC"},
  {0x805a, 0,         0,      COFF_ARCH_Z80, "Z80",                           "Z80MAGIC"},
};

// Bits 8 to 11 of s_flags are an alignment here, not kinds of section.
// All but GBZ80 have what every Z80 has, and each something of its own.
static const struct coff_machine_part parts[] = {
  {0, 2}, {0, 3}, {0, 4}, {0, 5}, {0, 6}, {0, 8},
  {1, 0}, {1, 2}, {1, 3}, {1, 4}, {1, 5}, {1, 6}, {1, 8},
  {9, 0}, {9, 1}, {9, 2}, {9, 3}, {9, 4}, {9, 5}, {9, 6}, {9, 7}, {9, 8},
};
static const struct coff_link_mixing mixing = {.parts = parts, .nparts = COFF_COUNT(parts)};

static const struct coff_flag section_flags[] = {
  // mask,      value,       name,         meaning
  {STYP_KINDS,  STYP_REG,    "STYP_REG",    DATA},
  {STYP_DSECT,  STYP_DSECT,  "STYP_DSECT",  COFF_SEC_DUMMY},
  {STYP_NOLOAD, STYP_NOLOAD, "STYP_NOLOAD", COFF_SEC_NOLOAD},
  {STYP_GROUP,  STYP_GROUP,  "STYP_GROUP",  0},
  {STYP_PAD,    STYP_PAD,    "STYP_PAD",    0},
  {STYP_COPY,   STYP_COPY,   "STYP_COPY",   COFF_SEC_NOLOAD},
  {STYP_TEXT,   STYP_TEXT,   "STYP_TEXT",   COFF_SEC_CODE | COFF_SEC_READ | COFF_SEC_EXEC},
  {STYP_DATA,   STYP_DATA,   "STYP_DATA",   DATA},
  {STYP_BSS,    STYP_BSS,    "STYP_BSS",    COFF_SEC_BSS | COFF_SEC_READ | COFF_SEC_WRITE},
};
static const struct coff_flags z80_section_flags = {section_flags, COFF_COUNT(section_flags)};
// clang-format on

static const struct coff_target z80 = {
    SYSV_TARGET,
    SYSV_LITTLE,
    SYSV_MACHINES(machines),
    SYSV_HOWTOS(howtos),
    .name = "coff-z80",
    .address_bits = 24,
    .records = &coff_records_sysv_ofs,
    .scn_flags_known = 0x0000ffff,
    .section_align_power = 0,
    .align = {STYP_ALIGN, 8, 0},
    .file_flags = &coff_file_flags_sysv,
    .section_flags = &z80_section_flags,
    .classes = &coff_classes_sysv,
    .types = &coff_types_sysv,
    .link = &coff_link_z80,
    .mixing = &mixing,
    .emulation = "z80",
};

const struct coff_target *const coff_targets_coff_z80[] = {&z80, NULL};
