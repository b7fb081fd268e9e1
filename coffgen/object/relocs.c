// Relocations and line numbers of a section: checked tables, decoded in batches.
//
// Skip it unless a table of relocations or line numbers is cut wrongly.
#include "object/symbolic.h"
#include <inttypes.h>

// Narrows the file to COUNT records of SIZE bytes at AT and reports what is missing. AT 0 with a
// count is as wrong as an offset past the end: the file header is there.
static bool map_table(const struct coff_file *f, const struct coff_section *s, const char *what,
                      uint64_t at, uint64_t *count, uint64_t size, struct coff_view *out)
{
  uint64_t claimed = *count;
  if (claimed == 0)
    return true;
  *count = at == 0 ? 0 : coff_view_clip(f->coff, at, claimed, size, out);
  if (*count == claimed)
    return true;
  return coff_fail(f->ctx, coff_file_place(f, f->base + at),
                   "table of %" PRIu64 " %s of section %" PRIu32
                   " runs past the end of the file; %" PRIu64 " are there",
                   claimed, what, s->number, *count);
}

bool coff_section_relocs(const struct coff_file *f, const struct coff_section *s,
                         struct coff_reloc_table *t)
{
  uint64_t size = f->target->records->reloc->size;
  *t = (struct coff_reloc_table){.bytes = {(const uint8_t *)"", 0, 0}, .count = s->nreloc};
  if (f->target->records->symbolic != NULL) {
    // Silently: who asks for the contents themselves hears of what is missing.
    coff_view_clip(f->coff, s->header.scnptr + f->shift, s->file_size, 1, &t->contents);
    t->vaddr = s->header.vaddr;
  }
  if ((s->flags & COFF_SEC_OVERFLOW) != 0) {
    t->count = 0;
    return true;
  }
  return map_table(f, s, "relocations", s->header.relptr + (s->count_in_first ? size : 0),
                   &t->count, size, &t->bytes);
}

bool coff_section_relocs_of(const struct coff_file *f, uint32_t number, struct coff_reloc_table *t)
{
  enum { COUNT_FULL = 0xffff };
  const struct coff_target *target = f->target;
  const struct coff_scnhdr_layout *l = target->records->scnhdr;
  const uint8_t *header = coff_section_header(f, number);
  uint64_t count = coff_load(header + l->nreloc.at, l->nreloc.width, target->order);
  struct coff_section s = {.number = number, .nreloc = count};
  bool meant = count != COUNT_FULL && target->count_overflow != COFF_OVERFLOW_SECTION &&
               target->records->symbolic == NULL && !target->line_high_in_nreloc;
  if (!meant) // the count is elsewhere, or something else
    return coff_section_get_unnamed(f, number, &s) && coff_section_relocs(f, &s, t);
  s.header.relptr = coff_load(header + l->relptr.at, l->relptr.width, target->order);
  return coff_section_relocs(f, &s, t);
}

// Some flavours put an addend into a relocation of its own (coff_target.pair_type).
static void read_pairs(const struct coff_file *f, const struct coff_reloc_table *t, uint64_t first,
                       size_t n, struct coff_reloc *r)
{
  const struct coff_target *target = f->target;
  struct coff_reloc behind;
  for (size_t i = 0; i < n; i++) {
    r[i].is_number = r[i].type == target->pair_type;
    if (i != 0 && r[i].is_number)
      r[i - 1].pair = r[i].symndx;
  }
  if (n == t->count - first)
    return;
  uint64_t at = (first + n) * target->records->reloc->size;
  coff_swap_reloc_in(target, t->bytes.data + at, 1, &behind);
  if (behind.type == target->pair_type)
    r[n - 1].pair = behind.symndx;
}

// Relocations of some types hold no symbol, but a use or a distance (coff_symbolic.number_types).
static void mark_numbers(const struct coff_file *f, size_t n, struct coff_reloc *r)
{
  uint32_t types = f->target->records->symbolic->number_types;
  for (size_t i = 0; i < n; i++)
    r[i].is_number = r[i].type < 32 && (types >> r[i].type & 1) != 0;
}

// The low half of what relocation INDEX, R, has the high half of. Compilers may put several high halves
// in front of one low half.
static uint32_t low_half(const struct coff_file *f, const struct coff_reloc_table *t,
                         uint64_t index, const struct coff_reloc *r)
{
  enum { LOOK_AHEAD = 8 };
  const struct coff_symbolic *y = f->target->records->symbolic;
  uint64_t size = f->target->records->reloc->size;
  struct coff_reloc low;
  struct coff_view field;
  for (uint64_t i = index + 1; i < t->count && i <= index + LOOK_AHEAD; i++) {
    coff_swap_reloc_in(f->target, t->bytes.data + i * size, 1, &low);
    if (low.type != y->low_type)
      continue;
    if (low.symndx != r->symndx || low.by_section != r->by_section || low.vaddr < t->vaddr ||
        !coff_view_table(t->contents, low.vaddr - t->vaddr, 1, 4, &field))
      return 0;
    return (uint32_t)coff_load(field.data, 4, f->target->data_order) & 0xffff;
  }
  return 0;
}

static void read_high_halves(const struct coff_file *f, const struct coff_reloc_table *t,
                             uint64_t first, size_t n, struct coff_reloc *r)
{
  unsigned high = f->target->records->symbolic->high_type;
  for (size_t i = 0; i < n && high != 0; i++)
    if (r[i].type == high)
      r[i].pair = low_half(f, t, first + i, &r[i]);
}

// Types of expressions have a number or the description of a field where others have an index.
static void mark_expressions(const struct coff_target *t, size_t n, struct coff_reloc *r)
{
  for (size_t i = 0; i < n; i++) {
    const uint16_t *symbols = t->stack_symbols;
    while (*symbols != 0 && *symbols != r[i].type)
      symbols++;
    r[i].is_number = r[i].type >= t->stack_types && *symbols == 0;
  }
}

size_t coff_reloc_read(const struct coff_file *f, const struct coff_reloc_table *t, uint64_t first,
                       size_t n, struct coff_reloc *r)
{
  if (first >= t->count)
    return 0;
  if (n > t->count - first)
    n = (size_t)(t->count - first);
  coff_swap_reloc_in(f->target, t->bytes.data + first * f->target->records->reloc->size, n, r);
  if (f->target->records->symbolic != NULL)
    mark_numbers(f, n, r);
  if (f->target->records->symbolic != NULL)
    read_high_halves(f, t, first, n, r);
  if (f->target->stack_types != 0)
    mark_expressions(f->target, n, r);
  if (f->target->pair_type != 0)
    read_pairs(f, t, first, n, r);
  return n;
}

bool coff_reloc_is_bare(const struct coff_target *t, const struct coff_reloc *r)
{
  unsigned width = t->records->reloc->symndx.width;
  if (r->by_section)
    return !coff_symbolic_is_code(t, r->symndx);
  return r->symndx == (width == 0 || width >= 4 ? UINT32_MAX : ((uint32_t)1 << 8 * width) - 1);
}

bool coff_reloc_syment(const struct coff_file *f, const struct coff_reloc *r, struct coff_syment *s)
{
  if (r->is_number || coff_reloc_is_bare(f->target, r))
    return false;
  if (r->by_section)
    return coff_symbolic_section(f, r->symndx, s);
  return coff_syment_read(f, r->symndx, 1, s) == 1;
}

bool coff_section_linenos(const struct coff_file *f, const struct coff_section *s,
                          struct coff_lineno_table *t)
{
  *t = (struct coff_lineno_table){{(const uint8_t *)"", 0, 0}, s->nlnno};
  if ((s->flags & COFF_SEC_OVERFLOW) != 0 || f->target->records->lineno == NULL) {
    t->count = 0;
    return true;
  }
  return map_table(f, s, "line numbers", s->header.lnnoptr, &t->count,
                   f->target->records->lineno->size, &t->bytes);
}

size_t coff_lineno_read(const struct coff_file *f, const struct coff_lineno_table *t,
                        uint64_t first, size_t n, struct coff_lineno *r)
{
  if (first >= t->count)
    return 0;
  if (n > t->count - first)
    n = (size_t)(t->count - first);
  coff_swap_lineno_in(f->target, t->bytes.data + first * f->target->records->lineno->size, n, r);
  return n;
}
