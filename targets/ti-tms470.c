// Texas Instruments TMS470: ARM, before the tools changed to ELF.
//
// Skip it unless you work on this processor.
#include "targets/ti.h"

// clang-format off
static const struct coff_howto howtos[] = {
  // type, name, calc, put, size, bits, rightshift, bitpos, bias, overflow, addend, code, rsize, mask
  {0x00, "R_ABS",       NOTHING,   FIELD,     0,  0, 0, 0, 0, ANY,    NO_A,     R_NONE,  0, 0},
  {0x0f, "R_RELBYTE",   S,         FIELD,     1,  8, 0, 0, 0, ANY,    IN_FIELD, R_8,     0, 0xff},
  {0x10, "R_RELWORD",   S,         FIELD,     2, 16, 0, 0, 0, ANY,    IN_FIELD, R_16,    0, 0xffff},
  {0x11, "R_RELLONG",   S,         FIELD,     4, 32, 0, 0, 0, ANY,    IN_FIELD, R_32,    0, 0xffffffff},
  {0x15, "R_PCR24",     S_PC_DISP, FIELD,     4, 24, 0, 0, 8, SIGNED, IN_FIELD, R_24_PC, 0, 0xffffff},
  {0x16, "R_PCR23H",    S_PC_DISP, THUMB_B24, 4, 22, 1, 0, 4, SIGNED, IN_FIELD, R_NONE,  0, 0x7ff07ff},
  {0x17, "R_PCR24W",    S_PC_DISP, ARM_B24,   4, 24, 2, 0, 8, SIGNED, IN_FIELD, R_NONE,  0, 0xffffff},
  {0xa2, "R_T2_PCR24H", S_PC_DISP, THUMB_B24, 4, 24, 1, 0, 4, SIGNED, IN_FIELD, R_NONE,  0, 0x2fff07ff},
  {0xa3, "R_T2_PCR20H", S_PC_DISP, THUMB_B20, 4, 20, 1, 0, 4, SIGNED, IN_FIELD, R_NONE,  0, 0x2fff043f},
  TI_EXPRESSIONS,
};

// The order of the contents is in the flags; without them, little.
static const struct coff_machine little1[] = {
  // magic, mask, value, architecture, name, constant
  {COFF_MAGIC_1, F_BIG, 0, COFF_ARCH_ARM, "TMS470 (ARM)", NULL},
};
static const struct coff_machine big1[] = {
  {COFF_MAGIC_1, F_BIG, F_BIG, COFF_ARCH_ARM, "TMS470 (ARM)", NULL},
};
static const struct coff_machine little2[] = {
  {COFF_MAGIC_2, F_BIG, 0, COFF_ARCH_ARM, "TMS470 (ARM)", NULL},
};
static const struct coff_machine big2[] = {
  {COFF_MAGIC_2, F_BIG, F_BIG, COFF_ARCH_ARM, "TMS470 (ARM)", NULL},
};

#define TMS470 TI_HOWTOS(howtos), TI_EXPRESSION_TYPES, .target_id = TI_ID_TMS470, .address_bits = 32
// clang-format on

static const struct coff_target v2_big_headers = {
    .name = "coff2-tms470", TMS470, TI_VERSION2, TI_BIG_HEADERS, TI_MACHINES(little2)};
static const struct coff_target v2_big_data = {
    .name = "coff2-tms470", TMS470, TI_VERSION2, TI_BIG_DATA, TI_MACHINES(big2)};
static const struct coff_target v2_big = {
    .name = "coff2-tms470", TMS470, TI_VERSION2, TI_BIG, TI_MACHINES(big2)};
static const struct coff_target v1_little = {
    .name = "coff1-tms470", TMS470, TI_VERSION1, TI_LITTLE, TI_MACHINES(little1)};
static const struct coff_target v1_big_headers = {
    .name = "coff1-tms470", TMS470, TI_VERSION1, TI_BIG_HEADERS, TI_MACHINES(little1)};
static const struct coff_target v1_big_data = {
    .name = "coff1-tms470", TMS470, TI_VERSION1, TI_BIG_DATA, TI_MACHINES(big1)};
static const struct coff_target v1_big = {
    .name = "coff1-tms470", TMS470, TI_VERSION1, TI_BIG, TI_MACHINES(big1)};

static const struct coff_target *const forms[] = {
    &v2_big_headers, &v2_big_data, &v2_big, &v1_little,
    &v1_big_headers, &v1_big_data, &v1_big, NULL};
static const struct coff_target v2 = {.name = "coff2-tms470",
                                      TMS470,
                                      TI_VERSION2,
                                      TI_LITTLE,
                                      TI_MACHINES(little2),
                                      .variants = forms};

const struct coff_target *const coff_targets_ti_tms470[] = {&v2, NULL};
