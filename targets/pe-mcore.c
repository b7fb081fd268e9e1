// GNU's PE for Motorola M-CORE.
//
// Skip it unless you work on this processor.
#include "targets/howto.h"
#include "targets/pe.h"

// clang-format off
// The fields of branches hold a distance from the section's start, which counts for nothing. IMM4BY2 counts
// backwards, and JSR_IMM11BY2 only says that a call could be shorter; no linker takes IMM8BY4 or IMM4BY2.
static const struct coff_howto howtos[] = {
  // type, name, calc, put, size, bits, rightshift, bitpos, bias, overflow, addend, code, rsize, mask
  {0x00, "IMAGE_REL_MCORE_ABSOLUTE",           NOTHING,   FIELD, 0,  0, 0, 0, 0, ANY,      NO_A,     R_NONE,  0, 0},
  {0x01, "IMAGE_REL_MCORE_ADDR32",             S,         FIELD, 4, 32, 0, 0, 0, BITFIELD, IN_FIELD, R_32,    0, 0xffffffff},
  {0x02, "IMAGE_REL_MCORE_PCREL_IMM8BY4",      S_PC_WORD, FIELD, 2,  8, 2, 0, 2, UNSIGNED, NO_A,     R_NONE,  0, 0xff},
  {0x03, "IMAGE_REL_MCORE_PCREL_IMM11BY2",     S_PC,      FIELD, 2, 11, 1, 0, 2, SIGNED,   NO_A,     R_NONE,  0, 0x7ff},
  {0x04, "IMAGE_REL_MCORE_PCREL_IMM4BY2",      SPECIAL,   FIELD, 2,  4, 1, 0, 0, ANY,      NO_A,     R_NONE,  0, 0xf},
  {0x05, "IMAGE_REL_MCORE_PCREL_32",           S_PC,      FIELD, 4, 32, 0, 0, 0, BITFIELD, NO_A,     R_32_PC, 0, 0xffffffff},
  {0x06, "IMAGE_REL_MCORE_PCREL_JSR_IMM11BY2", NOTHING,   FIELD, 2, 11, 1, 0, 0, ANY,      NO_A,     R_NONE,  0, 0x7ff},
  {0x07, "IMAGE_REL_MCORE_RVA",                S_IMAGE,   FIELD, 4, 32, 0, 0, 0, SIGNED,   IN_FIELD, R_RVA,   0, 0xffffffff},
};

static const struct coff_machine machines[] = {
  // magic, mask, value, architecture, name, constant
  {0x0b00, 0, 0, COFF_ARCH_UNKNOWN, "M-CORE", NULL},
};
// clang-format on

static const struct coff_target little_object = {
    PE_OBJECT,
    PE_LITTLE,
    PE_MACHINES(machines),
    PE_HOWTOS(howtos),
    .name = "pe-mcore-little",
    .address_bits = 32,
    .records = &coff_records_pe_ofs,
    .section_align_power = 2,
    .priority = 20,
};

static const struct coff_target little_image = {
    PE_IMAGE,
    PE_LITTLE,
    PE_MACHINES(machines),
    PE_HOWTOS(howtos),
    .name = "pei-mcore-little",
    .address_bits = 32,
    .records = &coff_records_pe_ofs,
    .base_relocs = &coff_base_relocs_pe,
    .section_align_power = 2,
    .priority = 20,
};

static const struct coff_target big_object = {
    PE_OBJECT,
    PE_BIG,
    PE_MACHINES(machines),
    PE_HOWTOS(howtos),
    .name = "pe-mcore-big",
    .address_bits = 32,
    .records = &coff_records_pe_ofs,
    .section_align_power = 2,
    .priority = 20,
};

static const struct coff_target big_image = {
    PE_IMAGE,
    PE_BIG,
    PE_MACHINES(machines),
    PE_HOWTOS(howtos),
    .name = "pei-mcore-big",
    .address_bits = 32,
    .records = &coff_records_pe_ofs,
    .base_relocs = &coff_base_relocs_pe,
    .section_align_power = 2,
    .priority = 20,
};

const struct coff_target *const coff_targets_pe_mcore[] = {&little_object, &little_image,
                                                           &big_object, &big_image, NULL};
