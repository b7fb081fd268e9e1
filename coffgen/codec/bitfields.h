// Fields of bits, in and out of a record.
//
// Skip it unless a bit field is read wrongly; the rule stands at struct coff_bit_field.
#ifndef COFFGEN_CODEC_BITFIELDS_H
#define COFFGEN_CODEC_BITFIELDS_H
#include "coff/layout.h"

static inline unsigned coff_bits_shift(const struct coff_bit_field *f, enum coff_order order)
{
  return order == COFF_BIG ? f->width * 8u - f->shift - f->bits : f->shift;
}

static inline uint64_t coff_bits_mask(const struct coff_bit_field *f)
{
  return f->bits >= 64 ? UINT64_MAX : ((uint64_t)1 << f->bits) - 1;
}

static inline uint64_t coff_bits_get(const uint8_t *p, const struct coff_bit_field *f,
                                     enum coff_order order)
{
  return coff_load(p + f->at, f->width, order) >> coff_bits_shift(f, order) & coff_bits_mask(f);
}

// Returns the bits of V that do not fit; the other fields of the same bytes stay as they are.
static inline uint64_t coff_bits_put(uint8_t *p, const struct coff_bit_field *f,
                                     enum coff_order order, uint64_t v)
{
  unsigned shift = coff_bits_shift(f, order);
  uint64_t mask = coff_bits_mask(f);
  uint64_t all = coff_load(p + f->at, f->width, order) & ~(mask << shift);
  coff_store(p + f->at, f->width, order, all | (v & mask) << shift);
  return v & ~mask;
}
#endif
