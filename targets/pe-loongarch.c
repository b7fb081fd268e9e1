// EFI images of LoongArch, and the objects that the specification has a number for.
//
// Skip it unless you work on this processor. No relocations of objects are defined.
#include "targets/howto.h"
#include "targets/pe.h"

// clang-format off
static const struct coff_machine loongarch32_machines[] = {
  // magic, mask, value, architecture, name, constant
  {0x6232, 0, 0, COFF_ARCH_UNKNOWN, "LoongArch, 32-bit", "IMAGE_FILE_MACHINE_LOONGARCH32"},
};

static const struct coff_machine loongarch64_machines[] = {
  // magic, mask, value, architecture, name, constant
  {0x6264, 0, 0, COFF_ARCH_UNKNOWN, "LoongArch, 64-bit", "IMAGE_FILE_MACHINE_LOONGARCH64"},
};
// clang-format on

static const struct coff_target loongarch32_object = {
    PE_OBJECT,
    PE_LITTLE,
    PE_MACHINES(loongarch32_machines),
    PE_ASSUMED,
    .name = "pe-loongarch32",
    .address_bits = 32,
    .records = &coff_records_pe,
    .section_align_power = 4,
};

static const struct coff_target loongarch32_image = {
    PE_IMAGE,
    PE_LITTLE,
    PE_MACHINES(loongarch32_machines),
    PE_ASSUMED,
    .name = "pei-loongarch32",
    .address_bits = 32,
    .records = &coff_records_pe,
    .section_align_power = 4,
    .base_relocs = &coff_base_relocs_loongarch32,
};

static const struct coff_target loongarch64_object = {
    PE_OBJECT,
    PE_LITTLE,
    PE_MACHINES(loongarch64_machines),
    PE_ASSUMED,
    .name = "pe-loongarch64",
    .address_bits = 64,
    .records = &coff_records_pe,
    .section_align_power = 4,
};

static const struct coff_target loongarch64_image = {
    PE_IMAGE,
    PE_LITTLE,
    PE_MACHINES(loongarch64_machines),
    .name = "pei-loongarch64",
    .address_bits = 64,
    .records = &coff_records_pe,
    .section_align_power = 2,
    .base_relocs = &coff_base_relocs_loongarch64,
};

const struct coff_target *const coff_targets_pe_loongarch[] = {
    &loongarch32_object, &loongarch32_image, &loongarch64_object, &loongarch64_image, NULL};
