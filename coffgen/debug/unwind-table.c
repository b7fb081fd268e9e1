// Function tables of images, and the ways from their entries to unwind records.
//
// Skip it unless the wrong table or record is read.
#include "coff/unwind.h"
#include <inttypes.h>

// File offset of the exception directory's entry in the optional header, for reports.
static uint64_t directory_entry(const struct coff_file *f)
{
  const struct coff_dirs *d = coff_file_target(f)->dirs;
  unsigned i = 0;
  while (i < d->n && d->kind[i] != COFF_DIR_EXCEPTION)
    i++;
  return coff_file_aouthdr_bytes(f).origin + coff_file_aouthdr_layout(f)->dirs_at + (uint64_t)i * 8;
}

bool coff_unwind_table(const struct coff_file *f, struct coff_pdata *table)
{
  const struct coff_target *t = coff_file_target(f);
  struct coff_view all = {0}, v = {0};
  uint32_t rva, size;
  if (t->pdata == NULL || !coff_file_find_directory(f, COFF_DIR_EXCEPTION, &rva, &size) ||
      size == 0)
    return false;
  if (coff_rva_view(f, rva, &all))
    coff_view_clip(all, 0, size, 1, &v);
  if (v.size != size && !coff_rva_is_elsewhere(f, rva))
    coff_fail(coff_file_context(f), coff_file_place(f, directory_entry(f)),
              "function table at 0x%" PRIx32 " of 0x%" PRIx32 " bytes is cut off; 0x%" PRIx64
              " bytes are there",
              rva, size, v.size);
  return v.size != 0 && coff_pdata_open(coff_file_reporter(f), t, v, table);
}

void coff_pdata_function(const struct coff_pdata *table, const struct coff_pdata_entry *e,
                         struct coff_pdata_function *out)
{
  const struct coff_pdata_layout *l = table->layout;
  const uint8_t *p = table->bytes.data + e->at;
  *out = (struct coff_pdata_function){.begin = e->value[0]};
  if (l->thumb) {
    out->is_thumb = (out->begin & 1) != 0;
    out->begin &= ~(uint64_t)1;
  }
  if (l->end_field != 0) {
    out->has_size = e->value[l->end_field] >= e->value[0];
    out->size = e->value[l->end_field] - e->value[0];
  } else if (l->length_field != 0) {
    out->has_size = true;
    out->size = (uint64_t)e->value[l->length_field] * (e->value[l->wide_field] != 0 ? 4 : 2);
  } else if (e->is_packed) {
    out->has_size = true;
    out->size = coff_bits_load(&l->packed[l->packed_length], p, table->order);
  }
  out->has_early_handler = l->early_handler_field != 0 && e->value[l->early_handler_field] != 0;
}

bool coff_pdata_check_order(struct coff_reporter to, const struct coff_pdata *table)
{
  struct coff_pdata_entry e;
  struct coff_pdata_function fn;
  uint64_t bad = 0, first = 0, end = 0, last = 0;
  for (uint64_t i = 0; coff_pdata_get(table, i, &e); i++) {
    coff_pdata_function(table, &e, &fn);
    if (i != 0 && (fn.begin < last || fn.begin < end)) {
      first = bad == 0 ? e.at : first;
      bad++;
    }
    last = fn.begin;
    end = fn.begin + (fn.has_size ? fn.size : 0);
  }
  if (bad != 0)
    coff_report(to.ctx, COFF_WARNING,
                (struct coff_place){to.file, to.member, table->bytes.origin + first},
                "%" PRIu64 " of %" PRIu64 " entries of the function table begin before the end of "
                "the one in front of them; this is the first",
                bad, table->count);
  return bad == 0;
}

// One entry at RVA.
static bool entry_at(const struct coff_file *f, const struct coff_pdata *table, uint64_t rva,
                     uint64_t from, struct coff_pdata_entry *e)
{
  struct coff_pdata one = *table;
  struct coff_view all;
  if (!coff_rva_view(f, rva, &all) || !coff_view_table(all, 0, 1, table->layout->size, &one.bytes))
    return coff_fail(coff_file_context(f), coff_file_place(f, from),
                     "entry of a function table at 0x%" PRIx64 " is not in the file", rva);
  one.count = 1;
  return coff_pdata_get(&one, 0, e);
}

bool coff_unwind_follow(const struct coff_file *f, const struct coff_pdata *table,
                        const struct coff_pdata_entry *e, struct coff_pdata_entry *last)
{
  const struct coff_pdata_layout *l = table->layout;
  uint64_t from = table->bytes.origin + e->at + l->fields[l->unwind_field].at;
  *last = *e;
  for (unsigned i = 0; (last->unwind & l->indirect_mask) != 0; i++) {
    if (i == COFF_UNWIND_LINKS)
      return coff_fail(coff_file_context(f), coff_file_place(f, from),
                       "entry of the function table points to others on and on");
    if (!entry_at(f, table, last->unwind & ~l->indirect_mask, from, last))
      return false;
  }
  return true;
}

bool coff_unwind_at(const struct coff_file *f, uint64_t rva, uint64_t from, struct coff_view *v,
                    struct coff_unwind *u)
{
  *u = (struct coff_unwind){0};
  *v = (struct coff_view){0};
  if (!coff_rva_view(f, rva, v))
    return coff_fail(coff_file_context(f), coff_file_place(f, from),
                     "unwind record at 0x%" PRIx64 " is not in the file", rva);
  return coff_unwind_read(coff_file_reporter(f), coff_file_target(f), *v, 0, u);
}

bool coff_unwind_chained(const struct coff_target *t, struct coff_view v,
                         const struct coff_unwind *u, struct coff_pdata *table,
                         struct coff_pdata_entry *e)
{
  *table = (struct coff_pdata){.layout = t->pdata, .order = t->data_order, .count = 1};
  return u->is_chained && coff_view_clip(v, u->handler_at, 1, t->pdata->size, &table->bytes) == 1 &&
         coff_pdata_get(table, 0, e);
}

// ---- Scope tables -----------------------------------------------------------------------------

bool coff_unwind_scopes(struct coff_reporter to, const struct coff_target *t, struct coff_view v,
                        const struct coff_unwind *u, struct coff_view *rows)
{
  struct coff_view count;
  *rows = (struct coff_view){0};
  uint64_t at = u->handler_at + 4;
  uint64_t have = 0, want = 1;
  if (coff_view_table(v, at, 1, 4, &count)) {
    want = coff_load(count.data, 4, t->data_order);
    have = coff_view_clip(v, at + 4, want, COFF_SCOPE_SIZE, rows);
  }
  if (have == want)
    return true;
  uint64_t place = v.origin + (at < v.size ? at : v.size);
  return coff_fail(to.ctx, (struct coff_place){to.file, to.member, place},
                   "scope table has %" PRIu64 " entries, but only %" PRIu64 " are there", want,
                   have);
}

bool coff_unwind_has_scopes(struct coff_str handler)
{
  static const char name[] = "__C_specific_handler";
  const size_t n = sizeof name - 1;
  // ARM64EC's has a '#' before it.
  if (handler.size == n + 1 && handler.data[0] == '#') {
    handler.data++;
    handler.size--;
  }
  if (handler.size != n)
    return false;
  for (size_t i = 0; i < n; i++)
    if (handler.data[i] != name[i])
      return false;
  return true;
}
