// Function tables and unwind records, for the walk over a whole file.
//
// Skip it unless the library learns to read something new of them.
#include "testsuite/unit/walk-unwind.h"
#include "coff/unwind.h"

struct unwind_walk {
  const struct coff_file *file;
  struct coff_reporter to;
  struct walk *w;
  // Entries may share a record: what the walk costs must not be their product.
  uint64_t budget;
};

static void walk_codes(struct unwind_walk *x, struct coff_view v, const struct coff_unwind *u)
{
  const struct coff_target *t = coff_file_target(x->file);
  struct coff_unwind_codes all = coff_unwind_codes_open(x->to, t, v, u, 0);
  struct coff_unwind_code c;
  struct coff_unwind_epilog e;
  struct coff_view rows;
  if (u->size > x->budget)
    return;
  x->budget -= u->size;
  while (coff_unwind_code_next(&all, &c))
    x->w->bytes += c.registers + c.amount + (uint8_t)c.name[0];
  for (uint64_t i = 0; coff_unwind_epilog_get(t, v, u, i, &e); i++) {
    all = coff_unwind_codes_open(x->to, t, v, u, e.first_code);
    if (coff_unwind_code_next(&all, &c))
      x->w->bytes += c.size;
  }
  if (u->has_handler) {
    coff_unwind_scopes(x->to, t, v, u, &rows);
    for (uint64_t i = 0; i < rows.size && i < x->budget; i++)
      x->w->bytes += rows.data[i];
    x->budget -= rows.size < x->budget ? rows.size : x->budget;
  }
}

// The record at RVA, and those that it continues.
static void walk_chain(struct unwind_walk *x, uint64_t rva, uint64_t from)
{
  struct coff_view v;
  struct coff_unwind u;
  struct coff_pdata table;
  struct coff_pdata_entry e;
  for (unsigned i = 0; i < COFF_UNWIND_LINKS; i++) {
    if (!coff_unwind_at(x->file, rva, from, &v, &u))
      return;
    walk_codes(x, v, &u);
    if (x->budget < u.size || !coff_unwind_chained(coff_file_target(x->file), v, &u, &table, &e))
      return;
    from = v.origin + u.handler_at;
    rva = e.unwind;
  }
}

static void walk_entry(struct unwind_walk *x, const struct coff_pdata *table,
                       const struct coff_pdata_entry *e)
{
  struct coff_unwind_code codes[COFF_PACKED_CODES];
  struct coff_pdata_function fn;
  struct coff_pdata_entry last;
  coff_pdata_function(table, e, &fn);
  x->w->bytes += fn.size;
  if (e->is_packed) {
    unsigned n = coff_unwind_unpack(x->to, table, e, codes);
    for (unsigned i = 0; i < n; i++)
      x->w->bytes += codes[i].registers + (uint8_t)codes[i].name[0];
    return;
  }
  if (table->layout->unwind == COFF_UNWIND_NONE)
    return;
  uint64_t from = table->bytes.origin + e->at;
  if (coff_file_kind(x->file) == COFF_KIND_IMAGE && coff_unwind_follow(x->file, table, e, &last))
    walk_chain(x, last.unwind, from);
}

static void walk_table(struct unwind_walk *x, const struct coff_pdata *table)
{
  struct coff_pdata_entry e;
  coff_pdata_check_order(x->to, table);
  for (uint64_t i = 0; coff_pdata_get(table, i, &e); i++)
    walk_entry(x, table, &e);
}

// In objects an address is what a relocation makes of it: records are read one behind the other, as
// their heads tell. What a handler has between them is no record.
static void walk_records(struct unwind_walk *x, const struct coff_section *s)
{
  const struct coff_target *t = coff_file_target(x->file);
  struct coff_view v;
  struct coff_unwind u;
  coff_section_contents(x->file, s, &v);
  for (uint64_t at = 0; at < v.size && coff_unwind_read(x->to, t, v, at, &u); at += u.size)
    walk_codes(x, v, &u);
}

static void walk_object(struct unwind_walk *x)
{
  const struct coff_target *t = coff_file_target(x->file);
  struct coff_pdata table;
  struct coff_pdata_entry e;
  struct coff_section s;
  for (uint32_t i = 1; coff_section_get(x->file, i, &s); i++) {
    enum coff_special_kind kind = coff_target_special_section(t, s.name);
    if (kind == COFF_SPECIAL_XDATA)
      walk_records(x, &s);
    if (kind != COFF_SPECIAL_PDATA ||
        !coff_pdata_open(x->to, t, coff_pdata_contents(x->file, &s), &table))
      continue;
    for (uint64_t k = 0; coff_pdata_get(&table, k, &e); k++)
      walk_entry(x, &table, &e);
  }
}

void walk_unwind(const struct coff_file *f, struct walk *w)
{
  struct unwind_walk x = {f, coff_file_reporter(f), w, coff_file_bytes(f).size * 16 + 65536};
  const struct coff_context silent = {0};
  struct coff_pdata table;
  if (coff_file_target(f)->pdata == NULL)
    return;
  if (coff_unwind_table(f, &table))
    walk_table(&x, &table);
  x.to = (struct coff_reporter){&silent, "", NULL};
  if (coff_file_kind(f) != COFF_KIND_IMAGE)
    walk_object(&x);
}
