// Windows CE on Mitsubishi M32R and on Matsushita AM33.
//
// Skip it unless you work on these processors.
#include "targets/howto.h"
#include "targets/pe.h"

// clang-format off
// The high half is rounded; the low half of its addend is in the PAIR behind it.
static const struct coff_howto howtos[] = {
  // type, name, calc, put, size, bits, rightshift, bitpos, bias, overflow, addend, code, rsize, mask
  {0x00, "IMAGE_REL_M32R_ABSOLUTE", NOTHING,         FIELD, 0,  0,  0, 0, 0, ANY,      NO_A,        R_NONE,   0, 0},
  {0x01, "IMAGE_REL_M32R_ADDR32",   S,               FIELD, 4, 32,  0, 0, 0, BITFIELD, IN_FIELD,    R_32,     0, 0xffffffff},
  {0x02, "IMAGE_REL_M32R_ADDR32NB", S_IMAGE,         FIELD, 4, 32,  0, 0, 0, BITFIELD, IN_FIELD,    R_RVA,    0, 0xffffffff},
  {0x03, "IMAGE_REL_M32R_ADDR24",   S,               FIELD, 4, 24,  0, 0, 0, UNSIGNED, IN_FIELD,    R_NONE,   0, 0xffffff},
  {0x04, "IMAGE_REL_M32R_GPREL16",  S_GP,            FIELD, 4, 16,  0, 0, 0, SIGNED,   IN_FIELD,    R_NONE,   0, 0xffff},
  {0x05, "IMAGE_REL_M32R_PCREL24",  S_PC,            FIELD, 4, 24,  2, 0, 0, SIGNED,   IN_FIELD,    R_NONE,   0, 0xffffff},
  {0x06, "IMAGE_REL_M32R_PCREL16",  S_PC,            FIELD, 4, 16,  2, 0, 0, SIGNED,   IN_FIELD,    R_NONE,   0, 0xffff},
  {0x07, "IMAGE_REL_M32R_PCREL8",   S_PC_WORD,       FIELD, 2,  8,  2, 0, 0, SIGNED,   IN_FIELD,    R_NONE,   0, 0xff},
  {0x08, "IMAGE_REL_M32R_REFHALF",  S,               FIELD, 2, 16, 16, 0, 0, ANY,      IN_FIELD,    R_NONE,   0, 0xffff},
  {0x09, "IMAGE_REL_M32R_REFHI",    S_HIGH_ADJUSTED, FIELD, 4, 16, 16, 0, 0, ANY,      IN_NEXT_LOW, R_NONE,   0, 0xffff},
  {0x0a, "IMAGE_REL_M32R_REFLO",    S,               FIELD, 4, 16,  0, 0, 0, ANY,      IN_FIELD,    R_NONE,   0, 0xffff},
  {0x0b, "IMAGE_REL_M32R_PAIR",     NOTHING,         FIELD, 0,  0,  0, 0, 0, ANY,      NO_A,        R_NONE,   0, 0},
  {0x0c, "IMAGE_REL_M32R_SECTION",  S_SECTION,       FIELD, 2, 16,  0, 0, 0, BITFIELD, IN_FIELD,    R_SECIDX, 0, 0xffff},
  {0x0d, "IMAGE_REL_M32R_SECREL32", S_SECREL,        FIELD, 4, 32,  0, 0, 0, BITFIELD, IN_FIELD,    R_SECREL, 0, 0xffffffff},
  {0x0e, "IMAGE_REL_M32R_TOKEN",    S_TOKEN,         FIELD, 4, 32,  0, 0, 0, ANY,      NO_A,        R_NONE,   0, 0xffffffff},
};

// From where CALL32 counts was never published.
static const struct coff_howto am33_howtos[] = {
  // type, name, calc, put, size, bits, rightshift, bitpos, bias, overflow, addend, code, rsize, mask
  {0x00, "IMAGE_REL_AM_ABSOLUTE", NOTHING,   FIELD, 0,  0, 0, 0, 0, ANY,      NO_A,     R_NONE,   0, 0},
  {0x01, "IMAGE_REL_AM_ADDR32",   S,         FIELD, 4, 32, 0, 0, 0, BITFIELD, IN_FIELD, R_32,     0, 0xffffffff},
  {0x02, "IMAGE_REL_AM_ADDR32NB", S_IMAGE,   FIELD, 4, 32, 0, 0, 0, BITFIELD, IN_FIELD, R_RVA,    0, 0xffffffff},
  {0x03, "IMAGE_REL_AM_CALL32",   SPECIAL,   FIELD, 4, 32, 0, 0, 0, SIGNED,   IN_FIELD, R_NONE,   0, 0xffffffff},
  {0x04, "IMAGE_REL_AM_FUNCINFO", SPECIAL,   FIELD, 4, 32, 0, 0, 0, BITFIELD, IN_FIELD, R_NONE,   0, 0xffffffff},
  {0x05, "IMAGE_REL_AM_REL32_1",  S_PC,      FIELD, 4, 32, 0, 0, 5, SIGNED,   IN_FIELD, R_NONE,   0, 0xffffffff},
  {0x06, "IMAGE_REL_AM_REL32_2",  S_PC,      FIELD, 4, 32, 0, 0, 6, SIGNED,   IN_FIELD, R_NONE,   0, 0xffffffff},
  {0x07, "IMAGE_REL_AM_SECREL",   S_SECREL,  FIELD, 4, 32, 0, 0, 0, BITFIELD, IN_FIELD, R_SECREL, 0, 0xffffffff},
  {0x08, "IMAGE_REL_AM_SECTION",  S_SECTION, FIELD, 2, 16, 0, 0, 0, BITFIELD, IN_FIELD, R_SECIDX, 0, 0xffff},
  {0x09, "IMAGE_REL_AM_TOKEN",    S_TOKEN,   FIELD, 4, 32, 0, 0, 0, ANY,      NO_A,     R_NONE,   0, 0xffffffff},
};

static const struct coff_machine machines[] = {
  // magic, mask, value, architecture, name, constant
  {0x9041, 0, 0, COFF_ARCH_UNKNOWN, "M32R", "IMAGE_FILE_MACHINE_M32R"},
};

static const struct coff_machine am33_machines[] = {
  // magic, mask, value, architecture, name, constant
  {0x01d3, 0, 0, COFF_ARCH_UNKNOWN, "AM33", "IMAGE_FILE_MACHINE_AM33"},
};
// clang-format on

enum { PAIR = 0xb }; // type of the relocation behind one that has half of its addend

static const struct coff_target object = {
    PE_OBJECT,
    PE_LITTLE,
    PE_MACHINES(machines),
    PE_HOWTOS(howtos),
    PE_ASSUMED,
    .name = "pe-m32r",
    .address_bits = 32,
    .records = &coff_records_pe,
    .section_align_power = 4,
    .leading_char = '_',
    .pair_type = PAIR,
};

static const struct coff_target image = {
    PE_IMAGE,
    PE_LITTLE,
    PE_MACHINES(machines),
    PE_HOWTOS(howtos),
    PE_ASSUMED,
    .name = "pei-m32r",
    .address_bits = 32,
    .records = &coff_records_pe,
    .base_relocs = &coff_base_relocs_pe,
    .section_align_power = 4,
    .leading_char = '_',
    .pair_type = PAIR,
};

static const struct coff_target am33_object = {
    PE_OBJECT,
    PE_LITTLE,
    PE_MACHINES(am33_machines),
    PE_HOWTOS(am33_howtos),
    PE_ASSUMED,
    .name = "pe-am33",
    .address_bits = 32,
    .records = &coff_records_pe,
    .section_align_power = 4,
    .leading_char = '_',
};

static const struct coff_target am33_image = {
    PE_IMAGE,
    PE_LITTLE,
    PE_MACHINES(am33_machines),
    PE_HOWTOS(am33_howtos),
    PE_ASSUMED,
    .name = "pei-am33",
    .address_bits = 32,
    .records = &coff_records_pe,
    .base_relocs = &coff_base_relocs_pe,
    .section_align_power = 4,
    .leading_char = '_',
};

const struct coff_target *const coff_targets_pe_m32r[] = {&object, &image, &am33_object,
                                                          &am33_image, NULL};
