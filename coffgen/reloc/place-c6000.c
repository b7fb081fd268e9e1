// Offsets of loads and stores from the data page pointer (TMS320C6000), which count in the units of the
// access.
//
// Skip this unless you work on this processor. The instruction is that of the C6000 CPU and instruction set
// reference guide, "load or store, long immediate": ucst15 in bits 8 to 22, what is accessed in bits 4
// to 6. ADDAB, ADDAH and ADDAW from the same register have the stores' numbers.
#include "reloc/place.h"

#define OFFSET_AT   8
#define OFFSET_MASK 0x7fffu

// LDHU, LDBU, LDB, STB, LDH, STH, LDW, STW.
static unsigned scale(uint32_t insn)
{
  static const uint8_t scales[8] = {1, 0, 0, 0, 1, 1, 2, 2};
  return scales[insn >> 4 & 7];
}

bool coff_reloc_put_c6000(enum coff_order order, uint8_t *p, uint64_t v)
{
  uint32_t insn = (uint32_t)coff_load(p, 4, order);
  unsigned n = scale(insn);
  coff_store(p, 4, order,
             (insn & ~(OFFSET_MASK << OFFSET_AT)) | ((uint32_t)(v >> n) & OFFSET_MASK)
                                                        << OFFSET_AT);
  return v >> n <= OFFSET_MASK && (v & (((uint64_t)1 << n) - 1)) == 0;
}

int64_t coff_reloc_addend_c6000(enum coff_order order, const uint8_t *p)
{
  uint32_t insn = (uint32_t)coff_load(p, 4, order);
  return (int64_t)(insn >> OFFSET_AT & OFFSET_MASK) << scale(insn);
}
