// Windows and EFI on i386: object, bigobj, images; and x86 code that ARM64 runs (CHPE).
//
// Skip it unless you work on this processor.
#include "targets/howto.h"
#include "targets/pe.h"

// clang-format off
// Types 0xf to 0x13 are those of System V; the GNU assembler writes them, the specification has them
// not. Other than there, a PC-relative field holds a plain addend.
static const struct coff_howto howtos[] = {
  // type, name, calc, put, size, bits, rightshift, bitpos, bias, overflow, addend, code, rsize, mask
  {0x00, "IMAGE_REL_I386_ABSOLUTE", NOTHING,   FIELD, 0,  0,  0, 0, 0, ANY,      NO_A,     R_NONE,   0, 0},
  {0x01, "IMAGE_REL_I386_DIR16",    S,         FIELD, 2, 16,  0, 0, 0, BITFIELD, IN_FIELD, R_NONE,   0, 0xffff},
  {0x02, "IMAGE_REL_I386_REL16",    S_PC,      FIELD, 2, 16,  0, 0, 2, SIGNED,   IN_FIELD, R_NONE,   0, 0xffff},
  {0x06, "IMAGE_REL_I386_DIR32",    S,         FIELD, 4, 32,  0, 0, 0, BITFIELD, IN_FIELD, R_32,     0, 0xffffffff},
  {0x07, "IMAGE_REL_I386_DIR32NB",  S_IMAGE,   FIELD, 4, 32,  0, 0, 0, BITFIELD, IN_FIELD, R_RVA,    0, 0xffffffff},
  {0x09, "IMAGE_REL_I386_SEG12",    SPECIAL,   FIELD, 2, 16,  0, 0, 0, ANY,      IN_FIELD, R_NONE,   0, 0xffff},
  {0x0a, "IMAGE_REL_I386_SECTION",  S_SECTION, FIELD, 2, 16,  0, 0, 0, BITFIELD, IN_FIELD, R_SECIDX, 0, 0xffff},
  {0x0b, "IMAGE_REL_I386_SECREL",   S_SECREL,  FIELD, 4, 32,  0, 0, 0, BITFIELD, IN_FIELD, R_SECREL, 0, 0xffffffff},
  {0x0c, "IMAGE_REL_I386_TOKEN",    S_TOKEN,   FIELD, 4, 32,  0, 0, 0, ANY,      NO_A,     R_NONE,   0, 0xffffffff},
  {0x0d, "IMAGE_REL_I386_SECREL7",  S_SECREL,  FIELD, 1,  7,  0, 0, 0, UNSIGNED, IN_FIELD, R_NONE,   0, 0x7f},
  {0x0f, "R_RELBYTE",               S,         FIELD, 1,  8,  0, 0, 0, BITFIELD, IN_FIELD, R_8,      0, 0xff},
  {0x10, "R_RELWORD",               S,         FIELD, 2, 16,  0, 0, 0, BITFIELD, IN_FIELD, R_16,     0, 0xffff},
  {0x11, "R_RELLONG",               S,         FIELD, 4, 32,  0, 0, 0, BITFIELD, IN_FIELD, R_NONE,   0, 0xffffffff},
  {0x12, "R_PCRBYTE",               S_PC,      FIELD, 1,  8,  0, 0, 1, SIGNED,   IN_FIELD, R_8_PC,   0, 0xff},
  {0x13, "R_PCRWORD",               S_PC,      FIELD, 2, 16,  0, 0, 2, SIGNED,   IN_FIELD, R_16_PC,  0, 0xffff},
  {0x14, "IMAGE_REL_I386_REL32",    S_PC,      FIELD, 4, 32,  0, 0, 4, SIGNED,   IN_FIELD, R_32_PC,  0, 0xffffffff},
};

// GNU tools take the numbers of other System V systems for this flavour too. The .NET runtime's own
// images have the machine XORed with a number of the operating system that they were compiled for.
static const struct coff_machine machines[] = {
  // magic, mask, value, architecture, name, constant
  {0x014c, 0, 0, COFF_ARCH_I386, "i386",                 "IMAGE_FILE_MACHINE_I386"},
  {0x0154, 0, 0, COFF_ARCH_I386, "i386 (PTX)",           NULL},
  {0x0175, 0, 0, COFF_ARCH_I386, "i386 (AIX PS/2)",      NULL},
  {0x010d, 0, 0, COFF_ARCH_I386, "i386 (LynxOS)",        NULL},
  {0x4708, 0, 0, COFF_ARCH_I386, "i386 (.NET, Apple)",   NULL},
  {0xac88, 0, 0, COFF_ARCH_I386, "i386 (.NET, FreeBSD)", NULL},
  {0x7a35, 0, 0, COFF_ARCH_I386, "i386 (.NET, Linux)",   NULL},
  {0x18df, 0, 0, COFF_ARCH_I386, "i386 (.NET, NetBSD)",  NULL},
};

static const struct coff_machine chpe_machines[] = {
  // magic, mask, value, architecture, name, constant
  {0x3a64, 0, 0, COFF_ARCH_I386, "CHPE i386", "IMAGE_FILE_MACHINE_CHPE_X86"},
};
static const uint8_t jump_bytes[] = {0xff, 0x25, 0, 0, 0, 0, 0x90, 0x90}; // jmp *ENTRY; nop; nop

static const struct coff_import_jump import_jump = {jump_bytes, sizeof jump_bytes, 1, {{2, 0x06}}};

static const uint8_t delay_stub_bytes[] = {
  0xff, 0x25, 0, 0, 0, 0, // jmp *ENTRY
  0xb8, 0, 0, 0, 0,       // mov $ENTRY, %eax
  0xe9, 0, 0, 0, 0,       // jmp MERGE
};

static const uint8_t delay_merge_bytes[] = {
  0x51,             // push %ecx
  0x52,             // push %edx
  0x50,             // push %eax
  0x68, 0, 0, 0, 0, // push $DESCRIPTOR
  0xe8, 0, 0, 0, 0, // call HELPER, which takes both off
  0x5a,             // pop %edx
  0x59,             // pop %ecx
  0xff, 0xe0,       // jmp *%eax
};

static const struct coff_delay_code delay_code = {
  .stub = {delay_stub_bytes, sizeof delay_stub_bytes, 3,
           {{2, COFF_DELAY_POINTER, 0x06}, {7, COFF_DELAY_POINTER, 0x06}, {12, COFF_DELAY_MERGE, 0x14}}},
  .stub_later = 6,
  .merge = {delay_merge_bytes, sizeof delay_merge_bytes, 2,
            {{4, COFF_DELAY_DESCRIPTOR, 0x06}, {9, COFF_DELAY_HELPER, 0x14}}},
  .helper = "___delayLoadHelper2@8",
};
// clang-format on

static const struct coff_target object = {
    PE_OBJECT,
    PE_LITTLE,
    PE_MACHINES(machines),
    PE_HOWTOS(howtos),
    .name = "pe-i386",
    .larger = "pe-bigobj-i386",
    .image_target = "pei-i386",
    .emulation = "i386pe",
    .address_bits = 32,
    .priority = 30,
    .leading_char = '_',
    .records = &coff_records_pe,
    .section_align_power = 2,
    .import_jump = &import_jump,
    .delay_code = &delay_code,
};

static const struct coff_target bigobj = {
    PE_BIGOBJ,
    PE_LITTLE,
    PE_MACHINES(machines),
    PE_HOWTOS(howtos),
    .name = "pe-bigobj-i386",
    .image_target = "pei-i386",
    .emulation = "i386pe",
    .address_bits = 32,
    .leading_char = '_',
    .section_align_power = 2,
    .import_jump = &import_jump,
    .delay_code = &delay_code,
};

static const struct coff_target image = {
    PE_IMAGE,
    PE_LITTLE,
    PE_MACHINES(machines),
    PE_HOWTOS(howtos),
    .name = "pei-i386",
    .link_image = &coff_link_image_i386,
    .address_bits = 32,
    .leading_char = '_',
    .records = &coff_records_pe,
    .base_relocs = &coff_base_relocs_pe,
    .hybrid = COFF_HYBRID_CHPE_X86,
    .section_align_power = 2,
};

// Images of EFI have the machines of System V, and not those of .NET.
#define EFI_MACHINES 4

static const struct coff_target efi_app = {
    PE_IMAGE,
    PE_LITTLE,
    PE_EFI(EFI_APPLICATION),
    .machines = machines,
    .nmachines = EFI_MACHINES,
    PE_HOWTOS(howtos),
    .name = "efi-app-ia32",
    .address_bits = 32,
    .leading_char = '_',
    .records = &coff_records_pe,
    .base_relocs = &coff_base_relocs_pe,
    .section_align_power = 2,
};

static const struct coff_target efi_bsdrv = {
    PE_IMAGE,
    PE_LITTLE,
    PE_EFI(EFI_BOOT_DRIVER),
    .machines = machines,
    .nmachines = EFI_MACHINES,
    PE_HOWTOS(howtos),
    .name = "efi-bsdrv-ia32",
    .address_bits = 32,
    .leading_char = '_',
    .records = &coff_records_pe,
    .base_relocs = &coff_base_relocs_pe,
    .section_align_power = 2,
};

static const struct coff_target efi_rtdrv = {
    PE_IMAGE,
    PE_LITTLE,
    PE_EFI(EFI_RUNTIME_DRIVER),
    .machines = machines,
    .nmachines = EFI_MACHINES,
    PE_HOWTOS(howtos),
    .name = "efi-rtdrv-ia32",
    .address_bits = 32,
    .leading_char = '_',
    .records = &coff_records_pe,
    .base_relocs = &coff_base_relocs_pe,
    .section_align_power = 2,
};

static const struct coff_target chpe_object = {
    PE_OBJECT,
    PE_LITTLE,
    PE_MACHINES(chpe_machines),
    PE_HOWTOS(howtos),
    PE_ASSUMED,
    .name = "pe-chpe-x86",
    .address_bits = 32,
    .leading_char = '_',
    .records = &coff_records_pe,
    .section_align_power = 4,
};

// Images that Windows has carry the machine of i386, and metadata (COFF_HYBRID_CHPE_X86).
static const struct coff_target chpe_image = {
    PE_IMAGE,
    PE_LITTLE,
    PE_MACHINES(chpe_machines),
    PE_HOWTOS(howtos),
    PE_ASSUMED,
    .name = "pei-chpe-x86",
    .address_bits = 32,
    .leading_char = '_',
    .records = &coff_records_pe,
    .base_relocs = &coff_base_relocs_pe,
    .hybrid = COFF_HYBRID_CHPE_X86,
    .section_align_power = 4,
};

const struct coff_target *const coff_targets_pe_i386[] = {
    &object, &bigobj, &image, &efi_app, &efi_bsdrv, &efi_rtdrv, &chpe_object, &chpe_image, NULL};
