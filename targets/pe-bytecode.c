// Byte codes: EFI's (EBC), Windows CE's (CEF) and objects of the CLR (CEE).
//
// Skip it unless you work on these.
#include "targets/howto.h"
#include "targets/pe.h"

// clang-format off
static const struct coff_howto ebc_howtos[] = {
  // type, name, calc, put, size, bits, rightshift, bitpos, bias, overflow, addend, code, rsize, mask
  {0x00, "IMAGE_REL_EBC_ABSOLUTE", NOTHING,   FIELD, 0,  0, 0, 0, 0, ANY,      NO_A,     R_NONE,   0, 0},
  {0x01, "IMAGE_REL_EBC_ADDR32NB", S_IMAGE,   FIELD, 4, 32, 0, 0, 0, BITFIELD, IN_FIELD, R_RVA,    0, 0xffffffff},
  {0x02, "IMAGE_REL_EBC_REL32",    S_PC,      FIELD, 4, 32, 0, 0, 4, SIGNED,   IN_FIELD, R_32_PC,  0, 0xffffffff},
  {0x03, "IMAGE_REL_EBC_SECTION",  S_SECTION, FIELD, 2, 16, 0, 0, 0, BITFIELD, IN_FIELD, R_SECIDX, 0, 0xffff},
  {0x04, "IMAGE_REL_EBC_SECREL",   S_SECREL,  FIELD, 4, 32, 0, 0, 0, BITFIELD, IN_FIELD, R_SECREL, 0, 0xffffffff},
};

static const struct coff_howto cef_howtos[] = {
  // type, name, calc, put, size, bits, rightshift, bitpos, bias, overflow, addend, code, rsize, mask
  {0x00, "IMAGE_REL_CEF_ABSOLUTE", NOTHING,   FIELD, 0,  0, 0, 0, 0, ANY,      NO_A,     R_NONE,   0, 0},
  {0x01, "IMAGE_REL_CEF_ADDR32",   S,         FIELD, 4, 32, 0, 0, 0, BITFIELD, IN_FIELD, R_32,     0, 0xffffffff},
  {0x02, "IMAGE_REL_CEF_ADDR64",   S,         FIELD, 8, 64, 0, 0, 0, BITFIELD, IN_FIELD, R_64,     0, UINT64_MAX},
  {0x03, "IMAGE_REL_CEF_ADDR32NB", S_IMAGE,   FIELD, 4, 32, 0, 0, 0, BITFIELD, IN_FIELD, R_RVA,    0, 0xffffffff},
  {0x04, "IMAGE_REL_CEF_SECTION",  S_SECTION, FIELD, 2, 16, 0, 0, 0, BITFIELD, IN_FIELD, R_SECIDX, 0, 0xffff},
  {0x05, "IMAGE_REL_CEF_SECREL",   S_SECREL,  FIELD, 4, 32, 0, 0, 0, BITFIELD, IN_FIELD, R_SECREL, 0, 0xffffffff},
  {0x06, "IMAGE_REL_CEF_TOKEN",    S_TOKEN,   FIELD, 4, 32, 0, 0, 0, ANY,      NO_A,     R_NONE,   0, 0xffffffff},
};

static const struct coff_howto cee_howtos[] = {
  // type, name, calc, put, size, bits, rightshift, bitpos, bias, overflow, addend, code, rsize, mask
  {0x00, "IMAGE_REL_CEE_ABSOLUTE", NOTHING,   FIELD, 0,  0, 0, 0, 0, ANY,      NO_A,     R_NONE,   0, 0},
  {0x01, "IMAGE_REL_CEE_ADDR32",   S,         FIELD, 4, 32, 0, 0, 0, BITFIELD, IN_FIELD, R_32,     0, 0xffffffff},
  {0x02, "IMAGE_REL_CEE_ADDR64",   S,         FIELD, 8, 64, 0, 0, 0, BITFIELD, IN_FIELD, R_64,     0, UINT64_MAX},
  {0x03, "IMAGE_REL_CEE_ADDR32NB", S_IMAGE,   FIELD, 4, 32, 0, 0, 0, BITFIELD, IN_FIELD, R_RVA,    0, 0xffffffff},
  {0x04, "IMAGE_REL_CEE_SECTION",  S_SECTION, FIELD, 2, 16, 0, 0, 0, BITFIELD, IN_FIELD, R_SECIDX, 0, 0xffff},
  {0x05, "IMAGE_REL_CEE_SECREL",   S_SECREL,  FIELD, 4, 32, 0, 0, 0, BITFIELD, IN_FIELD, R_SECREL, 0, 0xffffffff},
  {0x06, "IMAGE_REL_CEE_TOKEN",    S_TOKEN,   FIELD, 4, 32, 0, 0, 0, ANY,      NO_A,     R_NONE,   0, 0xffffffff},
};

static const struct coff_machine ebc_machines[] = {
  // magic, mask, value, architecture, name, constant
  {0x0ebc, 0, 0, COFF_ARCH_UNKNOWN, "EFI byte code", "IMAGE_FILE_MACHINE_EBC"},
};

static const struct coff_machine cef_machines[] = {
  // magic, mask, value, architecture, name, constant
  {0x0cef, 0, 0, COFF_ARCH_UNKNOWN, "CEF", "IMAGE_FILE_MACHINE_CEF"},
};

static const struct coff_machine cee_machines[] = {
  // magic, mask, value, architecture, name, constant
  {0xc0ee, 0, 0, COFF_ARCH_UNKNOWN, "CLR", "IMAGE_FILE_MACHINE_CEE"},
};
// clang-format on

static const struct coff_target ebc_object = {
    PE_OBJECT,
    PE_LITTLE,
    PE_MACHINES(ebc_machines),
    PE_HOWTOS(ebc_howtos),
    PE_ASSUMED,
    .name = "pe-ebc",
    .address_bits = 64,
    .records = &coff_records_pe,
    .section_align_power = 4,
};

static const struct coff_target ebc_image = {
    PE_IMAGE,
    PE_LITTLE,
    PE_MACHINES(ebc_machines),
    PE_HOWTOS(ebc_howtos),
    PE_ASSUMED,
    .name = "pei-ebc",
    .address_bits = 64,
    .records = &coff_records_pe,
    .base_relocs = &coff_base_relocs_pe,
    .section_align_power = 4,
};

// The code is the same for both word sizes; the optional header tells.
static const struct coff_target ebc32_image = {
    PE_IMAGE,
    PE_LITTLE,
    PE_MACHINES(ebc_machines),
    PE_HOWTOS(ebc_howtos),
    PE_ASSUMED,
    .name = "pei-ebc32",
    .address_bits = 32,
    .records = &coff_records_pe,
    .base_relocs = &coff_base_relocs_pe,
    .section_align_power = 4,
};

static const struct coff_target cef_object = {
    PE_OBJECT,
    PE_LITTLE,
    PE_MACHINES(cef_machines),
    PE_HOWTOS(cef_howtos),
    PE_ASSUMED,
    .name = "pe-cef",
    .address_bits = 32,
    .records = &coff_records_pe,
    .section_align_power = 4,
};

static const struct coff_target cef_image = {
    PE_IMAGE,
    PE_LITTLE,
    PE_MACHINES(cef_machines),
    PE_HOWTOS(cef_howtos),
    PE_ASSUMED,
    .name = "pei-cef",
    .address_bits = 32,
    .records = &coff_records_pe,
    .base_relocs = &coff_base_relocs_pe,
    .section_align_power = 4,
};

static const struct coff_target cee_object = {
    PE_OBJECT,
    PE_LITTLE,
    PE_MACHINES(cee_machines),
    PE_HOWTOS(cee_howtos),
    PE_ASSUMED,
    .name = "pe-cee",
    .address_bits = 32,
    .records = &coff_records_pe,
    .section_align_power = 4,
};

static const struct coff_target cee_image = {
    PE_IMAGE,
    PE_LITTLE,
    PE_MACHINES(cee_machines),
    PE_HOWTOS(cee_howtos),
    PE_ASSUMED,
    .name = "pei-cee",
    .address_bits = 32,
    .records = &coff_records_pe,
    .base_relocs = &coff_base_relocs_pe,
    .section_align_power = 4,
};

const struct coff_target *const coff_targets_pe_bytecode[] = {
    &ebc_object, &ebc_image, &ebc32_image, &cef_object, &cef_image, &cee_object, &cee_image, NULL};
