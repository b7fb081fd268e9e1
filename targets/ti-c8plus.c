// Texas Instruments TMS370 C8+.
//
// Skip it unless you work on this processor.
#include "targets/ti.h"

// clang-format off
// R_HIBYTE is bits 16 to 23, R_ADR24 has its high byte first (TI's COFF header).
static const struct coff_howto howtos[] = {
  // type, name, calc, put, size, bits, rightshift, bitpos, bias, overflow, addend, code, rsize, mask
  TI_DIRECT,
  TI_RELATIVE,
  {0x58, "R_HIBYTE",  S,         FIELD,     1,  8, 16, 0, 0, ANY, IN_FIELD, R_NONE,  0, 0xff},
  {0x59, "R_MIDBYTE", S,         FIELD,     1,  8,  8, 0, 0, ANY, IN_FIELD, R_NONE,  0, 0xff},
  {0x5a, "R_VECADR",  S,         FIELD,     2, 16,  0, 0, 0, ANY, IN_FIELD, R_NONE,  0, 0xffff},
  {0x5b, "R_ADR24",   S,         FIELD_BIG, 3, 24,  0, 0, 0, ANY, IN_FIELD, R_NONE,  0, 0xffffff},
  TI_EXPRESSIONS,
};

static const struct coff_machine machines2[] = {
  // magic, mask, value, architecture, name, constant
  {COFF_MAGIC_2, 0, 0, COFF_ARCH_UNKNOWN, "TMS370 C8+", NULL},
};

#define C8PLUS TI_HOWTOS(howtos), TI_EXPRESSION_TYPES, .target_id = TI_ID_C8PLUS, .address_bits = 32
// clang-format on

static const struct coff_target v2_beh = {
    .name = "coff2-c8plus", C8PLUS, TI_VERSION2, TI_BIG_HEADERS, TI_MACHINES(machines2)};

static const struct coff_target *const forms[] = {&v2_beh, NULL};
static const struct coff_target v2 = {.name = "coff2-c8plus",
                                      C8PLUS,
                                      TI_VERSION2,
                                      TI_LITTLE,
                                      TI_MACHINES(machines2),
                                      .variants = forms};

const struct coff_target *const coff_targets_ti_c8plus[] = {&v2, NULL};
