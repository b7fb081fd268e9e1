// Texas Instruments TMS320C1x, C2x, C2xx and C5x, the first fixed-point processors.
//
// Skip it unless you work on these processors. Memory is made of 16-bit words.
#include "targets/ti.h"

// clang-format off
static const struct coff_howto howtos[] = {
  // type, name, calc, put, size, bits, rightshift, bitpos, bias, overflow, addend, code, rsize, mask
  TI_DIRECT,
  TI_RELATIVE,
  {0x20, "R_PARTLS16", S,         FIELD, 2, 16,  0, 0, 0, ANY, IN_FIELD, R_NONE,  0, 0xffff},
  {0x21, "R_PARTMS8",  S,         FIELD, 2,  8, 16, 0, 0, ANY, IN_FIELD, R_NONE,  0, 0xff},
  {0x28, "R_PARTLS7",  S,         FIELD, 2,  7,  0, 0, 0, ANY, IN_FIELD, R_NONE,  0, 0x7f},
  {0x29, "R_PARTMS9",  S,         FIELD, 2,  9,  7, 0, 0, ANY, IN_FIELD, R_NONE,  0, 0x1ff},
  {0x2a, "R_REL13",    S,         FIELD, 2, 13,  0, 0, 0, ANY, IN_FIELD, R_NONE,  0, 0x1fff},
  TI_EXPRESSIONS,
};

static const struct coff_machine machines1[] = {
  // magic, mask, value, architecture, name, constant
  {COFF_MAGIC_1, 0, 0, COFF_ARCH_UNKNOWN, "TMS320C2x/C5x", NULL},
};
static const struct coff_machine machines2[] = {
  {COFF_MAGIC_2, 0, 0, COFF_ARCH_UNKNOWN, "TMS320C2x/C5x", NULL},
};

#define C2X5X TI_HOWTOS(howtos), TI_EXPRESSION_TYPES, .target_id = TI_ID_C2X5X, .address_bits = 32, .octets = 2
// clang-format on

static const struct coff_target v1 = {
    .name = "coff1-c2x5x", C2X5X, TI_VERSION1, TI_LITTLE, TI_MACHINES(machines1)};
static const struct coff_target v1_beh = {
    .name = "coff1-c2x5x", C2X5X, TI_VERSION1, TI_BIG_HEADERS, TI_MACHINES(machines1)};
static const struct coff_target v2_beh = {
    .name = "coff2-c2x5x", C2X5X, TI_VERSION2, TI_BIG_HEADERS, TI_MACHINES(machines2)};

static const struct coff_target *const forms[] = {&v1, &v1_beh, &v2_beh, NULL};
static const struct coff_target v2 = {.name = "coff2-c2x5x",
                                      C2X5X,
                                      TI_VERSION2,
                                      TI_LITTLE,
                                      TI_MACHINES(machines2),
                                      .variants = forms};

const struct coff_target *const coff_targets_ti_c2x5x[] = {&v2, NULL};
