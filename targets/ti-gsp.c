// Texas Instruments TMS340x0, a graphics processor that addresses bits.
//
// Skip it unless you work on this processor.
#include "targets/ti.h"

// clang-format off
// R_RRRELREG and R_RRNREG have 8 bits; R_OC* are one's complements; the rows with a shift of 4 count
// words of 16 bits (TI's COFF header).
static const struct coff_howto howtos[] = {
  // type, name, calc, put, size, bits, rightshift, bitpos, bias, overflow, addend, code, rsize, mask
  TI_DIRECT,
  {0x0e, "R_RRRELREG", S,         FIELD,     2,  8, 0, 0, 0, ANY,    IN_FIELD, R_NONE,  0, 0xff},
  TI_RELATIVE,
  {0x18, "R_OCRLONG",  S_NOT,     FIELD,     4, 32, 0, 0, 0, ANY,    IN_FIELD, R_NONE,  0, 0xffffffff},
  {0x19, "R_GSPPCR16", S_PC_DISP, FIELD,     2, 16, 4, 0, 0, SIGNED, IN_FIELD, R_NONE,  0, 0xffff},
  {0x1a, "R_GSPOPR32", S,         FIELD_BIG, 4, 32, 0, 0, 0, ANY,    IN_FIELD, R_NONE,  0, 0xffffffff},
  {0x1b, "R_GSPPCA16", S_PC_DISP, FIELD,     2, 16, 4, 0, 0, SIGNED, IN_FIELD, R_NONE,  0, 0xffff},
  {0x1c, "R_OCBD32",   S_NOT,     FIELD_BIG, 4, 32, 0, 0, 0, ANY,    IN_FIELD, R_NONE,  0, 0xffffffff},
  {0x1d, "R_RRNREG",   S_NEG,     FIELD,     2,  8, 0, 0, 0, ANY,    IN_FIELD, R_NONE,  0, 0xff},
  TI_EXPRESSIONS,
};

static const struct coff_machine machines2[] = {
  // magic, mask, value, architecture, name, constant
  {COFF_MAGIC_2, 0, 0, COFF_ARCH_UNKNOWN, "TMS340x0", NULL},
};

#define GSP TI_HOWTOS(howtos), TI_EXPRESSION_TYPES, .target_id = TI_ID_GSP340, .address_bits = 32
// clang-format on

static const struct coff_target v2_beh = {
    .name = "coff2-gsp340", GSP, TI_VERSION2, TI_BIG_HEADERS, TI_MACHINES(machines2)};

static const struct coff_target *const forms[] = {&v2_beh, NULL};
static const struct coff_target v2 = {
    .name = "coff2-gsp340", GSP, TI_VERSION2, TI_LITTLE, TI_MACHINES(machines2), .variants = forms};

const struct coff_target *const coff_targets_ti_gsp[] = {&v2, NULL};
