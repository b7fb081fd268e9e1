// Records of ECOFF's symbolic information, between their bytes and their numbers.
//
// Skip it unless a descriptor or an auxiliary symbol is read wrongly.
#include "codec/bitfields.h"
#include "codec/records.h"
#include "coff/swap.h"
#include <string.h>

void coff_swap_local_in(const struct coff_target *t, const uint8_t *p, size_t n,
                        struct coff_syment *s)
{
  coff_layout_syments_in(t->records->symbolic->local, t->order, p, n, s);
  for (size_t i = 0; i < n; i++)
    s[i].local = true;
}

bool coff_swap_local_out(const struct coff_target *t, const struct coff_syment *s, size_t n,
                         uint8_t *p)
{
  return coff_layout_syments_out(t->records->symbolic->local, t->order, s, n, p);
}

void coff_swap_symbolic_in(const struct coff_target *t, enum coff_symbolic_record kind,
                           enum coff_order order, const uint8_t *p, struct coff_symbolic_numbers *v)
{
  const struct coff_symbolic_layout *l = &t->records->symbolic->records[kind];
  memset(v, 0, sizeof *v);
  for (const struct coff_symbolic_item *i = l->items; i < l->items + l->nitems; i++) {
    const struct coff_bit_field *f = &i->place;
    unsigned bits = f->bits == 0 ? f->width * 8u : f->bits;
    uint64_t x = f->bits == 0 ? coff_load(p + f->at, f->width, order) : coff_bits_get(p, f, order);
    v->field[f->id] = i->is_signed ? (uint64_t)coff_sign_extend(x, bits) : x;
  }
}

bool coff_swap_symbolic_out(const struct coff_target *t, enum coff_symbolic_record kind,
                            enum coff_order order, const struct coff_symbolic_numbers *v,
                            uint8_t *p)
{
  const struct coff_symbolic_layout *l = &t->records->symbolic->records[kind];
  uint64_t lost = 0;
  memset(p, 0, l->size);
  for (const struct coff_symbolic_item *i = l->items; i < l->items + l->nitems; i++) {
    const struct coff_bit_field *f = &i->place;
    uint64_t x = v->field[f->id];
    unsigned bits = f->bits == 0 ? f->width * 8u : f->bits;
    uint64_t rest =
        f->bits == 0 ? coff_store(p + f->at, f->width, order, x) : coff_bits_put(p, f, order, x);
    bool fits = i->is_signed && bits < 64 ? coff_sign_extend(x, bits) == (int64_t)x : rest == 0;
    lost |= !fits;
  }
  return lost == 0;
}
