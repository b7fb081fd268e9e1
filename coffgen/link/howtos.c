// Relocation types, looked up once.
//
// Skip it unless a type is unknown, or a base relocation is missing.
#include "link/link.h"

// The base relocation that moves what H stores: an address as it is, as many bits in the same places. 0: none.
static uint8_t base_type(const struct coff_link *ld, const struct coff_howto *h)
{
  enum { TYPES = 16 };
  if (h->calc != COFF_CALC_S || h->rightshift != 0 || ld->image->base_relocs == NULL)
    return 0;
  for (unsigned i = 1; i < TYPES; i++) {
    const struct coff_base_reloc_type *b = coff_target_base_reloc(ld->image, i);
    if (b != NULL && b->bits != 0 && b->bits == h->bits && b->put == h->put)
      return (uint8_t)i;
  }
  return 0;
}

// Types that mean one thing whatever else the record says.
void coff_link_learn_howtos(struct coff_link *ld)
{
  for (size_t i = 0; i < ld->target->nhowtos; i++) {
    const struct coff_howto *h = &ld->target->howtos[i];
    if (h->type < COFF_LINK_HOWTOS && h->rsize == 0) {
      ld->howtos[h->type] = h;
      ld->base_types[h->type] = base_type(ld, h);
    }
  }
}

const struct coff_howto *coff_link_howto(const struct coff_link *ld, const struct coff_reloc *r)
{
  if (r->type < COFF_LINK_HOWTOS && ld->howtos[r->type] != NULL)
    return ld->howtos[r->type];
  return coff_howto_find(ld->target, r);
}

uint8_t coff_link_base_type(const struct coff_link *ld, const struct coff_reloc *r,
                            const struct coff_howto *h)
{
  return r->type < COFF_LINK_HOWTOS && ld->howtos[r->type] == h ? ld->base_types[r->type]
                                                                : base_type(ld, h);
}
