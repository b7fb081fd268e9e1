// SPARC: GNU's COFF, and that of LynxOS.
//
// Skip it unless you work on this processor. MIPS ECOFF, i960 and m88k have the magic number 0x160
// too; their symbols and section headers have other sizes.
#include "targets/howto.h"
#include "targets/sysv.h"

// clang-format off
// Types and names are those of the System V ABI's SPARC supplement ("Relocation Types"); from 0xd on
// they are about shared libraries, which COFF has none of.
static const struct coff_howto howtos[] = {
  // type, name, calc, put, size, bits, rightshift, bitpos, bias, overflow, addend, code, rsize, mask
  {0x00, "R_SPARC_NONE",     NOTHING, FIELD, 0,  0,  0, 0, 0, ANY,      NO_A,     R_NONE,     0, 0},
  {0x01, "R_SPARC_8",        S,       FIELD, 1,  8,  0, 0, 0, BITFIELD, IN_RELOC, R_8,        0, 0xff},
  {0x02, "R_SPARC_16",       S,       FIELD, 2, 16,  0, 0, 0, BITFIELD, IN_RELOC, R_16,       0, 0xffff},
  {0x03, "R_SPARC_32",       S,       FIELD, 4, 32,  0, 0, 0, BITFIELD, IN_RELOC, R_32,       0, 0xffffffff},
  {0x04, "R_SPARC_DISP8",    S_PC,    FIELD, 1,  8,  0, 0, 0, SIGNED,   IN_RELOC, R_8_PC,     0, 0xff},
  {0x05, "R_SPARC_DISP16",   S_PC,    FIELD, 2, 16,  0, 0, 0, SIGNED,   IN_RELOC, R_16_PC,    0, 0xffff},
  {0x06, "R_SPARC_DISP32",   S_PC,    FIELD, 4, 32,  0, 0, 0, SIGNED,   IN_RELOC, R_32_PC,    0, 0xffffffff},
  {0x07, "R_SPARC_WDISP30",  S_PC,    FIELD, 4, 30,  2, 0, 0, SIGNED,   IN_RELOC, R_NONE,     0, 0x3fffffff},
  {0x08, "R_SPARC_WDISP22",  S_PC,    FIELD, 4, 22,  2, 0, 0, SIGNED,   IN_RELOC, R_NONE,     0, 0x3fffff},
  {0x09, "R_SPARC_HI22",     S,       FIELD, 4, 22, 10, 0, 0, ANY,      IN_RELOC, R_NONE,     0, 0x3fffff},
  {0x0a, "R_SPARC_22",       S,       FIELD, 4, 22,  0, 0, 0, BITFIELD, IN_RELOC, R_NONE,     0, 0x3fffff},
  {0x0b, "R_SPARC_13",       S,       FIELD, 4, 13,  0, 0, 0, SIGNED,   IN_RELOC, R_NONE,     0, 0x1fff},
  {0x0c, "R_SPARC_LO10",     S,       FIELD, 4, 10,  0, 0, 0, ANY,      IN_RELOC, R_NONE,     0, 0x3ff},
  {0x0d, "R_SPARC_GOT10",    SPECIAL, FIELD, 4, 10,  0, 0, 0, ANY,      IN_RELOC, R_NONE,     0, 0x3ff},
  {0x0e, "R_SPARC_GOT13",    SPECIAL, FIELD, 4, 13,  0, 0, 0, SIGNED,   IN_RELOC, R_NONE,     0, 0x1fff},
  {0x0f, "R_SPARC_GOT22",    SPECIAL, FIELD, 4, 22, 10, 0, 0, ANY,      IN_RELOC, R_NONE,     0, 0x3fffff},
  {0x10, "R_SPARC_PC10",     S_PC,    FIELD, 4, 10,  0, 0, 0, ANY,      IN_RELOC, R_NONE,     0, 0x3ff},
  {0x11, "R_SPARC_PC22",     S_PC,    FIELD, 4, 22, 10, 0, 0, ANY,      IN_RELOC, R_NONE,     0, 0x3fffff},
  {0x12, "R_SPARC_WPLT30",   SPECIAL, FIELD, 4, 30,  2, 0, 0, SIGNED,   IN_RELOC, R_NONE,     0, 0x3fffffff},
  {0x13, "R_SPARC_COPY",     SPECIAL, FIELD, 0,  0,  0, 0, 0, ANY,      IN_RELOC, R_NONE,     0, 0},
  {0x14, "R_SPARC_GLOB_DAT", S,       FIELD, 4, 32,  0, 0, 0, BITFIELD, IN_RELOC, R_NONE,     0, 0xffffffff},
  {0x15, "R_SPARC_JMP_SLOT", SPECIAL, FIELD, 0,  0,  0, 0, 0, ANY,      IN_RELOC, R_NONE,     0, 0},
  {0x16, "R_SPARC_RELATIVE", SPECIAL, FIELD, 4, 32,  0, 0, 0, BITFIELD, IN_RELOC, R_NONE,     0, 0xffffffff},
  {0x17, "R_SPARC_UA32",     S,       FIELD, 4, 32,  0, 0, 0, BITFIELD, IN_RELOC, R_NONE,     0, 0xffffffff},
};

static const struct coff_machine machines[] = {
  // magic, mask, value, architecture, name, constant
  {0x0160, 0, 0, COFF_ARCH_SPARC, "SPARC",          "SPARCMAGIC"},
  {0x010d, 0, 0, COFF_ARCH_SPARC, "SPARC (LynxOS)", "LYNXCOFFMAGIC"},
};
static const struct coff_machine lynx_machines[] = {
  // magic, mask, value, architecture, name, constant
  {0x010d, 0, 0, COFF_ARCH_SPARC, "SPARC (LynxOS)", "LYNXCOFFMAGIC"},
  {0x0160, 0, 0, COFF_ARCH_SPARC, "SPARC",          "SPARCMAGIC"},
};
// clang-format on

static const struct coff_target sparc = {
    SYSV_TARGET,
    SYSV_BIG,
    SYSV_NAMES,
    SYSV_MACHINES(machines),
    SYSV_HOWTOS(howtos),
    .name = "coff-sparc",
    .address_bits = 32,
    .priority = 10,
    .leading_char = '_',
    .records = &coff_records_sysv_sparc,
    .section_align_power = 3,
    .link = &coff_link_plain,
};

static const struct coff_target lynx = {
    SYSV_TARGET,
    SYSV_BIG,
    SYSV_NAMES,
    SYSV_MACHINES(lynx_machines),
    SYSV_HOWTOS(howtos),
    .name = "coff-sparc-lynx",
    .address_bits = 32,
    .priority = 20,
    .leading_char = '_',
    .records = &coff_records_sysv_sparc,
    .long_filenames = true,
    .section_align_power = 3,
    .link = &coff_link_plain,
};

const struct coff_target *const coff_targets_coff_sparc[] = {&sparc, &lynx, NULL};
