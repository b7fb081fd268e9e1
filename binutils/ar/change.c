// Operations that write the archive anew: d, m, q, r and s.
//
// Skip it unless a member ends up at the wrong place.
//
// All of an operation is done on the builder; the old archive stays until the new one is whole. A member that a
// file is about is the first of that name.
#include "ar/ar.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

// ---- Finding members --------------------------------------------------------------------------

static uint32_t find(const struct coff_archive_build *b, const char *name, unsigned long nth)
{
  for (uint32_t i = 0; i < b->count; i++)
    if (ar_is_called(b->entries[i].name, name) && --nth == 0)
      return i;
  return UINT32_MAX;
}

// Entries by name, for thousands of files: each slot holds a number of an entry, from 1; 0: none. Good as
// long as no entry moves.
struct names {
  uint32_t *slots, mask;
};

static uint32_t hash(const char *s, size_t n)
{
  uint32_t h = 0x811c9dc5;
  for (size_t i = 0; i < n; i++)
    h = (h ^ (unsigned char)s[i]) * 0x01000193;
  return h;
}

// The slot of NAME: of the entry that is called so, or the free one where it would be.
static uint32_t *slot(const struct names *n, const struct coff_archive_build *b,
                      struct coff_str name)
{
  uint32_t i = hash(name.data, name.size) & n->mask;
  for (; n->slots[i] != 0; i = (i + 1) & n->mask) {
    struct coff_str s = b->entries[n->slots[i] - 1].name;
    if (s.size == name.size && memcmp(s.data, name.data, s.size) == 0)
      break;
  }
  return &n->slots[i];
}

static bool index_names(struct names *n, const struct coff_archive_build *b, uint32_t more)
{
  uint64_t room = 64;
  while (room < 2 * ((uint64_t)b->count + more))
    room *= 2;
  n->mask = (uint32_t)room - 1;
  n->slots = calloc((size_t)room, sizeof *n->slots);
  for (uint32_t i = 0; n->slots != NULL && i < b->count; i++) {
    uint32_t *at = slot(n, b, b->entries[i].name);
    if (*at == 0)
      *at = i + 1;
  }
  return n->slots != NULL;
}

// ---- Beginning and end ------------------------------------------------------------------------

struct coff_archive_build *ar_begin(struct ar *r)
{
  struct coff_archive_build *b = r->archive != NULL
                                     ? coff_archive_build_from(r->archive)
                                     : coff_archive_build_new(&r->tool->ctx, r->path, r->dialect);
  if (b == NULL)
    return NULL;
  if (r->archive == NULL)
    b->thin = r->thin;
  if (r->dialect != COFF_ARCHIVE_COMMON)
    b->dialect = r->dialect;
  b->target = r->target;
  b->index = COFF_ARCHIVE_INDEX_AUTO;
  if (r->no_index && !r->make_index)
    b->index = COFF_ARCHIVE_INDEX_NONE;
  if (r->keep_owners)
    b->index_date = (int64_t)time(NULL);
  return b;
}

bool ar_end(struct ar *r, struct coff_archive_build *b, const char *path)
{
  return !r->tool->out.failed && coff_archive_build_write_file(b, path, 0666, false);
}

static void tell(const struct ar *r, char what, const char *file)
{
  struct out *o = &r->tool->out;
  if (!r->verbose)
    return;
  out_char(o, what);
  out_text(o, " - ");
  out_bytes(o, file, strlen(file));
  out_char(o, '\n');
}

static bool no_entry(struct ar *r, const char *file)
{
  out_flush(&r->tool->out);
  out_printf(&r->tool->err, "no entry %s in archive\n", file);
  out_flush(&r->tool->err);
  return false;
}

// Where members go that are moved or new; UINT32_MAX after a message.
static uint32_t position(const struct ar *r, const struct coff_archive_build *b)
{
  if (r->position == AR_DEFAULT)
    return b->count;
  char *name = ar_member_name(r, r->beside);
  uint32_t at = name == NULL ? UINT32_MAX : find(b, name, 1);
  free(name);
  if (at == UINT32_MAX) {
    ar_say(r, "no member has the name that others are to stand beside: ", r->beside);
    return UINT32_MAX;
  }
  return r->position == AR_AFTER ? at + 1 : at;
}

// ---- Adding -----------------------------------------------------------------------------------

static bool read_entry(const struct ar *r, struct coff_archive_build *b, const char *file,
                       struct coff_archive_entry *e)
{
  if (!coff_archive_build_read(b, file, e))
    return false;
  if (r->keep_owners)
    return true;
  e->date = 0;
  e->uid = e->gid = 0;
  e->mode = 0644;
  return true;
}

static bool is_older(const char *file, const struct coff_archive_entry *there)
{
  struct stat st;
  return stat(file, &st) == 0 && st.st_mtime <= there->date;
}

// The members of the library PATH as those of a thin archive.
static bool add_flat(const struct ar *r, struct coff_archive_build *b, const struct coff_archive *a,
                     const char *name)
{
  struct coff_member_cursor c;
  struct coff_member m;
  bool ok = true;
  coff_member_first(a, &c);
  while (ok && coff_member_next(&c, &m)) {
    if (m.special != COFF_MEMBER_ORDINARY || m.external)
      continue;
    struct coff_archive_entry e = {
        .name = {name, strlen(name)}, .origin = m.header_offset, .mode = 0644};
    if (r->keep_owners) {
      e.date = m.date;
      e.uid = m.uid;
      e.gid = m.gid;
      e.mode = m.mode;
    }
    coff_view_table(coff_archive_bytes(a), m.data_offset, m.size, 1, &e.bytes);
    ok = coff_archive_build_insert(b, b->count, &e);
  }
  return ok;
}

// Puts FILE at its place. NAMES (may be NULL) knows all entries.
static bool put(struct ar *r, struct coff_archive_build *b, const char *file, bool replace,
                struct names *names)
{
  struct coff_archive_entry e = {.origin = 0};
  char *name = ar_member_name(r, file);
  if (name == NULL)
    return false;
  e.name = (struct coff_str){name, strlen(name)};
  uint32_t *known = names == NULL ? NULL : slot(names, b, e.name);
  uint32_t old = known != NULL && *known != 0 ? *known - 1
                 : known != NULL || !replace  ? UINT32_MAX
                                              : find(b, name, 1);
  bool there = replace && old != UINT32_MAX;
  bool ok = there && r->newer && is_older(file, &b->entries[old]);
  if (ok) {
    free(name);
    return true;
  }
  ok = read_entry(r, b, file, &e);
  if (ok)
    tell(r, there ? 'r' : 'a', file);
  uint32_t at = b->count;
  if (ok && there) {
    at = old;
    coff_archive_build_remove(b, old);
  }
  if (ok && (r->position != AR_DEFAULT || !there))
    at = position(r, b);
  ok = ok && at != UINT32_MAX && coff_archive_build_insert(b, at, &e);
  if (ok && known != NULL && *known == 0)
    *known = at + 1;
  free(name);
  return ok;
}

// A library goes into a thin archive member by member.
static bool is_library(struct ar *r, struct coff_archive_build *b, const char *file, bool *ok)
{
  struct coff_archive_entry e = {.origin = 0};
  char *name;
  if (!r->thin || !coff_archive_build_read(b, file, &e) || !coff_archive_is(e.bytes))
    return false;
  // The view of the builder's stays; the archive's own is closed.
  struct coff_archive *a =
      coff_archive_from_memory(&r->tool->ctx, file, e.bytes.data, (size_t)e.bytes.size, NULL);
  name = ar_member_name(r, file);
  *ok = a != NULL && name != NULL && add_flat(r, b, a, name);
  if (*ok)
    tell(r, 'a', file);
  free(name);
  coff_archive_close(a);
  return true;
}

bool ar_add(struct ar *r, struct coff_archive_build *b, const char *file, bool replace)
{
  bool ok;
  return is_library(r, b, file, &ok) ? ok : put(r, b, file, replace, NULL);
}

static bool add_all(struct ar *r, struct coff_archive_build *b, int nfiles, char **files)
{
  struct names names = {NULL, 0};
  bool replace = r->operation == AR_REPLACE, ok = true;
  // Elsewhere than at the end, entries move, and the table would be wrong.
  if (replace && r->position == AR_DEFAULT && !index_names(&names, b, (uint32_t)nfiles)) {
    ar_say(r, "out of memory", NULL);
    return false;
  }
  for (int i = 0; ok && i < nfiles; i++)
    if (!is_library(r, b, files[i], &ok))
      ok = put(r, b, files[i], replace, names.slots == NULL ? NULL : &names);
  free(names.slots);
  return ok;
}

// ---- Others -----------------------------------------------------------------------------------

static bool move_all(struct ar *r, struct coff_archive_build *b, int nfiles, char **files)
{
  bool ok = true;
  for (int i = 0; i < nfiles; i++) {
    char *name = ar_member_name(r, files[i]);
    uint32_t from = name == NULL ? UINT32_MAX : find(b, name, 1);
    free(name);
    if (from == UINT32_MAX) {
      ok = no_entry(r, files[i]);
      continue;
    }
    uint32_t at = position(r, b);
    if (at == UINT32_MAX)
      return false;
    tell(r, 'm', files[i]);
    coff_archive_build_move(b, from, at);
  }
  return ok;
}

bool ar_delete(struct ar *r, struct coff_archive_build *b, int nfiles, char **files)
{
  bool ok = true;
  for (int i = 0; i < nfiles; i++) {
    char *name = ar_member_name(r, files[i]);
    uint32_t at = name == NULL ? UINT32_MAX : find(b, name, r->count == 0 ? 1 : r->count);
    free(name);
    if (at == UINT32_MAX) {
      ok = no_entry(r, files[i]);
      continue;
    }
    tell(r, 'd', files[i]);
    coff_archive_build_remove(b, at);
  }
  return ok;
}

// Adds the members of the library PATH (script.c, and q and r with L); their bytes stay with the builder.
bool ar_add_library(struct ar *r, struct coff_archive_build *b, const char *path)
{
  struct coff_archive_entry file = {.origin = 0};
  struct coff_member_cursor c;
  struct coff_member m;
  if (!coff_archive_build_read(b, path, &file))
    return false;
  struct coff_archive *a =
      coff_archive_from_memory(&r->tool->ctx, path, file.bytes.data, (size_t)file.bytes.size, NULL);
  bool ok = a != NULL;
  if (ok)
    coff_member_first(a, &c);
  while (ok && coff_member_next(&c, &m)) {
    if (m.special != COFF_MEMBER_ORDINARY || m.external)
      continue;
    struct coff_archive_entry e = {
        .name = m.name, .date = m.date, .uid = m.uid, .gid = m.gid, .mode = m.mode};
    coff_view_table(coff_archive_bytes(a), m.data_offset, m.size, 1, &e.bytes);
    ok = coff_archive_build_insert(b, b->count, &e);
  }
  coff_archive_close(a);
  return ok;
}

bool ar_change(struct ar *r, int nfiles, char **files)
{
  bool ok, make = r->operation == AR_REPLACE || r->operation == AR_QUICK;
  if (!ar_open(r, make))
    return false;
  struct coff_archive_build *b = ar_begin(r);
  if (b == NULL)
    return false;
  // What is missing is said, and all the rest is done; but half of what is added is never written.
  bool whole = true;
  switch (r->operation) {
  case AR_DELETE: ok = ar_delete(r, b, nfiles, files); break;
  case AR_MOVE: ok = move_all(r, b, nfiles, files); break;
  case AR_INDEX:
    b->rewrite = true;
    ok = true;
    break;
  default: whole = ok = add_all(r, b, nfiles, files); break;
  }
  if (whole && !ar_end(r, b, r->path))
    ok = false;
  coff_archive_build_free(b);
  return ok;
}
