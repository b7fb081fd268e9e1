// Processors of which TI's COFF header has little more than the number: TMS370, "380" and C16.
//
// Skip it unless you work on one of these.
#include "targets/ti.h"

// clang-format off
static const struct coff_howto howtos[] = {
  // type, name, calc, put, size, bits, rightshift, bitpos, bias, overflow, addend, code, rsize, mask
  TI_DIRECT,
  TI_RELATIVE,
  {0x31, "R_HIWORD",  S,         FIELD, 2, 16, 16, 0, 0, ANY, IN_FIELD, R_NONE,  0, 0xffff},
  {0x32, "R_LABCOD",  S,         FIELD, 4, 32,  0, 0, 0, ANY, IN_FIELD, R_NONE,  0, 0xffffffff},
  {0x96, "R_NONE",    NOTHING,   FIELD, 0,  0,  0, 0, 0, ANY, NO_A,     R_NONE,  0, 0},
  TI_EXPRESSIONS,
};

static const struct coff_machine tms370_machines[] = {
  // magic, mask, value, architecture, name, constant
  {COFF_MAGIC_2, 0, 0, COFF_ARCH_UNKNOWN, "TMS370", NULL},
};
static const struct coff_machine id94_machines[] = {
  {COFF_MAGIC_2, 0, 0, COFF_ARCH_UNKNOWN, "TI 380", NULL},
};
static const struct coff_machine c16_machines[] = {
  {COFF_MAGIC_2, 0, 0, COFF_ARCH_UNKNOWN, "TI C16", NULL},
};

#define GENERIC TI_HOWTOS(howtos), TI_EXPRESSION_TYPES, .address_bits = 32
// clang-format on

static const struct coff_target tms370_beh = {.name = "coff2-tms370",
                                              GENERIC,
                                              TI_VERSION2,
                                              TI_BIG_HEADERS,
                                              TI_MACHINES(tms370_machines),
                                              .target_id = TI_ID_TMS370};
static const struct coff_target *const tms370_forms[] = {&tms370_beh, NULL};
static const struct coff_target tms370 = {.name = "coff2-tms370",
                                          GENERIC,
                                          TI_VERSION2,
                                          TI_LITTLE,
                                          TI_MACHINES(tms370_machines),
                                          .target_id = TI_ID_TMS370,
                                          .variants = tms370_forms};

static const struct coff_target id94_beh = {.name = "coff2-id94",
                                            GENERIC,
                                            TI_VERSION2,
                                            TI_BIG_HEADERS,
                                            TI_MACHINES(id94_machines),
                                            .target_id = TI_ID_380};
static const struct coff_target *const id94_forms[] = {&id94_beh, NULL};
static const struct coff_target id94 = {.name = "coff2-id94",
                                        GENERIC,
                                        TI_VERSION2,
                                        TI_LITTLE,
                                        TI_MACHINES(id94_machines),
                                        .target_id = TI_ID_380,
                                        .variants = id94_forms};

static const struct coff_target c16_beh = {.name = "coff2-c16",
                                           GENERIC,
                                           TI_VERSION2,
                                           TI_BIG_HEADERS,
                                           TI_MACHINES(c16_machines),
                                           .target_id = TI_ID_C16};
static const struct coff_target *const c16_forms[] = {&c16_beh, NULL};
static const struct coff_target c16 = {.name = "coff2-c16",
                                       GENERIC,
                                       TI_VERSION2,
                                       TI_LITTLE,
                                       TI_MACHINES(c16_machines),
                                       .target_id = TI_ID_C16,
                                       .variants = c16_forms};

const struct coff_target *const coff_targets_ti_generic[] = {&tms370, &id94, &c16, NULL};
