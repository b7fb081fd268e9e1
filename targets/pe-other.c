// Machines whose relocations were never published, and machines that nobody has a number for.
//
// Skip it unless an image of an odd machine is read wrongly.
#include "targets/howto.h"
#include "targets/pe.h"

// clang-format off
static const struct coff_machine tricore_machines[] = {
  // magic, mask, value, architecture, name, constant
  {0x0520, 0, 0, COFF_ARCH_UNKNOWN, "TriCore", "IMAGE_FILE_MACHINE_TRICORE"},
};

static const struct coff_machine m68k_machines[] = {
  // magic, mask, value, architecture, name, constant
  {0x0268, 0, 0, COFF_ARCH_M68K, "m68k (Macintosh)", "IMAGE_FILE_MACHINE_M68K"},
};

static const struct coff_machine parisc_machines[] = {
  // magic, mask, value, architecture, name, constant
  {0x0290, 0, 0, COFF_ARCH_UNKNOWN, "PA-RISC", NULL},
};

// Objects that go with any machine, such as compiled resources.
static const struct coff_machine any_machine[] = {
  // magic, mask, value, architecture, name, constant
  {0x0000, 0, 0, COFF_ARCH_UNKNOWN, "any", "IMAGE_FILE_MACHINE_UNKNOWN"},
};
// clang-format on

static const struct coff_target tricore_object = {
    PE_OBJECT,
    PE_LITTLE,
    PE_MACHINES(tricore_machines),
    PE_ASSUMED,
    .name = "pe-tricore",
    .address_bits = 32,
    .records = &coff_records_pe,
    .section_align_power = 4,
};

static const struct coff_target tricore_image = {
    PE_IMAGE,
    PE_LITTLE,
    PE_MACHINES(tricore_machines),
    PE_ASSUMED,
    .name = "pei-tricore",
    .address_bits = 32,
    .records = &coff_records_pe,
    .base_relocs = &coff_base_relocs_pe,
    .section_align_power = 4,
};

static const struct coff_target m68k_object = {
    PE_OBJECT,         PE_LITTLE,          PE_MACHINES(m68k_machines),  PE_ASSUMED,
    .name = "pe-m68k", .address_bits = 32, .records = &coff_records_pe, .section_align_power = 4,
};

static const struct coff_target m68k_image = {
    PE_IMAGE,
    PE_LITTLE,
    PE_MACHINES(m68k_machines),
    PE_ASSUMED,
    .name = "pei-m68k",
    .address_bits = 32,
    .records = &coff_records_pe,
    .base_relocs = &coff_base_relocs_pe,
    .section_align_power = 4,
};

static const struct coff_target parisc_object = {
    PE_OBJECT,           PE_BIG_DATA,        PE_MACHINES(parisc_machines), PE_ASSUMED,
    .name = "pe-parisc", .address_bits = 32, .records = &coff_records_pe,  .section_align_power = 4,
};

static const struct coff_target parisc_image = {
    PE_IMAGE,
    PE_BIG_DATA,
    PE_MACHINES(parisc_machines),
    PE_ASSUMED,
    .name = "pei-parisc",
    .address_bits = 32,
    .records = &coff_records_pe,
    .base_relocs = &coff_base_relocs_pe,
    .section_align_power = 4,
};

// Zeroes at the start of a file say little: the tables must fit, and there must be a section.
static const struct coff_target unknown_object = {
    PE_OBJECT,
    PE_LITTLE,
    PE_MACHINES(any_machine),
    PE_ASSUMED,
    .name = "pe-unknown",
    .address_bits = 32,
    .records = &coff_records_pe,
    .section_align_power = 4,
    .least_evidence = 8,
};

static const struct coff_target unknown_image = {
    PE_IMAGE,
    PE_LITTLE,
    PE_MACHINES(any_machine),
    PE_ASSUMED,
    .name = "pei-unknown",
    .address_bits = 32,
    .records = &coff_records_pe,
    .base_relocs = &coff_base_relocs_pe,
    .section_align_power = 4,
    .any_machine = true,
};

static const struct coff_target unknown_image64 = {
    PE_IMAGE,
    PE_LITTLE,
    PE_MACHINES(any_machine),
    PE_ASSUMED,
    .name = "pei-unknown64",
    .address_bits = 64,
    .records = &coff_records_pe,
    .base_relocs = &coff_base_relocs_pe,
    .section_align_power = 4,
    .any_machine = true,
};

const struct coff_target *const coff_targets_pe_other[] = {
    &tricore_object, &tricore_image,  &m68k_object,   &m68k_image,      &parisc_object,
    &parisc_image,   &unknown_object, &unknown_image, &unknown_image64, NULL};
