// GNU's PE for ARM, and EPOC (Symbian): relocations of 14 bytes with numbers of their own.
//
// Skip it unless you work on these. Windows CE and Windows RT are in pe-arm.c. Fields hold the value of
// their symbol, as in System V's COFF and unlike other PE: for .long L, EPOC's assembler writes where in its
// section L is, and the linker takes that out.
#include "targets/howto.h"
#include "targets/pe.h"

// clang-format off
// A PC-relative field holds what the instruction needs besides the distance from the field: -8, as a rule.
// r_offset repeats the address.
static const struct coff_howto howtos[] = {
  // type, name, calc, put, size, bits, rightshift, bitpos, bias, overflow, addend, code, rsize, mask
  {0x00, "ARM_8",       S,       FIELD,       1,  8, 0, 0, 0, BITFIELD, IN_FIELD, R_8,     0, 0xff},
  {0x01, "ARM_16",      S,       FIELD,       2, 16, 0, 0, 0, BITFIELD, IN_FIELD, R_16,    0, 0xffff},
  {0x02, "ARM_32",      S,       FIELD,       4, 32, 0, 0, 0, BITFIELD, IN_FIELD, R_32,    0, 0xffffffff},
  {0x03, "ARM_26",      S_PC,    FIELD,       4, 24, 2, 0, 0, SIGNED,   IN_FIELD, R_NONE,  0, 0xffffff},
  {0x04, "ARM_DISP8",   S_PC,    FIELD,       1,  8, 0, 0, 0, SIGNED,   IN_FIELD, R_8_PC,  0, 0xff},
  {0x05, "ARM_DISP16",  S_PC,    FIELD,       2, 16, 0, 0, 0, SIGNED,   IN_FIELD, R_16_PC, 0, 0xffff},
  {0x06, "ARM_DISP32",  S_PC,    FIELD,       4, 32, 0, 0, 0, SIGNED,   IN_FIELD, R_32_PC, 0, 0xffffffff},
  {0x07, "ARM_26D",     NOTHING, FIELD,       4, 24, 2, 0, 0, ANY,      IN_FIELD, R_NONE,  0, 0xffffff},
  {0x09, "ARM_NEG16",   S_NEG,   FIELD,       2, 16, 0, 0, 0, BITFIELD, IN_FIELD, R_NONE,  0, 0xffff},
  {0x0a, "ARM_NEG32",   S_NEG,   FIELD,       4, 32, 0, 0, 0, BITFIELD, IN_FIELD, R_NONE,  0, 0xffffffff},
  {0x0b, "ARM_RVA32",   S_IMAGE, FIELD,       4, 32, 0, 0, 0, BITFIELD, IN_FIELD, R_RVA,   0, 0xffffffff},
  {0x0c, "ARM_THUMB9",  S_PC,    FIELD,       2,  8, 1, 0, 0, SIGNED,   IN_FIELD, R_NONE,  0, 0xff},
  {0x0d, "ARM_THUMB12", S_PC,    FIELD,       2, 11, 1, 0, 0, SIGNED,   IN_FIELD, R_NONE,  0, 0x7ff},
  {0x0e, "ARM_THUMB23", S_PC,    THUMB_BLX23, 4, 22, 1, 0, 0, SIGNED,   IN_FIELD, R_NONE,  0, 0x7ff07ff},
};

// EPOC has all but the last.
static const struct coff_machine machines[] = {
  // magic, mask, value, architecture, name, constant
  {0x0a00, 0, 0, COFF_ARCH_ARM, "ARM",     NULL},
  {0x01c0, 0, 0, COFF_ARCH_ARM, "ARM",     "IMAGE_FILE_MACHINE_ARM"},
  {0x01c2, 0, 0, COFF_ARCH_THUMB, "Thumb",   "IMAGE_FILE_MACHINE_THUMB"},
  {0x01c4, 0, 0, COFF_ARCH_THUMB, "Thumb-2", "IMAGE_FILE_MACHINE_ARMNT"},
};
#define EPOC_MACHINES 3
// clang-format on

static const struct coff_target little_object = {
    PE_OBJECT,
    .symbol_in_field = true,
    .scn_flags_needed = true,
    PE_LITTLE,
    PE_MACHINES(machines),
    PE_HOWTOS(howtos),
    .name = "pe-arm-little",
    .address_bits = 32,
    .records = &coff_records_pe_ofs,
    .section_align_power = 2,
    .priority = 40,
    .leading_char = '_',
};

static const struct coff_target little_image = {
    PE_IMAGE,
    PE_LITTLE,
    PE_MACHINES(machines),
    PE_HOWTOS(howtos),
    .name = "pei-arm-little",
    .address_bits = 32,
    .records = &coff_records_pe_ofs,
    .section_align_power = 2,
    .priority = 40,
    .leading_char = '_',
    .base_relocs = &coff_base_relocs_arm,
};

static const struct coff_target big_object = {
    PE_OBJECT,
    .symbol_in_field = true,
    .scn_flags_needed = true,
    PE_BIG,
    PE_MACHINES(machines),
    PE_HOWTOS(howtos),
    .name = "pe-arm-big",
    .address_bits = 32,
    .records = &coff_records_pe_ofs,
    .section_align_power = 2,
    .priority = 40,
    .leading_char = '_',
};

static const struct coff_target big_image = {
    PE_IMAGE,
    PE_BIG,
    PE_MACHINES(machines),
    PE_HOWTOS(howtos),
    .name = "pei-arm-big",
    .address_bits = 32,
    .records = &coff_records_pe_ofs,
    .section_align_power = 2,
    .priority = 40,
    .leading_char = '_',
    .base_relocs = &coff_base_relocs_arm,
};

static const struct coff_target epoc_little_object = {
    PE_OBJECT,
    .symbol_in_field = true,
    .scn_flags_needed = true,
    PE_LITTLE,
    .machines = machines,
    .nmachines = EPOC_MACHINES,
    PE_HOWTOS(howtos),
    .name = "epoc-pe-arm-little",
    .address_bits = 32,
    .records = &coff_records_pe_ofs,
    .section_align_power = 2,
    .priority = 50,
    .twin = true,
};

static const struct coff_target epoc_little_image = {
    PE_IMAGE,
    PE_LITTLE,
    .machines = machines,
    .nmachines = EPOC_MACHINES,
    PE_HOWTOS(howtos),
    .name = "epoc-pei-arm-little",
    .address_bits = 32,
    .records = &coff_records_pe_ofs,
    .section_align_power = 2,
    .priority = 50,
    .twin = true,
    .base_relocs = &coff_base_relocs_arm,
};

static const struct coff_target epoc_big_object = {
    PE_OBJECT,
    .symbol_in_field = true,
    .scn_flags_needed = true,
    PE_BIG,
    .machines = machines,
    .nmachines = EPOC_MACHINES,
    PE_HOWTOS(howtos),
    .name = "epoc-pe-arm-big",
    .address_bits = 32,
    .records = &coff_records_pe_ofs,
    .section_align_power = 2,
    .priority = 50,
    .twin = true,
};

static const struct coff_target epoc_big_image = {
    PE_IMAGE,
    PE_BIG,
    .machines = machines,
    .nmachines = EPOC_MACHINES,
    PE_HOWTOS(howtos),
    .name = "epoc-pei-arm-big",
    .address_bits = 32,
    .records = &coff_records_pe_ofs,
    .section_align_power = 2,
    .priority = 50,
    .twin = true,
    .base_relocs = &coff_base_relocs_arm,
};

const struct coff_target *const coff_targets_pe_arm_gnu[] = {
    &little_object,     &little_image,    &big_object,     &big_image, &epoc_little_object,
    &epoc_little_image, &epoc_big_object, &epoc_big_image, NULL};
