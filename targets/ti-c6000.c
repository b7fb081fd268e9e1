// Texas Instruments TMS320C6000: C62x, C64x, C67x and their successors.
//
// Skip it unless you work on these processors. A third-party port of the GNU tools called the flavour
// coff2-c64x.
#include "targets/ti.h"

// clang-format off
// Branches count from their fetch packet: the address of the instruction, rounded down to 32 bytes. In
// compact instructions (C64x+ CPU and instruction set reference guide, "compact instruction formats")
// their fields begin at bit 6. R_C60BASE counts in the units that its load or store has, from B14.
static const struct coff_howto howtos[] = {
  // type, name, calc, put, size, bits, rightshift, bitpos, bias, overflow, addend, code, rsize, mask
  { 0x00, "R_ABS",       NOTHING,  FIELD,      0,  0,  0,  0, 0, ANY,      NO_A,         R_NONE, 0, 0},
  { 0x0f, "R_RELBYTE",   S,        FIELD,      1,  8,  0,  0, 0, ANY,      IN_FIELD,     R_8,    0, 0xff},
  { 0x10, "R_RELWORD",   S,        FIELD,      2, 16,  0,  0, 0, ANY,      IN_FIELD,     R_16,   0, 0xffff},
  { 0x11, "R_RELLONG",   S,        FIELD,      4, 32,  0,  0, 0, ANY,      IN_FIELD,     R_32,   0, 0xffffffff},
  { 0x50, "R_C60BASE",   S_GP,     C6000_LDST, 4, 15,  0,  8, 0, UNSIGNED, IN_FIELD,     R_NONE, 0, 0x7fff00},
  { 0x51, "R_C60DIR15",  S,        FIELD,      4, 15,  0,  8, 0, UNSIGNED, IN_FIELD,     R_NONE, 0, 0x7fff00},
  { 0x52, "R_C60PCR21",  S_PACKET, FIELD,      4, 21,  2,  7, 0, SIGNED,   IN_FIELD,     R_NONE, 0, 0xfffff80},
  { 0x53, "R_C60PCR10",  S_PACKET, FIELD,      4, 10,  2, 13, 0, SIGNED,   IN_FIELD,     R_NONE, 0, 0x7fe000},
  { 0x54, "R_C60LO16",   S,        FIELD,      4, 16,  0,  7, 0, ANY,      IN_FIELD,     R_NONE, 0, 0x7fff80},
  { 0x55, "R_C60HI16",   S,        FIELD,      4, 16, 16,  7, 0, ANY,      IN_FIELD_LOW, R_NONE, 0, 0x7fff80},
  { 0x56, "R_C60SECT",   S_SECREL, FIELD,      4, 16,  0,  7, 0, ANY,      IN_FIELD,     R_NONE, 0, 0x7fff80},
  { 0x57, "R_C60S16",    S,        FIELD,      4, 16,  0,  7, 0, SIGNED,   IN_FIELD,     R_NONE, 0, 0x7fff80},
  { 0x70, "R_C60PCR7",   S_PACKET, FIELD,      4,  7,  2, 16, 0, SIGNED,   IN_FIELD,     R_NONE, 0, 0x7f0000},
  { 0x71, "R_C60PCR12",  S_PACKET, FIELD,      4, 12,  2, 16, 0, SIGNED,   IN_FIELD,     R_NONE, 0, 0xfff0000},
  { 0x72, "R_C60PCR12H", S_PACKET, FIELD,      4, 12,  1, 16, 0, SIGNED,   IN_FIELD,     R_NONE, 0, 0xfff0000},
  { 0x73, "R_C60PCR7J",  S_PACKET, FIELD,      2,  7,  1,  6, 0, SIGNED,   IN_FIELD,     R_NONE, 0, 0x1fc0},
  { 0x74, "R_C60PCR8J",  S_PACKET, FIELD,      2,  8,  1,  6, 0, UNSIGNED, IN_FIELD,     R_NONE, 0, 0x3fc0},
  { 0x75, "R_C60PCR10J", S_PACKET, FIELD,      2, 10,  2,  6, 0, SIGNED,   IN_FIELD,     R_NONE, 0, 0xffc0},
  { 0x76, "R_C60ALIGN",  NOTHING,  FIELD,      0,  0,  0,  0, 0, ANY,      NO_A,         R_NONE, 0, 0},
  { 0x77, "R_C60FPHEAD", NOTHING,  FIELD,      0,  0,  0,  0, 0, ANY,      NO_A,         R_NONE, 0, 0},
  {0x100, "R_C60NOCMP",  NOTHING,  FIELD,      0,  0,  0,  0, 0, ANY,      NO_A,         R_NONE, 0, 0},
  TI_EXPRESSIONS,
};

// The order of the contents is in the flags; without them, little.
static const struct coff_machine little1[] = {
  // magic, mask, value, architecture, name, constant
  {COFF_MAGIC_1, F_BIG, 0, COFF_ARCH_TMS320C6000, "TMS320C6000", NULL},
};
static const struct coff_machine big1[] = {
  {COFF_MAGIC_1, F_BIG, F_BIG, COFF_ARCH_TMS320C6000, "TMS320C6000", NULL},
};
static const struct coff_machine little2[] = {
  {COFF_MAGIC_2, F_BIG, 0, COFF_ARCH_TMS320C6000, "TMS320C6000", NULL},
};
static const struct coff_machine big2[] = {
  {COFF_MAGIC_2, F_BIG, F_BIG, COFF_ARCH_TMS320C6000, "TMS320C6000", NULL},
};

#define C6000 TI_HOWTOS(howtos), TI_EXPRESSION_TYPES, .target_id = TI_ID_C6000, .address_bits = 32
// clang-format on

static const struct coff_target v2_big_headers = {
    .name = "coff2-c6000", C6000, TI_VERSION2, TI_BIG_HEADERS, TI_MACHINES(little2)};
static const struct coff_target v2_big_data = {
    .name = "coff2-c6000", C6000, TI_VERSION2, TI_BIG_DATA, TI_MACHINES(big2)};
static const struct coff_target v2_big = {
    .name = "coff2-c6000", C6000, TI_VERSION2, TI_BIG, TI_MACHINES(big2)};
static const struct coff_target v1_little = {
    .name = "coff1-c6000", C6000, TI_VERSION1, TI_LITTLE, TI_MACHINES(little1)};
static const struct coff_target v1_big_headers = {
    .name = "coff1-c6000", C6000, TI_VERSION1, TI_BIG_HEADERS, TI_MACHINES(little1)};
static const struct coff_target v1_big_data = {
    .name = "coff1-c6000", C6000, TI_VERSION1, TI_BIG_DATA, TI_MACHINES(big1)};
static const struct coff_target v1_big = {
    .name = "coff1-c6000", C6000, TI_VERSION1, TI_BIG, TI_MACHINES(big1)};

static const struct coff_target *const forms[] = {
    &v2_big_headers, &v2_big_data, &v2_big, &v1_little,
    &v1_big_headers, &v1_big_data, &v1_big, NULL};
static const char *const aliases[] = {"coff2-c64x", NULL};
static const struct coff_target v2 = {.name = "coff2-c6000",
                                      .aliases = aliases,
                                      C6000,
                                      TI_VERSION2,
                                      TI_LITTLE,
                                      TI_MACHINES(little2),
                                      .variants = forms};

const struct coff_target *const coff_targets_ti_c6000[] = {&v2, NULL};
