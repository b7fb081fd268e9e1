// Windows and EFI on x86-64: object, bigobj, image.
//
// Skip it unless you work on this processor.
#include "targets/howto.h"
#include "targets/pe.h"

// clang-format off
// Types 0xe to 0x14 have two meanings. The numbers are Microsoft's SREL32, PAIR, SSPAN32, EHANDLER,
// IMPORT_BR, IMPORT_CALL and CFG_BR, which no compiler has been seen to write into an object; the
// GNU assembler does write 0xe to 0x13 for `.quad x - .`, `.byte x` and so on, and its linker reads
// 0x14, so theirs is the meaning here.
static const struct coff_howto howtos[] = {
  // type, name,                               calc,      put,   size, bits, rightshift, bitpos, bias, overflow, addend, code, rsize, mask
  {0x00, "IMAGE_REL_AMD64_ABSOLUTE",           NOTHING,   FIELD, 0,  0, 0, 0, 0, ANY,      NO_A,     R_NONE,   0, 0},
  {0x01, "IMAGE_REL_AMD64_ADDR64",             S,         FIELD, 8, 64, 0, 0, 0, BITFIELD, IN_FIELD, R_64,     0, UINT64_MAX},
  {0x02, "IMAGE_REL_AMD64_ADDR32",             S,         FIELD, 4, 32, 0, 0, 0, BITFIELD, IN_FIELD, R_32,     0, 0xffffffff},
  {0x03, "IMAGE_REL_AMD64_ADDR32NB",           S_IMAGE,   FIELD, 4, 32, 0, 0, 0, BITFIELD, IN_FIELD, R_RVA,    0, 0xffffffff},
  {0x04, "IMAGE_REL_AMD64_REL32",              S_PC,      FIELD, 4, 32, 0, 0, 4, SIGNED,   IN_FIELD, R_32_PC,  0, 0xffffffff},
  {0x05, "IMAGE_REL_AMD64_REL32_1",            S_PC,      FIELD, 4, 32, 0, 0, 5, SIGNED,   IN_FIELD, R_NONE,   0, 0xffffffff},
  {0x06, "IMAGE_REL_AMD64_REL32_2",            S_PC,      FIELD, 4, 32, 0, 0, 6, SIGNED,   IN_FIELD, R_NONE,   0, 0xffffffff},
  {0x07, "IMAGE_REL_AMD64_REL32_3",            S_PC,      FIELD, 4, 32, 0, 0, 7, SIGNED,   IN_FIELD, R_NONE,   0, 0xffffffff},
  {0x08, "IMAGE_REL_AMD64_REL32_4",            S_PC,      FIELD, 4, 32, 0, 0, 8, SIGNED,   IN_FIELD, R_NONE,   0, 0xffffffff},
  {0x09, "IMAGE_REL_AMD64_REL32_5",            S_PC,      FIELD, 4, 32, 0, 0, 9, SIGNED,   IN_FIELD, R_NONE,   0, 0xffffffff},
  {0x0a, "IMAGE_REL_AMD64_SECTION",            S_SECTION, FIELD, 2, 16, 0, 0, 0, BITFIELD, IN_FIELD, R_SECIDX, 0, 0xffff},
  {0x0b, "IMAGE_REL_AMD64_SECREL",             S_SECREL,  FIELD, 4, 32, 0, 0, 0, BITFIELD, IN_FIELD, R_SECREL, 0, 0xffffffff},
  {0x0c, "IMAGE_REL_AMD64_SECREL7",            S_SECREL,  FIELD, 1,  7, 0, 0, 0, UNSIGNED, IN_FIELD, R_NONE,   0, 0x7f},
  {0x0d, "IMAGE_REL_AMD64_TOKEN",              S_TOKEN,   FIELD, 4, 32, 0, 0, 0, ANY,      NO_A,     R_NONE,   0, 0xffffffff},
  {0x0e, "R_X86_64_PC64",                      S_PC,      FIELD, 8, 64, 0, 0, 8, SIGNED,   IN_FIELD, R_64_PC,  0, UINT64_MAX},
  {0x0f, "R_X86_64_8",                         S,         FIELD, 1,  8, 0, 0, 0, BITFIELD, IN_FIELD, R_8,      0, 0xff},
  {0x10, "R_X86_64_16",                        S,         FIELD, 2, 16, 0, 0, 0, BITFIELD, IN_FIELD, R_16,     0, 0xffff},
  {0x11, "R_X86_64_32S",                       S,         FIELD, 4, 32, 0, 0, 0, SIGNED,   IN_FIELD, R_NONE,   0, 0xffffffff},
  {0x12, "R_X86_64_PC8",                       S_PC,      FIELD, 1,  8, 0, 0, 1, SIGNED,   IN_FIELD, R_8_PC,   0, 0xff},
  {0x13, "R_X86_64_PC16",                      S_PC,      FIELD, 2, 16, 0, 0, 2, SIGNED,   IN_FIELD, R_16_PC,  0, 0xffff},
  {0x14, "R_X86_64_PC32",                      S_PC,      FIELD, 4, 32, 0, 0, 4, SIGNED,   IN_FIELD, R_NONE,   0, 0xffffffff},
  // Marks for the loader on indirect calls and jumps. They change no bytes of a section.
  {0x15, "IMAGE_REL_AMD64_CFG_BR_REX",         NOTHING,   FIELD, 0,  0, 0, 0, 0, ANY,      NO_A,     R_NONE,   0, 0},
  {0x16, "IMAGE_REL_AMD64_CFG_CALL",           NOTHING,   FIELD, 0,  0, 0, 0, 0, ANY,      NO_A,     R_NONE,   0, 0},
  {0x17, "IMAGE_REL_AMD64_INDIR_BR",           NOTHING,   FIELD, 0,  0, 0, 0, 0, ANY,      NO_A,     R_NONE,   0, 0},
  {0x18, "IMAGE_REL_AMD64_INDIR_BR_REX",       NOTHING,   FIELD, 0,  0, 0, 0, 0, ANY,      NO_A,     R_NONE,   0, 0},
  {0x19, "IMAGE_REL_AMD64_INDIR_CALL",         NOTHING,   FIELD, 0,  0, 0, 0, 0, ANY,      NO_A,     R_NONE,   0, 0},
  {0x20, "IMAGE_REL_AMD64_INDIR_BR_SWITCHTABLE_FIRST", NOTHING, FIELD, 0, 0, 0, 0, 0, ANY, NO_A, R_NONE, 0, 0},
  {0x2f, "IMAGE_REL_AMD64_INDIR_BR_SWITCHTABLE_LAST",  NOTHING, FIELD, 0, 0, 0, 0, 0, ANY, NO_A, R_NONE, 0, 0},
};

// The .NET runtime's own images have the machine XORed with a number of the operating system that
// they were compiled for.
static const struct coff_machine machines[] = {
  // magic, mask, value, architecture, name, constant
  {0x8664, 0, 0, COFF_ARCH_X86_64, "x86-64",                "IMAGE_FILE_MACHINE_AMD64"},
  {0xc020, 0, 0, COFF_ARCH_X86_64, "x86-64 (.NET, Apple)",   NULL},
  {0x2ba0, 0, 0, COFF_ARCH_X86_64, "x86-64 (.NET, FreeBSD)", NULL},
  {0xfd1d, 0, 0, COFF_ARCH_X86_64, "x86-64 (.NET, Linux)",   NULL},
  {0x9ff7, 0, 0, COFF_ARCH_X86_64, "x86-64 (.NET, NetBSD)",  NULL},
};
static const uint8_t jump_bytes[] = {0xff, 0x25, 0, 0, 0, 0, 0x90, 0x90}; // jmp *ENTRY; nop; nop

static const struct coff_import_jump import_jump = {jump_bytes, sizeof jump_bytes, 1, {{2, 0x04}}};

static const uint8_t delay_stub_bytes[] = {
  0xff, 0x25, 0, 0, 0, 0,       // jmp *ENTRY
  0x48, 0x8d, 0x05, 0, 0, 0, 0, // lea ENTRY, %rax
  0xe9, 0, 0, 0, 0,             // jmp MERGE
};

// GNU's saves no vector registers, and a function whose first arguments are there gets what is left of them.
static const uint8_t delay_merge_bytes[] = {
  0x48, 0x81, 0xec, 0x88, 0, 0, 0,    // sub $0x88, %rsp
  0x48, 0x89, 0x4c, 0x24, 0x20,       // mov %rcx, 0x20(%rsp)
  0x48, 0x89, 0x54, 0x24, 0x28,       // mov %rdx, 0x28(%rsp)
  0x4c, 0x89, 0x44, 0x24, 0x30,       // mov %r8, 0x30(%rsp)
  0x4c, 0x89, 0x4c, 0x24, 0x38,       // mov %r9, 0x38(%rsp)
  0x66, 0x0f, 0x7f, 0x44, 0x24, 0x40, // movdqa %xmm0, 0x40(%rsp)
  0x66, 0x0f, 0x7f, 0x4c, 0x24, 0x50, // movdqa %xmm1, 0x50(%rsp)
  0x66, 0x0f, 0x7f, 0x54, 0x24, 0x60, // movdqa %xmm2, 0x60(%rsp)
  0x66, 0x0f, 0x7f, 0x5c, 0x24, 0x70, // movdqa %xmm3, 0x70(%rsp)
  0x48, 0x89, 0xc2,                   // mov %rax, %rdx
  0x48, 0x8d, 0x0d, 0, 0, 0, 0,       // lea DESCRIPTOR, %rcx
  0xe8, 0, 0, 0, 0,                   // call HELPER
  0x48, 0x8b, 0x4c, 0x24, 0x20,       // mov 0x20(%rsp), %rcx
  0x48, 0x8b, 0x54, 0x24, 0x28,       // mov 0x28(%rsp), %rdx
  0x4c, 0x8b, 0x44, 0x24, 0x30,       // mov 0x30(%rsp), %r8
  0x4c, 0x8b, 0x4c, 0x24, 0x38,       // mov 0x38(%rsp), %r9
  0x66, 0x0f, 0x6f, 0x44, 0x24, 0x40, // movdqa 0x40(%rsp), %xmm0
  0x66, 0x0f, 0x6f, 0x4c, 0x24, 0x50, // movdqa 0x50(%rsp), %xmm1
  0x66, 0x0f, 0x6f, 0x54, 0x24, 0x60, // movdqa 0x60(%rsp), %xmm2
  0x66, 0x0f, 0x6f, 0x5c, 0x24, 0x70, // movdqa 0x70(%rsp), %xmm3
  0x48, 0x81, 0xc4, 0x88, 0, 0, 0,    // add $0x88, %rsp
  0xff, 0xe0,                         // jmp *%rax
};

// A prolog of 7 bytes, two codes: at 7, UWOP_ALLOC_LARGE of 0x11 times 8 bytes.
static const uint8_t delay_unwind[] = {0x01, 0x07, 0x02, 0x00, 0x07, 0x01, 0x11, 0x00};

static const struct coff_delay_code delay_code = {
  .stub = {delay_stub_bytes, sizeof delay_stub_bytes, 3,
           {{2, COFF_DELAY_POINTER, 0x04}, {9, COFF_DELAY_POINTER, 0x04}, {14, COFF_DELAY_MERGE, 0x04}}},
  .stub_later = 6,
  .merge = {delay_merge_bytes, sizeof delay_merge_bytes, 2,
            {{57, COFF_DELAY_DESCRIPTOR, 0x04}, {62, COFF_DELAY_HELPER, 0x04}}},
  .helper = "__delayLoadHelper2",
  .unwind = delay_unwind,
  .unwind_size = sizeof delay_unwind,
};
// clang-format on

static const struct coff_target object = {
    PE_OBJECT,
    PE_LITTLE,
    PE_MACHINES(machines),
    PE_HOWTOS(howtos),
    .name = "pe-x86-64",
    .larger = "pe-bigobj-x86-64",
    .image_target = "pei-x86-64",
    .emulation = "i386pep",
    .address_bits = 64,
    .records = &coff_records_pe,
    .section_align_power = 2,
    .pdata = &coff_pdata_x64,
    .import_jump = &import_jump,
    .delay_code = &delay_code,
};

static const struct coff_target bigobj = {
    PE_BIGOBJ,
    PE_LITTLE,
    PE_MACHINES(machines),
    PE_HOWTOS(howtos),
    .name = "pe-bigobj-x86-64",
    .image_target = "pei-x86-64",
    .emulation = "i386pep",
    .address_bits = 64,
    .section_align_power = 2,
    .pdata = &coff_pdata_x64,
    .import_jump = &import_jump,
    .delay_code = &delay_code,
};

// ARM64EC images carry this machine too; only their load configuration tells.
static const char *const image_aliases[] = {"pei-arm64ec", NULL};

static const struct coff_target image = {
    PE_IMAGE,
    PE_LITTLE,
    PE_MACHINES(machines),
    PE_HOWTOS(howtos),
    .name = "pei-x86-64",
    .link_image = &coff_link_image_x86_64,
    .aliases = image_aliases,
    .address_bits = 64,
    .records = &coff_records_pe,
    .base_relocs = &coff_base_relocs_pe,
    .hybrid = COFF_HYBRID_ARM64EC,
    .hybrid_pdata = &coff_pdata_arm64,
    .section_align_power = 2,
    .pdata = &coff_pdata_x64,
};

// Images of EFI have the processor's own number alone.
#define EFI_MACHINES 1

static const struct coff_target efi_app = {
    PE_IMAGE,
    PE_LITTLE,
    PE_EFI(EFI_APPLICATION),
    .machines = machines,
    .nmachines = EFI_MACHINES,
    PE_HOWTOS(howtos),
    .name = "efi-app-x86_64",
    .address_bits = 64,
    .leading_char = '_',
    .records = &coff_records_pe,
    .base_relocs = &coff_base_relocs_pe,
    .section_align_power = 2,
    .pdata = &coff_pdata_x64,
};

static const struct coff_target efi_bsdrv = {
    PE_IMAGE,
    PE_LITTLE,
    PE_EFI(EFI_BOOT_DRIVER),
    .machines = machines,
    .nmachines = EFI_MACHINES,
    PE_HOWTOS(howtos),
    .name = "efi-bsdrv-x86_64",
    .address_bits = 64,
    .leading_char = '_',
    .records = &coff_records_pe,
    .base_relocs = &coff_base_relocs_pe,
    .section_align_power = 2,
    .pdata = &coff_pdata_x64,
};

static const struct coff_target efi_rtdrv = {
    PE_IMAGE,
    PE_LITTLE,
    PE_EFI(EFI_RUNTIME_DRIVER),
    .machines = machines,
    .nmachines = EFI_MACHINES,
    PE_HOWTOS(howtos),
    .name = "efi-rtdrv-x86_64",
    .address_bits = 64,
    .leading_char = '_',
    .records = &coff_records_pe,
    .base_relocs = &coff_base_relocs_pe,
    .section_align_power = 2,
    .pdata = &coff_pdata_x64,
};

const struct coff_target *const coff_targets_pe_x86_64[] = {
    &object, &bigobj, &image, &efi_app, &efi_bsdrv, &efi_rtdrv, NULL};
