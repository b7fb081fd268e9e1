// Texas Instruments' MSP430 and MSP430X, before their tools changed to ELF.
//
// Skip it unless you work on this processor.
#include "targets/ti.h"

// clang-format off
// 20 bits of an MSP430X instruction: four of them in its extension word, or its first word, the others in
// an operand's word. As a row of words, the first the highest, the mask shows which (MSP430x5xx family
// user's guide, "MSP430X Extended Instructions").
static const struct coff_howto howtos[] = {
  // type, name, calc, put, size, bits, rightshift, bitpos, bias, overflow, addend, code, rsize, mask
  {0x00, "R_ABS",        NOTHING,   FIELD,      0,  0, 0, 0, 0, ANY, NO_A,     R_NONE,  0, 0},
  {0x0f, "R_RELBYTE",    S,         FIELD,      1,  8, 0, 0, 0, ANY, IN_FIELD, R_8,     0, 0xff},
  {0x10, "R_RELWORD",    S,         FIELD,      2, 16, 0, 0, 0, ANY, IN_FIELD, R_16,    0, 0xffff},
  {0x11, "R_RELLONG",    S,         FIELD,      4, 32, 0, 0, 0, ANY, IN_FIELD, R_32,    0, 0xffffffff},
  {0x13, "R_PCRWORD",    S_PC_DISP, FIELD,      2, 16, 0, 0, 0, ANY, IN_FIELD, R_16_PC, 0, 0xffff},
  {0x97, "R_PCR20_SRC",  S_PC_DISP, BITS_WORDS, 6, 20, 0, 0, 4, ANY, IN_FIELD, R_NONE,  0, 0x07800000ffff},
  {0x98, "R_PCR20_DST",  S_PC_DISP, BITS_WORDS, 6, 20, 0, 0, 4, ANY, IN_FIELD, R_NONE,  0, 0x000f0000ffff},
  {0x99, "R_PCR20_ODST", S_PC_DISP, BITS_WORDS, 8, 20, 0, 0, 6, ANY, IN_FIELD, R_NONE,  0, 0x000f00000000ffff},
  {0x9a, "R_EXT20_SRC",  S,         BITS_WORDS, 6, 20, 0, 0, 0, ANY, IN_FIELD, R_NONE,  0, 0x07800000ffff},
  {0x9b, "R_EXT20_DST",  S,         BITS_WORDS, 6, 20, 0, 0, 0, ANY, IN_FIELD, R_NONE,  0, 0x000f0000ffff},
  {0x9c, "R_EXT20_ODST", S,         BITS_WORDS, 8, 20, 0, 0, 0, ANY, IN_FIELD, R_NONE,  0, 0x000f00000000ffff},
  {0x9d, "R_REL20_SRC",  S,         BITS_WORDS, 4, 20, 0, 0, 0, ANY, IN_FIELD, R_NONE,  0, 0x0f00ffff},
  {0x9e, "R_REL20_DST",  S,         BITS_WORDS, 4, 20, 0, 0, 0, ANY, IN_FIELD, R_NONE,  0, 0x000fffff},
  {0x9f, "R_MSP_PCR16",  S_PC_DISP, FIELD,      2, 16, 0, 0, 0, ANY, IN_FIELD, R_NONE,  0, 0xffff},
  {0xa0, "R_PCR20_CALL", S_PC_DISP, BITS_WORDS, 4, 20, 0, 0, 2, ANY, IN_FIELD, R_NONE,  0, 0x000fffff},
  {0xa1, "R_MSP_REL16",  S,         FIELD,      2, 16, 0, 0, 0, ANY, IN_FIELD, R_NONE,  0, 0xffff},
  TI_EXPRESSIONS,
};

static const struct coff_machine machines1[] = {
  // magic, mask, value, architecture, name, constant
  {COFF_MAGIC_1, 0, 0, COFF_ARCH_UNKNOWN, "MSP430", NULL},
};
static const struct coff_machine machines2[] = {
  {COFF_MAGIC_2, 0, 0, COFF_ARCH_UNKNOWN, "MSP430", NULL},
};

#define MSP430 TI_HOWTOS(howtos), TI_EXPRESSION_TYPES, .target_id = TI_ID_MSP430, .address_bits = 32
// clang-format on

static const struct coff_target v1 = {
    .name = "coff1-msp430", MSP430, TI_VERSION1, TI_LITTLE, TI_MACHINES(machines1)};
static const struct coff_target v1_beh = {
    .name = "coff1-msp430", MSP430, TI_VERSION1, TI_BIG_HEADERS, TI_MACHINES(machines1)};
static const struct coff_target v2_beh = {
    .name = "coff2-msp430", MSP430, TI_VERSION2, TI_BIG_HEADERS, TI_MACHINES(machines2)};

static const struct coff_target *const forms[] = {&v1, &v1_beh, &v2_beh, NULL};
static const struct coff_target v2 = {.name = "coff2-msp430",
                                      MSP430,
                                      TI_VERSION2,
                                      TI_LITTLE,
                                      TI_MACHINES(machines2),
                                      .variants = forms};

const struct coff_target *const coff_targets_ti_msp430[] = {&v2, NULL};
