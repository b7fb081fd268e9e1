// Windows CE on Hitachi SH: Microsoft's relocations, and the GNU tools' own.
//
// Skip it unless you work on this processor.
#include "targets/howto.h"
#include "targets/pe.h"

// clang-format off
// The assembler has filled in what it could reach, and most types only tell a relaxing linker what it
// may change (NOTHING).
static const struct coff_howto gnu_howtos[] = {
  // type, name, calc, put, size, bits, rightshift, bitpos, bias, overflow, addend, code, rsize, mask
  {0x02, "R_SH_IMM32CE",      S,       FIELD, 4, 32, 0, 0, 0, BITFIELD, IN_FIELD, R_32,   0, 0xffffffff},
  {0x0a, "R_SH_PCDISP8BY2",   NOTHING, FIELD, 2,  8, 1, 0, 0, ANY,      IN_FIELD, R_NONE, 0, 0xff},
  {0x0c, "R_SH_PCDISP",       S_PC,    FIELD, 2, 12, 1, 0, 4, SIGNED,   IN_FIELD, R_NONE, 0, 0xfff},
  {0x0e, "R_SH_IMM32",        S,       FIELD, 4, 32, 0, 0, 0, BITFIELD, IN_FIELD, R_NONE, 0, 0xffffffff},
  {0x10, "R_SH_IMAGEBASE",    S_IMAGE, FIELD, 4, 32, 0, 0, 0, BITFIELD, IN_FIELD, R_RVA,  0, 0xffffffff},
  {0x16, "R_SH_PCRELIMM8BY2", NOTHING, FIELD, 2,  8, 1, 0, 0, ANY,      IN_FIELD, R_NONE, 0, 0xff},
  {0x17, "R_SH_PCRELIMM8BY4", NOTHING, FIELD, 2,  8, 2, 0, 0, ANY,      IN_FIELD, R_NONE, 0, 0xff},
  {0x18, "R_SH_IMM16",        S,       FIELD, 2, 16, 0, 0, 0, BITFIELD, IN_FIELD, R_16,   0, 0xffff},
  {0x19, "R_SH_SWITCH16",     NOTHING, FIELD, 2, 16, 0, 0, 0, ANY,      NO_A,     R_NONE, 0, 0xffff},
  {0x1a, "R_SH_SWITCH32",     NOTHING, FIELD, 4, 32, 0, 0, 0, ANY,      NO_A,     R_NONE, 0, 0xffffffff},
  {0x1b, "R_SH_USES",         NOTHING, FIELD, 2, 16, 0, 0, 0, ANY,      NO_A,     R_NONE, 0, 0xffff},
  {0x1c, "R_SH_COUNT",        NOTHING, FIELD, 4, 32, 0, 0, 0, ANY,      NO_A,     R_NONE, 0, 0xffffffff},
  {0x1d, "R_SH_ALIGN",        NOTHING, FIELD, 4, 32, 0, 0, 0, ANY,      NO_A,     R_NONE, 0, 0xffffffff},
  {0x1e, "R_SH_CODE",         NOTHING, FIELD, 4, 32, 0, 0, 0, ANY,      NO_A,     R_NONE, 0, 0xffffffff},
  {0x1f, "R_SH_DATA",         NOTHING, FIELD, 4, 32, 0, 0, 0, ANY,      NO_A,     R_NONE, 0, 0xffffffff},
  {0x20, "R_SH_LABEL",        NOTHING, FIELD, 4, 32, 0, 0, 0, ANY,      NO_A,     R_NONE, 0, 0xffffffff},
  {0x21, "R_SH_SWITCH8",      NOTHING, FIELD, 1,  8, 0, 0, 0, ANY,      NO_A,     R_NONE, 0, 0xff},
};

// SHM: SH-5 in its 32-bit mode, whose instructions have 16 bits of immediate at bit 10. PCRELPT also
// chooses the instruction, by the mode of what it points to.
static const struct coff_howto howtos[] = {
  // type, name, calc, put, size, bits, rightshift, bitpos, bias, overflow, addend, code, rsize, mask
  {0x00,   "IMAGE_REL_SH3_ABSOLUTE",        NOTHING,         FIELD, 0,  0,  0,  0, 0, ANY,      NO_A,        R_NONE,   0, 0},
  {0x01,   "IMAGE_REL_SH3_DIRECT16",        S,               FIELD, 2, 16,  0,  0, 0, BITFIELD, IN_FIELD,    R_16,     0, 0xffff},
  {0x02,   "IMAGE_REL_SH3_DIRECT32",        S,               FIELD, 4, 32,  0,  0, 0, BITFIELD, IN_FIELD,    R_32,     0, 0xffffffff},
  {0x03,   "IMAGE_REL_SH3_DIRECT8",         S,               FIELD, 1,  8,  0,  0, 0, BITFIELD, IN_FIELD,    R_8,      0, 0xff},
  {0x04,   "IMAGE_REL_SH3_DIRECT8_WORD",    S,               FIELD, 2,  8,  1,  0, 0, UNSIGNED, IN_FIELD,    R_NONE,   0, 0xff},
  {0x05,   "IMAGE_REL_SH3_DIRECT8_LONG",    S,               FIELD, 2,  8,  2,  0, 0, UNSIGNED, IN_FIELD,    R_NONE,   0, 0xff},
  {0x06,   "IMAGE_REL_SH3_DIRECT4",         S,               FIELD, 2,  4,  0,  0, 0, UNSIGNED, IN_FIELD,    R_NONE,   0, 0xf},
  {0x07,   "IMAGE_REL_SH3_DIRECT4_WORD",    S,               FIELD, 2,  4,  1,  0, 0, UNSIGNED, IN_FIELD,    R_NONE,   0, 0xf},
  {0x08,   "IMAGE_REL_SH3_DIRECT4_LONG",    S,               FIELD, 2,  4,  2,  0, 0, UNSIGNED, IN_FIELD,    R_NONE,   0, 0xf},
  {0x09,   "IMAGE_REL_SH3_PCREL8_WORD",     S_PC,            FIELD, 2,  8,  1,  0, 4, SIGNED,   IN_FIELD,    R_NONE,   0, 0xff},
  {0x0a,   "IMAGE_REL_SH3_PCREL8_LONG",     S_PC_WORD,       FIELD, 2,  8,  2,  0, 4, UNSIGNED, IN_FIELD,    R_NONE,   0, 0xff},
  {0x0b,   "IMAGE_REL_SH3_PCREL12_WORD",    S_PC,            FIELD, 2, 12,  1,  0, 4, SIGNED,   IN_FIELD,    R_NONE,   0, 0xfff},
  {0x0c,   "IMAGE_REL_SH3_STARTOF_SECTION", S_SECTION_START, FIELD, 4, 32,  0,  0, 0, BITFIELD, IN_FIELD,    R_NONE,   0, 0xffffffff},
  {0x0d,   "IMAGE_REL_SH3_SIZEOF_SECTION",  SPECIAL,         FIELD, 4, 32,  0,  0, 0, BITFIELD, IN_FIELD,    R_NONE,   0, 0xffffffff},
  {0x0e,   "IMAGE_REL_SH3_SECTION",         S_SECTION,       FIELD, 2, 16,  0,  0, 0, BITFIELD, IN_FIELD,    R_SECIDX, 0, 0xffff},
  {0x0f,   "IMAGE_REL_SH3_SECREL",          S_SECREL,        FIELD, 4, 32,  0,  0, 0, BITFIELD, IN_FIELD,    R_SECREL, 0, 0xffffffff},
  {0x10,   "IMAGE_REL_SH3_DIRECT32_NB",     S_IMAGE,         FIELD, 4, 32,  0,  0, 0, BITFIELD, IN_FIELD,    R_RVA,    0, 0xffffffff},
  {0x11,   "IMAGE_REL_SH3_GPREL4_LONG",     S_GP,            FIELD, 2,  4,  2,  0, 0, UNSIGNED, IN_FIELD,    R_NONE,   0, 0xf},
  {0x12,   "IMAGE_REL_SH3_TOKEN",           S_TOKEN,         FIELD, 4, 32,  0,  0, 0, ANY,      NO_A,        R_NONE,   0, 0xffffffff},
  {0x13,   "IMAGE_REL_SHM_PCRELPT",         SPECIAL,         FIELD, 4, 16,  0, 10, 0, ANY,      IN_FIELD,    R_NONE,   0, 0x3fffc00},
  {0x14,   "IMAGE_REL_SHM_REFLO",           S,               FIELD, 4, 16,  0, 10, 0, ANY,      IN_FIELD,    R_NONE,   0, 0x3fffc00},
  {0x15,   "IMAGE_REL_SHM_REFHALF",         S,               FIELD, 4, 16, 16, 10, 0, ANY,      IN_NEXT_LOW, R_NONE,   0, 0x3fffc00},
  {0x16,   "IMAGE_REL_SHM_RELLO",           S_PC,            FIELD, 4, 16,  0, 10, 0, ANY,      IN_FIELD,    R_NONE,   0, 0x3fffc00},
  {0x17,   "IMAGE_REL_SHM_RELHALF",         S_PC,            FIELD, 4, 16, 16, 10, 0, ANY,      IN_NEXT_LOW, R_NONE,   0, 0x3fffc00},
  {0x18,   "IMAGE_REL_SHM_PAIR",            NOTHING,         FIELD, 0,  0,  0,  0, 0, ANY,      NO_A,        R_NONE,   0, 0},
  {0x8000, "IMAGE_REL_SH_NOMODE",           SPECIAL,         FIELD, 0,  0,  0,  0, 0, ANY,      NO_A,        R_NONE,   0, 0},
};

// Leaves the mode of what is pointed to alone: an address stays as it is.
static const struct coff_flag hints[] = {
  {0x8000, 0x8000, "IMAGE_REL_SH_NOMODE", 0},
};
static const struct coff_flags reloc_hints = {hints, COFF_COUNT(hints)};

// GNU ld writes Microsoft's number into images, GNU as never does into objects: priorities are accordingly.
static const struct coff_machine gnu_machines[] = {
  // magic, mask, value, architecture, name, constant
  {0x0550, 0, 0, COFF_ARCH_SH, "SH, little-endian", NULL},
  {0x0500, 0, 0, COFF_ARCH_SH, "SH",                NULL},
  {0x01a2, 0, 0, COFF_ARCH_SH, "SH-3",              "IMAGE_FILE_MACHINE_SH3"},
};

static const struct coff_machine gnu_image_machines[] = {
  // magic, mask, value, architecture, name, constant
  {0x01a2, 0, 0, COFF_ARCH_SH, "SH-3",              "IMAGE_FILE_MACHINE_SH3"},
  {0x0550, 0, 0, COFF_ARCH_SH, "SH, little-endian", NULL},
  {0x0500, 0, 0, COFF_ARCH_SH, "SH",                NULL},
};

static const struct coff_machine sh3_machines[] = {
  // magic, mask, value, architecture, name, constant
  {0x01a2, 0, 0, COFF_ARCH_SH, "SH-3", "IMAGE_FILE_MACHINE_SH3"},
};

static const struct coff_machine dsp_machines[] = {
  // magic, mask, value, architecture, name, constant
  {0x01a3, 0, 0, COFF_ARCH_SH, "SH-3 DSP", "IMAGE_FILE_MACHINE_SH3DSP"},
};

static const struct coff_machine sh3e_machines[] = {
  // magic, mask, value, architecture, name, constant
  {0x01a4, 0, 0, COFF_ARCH_SH, "SH-3E", "IMAGE_FILE_MACHINE_SH3E"},
};

static const struct coff_machine sh4_machines[] = {
  // magic, mask, value, architecture, name, constant
  {0x01a6, 0, 0, COFF_ARCH_SH, "SH-4", "IMAGE_FILE_MACHINE_SH4"},
};

static const struct coff_machine sh5_machines[] = {
  // magic, mask, value, architecture, name, constant
  {0x01a8, 0, 0, COFF_ARCH_SH, "SH-5", "IMAGE_FILE_MACHINE_SH5"},
};
// clang-format on

enum { PAIR = 0x18 }; // type of the relocation behind one that has half of its addend

// clang-format off
static const uint8_t jump_bytes[] = {
  0x01, 0xd0,             // mov.l @(8 from here), r0
  0x02, 0x60,             // mov.l @r0, r0
  0x2b, 0x40,             // jmp @r0
  0x09, 0x00,             // nop
  0x00, 0x00, 0x00, 0x00, // ENTRY
};

static const struct coff_import_jump import_jump = {jump_bytes, sizeof jump_bytes, 1, {{8, 0x02}}};

// What all of them state alike.
#define SH_MS \
  .leading_char = '_', \
  .pair_type = PAIR, \
  .reloc_hints = &reloc_hints, \
  .pdata = &coff_pdata_wince
// clang-format on

static const struct coff_target gnu_object = {
    PE_OBJECT,        PE_LITTLE,           PE_MACHINES(gnu_machines),   PE_HOWTOS(gnu_howtos),
    .name = "pe-shl", .address_bits = 32,  .records = &coff_records_pe, .section_align_power = 2,
    .priority = 20,   .leading_char = '_', .pdata = &coff_pdata_wince,
};

static const struct coff_target gnu_image = {
    PE_IMAGE,
    PE_LITTLE,
    PE_MACHINES(gnu_image_machines),
    PE_HOWTOS(gnu_howtos),
    .name = "pei-shl",
    .address_bits = 32,
    .records = &coff_records_pe,
    .base_relocs = &coff_base_relocs_pe,
    .section_align_power = 2,
    .priority = 20,
    .leading_char = '_',
    .pdata = &coff_pdata_wince,
};

static const struct coff_target sh3_object = {
    PE_OBJECT,
    PE_LITTLE,
    PE_MACHINES(sh3_machines),
    PE_HOWTOS(howtos),
    .name = "pe-sh3",
    .address_bits = 32,
    .records = &coff_records_pe,
    .section_align_power = 4,
    .assumed = true,
    .priority = 10,
    SH_MS,
    .import_jump = &import_jump,
};

static const struct coff_target sh3_image = {
    PE_IMAGE,
    PE_LITTLE,
    PE_MACHINES(sh3_machines),
    PE_HOWTOS(howtos),
    .name = "pei-sh3",
    .address_bits = 32,
    .records = &coff_records_pe,
    .base_relocs = &coff_base_relocs_pe,
    .section_align_power = 4,
    .assumed = true,
    .priority = 30,
    SH_MS,
};

static const struct coff_target dsp_object = {
    PE_OBJECT,
    PE_LITTLE,
    PE_MACHINES(dsp_machines),
    PE_HOWTOS(howtos),
    PE_ASSUMED,
    .name = "pe-sh3dsp",
    .address_bits = 32,
    .records = &coff_records_pe,
    .section_align_power = 4,
    SH_MS,
    .import_jump = &import_jump,
};

static const struct coff_target dsp_image = {
    PE_IMAGE,
    PE_LITTLE,
    PE_MACHINES(dsp_machines),
    PE_HOWTOS(howtos),
    PE_ASSUMED,
    .name = "pei-sh3dsp",
    .address_bits = 32,
    .records = &coff_records_pe,
    .base_relocs = &coff_base_relocs_pe,
    .section_align_power = 4,
    SH_MS,
};

static const struct coff_target sh3e_object = {
    PE_OBJECT,
    PE_LITTLE,
    PE_MACHINES(sh3e_machines),
    PE_HOWTOS(howtos),
    PE_ASSUMED,
    .name = "pe-sh3e",
    .address_bits = 32,
    .records = &coff_records_pe,
    .section_align_power = 4,
    SH_MS,
    .import_jump = &import_jump,
};

static const struct coff_target sh3e_image = {
    PE_IMAGE,
    PE_LITTLE,
    PE_MACHINES(sh3e_machines),
    PE_HOWTOS(howtos),
    PE_ASSUMED,
    .name = "pei-sh3e",
    .address_bits = 32,
    .records = &coff_records_pe,
    .base_relocs = &coff_base_relocs_pe,
    .section_align_power = 4,
    SH_MS,
};

static const struct coff_target sh4_object = {
    PE_OBJECT,
    PE_LITTLE,
    PE_MACHINES(sh4_machines),
    PE_HOWTOS(howtos),
    PE_ASSUMED,
    .name = "pe-sh4",
    .address_bits = 32,
    .records = &coff_records_pe,
    .section_align_power = 4,
    SH_MS,
    .import_jump = &import_jump,
};

static const struct coff_target sh4_image = {
    PE_IMAGE,
    PE_LITTLE,
    PE_MACHINES(sh4_machines),
    PE_HOWTOS(howtos),
    PE_ASSUMED,
    .name = "pei-sh4",
    .address_bits = 32,
    .records = &coff_records_pe,
    .base_relocs = &coff_base_relocs_pe,
    .section_align_power = 4,
    SH_MS,
};

static const struct coff_target sh5_object = {
    PE_OBJECT,
    PE_LITTLE,
    PE_MACHINES(sh5_machines),
    PE_HOWTOS(howtos),
    PE_ASSUMED,
    .name = "pe-sh5",
    .address_bits = 32,
    .records = &coff_records_pe,
    .section_align_power = 4,
    SH_MS,
};

static const struct coff_target sh5_image = {
    PE_IMAGE,
    PE_LITTLE,
    PE_MACHINES(sh5_machines),
    PE_HOWTOS(howtos),
    PE_ASSUMED,
    .name = "pei-sh5",
    .address_bits = 32,
    .records = &coff_records_pe,
    .base_relocs = &coff_base_relocs_pe,
    .section_align_power = 4,
    SH_MS,
};

const struct coff_target *const coff_targets_pe_sh[] = {
    &gnu_object, &gnu_image,  &sh3_object, &sh3_image,  &dsp_object, &dsp_image, &sh3e_object,
    &sh3e_image, &sh4_object, &sh4_image,  &sh5_object, &sh5_image,  NULL};
