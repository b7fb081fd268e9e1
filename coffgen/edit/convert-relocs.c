// Conversion: relocations, by what they compute; addends move to where the other flavour keeps them.
//
// Skip it unless a converted relocation has the wrong type or addend.
//
// An addend is made canonical (what is added to the address of the symbol) and stored again, so it does
// not matter whether a field holds the symbol's value, or the address of its own end, too.
#include "edit/convert.h"
#include "edit/memory.h"
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

struct moving {
  struct coff_conversion *c;
  const struct coff_build_section *from;
  struct coff_build_section *to;
  uint8_t *bytes; // contents of TO, writable
  uint64_t size;
};

// ---- Types ------------------------------------------------------------------------------------

static bool is_pc(const struct coff_howto *h)
{
  return h->calc == COFF_CALC_PC || h->calc == COFF_CALC_PC_DISP;
}

// Both compute the same and put it in the same bits.
static bool same_shape(const struct coff_howto *a, const struct coff_howto *b)
{
  return (a->calc == b->calc || (is_pc(a) && is_pc(b))) && a->put == b->put && a->size == b->size &&
         a->bits == b->bits && a->rightshift == b->rightshift && a->bitpos == b->bitpos &&
         a->mask == b->mask && (a->bias == b->bias || is_pc(a)) &&
         (a->calc != COFF_CALC_SPECIAL || strcmp(a->name, b->name) == 0);
}

static unsigned likeness(const struct coff_howto *a, const struct coff_howto *b)
{
  return 1 + 8u * (a->code != COFF_RELOC_NONE && a->code == b->code) +
         4u * (strcmp(a->name, b->name) == 0) + 2u * (a->type == b->type) +
         (a->overflow == b->overflow) + 2u * (a->bias == b->bias);
}

static const struct coff_howto *find_like(const struct coff_target *t, const struct coff_howto *h)
{
  const struct coff_howto *best = NULL;
  unsigned most = 0;
  for (size_t i = 0; i < t->nhowtos; i++) {
    const struct coff_howto *other = &t->howtos[i];
    if (!same_shape(h, other) || likeness(h, other) <= most)
      continue;
    best = other;
    most = likeness(h, other);
  }
  return best;
}

static const struct coff_build_symbol *symbol_at(const struct coff_build *b, uint32_t id)
{
  return id < b->nsymbols ? &b->symbols[id] : NULL;
}

// The symbol lies in debug information, which other debug information refers to by offset. Flavours that
// link such sections at 0 have addresses for that, others have a type for offsets in a section.
static bool is_debug_offset(const struct coff_build *b, uint32_t symbol)
{
  const struct coff_build_symbol *s = symbol_at(b, symbol);
  return s != NULL && s->native.scnum > 0 &&
         coff_convert_is_debug(b->sections[s->native.scnum - 1].name);
}

static const struct coff_howto *counterpart(const struct moving *m, const struct coff_reloc *r,
                                            const struct coff_howto *h)
{
  const struct coff_target *from = m->c->from->target, *to = m->c->to->target;
  bool from_offsets = coff_howto_for_code(from, COFF_RELOC_32_SECREL) != NULL;
  const struct coff_howto *offset = coff_howto_for_code(to, COFF_RELOC_32_SECREL);
  if (from_offsets != (offset != NULL) && coff_convert_is_debug(m->from->name) &&
      is_debug_offset(m->c->from, r->symndx)) {
    if (h->code == COFF_RELOC_32 && offset != NULL)
      return offset;
    if (h->code == COFF_RELOC_32_SECREL)
      return coff_howto_for_code(to, COFF_RELOC_32);
  }
  const struct coff_howto *like = find_like(to, h);
  if (like != NULL)
    return like;
  like = coff_howto_for_code(to, (enum coff_reloc_code)h->code);
  return like != NULL && like->size == h->size ? like : NULL;
}

// ---- Addends ----------------------------------------------------------------------------------

// What is added to the symbol's address. A displacement holds the address of its own end as well.
static uint64_t addend_of(const struct moving *m, const struct coff_howto *h,
                          const struct coff_reloc *r, const uint8_t *p)
{
  const struct coff_build_symbol *s = symbol_at(m->c->from, r->symndx);
  uint64_t a = (uint64_t)coff_reloc_object_addend(m->c->from->target, h, r,
                                                  s == NULL ? NULL : &s->native, p);
  if (h->calc == COFF_CALC_PC_DISP)
    a += r->vaddr + (uint64_t)(int64_t)h->bias;
  return a;
}

// What field or r_offset hold beside the addend.
static uint64_t beside(const struct moving *m, const struct coff_howto *h,
                       const struct coff_reloc *r, const uint8_t *p)
{
  const struct coff_build_symbol *s = symbol_at(m->c->to, r->symndx);
  const struct coff_target *t = m->c->to->target;
  uint64_t v = h->calc == COFF_CALC_PC_DISP ? 0 - (r->vaddr + (uint64_t)(int64_t)h->bias) : 0;
  if (s == NULL)
    return v;
  return v + (uint64_t)coff_reloc_object_addend(t, h, r, NULL, p) -
         (uint64_t)coff_reloc_object_addend(t, h, r, &s->native, p);
}

static bool store(const struct moving *m, const struct coff_howto *was, const struct coff_howto *h,
                  struct coff_reloc *r, uint8_t *p, uint64_t addend)
{
  const struct coff_target *t = m->c->to->target;
  uint64_t v = coff_reloc_wrap(t, h, addend + beside(m, h, r, p));
  bool in_field = was->addend == COFF_ADDEND_FIELD;
  switch ((enum coff_addend)h->addend) {
  case COFF_ADDEND_NONE: return addend == 0;
  case COFF_ADDEND_RELOC:
    r->offset = (int64_t)v;
    return !in_field || coff_reloc_put(h, t->data_order, p, 0);
  case COFF_ADDEND_FIELD:
    r->offset = 0;
    // The rule for overflow is for what a link stores: an addend may wrap around as its address does.
    coff_reloc_put(h, t->data_order, p, v);
    return h->bits + h->rightshift < t->address_bits
               ? (uint64_t)coff_reloc_addend(h, t->data_order, p) == v
               : true;
  default: return false; // shares with what stands beside it: only as it is
  }
}

// ---- One relocation ---------------------------------------------------------------------------

static void lose(const struct moving *m, enum coff_loss kind, const struct coff_reloc *r,
                 const char *name)
{
  char text[160];
  size_t n = m->from->name.size < 60 ? m->from->name.size : 60;
  snprintf(text, sizeof text, "%.30s at 0x%" PRIx64 " of %.*s", name, r->vaddr, (int)n,
           m->from->name.data);
  coff_convert_lose(m->c, kind, (struct coff_str){text, strlen(text)});
}

static uint8_t *field_at(const struct moving *m, const struct coff_reloc *r, unsigned size)
{
  const struct coff_target *t = m->c->from->target;
  uint8_t width = m->from->header.mem_width;
  uint64_t unit = width != 0 && width % 8 == 0 ? width / 8u : t->octets > 1 ? t->octets : 1;
  uint64_t start = m->from->header.vaddr;
  if (r->vaddr < start || r->vaddr - start > m->size / unit ||
      size > m->size - (r->vaddr - start) * unit)
    return NULL;
  return m->bytes + (r->vaddr - start) * unit;
}

static void set_size(const struct coff_target *t, const struct coff_howto *h, struct coff_reloc *r)
{
  if (t->records->reloc->rsize.width == 0 || r->rsize != 0)
    return;
  r->rsize = h->rsize != 0 ? h->rsize : (uint8_t)(h->bits == 0 ? 0 : h->bits - 1);
  r->rsize |= h->overflow == COFF_OVF_SIGNED ? 0x80 : 0;
}

// R is converted in place; its loss, or COFF_LOSSES.
static enum coff_loss move_reloc(const struct moving *m, const struct coff_howto *h,
                                 struct coff_reloc *r)
{
  const struct coff_target *to = m->c->to->target;
  struct coff_reloc is = *r;
  const struct coff_howto *other = h == NULL ? NULL : counterpart(m, r, h);
  if (other == NULL || r->is_number || r->by_section)
    return COFF_LOSS_RELOC_TYPE;
  is.type = other->type;
  is.symndx = r->symndx < m->c->from->nsymbols ? m->c->symbols[r->symndx] : COFF_BUILD_NONE;
  if (is.symndx == COFF_BUILD_NONE && r->symndx != COFF_BUILD_NONE)
    return COFF_LOSS_RELOC_SYMBOL;
  is.vaddr += m->to->header.vaddr - m->from->header.vaddr;
  set_size(to, other, &is);
  unsigned size = h->size > other->size ? h->size : other->size;
  uint8_t *p = size == 0 ? m->bytes : field_at(m, r, size);
  if (size != 0 && p == NULL)
    return COFF_LOSS_RELOC_PLACE;
  uint64_t a = size == 0 ? (uint64_t)r->offset : addend_of(m, h, r, p);
  if (is_pc(h)) // S + a - (P + bias), whatever the bias
    a += (uint64_t)(int64_t)other->bias - (uint64_t)(int64_t)h->bias;
  if (size != 0 && !store(m, h, other, &is, p, a))
    return COFF_LOSS_ADDEND;
  *r = is;
  return COFF_LOSSES;
}

// The values of the symbol that fields may hold are what they were, and the field has not moved.
static bool is_unmoved(const struct moving *m, const struct coff_reloc *r)
{
  const struct coff_target *from = m->c->from->target, *to = m->c->to->target;
  const struct coff_build_symbol *was = symbol_at(m->c->from, r->symndx), *is;
  if (!coff_convert_same_values(from, to) || m->from->header.vaddr != m->to->header.vaddr)
    return false;
  if (r->is_number || r->by_section || was == NULL)
    return true;
  is = symbol_at(m->c->to, m->c->symbols[r->symndx]);
  return is != NULL && (!from->symbol_in_field || is->native.value == was->native.value);
}

static bool take_reloc(const struct moving *m, uint32_t section, const struct coff_reloc *one)
{
  struct coff_reloc r = *one;
  const struct coff_howto *h = coff_howto_find(m->c->from->target, &r);
  if (is_unmoved(m, &r)) {
    if (!r.is_number && !r.by_section && r.symndx < m->c->from->nsymbols)
      r.symndx = m->c->symbols[r.symndx];
    return coff_build_reloc(m->c->to, section, &r);
  }
  enum coff_loss loss = move_reloc(m, h, &r);
  if (loss == COFF_LOSSES)
    return coff_build_reloc(m->c->to, section, &r);
  char number[24];
  snprintf(number, sizeof number, "type 0x%" PRIx32, one->type);
  lose(m, loss, one, h == NULL ? number : h->name);
  return true;
}

// ---- Sections ---------------------------------------------------------------------------------

// Contents as one piece that may be written to.
static bool copy_contents(struct moving *m, uint32_t id)
{
  struct coff_build *to = m->c->to;
  m->to = &to->sections[id - 1];
  for (uint32_t i = 0; i < m->to->npieces; i++)
    m->size += m->to->pieces[i].size;
  m->bytes = coff_build_bytes(to, (size_t)m->size + 1);
  if (m->bytes == NULL)
    return false;
  uint64_t at = 0;
  for (uint32_t i = 0; i < m->to->npieces; i++) {
    struct coff_view v = m->to->pieces[i];
    if (v.size != 0)
      memcpy(m->bytes + at, v.data, (size_t)v.size);
    at += v.size;
  }
  m->to->npieces = 0;
  return m->size == 0 ||
         coff_build_contents(to, id, (struct coff_view){m->bytes, m->size, COFF_NOWHERE});
}

static bool take_relocs(struct coff_conversion *c, uint32_t number)
{
  struct moving m = {.c = c, .from = &c->from->sections[number - 1]};
  uint32_t id = c->sections[number];
  m.to = &c->to->sections[id - 1];
  bool as_is = coff_convert_same_values(c->from->target, c->to->target) &&
               c->from->target->classes == c->to->target->classes &&
               m.from->header.vaddr == m.to->header.vaddr;
  if (!as_is && m.from->nrelocs != 0 && !copy_contents(&m, id))
    return false;
  for (uint64_t i = 0; i < m.from->nrelocs; i++)
    if (!take_reloc(&m, id, &m.from->relocs[i]))
      return false;
  return true;
}

bool coff_convert_relocs(struct coff_conversion *c)
{
  for (uint32_t i = 1; i <= c->from->nsections; i++)
    if (c->sections[i] != 0 && !take_relocs(c, i))
      return false;
  return true;
}
