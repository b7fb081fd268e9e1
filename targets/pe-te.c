// Terse executables (TE), images for the first steps of EFI firmware: the headers of an image cut down
// to one (Platform Initialization specification, volume 1, chapter 15).
//
// Skip it unless you work on these. The machines are those that the UEFI specification has images of
// (section 2.1.1); those in one target have the same word size and types of base relocations.
#include "coff/target.h"
#include "targets/pe.h"

#define TE_MAX_SECTIONS 0xff

// clang-format off
static const struct coff_machine machines_common[] = {
  // magic, mask, value, architecture, name, constant
  {0x8664, 0, 0, COFF_ARCH_X86_64, "x86-64", "IMAGE_FILE_MACHINE_AMD64"},
  {0xaa64, 0, 0, COFF_ARCH_ARM64, "ARM64", "IMAGE_FILE_MACHINE_ARM64"},
  {0x0ebc, 0, 0, COFF_ARCH_UNKNOWN, "EFI byte code", "IMAGE_FILE_MACHINE_EBC"},
};
static const struct coff_machine machines_i386[] = {
  {0x014c, 0, 0, COFF_ARCH_I386, "i386", "IMAGE_FILE_MACHINE_I386"},
};
static const struct coff_machine machines_arm[] = {
  {0x01c2, 0, 0, COFF_ARCH_THUMB, "Thumb", "IMAGE_FILE_MACHINE_THUMB"},
  {0x01c0, 0, 0, COFF_ARCH_ARM, "ARM", "IMAGE_FILE_MACHINE_ARM"},
  {0x01c4, 0, 0, COFF_ARCH_THUMB, "Thumb-2", "IMAGE_FILE_MACHINE_ARMNT"},
};
static const struct coff_machine machines_ia64[] = {
  {0x0200, 0, 0, COFF_ARCH_UNKNOWN, "IA-64", "IMAGE_FILE_MACHINE_IA64"},
};
static const struct coff_machine machines_riscv[] = {
  {0x5064, 0, 0, COFF_ARCH_UNKNOWN, "RISC-V, 64-bit", "IMAGE_FILE_MACHINE_RISCV64"},
  {0x5032, 0, 0, COFF_ARCH_UNKNOWN, "RISC-V, 32-bit", "IMAGE_FILE_MACHINE_RISCV32"},
  {0x5128, 0, 0, COFF_ARCH_UNKNOWN, "RISC-V, 128-bit", "IMAGE_FILE_MACHINE_RISCV128"},
};
static const struct coff_machine machines_loongarch32[] = {
  {0x6232, 0, 0, COFF_ARCH_UNKNOWN, "LoongArch, 32-bit", "IMAGE_FILE_MACHINE_LOONGARCH32"},
};
static const struct coff_machine machines_loongarch64[] = {
  {0x6264, 0, 0, COFF_ARCH_UNKNOWN, "LoongArch, 64-bit", "IMAGE_FILE_MACHINE_LOONGARCH64"},
};
// clang-format on

// What all of them state alike.
// clang-format off
#define TE_IMAGE \
  .family = COFF_FAMILY_PE, \
  .kinds = COFF_KIND_IMAGE, \
  .container = COFF_TERSE, \
  .order = COFF_LITTLE, \
  .data_order = COFF_LITTLE, \
  .records = &coff_records_te, \
  .scn_flags_known = PE_SCN_KNOWN, \
  .section_relative = true, \
  .vaddr_is_rva = true, \
  .dirs = &coff_dirs_te, \
  .virtual_size = true, \
  .section_align_power = 2, \
  .max_sections = TE_MAX_SECTIONS, \
  .section_flags = &coff_section_flags_pe, \
  .subsystems = &coff_subsystems_pe, \
  .classes = &coff_classes_pe, \
  .types = &coff_types_sysv
// clang-format on

static const struct coff_target te_common = {
    TE_IMAGE,
    .name = "te-image",
    .machines = machines_common,
    .nmachines = COFF_COUNT(machines_common),
    .address_bits = 64,
    .base_relocs = &coff_base_relocs_pe,
};

static const struct coff_target te_i386 = {
    TE_IMAGE,
    .name = "te-image-i386",
    .machines = machines_i386,
    .nmachines = COFF_COUNT(machines_i386),
    .address_bits = 32,
    .base_relocs = &coff_base_relocs_pe,
};

static const struct coff_target te_arm = {
    TE_IMAGE,
    .name = "te-image-arm",
    .machines = machines_arm,
    .nmachines = COFF_COUNT(machines_arm),
    .address_bits = 32,
    .base_relocs = &coff_base_relocs_arm,
};

static const struct coff_target te_ia64 = {
    TE_IMAGE,
    .name = "te-image-ia64",
    .machines = machines_ia64,
    .nmachines = COFF_COUNT(machines_ia64),
    .address_bits = 64,
    .base_relocs = &coff_base_relocs_ia64,
};

static const struct coff_target te_riscv = {
    TE_IMAGE,
    .name = "te-image-riscv",
    .machines = machines_riscv,
    .nmachines = COFF_COUNT(machines_riscv),
    .address_bits = 64,
    .base_relocs = &coff_base_relocs_riscv,
};

static const struct coff_target te_loongarch32 = {
    TE_IMAGE,
    .name = "te-image-loongarch32",
    .machines = machines_loongarch32,
    .nmachines = COFF_COUNT(machines_loongarch32),
    .address_bits = 32,
    .base_relocs = &coff_base_relocs_loongarch32,
};

static const struct coff_target te_loongarch64 = {
    TE_IMAGE,
    .name = "te-image-loongarch64",
    .machines = machines_loongarch64,
    .nmachines = COFF_COUNT(machines_loongarch64),
    .address_bits = 64,
    .base_relocs = &coff_base_relocs_loongarch64,
};

const struct coff_target *const coff_targets_pe_te[] = {
    &te_common, &te_i386, &te_arm, &te_ia64, &te_riscv, &te_loongarch32, &te_loongarch64, NULL};
