// From a relocation type, a generic code or a name to the flavour's howto.
//
// Skip this unless a lookup gives the wrong row.
#include "coff/reloc.h"

#include <string.h>

// XCOFF r_size: the low six bits are the field's width in bits less one (XCOFF, "Relocation
// information"); the others say how it is treated, not which row applies.
#define RSIZE_WIDTH 0x3f

// The first row of the sorted table that is not below (TYPE, RSIZE).
static size_t lower_bound(const struct coff_howto *rows, size_t n, unsigned type, unsigned rsize)
{
  size_t low = 0;
  while (low < n) {
    size_t middle = low + (n - low) / 2;
    const struct coff_howto *h = &rows[middle];
    if (h->type < type || (h->type == type && h->rsize < rsize))
      low = middle + 1;
    else
      n = middle;
  }
  return low;
}

static const struct coff_howto *exact(const struct coff_target *t, unsigned type, unsigned rsize)
{
  // Most tables begin with type 0 and have no gaps: the row is then where its type says.
  size_t at = type;
  if (at >= t->nhowtos || t->howtos[at].type != type || t->howtos[at].rsize != rsize)
    at = lower_bound(t->howtos, t->nhowtos, type, rsize);
  if (at == t->nhowtos || t->howtos[at].type != type || t->howtos[at].rsize != rsize)
    return NULL;
  return &t->howtos[at];
}

static unsigned without_hints(const struct coff_target *t, unsigned type)
{
  for (size_t i = 0; t->reloc_hints != NULL && i < t->reloc_hints->n; i++)
    type &= ~t->reloc_hints->flags[i].mask;
  return type;
}

const struct coff_howto *coff_howto_find(const struct coff_target *t, const struct coff_reloc *r)
{
  const struct coff_howto *h = exact(t, r->type, r->rsize & RSIZE_WIDTH);
  if (h == NULL)
    h = exact(t, r->type, 0);
  return h != NULL || t->reloc_hints == NULL ? h : exact(t, without_hints(t, r->type), 0);
}

const struct coff_howto *coff_howto_in_slot(const struct coff_howto *h, struct coff_reloc *r,
                                            struct coff_howto *copy)
{
  enum { BUNDLE = 16 };
  if (h->size != BUNDLE)
    return h;
  *copy = *h;
  copy->bitpos = (uint8_t)(r->vaddr % BUNDLE);
  r->vaddr -= copy->bitpos;
  return copy->bitpos <= 2 ? copy : NULL;
}

const struct coff_howto *coff_howto_for_code(const struct coff_target *t, enum coff_reloc_code code)
{
  if (code == COFF_RELOC_NONE)
    return NULL;
  for (size_t i = 0; i < t->nhowtos; i++)
    if (t->howtos[i].code == code)
      return &t->howtos[i];
  return NULL;
}

const struct coff_howto *coff_howto_by_name(const struct coff_target *t, const char *name)
{
  for (size_t i = 0; i < t->nhowtos; i++)
    if (strcmp(t->howtos[i].name, name) == 0)
      return &t->howtos[i];
  return NULL;
}
