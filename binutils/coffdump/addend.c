// The addend of a relocation, as a person means it, and the report that its symbol does not exist.
//
// Skip it unless the addends of one flavour are shown wrongly.
#include "coffdump/addend.h"
#include <inttypes.h>

const uint8_t *reloc_field(const struct coff_section *s, struct coff_view contents,
                           const struct coff_howto *h, const struct coff_reloc *r)
{
  uint64_t unit = s->octets;
  uint64_t start = s->header.vaddr;
  if (r->vaddr < start || r->vaddr - start > contents.size / unit)
    return NULL;
  uint64_t at = (r->vaddr - start) * unit;
  return h->size > contents.size - at ? NULL : contents.data + at;
}

static bool make_difference(const struct coff_howto *a, const struct coff_howto *b)
{
  return a->mask == b->mask && a->size == b->size && a->addend == COFF_ADDEND_FIELD &&
         b->addend == COFF_ADDEND_FIELD &&
         ((a->calc == COFF_CALC_S && b->calc == COFF_CALC_NEG) ||
          (a->calc == COFF_CALC_NEG && b->calc == COFF_CALC_S));
}

// Whether row OTHER makes a difference with R; then *HELD is what their field holds of its symbol.
static bool partner(const struct coff_file *f, struct reloc_position other,
                    const struct coff_howto *h, const struct coff_reloc *r, const uint8_t *field,
                    uint64_t *held)
{
  const struct coff_target *t = coff_file_target(f);
  struct coff_reloc found;
  struct coff_syment sym;
  if (coff_reloc_read(f, other.table, other.index, 1, &found) == 0 || found.vaddr != r->vaddr)
    return false;
  const struct coff_howto *g = coff_howto_find(t, &found);
  if (g == NULL || !make_difference(h, g) || !coff_reloc_syment(f, &found, &sym))
    return false;
  *held = (uint64_t)coff_reloc_addend(g, t->data_order, field) -
          (uint64_t)coff_reloc_object_addend(t, g, &found, &sym, field);
  return true;
}

bool reloc_addend_in_field(const struct coff_howto *h)
{
  return h->addend == COFF_ADDEND_FIELD || h->addend == COFF_ADDEND_SPLIT ||
         h->addend == COFF_ADDEND_FIELD_LOW || h->addend == COFF_ADDEND_NEXT_LOW;
}

int64_t reloc_addend(const struct coff_file *f, struct reloc_position at,
                     const struct coff_howto *h, const struct coff_reloc *r,
                     const struct coff_syment *sym, const uint8_t *field)
{
  const struct coff_target *t = coff_file_target(f);
  if (coff_reloc_is_expression(h) && !coff_reloc_has_number(h))
    return 0;
  if (r->is_number)
    return (int32_t)r->symndx;
  uint64_t held, a = (uint64_t)coff_reloc_file_addend(f, h, r, sym, field);
  // Such a field holds A - P already, with P as the section lies in the object. It may be narrower
  // than P.
  bool packet = h->calc == COFF_CALC_PACKET_DISP;
  if (h->calc == COFF_CALC_PC_DISP || packet) {
    unsigned bits = h->bits + h->rightshift;
    a += (packet ? r->vaddr & ~(uint64_t)31 : r->vaddr) + (uint64_t)(int64_t)h->bias;
    return bits == 0 || bits > 64 ? (int64_t)a : coff_sign_extend(a, bits);
  }
  if (sym == NULL || !t->symbol_in_field)
    return (int64_t)a;
  struct reloc_position before = {at.table, at.index - 1}, behind = {at.table, at.index + 1};
  if (at.index != 0 && partner(f, before, h, r, field, &held))
    return 0;
  return (int64_t)(partner(f, behind, h, r, field, &held) ? a - held : a);
}

void reloc_bad_symbol(const struct coff_file *f, const struct coff_section *s,
                      const struct coff_reloc *r, uint64_t at)
{
  if (r->by_section) {
    coff_fail(coff_file_context(f), coff_file_place(f, at),
              "relocation of section %" PRIu32 " names the section with the code %" PRIu32
              ", which does not exist",
              s->number, r->symndx);
    return;
  }
  coff_fail(coff_file_context(f), coff_file_place(f, at),
            "relocation of section %" PRIu32 " names symbol %" PRIu32
            ", but there are only %" PRIu64 " entries",
            s->number, r->symndx, coff_syment_count(f));
}
