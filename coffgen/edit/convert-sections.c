// Conversion: sections and line numbers.
//
// Skip it unless a converted section has the wrong address, size or alignment.
#include "codec/names.h"
#include "edit/convert.h"
#include "edit/memory.h"
#include "edit/place.h"
#include <string.h>

enum { INLINE_NAME = 8 };

static unsigned log2_of(uint32_t n)
{
  unsigned power = 0;
  while (n >>= 1)
    power++;
  return power;
}

// The alignment that the header says; false if it says none.
static bool stored_align(const struct coff_target *t, const struct coff_scnhdr *h, unsigned *power)
{
  uint32_t stored = (h->flags & t->align.mask) >> t->align.shift;
  if (t->records->scnhdr->align.width != 0 && h->align != 0) {
    *power = log2_of(h->align);
    return true;
  }
  *power = stored < t->align.bias ? 0 : stored - t->align.bias;
  return t->align.mask != 0 && stored != 0;
}

static bool has_align(const struct coff_target *t)
{
  return t->align.mask != 0 || t->records->scnhdr->align.width != 0;
}

// A flavour that stores no alignment takes its default for granted, and so does the other one. Debug
// information is one run of bytes in the linked file: no padding may get into it.
static void take_align(struct coff_conversion *c, const struct coff_build_section *s, uint32_t id)
{
  const struct coff_target *from = c->from->target, *to = c->to->target;
  unsigned power;
  bool stored = stored_align(from, &s->header, &power);
  if (c->to->kind == COFF_KIND_IMAGE || (!stored && has_align(from)))
    return;
  if (!stored)
    power = coff_convert_is_debug(s->name) ? 0 : from->section_align_power;
  if (!coff_build_align(c->to, id, power) && power > to->section_align_power)
    coff_convert_lose(c, COFF_LOSS_ALIGNMENT, s->name);
}

// Zero-filled memory without contents in the file: objects say its size in the header, as all flavours do
// that have no size in memory.
static void take_sizes(const struct coff_conversion *c, const struct coff_build_section *s,
                       struct coff_scnhdr *h)
{
  h->size = s->npieces == 0 ? s->header.size : 0;
  h->paddr = s->header.paddr;
  if (c->to->target->virtual_size)
    return;
  bool addressed = !c->from->target->no_addresses && !c->from->target->virtual_size;
  h->paddr = addressed ? s->header.paddr : h->vaddr;
}

static bool take_section(struct coff_conversion *c, uint32_t number)
{
  const struct coff_build_section *s = &c->from->sections[number - 1];
  const struct coff_target *to = c->to->target;
  struct coff_scnhdr h = s->header;
  bool addresses = !to->no_addresses || c->from->target->no_addresses;
  h.flags = coff_convert_section_flags(c, s);
  h.align = 0;
  h.vaddr = addresses ? s->header.vaddr : 0;
  take_sizes(c, s, &h);
  if (to->no_addresses)
    h.paddr = c->from->target->no_addresses ? s->header.paddr : 0;
  if (h.page != 0 && to->records->scnhdr->page.width == 0)
    coff_convert_lose(c, COFF_LOSS_PAGE, s->name);
  if (s->name.size > INLINE_NAME && !c->to->long_names &&
      s->name.size > to->records->scnhdr->name.width)
    coff_convert_lose(c, COFF_LOSS_NAME, s->name);
  uint32_t id = coff_build_section(c->to, s->name, &h);
  if (id == 0)
    return false;
  c->sections[number] = id;
  take_align(c, s, id);
  for (uint32_t i = 0; i < s->npieces; i++)
    if (!coff_build_contents(c->to, id, s->pieces[i]))
      return false;
  return true;
}

// Headers that hold counts, and sections of names, are made anew where the other flavour has them.
bool coff_convert_sections(struct coff_conversion *c)
{
  for (uint32_t i = 1; i <= c->from->nsections; i++) {
    const struct coff_build_section *s = &c->from->sections[i - 1];
    if (s->dropped || s->overflow_of != 0 || s->holds_names)
      continue;
    if (!take_section(c, i))
      return false;
  }
  return true;
}

// ---- Line numbers -----------------------------------------------------------------------------

// Rows name what they belong to in the same way.
static bool same_lines(const struct coff_target *a, const struct coff_target *b)
{
  const struct coff_lineno_layout *x = a->records->lineno, *y = b->records->lineno;
  return x != NULL && y != NULL && (x->srcndx.width != 0) == (y->srcndx.width != 0) &&
         (x->symndx.width != 0) == (y->symndx.width != 0) &&
         (x->fcnndx.width != 0) == (y->fcnndx.width != 0);
}

static bool map_symbol(const struct coff_conversion *c, uint32_t *id)
{
  if (*id < c->from->nsymbols)
    *id = c->symbols[*id];
  return *id != COFF_BUILD_NONE;
}

static bool map_row(const struct coff_conversion *c, struct coff_lineno *l)
{
  const struct coff_lineno_layout *f = c->from->target->records->lineno;
  return (l->lnno != 0 || f->symndx.width == 0 || map_symbol(c, &l->symndx)) &&
         (f->srcndx.width == 0 || map_symbol(c, &l->srcndx)) &&
         (f->fcnndx.width == 0 || map_symbol(c, &l->fcnndx));
}

static bool take_lines(struct coff_conversion *c, uint32_t number)
{
  const struct coff_build_section *s = &c->from->sections[number - 1];
  uint32_t id = c->sections[number];
  uint64_t moved = c->to->sections[id - 1].header.vaddr - s->header.vaddr;
  if (s->nlines != 0 && !same_lines(c->from->target, c->to->target)) {
    coff_convert_lose(c, COFF_LOSS_LINES, s->name);
    return true;
  }
  for (uint64_t i = 0; i < s->nlines; i++) {
    struct coff_lineno l = s->lines[i];
    if (!map_row(c, &l)) {
      coff_convert_lose(c, COFF_LOSS_LINES, s->name);
      continue;
    }
    l.addr += l.lnno != 0 ? moved : 0;
    if (!coff_build_line(c->to, id, &l))
      return false;
  }
  return true;
}

bool coff_convert_lines(struct coff_conversion *c)
{
  for (uint32_t i = 1; i <= c->from->nsections; i++)
    if (c->sections[i] != 0 && !take_lines(c, i))
      return false;
  return true;
}
