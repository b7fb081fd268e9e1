// 32-bit ARM: Windows CE (ARM in both byte orders, Thumb) and Windows RT (Thumb-2).
//
// Skip it unless you work on this processor.
#include "targets/howto.h"
#include "targets/pe.h"

// clang-format off
// A Thumb instruction is a pair of half words: masks are those of the pair read as one number.
static const struct coff_howto wince_howtos[] = {
  // type, name, calc, put, size, bits, rightshift, bitpos, bias, overflow, addend, code, rsize, mask
  {0x00, "IMAGE_REL_ARM_ABSOLUTE",  NOTHING,   FIELD,       0,  0,  0, 0, 0, ANY,      NO_A,     R_NONE,   0, 0},
  {0x01, "IMAGE_REL_ARM_ADDR32",    S,         FIELD,       4, 32,  0, 0, 0, BITFIELD, IN_FIELD, R_32,     0, 0xffffffff},
  {0x02, "IMAGE_REL_ARM_ADDR32NB",  S_IMAGE,   FIELD,       4, 32,  0, 0, 0, BITFIELD, IN_FIELD, R_RVA,    0, 0xffffffff},
  {0x03, "IMAGE_REL_ARM_BRANCH24",  S_PC,      ARM_B24,     4, 24,  2, 0, 8, SIGNED,   IN_FIELD, R_NONE,   0, 0xffffff},
  // The GNU tools have an 11-bit Thumb branch here, Microsoft BRANCH11, a pair of half words.
  {0x04, "ARM_THUMB12",             S_PC,      FIELD,       2, 11,  1, 0, 4, SIGNED,   IN_FIELD, R_NONE,   0, 0x7ff},
  {0x05, "IMAGE_REL_ARM_TOKEN",     S_TOKEN,   FIELD,       4, 32,  0, 0, 0, ANY,      NO_A,     R_NONE,   0, 0xffffffff},
  {0x06, "IMAGE_REL_ARM_GPREL12",   S_GP,      FIELD,       4, 12,  0, 0, 0, SIGNED,   IN_FIELD, R_NONE,   0, 0xfff},
  {0x07, "IMAGE_REL_ARM_GPREL7",    S_GP,      FIELD,       2,  7,  0, 0, 0, UNSIGNED, IN_FIELD, R_NONE,   0, 0x7f},
  {0x08, "IMAGE_REL_ARM_BLX24",     S_PC,      ARM_B24,     4, 24,  2, 0, 8, SIGNED,   IN_FIELD, R_NONE,   0, 0x1ffffff},
  {0x09, "IMAGE_REL_ARM_BLX11",     S_PC,      THUMB_BLX23, 4, 22,  1, 0, 4, SIGNED,   IN_FIELD, R_NONE,   0, 0x7ff07ff},
  {0x0a, "IMAGE_REL_ARM_REL32",     S_PC,      FIELD,       4, 32,  0, 0, 4, SIGNED,   IN_FIELD, R_32_PC,  0, 0xffffffff},
  {0x0e, "IMAGE_REL_ARM_SECTION",   S_SECTION, FIELD,       2, 16,  0, 0, 0, BITFIELD, IN_FIELD, R_SECIDX, 0, 0xffff},
  {0x0f, "IMAGE_REL_ARM_SECREL",    S_SECREL,  FIELD,       4, 32,  0, 0, 0, BITFIELD, IN_FIELD, R_SECREL, 0, 0xffffffff},
  {0x10, "IMAGE_REL_ARM_MOV32A",    S,         ARM_MOV32,   8, 32,  0, 0, 0, ANY,      IN_FIELD, R_MOV32,  0, 0x000f0fff000f0fff},
  {0x11, "IMAGE_REL_ARM_MOV32T",    S,         THUMB_MOV32, 8, 32,  0, 0, 0, ANY,      IN_FIELD, R_NONE,   0, 0x70ff040f70ff040f},
  {0x12, "IMAGE_REL_ARM_BRANCH20T", S_PC,      THUMB_B20,   4, 20,  1, 0, 4, SIGNED,   IN_FIELD, R_NONE,   0, 0x2fff043f},
  {0x14, "IMAGE_REL_ARM_BRANCH24T", S_PC,      THUMB_B24,   4, 24,  1, 0, 4, SIGNED,   IN_FIELD, R_NONE,   0, 0x2fff07ff},
  {0x15, "IMAGE_REL_ARM_BLX23T",    S_PC,      THUMB_BLX23, 4, 24,  1, 0, 4, SIGNED,   IN_FIELD, R_NONE,   0, 0x2fff07ff},
  {0x16, "IMAGE_REL_ARM_PAIR",      SPECIAL,   FIELD,       0,  0,  0, 0, 0, ANY,      NO_A,     R_NONE,   0, 0},
};

static const struct coff_howto armnt_howtos[] = {
  // type, name, calc, put, size, bits, rightshift, bitpos, bias, overflow, addend, code, rsize, mask
  {0x00, "IMAGE_REL_ARM_ABSOLUTE",  NOTHING,   FIELD,       0,  0,  0, 0, 0, ANY,      NO_A,     R_NONE,   0, 0},
  {0x01, "IMAGE_REL_ARM_ADDR32",    S,         FIELD,       4, 32,  0, 0, 0, BITFIELD, IN_FIELD, R_32,     0, 0xffffffff},
  {0x02, "IMAGE_REL_ARM_ADDR32NB",  S_IMAGE,   FIELD,       4, 32,  0, 0, 0, BITFIELD, IN_FIELD, R_RVA,    0, 0xffffffff},
  {0x03, "IMAGE_REL_ARM_BRANCH24",  S_PC,      ARM_B24,     4, 24,  2, 0, 8, SIGNED,   IN_FIELD, R_NONE,   0, 0xffffff},
  {0x04, "IMAGE_REL_ARM_BRANCH11",  S_PC,      THUMB_B24,   4, 22,  1, 0, 4, SIGNED,   IN_FIELD, R_NONE,   0, 0x7ff07ff},
  {0x05, "IMAGE_REL_ARM_TOKEN",     S_TOKEN,   FIELD,       4, 32,  0, 0, 0, ANY,      NO_A,     R_NONE,   0, 0xffffffff},
  {0x06, "IMAGE_REL_ARM_GPREL12",   S_GP,      FIELD,       4, 12,  0, 0, 0, SIGNED,   IN_FIELD, R_NONE,   0, 0xfff},
  {0x07, "IMAGE_REL_ARM_GPREL7",    S_GP,      FIELD,       2,  7,  0, 0, 0, UNSIGNED, IN_FIELD, R_NONE,   0, 0x7f},
  {0x08, "IMAGE_REL_ARM_BLX24",     S_PC,      ARM_B24,     4, 24,  2, 0, 8, SIGNED,   IN_FIELD, R_NONE,   0, 0x1ffffff},
  {0x09, "IMAGE_REL_ARM_BLX11",     S_PC,      THUMB_BLX23, 4, 22,  1, 0, 4, SIGNED,   IN_FIELD, R_NONE,   0, 0x7ff07ff},
  {0x0a, "IMAGE_REL_ARM_REL32",     S_PC,      FIELD,       4, 32,  0, 0, 4, SIGNED,   IN_FIELD, R_32_PC,  0, 0xffffffff},
  {0x0e, "IMAGE_REL_ARM_SECTION",   S_SECTION, FIELD,       2, 16,  0, 0, 0, BITFIELD, IN_FIELD, R_SECIDX, 0, 0xffff},
  {0x0f, "IMAGE_REL_ARM_SECREL",    S_SECREL,  FIELD,       4, 32,  0, 0, 0, BITFIELD, IN_FIELD, R_SECREL, 0, 0xffffffff},
  {0x10, "IMAGE_REL_ARM_MOV32A",    S,         ARM_MOV32,   8, 32,  0, 0, 0, ANY,      IN_FIELD, R_NONE,   0, 0x000f0fff000f0fff},
  {0x11, "IMAGE_REL_ARM_MOV32T",    S,         THUMB_MOV32, 8, 32,  0, 0, 0, ANY,      IN_FIELD, R_MOV32,  0, 0x70ff040f70ff040f},
  {0x12, "IMAGE_REL_ARM_BRANCH20T", S_PC,      THUMB_B20,   4, 20,  1, 0, 4, SIGNED,   IN_FIELD, R_NONE,   0, 0x2fff043f},
  {0x14, "IMAGE_REL_ARM_BRANCH24T", S_PC,      THUMB_B24,   4, 24,  1, 0, 4, SIGNED,   IN_FIELD, R_NONE,   0, 0x2fff07ff},
  {0x15, "IMAGE_REL_ARM_BLX23T",    S_PC,      THUMB_BLX23, 4, 24,  1, 0, 4, SIGNED,   IN_FIELD, R_NONE,   0, 0x2fff07ff},
  {0x16, "IMAGE_REL_ARM_PAIR",      SPECIAL,   FIELD,       0,  0,  0, 0, 0, ANY,      NO_A,     R_NONE,   0, 0},
};

// GNU tools take Thumb-2 files for this flavour too; armnt has the better claim, and thumb to Thumb (their
// priority).
static const struct coff_machine wince_machines[] = {
  // magic, mask, value, architecture, name, constant
  {0x01c0, 0, 0, COFF_ARCH_ARM,   "ARM",     "IMAGE_FILE_MACHINE_ARM"},
  {0x01c2, 0, 0, COFF_ARCH_THUMB, "Thumb",   "IMAGE_FILE_MACHINE_THUMB"},
  {0x01c4, 0, 0, COFF_ARCH_THUMB, "Thumb-2", "IMAGE_FILE_MACHINE_ARMNT"},
};

static const struct coff_machine thumb_machines[] = {
  // magic, mask, value, architecture, name, constant
  {0x01c2, 0, 0, COFF_ARCH_THUMB, "Thumb", "IMAGE_FILE_MACHINE_THUMB"},
};

static const struct coff_machine armnt_machines[] = {
  // magic, mask, value, architecture, name, constant
  {0x01c4, 0, 0, COFF_ARCH_THUMB, "Thumb-2", "IMAGE_FILE_MACHINE_ARMNT"},
};

static const uint8_t arm_jump_bytes[] = {
  0x00, 0xc0, 0x9f, 0xe5, // ldr ip, [pc], which is the word behind the next instruction
  0x00, 0xf0, 0x9c, 0xe5, // ldr pc, [ip]
  0x00, 0x00, 0x00, 0x00, // ENTRY
};

static const struct coff_import_jump arm_import_jump = {
  arm_jump_bytes, sizeof arm_jump_bytes, 1, {{8, 0x01}}};

static const uint8_t thumb_jump_bytes[] = {
  0x40, 0xf2, 0x00, 0x0c, // movw ip, #:lower16:ENTRY
  0xc0, 0xf2, 0x00, 0x0c, // movt ip, #:upper16:ENTRY
  0xdc, 0xf8, 0x00, 0xf0, // ldr.w pc, [ip]
};

static const struct coff_import_jump thumb_import_jump = {
  thumb_jump_bytes, sizeof thumb_jump_bytes, 1, {{0, 0x11}}};

static const uint8_t delay_stub_bytes[] = {
  0x40, 0xf2, 0x00, 0x0c, // movw ip, #:lower16:ENTRY
  0xc0, 0xf2, 0x00, 0x0c, // movt ip, #:upper16:ENTRY
  0xdc, 0xf8, 0x00, 0xf0, // ldr.w pc, [ip]
  0x40, 0xf2, 0x00, 0x0c, // movw ip, #:lower16:ENTRY
  0xc0, 0xf2, 0x00, 0x0c, // movt ip, #:upper16:ENTRY
  0x00, 0xf0, 0x00, 0xb8, // b.w MERGE
};

static const uint8_t delay_merge_bytes[] = {
  0x2d, 0xe9, 0x0f, 0x48, // push.w {r0-r3, r11, lr}
  0x2d, 0xed, 0x10, 0x0b, // vpush {d0-d7}
  0x61, 0x46,             // mov r1, ip
  0x40, 0xf2, 0x00, 0x00, // movw r0, #:lower16:DESCRIPTOR
  0xc0, 0xf2, 0x00, 0x00, // movt r0, #:upper16:DESCRIPTOR
  0x00, 0xf0, 0x00, 0xf8, // bl HELPER
  0x84, 0x46,             // mov ip, r0
  0xbd, 0xec, 0x10, 0x0b, // vpop {d0-d7}
  0xbd, 0xe8, 0x0f, 0x48, // pop.w {r0-r3, r11, lr}
  0x60, 0x47,             // bx ip
};

// The linker sets the bit that says Thumb in addresses of code.
static const struct coff_delay_code thumb_delay_code = {
  .stub = {delay_stub_bytes, sizeof delay_stub_bytes, 3,
           {{0, COFF_DELAY_POINTER, 0x11}, {12, COFF_DELAY_POINTER, 0x11}, {20, COFF_DELAY_MERGE, 0x14}}},
  .stub_later = 12,
  .merge = {delay_merge_bytes, sizeof delay_merge_bytes, 2,
            {{10, COFF_DELAY_DESCRIPTOR, 0x11}, {18, COFF_DELAY_HELPER, 0x14}}},
  .helper = "__delayLoadHelper2",
};
// clang-format on

static const struct coff_target wince_object = {
    PE_OBJECT,
    PE_LITTLE,
    PE_MACHINES(wince_machines),
    PE_HOWTOS(wince_howtos),
    .name = "pe-arm-wince-little",
    .address_bits = 32,
    .priority = 20,
    .records = &coff_records_pe,
    .section_align_power = 2,
    .pdata = &coff_pdata_wince,
    .import_jump = &arm_import_jump,
};

static const struct coff_target wince_image = {
    PE_IMAGE,
    PE_LITTLE,
    PE_MACHINES(wince_machines),
    PE_HOWTOS(wince_howtos),
    .name = "pei-arm-wince-little",
    .address_bits = 32,
    .priority = 20,
    .records = &coff_records_pe,
    .base_relocs = &coff_base_relocs_arm,
    .section_align_power = 2,
    .pdata = &coff_pdata_wince,
};

static const struct coff_target armnt_object = {
    PE_OBJECT,
    PE_LITTLE,
    PE_MACHINES(armnt_machines),
    PE_HOWTOS(armnt_howtos),
    .name = "pe-armnt",
    .larger = "pe-bigobj-armnt",
    .image_target = "pei-armnt",
    .emulation = "thumb2pe",
    .address_bits = 32,
    .priority = 10,
    .records = &coff_records_pe,
    .section_align_power = 4,
    .pdata = &coff_pdata_arm,
    .import_jump = &thumb_import_jump,
    .delay_code = &thumb_delay_code,
};

static const struct coff_target armnt_bigobj = {
    PE_BIGOBJ,
    PE_LITTLE,
    PE_MACHINES(armnt_machines),
    PE_HOWTOS(armnt_howtos),
    .name = "pe-bigobj-armnt",
    .image_target = "pei-armnt",
    .emulation = "thumb2pe",
    .address_bits = 32,
    .section_align_power = 4,
    .pdata = &coff_pdata_arm,
    .import_jump = &thumb_import_jump,
    .delay_code = &thumb_delay_code,
};

static const struct coff_target armnt_image = {
    PE_IMAGE,
    PE_LITTLE,
    PE_MACHINES(armnt_machines),
    PE_HOWTOS(armnt_howtos),
    .name = "pei-armnt",
    .link_image = &coff_link_image_arm,
    .address_bits = 32,
    .priority = 10,
    .records = &coff_records_pe,
    .base_relocs = &coff_base_relocs_arm,
    .section_align_power = 4,
    .pdata = &coff_pdata_arm,
};

static const struct coff_target wince_big_object = {
    PE_OBJECT,
    PE_BIG,
    PE_MACHINES(wince_machines),
    PE_HOWTOS(wince_howtos),
    .name = "pe-arm-wince-big",
    .address_bits = 32,
    .priority = 20,
    .records = &coff_records_pe,
    .section_align_power = 2,
    .pdata = &coff_pdata_wince,
};

static const struct coff_target wince_big_image = {
    PE_IMAGE,
    PE_BIG,
    PE_MACHINES(wince_machines),
    PE_HOWTOS(wince_howtos),
    .name = "pei-arm-wince-big",
    .address_bits = 32,
    .priority = 20,
    .records = &coff_records_pe,
    .base_relocs = &coff_base_relocs_arm,
    .section_align_power = 2,
    .pdata = &coff_pdata_wince,
};

static const struct coff_target thumb_object = {
    PE_OBJECT,
    PE_LITTLE,
    PE_MACHINES(thumb_machines),
    PE_HOWTOS(armnt_howtos),
    .assumed = true,
    .name = "pe-thumb",
    .address_bits = 32,
    .priority = 10,
    .records = &coff_records_pe,
    .section_align_power = 4,
    .pdata = &coff_pdata_wince,
};

static const struct coff_target thumb_image = {
    PE_IMAGE,
    PE_LITTLE,
    PE_MACHINES(thumb_machines),
    PE_HOWTOS(armnt_howtos),
    .assumed = true,
    .name = "pei-thumb",
    .address_bits = 32,
    .priority = 10,
    .records = &coff_records_pe,
    .base_relocs = &coff_base_relocs_arm,
    .section_align_power = 4,
    .pdata = &coff_pdata_wince,
};

const struct coff_target *const coff_targets_pe_arm[] = {
    &wince_object, &wince_image, &wince_big_object, &wince_big_image, &armnt_object,
    &armnt_bigobj, &armnt_image, &thumb_object,     &thumb_image,     NULL};
