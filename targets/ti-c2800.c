// Texas Instruments TMS320C28x (and C27x).
//
// Skip it unless you work on this processor. Memory is made of 16-bit words, the low one of which comes
// first; only sections of debug information count octets (s_mem_width 8).
#include "targets/ti.h"

// clang-format off
// Addresses have 22 bits. Types that store part of one have the rest of the addend in r_disp. R_REL22 lies
// in two words of an instruction, the high one first.
static const struct coff_howto howtos[] = {
  // type, name, calc, put, size, bits, rightshift, bitpos, bias, overflow, addend, code, rsize, mask
  {0x00, "R_ABS",       NOTHING,   FIELD,      0,  0,  0, 0, 0, ANY,    NO_A,         R_NONE,  0, 0},
  TI_RELATIVE,
  {0x5d, "R_PARTLS6",   S,         FIELD,      2,  6,  0, 0, 0, ANY,    IN_FIELD,     R_NONE,  0, 0x3f},
  {0x5e, "R_PARTMID10", S,         FIELD,      2, 10,  6, 0, 0, ANY,    IN_FIELD_LOW, R_NONE,  0, 0x3ff},
  {0x5f, "R_REL22",     S,         BITS_WORDS, 4, 22,  0, 0, 0, ANY,    IN_FIELD,     R_NONE,  0, 0x3fffff},
  {0x60, "R_PARTMS6",   S,         FIELD,      2,  6, 16, 0, 0, ANY,    IN_FIELD_LOW, R_NONE,  0, 0x3f},
  {0x61, "R_PARTMS16",  S,         FIELD,      2, 16,  6, 0, 0, ANY,    IN_FIELD_LOW, R_NONE,  0, 0xffff},
  {0x62, "R_C28PCR16",  S_PC_DISP, FIELD,      2, 16,  0, 0, 0, SIGNED, IN_FIELD,     R_NONE,  0, 0xffff},
  {0x63, "R_C28PCR8",   S_PC_DISP, FIELD,      2,  8,  0, 0, 0, SIGNED, IN_FIELD,     R_NONE,  0, 0xff},
  {0x64, "R_C28PTR",    S,         FIELD,      4, 22,  0, 0, 0, ANY,    IN_FIELD,     R_NONE,  0, 0x3fffff},
  {0x65, "R_C28HI16",   S,         FIELD,      2, 16, 16, 0, 0, ANY,    IN_FIELD_LOW, R_NONE,  0, 0xffff},
  {0x66, "R_C28LOPTR",  S,         FIELD,      2, 16,  0, 0, 0, ANY,    IN_FIELD,     R_NONE,  0, 0xffff},
  {0x67, "R_C28NWORD",  S_NEG,     FIELD,      2, 16,  0, 0, 0, ANY,    IN_FIELD,     R_NONE,  0, 0xffff},
  {0x68, "R_C28NBYTE",  S_NEG,     FIELD,      2,  8,  0, 0, 0, ANY,    IN_FIELD,     R_NONE,  0, 0xff},
  {0x69, "R_C28HIBYTE", S,         FIELD,      2,  8,  8, 8, 0, ANY,    IN_FIELD_LOW, R_NONE,  0, 0xff00},
  {0x6a, "R_C28RELS13", S,         FIELD,      2, 13,  0, 0, 0, SIGNED, IN_FIELD,     R_NONE,  0, 0x1fff},
  TI_EXPRESSIONS,
};

static const struct coff_machine machines1[] = {
  // magic, mask, value, architecture, name, constant
  {COFF_MAGIC_1, 0, 0, COFF_ARCH_UNKNOWN, "TMS320C28x", NULL},
};
static const struct coff_machine machines2[] = {
  {COFF_MAGIC_2, 0, 0, COFF_ARCH_UNKNOWN, "TMS320C28x", NULL},
};

#define C2800 TI_HOWTOS(howtos), TI_EXPRESSION_TYPES, .target_id = TI_ID_C2800, .address_bits = 32, .octets = 2
// clang-format on

static const struct coff_target v1 = {
    .name = "coff1-c2800", C2800, TI_VERSION1, TI_LITTLE, TI_MACHINES(machines1)};
static const struct coff_target v1_beh = {
    .name = "coff1-c2800", C2800, TI_VERSION1, TI_BIG_HEADERS, TI_MACHINES(machines1)};
static const struct coff_target v2_beh = {
    .name = "coff2-c2800", C2800, TI_VERSION2, TI_BIG_HEADERS, TI_MACHINES(machines2)};

static const struct coff_target *const forms[] = {&v1, &v1_beh, &v2_beh, NULL};
static const struct coff_target v2 = {.name = "coff2-c2800",
                                      C2800,
                                      TI_VERSION2,
                                      TI_LITTLE,
                                      TI_MACHINES(machines2),
                                      .variants = forms};

const struct coff_target *const coff_targets_ti_c2800[] = {&v2, NULL};
