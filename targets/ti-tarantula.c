// Texas Instruments' TARANTULA.
//
// Skip it unless you work on this processor: TI's COFF header names its relocations, and says no more.
#include "targets/ti.h"

// clang-format off
// Which bits of the instruction the fields are, no specification at hand says: the low ones.
static const struct coff_howto howtos[] = {
  // type, name, calc, put, size, bits, rightshift, bitpos, bias, overflow, addend, code, rsize, mask
  {0x00, "R_ABS",      NOTHING,  FIELD, 0,  0,  0, 0, 0, ANY, NO_A,     R_NONE, 0, 0},
  {0x10, "R_RELWORD",  S,        FIELD, 2, 16,  0, 0, 0, ANY, IN_FIELD, R_16,   0, 0xffff},
  {0x11, "R_RELLONG",  S,        FIELD, 4, 32,  0, 0, 0, ANY, IN_FIELD, R_32,   0, 0xffffffff},
  {0x80, "R_TARBASE",  SPECIAL,  FIELD, 4, 16,  0, 0, 0, ANY, IN_FIELD, R_NONE, 0, 0xffff},
  {0x81, "R_TARDIR12", S,        FIELD, 4, 12,  0, 0, 0, ANY, IN_FIELD, R_NONE, 0, 0xfff},
  {0x82, "R_TARLO16",  S,        FIELD, 4, 16,  0, 0, 0, ANY, IN_FIELD, R_NONE, 0, 0xffff},
  {0x83, "R_TARHI16",  S,        FIELD, 4, 16, 16, 0, 0, ANY, IN_FIELD, R_NONE, 0, 0xffff},
  {0x84, "R_TARSECT",  S_SECREL, FIELD, 4, 16,  0, 0, 0, ANY, IN_FIELD, R_NONE, 0, 0xffff},
  TI_EXPRESSIONS,
};

static const struct coff_machine machines2[] = {
  // magic, mask, value, architecture, name, constant
  {COFF_MAGIC_2, 0, 0, COFF_ARCH_UNKNOWN, "TARANTULA", NULL},
};

#define TARANTULA TI_HOWTOS(howtos), TI_EXPRESSION_TYPES, .target_id = TI_ID_TARANTULA, .address_bits = 32
// clang-format on

static const struct coff_target v2_beh = {
    .name = "coff2-tarantula", TARANTULA, TI_VERSION2, TI_BIG_HEADERS, TI_MACHINES(machines2)};

static const struct coff_target *const forms[] = {&v2_beh, NULL};
static const struct coff_target v2 = {.name = "coff2-tarantula",
                                      TARANTULA,
                                      TI_VERSION2,
                                      TI_LITTLE,
                                      TI_MACHINES(machines2),
                                      .variants = forms};

const struct coff_target *const coff_targets_ti_tarantula[] = {&v2, NULL};
