// Texas Instruments TMS320C3x and C4x.
//
// Skip it unless you work on these processors. Memory is made of 32-bit words; the GNU tools know these
// flavours as tic4x, TI's as C3x/C4x.
#include "targets/ti.h"

// clang-format off
// PC-relative fields hold the addend less the address of the next instruction, of delayed branches of the
// third. R_PARTMS8 has 16 bits in spite of its name: the data page of LDP.
static const struct coff_howto howtos[] = {
  // type, name, calc, put, size, bits, rightshift, bitpos, bias, overflow, addend, code, rsize, mask
  {0x05, "R_REL24",    S,         FIELD, 4, 24,  0, 0, 0, BITFIELD, IN_FIELD, R_24,    0, 0xffffff},
  {0x10, "R_RELWORD",  S,         FIELD, 4, 16,  0, 0, 0, SIGNED,   IN_FIELD, R_16,    0, 0xffff},
  {0x11, "R_RELLONG",  S,         FIELD, 4, 32,  0, 0, 0, ANY,      IN_FIELD, R_32,    0, 0xffffffff},
  {0x13, "R_PCRWORD",  S_PC_DISP, FIELD, 4, 16,  0, 0, 1, SIGNED,   IN_FIELD, R_16_PC, 0, 0xffff},
  {0x15, "R_PCR24",    S_PC_DISP, FIELD, 4, 24,  0, 0, 1, SIGNED,   IN_FIELD, R_24_PC, 0, 0xffffff},
  {0x20, "R_PARTLS16", S,         FIELD, 4, 16,  0, 0, 0, ANY,      IN_FIELD, R_NONE,  0, 0xffff},
  {0x21, "R_PARTMS8",  S,         FIELD, 4, 16, 16, 0, 0, ANY,      IN_FIELD, R_NONE,  0, 0xffff},
};

static const struct coff_machine machines0[] = {
  // magic, mask, value, architecture, name, constant
  {TI_ID_C3X4X, 0x10, 0x10, COFF_ARCH_UNKNOWN, "TMS320C4x", NULL},
  {TI_ID_C3X4X, 0, 0, COFF_ARCH_UNKNOWN, "TMS320C3x", NULL},
};
static const struct coff_machine machines1[] = {
  {COFF_MAGIC_1, 0x10, 0x10, COFF_ARCH_UNKNOWN, "TMS320C4x", NULL},
  {COFF_MAGIC_1, 0, 0, COFF_ARCH_UNKNOWN, "TMS320C3x", NULL},
};
static const struct coff_machine machines2[] = {
  {COFF_MAGIC_2, 0x10, 0x10, COFF_ARCH_UNKNOWN, "TMS320C4x", NULL},
  {COFF_MAGIC_2, 0, 0, COFF_ARCH_UNKNOWN, "TMS320C3x", NULL},
};

#define C3X4X TI_HOWTOS(howtos), .octets = 4, .address_bits = 32
// clang-format on

static const char *const aliases[] = {"coff2-c3x4x", NULL};
static const struct coff_target v0 = {
    .name = "coff0-tic4x", C3X4X, TI_VERSION0, TI_LITTLE, TI_MACHINES(machines0)};
static const struct coff_target v0_beh = {
    .name = "coff0-beh-tic4x", C3X4X, TI_VERSION0, TI_BIG_HEADERS, TI_MACHINES(machines0)};
static const struct coff_target v1 = {.name = "coff1-tic4x",
                                      C3X4X,
                                      TI_VERSION1,
                                      TI_LITTLE,
                                      TI_MACHINES(machines1),
                                      .target_id = TI_ID_C3X4X};
static const struct coff_target v1_beh = {.name = "coff1-beh-tic4x",
                                          C3X4X,
                                          TI_VERSION1,
                                          TI_BIG_HEADERS,
                                          TI_MACHINES(machines1),
                                          .target_id = TI_ID_C3X4X};
static const struct coff_target v2 = {.name = "coff2-tic4x",
                                      .aliases = aliases,
                                      C3X4X,
                                      TI_VERSION2_GNU,
                                      TI_LITTLE,
                                      TI_MACHINES(machines2),
                                      .target_id = TI_ID_C3X4X};
static const struct coff_target v2_beh = {.name = "coff2-beh-tic4x",
                                          C3X4X,
                                          TI_VERSION2_GNU,
                                          TI_BIG_HEADERS,
                                          TI_MACHINES(machines2),
                                          .target_id = TI_ID_C3X4X};

const struct coff_target *const coff_targets_ti_c3x4x[] = {&v0, &v0_beh, &v1, &v1_beh,
                                                           &v2, &v2_beh, NULL};
