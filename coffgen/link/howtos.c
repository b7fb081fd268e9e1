// Relocations of atoms, and their types, looked up once.
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

static bool is_whole(const struct coff_howto *h)
{
  uint64_t all = h->size >= 8 ? UINT64_MAX : ((uint64_t)1 << 8 * h->size) - 1;
  return h->put == COFF_PUT_FIELD && h->mask == all && h->bitpos == 0 && h->rightshift == 0 &&
         h->bits == 8 * h->size;
}

// Addresses must be as wide as what computes them, for then nothing wraps around.
static struct coff_link_plain plain_of(const struct coff_target *t, const struct coff_howto *h)
{
  bool known = h->calc == COFF_CALC_S || h->calc == COFF_CALC_PC || h->calc == COFF_CALC_IMAGE ||
               h->calc == COFF_CALC_SECREL;
  bool apart = t->symbol_in_field || t->symbol_in_offset || t->records->symbolic != NULL ||
               t->pair_type != 0 || t->stack_types != 0;
  if (!known || apart || !is_whole(h) || h->addend != COFF_ADDEND_FIELD || t->address_bits != 64 ||
      t->data_order != COFF_LITTLE || (h->size != 4 && h->size != 8))
    return (struct coff_link_plain){0};
  return (struct coff_link_plain){h->size, h->calc, h->overflow, h->bias};
}

// Types that mean one thing whatever else the record says.
void coff_link_learn_howtos(struct coff_link *ld)
{
  for (size_t i = 0; i < ld->target->nhowtos; i++) {
    const struct coff_howto *h = &ld->target->howtos[i];
    if (h->type < COFF_LINK_HOWTOS && h->rsize == 0) {
      ld->howtos[h->type] = h;
      ld->base_types[h->type] = base_type(ld, h);
      if (!coff_link_marks_code(ld))
        ld->plain[h->type] = plain_of(ld->target, h);
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

void coff_link_relocs_open(const struct coff_link *ld, const struct coff_atom *a,
                           struct coff_link_relocs *c)
{
  c->file = &ld->files[a->file];
  c->read = c->n = c->next = 0;
  c->table = (struct coff_reloc_table){.count = a->nrelocs};
  if (a->nrelocs != 0)
    c->table.bytes = (struct coff_view){
        a->relocs, a->nrelocs * (uint64_t)c->file->target->records->reloc->size, 0};
}
