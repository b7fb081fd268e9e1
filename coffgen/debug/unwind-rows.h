// Unwind codes of ARM and ARM64 as data: which bits make a code, and where its operands are.
//
// Skip it unless you work on coffgen/debug/unwind*.c.
#ifndef COFFGEN_DEBUG_UNWIND_ROWS_H
#define COFFGEN_DEBUG_UNWIND_ROWS_H
#include "coff/unwind.h"

// How the bits of a code name registers. N: its register field, plus the base.
enum unwind_registers {
  UNWIND_NO_REGISTERS,
  UNWIND_ONE,
  UNWIND_PAIR,      // N and N + 1
  UNWIND_WITH_LR,   // N and lr, which is x30
  UNWIND_FRAME,     // x29 (and no more)
  UNWIND_FRAME_LR,  // x29 and x30
  UNWIND_MASK_LR13, // ARM: a mask of r0 to r12, and lr if bit 13 is set
  UNWIND_MASK_LR8,  // ARM: a mask of r0 to r7, and lr if bit 8 is set
  UNWIND_UP_TO,     // the base without N's bits, up to N; and lr if bit 2 is set and the bank is R
  UNWIND_LR,        // ARM: lr, which is r14
  UNWIND_FROM_TO    // ARM: from bits 4 to 7, to bits 0 to 3; both plus the base
};

// A field of SHIFT and BITS in the code's SIZE bytes, which are read as one big-endian number; its
// value is (field + ADD) * SCALE. No bits: 0.
struct unwind_field {
  uint8_t shift, bits, scale, add;
};

struct unwind_row {
  uint32_t mask, value; // of the first four bytes, read as one big-endian number
  uint8_t size;         // bytes
  uint8_t length;       // of the instruction, bytes; 0: none
  enum coff_unwind_op op;
  enum coff_unwind_bank bank;
  enum unwind_registers registers;
  uint8_t base;               // of the registers
  struct unwind_field number; // of the register
  struct unwind_field amount;
  bool writeback;
  const char *name;
};

// The row that the first bytes W of a code match. Every byte begins some row's code; NULL if the
// other bytes have no meaning.
const struct unwind_row *coff_unwind_row(enum coff_unwind_form, uint32_t w);
#endif
