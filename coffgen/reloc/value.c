// What a relocation computes: a pure function of addresses and the addend.
//
// Skip this unless a relocated field holds the wrong number; where its bits go is place.c.
#include "coff/reloc.h"

// ADRP counts in these, whatever the page size of the system (Arm ARM, C6.2 ADRP).
#define PAGE_OFFSET 0xfffu

// Z8001: seven bits of segment number stand in bits 24 to 30 of a pointer, under a bit that says
// that the offset has 16 bits; in addresses they follow the offset.
static uint64_t segmented(uint64_t address)
{
  return 0x80000000u | (address >> 16 & 0x7f) << 24 | (address & 0xffff);
}

// Each half below is added as a signed number: 0x8000 for each of those that are shifted out.
static uint64_t rounding(const struct coff_howto *h)
{
  uint64_t round = 0x8000;
  for (unsigned bit = 32; bit <= h->rightshift; bit += 16)
    round = round << 16 | 0x8000;
  return round;
}

bool coff_reloc_value(const struct coff_howto *h, const struct coff_reloc_input *in, int64_t addend,
                      uint64_t *v)
{
  uint64_t a = (uint64_t)addend;
  uint64_t sa = in->s + a;
  switch ((enum coff_calc)h->calc) {
  case COFF_CALC_NONE: *v = 0; return true;
  case COFF_CALC_S: *v = sa; return true;
  case COFF_CALC_PC: *v = sa - (in->p + (uint64_t)(int64_t)h->bias); return true;
  case COFF_CALC_PC_DISP: *v = sa - in->displacement; return true;
  case COFF_CALC_IMAGE: *v = sa - in->image_base; return true;
  case COFF_CALC_SECREL: *v = sa - in->section_base; return true;
  case COFF_CALC_SECTION: *v = in->section + a; return true;
  case COFF_CALC_NEG: *v = a - in->s; return true;
  case COFF_CALC_TOC: *v = sa - in->toc; return true;
  // The low half is added as a signed number, so the high half makes up for its sign.
  case COFF_CALC_TOC_HIGH: *v = sa - in->toc + 0x8000; return true;
  case COFF_CALC_GP: *v = sa - in->gp; return true;
  case COFF_CALC_TOKEN: *v = in->symndx; return true;
  case COFF_CALC_PAGE:
    *v = (sa & ~(uint64_t)PAGE_OFFSET) - (in->p & ~(uint64_t)PAGE_OFFSET);
    return true;
  case COFF_CALC_BACK: *v = in->p + (uint64_t)(int64_t)h->bias - sa; return true;
  case COFF_CALC_HIGH_ADJUSTED: *v = sa + rounding(h); return true;
  case COFF_CALC_SECREL_HIGH: *v = sa - in->section_base + rounding(h); return true;
  case COFF_CALC_GP_HIGH: *v = sa - in->gp + rounding(h); return true;
  case COFF_CALC_PC_WORD:
    *v = sa - ((in->p + (uint64_t)(int64_t)h->bias) & ~(uint64_t)3);
    return true;
  case COFF_CALC_SECTION_START: *v = in->section_base + a; return true;
  case COFF_CALC_SEGMENTED: *v = in->section == 0 ? sa : segmented(sa); return true;
  case COFF_CALC_WINDOW: *v = (sa & 0x7fff) | 0x8000; return true;
  case COFF_CALC_CODE_WORDS: *v = in->code ? sa >> 1 : sa; return true;
  case COFF_CALC_PACKET_DISP: *v = sa - in->displacement; return true;
  case COFF_CALC_NOT: *v = ~sa; return true;
  case COFF_CALC_GP_HERE: *v = in->gp + a - in->p; return true;
  default: break; // COFF_CALC_SPECIAL, and operators: expression.c
  }
  return false;
}

uint64_t coff_reloc_wrap(const struct coff_target *t, const struct coff_howto *h, uint64_t v)
{
  unsigned bits = h->bits + h->rightshift;
  if (bits < t->address_bits)
    bits = t->address_bits;
  if (bits >= 64 || bits == 0)
    return v;
  if (h->overflow == COFF_OVF_UNSIGNED)
    return v & (((uint64_t)1 << bits) - 1);
  return (uint64_t)coff_sign_extend(v, bits);
}

// What the field holds of its symbol beside the addend. A common symbol's value is its size.
static uint64_t held(const struct coff_target *t, const struct coff_howto *h,
                     const struct coff_reloc *r, const struct coff_syment *sym)
{
  if (r->by_section) // what is meant lies at the address in the field
    return sym == NULL ? 0 : sym->value;
  if (sym == NULL || !t->symbol_in_field || (sym->scnum == 0 && !t->common_in_field))
    return 0;
  return h->calc == COFF_CALC_NEG ? 0 - sym->value : sym->value;
}

// The low half of the addend lies in the field as it is: RIGHTSHIFT is for the result.
static uint64_t low_half(const struct coff_howto *h, const struct coff_target *t, const uint8_t *p)
{
  return (uint64_t)(coff_reloc_addend(h, t->data_order, p) >> h->rightshift);
}

// The addend in the field, and what the record adds to it.
static uint64_t in_field(const struct coff_target *t, const struct coff_howto *h,
                         const struct coff_reloc *r, const uint8_t *p)
{
  uint64_t a = (uint64_t)coff_reloc_addend(h, t->data_order, p);
  if (h->calc == COFF_CALC_NOT)
    a = (uint64_t)coff_sign_extend(~a, h->bits);
  if (h->addend == COFF_ADDEND_FIELD_LOW)
    a += r->stuff & (((uint64_t)1 << h->rightshift) - 1);
  return a;
}

int64_t coff_reloc_object_addend(const struct coff_target *t, const struct coff_howto *h,
                                 const struct coff_reloc *r, const struct coff_syment *sym,
                                 const uint8_t *p)
{
  switch ((enum coff_addend)h->addend) {
  case COFF_ADDEND_NONE: return 0;
  case COFF_ADDEND_FIELD:
  case COFF_ADDEND_FIELD_LOW: return (int64_t)(in_field(t, h, r, p) - held(t, h, r, sym));
  case COFF_ADDEND_RELOC:
    return t->symbol_in_offset && sym != NULL && sym->scnum > 0
               ? (int64_t)((uint64_t)r->offset - sym->value)
               : r->offset;
  case COFF_ADDEND_SPLIT: return (int64_t)(((uint64_t)r->offset << 16) + low_half(h, t, p));
  case COFF_ADDEND_NEXT: return (int32_t)r->pair;
  case COFF_ADDEND_NEXT_LOW:
    return (int64_t)((uint64_t)coff_reloc_addend(h, t->data_order, p) +
                     (uint64_t)coff_sign_extend(r->pair, 16) - held(t, h, r, sym));
  }
  return 0;
}

int64_t coff_reloc_file_addend(const struct coff_file *f, const struct coff_howto *h,
                               const struct coff_reloc *r, const struct coff_syment *sym,
                               const uint8_t *p)
{
  const struct coff_target *t = coff_file_target(f);
  const struct coff_aouthdr *aout = coff_file_aouthdr(f);
  uint64_t a = (uint64_t)coff_reloc_object_addend(t, h, r, sym, p);
  bool relative = h->calc == COFF_CALC_GP || h->calc == COFF_CALC_GP_HIGH;
  if (relative && aout != NULL && (r->by_section || t->gp_in_field))
    a += aout->field[COFF_AOUT_GP_VALUE];
  return (int64_t)a;
}
