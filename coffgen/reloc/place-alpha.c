// A number of 32 bits in two Alpha instructions, LDAH and LDA.
//
// Skip this unless you work on Alpha. Alpha Architecture Handbook, LDAx: both add their 16 bits as a
// signed number, LDAH times 65536.
#include "coff/reloc.h"

enum { HALF = 0xffff };

int64_t coff_reloc_pair_addend(enum coff_order order, const uint8_t *high, const uint8_t *low)
{
  int64_t h = coff_sign_extend(coff_load(high, 4, order) & HALF, 16);
  return h * (HALF + 1) + coff_sign_extend(coff_load(low, 4, order) & HALF, 16);
}

bool coff_reloc_put_pair(enum coff_order order, uint8_t *high, uint8_t *low, uint64_t v)
{
  uint64_t rounded = v + 0x8000; // the low half is signed
  uint64_t h = coff_load(high, 4, order) & ~(uint64_t)HALF;
  coff_store(high, 4, order, h | (rounded >> 16 & HALF));
  uint64_t l = coff_load(low, 4, order) & ~(uint64_t)HALF;
  coff_store(low, 4, order, l | (v & HALF));
  return coff_sign_extend(rounded, 32) == (int64_t)rounded;
}
