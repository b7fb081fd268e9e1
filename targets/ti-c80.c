// Texas Instruments TMS320C80 (MVP).
//
// Skip it unless you work on this processor.
#include "targets/ti.h"

// clang-format off
// MP is the master processor, PP are the parallel ones. Which base register an access needs (R_PPBASE,
// R_PPLBASE) depends on where the link puts the symbol.
static const struct coff_howto howtos[] = {
  // type, name, calc, put, size, bits, rightshift, bitpos, bias, overflow, addend, code, rsize, mask
  {0x00, "R_ABS",      S,         FIELD, 4, 32, 0, 0, 0, BITFIELD, IN_FIELD, R_NONE, 0, 0xffffffff},
  {0x11, "R_RELLONG",  S,         FIELD, 4, 32, 0, 0, 0, BITFIELD, IN_FIELD, R_32,   0, 0xffffffff},
  {0x34, "R_PPBASE",   SPECIAL,   FIELD, 4, 32, 0, 0, 0, ANY,      IN_FIELD, R_NONE, 0, 0xffffffff},
  {0x35, "R_PPLBASE",  SPECIAL,   FIELD, 4, 32, 0, 0, 0, ANY,      IN_FIELD, R_NONE, 0, 0xffffffff},
  {0x38, "R_PP15",     S,         FIELD, 4, 15, 0, 6, 0, ANY,      IN_FIELD, R_NONE, 0, 0x1ffc0},
  {0x39, "R_PP15W",    S,         FIELD, 4, 15, 2, 6, 0, ANY,      IN_FIELD, R_NONE, 0, 0x1ffc0},
  {0x3a, "R_PP15H",    S,         FIELD, 4, 15, 1, 6, 0, ANY,      IN_FIELD, R_NONE, 0, 0x1ffc0},
  {0x3b, "R_PP16B",    S,         FIELD, 4, 16, 0, 6, 0, ANY,      IN_FIELD, R_NONE, 0, 0x3ffc0},
  {0x3c, "R_PPL15",    S,         FIELD, 4, 15, 0, 0, 0, ANY,      IN_FIELD, R_NONE, 0, 0x7fff},
  {0x3d, "R_PPL15W",   S,         FIELD, 4, 15, 2, 0, 0, ANY,      IN_FIELD, R_NONE, 0, 0x7fff},
  {0x3e, "R_PPL15H",   S,         FIELD, 4, 15, 1, 0, 0, ANY,      IN_FIELD, R_NONE, 0, 0x7fff},
  {0x3f, "R_PPL16B",   S,         FIELD, 4, 16, 0, 0, 0, ANY,      IN_FIELD, R_NONE, 0, 0xffff},
  {0x40, "R_PPN15",    S_NEG,     FIELD, 4, 15, 0, 6, 0, ANY,      IN_FIELD, R_NONE, 0, 0x1ffc0},
  {0x41, "R_PPN15W",   S_NEG,     FIELD, 4, 15, 2, 6, 0, ANY,      IN_FIELD, R_NONE, 0, 0x1ffc0},
  {0x42, "R_PPN15H",   S_NEG,     FIELD, 4, 15, 1, 6, 0, ANY,      IN_FIELD, R_NONE, 0, 0x1ffc0},
  {0x43, "R_PPN16B",   S_NEG,     FIELD, 4, 16, 0, 6, 0, ANY,      IN_FIELD, R_NONE, 0, 0x3ffc0},
  {0x44, "R_PPLN15",   S_NEG,     FIELD, 4, 15, 0, 0, 0, ANY,      IN_FIELD, R_NONE, 0, 0x7fff},
  {0x45, "R_PPLN15W",  S_NEG,     FIELD, 4, 15, 2, 0, 0, ANY,      IN_FIELD, R_NONE, 0, 0x7fff},
  {0x46, "R_PPLN15H",  S_NEG,     FIELD, 4, 15, 1, 0, 0, ANY,      IN_FIELD, R_NONE, 0, 0x7fff},
  {0x47, "R_PPLN16B",  S_NEG,     FIELD, 4, 16, 0, 0, 0, ANY,      IN_FIELD, R_NONE, 0, 0xffff},
  {0x4e, "R_MPPCR15W", S_PC_DISP, FIELD, 4, 15, 2, 0, 0, SIGNED,   IN_FIELD, R_NONE, 0, 0x7fff},
  {0x4f, "R_MPPCR",    S_PC_DISP, FIELD, 4, 32, 2, 0, 0, SIGNED,   IN_FIELD, R_NONE, 0, 0xffffffff},
};

static const struct coff_machine machines[] = {
  // magic, mask, value, architecture, name, constant
  {COFF_MAGIC_1, 0, 0, COFF_ARCH_UNKNOWN, "TMS320C80", NULL},
};
// clang-format on

// GNU's assembler leaves f_target_id as the memory was. Flavours that have the id come first.
static const struct coff_target c80 = {.name = "coff-tic80",
                                       TI_VERSION1,
                                       TI_LITTLE,
                                       TI_MACHINES(machines),
                                       TI_HOWTOS(howtos),
                                       .target_id = TI_ID_C80,
                                       .target_id_unset = true,
                                       .address_bits = 32,
                                       .priority = 100,
                                       .section_align_power = 2};

const struct coff_target *const coff_targets_ti_c80[] = {&c80, NULL};
