// Texas Instruments TMS320C54x.
//
// Skip it unless you work on this processor. Memory is made of 16-bit words; the GNU tools know these
// flavours as c54x, TI's as C5400.
#include "targets/ti.h"

// clang-format off
// Numbers of 32 bits have their high word first, the bytes of which are in little-endian order.
static const struct coff_howto howtos[] = {
  // type, name, calc, put, size, bits, rightshift, bitpos, bias, overflow, addend, code, rsize, mask
  {0x10, "R_RELWORD",    S, FIELD,       2, 16,  0, 0, 0, ANY, IN_FIELD, R_16,   0, 0xffff},
  {0x11, "R_RELLONG",    S, BITS_WORDS,  4, 32,  0, 0, 0, ANY, IN_FIELD, R_32,   0, 0xffffffff},
  {0x28, "R_PARTLS7",    S, FIELD,       2,  7,  0, 0, 0, ANY, IN_FIELD, R_NONE, 0, 0x7f},
  {0x29, "R_PARTMS9",    S, FIELD,       2,  9,  7, 0, 0, ANY, IN_FIELD, R_NONE, 0, 0x1ff},
  {0x2a, "R_REL13",      S, FIELD,       2, 13,  0, 0, 0, ANY, IN_FIELD, R_NONE, 0, 0x1fff},
  {0x2b, "R_EXTWORD",    S, BITS_WORDS,  4, 23,  0, 0, 0, ANY, IN_FIELD, R_NONE, 0, 0x7fffff},
  {0x2c, "R_EXTWORD16",  S, FIELD,       2, 16,  0, 0, 0, ANY, IN_FIELD, R_NONE, 0, 0xffff},
  {0x2d, "R_EXTWORDMS7", S, FIELD,       2,  7, 16, 0, 0, ANY, IN_FIELD, R_NONE, 0, 0x7f},
};

static const struct coff_machine machines0[] = {
  // magic, mask, value, architecture, name, constant
  {TI_ID_C5400, 0, 0, COFF_ARCH_UNKNOWN, "TMS320C54x", NULL},
};
static const struct coff_machine machines1[] = {
  {COFF_MAGIC_1, 0, 0, COFF_ARCH_UNKNOWN, "TMS320C54x", NULL},
};
static const struct coff_machine machines2[] = {
  {COFF_MAGIC_2, 0, 0, COFF_ARCH_UNKNOWN, "TMS320C54x", NULL},
};

#define C54X TI_HOWTOS(howtos), .octets = 2, .address_bits = 32, .page_shift = 24
// clang-format on

static const char *const aliases[] = {"coff2-c5400", NULL};

// Assembled from algebraic notation.
static const struct coff_target algebraic1 = {.name = "coff1-c54x",
                                              C54X,
                                              TI_VERSION1,
                                              TI_LITTLE,
                                              TI_MACHINES(machines1),
                                              .target_id = TI_ID_C5400_ALGEBRAIC};
static const struct coff_target *const forms1[] = {&algebraic1, NULL};
static const struct coff_target algebraic1_beh = {.name = "coff1-beh-c54x",
                                                  C54X,
                                                  TI_VERSION1,
                                                  TI_BIG_HEADERS,
                                                  TI_MACHINES(machines1),
                                                  .target_id = TI_ID_C5400_ALGEBRAIC};
static const struct coff_target *const forms1_beh[] = {&algebraic1_beh, NULL};
static const struct coff_target algebraic2 = {.name = "coff2-c54x",
                                              C54X,
                                              TI_VERSION2_GNU,
                                              TI_LITTLE,
                                              TI_MACHINES(machines2),
                                              .target_id = TI_ID_C5400_ALGEBRAIC};
static const struct coff_target *const forms2[] = {&algebraic2, NULL};
static const struct coff_target algebraic2_beh = {.name = "coff2-beh-c54x",
                                                  C54X,
                                                  TI_VERSION2_GNU,
                                                  TI_BIG_HEADERS,
                                                  TI_MACHINES(machines2),
                                                  .target_id = TI_ID_C5400_ALGEBRAIC};
static const struct coff_target *const forms2_beh[] = {&algebraic2_beh, NULL};

static const struct coff_target v0 = {
    .name = "coff0-c54x", C54X, TI_VERSION0, TI_LITTLE, TI_MACHINES(machines0)};
static const struct coff_target v0_beh = {
    .name = "coff0-beh-c54x", C54X, TI_VERSION0, TI_BIG_HEADERS, TI_MACHINES(machines0)};
static const struct coff_target v1 = {.name = "coff1-c54x",
                                      C54X,
                                      TI_VERSION1,
                                      TI_LITTLE,
                                      TI_MACHINES(machines1),
                                      .target_id = TI_ID_C5400,
                                      .variants = forms1};
static const struct coff_target v1_beh = {.name = "coff1-beh-c54x",
                                          C54X,
                                          TI_VERSION1,
                                          TI_BIG_HEADERS,
                                          TI_MACHINES(machines1),
                                          .target_id = TI_ID_C5400,
                                          .variants = forms1_beh};
static const struct coff_target v2 = {.name = "coff2-c54x",
                                      .aliases = aliases,
                                      C54X,
                                      TI_VERSION2_GNU,
                                      TI_LITTLE,
                                      TI_MACHINES(machines2),
                                      .target_id = TI_ID_C5400,
                                      .variants = forms2};
static const struct coff_target v2_beh = {.name = "coff2-beh-c54x",
                                          C54X,
                                          TI_VERSION2_GNU,
                                          TI_BIG_HEADERS,
                                          TI_MACHINES(machines2),
                                          .target_id = TI_ID_C5400,
                                          .variants = forms2_beh};

const struct coff_target *const coff_targets_ti_c54x[] = {&v0, &v0_beh, &v1, &v1_beh,
                                                          &v2, &v2_beh, NULL};
