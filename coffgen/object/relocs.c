// Relocations and line numbers of a section: checked tables, decoded in batches.
//
// Skip it unless a table of relocations or line numbers is cut wrongly.
#include "object/file.h"
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
  *t = (struct coff_reloc_table){{(const uint8_t *)"", 0, 0}, s->nreloc};
  if ((s->flags & COFF_SEC_OVERFLOW) != 0) {
    t->count = 0;
    return true;
  }
  return map_table(f, s, "relocations", s->header.relptr + (s->count_in_first ? size : 0),
                   &t->count, size, &t->bytes);
}

size_t coff_reloc_read(const struct coff_file *f, const struct coff_reloc_table *t, uint64_t first,
                       size_t n, struct coff_reloc *r)
{
  if (first >= t->count)
    return 0;
  if (n > t->count - first)
    n = (size_t)(t->count - first);
  coff_swap_reloc_in(f->target, t->bytes.data + first * f->target->records->reloc->size, n, r);
  return n;
}

bool coff_section_linenos(const struct coff_file *f, const struct coff_section *s,
                          struct coff_lineno_table *t)
{
  *t = (struct coff_lineno_table){{(const uint8_t *)"", 0, 0}, s->nlnno};
  if ((s->flags & COFF_SEC_OVERFLOW) != 0) {
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
