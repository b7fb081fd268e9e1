// Windows on ARM64, ARM64EC and ARM64X: objects, bigobjs, the image.
//
// Skip it unless you work on this processor.
#include "targets/howto.h"
#include "targets/pe.h"

// clang-format off
static const struct coff_howto howtos[] = {
  // type, name, calc, put, size, bits, rightshift, bitpos, bias, overflow, addend, code, rsize, mask
  {0x00, "IMAGE_REL_ARM64_ABSOLUTE",       NOTHING,   FIELD,        0,  0,  0, 0,  0, ANY,      NO_A,     R_NONE,      0, 0},
  {0x01, "IMAGE_REL_ARM64_ADDR32",         S,         FIELD,        4, 32,  0, 0,  0, BITFIELD, IN_FIELD, R_32,        0, 0xffffffff},
  {0x02, "IMAGE_REL_ARM64_ADDR32NB",       S_IMAGE,   FIELD,        4, 32,  0, 0,  0, BITFIELD, IN_FIELD, R_RVA,       0, 0xffffffff},
  {0x03, "IMAGE_REL_ARM64_BRANCH26",       S_PC,      FIELD,        4, 26,  2, 0,  0, SIGNED,   IN_FIELD, R_BRANCH26,  0, 0x3ffffff},
  {0x04, "IMAGE_REL_ARM64_PAGEBASE_REL21", S_PAGE,    ARM64_ADR,    4, 21, 12, 5,  0, SIGNED,   IN_FIELD, R_PAGE21,    0, 0x60ffffe0},
  {0x05, "IMAGE_REL_ARM64_REL21",          S_PC,      ARM64_ADR,    4, 21,  0, 5,  0, SIGNED,   IN_FIELD, R_NONE,      0, 0x60ffffe0},
  {0x06, "IMAGE_REL_ARM64_PAGEOFFSET_12A", S,         ARM64_IMM12,  4, 12,  0, 10, 0, ANY,      IN_FIELD, R_LO12_ADD,  0, 0x3ffc00},
  {0x07, "IMAGE_REL_ARM64_PAGEOFFSET_12L", S,         ARM64_LDST12, 4, 12,  0, 10, 0, ANY,      IN_FIELD, R_LO12_LDST, 0, 0x3ffc00},
  {0x08, "IMAGE_REL_ARM64_SECREL",         S_SECREL,  FIELD,        4, 32,  0, 0,  0, ANY,      IN_FIELD, R_SECREL,    0, 0xffffffff},
  {0x09, "IMAGE_REL_ARM64_SECREL_LOW12A",  S_SECREL,  ARM64_IMM12,  4, 12,  0, 10, 0, ANY,      IN_FIELD, R_NONE,      0, 0x3ffc00},
  {0x0a, "IMAGE_REL_ARM64_SECREL_HIGH12A", S_SECREL,  ARM64_HIGH12, 4, 12, 12, 10, 0, UNSIGNED, IN_FIELD, R_NONE,      0, 0x3ffc00},
  {0x0b, "IMAGE_REL_ARM64_SECREL_LOW12L",  S_SECREL,  ARM64_LDST12, 4, 12,  0, 10, 0, ANY,      IN_FIELD, R_NONE,      0, 0x3ffc00},
  {0x0c, "IMAGE_REL_ARM64_TOKEN",          S_TOKEN,   FIELD,        4, 32,  0, 0,  0, ANY,      NO_A,     R_NONE,      0, 0xffffffff},
  {0x0d, "IMAGE_REL_ARM64_SECTION",        S_SECTION, FIELD,        2, 16,  0, 0,  0, ANY,      IN_FIELD, R_SECIDX,    0, 0xffff},
  {0x0e, "IMAGE_REL_ARM64_ADDR64",         S,         FIELD,        8, 64,  0, 0,  0, ANY,      IN_FIELD, R_64,        0, UINT64_MAX},
  {0x0f, "IMAGE_REL_ARM64_BRANCH19",       S_PC,      FIELD,        4, 19,  2, 5,  0, SIGNED,   IN_FIELD, R_NONE,      0, 0xffffe0},
  {0x10, "IMAGE_REL_ARM64_BRANCH14",       S_PC,      FIELD,        4, 14,  2, 5,  0, SIGNED,   IN_FIELD, R_NONE,      0, 0x7ffe0},
  {0x11, "IMAGE_REL_ARM64_REL32",          S_PC,      FIELD,        4, 32,  0, 0,  4, SIGNED,   IN_FIELD, R_32_PC,     0, 0xffffffff},
};

static const struct coff_machine machines[] = {
  // magic, mask, value, architecture, name, constant
  {0xaa64, 0, 0, COFF_ARCH_ARM64, "ARM64", "IMAGE_FILE_MACHINE_ARM64"},
};

static const struct coff_machine ec_machines[] = {
  // magic, mask, value, architecture, name, constant
  {0xa641, 0, 0, COFF_ARCH_ARM64, "ARM64EC", "IMAGE_FILE_MACHINE_ARM64EC"},
};

static const struct coff_machine x_machines[] = {
  // magic, mask, value, architecture, name, constant
  {0xa64e, 0, 0, COFF_ARCH_ARM64, "ARM64X", "IMAGE_FILE_MACHINE_ARM64X"},
};

static const uint8_t jump_bytes[] = {
  0x10, 0x00, 0x00, 0x90, // adrp x16, ENTRY
  0x10, 0x02, 0x40, 0xf9, // ldr x16, [x16, :lo12:ENTRY]
  0x00, 0x02, 0x1f, 0xd6, // br x16
};

static const struct coff_import_jump import_jump = {
  jump_bytes, sizeof jump_bytes, 2, {{0, 0x04}, {4, 0x07}}};

static const uint8_t delay_stub_bytes[] = {
  0x10, 0x00, 0x00, 0x90, // adrp x16, ENTRY
  0x10, 0x02, 0x40, 0xf9, // ldr x16, [x16, :lo12:ENTRY]
  0x00, 0x02, 0x1f, 0xd6, // br x16
  0x11, 0x00, 0x00, 0x90, // adrp x17, ENTRY
  0x31, 0x02, 0x00, 0x91, // add x17, x17, :lo12:ENTRY
  0x00, 0x00, 0x00, 0x14, // b MERGE
};

static const uint8_t delay_merge_bytes[] = {
  0xfd, 0x7b, 0xb3, 0xa9, // stp x29, x30, [sp, #-208]!
  0xfd, 0x03, 0x00, 0x91, // mov x29, sp
  0xe0, 0x07, 0x01, 0xa9, // stp x0, x1, [sp, #16]
  0xe2, 0x0f, 0x02, 0xa9, // stp x2, x3, [sp, #32]
  0xe4, 0x17, 0x03, 0xa9, // stp x4, x5, [sp, #48]
  0xe6, 0x1f, 0x04, 0xa9, // stp x6, x7, [sp, #64]
  0xe0, 0x87, 0x02, 0xad, // stp q0, q1, [sp, #80]
  0xe2, 0x8f, 0x03, 0xad, // stp q2, q3, [sp, #112]
  0xe4, 0x97, 0x04, 0xad, // stp q4, q5, [sp, #144]
  0xe6, 0x9f, 0x05, 0xad, // stp q6, q7, [sp, #176]
  0xe1, 0x03, 0x11, 0xaa, // mov x1, x17
  0x00, 0x00, 0x00, 0x90, // adrp x0, DESCRIPTOR
  0x00, 0x00, 0x00, 0x91, // add x0, x0, :lo12:DESCRIPTOR
  0x00, 0x00, 0x00, 0x94, // bl HELPER
  0xf0, 0x03, 0x00, 0xaa, // mov x16, x0
  0xe6, 0x9f, 0x45, 0xad, // ldp q6, q7, [sp, #176]
  0xe4, 0x97, 0x44, 0xad, // ldp q4, q5, [sp, #144]
  0xe2, 0x8f, 0x43, 0xad, // ldp q2, q3, [sp, #112]
  0xe0, 0x87, 0x42, 0xad, // ldp q0, q1, [sp, #80]
  0xe6, 0x1f, 0x44, 0xa9, // ldp x6, x7, [sp, #64]
  0xe4, 0x17, 0x43, 0xa9, // ldp x4, x5, [sp, #48]
  0xe2, 0x0f, 0x42, 0xa9, // ldp x2, x3, [sp, #32]
  0xe0, 0x07, 0x41, 0xa9, // ldp x0, x1, [sp, #16]
  0xfd, 0x7b, 0xcd, 0xa8, // ldp x29, x30, [sp], #208
  0x00, 0x02, 0x1f, 0xd6, // br x16
};

static const struct coff_delay_code delay_code = {
  .stub = {delay_stub_bytes, sizeof delay_stub_bytes, 5,
           {{0, COFF_DELAY_POINTER, 0x04}, {4, COFF_DELAY_POINTER, 0x07}, {12, COFF_DELAY_POINTER, 0x04},
            {16, COFF_DELAY_POINTER, 0x06}, {20, COFF_DELAY_MERGE, 0x03}}},
  .stub_later = 12,
  .merge = {delay_merge_bytes, sizeof delay_merge_bytes, 3,
            {{44, COFF_DELAY_DESCRIPTOR, 0x04}, {48, COFF_DELAY_DESCRIPTOR, 0x06}, {52, COFF_DELAY_HELPER, 0x03}}},
  .helper = "__delayLoadHelper2",
};
// clang-format on

static const struct coff_target object = {
    PE_OBJECT,
    PE_LITTLE,
    PE_MACHINES(machines),
    PE_HOWTOS(howtos),
    .name = "pe-aarch64-little",
    .larger = "pe-bigobj-aarch64",
    .image_target = "pei-aarch64-little",
    .emulation = "arm64pe",
    .address_bits = 64,
    .records = &coff_records_pe,
    .section_align_power = 2,
    .pdata = &coff_pdata_arm64,
    .import_jump = &import_jump,
    .delay_code = &delay_code,
};

static const struct coff_target bigobj = {
    PE_BIGOBJ,
    PE_LITTLE,
    PE_MACHINES(machines),
    PE_HOWTOS(howtos),
    .name = "pe-bigobj-aarch64",
    .image_target = "pei-aarch64-little",
    .emulation = "arm64pe",
    .address_bits = 64,
    .section_align_power = 4,
    .pdata = &coff_pdata_arm64,
    .import_jump = &import_jump,
    .delay_code = &delay_code,
};

// ARM64X images carry this machine too; only their load configuration tells.
static const char *const image_aliases[] = {"pei-arm64x", NULL};

static const struct coff_target image = {
    PE_IMAGE,
    PE_LITTLE,
    PE_MACHINES(machines),
    PE_HOWTOS(howtos),
    .name = "pei-aarch64-little",
    .link_image = &coff_link_image_arm64,
    .aliases = image_aliases,
    .address_bits = 64,
    .records = &coff_records_pe,
    .base_relocs = &coff_base_relocs_pe,
    .hybrid = COFF_HYBRID_ARM64X,
    .hybrid_pdata = &coff_pdata_x64,
    .section_align_power = 2,
    .pdata = &coff_pdata_arm64,
};

// Images of these carry the machine of x86-64: pei-x86-64 has the alias.
static const struct coff_target ec_object = {
    PE_OBJECT,
    PE_LITTLE,
    PE_MACHINES(ec_machines),
    PE_HOWTOS(howtos),
    .name = "pe-arm64ec",
    .larger = "pe-bigobj-arm64ec",
    .address_bits = 64,
    .records = &coff_records_pe,
    .section_align_power = 4,
    .pdata = &coff_pdata_arm64,
    .import_jump = &import_jump,
    .delay_code = &delay_code,
};

static const struct coff_target ec_bigobj = {
    PE_BIGOBJ,
    PE_LITTLE,
    PE_MACHINES(ec_machines),
    PE_HOWTOS(howtos),
    .name = "pe-bigobj-arm64ec",
    .address_bits = 64,
    .section_align_power = 4,
    .pdata = &coff_pdata_arm64,
};

static const struct coff_target x_object = {
    PE_OBJECT,
    PE_LITTLE,
    PE_MACHINES(x_machines),
    PE_HOWTOS(howtos),
    .name = "pe-arm64x",
    .address_bits = 64,
    .assumed = true,
    .records = &coff_records_pe,
    .section_align_power = 4,
    .pdata = &coff_pdata_arm64,
    .import_jump = &import_jump,
    .delay_code = &delay_code,
};

const struct coff_target *const coff_targets_pe_arm64[] = {
    &object, &bigobj, &image, &ec_object, &ec_bigobj, &x_object, NULL};
