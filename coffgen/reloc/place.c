// Where a relocation's value goes, where an addend comes from, and what does not fit.
//
// Skip this unless a value is right and the bytes are wrong.
#include "reloc/place.h"

static int64_t shift_right(uint64_t v, unsigned n)
{
  return (int64_t)v < 0 ? (int64_t) ~(~v >> n) : (int64_t)(v >> n);
}

static bool fits_signed(int64_t v, unsigned bits)
{
  return bits >= 64 || (bits > 0 && v == coff_sign_extend((uint64_t)v, bits));
}

static bool fits_unsigned(int64_t v, unsigned bits)
{
  return bits >= 64 || (uint64_t)v >> bits == 0;
}

static bool fits(const struct coff_howto *h, int64_t v)
{
  switch ((enum coff_overflow)h->overflow) {
  case COFF_OVF_NONE: return true;
  case COFF_OVF_SIGNED: return fits_signed(v, h->bits);
  case COFF_OVF_UNSIGNED: return fits_unsigned(v, h->bits);
  case COFF_OVF_BITFIELD: return fits_signed(v, h->bits) || fits_unsigned(v, h->bits);
  }
  return false;
}

static enum coff_order other(enum coff_order order)
{
  return order == COFF_BIG ? COFF_LITTLE : COFF_BIG;
}

static void put_field(const struct coff_howto *h, enum coff_order order, uint8_t *p, uint64_t v)
{
  uint64_t old = coff_load(p, h->size, order);
  coff_store(p, h->size, order, (old & ~h->mask) | (v << h->bitpos & h->mask));
}

// ALL: the bytes of the field as one number.
static int64_t field_addend(const struct coff_howto *h, uint64_t all)
{
  uint64_t v = (all & h->mask) >> h->bitpos;
  // Fields that must not be negative hold no negative addend either.
  if (h->overflow == COFF_OVF_UNSIGNED || h->bits == 0)
    return (int64_t)v;
  return coff_sign_extend(v, h->bits < 64 ? h->bits : 64);
}

int64_t coff_reloc_addend(const struct coff_howto *h, enum coff_order order, const uint8_t *p)
{
  uint64_t v = 0;
  if (h->size == 0)
    return 0;
  switch ((enum coff_put)h->put) {
  case COFF_PUT_FIELD: v = coff_load(p, h->size, order); break;
  case COFF_PUT_FIELD_BIG: v = coff_load(p, h->size, COFF_BIG); break;
  case COFF_PUT_FIELD_SWAPPED: v = coff_load(p, h->size, other(order)); break;
  case COFF_PUT_BITS:
  case COFF_PUT_BITS_WORDS:
  case COFF_PUT_BITS_SWAPPED: return coff_reloc_addend_bits(h, order, p);
  case COFF_PUT_C6000_LDST: return coff_reloc_addend_c6000(order, p);
  case COFF_PUT_MIPS16_JAL: return coff_reloc_addend_mips16(h, order, p);
  case COFF_PUT_IA64_IMM14:
  case COFF_PUT_IA64_IMM22:
  case COFF_PUT_IA64_IMM64:
  case COFF_PUT_IA64_BRANCH:
  case COFF_PUT_IA64_CHECK:
  case COFF_PUT_IA64_FCHECK:
  case COFF_PUT_IA64_BRANCH60: return coff_reloc_addend_ia64(h, p);
  case COFF_PUT_ARM64_ADR:
  case COFF_PUT_ARM64_IMM12:
  case COFF_PUT_ARM64_LDST12:
  case COFF_PUT_ARM64_HIGH12: return coff_reloc_addend_arm64(h, p);
  case COFF_PUT_ARM_MOV32:
  case COFF_PUT_ARM_BRANCH24: return coff_reloc_addend_arm(h, order, p);
  case COFF_PUT_THUMB_MOV32:
  case COFF_PUT_THUMB_BRANCH20:
  case COFF_PUT_THUMB_BRANCH24:
  case COFF_PUT_THUMB_BLX23: return coff_reloc_addend_thumb(h, order, p);
  }
  return (int64_t)((uint64_t)field_addend(h, v) << h->rightshift);
}

bool coff_reloc_put(const struct coff_howto *h, enum coff_order order, uint8_t *p, uint64_t value)
{
  if (h->size == 0)
    return true;
  int64_t shifted = shift_right(value, h->rightshift);
  bool ok = fits(h, shifted);
  switch ((enum coff_put)h->put) {
  case COFF_PUT_FIELD: put_field(h, order, p, (uint64_t)shifted); break;
  case COFF_PUT_FIELD_BIG: put_field(h, COFF_BIG, p, (uint64_t)shifted); break;
  case COFF_PUT_FIELD_SWAPPED: put_field(h, other(order), p, (uint64_t)shifted); break;
  case COFF_PUT_BITS:
  case COFF_PUT_BITS_WORDS:
  case COFF_PUT_BITS_SWAPPED: coff_reloc_put_bits(h, order, p, (uint64_t)shifted); break;
  case COFF_PUT_C6000_LDST: return coff_reloc_put_c6000(order, p, value);
  case COFF_PUT_MIPS16_JAL: coff_reloc_put_mips16(h, order, p, value); break;
  case COFF_PUT_IA64_IMM14:
  case COFF_PUT_IA64_IMM22:
  case COFF_PUT_IA64_IMM64:
  case COFF_PUT_IA64_BRANCH:
  case COFF_PUT_IA64_CHECK:
  case COFF_PUT_IA64_FCHECK:
  case COFF_PUT_IA64_BRANCH60: coff_reloc_put_ia64(h, p, (uint64_t)shifted); break;
  case COFF_PUT_ARM64_ADR:
  case COFF_PUT_ARM64_IMM12:
  case COFF_PUT_ARM64_LDST12:
  case COFF_PUT_ARM64_HIGH12: return coff_reloc_put_arm64(h, p, value) && ok;
  case COFF_PUT_ARM_MOV32:
  case COFF_PUT_ARM_BRANCH24: coff_reloc_put_arm(h, order, p, value); break;
  case COFF_PUT_THUMB_MOV32:
  case COFF_PUT_THUMB_BRANCH20:
  case COFF_PUT_THUMB_BRANCH24:
  case COFF_PUT_THUMB_BLX23: coff_reloc_put_thumb(h, order, p, value); break;
  }
  return ok;
}
