// Texas Instruments TMS320C55x and C55x+.
//
// Skip it unless you work on these processors. Headers are little-endian, contents big-endian; code counts
// octets, and so do sections.
#include "targets/ti.h"

// clang-format off
// R_LD3_MDP and R_LD3_PDP: number of a data page, in bits 4 and up; R_LD3_SP_K9 is halved (TI's COFF header).
// Of the shorter constants it gives the width alone: they count from bit 0 here.
static const struct coff_howto howtos[] = {
  // type, name, calc, put, size, bits, rightshift, bitpos, bias, overflow, addend, code, rsize, mask
  TI_DIRECT,
  TI_RELATIVE,
  {0x28, "R_PARTLS7",   S,         FIELD, 1,  7,  0, 0, 0, ANY,      IN_FIELD, R_NONE,  0, 0x7f},
  {0x29, "R_PARTMS9",   S,         FIELD, 2,  9,  7, 0, 0, ANY,      IN_FIELD, R_NONE,  0, 0x1ff},
  {0x2a, "R_REL13",     S,         FIELD, 2, 13,  0, 0, 0, ANY,      IN_FIELD, R_NONE,  0, 0x1fff},
  {0x2b, "R_REL23",     S,         FIELD, 3, 23,  0, 0, 0, ANY,      IN_FIELD, R_NONE,  0, 0x7fffff},
  {0x2c, "R_RELXPC",    S,         FIELD, 2, 16,  0, 0, 0, ANY,      IN_FIELD, R_NONE,  0, 0xffff},
  {0x78, "R_LD3_DMA",   S,         FIELD, 1,  7,  1, 1, 0, ANY,      IN_FIELD, R_NONE,  0, 0xfe},
  {0x7a, "R_LD3_MDP",   S,         FIELD, 2,  7, 16, 4, 0, ANY,      IN_FIELD, R_NONE,  0, 0x7f0},
  {0x7b, "R_LD3_PDP",   S,         FIELD, 2,  9,  7, 4, 0, ANY,      IN_FIELD, R_NONE,  0, 0x1ff0},
  {0x7c, "R_LD3_REL23", S,         FIELD, 3, 23,  0, 0, 0, ANY,      IN_FIELD, R_NONE,  0, 0x7fffff},
  {0x88, "R_LD3_k8",    S,         FIELD, 1,  8,  0, 0, 0, UNSIGNED, IN_FIELD, R_NONE,  0, 0xff},
  {0x89, "R_LD3_k16",   S,         FIELD, 2, 16,  0, 0, 0, UNSIGNED, IN_FIELD, R_NONE,  0, 0xffff},
  {0x8a, "R_LD3_K8",    S,         FIELD, 1,  8,  0, 0, 0, SIGNED,   IN_FIELD, R_NONE,  0, 0xff},
  {0x8b, "R_LD3_K16",   S,         FIELD, 2, 16,  0, 0, 0, SIGNED,   IN_FIELD, R_NONE,  0, 0xffff},
  {0x8c, "R_LD3_l8",    S_PC_DISP, FIELD, 1,  8,  0, 0, 0, UNSIGNED, IN_FIELD, R_NONE,  0, 0xff},
  {0x8d, "R_LD3_l16",   S_PC_DISP, FIELD, 2, 16,  0, 0, 0, UNSIGNED, IN_FIELD, R_NONE,  0, 0xffff},
  {0x8e, "R_LD3_L8",    S_PC_DISP, FIELD, 1,  8,  0, 0, 0, SIGNED,   IN_FIELD, R_NONE,  0, 0xff},
  {0x8f, "R_LD3_L16",   S_PC_DISP, FIELD, 2, 16,  0, 0, 0, SIGNED,   IN_FIELD, R_NONE,  0, 0xffff},
  {0x90, "R_LD3_k4",    S,         FIELD, 1,  4,  0, 0, 0, UNSIGNED, IN_FIELD, R_NONE,  0, 0xf},
  {0x91, "R_LD3_k5",    S,         FIELD, 1,  5,  0, 0, 0, UNSIGNED, IN_FIELD, R_NONE,  0, 0x1f},
  {0x92, "R_LD3_K5",    S,         FIELD, 1,  5,  0, 0, 0, SIGNED,   IN_FIELD, R_NONE,  0, 0x1f},
  {0x93, "R_LD3_k6",    S,         FIELD, 1,  6,  0, 0, 0, UNSIGNED, IN_FIELD, R_NONE,  0, 0x3f},
  {0x94, "R_LD3_k12",   S,         FIELD, 2, 12,  0, 0, 0, UNSIGNED, IN_FIELD, R_NONE,  0, 0xfff},
  {0x95, "R_LD3_ABS16", S,         FIELD, 2, 16,  0, 0, 0, ANY,      IN_FIELD, R_NONE,  0, 0xffff},
  {0xa4, "R_LD3_ABS24", S,         FIELD, 3, 24,  0, 0, 0, ANY,      IN_FIELD, R_NONE,  0, 0xffffff},
  {0xa5, "R_LD3_SP_K9", S,         FIELD, 2,  8,  1, 0, 0, SIGNED,   IN_FIELD, R_NONE,  0, 0xff},
  TI_EXPRESSIONS,
};

static const struct coff_machine c5500_1[] = {
  // magic, mask, value, architecture, name, constant
  {COFF_MAGIC_1, 0, 0, COFF_ARCH_UNKNOWN, "TMS320C55x", NULL},
};
static const struct coff_machine c5500_2[] = {
  {COFF_MAGIC_2, 0, 0, COFF_ARCH_UNKNOWN, "TMS320C55x", NULL},
};
static const struct coff_machine plus_2[] = {
  {COFF_MAGIC_2, 0, 0, COFF_ARCH_UNKNOWN, "TMS320C55x+", NULL},
};

#define C5500 TI_HOWTOS(howtos), TI_EXPRESSION_TYPES, .address_bits = 32
// clang-format on

static const struct coff_target v1 = {.name = "coff1-c5500",
                                      C5500,
                                      TI_VERSION1,
                                      TI_BIG_DATA,
                                      TI_MACHINES(c5500_1),
                                      .target_id = TI_ID_C5500};
static const struct coff_target v1_beh = {.name = "coff1-c5500",
                                          C5500,
                                          TI_VERSION1,
                                          TI_BIG,
                                          TI_MACHINES(c5500_1),
                                          .target_id = TI_ID_C5500};
static const struct coff_target v2_beh = {.name = "coff2-c5500",
                                          C5500,
                                          TI_VERSION2,
                                          TI_BIG,
                                          TI_MACHINES(c5500_2),
                                          .target_id = TI_ID_C5500};
static const struct coff_target *const forms[] = {&v2_beh, &v1, &v1_beh, NULL};
static const struct coff_target v2 = {.name = "coff2-c5500",
                                      C5500,
                                      TI_VERSION2,
                                      TI_BIG_DATA,
                                      TI_MACHINES(c5500_2),
                                      .target_id = TI_ID_C5500,
                                      .variants = forms};

static const struct coff_target plus_beh = {.name = "coff2-c5500plus",
                                            C5500,
                                            TI_VERSION2,
                                            TI_BIG,
                                            TI_MACHINES(plus_2),
                                            .target_id = TI_ID_C5500PLUS};
static const struct coff_target *const plus_forms[] = {&plus_beh, NULL};
static const struct coff_target plus = {.name = "coff2-c5500plus",
                                        C5500,
                                        TI_VERSION2,
                                        TI_BIG_DATA,
                                        TI_MACHINES(plus_2),
                                        .target_id = TI_ID_C5500PLUS,
                                        .variants = plus_forms};

const struct coff_target *const coff_targets_ti_c5500[] = {&v2, &plus, NULL};
