// XCOFF overflow sections: which one holds the counts of a section that has too many.
//
// Skip it unless you work on XCOFF.
//
// Found once for all sections, so that a file of overflowing sections costs no square of them. In
// an overflow header both s_nreloc and s_nlnno are the number of the section concerned.
#include "base/alloc.h"
#include "object/file.h"
#include <string.h>

struct table {
  uint32_t count;
  uint32_t section[]; // by number - 1: its overflow section, or 0
};

static void *build(const struct coff_file *f)
{
  const struct coff_target *t = f->target;
  struct table *table = coff_alloc(f->ctx, sizeof *table + (size_t)f->nscns * sizeof(uint32_t));
  struct coff_scnhdr h;
  if (table == NULL)
    return NULL;
  table->count = f->nscns;
  for (uint32_t i = 0; i < f->nscns; i++) {
    coff_swap_scnhdr_in(t, f->scnhdrs.data + (uint64_t)i * t->records->scnhdr->size, 1, &h);
    for (const struct coff_flag *n = t->section_flags->flags;
         n < t->section_flags->flags + t->section_flags->n; n++)
      if ((n->meaning & COFF_SEC_OVERFLOW) != 0 && (h.flags & n->mask) == n->value &&
          h.nreloc != 0 && h.nreloc <= f->nscns && table->section[h.nreloc - 1] == 0)
        table->section[h.nreloc - 1] = i + 1;
  }
  return table;
}

uint32_t coff_overflow_section(const struct coff_file *f, uint32_t number)
{
  const struct table *table = coff_file_table(f, &f->overflow, build);
  if (table == NULL)
    return 0;
  return number == 0 || number > table->count ? 0 : table->section[number - 1];
}
