// EFI images of RISC-V, and the objects that the specification has a number for.
//
// Skip it unless you work on this processor. No relocations of objects are defined.
#include "targets/howto.h"
#include "targets/pe.h"

// clang-format off
static const struct coff_machine riscv32_machines[] = {
  // magic, mask, value, architecture, name, constant
  {0x5032, 0, 0, COFF_ARCH_UNKNOWN, "RISC-V, 32-bit", "IMAGE_FILE_MACHINE_RISCV32"},
};

static const struct coff_machine riscv64_machines[] = {
  // magic, mask, value, architecture, name, constant
  {0x5064, 0, 0, COFF_ARCH_UNKNOWN, "RISC-V, 64-bit", "IMAGE_FILE_MACHINE_RISCV64"},
};

static const struct coff_machine riscv128_machines[] = {
  // magic, mask, value, architecture, name, constant
  {0x5128, 0, 0, COFF_ARCH_UNKNOWN, "RISC-V, 128-bit", "IMAGE_FILE_MACHINE_RISCV128"},
};
// clang-format on

static const struct coff_target riscv32_object = {
    PE_OBJECT,
    PE_LITTLE,
    PE_MACHINES(riscv32_machines),
    PE_ASSUMED,
    .name = "pe-riscv32",
    .address_bits = 32,
    .records = &coff_records_pe,
    .section_align_power = 4,
};

static const struct coff_target riscv32_image = {
    PE_IMAGE,
    PE_LITTLE,
    PE_MACHINES(riscv32_machines),
    PE_ASSUMED,
    .name = "pei-riscv32",
    .address_bits = 32,
    .records = &coff_records_pe,
    .section_align_power = 4,
    .base_relocs = &coff_base_relocs_riscv,
};

static const struct coff_target riscv64_object = {
    PE_OBJECT,
    PE_LITTLE,
    PE_MACHINES(riscv64_machines),
    PE_ASSUMED,
    .name = "pe-riscv64",
    .address_bits = 64,
    .records = &coff_records_pe,
    .section_align_power = 4,
};

static const struct coff_target riscv64_image = {
    PE_IMAGE,
    PE_LITTLE,
    PE_MACHINES(riscv64_machines),
    PE_ASSUMED,
    .name = "pei-riscv64",
    .address_bits = 64,
    .records = &coff_records_pe,
    .section_align_power = 4,
    .base_relocs = &coff_base_relocs_riscv,
};

static const struct coff_target riscv128_object = {
    PE_OBJECT,
    PE_LITTLE,
    PE_MACHINES(riscv128_machines),
    PE_ASSUMED,
    .name = "pe-riscv128",
    .address_bits = 64,
    .records = &coff_records_pe,
    .section_align_power = 4,
};

static const struct coff_target riscv128_image = {
    PE_IMAGE,
    PE_LITTLE,
    PE_MACHINES(riscv128_machines),
    PE_ASSUMED,
    .name = "pei-riscv128",
    .address_bits = 64,
    .records = &coff_records_pe,
    .section_align_power = 4,
    .base_relocs = &coff_base_relocs_riscv,
};

const struct coff_target *const coff_targets_pe_riscv[] = {&riscv32_object,
                                                           &riscv32_image,
                                                           &riscv64_object,
                                                           &riscv64_image,
                                                           &riscv128_object,
                                                           &riscv128_image,
                                                           NULL};
