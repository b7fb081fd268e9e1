// What function tables and unwind records claim of an image's bytes.
//
// Skip it unless the byte map is wrong there.
#include "coff/unwind.h"

// Records are claimed up to their handler's address. What follows belongs to the handler, which
// alone knows how long it is.
static void claim_record(const struct coff_file *f, struct coff_claims *claims, uint64_t rva,
                         uint64_t *links)
{
  const struct coff_target *t = coff_file_target(f);
  const struct coff_context silent = {0};
  struct coff_reporter quiet = {&silent, "", NULL};
  struct coff_view v, part;
  struct coff_unwind u;
  struct coff_pdata table;
  struct coff_pdata_entry e;
  for (unsigned i = 0; i < COFF_UNWIND_LINKS; i++) {
    if (!coff_rva_view(f, rva, &v) || !coff_unwind_read(quiet, t, v, 0, &u) ||
        !coff_view_table(v, 0, u.size, 1, &part))
      return;
    coff_claim(claims, COFF_RANGE_ITEM, "unwind records", part);
    if (*links == 0 || !coff_unwind_chained(t, v, &u, &table, &e))
      return;
    rva = e.unwind;
    --*links;
  }
}

// Reports nothing: who reads the table does.
static void claim_unwind(const struct coff_file *f, struct coff_claims *claims)
{
  const struct coff_target *t = coff_file_target(f);
  const struct coff_context silent = {0};
  struct coff_pdata table;
  struct coff_pdata_entry e;
  struct coff_view all, v;
  uint32_t rva, size;
  if (t->pdata == NULL || !coff_file_find_directory(f, COFF_DIR_EXCEPTION, &rva, &size) ||
      !coff_rva_view(f, rva, &all) || coff_view_clip(all, 0, size, 1, &v) == 0 ||
      !coff_pdata_open((struct coff_reporter){&silent, "", NULL}, t, v, &table))
    return;
  coff_claim(claims, COFF_RANGE_DIRECTORY, "function table", v);
  // As many links as a sound table can have, for each chain leads to an entry of it.
  uint64_t links = table.count;
  const struct coff_pdata_layout *l = table.layout;
  for (uint64_t i = 0; l->unwind != COFF_UNWIND_NONE && coff_pdata_get(&table, i, &e); i++)
    if (!e.is_packed && (e.unwind & l->indirect_mask) == 0)
      claim_record(f, claims, e.unwind, &links);
}

const struct coff_claimer *coff_unwind_claimers(size_t *n)
{
  static const struct coff_claimer all[] = {{claim_unwind}};
  *n = COFF_COUNT(all);
  return all;
}
