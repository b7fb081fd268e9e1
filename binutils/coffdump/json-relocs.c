// JSON: the relocations of a section.
//
// Skip it unless you change what a relocation's row holds.
#include "coffdump/addend.h"
#include "coffdump/json.h"
#include <inttypes.h>

enum { BATCH = 256 };

struct relocs {
  struct document *d;
  const struct coff_section *section;
  struct coff_view contents;
  struct coff_reloc_table table;
  uint64_t index; // of the row in hand
};

// Field by field, so that a damaged relocation still shows what it says.
static void symbol(struct relocs *w, const struct coff_reloc *r, uint64_t at,
                   const struct coff_syment **native, struct coff_syment *sym)
{
  struct document *d = w->d;
  struct coff_str name;
  *native = NULL;
  if (r->is_number || coff_reloc_is_bare(d->target, r)) {
    json_null(&d->j, "symbol");
    json_null(&d->j, "symbol_index");
    return;
  }
  bool found = coff_reloc_syment(d->file, r, sym);
  if (found) {
    coff_syment_name(d->file, sym, &name);
    json_symbol_name(d, "symbol", name);
  } else {
    reloc_bad_symbol(d->file, w->section, r, at);
    json_null(&d->j, "symbol");
  }
  if (r->by_section)
    json_null(&d->j, "symbol_index");
  else
    json_uint(&d->j, "symbol_index", r->symndx);
  if (!found)
    return;
  *native = sym;
}

static void addend(struct relocs *w, const struct coff_reloc *r, const struct coff_howto *h,
                   const struct coff_syment *sym, uint64_t at)
{
  struct document *d = w->d;
  const uint8_t *p = h == NULL ? NULL : reloc_field(w->section, w->contents, h, r);
  if (h == NULL) {
    coff_report(coff_file_context(d->file), COFF_WARNING, coff_file_place(d->file, at),
                "relocation has type 0x%x, which is not known", (unsigned)r->type);
    json_null(&d->j, "addend");
    return;
  }
  if (p == NULL && reloc_addend_in_field(h)) {
    coff_report(coff_file_context(d->file), COFF_WARNING, coff_file_place(d->file, at),
                "relocation lies outside of the section's contents, at address 0x%" PRIx64,
                r->vaddr);
    json_null(&d->j, "addend");
    return;
  }
  json_int(&d->j, "addend",
           reloc_addend(d->file, (struct reloc_position){&w->table, w->index}, h, r, sym, p));
}

static void described_field(struct document *d, const struct coff_reloc *r)
{
  struct coff_reloc_field f = coff_reloc_field(d->target, r);
  json_row(&d->j, "field");
  json_uint(&d->j, "bit", f.offset);
  json_uint(&d->j, "bits", f.bits);
  json_uint(&d->j, "bytes", f.bytes);
  json_end(&d->j);
}

static void row(struct relocs *w, const struct coff_reloc *r, uint64_t at)
{
  struct json_writer *j = &w->d->j;
  const struct coff_reloc_layout *l = w->d->target->records->reloc;
  const struct coff_howto *h = coff_howto_find(w->d->target, r);
  const struct coff_syment *sym;
  struct coff_syment native;
  json_row(j, NULL);
  json_int(j, "offset", (int64_t)(r->vaddr - w->section->header.vaddr));
  json_uint(j, "address", r->vaddr);
  json_text(j, "type", h == NULL ? NULL : h->name);
  json_uint(j, "type_raw", r->type);
  symbol(w, r, at, &sym, &native);
  addend(w, r, h, sym, at);
  if (h != NULL && coff_reloc_has_field(h))
    described_field(w->d, r);
  if (r->by_section)
    json_uint(j, "section_code", r->symndx);
  if (l->rsize.width != 0)
    json_uint(j, "rsize", r->rsize);
  if (l->stuff.width != 0)
    json_uint(j, "stuff", r->stuff);
  json_end(j);
}

static void rows(struct relocs *w)
{
  const struct document *d = w->d;
  struct coff_reloc batch[BATCH];
  size_t n;
  for (uint64_t i = 0; (n = coff_reloc_read(d->file, &w->table, i, BATCH, batch)) != 0; i += n)
    for (size_t k = 0; k < n; k++) {
      w->index = i + k;
      row(w, &batch[k], w->table.bytes.origin + w->index * d->target->records->reloc->size);
    }
}

void json_relocs(struct document *d, const struct coff_section *s)
{
  struct relocs w = {.d = d, .section = s};
  json_array(&d->j, "relocations");
  if (s->nreloc != 0) {
    coff_section_contents(d->file, s, &w.contents);
    coff_section_relocs(d->file, s, &w.table);
    if (budget_spend(&d->relocs, s, w.table.bytes.size))
      rows(&w);
  }
  json_end(&d->j);
}
