// Libraries: which members define what is undefined.
//
// Skip it unless a member is taken that should not be, or is not taken that should.
//
// The index is hashed once. A search walks over it as often as it finds something.
#include "base/alloc.h"
#include "link/link.h"
#include <stdlib.h>
#include <string.h>

static bool is_empty(const struct coff_archive *a)
{
  struct coff_member_cursor c;
  struct coff_member m;
  coff_member_first(a, &c);
  return !coff_member_next(&c, &m);
}

static bool read_index(struct coff_link *ld, struct coff_link_archive *a)
{
  struct coff_index_table table;
  struct coff_index_cursor c;
  if (!coff_index_get(a->archive, 0, &table))
    return is_empty(a->archive) ||
           coff_link_fail(ld, coff_link_at(coff_archive_name(a->archive)),
                          "the library has no index of symbols; ranlib makes one");
  uint64_t n = table.count;
  if (n > coff_archive_bytes(a->archive).size) // no entry is smaller than a byte
    n = coff_archive_bytes(a->archive).size;
  a->entries = coff_alloc_array(ld->ctx, (size_t)n, sizeof *a->entries);
  a->hashes = coff_alloc_array(ld->ctx, (size_t)n, sizeof *a->hashes);
  if (a->entries == NULL || a->hashes == NULL)
    return coff_link_out_of_memory(ld);
  coff_index_first(a->archive, 0, &c);
  while (a->nentries < n && coff_index_next(&c, &a->entries[a->nentries])) {
    a->hashes[a->nentries] = coff_link_hash(a->entries[a->nentries].symbol);
    a->nentries++;
  }
  return true;
}

static bool add_member(struct coff_link *ld, const struct coff_archive *a,
                       const struct coff_member *m)
{
  struct coff_link_file file = {.from = a, .archive = coff_link_str(coff_archive_name(a))};
  if (!coff_member_open(a, m, NULL, &file.opened) || file.opened.file == NULL) {
    ld->errors++;
    if (file.opened.foreign != NULL)
      coff_link_fail(ld, coff_archive_place(a, m->header_offset), "member %.*s is %s",
                     (int)m->name.size, m->name.data, file.opened.foreign);
    coff_member_close(a, &file.opened);
    return false;
  }
  if (coff_link_is_twin(ld, file.opened.file)) {
    coff_member_close(a, &file.opened);
    if (!coff_member_open(a, m, ld->target->name, &file.opened)) {
      ld->errors++;
      return false;
    }
  }
  file.file = file.opened.file;
  file.member = m->name;
  if (!coff_link_join(ld, coff_archive_name(a), coff_link_str("("), "", &file.name) ||
      !coff_link_join(ld, file.name.data, m->name, ")", &file.name))
    return false;
  if (ld->opt->trace)
    coff_link_print(ld, "%s", file.name.data);
  return coff_link_add_object(ld, &file);
}

static bool add_all(struct coff_link *ld, const struct coff_archive *a)
{
  struct coff_member_cursor c;
  struct coff_member m;
  coff_member_first(a, &c);
  while (coff_member_next(&c, &m))
    if (m.special == COFF_MEMBER_ORDINARY)
      add_member(ld, a, &m);
  return true;
}

bool coff_link_add_archive(struct coff_link *ld, struct coff_archive *a, bool whole, uint32_t *id)
{
  struct coff_link_archive *grown =
      coff_link_grow(ld, ld->archives, ld->narchives, 1, &ld->room_archives, sizeof *grown);
  if (grown == NULL) {
    coff_archive_close(a);
    return false;
  }
  ld->archives = grown;
  *id = ld->narchives++;
  ld->archives[*id] = (struct coff_link_archive){.archive = a};
  if (whole)
    return add_all(ld, a);
  return read_index(ld, &ld->archives[*id]);
}

static bool is_wanted(const struct coff_link *ld, struct coff_str name, uint32_t hash)
{
  uint32_t id = coff_link_find(ld, name, hash);
  const struct coff_link_symbol *s = id == COFF_NO_ID ? NULL : &ld->symbols[id];
  return s != NULL &&
         (s->state == COFF_LINK_UNDEFINED || (s->state == COFF_LINK_WEAK && s->searched));
}

// A reference to data of a DLL may leave out the prefix of the pointer to it.
static bool is_wanted_by_import(const struct coff_link *ld, struct coff_str name)
{
  static const char prefix[] = "__imp_";
  size_t n = sizeof prefix - 1;
  if (name.size <= n || memcmp(name.data, prefix, n) != 0)
    return false;
  struct coff_str rest = {name.data + n, name.size - n};
  return is_wanted(ld, rest, coff_link_hash(rest));
}

// Whether member AT is in already; if not, it is noted.
static bool take(struct coff_link *ld, struct coff_link_archive *a, uint64_t at, bool *taken)
{
  uint32_t low = 0, high = a->ntaken;
  while (low < high) {
    uint32_t middle = low + (high - low) / 2;
    if (a->taken[middle] < at)
      low = middle + 1;
    else
      high = middle;
  }
  *taken = low < a->ntaken && a->taken[low] == at;
  if (*taken)
    return true;
  uint64_t *grown = coff_link_grow(ld, a->taken, a->ntaken, 1, &a->room_taken, sizeof *grown);
  if (grown == NULL)
    return false;
  a->taken = grown;
  memmove(a->taken + low + 1, a->taken + low, (a->ntaken - low) * sizeof *a->taken);
  a->taken[low] = at;
  a->ntaken++;
  return true;
}

static bool take_entry(struct coff_link *ld, uint32_t archive, uint32_t i)
{
  struct coff_link_archive *a = &ld->archives[archive];
  struct coff_member m;
  bool taken;
  uint64_t at = a->entries[i].member;
  if (!take(ld, a, at, &taken) || taken)
    return false;
  if (!coff_member_at(a->archive, at, &m)) {
    coff_link_fail(ld, coff_archive_place(a->archive, at), "the index leads to no member");
    return false;
  }
  return add_member(ld, a->archive, &m);
}

bool coff_link_search_archive(struct coff_link *ld, uint32_t archive)
{
  bool any = false;
  for (bool more = ld->archives[archive].nentries != 0; more;) {
    more = false;
    for (uint32_t i = 0; i < ld->archives[archive].nentries; i++) {
      const struct coff_link_archive *a = &ld->archives[archive];
      struct coff_str name = a->entries[i].symbol;
      if (is_wanted(ld, name, a->hashes[i]) || is_wanted_by_import(ld, name))
        more = take_entry(ld, archive, i) || more;
    }
    any = any || more;
  }
  return any;
}
