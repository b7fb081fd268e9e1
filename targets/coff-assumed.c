// Ports of System V whose magic numbers are reserved in the AT&T headers, and a few others of which
// no more is known.
//
// Skip it unless you have a file of one of them: what is wrong here, nobody has seen. Records are
// the standard ones; so are relocation types, of which each port used those that it needed.
#include "targets/howto.h"
#include "targets/sysv.h"

// clang-format off
// Names are those of the System V headers (reloc.h). Segments are those of the 80286.
static const struct coff_howto howtos[] = {
  // type, name, calc, put, size, bits, rightshift, bitpos, bias, overflow, addend, code, rsize, mask
  {0x00, "R_ABS",      NOTHING,   FIELD,         0,  0, 0, 0, 0, ANY,      NO_A,     R_NONE,  0, 0},
  {0x01, "R_DIR16",    S,         FIELD,         2, 16, 0, 0, 0, BITFIELD, IN_FIELD, R_NONE,  0, 0xffff},
  {0x02, "R_REL16",    S_PC_DISP, FIELD,         2, 16, 0, 0, 0, SIGNED,   IN_FIELD, R_NONE,  0, 0xffff},
  {0x06, "R_DIR32",    S,         FIELD,         4, 32, 0, 0, 0, BITFIELD, IN_FIELD, R_32,    0, 0xffffffff},
  {0x07, "R_OFF8",     S,         FIELD,         1,  8, 0, 0, 0, BITFIELD, IN_FIELD, R_NONE,  0, 0xff},
  {0x08, "R_OFF16",    S,         FIELD,         2, 16, 0, 0, 0, BITFIELD, IN_FIELD, R_NONE,  0, 0xffff},
  {0x09, "R_SEG12",    SPECIAL,   FIELD,         2, 12, 0, 0, 0, BITFIELD, IN_FIELD, R_NONE,  0, 0xfff},
  {0x0a, "R_DIR32S",   S,         FIELD_SWAPPED, 4, 32, 0, 0, 0, BITFIELD, IN_FIELD, R_NONE,  0, 0xffffffff},
  {0x0b, "R_AUX",      NOTHING,   FIELD,         0,  0, 0, 0, 0, ANY,      NO_A,     R_NONE,  0, 0},
  {0x0f, "R_RELBYTE",  S,         FIELD,         1,  8, 0, 0, 0, BITFIELD, IN_FIELD, R_8,     0, 0xff},
  {0x10, "R_RELWORD",  S,         FIELD,         2, 16, 0, 0, 0, BITFIELD, IN_FIELD, R_16,    0, 0xffff},
  {0x11, "R_RELLONG",  S,         FIELD,         4, 32, 0, 0, 0, BITFIELD, IN_FIELD, R_NONE,  0, 0xffffffff},
  {0x12, "R_PCRBYTE",  S_PC_DISP, FIELD,         1,  8, 0, 0, 0, SIGNED,   IN_FIELD, R_8_PC,  0, 0xff},
  {0x13, "R_PCRWORD",  S_PC_DISP, FIELD,         2, 16, 0, 0, 0, SIGNED,   IN_FIELD, R_16_PC, 0, 0xffff},
  {0x14, "R_PCRLONG",  S_PC_DISP, FIELD,         4, 32, 0, 0, 0, SIGNED,   IN_FIELD, R_32_PC, 0, 0xffffffff},
  {0x18, "R_IPRSHORT", S_PC_DISP, FIELD,         2, 16, 0, 0, 0, SIGNED,   IN_FIELD, R_NONE,  0, 0xffff},
  {0x1a, "R_IPRLONG",  S_PC_DISP, FIELD,         4, 32, 0, 0, 0, SIGNED,   IN_FIELD, R_NONE,  0, 0xffffffff},
  {0x1d, "R_GETSEG",   SPECIAL,   FIELD,         2, 16, 0, 0, 0, BITFIELD, IN_FIELD, R_NONE,  0, 0xffff},
  {0x1e, "R_GETPA",    SPECIAL,   FIELD,         4, 32, 0, 0, 0, BITFIELD, IN_FIELD, R_NONE,  0, 0xffffffff},
  {0x1f, "R_TAGWORD",  S,         FIELD,         4, 32, 0, 0, 0, BITFIELD, IN_FIELD, R_NONE,  0, 0xffffffff},
};

#define UNKNOWN(magic, name) {(magic), 0, 0, COFF_ARCH_UNKNOWN, (name), NULL}
static const struct coff_machine iapx16[] = {UNKNOWN(0x144, "iAPX 16"), UNKNOWN(0x145, "iAPX 16 (transfer vector)")};
static const struct coff_machine basic16[] = {UNKNOWN(0x142, "BASIC-16"), UNKNOWN(0x143, "BASIC-16 (transfer vector)")};
static const struct coff_machine iapx20[] = {UNKNOWN(0x146, "iAPX 20"), UNKNOWN(0x147, "iAPX 20 (transfer vector)")};
static const struct coff_machine x86_16[] = {UNKNOWN(0x148, "8086"), UNKNOWN(0x149, "8086 (transfer vector)")};
static const struct coff_machine i286[] = {UNKNOWN(0x14a, "80286 (small)"), UNKNOWN(0x152, "80286 (large)")};
static const struct coff_machine b3b20[] = {UNKNOWN(0x168, "3B20"), UNKNOWN(0x169, "3B20 (transfer vector)")};
static const struct coff_machine vax[] = {UNKNOWN(0x178, "VAX"), UNKNOWN(0x17d, "VAX (read-only text)")};
static const struct coff_machine u370[] = {UNKNOWN(0x158, "System/370"), UNKNOWN(0x15d, "System/370 (read-only text)")};
static const struct coff_machine amdahl[] = {UNKNOWN(0x159, "Amdahl 470/580"), UNKNOWN(0x15c, "Amdahl 470/580 (read-only text)")};
static const struct coff_machine ns32k[] = {UNKNOWN(0x154, "NS32000"), UNKNOWN(0x155, "NS32000")};
static const struct coff_machine zilog[] = {UNKNOWN(0x164, "Z8000 (System V)"), UNKNOWN(0x165, "Z8000 (System V)")};
static const struct coff_machine clipper[] = {UNKNOWN(0x17f, "Clipper")};
static const struct coff_machine adsp21k[] = {UNKNOWN(0x521c, "ADSP-21000")};
static const struct coff_machine a88k[] = {UNKNOWN(0x194, "Apollo PRISM")};
// What MIPS wrote before ECOFF; the last two are those of stripped files in the other byte order.
static const struct coff_machine mips[] = {
  UNKNOWN(0x160, "MIPS"), UNKNOWN(0x162, "MIPS"), UNKNOWN(0x180, "MIPS (ucode)"),
  UNKNOWN(0x182, "MIPS (ucode)"), UNKNOWN(0x6001, "MIPS (stripped)"), UNKNOWN(0x6201, "MIPS (stripped)"),
};

#define ASSUMED(name_, machines_, order_, bits, variants_) \
  { \
    SYSV_TARGET, SYSV_NAMES, SYSV_ASSUMED, SYSV_HOWTOS(howtos), SYSV_MACHINES(machines_), \
    .name = (name_), .order = (order_), .data_order = (order_), .address_bits = (bits), \
    .leading_char = '_', .records = &coff_records_sysv, .symbol_in_field = true, \
    .section_align_power = 2, .variants = (variants_), \
  }

// Of these, tools wrote either order.
static const struct coff_target basic16_little =
  ASSUMED("coff-basic16", basic16, COFF_LITTLE, 16, NULL);
static const struct coff_target *const basic16_variants[] = {&basic16_little, NULL};
static const struct coff_target mips_little = ASSUMED("coff-mips-sysv", mips, COFF_LITTLE, 32, NULL);
static const struct coff_target *const mips_variants[] = {&mips_little, NULL};

static const struct coff_target targets[] = {
  ASSUMED("coff-iapx16", iapx16, COFF_LITTLE, 16, NULL),
  ASSUMED("coff-basic16", basic16, COFF_BIG, 16, basic16_variants),
  ASSUMED("coff-iapx20", iapx20, COFF_LITTLE, 24, NULL),
  ASSUMED("coff-x86-16", x86_16, COFF_LITTLE, 24, NULL),
  ASSUMED("coff-i286", i286, COFF_LITTLE, 24, NULL),
  ASSUMED("coff-3b20", b3b20, COFF_BIG, 32, NULL),
  ASSUMED("coff-vax", vax, COFF_LITTLE, 32, NULL),
  ASSUMED("coff-u370", u370, COFF_BIG, 32, NULL),
  ASSUMED("coff-amdahl", amdahl, COFF_BIG, 32, NULL),
  ASSUMED("coff-ns32k", ns32k, COFF_LITTLE, 32, NULL),
  ASSUMED("coff-zilog-sysv", zilog, COFF_BIG, 32, NULL),
  ASSUMED("coff-clipper", clipper, COFF_LITTLE, 32, NULL),
  ASSUMED("coff-mips-sysv", mips, COFF_BIG, 32, mips_variants),
  ASSUMED("coff-adsp21k", adsp21k, COFF_LITTLE, 32, NULL),
};
static const struct coff_target apollo = {
  SYSV_TARGET, SYSV_NAMES, SYSV_ASSUMED, SYSV_BIG, SYSV_HOWTOS(howtos), SYSV_MACHINES(a88k),
  .name = "coff-apollo-a88k", .address_bits = 32, .leading_char = '_',
  .records = &coff_records_sysv_apollo, .symbol_in_field = true, .section_align_power = 2,
    .link = &coff_link_plain,
};

const struct coff_target *const coff_targets_coff_assumed[] = {
  &targets[0], &targets[1], &targets[2],  &targets[3],  &targets[4],  &targets[5],  &targets[6],
  &targets[7], &targets[8], &targets[9], &targets[10], &targets[11], &targets[12], &targets[13],
  &apollo, NULL,
};
// clang-format on
