// Symbols that nothing defines: who refers to them.
//
// Skip it unless such a message says too little.
//
// Only what is in the image counts: a name in a symbol table that no relocation uses is no reference.
#include "coff/reloc.h"
#include "link/link.h"
#include <inttypes.h>

enum { BATCH = 256, MOST = 20 };

static bool is_missing(const struct coff_link_symbol *s)
{
  return s->used && s->state == COFF_LINK_UNDEFINED;
}

static bool any_missing(const struct coff_link *ld)
{
  for (uint32_t i = 0; i < ld->nsymbols; i++)
    if (is_missing(&ld->symbols[i]))
      return true;
  return false;
}

static void report(struct coff_link *ld, const struct coff_atom *a, uint64_t offset,
                   const struct coff_link_symbol *s)
{
  coff_link_fail(ld, coff_link_in(ld, a->file), "%.*s+0x%" PRIx64 ": undefined reference to '%.*s'",
                 (int)a->name.size, a->name.data, offset, (int)s->name.size, s->name.data);
}

static unsigned look_into(struct coff_link *ld, const struct coff_atom *a, unsigned found)
{
  const struct coff_link_file *f = &ld->files[a->file];
  struct coff_reloc batch[BATCH];
  struct coff_reloc_table table = {
      .bytes = {a->relocs, a->nrelocs * (uint64_t)f->target->records->reloc->size, 0},
      .count = a->nrelocs};
  for (uint64_t i = 0; i < table.count;) {
    size_t n = coff_reloc_read(f->file, &table, i, BATCH, batch);
    for (size_t k = 0; k < n && found < MOST; k++) {
      uint32_t ref = batch[k].symndx < f->nrefs ? f->refs[batch[k].symndx] : COFF_REF_NONE;
      if (ref == COFF_REF_NONE || (ref & COFF_REF_LOCAL) != 0 || !is_missing(&ld->symbols[ref]))
        continue;
      report(ld, a, batch[k].vaddr, &ld->symbols[ref]);
      found++;
    }
    i += n;
  }
  return found;
}

void coff_link_report_undefined(struct coff_link *ld)
{
  unsigned found = 0;
  if (!any_missing(ld))
    return;
  for (uint32_t i = 0; i < ld->natoms && found < MOST; i++)
    if (ld->atoms[i].state == 0 && ld->atoms[i].nrelocs != 0)
      found = look_into(ld, &ld->atoms[i], found);
}
