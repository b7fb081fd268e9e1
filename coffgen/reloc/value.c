// What a relocation computes: a pure function of addresses and the addend.
//
// Skip this unless a relocated field holds the wrong number; where its bits go is place.c.
#include "coff/reloc.h"

// ADRP counts in these, whatever the page size of the system (Arm ARM, C6.2 ADRP).
#define PAGE_OFFSET 0xfffu

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
  case COFF_CALC_SPECIAL: break;
  }
  return false;
}

// What the field holds of its symbol beside the addend. A common symbol's value is its size.
static uint64_t held(const struct coff_target *t, const struct coff_howto *h,
                     const struct coff_syment *sym)
{
  if (sym == NULL || !t->symbol_in_field || (sym->scnum == 0 && !t->common_in_field))
    return 0;
  return h->calc == COFF_CALC_NEG ? 0 - sym->value : sym->value;
}

int64_t coff_reloc_object_addend(const struct coff_target *t, const struct coff_howto *h,
                                 const struct coff_reloc *r, const struct coff_syment *sym,
                                 const uint8_t *p)
{
  switch ((enum coff_addend)h->addend) {
  case COFF_ADDEND_NONE: return 0;
  case COFF_ADDEND_FIELD:
    return (int64_t)((uint64_t)coff_reloc_addend(h, t->data_order, p) - held(t, h, sym));
  case COFF_ADDEND_RELOC: return r->offset;
  }
  return 0;
}
