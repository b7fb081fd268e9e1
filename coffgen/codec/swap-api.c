// The public swap entry points: each calls the hook of the target's record set.
//
// Skip it unless you add a record kind.
#include "coff/swap.h"
#include <string.h>

void coff_swap_filehdr_in(const struct coff_target *t, const uint8_t *p, struct coff_filehdr *h)
{
  t->records->swap->filehdr_in(t, p, h);
}

bool coff_swap_filehdr_out(const struct coff_target *t, const struct coff_filehdr *h, uint8_t *p)
{
  return t->records->swap->filehdr_out(t, h, p);
}

const struct coff_aouthdr_layout *coff_aouthdr_layout_for(const struct coff_target *t,
                                                          const uint8_t *p, size_t size)
{
  if (t->records->aouthdrs == NULL || size < 2)
    return NULL;
  uint64_t magic = coff_load(p, 2, t->order);
  for (const struct coff_aouthdr_layout *const *l = t->records->aouthdrs; *l != NULL; l++)
    if (size >= (*l)->min_size && ((*l)->magic == 0 || (*l)->magic == magic))
      return *l;
  return NULL;
}

void coff_swap_aouthdr_in(const struct coff_target *t, const struct coff_aouthdr_layout *l,
                          const uint8_t *p, size_t size, struct coff_aouthdr *h)
{
  t->records->swap->aouthdr_in(t, l, p, size, h);
}

bool coff_swap_aouthdr_out(const struct coff_target *t, const struct coff_aouthdr_layout *l,
                           const struct coff_aouthdr *h, uint8_t *p, size_t size)
{
  return t->records->swap->aouthdr_out(t, l, h, p, size);
}

void coff_swap_scnhdr_in(const struct coff_target *t, const uint8_t *p, size_t n,
                         struct coff_scnhdr *s)
{
  t->records->swap->scnhdr_in(t, p, n, s);
}

bool coff_swap_scnhdr_out(const struct coff_target *t, const struct coff_scnhdr *s, size_t n,
                          uint8_t *p)
{
  return t->records->swap->scnhdr_out(t, s, n, p);
}

void coff_swap_syment_in(const struct coff_target *t, const uint8_t *p, size_t n,
                         struct coff_syment *s)
{
  t->records->swap->syment_in(t, p, n, s);
}

bool coff_swap_syment_out(const struct coff_target *t, const struct coff_syment *s, size_t n,
                          uint8_t *p)
{
  return t->records->swap->syment_out(t, s, n, p);
}

void coff_swap_auxent_in(const struct coff_target *t, const struct coff_aux_layout *l,
                         const uint8_t *p, struct coff_auxent *a)
{
  t->records->swap->auxent_in(t, l, p, a);
}

bool coff_swap_auxent_out(const struct coff_target *t, const struct coff_auxent *a, uint8_t *p)
{
  return t->records->swap->auxent_out(t, a, p);
}

void coff_swap_reloc_in(const struct coff_target *t, const uint8_t *p, size_t n,
                        struct coff_reloc *r)
{
  t->records->swap->reloc_in(t, p, n, r);
}

bool coff_swap_reloc_out(const struct coff_target *t, const struct coff_reloc *r, size_t n,
                         uint8_t *p)
{
  return t->records->swap->reloc_out(t, r, n, p);
}

void coff_swap_lineno_in(const struct coff_target *t, const uint8_t *p, size_t n,
                         struct coff_lineno *r)
{
  t->records->swap->lineno_in(t, p, n, r);
}

bool coff_swap_lineno_out(const struct coff_target *t, const struct coff_lineno *r, size_t n,
                          uint8_t *p)
{
  return t->records->swap->lineno_out(t, r, n, p);
}
