// Windows NT on Alpha, with 32-bit and with 64-bit addresses.
//
// Skip it unless you work on this processor.
#include "targets/howto.h"
#include "targets/pe.h"

// clang-format off
// Halves are added as signed numbers, so the ones above are rounded; the low half of an addend is in the
// PAIR behind. INLINE_REFLONG is for two instructions, whose distance is in a MATCH behind it.
static const struct coff_howto howtos[] = {
  // type, name, calc, put, size, bits, rightshift, bitpos, bias, overflow, addend, code, rsize, mask
  {0x00, "IMAGE_REL_ALPHA_ABSOLUTE",       NOTHING,         FIELD, 0,  0,  0, 0, 0, ANY,      NO_A,        R_NONE,   0, 0},
  {0x01, "IMAGE_REL_ALPHA_REFLONG",        S,               FIELD, 4, 32,  0, 0, 0, BITFIELD, IN_FIELD,    R_32,     0, 0xffffffff},
  {0x02, "IMAGE_REL_ALPHA_REFQUAD",        S,               FIELD, 8, 64,  0, 0, 0, BITFIELD, IN_FIELD,    R_64,     0, UINT64_MAX},
  {0x03, "IMAGE_REL_ALPHA_GPREL32",        S_GP,            FIELD, 4, 32,  0, 0, 0, BITFIELD, IN_FIELD,    R_NONE,   0, 0xffffffff},
  {0x04, "IMAGE_REL_ALPHA_LITERAL",        S_GP,            FIELD, 4, 16,  0, 0, 0, SIGNED,   IN_FIELD,    R_NONE,   0, 0xffff},
  {0x05, "IMAGE_REL_ALPHA_LITUSE",         NOTHING,         FIELD, 0,  0,  0, 0, 0, ANY,      NO_A,        R_NONE,   0, 0},
  {0x06, "IMAGE_REL_ALPHA_GPDISP",         NOTHING,         FIELD, 0,  0,  0, 0, 0, ANY,      NO_A,        R_NONE,   0, 0},
  {0x07, "IMAGE_REL_ALPHA_BRADDR",         S_PC,            FIELD, 4, 21,  2, 0, 4, SIGNED,   IN_FIELD,    R_NONE,   0, 0x1fffff},
  {0x08, "IMAGE_REL_ALPHA_HINT",           S_PC,            FIELD, 4, 14,  2, 0, 0, SIGNED,   IN_FIELD,    R_NONE,   0, 0x3fff},
  {0x09, "IMAGE_REL_ALPHA_INLINE_REFLONG", SPECIAL,         FIELD, 8, 32,  0, 0, 0, ANY,      IN_FIELD,    R_NONE,   0, 0xffffffff},
  {0x0a, "IMAGE_REL_ALPHA_REFHI",          S_HIGH_ADJUSTED, FIELD, 4, 16, 16, 0, 0, ANY,      IN_NEXT_LOW, R_NONE,   0, 0xffff},
  {0x0b, "IMAGE_REL_ALPHA_REFLO",          S,               FIELD, 4, 16,  0, 0, 0, ANY,      IN_FIELD,    R_NONE,   0, 0xffff},
  {0x0c, "IMAGE_REL_ALPHA_PAIR",           NOTHING,         FIELD, 0,  0,  0, 0, 0, ANY,      NO_A,        R_NONE,   0, 0},
  {0x0d, "IMAGE_REL_ALPHA_MATCH",          NOTHING,         FIELD, 0,  0,  0, 0, 0, ANY,      NO_A,        R_NONE,   0, 0},
  {0x0e, "IMAGE_REL_ALPHA_SECTION",        S_SECTION,       FIELD, 2, 16,  0, 0, 0, BITFIELD, IN_FIELD,    R_SECIDX, 0, 0xffff},
  {0x0f, "IMAGE_REL_ALPHA_SECREL",         S_SECREL,        FIELD, 4, 32,  0, 0, 0, BITFIELD, IN_FIELD,    R_SECREL, 0, 0xffffffff},
  {0x10, "IMAGE_REL_ALPHA_REFLONGNB",      S_IMAGE,         FIELD, 4, 32,  0, 0, 0, BITFIELD, IN_FIELD,    R_RVA,    0, 0xffffffff},
  {0x11, "IMAGE_REL_ALPHA_SECRELLO",       S_SECREL,        FIELD, 4, 16,  0, 0, 0, ANY,      IN_FIELD,    R_NONE,   0, 0xffff},
  {0x12, "IMAGE_REL_ALPHA_SECRELHI",       S_SECREL_HI,     FIELD, 4, 16, 16, 0, 0, ANY,      IN_NEXT_LOW, R_NONE,   0, 0xffff},
  {0x13, "IMAGE_REL_ALPHA_REFQ3",          S_HIGH_ADJUSTED, FIELD, 4, 16, 48, 0, 0, ANY,      IN_NEXT_LOW, R_NONE,   0, 0xffff},
  {0x14, "IMAGE_REL_ALPHA_REFQ2",          S_HIGH_ADJUSTED, FIELD, 4, 16, 32, 0, 0, ANY,      IN_NEXT_LOW, R_NONE,   0, 0xffff},
  {0x15, "IMAGE_REL_ALPHA_REFQ1",          S_HIGH_ADJUSTED, FIELD, 4, 16, 16, 0, 0, ANY,      IN_NEXT_LOW, R_NONE,   0, 0xffff},
  {0x16, "IMAGE_REL_ALPHA_GPRELLO",        S_GP,            FIELD, 4, 16,  0, 0, 0, ANY,      IN_FIELD,    R_NONE,   0, 0xffff},
  {0x17, "IMAGE_REL_ALPHA_GPRELHI",        S_GP_HI,         FIELD, 4, 16, 16, 0, 0, ANY,      IN_NEXT_LOW, R_NONE,   0, 0xffff},
};

static const struct coff_machine machines[] = {
  // magic, mask, value, architecture, name, constant
  {0x0184, 0, 0, COFF_ARCH_ALPHA, "Alpha", "IMAGE_FILE_MACHINE_ALPHA"},
};

static const struct coff_machine machines64[] = {
  // magic, mask, value, architecture, name, constant
  {0x0284, 0, 0, COFF_ARCH_ALPHA, "Alpha, 64-bit", "IMAGE_FILE_MACHINE_ALPHA64"},
};
// clang-format on

enum { PAIR = 0xc }; // type of the relocation behind one that has half of its addend

static const struct coff_target object = {
    PE_OBJECT,          PE_LITTLE,          PE_MACHINES(machines),       PE_HOWTOS(howtos),
    .name = "pe-alpha", .address_bits = 32, .records = &coff_records_pe, .section_align_power = 4,
    .priority = 30,     .pair_type = PAIR,  .pdata = &coff_pdata_mips,
};

static const struct coff_target image = {
    PE_IMAGE,
    PE_LITTLE,
    PE_MACHINES(machines),
    PE_HOWTOS(howtos),
    .name = "pei-alpha",
    .address_bits = 32,
    .records = &coff_records_pe,
    .base_relocs = &coff_base_relocs_pe,
    .section_align_power = 4,
    .priority = 30,
    .pair_type = PAIR,
    .pdata = &coff_pdata_mips,
};

static const struct coff_target object64 = {
    PE_OBJECT,
    PE_LITTLE,
    PE_MACHINES(machines64),
    PE_HOWTOS(howtos),
    PE_ASSUMED,
    .name = "pe-alpha64",
    .address_bits = 64,
    .records = &coff_records_pe,
    .section_align_power = 4,
    .pair_type = PAIR,
};

static const struct coff_target image64 = {
    PE_IMAGE,
    PE_LITTLE,
    PE_MACHINES(machines64),
    PE_HOWTOS(howtos),
    PE_ASSUMED,
    .name = "pei-alpha64",
    .address_bits = 64,
    .records = &coff_records_pe,
    .base_relocs = &coff_base_relocs_pe,
    .section_align_power = 4,
    .pair_type = PAIR,
};

const struct coff_target *const coff_targets_pe_alpha[] = {&object, &image, &object64, &image64,
                                                           NULL};
