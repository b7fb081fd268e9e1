// Windows NT and Windows CE on MIPS.
//
// Skip it unless you work on this processor.
#include "targets/howto.h"
#include "targets/pe.h"

// clang-format off
// A high half is rounded, for the low one is added as a signed number; the low half of its addend is in
// the PAIR behind it. GPREL and LITERAL count from the global pointer.
static const struct coff_howto howtos[] = {
  // type, name, calc, put, size, bits, rightshift, bitpos, bias, overflow, addend, code, rsize, mask
  {0x00, "IMAGE_REL_MIPS_ABSOLUTE",  NOTHING,         FIELD,      0,  0,  0, 0, 0, ANY,      NO_A,        R_NONE,   0, 0},
  {0x01, "IMAGE_REL_MIPS_REFHALF",   S,               FIELD,      2, 16,  0, 0, 0, BITFIELD, IN_FIELD,    R_16,     0, 0xffff},
  {0x02, "IMAGE_REL_MIPS_REFWORD",   S,               FIELD,      4, 32,  0, 0, 0, BITFIELD, IN_FIELD,    R_32,     0, 0xffffffff},
  {0x03, "IMAGE_REL_MIPS_JMPADDR",   S,               FIELD,      4, 26,  2, 0, 0, ANY,      IN_FIELD,    R_NONE,   0, 0x3ffffff},
  {0x04, "IMAGE_REL_MIPS_REFHI",     S_HIGH_ADJUSTED, FIELD,      4, 16, 16, 0, 0, ANY,      IN_NEXT_LOW, R_NONE,   0, 0xffff},
  {0x05, "IMAGE_REL_MIPS_REFLO",     S,               FIELD,      4, 16,  0, 0, 0, ANY,      IN_FIELD,    R_NONE,   0, 0xffff},
  {0x06, "IMAGE_REL_MIPS_GPREL",     S_GP,            FIELD,      4, 16,  0, 0, 0, SIGNED,   IN_FIELD,    R_NONE,   0, 0xffff},
  {0x07, "IMAGE_REL_MIPS_LITERAL",   S_GP,            FIELD,      4, 16,  0, 0, 0, SIGNED,   IN_FIELD,    R_NONE,   0, 0xffff},
  {0x0a, "IMAGE_REL_MIPS_SECTION",   S_SECTION,       FIELD,      2, 16,  0, 0, 0, BITFIELD, IN_FIELD,    R_SECIDX, 0, 0xffff},
  {0x0b, "IMAGE_REL_MIPS_SECREL",    S_SECREL,        FIELD,      4, 32,  0, 0, 0, BITFIELD, IN_FIELD,    R_SECREL, 0, 0xffffffff},
  {0x0c, "IMAGE_REL_MIPS_SECRELLO",  S_SECREL,        FIELD,      4, 16,  0, 0, 0, ANY,      IN_FIELD,    R_NONE,   0, 0xffff},
  {0x0d, "IMAGE_REL_MIPS_SECRELHI",  S_SECREL_HI,     FIELD,      4, 16, 16, 0, 0, ANY,      IN_NEXT_LOW, R_NONE,   0, 0xffff},
  {0x0e, "IMAGE_REL_MIPS_TOKEN",     S_TOKEN,         FIELD,      4, 32,  0, 0, 0, ANY,      NO_A,        R_NONE,   0, 0xffffffff},
  {0x10, "IMAGE_REL_MIPS_JMPADDR16", S,               MIPS16_JAL, 4, 26,  2, 0, 0, ANY,      IN_FIELD,    R_NONE,   0, 0xffff03ff},
  {0x22, "IMAGE_REL_MIPS_REFWORDNB", S_IMAGE,         FIELD,      4, 32,  0, 0, 0, BITFIELD, IN_FIELD,    R_RVA,    0, 0xffffffff},
  {0x25, "IMAGE_REL_MIPS_PAIR",      NOTHING,         FIELD,      0,  0,  0, 0, 0, ANY,      NO_A,        R_NONE,   0, 0},
};

static const struct coff_machine machines[] = {
  // magic, mask, value, architecture, name, constant
  {0x0166, 0, 0, COFF_ARCH_MIPS, "MIPS R4000", "IMAGE_FILE_MACHINE_R4000"},
};

static const struct coff_machine r3000_machines[] = {
  // magic, mask, value, architecture, name, constant
  {0x0162, 0, 0, COFF_ARCH_MIPS, "MIPS R3000", "IMAGE_FILE_MACHINE_R3000"},
};

static const struct coff_machine r10000_machines[] = {
  // magic, mask, value, architecture, name, constant
  {0x0168, 0, 0, COFF_ARCH_MIPS, "MIPS R10000", "IMAGE_FILE_MACHINE_R10000"},
};

static const struct coff_machine wce_machines[] = {
  // magic, mask, value, architecture, name, constant
  {0x0169, 0, 0, COFF_ARCH_MIPS, "MIPS WCE v2", "IMAGE_FILE_MACHINE_WCEMIPSV2"},
};

static const struct coff_machine mips16_machines[] = {
  // magic, mask, value, architecture, name, constant
  {0x0266, 0, 0, COFF_ARCH_MIPS, "MIPS16", "IMAGE_FILE_MACHINE_MIPS16"},
};

static const struct coff_machine fpu_machines[] = {
  // magic, mask, value, architecture, name, constant
  {0x0366, 0, 0, COFF_ARCH_MIPS, "MIPS with FPU", "IMAGE_FILE_MACHINE_MIPSFPU"},
};

static const struct coff_machine fpu16_machines[] = {
  // magic, mask, value, architecture, name, constant
  {0x0466, 0, 0, COFF_ARCH_MIPS, "MIPS16 with FPU", "IMAGE_FILE_MACHINE_MIPSFPU16"},
};
// clang-format on

enum { PAIR = 0x25 }; // type of the relocation behind one that has half of its addend

// clang-format off
static const uint8_t jump_bytes[] = {
  0x00, 0x00, 0x08, 0x3c, // lui t0, %hi(ENTRY)
  0x00, 0x00, 0x08, 0x8d, // lw t0, %lo(ENTRY)(t0)
  0x08, 0x00, 0x00, 0x01, // jr t0
  0x00, 0x00, 0x00, 0x00, // nop
};

static const struct coff_import_jump import_jump = {
  jump_bytes, sizeof jump_bytes, 3, {{0, 0x04}, {0, PAIR}, {4, 0x05}}};

// What all of them state alike.
#define MIPS \
  .pair_type = PAIR, \
  .pdata = &coff_pdata_mips
// clang-format on

static const struct coff_target r4000_object = {
    PE_OBJECT,
    PE_LITTLE,
    PE_MACHINES(machines),
    PE_HOWTOS(howtos),
    .name = "pe-mips",
    .address_bits = 32,
    .records = &coff_records_pe,
    .section_align_power = 2,
    .priority = 30,
    MIPS,
    .import_jump = &import_jump,
};

static const struct coff_target r4000_image = {
    PE_IMAGE,
    PE_LITTLE,
    PE_MACHINES(machines),
    PE_HOWTOS(howtos),
    .name = "pei-mips",
    .address_bits = 32,
    .records = &coff_records_pe,
    .section_align_power = 2,
    .priority = 30,
    MIPS,
    .base_relocs = &coff_base_relocs_mips,
};

static const struct coff_target r3000_object = {
    PE_OBJECT,
    PE_LITTLE,
    PE_MACHINES(r3000_machines),
    PE_HOWTOS(howtos),
    PE_ASSUMED,
    .name = "pe-r3000",
    .address_bits = 32,
    .records = &coff_records_pe,
    .section_align_power = 4,
    MIPS,
    .import_jump = &import_jump,
};

static const struct coff_target r3000_image = {
    PE_IMAGE,
    PE_LITTLE,
    PE_MACHINES(r3000_machines),
    PE_HOWTOS(howtos),
    PE_ASSUMED,
    .name = "pei-r3000",
    .address_bits = 32,
    .records = &coff_records_pe,
    .section_align_power = 4,
    MIPS,
    .base_relocs = &coff_base_relocs_mips,
};

static const struct coff_target r10000_object = {
    PE_OBJECT,
    PE_LITTLE,
    PE_MACHINES(r10000_machines),
    PE_HOWTOS(howtos),
    PE_ASSUMED,
    .name = "pe-r10000",
    .address_bits = 32,
    .records = &coff_records_pe,
    .section_align_power = 4,
    MIPS,
    .import_jump = &import_jump,
};

static const struct coff_target r10000_image = {
    PE_IMAGE,
    PE_LITTLE,
    PE_MACHINES(r10000_machines),
    PE_HOWTOS(howtos),
    PE_ASSUMED,
    .name = "pei-r10000",
    .address_bits = 32,
    .records = &coff_records_pe,
    .section_align_power = 4,
    MIPS,
    .base_relocs = &coff_base_relocs_mips,
};

static const struct coff_target wce_object = {
    PE_OBJECT,
    PE_LITTLE,
    PE_MACHINES(wce_machines),
    PE_HOWTOS(howtos),
    PE_ASSUMED,
    .name = "pe-wcemipsv2",
    .address_bits = 32,
    .records = &coff_records_pe,
    .section_align_power = 4,
    MIPS,
    .import_jump = &import_jump,
};

static const struct coff_target wce_image = {
    PE_IMAGE,
    PE_LITTLE,
    PE_MACHINES(wce_machines),
    PE_HOWTOS(howtos),
    PE_ASSUMED,
    .name = "pei-wcemipsv2",
    .address_bits = 32,
    .records = &coff_records_pe,
    .section_align_power = 4,
    MIPS,
    .base_relocs = &coff_base_relocs_mips,
};

static const struct coff_target mips16_object = {
    PE_OBJECT,
    PE_LITTLE,
    PE_MACHINES(mips16_machines),
    PE_HOWTOS(howtos),
    PE_ASSUMED,
    .name = "pe-mips16",
    .address_bits = 32,
    .records = &coff_records_pe,
    .section_align_power = 4,
    MIPS,
};

static const struct coff_target mips16_image = {
    PE_IMAGE,
    PE_LITTLE,
    PE_MACHINES(mips16_machines),
    PE_HOWTOS(howtos),
    PE_ASSUMED,
    .name = "pei-mips16",
    .address_bits = 32,
    .records = &coff_records_pe,
    .section_align_power = 4,
    MIPS,
    .base_relocs = &coff_base_relocs_mips,
};

static const struct coff_target fpu_object = {
    PE_OBJECT,
    PE_LITTLE,
    PE_MACHINES(fpu_machines),
    PE_HOWTOS(howtos),
    PE_ASSUMED,
    .name = "pe-mipsfpu",
    .address_bits = 32,
    .records = &coff_records_pe,
    .section_align_power = 4,
    MIPS,
    .import_jump = &import_jump,
};

static const struct coff_target fpu_image = {
    PE_IMAGE,
    PE_LITTLE,
    PE_MACHINES(fpu_machines),
    PE_HOWTOS(howtos),
    PE_ASSUMED,
    .name = "pei-mipsfpu",
    .address_bits = 32,
    .records = &coff_records_pe,
    .section_align_power = 4,
    MIPS,
    .base_relocs = &coff_base_relocs_mips,
};

static const struct coff_target fpu16_object = {
    PE_OBJECT,
    PE_LITTLE,
    PE_MACHINES(fpu16_machines),
    PE_HOWTOS(howtos),
    PE_ASSUMED,
    .name = "pe-mipsfpu16",
    .address_bits = 32,
    .records = &coff_records_pe,
    .section_align_power = 4,
    MIPS,
};

static const struct coff_target fpu16_image = {
    PE_IMAGE,
    PE_LITTLE,
    PE_MACHINES(fpu16_machines),
    PE_HOWTOS(howtos),
    PE_ASSUMED,
    .name = "pei-mipsfpu16",
    .address_bits = 32,
    .records = &coff_records_pe,
    .section_align_power = 4,
    MIPS,
    .base_relocs = &coff_base_relocs_mips,
};

const struct coff_target *const coff_targets_pe_mips[] = {
    &r4000_object, &r4000_image, &r3000_object, &r3000_image,   &r10000_object,
    &r10000_image, &wce_object,  &wce_image,    &mips16_object, &mips16_image,
    &fpu_object,   &fpu_image,   &fpu16_object, &fpu16_image,   NULL};
