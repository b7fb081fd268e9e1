// MIPS ECOFF: big-endian, little-endian, and little-endian code in big-endian headers.
//
// Skip it unless you work on this processor.
#include "coff/format-sysv.h"
#include "targets/howto.h"

// clang-format off
// Types and names: MIPS header reloc.h. A field that is relative to the global pointer counts from
// the one in the optional header, if a section is named.
static const struct coff_howto howtos[] = {
  // type, name, calc, put, size, bits, rightshift, bitpos, bias, overflow, addend, code, rsize, mask
  {0x00, "MIPS_R_IGNORE",  NOTHING,  FIELD, 0,  0,  0, 0, 0, ANY,      NO_A,     R_NONE,  0, 0},
  {0x01, "MIPS_R_REFHALF", S,        FIELD, 2, 16,  0, 0, 0, BITFIELD, IN_FIELD, R_16,    0, 0xffff},
  {0x02, "MIPS_R_REFWORD", S,        FIELD, 4, 32,  0, 0, 0, BITFIELD, IN_FIELD, R_32,    0, 0xffffffff},
  {0x03, "MIPS_R_JMPADDR", S,        FIELD, 4, 26,  2, 0, 0, ANY,      IN_FIELD, R_NONE,  0, 0x3ffffff},
  {0x04, "MIPS_R_REFHI",   S_HIGH_ADJUSTED, FIELD, 4, 16, 16, 0, 0, ANY,      IN_NEXT_LOW, R_NONE,  0, 0xffff},
  {0x05, "MIPS_R_REFLO",   S,        FIELD, 4, 16,  0, 0, 0, ANY,      IN_FIELD, R_NONE,  0, 0xffff},
  {0x06, "MIPS_R_GPREL",   S_GP,     FIELD, 4, 16,  0, 0, 0, SIGNED,   IN_FIELD, R_NONE,  0, 0xffff},
  {0x07, "MIPS_R_LITERAL", S_GP,     FIELD, 4, 16,  0, 0, 0, SIGNED,   IN_FIELD, R_NONE,  0, 0xffff},
  {0x0c, "MIPS_R_PCREL16", S_PC,     FIELD, 4, 16,  2, 0, 4, SIGNED,   IN_FIELD, R_NONE,  0, 0xffff},
};

static const struct coff_machine big_machines[] = {
  // magic, mask, value, architecture, name, constant
  {0x0160, 0, 0, COFF_ARCH_MIPS, "MIPS I",   "MIPS_MAGIC_BIG"},
  {0x0163, 0, 0, COFF_ARCH_MIPS, "MIPS II",  "MIPS_MAGIC_BIG2"},
  {0x0140, 0, 0, COFF_ARCH_MIPS, "MIPS III", "MIPS_MAGIC_BIG3"},
  {0x0180, 0, 0, COFF_ARCH_MIPS, "MIPS",     "MIPS_MAGIC_1"},
};

static const struct coff_machine little_machines[] = {
  {0x0162, 0, 0, COFF_ARCH_MIPS, "MIPS I",   "MIPS_MAGIC_LITTLE"},
  {0x0166, 0, 0, COFF_ARCH_MIPS, "MIPS II",  "MIPS_MAGIC_LITTLE2"},
  {0x0142, 0, 0, COFF_ARCH_MIPS, "MIPS III", "MIPS_MAGIC_LITTLE3"},
  {0x0180, 0, 0, COFF_ARCH_MIPS, "MIPS",     "MIPS_MAGIC_1"},
};
// clang-format on

// What the three state alike.
#define MIPS_ECOFF                                                                                 \
  .family = COFF_FAMILY_ECOFF, .kinds = COFF_KIND_OBJECT | COFF_KIND_IMAGE,                        \
  .container = COFF_AT_START, .nmachines = COFF_COUNT(big_machines), .address_bits = 32,           \
  .image_flags = F_EXEC, .records = &coff_records_ecoff32, .scn_flags_known = 0xdff7f7ff,          \
  .scn_flags_typical = 0x18000100, .long_filenames = true, .section_align_power = 4,               \
  .max_sections = 0x7fff, .contents_align = 16, .file_flags = &coff_file_flags_ecoff,              \
  .section_flags = &coff_section_flags_ecoff, .classes = &coff_classes_ecoff,                      \
  .types = &coff_types_ecoff, .howtos = howtos, .nhowtos = COFF_COUNT(howtos),                     \
  .link = &coff_link_plain

static const struct coff_target big = {
    MIPS_ECOFF,        .name = "ecoff-bigmips", .machines = big_machines,
    .order = COFF_BIG, .data_order = COFF_BIG,  .priority = 10,
};

static const struct coff_target little = {
    MIPS_ECOFF,           .name = "ecoff-littlemips", .machines = little_machines,
    .order = COFF_LITTLE, .data_order = COFF_LITTLE,  .priority = 10,
};

// What tools on big-endian hosts wrote for little-endian machines.
static const struct coff_target crossed = {
    MIPS_ECOFF,        .name = "ecoff-biglittlemips", .machines = little_machines,
    .order = COFF_BIG, .data_order = COFF_LITTLE,     .priority = 20,
};

const struct coff_target *const coff_targets_ecoff_mips[] = {&big, &little, &crossed, NULL};
