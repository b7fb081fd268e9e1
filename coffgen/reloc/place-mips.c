// The target of a MIPS16 JAL, whose parts stand in two half words.
//
// Skip this unless you work on MIPS16. MIPS16e Application-Specific Extension, JAL and JALX: the first
// half word has bits 16 to 20 of the target in its bits 5 to 9 and bits 21 to 25 in 0 to 4; the second
// one has the rest.
#include "reloc/place.h"

enum { TARGET_HIGH = 0x3ff };

// Both ways: the two groups of five bits change places.
static unsigned turned(unsigned high)
{
  return (high & 0x1f) << 5 | (high >> 5 & 0x1f);
}

void coff_reloc_put_mips16(const struct coff_howto *h, enum coff_order order, uint8_t *p,
                           uint64_t v)
{
  uint64_t target = v >> h->rightshift;
  uint64_t first = coff_load(p, 2, order) & ~(uint64_t)TARGET_HIGH;
  coff_store(p, 2, order, first | turned(target >> 16 & TARGET_HIGH));
  coff_store(p + 2, 2, order, target & 0xffff);
}

int64_t coff_reloc_addend_mips16(const struct coff_howto *h, enum coff_order order,
                                 const uint8_t *p)
{
  uint64_t high = turned(coff_load(p, 2, order) & TARGET_HIGH);
  return (int64_t)((high << 16 | coff_load(p + 2, 2, order)) << h->rightshift);
}
