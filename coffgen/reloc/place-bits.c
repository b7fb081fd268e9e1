// Fields in several runs of bits, which the howto's mask spells out.
//
// Skip this unless such a field gets the wrong bits.
#include "reloc/place.h"

static unsigned ones(uint64_t mask)
{
  unsigned n = 0;
  for (; mask != 0; mask &= mask - 1)
    n++;
  return n;
}

// V with its halves exchanged; it has as many bits as MASK has ones.
static uint64_t exchange(uint64_t mask, uint64_t v)
{
  unsigned half = ones(mask) / 2;
  uint64_t low = ((uint64_t)1 << half) - 1;
  return (v & low) << half | (v >> half & low);
}

// The bytes of the field as one number. Words: the first is the most significant one, its bytes are in
// the order of the data.
static uint64_t load(const struct coff_howto *h, enum coff_order order, const uint8_t *p)
{
  if (h->put != COFF_PUT_BITS_WORDS)
    return coff_load(p, h->size, order);
  uint64_t all = 0;
  for (unsigned i = 0; i + 1 < h->size; i += 2)
    all = all << 16 | coff_load(p + i, 2, order);
  return all;
}

static void store(const struct coff_howto *h, enum coff_order order, uint8_t *p, uint64_t all)
{
  if (h->put != COFF_PUT_BITS_WORDS) {
    coff_store(p, h->size, order, all);
    return;
  }
  for (unsigned i = h->size; i > 1; i -= 2, all >>= 16)
    coff_store(p + i - 2, 2, order, all & 0xffff);
}

void coff_reloc_put_bits(const struct coff_howto *h, enum coff_order order, uint8_t *p, uint64_t v)
{
  uint64_t all = load(h, order, p);
  if (h->put == COFF_PUT_BITS_SWAPPED)
    v = exchange(h->mask, v);
  v >>= h->bitpos;
  for (uint64_t rest = h->mask; rest != 0; rest &= rest - 1, v >>= 1) {
    uint64_t bit = rest & (~rest + 1);
    all = (v & 1) != 0 ? all | bit : all & ~bit;
  }
  store(h, order, p, all);
}

int64_t coff_reloc_addend_bits(const struct coff_howto *h, enum coff_order order, const uint8_t *p)
{
  uint64_t all = load(h, order, p), v = 0;
  unsigned n = 0;
  for (uint64_t rest = h->mask; rest != 0; rest &= rest - 1, n++)
    v |= (uint64_t)((all & rest & (~rest + 1)) != 0) << n;
  if (h->put == COFF_PUT_BITS_SWAPPED)
    v = exchange(h->mask, v);
  v <<= h->bitpos;
  n += h->bitpos;
  if (h->overflow != COFF_OVF_UNSIGNED && n != 0 && n < 64)
    v = (uint64_t)coff_sign_extend(v, n);
  return (int64_t)(v << h->rightshift);
}
