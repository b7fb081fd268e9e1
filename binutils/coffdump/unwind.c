// Where the fields of a function table point.
//
// Skip it unless one of them is shown wrongly.
#include "coffdump/unwind.h"
#include "coff/reloc.h"

// Writers sort these relocations as the table. They are looked for this far ahead of the last one
// found, so that a file that does not sort them costs no more time.
enum { LOOK_AHEAD = 64 };

void unwind_table_open(struct unwind_table *t, const struct coff_file *f,
                       const struct coff_section *s, struct coff_view contents)
{
  *t = (struct unwind_table){.file = f, .section = s, .contents = contents};
  coff_section_relocs(f, s, &t->relocs);
}

static bool find_reloc(struct unwind_table *t, uint64_t vaddr, struct coff_reloc *found)
{
  struct coff_reloc batch[LOOK_AHEAD];
  size_t n = coff_reloc_read(t->file, &t->relocs, t->next, LOOK_AHEAD, batch);
  for (size_t i = 0; i < n; i++) {
    if (batch[i].vaddr != vaddr)
      continue;
    *found = batch[i];
    t->next += i + 1;
    return true;
  }
  return false;
}

static bool by_reloc(struct unwind_table *t, uint64_t at, struct unwind_target *to)
{
  struct coff_reloc r;
  const struct coff_target *target = coff_file_target(t->file);
  if (!find_reloc(t, t->section->header.vaddr + at, &r) ||
      coff_syment_read(t->file, r.symndx, 1, &to->sym) == 0)
    return false;
  const struct coff_howto *h = coff_howto_find(target, &r);
  if (h == NULL || h->size > t->contents.size - at)
    return false;
  to->addend = coff_reloc_object_addend(target, h, &r, &to->sym, t->contents.data + at);
  to->has_name = true;
  to->section = to->sym.scnum > 0 ? (uint32_t)to->sym.scnum : 0;
  to->offset = to->sym.value + (uint64_t)to->addend;
  return true;
}

// Only so many sections are tried for each entry: more than the loader of Windows takes (96, by
// section 4 of the PE and COFF specification), and an end to what a hostile file can cost.
enum { SECTIONS_TRIED = 96 };

static bool by_address(const struct unwind_table *t, uint64_t rva, struct unwind_target *to)
{
  struct coff_section s;
  for (uint32_t i = 1; i <= SECTIONS_TRIED && coff_section_get(t->file, i, &s); i++) {
    if (rva < s.header.vaddr || rva - s.header.vaddr >= s.memory_size)
      continue;
    to->section = i;
    to->offset = rva - s.header.vaddr;
    return true;
  }
  return false;
}

bool unwind_resolve(struct unwind_table *t, const struct coff_pdata *p,
                    const struct coff_pdata_entry *e, unsigned i, struct unwind_target *to)
{
  const struct coff_pdata_layout *l = p->layout;
  *to = (struct unwind_target){0};
  if (!l->fields[i].address || (e->is_packed && i == l->unwind_field))
    return false;
  return t->relocs.count != 0 ? by_reloc(t, e->at + l->fields[i].at, to)
                              : by_address(t, e->value[i], to);
}

bool unwind_record_at(const struct unwind_table *t, const struct unwind_target *to,
                      struct coff_unwind *u)
{
  struct coff_section s;
  struct coff_view v;
  if (to->section == 0 || !coff_section_get(t->file, to->section, &s))
    return false;
  coff_section_contents(t->file, &s, &v);
  return coff_unwind_read(coff_file_reporter(t->file), coff_file_target(t->file), v, to->offset, u);
}
