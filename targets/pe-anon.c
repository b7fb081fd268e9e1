// What has any of Microsoft's machines: short import objects and anonymous objects, which are headers
// with a payload that is no COFF, and images for a ROM.
//
// Skip it unless you work on these containers. Bigobj is the anonymous object that is COFF; it stands
// with its processor.
#include "targets/pe.h"

// clang-format off
// Every number that Microsoft has assigned.
static const struct coff_machine machines[] = {
  // magic, mask, value, architecture, name, constant
  {0x0000, 0, 0, COFF_ARCH_UNKNOWN, "any",                         "IMAGE_FILE_MACHINE_UNKNOWN"},
  {0x0001, 0, 0, COFF_ARCH_UNKNOWN, "host",                        "IMAGE_FILE_MACHINE_TARGET_HOST"},
  {0x014c, 0, 0, COFF_ARCH_I386,    "i386",                        "IMAGE_FILE_MACHINE_I386"},
  {0x0160, 0, 0, COFF_ARCH_UNKNOWN, "MIPS R3000, big-endian",      NULL},
  {0x0162, 0, 0, COFF_ARCH_UNKNOWN, "MIPS R3000",                  "IMAGE_FILE_MACHINE_R3000"},
  {0x0166, 0, 0, COFF_ARCH_UNKNOWN, "MIPS R4000",                  "IMAGE_FILE_MACHINE_R4000"},
  {0x0168, 0, 0, COFF_ARCH_UNKNOWN, "MIPS R10000",                 "IMAGE_FILE_MACHINE_R10000"},
  {0x0169, 0, 0, COFF_ARCH_UNKNOWN, "MIPS WCE v2",                 "IMAGE_FILE_MACHINE_WCEMIPSV2"},
  {0x0184, 0, 0, COFF_ARCH_UNKNOWN, "Alpha",                       "IMAGE_FILE_MACHINE_ALPHA"},
  {0x01a2, 0, 0, COFF_ARCH_SH,      "SH-3",                        "IMAGE_FILE_MACHINE_SH3"},
  {0x01a3, 0, 0, COFF_ARCH_SH,      "SH-3 DSP",                    "IMAGE_FILE_MACHINE_SH3DSP"},
  {0x01a4, 0, 0, COFF_ARCH_SH,      "SH-3E",                       "IMAGE_FILE_MACHINE_SH3E"},
  {0x01a6, 0, 0, COFF_ARCH_SH,      "SH-4",                        "IMAGE_FILE_MACHINE_SH4"},
  {0x01a8, 0, 0, COFF_ARCH_SH,      "SH-5",                        "IMAGE_FILE_MACHINE_SH5"},
  {0x01c0, 0, 0, COFF_ARCH_ARM,     "ARM",                         "IMAGE_FILE_MACHINE_ARM"},
  {0x01c2, 0, 0, COFF_ARCH_THUMB,   "Thumb",                       "IMAGE_FILE_MACHINE_THUMB"},
  {0x01c4, 0, 0, COFF_ARCH_THUMB,   "Thumb-2",                     "IMAGE_FILE_MACHINE_ARMNT"},
  {0x01d3, 0, 0, COFF_ARCH_UNKNOWN, "AM33",                        "IMAGE_FILE_MACHINE_AM33"},
  {0x01f0, 0, 0, COFF_ARCH_POWERPC, "PowerPC",                     "IMAGE_FILE_MACHINE_POWERPC"},
  {0x01f1, 0, 0, COFF_ARCH_POWERPC, "PowerPC with floating point", "IMAGE_FILE_MACHINE_POWERPCFP"},
  {0x01f2, 0, 0, COFF_ARCH_POWERPC, "PowerPC, big-endian",         "IMAGE_FILE_MACHINE_POWERPCBE"},
  {0x0200, 0, 0, COFF_ARCH_UNKNOWN, "IA-64",                       "IMAGE_FILE_MACHINE_IA64"},
  {0x0266, 0, 0, COFF_ARCH_UNKNOWN, "MIPS16",                      "IMAGE_FILE_MACHINE_MIPS16"},
  {0x0268, 0, 0, COFF_ARCH_M68K,    "m68k",                        "IMAGE_FILE_MACHINE_M68K"},
  {0x0284, 0, 0, COFF_ARCH_UNKNOWN, "Alpha, 64-bit",               "IMAGE_FILE_MACHINE_ALPHA64"},
  {0x0366, 0, 0, COFF_ARCH_UNKNOWN, "MIPS with FPU",               "IMAGE_FILE_MACHINE_MIPSFPU"},
  {0x0466, 0, 0, COFF_ARCH_UNKNOWN, "MIPS16 with FPU",             "IMAGE_FILE_MACHINE_MIPSFPU16"},
  {0x0520, 0, 0, COFF_ARCH_UNKNOWN, "TriCore",                     "IMAGE_FILE_MACHINE_TRICORE"},
  {0x0cef, 0, 0, COFF_ARCH_UNKNOWN, "CEF",                         "IMAGE_FILE_MACHINE_CEF"},
  {0x0ebc, 0, 0, COFF_ARCH_UNKNOWN, "EFI byte code",               "IMAGE_FILE_MACHINE_EBC"},
  {0x3a64, 0, 0, COFF_ARCH_I386,    "CHPE i386",                   "IMAGE_FILE_MACHINE_CHPE_X86"},
  {0x5032, 0, 0, COFF_ARCH_UNKNOWN, "RISC-V, 32-bit",              "IMAGE_FILE_MACHINE_RISCV32"},
  {0x5064, 0, 0, COFF_ARCH_UNKNOWN, "RISC-V, 64-bit",              "IMAGE_FILE_MACHINE_RISCV64"},
  {0x5128, 0, 0, COFF_ARCH_UNKNOWN, "RISC-V, 128-bit",             "IMAGE_FILE_MACHINE_RISCV128"},
  {0x6232, 0, 0, COFF_ARCH_UNKNOWN, "LoongArch, 32-bit",           "IMAGE_FILE_MACHINE_LOONGARCH32"},
  {0x6264, 0, 0, COFF_ARCH_UNKNOWN, "LoongArch, 64-bit",           "IMAGE_FILE_MACHINE_LOONGARCH64"},
  {0x8664, 0, 0, COFF_ARCH_X86_64,  "x86-64",                      "IMAGE_FILE_MACHINE_AMD64"},
  {0x9041, 0, 0, COFF_ARCH_UNKNOWN, "M32R",                        "IMAGE_FILE_MACHINE_M32R"},
  {0xa641, 0, 0, COFF_ARCH_ARM64,   "ARM64EC",                     "IMAGE_FILE_MACHINE_ARM64EC"},
  {0xa64e, 0, 0, COFF_ARCH_ARM64,   "ARM64X",                      "IMAGE_FILE_MACHINE_ARM64X"},
  {0xaa64, 0, 0, COFF_ARCH_ARM64,   "ARM64",                       "IMAGE_FILE_MACHINE_ARM64"},
  {0xc0ee, 0, 0, COFF_ARCH_UNKNOWN, "CLR",                         "IMAGE_FILE_MACHINE_CEE"},
};
// clang-format on

static const struct coff_target import = {
    .name = "pe-import-short",
    .family = COFF_FAMILY_PE,
    .kinds = COFF_KIND_IMPORT,
    .container = COFF_ANONYMOUS,
    .machines = machines,
    .nmachines = COFF_COUNT(machines),
    .order = COFF_LITTLE,
    .data_order = COFF_LITTLE,
    .records = &coff_records_import,
};

static const struct coff_target anon1 = {
    .name = "pe-anon-v1",
    .family = COFF_FAMILY_PE,
    .kinds = COFF_KIND_OPAQUE,
    .container = COFF_ANONYMOUS,
    .machines = machines,
    .nmachines = COFF_COUNT(machines),
    .order = COFF_LITTLE,
    .data_order = COFF_LITTLE,
    .anon_version = 1,
    .records = &coff_records_anon1,
};

static const uint8_t *const other_ids[] = {coff_class_id_bigobj, NULL};

static const struct coff_target anon2 = {
    .name = "pe-anon-v2",
    .family = COFF_FAMILY_PE,
    .kinds = COFF_KIND_OPAQUE,
    .container = COFF_ANONYMOUS,
    .machines = machines,
    .nmachines = COFF_COUNT(machines),
    .order = COFF_LITTLE,
    .data_order = COFF_LITTLE,
    .assumed = true,
    .anon_version = 2,
    .other_class_ids = other_ids,
    .records = &coff_records_anon2,
};

// IMAGE_ROM_OPTIONAL_HEADER of winnt.h: the file header is the first thing in the file, and one of the
// form of MIPS ECOFF's follows. The first two numbers are no processor's.
static const struct coff_target rom = {
    PE_COMMON,
    PE_LITTLE,
    PE_ASSUMED,
    .name = "pe-rom-image",
    .kinds = COFF_KIND_IMAGE,
    .container = COFF_AT_START,
    .machines = machines + 2,
    .nmachines = COFF_COUNT(machines) - 2,
    .address_bits = 32,
    .image_flags = IMAGE_FILE_EXECUTABLE_IMAGE,
    .records = &coff_records_pe_rom,
    .long_names = COFF_LONG_NAMES_READ,
    .max_sections = PE_MAX_SECTIONS,
    .section_align_power = 4,
    .file_flags = &coff_file_flags_pe,
};

const struct coff_target *const coff_targets_pe_anon[] = {&import, &anon1, &anon2, &rom, NULL};
