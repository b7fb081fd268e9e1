// The entries of an archive that is being built, and the memory that they hold.
//
// Skip it unless entries get lost; how they are written is in write.c and write-aix.c.
#include "archive/build.h"
#include "archive/archive.h"
#include "base/alloc.h"
#include "base/output.h"
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

// Files of up to SMALL bytes are read into chunks: mapping one costs more, and a process can have only so many
// mappings.
enum { CHUNK = 1 << 18, SMALL = 1 << 17 };

struct coff_archive_chunk {
  struct coff_archive_chunk *next;
  size_t used, room;
};

// A file that is open as long as the builder is.
struct coff_archive_hold {
  struct coff_archive_hold *next;
  struct coff_input input;
};

// ---- Memory -----------------------------------------------------------------------------------

struct coff_place coff_archive_build_place(const struct coff_archive_build *b)
{
  return (struct coff_place){b->name, NULL, COFF_NOWHERE};
}

bool coff_archive_build_fail_memory(const struct coff_archive_build *b)
{
  return coff_fail(b->ctx, coff_archive_build_place(b), "out of memory");
}

uint8_t *coff_archive_grow(const struct coff_archive_build *b, struct coff_archive_bytes *t,
                           size_t size)
{
  if (size > t->room - t->size) {
    size_t room = t->room < 4096 ? 4096 : t->room;
    while (room - t->size < size && room <= SIZE_MAX / 2)
      room *= 2;
    uint8_t *grown = room - t->size < size ? NULL : coff_realloc(b->ctx, t->data, room);
    if (grown == NULL) {
      coff_archive_build_fail_memory(b);
      return NULL;
    }
    t->data = grown;
    t->room = room;
  }
  uint8_t *p = t->data + t->size;
  t->size += size;
  return p;
}

uint8_t *coff_archive_build_bytes(struct coff_archive_build *b, size_t size)
{
  struct coff_archive_chunk *c = b->chunks;
  if (c == NULL || c->room - c->used < size) {
    size_t room = size < CHUNK ? CHUNK : size;
    c = room > SIZE_MAX - sizeof *c ? NULL : coff_realloc(b->ctx, NULL, sizeof *c + room);
    if (c == NULL) {
      coff_archive_build_fail_memory(b);
      return NULL;
    }
    *c = (struct coff_archive_chunk){b->chunks, 0, room};
    b->chunks = c;
  }
  uint8_t *p = (uint8_t *)(c + 1) + c->used;
  c->used += size;
  return p;
}

char *coff_archive_build_keep(struct coff_archive_build *b, struct coff_str s)
{
  uint8_t *p = coff_archive_build_bytes(b, s.size + 1);
  if (p == NULL)
    return NULL;
  memcpy(p, s.data, s.size);
  p[s.size] = 0;
  return (char *)p;
}

// ---- Making one -------------------------------------------------------------------------------

struct coff_archive_build *coff_archive_build_new(const struct coff_context *ctx, const char *name,
                                                  enum coff_dialect dialect)
{
  struct coff_archive_build *b = coff_alloc(ctx, sizeof *b);
  struct coff_place at = {name, NULL, COFF_NOWHERE};
  if (b == NULL) {
    coff_fail(ctx, at, "out of memory");
    return NULL;
  }
  b->ctx = ctx;
  b->name = name;
  b->dialect = dialect;
  b->name = coff_archive_build_keep(b, (struct coff_str){name, strlen(name)});
  if (b->name != NULL)
    return b;
  coff_archive_build_free(b);
  return NULL;
}

void coff_archive_build_free(struct coff_archive_build *b)
{
  if (b == NULL)
    return;
  while (b->holds != NULL) {
    struct coff_archive_hold *next = b->holds->next;
    coff_input_close(b->ctx, &b->holds->input);
    coff_free(b->ctx, b->holds);
    b->holds = next;
  }
  while (b->chunks != NULL) {
    struct coff_archive_chunk *next = b->chunks->next;
    coff_free(b->ctx, b->chunks);
    b->chunks = next;
  }
  coff_free(b->ctx, b->entries);
  coff_free(b->ctx, b);
}

static bool has_header(enum coff_dialect d)
{
  return d != COFF_ARCHIVE_AIX_SMALL && d != COFF_ARCHIVE_AIX_BIG;
}

static struct coff_archive_entry entry_of(const struct coff_archive *a, const struct coff_member *m)
{
  struct coff_archive_entry e = {.name = m->name,
                                 .origin = m->origin,
                                 .date = m->date,
                                 .uid = m->uid,
                                 .gid = m->gid,
                                 .mode = m->mode,
                                 .source = m->header_offset};
  struct coff_view v = coff_archive_bytes(a);
  e.header = has_header(coff_archive_dialect(a)) ? v.data + m->header_offset : NULL;
  if (m->external)
    e.bytes.size = m->size;
  else
    coff_view_table(v, m->data_offset, m->size, 1, &e.bytes);
  return e;
}

// What only Microsoft's linker makes, of things that no archive says; what only its dialect has.
static bool gets_lost(const struct coff_archive_build *b, enum coff_member_special s)
{
  return s == COFF_MEMBER_XFG_MAP || s == COFF_MEMBER_HYBRID_MAP || s == COFF_MEMBER_UNKNOWN ||
         (s == COFF_MEMBER_INDEX_EC && b->dialect != COFF_ARCHIVE_MICROSOFT);
}

struct coff_archive_build *coff_archive_build_from(const struct coff_archive *a)
{
  struct coff_archive_build *b =
      coff_archive_build_new(coff_archive_context(a), coff_archive_name(a), COFF_ARCHIVE_COMMON);
  struct coff_member_cursor c;
  struct coff_member m;
  if (b == NULL)
    return NULL;
  b->dialect = coff_archive_dialect(a);
  b->thin = coff_archive_is_thin(a);
  b->index = coff_index_count(a) == 0 ? COFF_ARCHIVE_INDEX_NONE : COFF_ARCHIVE_INDEX_AUTO;
  b->source = a;
  coff_member_first(a, &c);
  while (coff_member_next(&c, &m)) {
    if (m.special != COFF_MEMBER_ORDINARY)
      continue;
    struct coff_archive_entry e = entry_of(a, &m);
    if (!coff_archive_build_insert(b, b->count, &e)) {
      coff_archive_build_free(b);
      return NULL;
    }
  }
  return b;
}

// ---- Entries ----------------------------------------------------------------------------------

bool coff_archive_build_insert(struct coff_archive_build *b, uint32_t at,
                               const struct coff_archive_entry *e)
{
  if (b->count == b->room) {
    uint32_t room = b->room == 0 ? 64 : b->room * 2;
    struct coff_archive_entry *grown =
        room <= b->room ? NULL : coff_realloc(b->ctx, b->entries, room * sizeof *grown);
    if (grown == NULL)
      return coff_archive_build_fail_memory(b);
    b->entries = grown;
    b->room = room;
  }
  struct coff_archive_entry copy = *e;
  if (e->source == 0)
    copy.name.data = coff_archive_build_keep(b, e->name);
  if (copy.name.data == NULL)
    return false;
  at = at < b->count ? at : b->count;
  memmove(b->entries + at + 1, b->entries + at, (b->count - at) * sizeof copy);
  b->entries[at] = copy;
  b->count++;
  return true;
}

void coff_archive_build_remove(struct coff_archive_build *b, uint32_t at)
{
  b->count--;
  memmove(b->entries + at, b->entries + at + 1, (b->count - at) * sizeof *b->entries);
}

void coff_archive_build_move(struct coff_archive_build *b, uint32_t from, uint32_t at)
{
  struct coff_archive_entry e = b->entries[from], *all = b->entries;
  if (from < at)
    memmove(all + from, all + from + 1, (--at - from) * sizeof e);
  else
    memmove(all + at + 1, all + at, (from - at) * sizeof e);
  all[at] = e;
}

static bool hold(struct coff_archive_build *b, const char *path, struct coff_view *bytes)
{
  struct coff_archive_hold *h = coff_alloc(b->ctx, sizeof *h);
  if (h == NULL)
    return coff_archive_build_fail_memory(b);
  if (!coff_input_open(b->ctx, path, 0, 0, false, &h->input)) {
    coff_free(b->ctx, h);
    return false;
  }
  h->next = b->holds;
  b->holds = h;
  *bytes = h->input.bytes;
  return true;
}

// Reads the SIZE bytes of FD, or fewer if it has become shorter.
static bool read_small(struct coff_archive_build *b, int fd, const char *path, size_t size,
                       struct coff_view *bytes)
{
  uint8_t *p = coff_archive_build_bytes(b, size);
  size_t have = 0;
  if (p == NULL)
    return false;
  while (have < size) {
    ssize_t got = read(fd, p + have, size - have);
    if (got < 0 && errno == EINTR)
      continue;
    if (got < 0)
      return coff_fail(b->ctx, (struct coff_place){path, NULL, COFF_NOWHERE}, "%s",
                       strerror(errno));
    if (got == 0)
      break;
    have += (size_t)got;
  }
  *bytes = (struct coff_view){p, have, 0};
  return true;
}

bool coff_archive_build_read(struct coff_archive_build *b, const char *path,
                             struct coff_archive_entry *e)
{
  struct stat st;
  int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  bool ok = fd >= 0 && fstat(fd, &st) == 0;
  if (!ok)
    coff_fail(b->ctx, (struct coff_place){path, NULL, COFF_NOWHERE}, "%s", strerror(errno));
  else if (S_ISREG(st.st_mode) && st.st_size <= SMALL)
    ok = read_small(b, fd, path, (size_t)st.st_size, &e->bytes);
  else
    ok = hold(b, path, &e->bytes);
  if (fd >= 0)
    close(fd);
  if (!ok)
    return false;
  static const uint8_t nothing[1];
  if (e->bytes.data == NULL) // empty: no file to be opened later
    e->bytes.data = nothing;
  e->date = st.st_mtime;
  e->uid = (uint32_t)st.st_uid;
  e->gid = (uint32_t)st.st_gid;
  e->mode = (uint32_t)st.st_mode;
  e->source = 0;
  e->header = NULL;
  return true;
}

// ---- Writing ----------------------------------------------------------------------------------

static bool is_same(const struct coff_archive_entry *a, const struct coff_archive_entry *b)
{
  return a->source == b->source && a->bytes.data == b->bytes.data &&
         a->bytes.size == b->bytes.size && a->header == b->header && a->origin == b->origin &&
         a->date == b->date && a->uid == b->uid && a->gid == b->gid && a->mode == b->mode &&
         a->name.size == b->name.size && memcmp(a->name.data, b->name.data, a->name.size) == 0;
}

bool coff_archive_build_is_unchanged(const struct coff_archive_build *b)
{
  const struct coff_archive *a = b->source;
  struct coff_member_cursor c;
  struct coff_member m;
  uint32_t i = 0;
  if (a == NULL || b->rewrite || b->dialect != coff_archive_dialect(a) ||
      b->thin != coff_archive_is_thin(a) || b->index_64)
    return false;
  bool indexed = b->index != COFF_ARCHIVE_INDEX_NONE;
  if (indexed != (coff_index_count(a) != 0) && b->count != 0)
    return false;
  coff_member_first(a, &c);
  while (coff_member_next(&c, &m)) {
    if (m.special != COFF_MEMBER_ORDINARY)
      continue;
    struct coff_archive_entry e = entry_of(a, &m);
    if (i == b->count || !is_same(&e, &b->entries[i++]))
      return false;
  }
  return i == b->count;
}

// An index finds objects by their address; which one the others would be no linker knows. COFF_ARCHIVE_COMMON, after
// a report, if out of memory.
enum coff_dialect coff_archive_build_dialect(const struct coff_archive_build *b)
{
  struct coff_archive_watch w = {b->ctx, false};
  const struct coff_context silent = {.alloc = coff_archive_watched, .alloc_user = &w};
  if (b->dialect != COFF_ARCHIVE_COMMON)
    return b->dialect;
  for (uint32_t i = 0; i < b->count && !w.starved; i++) {
    struct coff_view v = b->entries[i].bytes;
    struct coff_open how = {.target = b->target, .maybe = true};
    if (v.data == NULL || v.size == 0 || coff_archive_is(v))
      continue;
    struct coff_file *f = coff_file_from_memory(&silent, b->name, v.data, (size_t)v.size, &how);
    if (f == NULL)
      continue;
    bool aix = coff_file_target(f)->aix_archives;
    coff_file_close(f);
    return aix ? COFF_ARCHIVE_AIX_BIG : COFF_ARCHIVE_GNU;
  }
  if (!w.starved)
    return COFF_ARCHIVE_GNU;
  coff_archive_build_fail_memory(b);
  return COFF_ARCHIVE_COMMON;
}

static bool report_losses(const struct coff_archive_build *b)
{
  struct coff_member_cursor c;
  struct coff_member m;
  if (b->source == NULL)
    return true;
  coff_member_first(b->source, &c);
  while (coff_member_next(&c, &m))
    if (gets_lost(b, m.special))
      coff_report(b->ctx, COFF_WARNING, coff_archive_place(b->source, m.header_offset),
                  "the %s is left out: it cannot be made anew",
                  coff_member_special_name(m.special));
  return true;
}

// The whole archive as pieces. False after a report; to be freed in any case.
static bool make(struct coff_archive_build *b, struct coff_archive_image *i)
{
  struct coff_archive_symbols s = {.count = 0};
  *i = (struct coff_archive_image){.npieces = 0};
  if (coff_archive_build_is_unchanged(b)) {
    i->pieces = coff_alloc(b->ctx, sizeof *i->pieces);
    if (i->pieces == NULL)
      return coff_archive_build_fail_memory(b);
    i->pieces[i->npieces++] = coff_archive_bytes(b->source);
    i->size = i->pieces[0].size;
    return true;
  }
  enum coff_dialect d = coff_archive_build_dialect(b);
  bool aix = d == COFF_ARCHIVE_AIX_SMALL || d == COFF_ARCHIVE_AIX_BIG;
  bool ok = d != COFF_ARCHIVE_COMMON && report_losses(b) &&
            (b->index == COFF_ARCHIVE_INDEX_NONE || coff_archive_collect(b, d, &s)) &&
            (aix ? coff_archive_write_aix(b, d, &s, i) : coff_archive_write_common(b, d, &s, i));
  coff_archive_symbols_free(b, &s);
  return ok;
}

static void free_image(const struct coff_archive_build *b, struct coff_archive_image *i)
{
  coff_free(b->ctx, i->pieces);
  coff_free(b->ctx, i->head.data);
  coff_free(b->ctx, i->headers.data);
}

bool coff_archive_build_write(struct coff_archive_build *b, uint8_t **bytes, uint64_t *size)
{
  struct coff_archive_image i;
  uint8_t *p = NULL;
  bool ok = make(b, &i);
  *bytes = NULL;
  *size = i.size;
  if (ok)
    p = i.size >= SIZE_MAX ? NULL : coff_realloc(b->ctx, NULL, (size_t)i.size + 1);
  if (ok && p == NULL)
    ok = coff_archive_build_fail_memory(b);
  *bytes = p;
  for (size_t k = 0; ok && k < i.npieces; p += i.pieces[k++].size)
    if (i.pieces[k].size != 0)
      memcpy(p, i.pieces[k].data, (size_t)i.pieces[k].size);
  free_image(b, &i);
  return ok;
}

void coff_archive_build_release(const struct coff_archive_build *b, uint8_t *bytes)
{
  coff_free(b->ctx, bytes);
}

bool coff_archive_build_write_file(struct coff_archive_build *b, const char *path, unsigned mode,
                                   bool fsync)
{
  struct coff_archive_image i;
  bool ok = make(b, &i) &&
            coff_output_pieces(b->ctx, path, i.pieces, i.npieces, mode != 0 ? mode : 0666, fsync);
  free_image(b, &i);
  return ok;
}
