// The unwind codes of ARM and ARM64.
//
// Skip it unless a code is shown as another, or a new one is defined.
#include "debug/unwind-rows.h"

// clang-format off

// "ARM64 exception handling", table "Unwind codes". First match wins.
static const struct unwind_row arm64[] = {
  {0xe0000000, 0x00000000, 1, 4, COFF_UNWIND_ALLOC, COFF_BANK_NONE, UNWIND_NO_REGISTERS, 0, {0}, {0, 5, 16, 0}, false, "alloc_s"},
  {0xe0000000, 0x20000000, 1, 4, COFF_UNWIND_SAVE, COFF_BANK_X, UNWIND_PAIR, 19, {0}, {0, 5, 8, 0}, true, "save_r19r20_x"},
  {0xc0000000, 0x40000000, 1, 4, COFF_UNWIND_SAVE, COFF_BANK_X, UNWIND_FRAME_LR, 0, {0}, {0, 6, 8, 0}, false, "save_fplr"},
  {0xc0000000, 0x80000000, 1, 4, COFF_UNWIND_SAVE, COFF_BANK_X, UNWIND_FRAME_LR, 0, {0}, {0, 6, 8, 1}, true, "save_fplr_x"},
  {0xf8000000, 0xc0000000, 2, 4, COFF_UNWIND_ALLOC, COFF_BANK_NONE, UNWIND_NO_REGISTERS, 0, {0}, {0, 11, 16, 0}, false, "alloc_m"},
  {0xfc000000, 0xc8000000, 2, 4, COFF_UNWIND_SAVE, COFF_BANK_X, UNWIND_PAIR, 19, {6, 4, 1, 0}, {0, 6, 8, 0}, false, "save_regp"},
  {0xfc000000, 0xcc000000, 2, 4, COFF_UNWIND_SAVE, COFF_BANK_X, UNWIND_PAIR, 19, {6, 4, 1, 0}, {0, 6, 8, 1}, true, "save_regp_x"},
  {0xfc000000, 0xd0000000, 2, 4, COFF_UNWIND_SAVE, COFF_BANK_X, UNWIND_ONE, 19, {6, 4, 1, 0}, {0, 6, 8, 0}, false, "save_reg"},
  {0xfe000000, 0xd4000000, 2, 4, COFF_UNWIND_SAVE, COFF_BANK_X, UNWIND_ONE, 19, {5, 4, 1, 0}, {0, 5, 8, 1}, true, "save_reg_x"},
  {0xfe000000, 0xd6000000, 2, 4, COFF_UNWIND_SAVE, COFF_BANK_X, UNWIND_WITH_LR, 19, {6, 3, 2, 0}, {0, 6, 8, 0}, false, "save_lrpair"},
  {0xfe000000, 0xd8000000, 2, 4, COFF_UNWIND_SAVE, COFF_BANK_D, UNWIND_PAIR, 8, {6, 3, 1, 0}, {0, 6, 8, 0}, false, "save_fregp"},
  {0xfe000000, 0xda000000, 2, 4, COFF_UNWIND_SAVE, COFF_BANK_D, UNWIND_PAIR, 8, {6, 3, 1, 0}, {0, 6, 8, 1}, true, "save_fregp_x"},
  {0xfe000000, 0xdc000000, 2, 4, COFF_UNWIND_SAVE, COFF_BANK_D, UNWIND_ONE, 8, {6, 3, 1, 0}, {0, 6, 8, 0}, false, "save_freg"},
  {0xff000000, 0xde000000, 2, 4, COFF_UNWIND_SAVE, COFF_BANK_D, UNWIND_ONE, 8, {5, 3, 1, 0}, {0, 5, 8, 1}, true, "save_freg_x"},
  {0xff000000, 0xdf000000, 2, 4, COFF_UNWIND_ALLOC_VECTORS, COFF_BANK_NONE, UNWIND_NO_REGISTERS, 0, {0}, {0, 8, 1, 0}, false, "alloc_z"},
  {0xff000000, 0xe0000000, 4, 4, COFF_UNWIND_ALLOC, COFF_BANK_NONE, UNWIND_NO_REGISTERS, 0, {0}, {0, 24, 16, 0}, false, "alloc_l"},
  {0xff000000, 0xe1000000, 1, 4, COFF_UNWIND_SET_FRAME, COFF_BANK_X, UNWIND_FRAME, 0, {0}, {0}, false, "set_fp"},
  {0xff000000, 0xe2000000, 2, 4, COFF_UNWIND_SET_FRAME, COFF_BANK_X, UNWIND_FRAME, 0, {0}, {0, 8, 8, 0}, false, "add_fp"},
  {0xff000000, 0xe3000000, 1, 4, COFF_UNWIND_NOP, COFF_BANK_NONE, UNWIND_NO_REGISTERS, 0, {0}, {0}, false, "nop"},
  {0xff000000, 0xe4000000, 1, 4, COFF_UNWIND_END, COFF_BANK_NONE, UNWIND_NO_REGISTERS, 0, {0}, {0}, false, "end"},
  {0xff000000, 0xe5000000, 1, 0, COFF_UNWIND_END_CHAINED, COFF_BANK_NONE, UNWIND_NO_REGISTERS, 0, {0}, {0}, false, "end_c"},
  {0xff000000, 0xe6000000, 1, 4, COFF_UNWIND_SAVE_NEXT, COFF_BANK_NONE, UNWIND_NO_REGISTERS, 0, {0}, {0}, false, "save_next"},
  // 11100111'0pxrrrrr'ttoooooo: p a pair, x pre-indexed; the offset is in units of 16 if either is
  // set, or the registers are q. The document does not say that pre-indexed ones count from 1, as in
  // all codes above but save_r19r20_x; assemblers write them so.
  {0xffe0c000, 0xe7000000, 3, 4, COFF_UNWIND_SAVE, COFF_BANK_X, UNWIND_ONE, 0, {8, 5, 1, 0}, {0, 6, 8, 0}, false, "save_any_xreg"},
  {0xffe0c000, 0xe7200000, 3, 4, COFF_UNWIND_SAVE, COFF_BANK_X, UNWIND_ONE, 0, {8, 5, 1, 0}, {0, 6, 16, 1}, true, "save_any_xreg"},
  {0xffe0c000, 0xe7400000, 3, 4, COFF_UNWIND_SAVE, COFF_BANK_X, UNWIND_PAIR, 0, {8, 5, 1, 0}, {0, 6, 16, 0}, false, "save_any_xreg"},
  {0xffe0c000, 0xe7600000, 3, 4, COFF_UNWIND_SAVE, COFF_BANK_X, UNWIND_PAIR, 0, {8, 5, 1, 0}, {0, 6, 16, 1}, true, "save_any_xreg"},
  {0xffe0c000, 0xe7004000, 3, 4, COFF_UNWIND_SAVE, COFF_BANK_D, UNWIND_ONE, 0, {8, 5, 1, 0}, {0, 6, 8, 0}, false, "save_any_dreg"},
  {0xffe0c000, 0xe7204000, 3, 4, COFF_UNWIND_SAVE, COFF_BANK_D, UNWIND_ONE, 0, {8, 5, 1, 0}, {0, 6, 16, 1}, true, "save_any_dreg"},
  {0xffe0c000, 0xe7404000, 3, 4, COFF_UNWIND_SAVE, COFF_BANK_D, UNWIND_PAIR, 0, {8, 5, 1, 0}, {0, 6, 16, 0}, false, "save_any_dreg"},
  {0xffe0c000, 0xe7604000, 3, 4, COFF_UNWIND_SAVE, COFF_BANK_D, UNWIND_PAIR, 0, {8, 5, 1, 0}, {0, 6, 16, 1}, true, "save_any_dreg"},
  {0xffe0c000, 0xe7008000, 3, 4, COFF_UNWIND_SAVE, COFF_BANK_Q, UNWIND_ONE, 0, {8, 5, 1, 0}, {0, 6, 16, 0}, false, "save_any_qreg"},
  {0xffe0c000, 0xe7208000, 3, 4, COFF_UNWIND_SAVE, COFF_BANK_Q, UNWIND_ONE, 0, {8, 5, 1, 0}, {0, 6, 16, 1}, true, "save_any_qreg"},
  {0xffe0c000, 0xe7408000, 3, 4, COFF_UNWIND_SAVE, COFF_BANK_Q, UNWIND_PAIR, 0, {8, 5, 1, 0}, {0, 6, 16, 0}, false, "save_any_qreg"},
  {0xffe0c000, 0xe7608000, 3, 4, COFF_UNWIND_SAVE, COFF_BANK_Q, UNWIND_PAIR, 0, {8, 5, 1, 0}, {0, 6, 16, 1}, true, "save_any_qreg"},
  // 11100111'0oo0rrrr'11oooooo, and the same with a 1 for predicates. The amount is in two parts:
  // the decoder joins them.
  {0xff90c000, 0xe700c000, 3, 4, COFF_UNWIND_SAVE_VECTORS, COFF_BANK_Z, UNWIND_ONE, 8, {8, 4, 1, 0}, {0, 6, 1, 0}, false, "save_zreg"},
  {0xff90c000, 0xe710c000, 3, 4, COFF_UNWIND_SAVE_VECTORS, COFF_BANK_P, UNWIND_ONE, 0, {8, 4, 1, 0}, {0, 6, 1, 0}, false, "save_preg"},
  {0xff000000, 0xe8000000, 1, 0, COFF_UNWIND_TRAP_FRAME, COFF_BANK_NONE, UNWIND_NO_REGISTERS, 0, {0}, {0}, false, "MSFT_OP_TRAP_FRAME"},
  {0xff000000, 0xe9000000, 1, 0, COFF_UNWIND_MACHINE_FRAME, COFF_BANK_NONE, UNWIND_NO_REGISTERS, 0, {0}, {0}, false, "MSFT_OP_MACHINE_FRAME"},
  {0xff000000, 0xea000000, 1, 0, COFF_UNWIND_CONTEXT, COFF_BANK_NONE, UNWIND_NO_REGISTERS, 0, {0}, {0}, false, "MSFT_OP_CONTEXT"},
  {0xff000000, 0xeb000000, 1, 0, COFF_UNWIND_EC_CONTEXT, COFF_BANK_NONE, UNWIND_NO_REGISTERS, 0, {0}, {0}, false, "MSFT_OP_EC_CONTEXT"},
  {0xff000000, 0xec000000, 1, 0, COFF_UNWIND_CLEAR_UNWOUND, COFF_BANK_NONE, UNWIND_NO_REGISTERS, 0, {0}, {0}, false, "MSFT_OP_CLEAR_UNWOUND_TO_CALL"},
  // Reserved, but their sizes are told.
  {0xff000000, 0xf8000000, 2, 0, COFF_UNWIND_RESERVED, COFF_BANK_NONE, UNWIND_NO_REGISTERS, 0, {0}, {0}, false, "reserved"},
  {0xff000000, 0xf9000000, 3, 0, COFF_UNWIND_RESERVED, COFF_BANK_NONE, UNWIND_NO_REGISTERS, 0, {0}, {0}, false, "reserved"},
  {0xff000000, 0xfa000000, 4, 0, COFF_UNWIND_RESERVED, COFF_BANK_NONE, UNWIND_NO_REGISTERS, 0, {0}, {0}, false, "reserved"},
  {0xff000000, 0xfb000000, 5, 0, COFF_UNWIND_RESERVED, COFF_BANK_NONE, UNWIND_NO_REGISTERS, 0, {0}, {0}, false, "reserved"},
  {0xff000000, 0xfc000000, 1, 4, COFF_UNWIND_SIGN, COFF_BANK_X, UNWIND_ONE, 30, {0}, {0}, false, "pac_sign_lr"},
};

// "ARM exception handling", table "Unwind codes". It names no codes: those of the assemblers'
// directives (.seh_*) stand for them; _w is an instruction of 32 bits.
static const struct unwind_row arm[] = {
  {0x80000000, 0x00000000, 1, 2, COFF_UNWIND_ALLOC, COFF_BANK_NONE, UNWIND_NO_REGISTERS, 0, {0}, {0, 7, 4, 0}, false, "stackalloc"},
  {0xc0000000, 0x80000000, 2, 4, COFF_UNWIND_PUSH, COFF_BANK_R, UNWIND_MASK_LR13, 0, {0, 13, 1, 0}, {0}, false, "save_regs_w"},
  {0xf0000000, 0xc0000000, 1, 2, COFF_UNWIND_SET_FRAME, COFF_BANK_R, UNWIND_ONE, 0, {0, 4, 1, 0}, {0}, false, "save_sp"},
  {0xf8000000, 0xd0000000, 1, 2, COFF_UNWIND_PUSH, COFF_BANK_R, UNWIND_UP_TO, 4, {0, 2, 1, 0}, {0}, false, "save_regs"},
  {0xf8000000, 0xd8000000, 1, 4, COFF_UNWIND_PUSH, COFF_BANK_R, UNWIND_UP_TO, 4, {0, 2, 1, 4}, {0}, false, "save_regs_w"},
  {0xf8000000, 0xe0000000, 1, 4, COFF_UNWIND_PUSH, COFF_BANK_D, UNWIND_UP_TO, 8, {0, 3, 1, 0}, {0}, false, "save_fregs"},
  {0xfc000000, 0xe8000000, 2, 4, COFF_UNWIND_ALLOC, COFF_BANK_NONE, UNWIND_NO_REGISTERS, 0, {0}, {0, 10, 4, 0}, false, "stackalloc_w"},
  {0xfe000000, 0xec000000, 2, 2, COFF_UNWIND_PUSH, COFF_BANK_R, UNWIND_MASK_LR8, 0, {0, 8, 1, 0}, {0}, false, "save_regs"},
  {0xfff00000, 0xee000000, 2, 2, COFF_UNWIND_CUSTOM, COFF_BANK_NONE, UNWIND_NO_REGISTERS, 0, {0}, {0}, false, "custom"},
  {0xff000000, 0xee000000, 2, 0, COFF_UNWIND_RESERVED, COFF_BANK_NONE, UNWIND_NO_REGISTERS, 0, {0}, {0}, false, "available"},
  {0xfff00000, 0xef000000, 2, 4, COFF_UNWIND_SAVE, COFF_BANK_R, UNWIND_LR, 0, {0}, {0, 4, 4, 0}, true, "save_lr"},
  {0xff000000, 0xef000000, 2, 0, COFF_UNWIND_RESERVED, COFF_BANK_NONE, UNWIND_NO_REGISTERS, 0, {0}, {0}, false, "available"},
  {0xff000000, 0xf5000000, 2, 4, COFF_UNWIND_PUSH, COFF_BANK_D, UNWIND_FROM_TO, 0, {0}, {0}, false, "save_fregs"},
  {0xff000000, 0xf6000000, 2, 4, COFF_UNWIND_PUSH, COFF_BANK_D, UNWIND_FROM_TO, 16, {0}, {0}, false, "save_fregs"},
  {0xff000000, 0xf7000000, 3, 2, COFF_UNWIND_ALLOC, COFF_BANK_NONE, UNWIND_NO_REGISTERS, 0, {0}, {0, 16, 4, 0}, false, "stackalloc"},
  {0xff000000, 0xf8000000, 4, 2, COFF_UNWIND_ALLOC, COFF_BANK_NONE, UNWIND_NO_REGISTERS, 0, {0}, {0, 24, 4, 0}, false, "stackalloc"},
  {0xff000000, 0xf9000000, 3, 4, COFF_UNWIND_ALLOC, COFF_BANK_NONE, UNWIND_NO_REGISTERS, 0, {0}, {0, 16, 4, 0}, false, "stackalloc_w"},
  {0xff000000, 0xfa000000, 4, 4, COFF_UNWIND_ALLOC, COFF_BANK_NONE, UNWIND_NO_REGISTERS, 0, {0}, {0, 24, 4, 0}, false, "stackalloc_w"},
  {0xff000000, 0xfb000000, 1, 2, COFF_UNWIND_NOP, COFF_BANK_NONE, UNWIND_NO_REGISTERS, 0, {0}, {0}, false, "nop"},
  {0xff000000, 0xfc000000, 1, 4, COFF_UNWIND_NOP, COFF_BANK_NONE, UNWIND_NO_REGISTERS, 0, {0}, {0}, false, "nop_w"},
  // These two also stand for the instruction that ends an epilog.
  {0xff000000, 0xfd000000, 1, 2, COFF_UNWIND_END, COFF_BANK_NONE, UNWIND_NO_REGISTERS, 0, {0}, {0}, false, "end_nop"},
  {0xff000000, 0xfe000000, 1, 4, COFF_UNWIND_END, COFF_BANK_NONE, UNWIND_NO_REGISTERS, 0, {0}, {0}, false, "end_nop_w"},
  {0xff000000, 0xff000000, 1, 0, COFF_UNWIND_END, COFF_BANK_NONE, UNWIND_NO_REGISTERS, 0, {0}, {0}, false, "end"},
};

// clang-format on

const struct unwind_row *coff_unwind_row(enum coff_unwind_form form, uint32_t w)
{
  const struct unwind_row *rows = form == COFF_UNWIND_ARM ? arm : arm64;
  size_t n = form == COFF_UNWIND_ARM ? COFF_COUNT(arm) : COFF_COUNT(arm64);
  for (size_t i = 0; i < n; i++)
    if ((w & rows[i].mask) == rows[i].value)
      return &rows[i];
  return NULL;
}
