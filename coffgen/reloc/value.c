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
  // r_offset says how far before the entry its table starts.
  case COFF_CALC_SUBTRACT: *v = sa - (in->p - (uint64_t)in->offset); return true;
  case COFF_CALC_PAGE:
    *v = (sa & ~(uint64_t)PAGE_OFFSET) - (in->p & ~(uint64_t)PAGE_OFFSET);
    return true;
  case COFF_CALC_SPECIAL: break;
  }
  return false;
}
