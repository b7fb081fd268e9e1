// Windows and EFI on IA-64.
//
// Skip it unless you work on this processor.
#include "targets/howto.h"
#include "targets/pe.h"

// clang-format off
// Relocations of instructions name a slot of a bundle. Their addend is in an ADDEND behind them. LTOFF22
// needs a table that the linker makes, SREL and UREL the end of a span.
static const struct coff_howto howtos[] = {
  // type, name, calc, put, size, bits, rightshift, bitpos, bias, overflow, addend, code, rsize, mask
  {0x00, "IMAGE_REL_IA64_ABSOLUTE",   NOTHING,   FIELD,          0,  0, 0, 0, 0, ANY,      NO_A,     R_NONE,   0, 0},
  {0x01, "IMAGE_REL_IA64_IMM14",      S,         IA64_IMM14,    16, 14, 0, 0, 0, SIGNED,   IN_NEXT,  R_NONE,   0, 0},
  {0x02, "IMAGE_REL_IA64_IMM22",      S,         IA64_IMM22,    16, 22, 0, 0, 0, SIGNED,   IN_NEXT,  R_NONE,   0, 0},
  {0x03, "IMAGE_REL_IA64_IMM64",      S,         IA64_IMM64,    16, 64, 0, 0, 0, ANY,      IN_NEXT,  R_NONE,   0, 0},
  {0x04, "IMAGE_REL_IA64_DIR32",      S,         FIELD,          4, 32, 0, 0, 0, BITFIELD, IN_FIELD, R_32,     0, 0xffffffff},
  {0x05, "IMAGE_REL_IA64_DIR64",      S,         FIELD,          8, 64, 0, 0, 0, BITFIELD, IN_FIELD, R_64,     0, UINT64_MAX},
  {0x06, "IMAGE_REL_IA64_PCREL21B",   S_PC,      IA64_BRANCH,   16, 21, 4, 0, 0, SIGNED,   IN_NEXT,  R_NONE,   0, 0},
  {0x07, "IMAGE_REL_IA64_PCREL21M",   S_PC,      IA64_CHECK,    16, 21, 4, 0, 0, SIGNED,   IN_NEXT,  R_NONE,   0, 0},
  {0x08, "IMAGE_REL_IA64_PCREL21F",   S_PC,      IA64_FCHECK,   16, 21, 4, 0, 0, SIGNED,   IN_NEXT,  R_NONE,   0, 0},
  {0x09, "IMAGE_REL_IA64_GPREL22",    S_GP,      IA64_IMM22,    16, 22, 0, 0, 0, SIGNED,   IN_NEXT,  R_NONE,   0, 0},
  {0x0a, "IMAGE_REL_IA64_LTOFF22",    SPECIAL,   IA64_IMM22,    16, 22, 0, 0, 0, SIGNED,   IN_NEXT,  R_NONE,   0, 0},
  {0x0b, "IMAGE_REL_IA64_SECTION",    S_SECTION, FIELD,          2, 16, 0, 0, 0, BITFIELD, IN_FIELD, R_SECIDX, 0, 0xffff},
  {0x0c, "IMAGE_REL_IA64_SECREL22",   S_SECREL,  IA64_IMM22,    16, 22, 0, 0, 0, SIGNED,   IN_NEXT,  R_NONE,   0, 0},
  {0x0d, "IMAGE_REL_IA64_SECREL64I",  S_SECREL,  IA64_IMM64,    16, 64, 0, 0, 0, ANY,      IN_NEXT,  R_NONE,   0, 0},
  {0x0e, "IMAGE_REL_IA64_SECREL32",   S_SECREL,  FIELD,          4, 32, 0, 0, 0, BITFIELD, IN_FIELD, R_SECREL, 0, 0xffffffff},
  {0x10, "IMAGE_REL_IA64_DIR32NB",    S_IMAGE,   FIELD,          4, 32, 0, 0, 0, BITFIELD, IN_FIELD, R_RVA,    0, 0xffffffff},
  {0x11, "IMAGE_REL_IA64_SREL14",     SPECIAL,   IA64_IMM14,    16, 14, 0, 0, 0, SIGNED,   IN_NEXT,  R_NONE,   0, 0},
  {0x12, "IMAGE_REL_IA64_SREL22",     SPECIAL,   IA64_IMM22,    16, 22, 0, 0, 0, SIGNED,   IN_NEXT,  R_NONE,   0, 0},
  {0x13, "IMAGE_REL_IA64_SREL32",     SPECIAL,   FIELD,          4, 32, 0, 0, 0, BITFIELD, IN_FIELD, R_NONE,   0, 0xffffffff},
  {0x14, "IMAGE_REL_IA64_UREL32",     SPECIAL,   FIELD,          4, 32, 0, 0, 0, BITFIELD, IN_FIELD, R_NONE,   0, 0xffffffff},
  {0x15, "IMAGE_REL_IA64_PCREL60X",   S_PC,      IA64_BRANCH60, 16, 60, 4, 0, 0, ANY,      IN_NEXT,  R_NONE,   0, 0},
  {0x16, "IMAGE_REL_IA64_PCREL60B",   S_PC,      IA64_BRANCH60, 16, 60, 4, 0, 0, ANY,      IN_NEXT,  R_NONE,   0, 0},
  {0x17, "IMAGE_REL_IA64_PCREL60F",   S_PC,      IA64_BRANCH60, 16, 60, 4, 0, 0, ANY,      IN_NEXT,  R_NONE,   0, 0},
  {0x18, "IMAGE_REL_IA64_PCREL60I",   S_PC,      IA64_BRANCH60, 16, 60, 4, 0, 0, ANY,      IN_NEXT,  R_NONE,   0, 0},
  {0x19, "IMAGE_REL_IA64_PCREL60M",   S_PC,      IA64_BRANCH60, 16, 60, 4, 0, 0, ANY,      IN_NEXT,  R_NONE,   0, 0},
  {0x1a, "IMAGE_REL_IA64_IMMGPREL64", S_GP,      IA64_IMM64,    16, 64, 0, 0, 0, ANY,      IN_NEXT,  R_NONE,   0, 0},
  {0x1b, "IMAGE_REL_IA64_TOKEN",      S_TOKEN,   FIELD,          4, 32, 0, 0, 0, ANY,      NO_A,     R_NONE,   0, 0xffffffff},
  {0x1c, "IMAGE_REL_IA64_GPREL32",    S_GP,      FIELD,          4, 32, 0, 0, 0, BITFIELD, IN_FIELD, R_NONE,   0, 0xffffffff},
  {0x1f, "IMAGE_REL_IA64_ADDEND",     NOTHING,   FIELD,          0,  0, 0, 0, 0, ANY,      NO_A,     R_NONE,   0, 0},
};

static const struct coff_machine machines[] = {
  // magic, mask, value, architecture, name, constant
  {0x0200, 0, 0, COFF_ARCH_UNKNOWN, "IA-64", "IMAGE_FILE_MACHINE_IA64"},
};
// clang-format on

enum { ADDEND = 0x1f }; // type of the relocation behind one of an instruction that has its addend

static const struct coff_target object = {
    PE_OBJECT,
    PE_LITTLE,
    PE_MACHINES(machines),
    PE_HOWTOS(howtos),
    PE_ASSUMED,
    .name = "pe-ia64",
    .larger = "pe-bigobj-ia64",
    .address_bits = 64,
    .records = &coff_records_pe,
    .section_align_power = 4,
    .pair_type = ADDEND,
    .pdata = &coff_pdata_ia64,
};

static const struct coff_target bigobj = {
    PE_BIGOBJ,
    PE_LITTLE,
    PE_MACHINES(machines),
    PE_HOWTOS(howtos),
    PE_ASSUMED,
    .name = "pe-bigobj-ia64",
    .address_bits = 64,
    .section_align_power = 4,
    .pair_type = ADDEND,
    .pdata = &coff_pdata_ia64,
};

static const struct coff_target image = {
    PE_IMAGE,
    PE_LITTLE,
    PE_MACHINES(machines),
    PE_HOWTOS(howtos),
    .name = "pei-ia64",
    .address_bits = 64,
    .records = &coff_records_pe,
    .section_align_power = 2,
    .leading_char = '_',
    .pair_type = ADDEND,
    .pdata = &coff_pdata_ia64,
    .base_relocs = &coff_base_relocs_ia64,
};

static const struct coff_target efi_app = {
    PE_IMAGE,
    PE_LITTLE,
    PE_MACHINES(machines),
    PE_HOWTOS(howtos),
    PE_EFI(EFI_APPLICATION),
    .name = "efi-app-ia64",
    .address_bits = 64,
    .records = &coff_records_pe,
    .section_align_power = 2,
    .leading_char = '_',
    .pair_type = ADDEND,
    .pdata = &coff_pdata_ia64,
    .base_relocs = &coff_base_relocs_ia64,
};

static const struct coff_target efi_bsdrv = {
    PE_IMAGE,
    PE_LITTLE,
    PE_MACHINES(machines),
    PE_HOWTOS(howtos),
    PE_EFI(EFI_BOOT_DRIVER),
    .name = "efi-bsdrv-ia64",
    .address_bits = 64,
    .records = &coff_records_pe,
    .section_align_power = 2,
    .leading_char = '_',
    .pair_type = ADDEND,
    .pdata = &coff_pdata_ia64,
    .base_relocs = &coff_base_relocs_ia64,
};

static const struct coff_target efi_rtdrv = {
    PE_IMAGE,
    PE_LITTLE,
    PE_MACHINES(machines),
    PE_HOWTOS(howtos),
    PE_EFI(EFI_RUNTIME_DRIVER),
    .name = "efi-rtdrv-ia64",
    .address_bits = 64,
    .records = &coff_records_pe,
    .section_align_power = 2,
    .leading_char = '_',
    .pair_type = ADDEND,
    .pdata = &coff_pdata_ia64,
    .base_relocs = &coff_base_relocs_ia64,
};

const struct coff_target *const coff_targets_pe_ia64[] = {&object,    &bigobj,    &image, &efi_app,
                                                          &efi_bsdrv, &efi_rtdrv, NULL};
