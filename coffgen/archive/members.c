// Members: walking over them, and opening one as what it is.
//
// Skip it unless a member is passed over, or the file of a thin archive's member is not found.
#include "archive/archive.h"
#include "base/alloc.h"
#include "codec/recognise.h"
#include "object/file.h"
#include <string.h>
#include <sys/stat.h>

static bool is_aix(const struct coff_archive *a)
{
  return a->dialect == COFF_ARCHIVE_AIX_SMALL || a->dialect == COFF_ARCHIVE_AIX_BIG;
}

void coff_member_first(const struct coff_archive *a, struct coff_member_cursor *c)
{
  *c = (struct coff_member_cursor){a, a->first, a->bytes.size, 0};
}

// Members of a chain may stand in any order. Together they are no larger than the archive, unless
// the chain goes round or leads into a member.
static bool next_in_chain(struct coff_member_cursor *c, struct coff_member *m)
{
  const struct coff_archive *a = c->archive;
  uint64_t at = c->next;
  if (at == 0)
    return coff_aix_special(a, c->stage++, m);
  if (!coff_aix_member(a, at, false, m, &c->next)) {
    c->next = 0;
    return coff_aix_special(a, c->stage++, m);
  }
  uint64_t taken = m->data_offset - m->header_offset + m->size;
  if (taken > c->budget) {
    coff_fail(a->ctx, coff_archive_place(a, at),
              "members overlap, or their chain goes round: the rest is not shown");
    c->next = 0;
    return coff_aix_special(a, c->stage++, m);
  }
  c->budget -= taken;
  if (at == a->last)
    c->next = 0;
  return true;
}

bool coff_member_next(struct coff_member_cursor *c, struct coff_member *m)
{
  if (is_aix(c->archive))
    return next_in_chain(c, m);
  if (c->next == 0 || !coff_common_member(c->archive, c->next, false, m, &c->next)) {
    c->next = 0;
    return false;
  }
  return true;
}

bool coff_member_at(const struct coff_archive *a, uint64_t offset, struct coff_member *m)
{
  uint64_t end;
  if (offset < COFF_ARCHIVE_MAGIC)
    return false;
  if (is_aix(a))
    return coff_aix_member(a, offset, true, m, &end);
  return coff_common_is_header(a, offset) && coff_common_member(a, offset, true, m, &end);
}

bool coff_member_is_archive(const struct coff_archive *a, const struct coff_member *m)
{
  struct coff_view v;
  if (!m->external)
    return coff_view_table(a->bytes, m->data_offset, m->size, 1, &v) && coff_archive_is(v);
  static const char *const ends[] = {".a", ".lib"};
  for (size_t i = 0; i < COFF_COUNT(ends); i++) {
    size_t n = strlen(ends[i]);
    if (m->name.size > n && memcmp(m->name.data + m->name.size - n, ends[i], n) == 0)
      return true;
  }
  return false;
}

const char *coff_member_special_name(enum coff_member_special s)
{
  static const char *const names[] = {
      [COFF_MEMBER_ORDINARY] = "member",
      [COFF_MEMBER_INDEX] = "symbol index",
      [COFF_MEMBER_INDEX_SECOND] = "second linker member",
      [COFF_MEMBER_INDEX_64] = "symbol index, 64-bit offsets",
      [COFF_MEMBER_INDEX_BSD] = "symbol index (BSD)",
      [COFF_MEMBER_INDEX_BSD_64] = "symbol index (BSD), 64-bit offsets",
      [COFF_MEMBER_INDEX_EC] = "ARM64EC symbol index",
      [COFF_MEMBER_INDEX_ECOFF] = "symbol index (ECOFF)",
      [COFF_MEMBER_INDEX_AIX] = "symbol index (AIX)",
      [COFF_MEMBER_INDEX_AIX_64] = "symbol index (AIX), 64-bit members",
      [COFF_MEMBER_NAMES] = "long names",
      [COFF_MEMBER_TABLE] = "member table",
      [COFF_MEMBER_XFG_MAP] = "XFG hash map",
      [COFF_MEMBER_HYBRID_MAP] = "hybrid map",
      [COFF_MEMBER_UNKNOWN] = "unknown special member",
  };
  return names[s];
}

// ---- Names in messages, and paths -------------------------------------------------------------

// FILE(MEMBER) is how messages name a member; in an archive that is one itself, MEMBER is
// "OUTER)(INNER". To be freed; NULL if out of memory.
static char *full_name(const struct coff_archive *a, struct coff_str name)
{
  size_t outer = a->member == NULL ? 0 : strlen(a->member) + 2;
  char *s = coff_alloc(a->ctx, outer + name.size + 1);
  if (s == NULL)
    return NULL;
  if (outer != 0) {
    memcpy(s, a->member, outer - 2);
    memcpy(s + outer - 2, ")(", 2);
  }
  memcpy(s + outer, name.data, name.size);
  return s;
}

// A name in a thin archive counts from the folder of the archive. To be freed.
static char *thin_path(const struct coff_archive *a, struct coff_str name)
{
  const char *slash = strrchr(a->name, '/');
  bool absolute = name.size != 0 && name.data[0] == '/';
  size_t folder = slash == NULL || absolute ? 0 : (size_t)(slash + 1 - a->name);
  char *s = coff_alloc(a->ctx, folder + name.size + 1);
  if (s == NULL)
    return NULL;
  memcpy(s, a->name, folder);
  memcpy(s + folder, name.data, name.size);
  return s;
}

// ---- Opening ----------------------------------------------------------------------------------

// Members are alike: the targets that the first one of COFF may be of are those to be asked for the
// others. NULL: not known, or no memory, which has been reported.
static const struct coff_like *like_of(const struct coff_archive *a, struct coff_view bytes)
{
  struct coff_once *once = (struct coff_once *)(uintptr_t)&a->like;
  struct coff_like *like = coff_once_get(once), *mine;
  if (like != NULL)
    return like;
  mine = coff_alloc(a->ctx, sizeof *mine);
  if (mine == NULL)
    coff_fail(a->ctx, coff_archive_place(a, COFF_NOWHERE), "out of memory");
  if (mine == NULL || !coff_like_make(bytes, mine)) {
    coff_free(a->ctx, mine);
    return NULL;
  }
  like = coff_once_publish(once, mine);
  if (like != mine)
    coff_free(a->ctx, mine);
  return like;
}

// What O's bytes are, in place. A is the archive that they lie in, or that names them.
static bool open_here(const struct coff_archive *a, const char *target,
                      struct coff_member_opened *o)
{
  struct coff_open how = {.target = target, .member = o->name, .maybe = true};
  if (coff_archive_is(o->bytes)) {
    struct coff_input input = {.bytes = o->bytes};
    input.bytes.origin = 0;
    o->archive = coff_archive_open_inside(a, a->name, o->name, &input, false);
    return o->archive != NULL;
  }
  o->foreign = coff_foreign_name(o->bytes);
  if (o->foreign == NULL || target != NULL)
    o->file = coff_file_from_alike(a->ctx, a->name, o->bytes, &how, like_of(a, o->bytes));
  return o->file != NULL || target == NULL;
}

// Sets O->name to that of member NAME of A.
static bool set_name(const struct coff_archive *a, struct coff_str name,
                     struct coff_member_opened *o)
{
  coff_free(a->ctx, o->name);
  o->name = full_name(a, name);
  return o->name != NULL || coff_fail(a->ctx, coff_archive_place(a, COFF_NOWHERE), "out of memory");
}

// A device or a pipe would have the reader wait for ever. What cannot be found, opening reports.
static bool is_regular(const struct coff_archive *a, const char *path)
{
  struct stat st;
  return stat(path, &st) != 0 || S_ISREG(st.st_mode) ||
         coff_fail(a->ctx, (struct coff_place){path, NULL, COFF_NOWHERE},
                   "member of a thin archive is no regular file");
}

// The member at M->origin of the archive PATH.
static bool open_proxy(const struct coff_archive *a, const struct coff_member *m, const char *path,
                       struct coff_input *input, const char *target, struct coff_member_opened *o)
{
  struct coff_member inner;
  o->via = coff_archive_open_inside(a, path, NULL, input, true);
  if (o->via == NULL)
    return false;
  if (!coff_member_at(o->via, m->origin, &inner) || inner.external)
    return coff_fail(a->ctx, coff_archive_place(o->via, m->origin),
                     "no member is where the thin archive %s says", a->name);
  coff_view_table(o->via->bytes, inner.data_offset, inner.size, 1, &o->bytes);
  return set_name(o->via, inner.name, o) && open_here(o->via, target, o);
}

static bool open_path(const struct coff_archive *a, const struct coff_member *m, const char *path,
                      const char *target, struct coff_member_opened *o)
{
  struct coff_input input;
  if (!is_regular(a, path) || !coff_input_open(a->ctx, path, 0, 0, false, &input))
    return false;
  if (m->origin != 0)
    return open_proxy(a, m, path, &input, target, o);
  if (coff_archive_is(input.bytes)) {
    o->bytes = input.bytes;
    o->archive = coff_archive_open_inside(a, path, NULL, &input, true);
    return o->archive != NULL;
  }
  o->bytes = input.bytes;
  o->mapping = input.mapping;
  o->mapped = input.mapped;
  o->buffer = input.buffer;
  return open_here(a, target, o);
}

static bool open_thin(const struct coff_archive *a, const struct coff_member *m, const char *target,
                      struct coff_member_opened *o)
{
  if (!a->on_disk)
    return coff_fail(a->ctx, coff_archive_place(a, m->header_offset),
                     "the member is a file beside the archive, which is no file itself");
  char *path = thin_path(a, m->name);
  if (path == NULL)
    return coff_fail(a->ctx, coff_archive_place(a, m->header_offset), "out of memory");
  bool ok = open_path(a, m, path, target, o);
  coff_free(a->ctx, path);
  return ok;
}

bool coff_member_open(const struct coff_archive *a, const struct coff_member *m, const char *target,
                      struct coff_member_opened *o)
{
  *o = (struct coff_member_opened){0};
  if (!set_name(a, m->name, o))
    return false;
  if (m->external)
    return open_thin(a, m, target, o);
  coff_view_table(a->bytes, m->data_offset, m->size, 1, &o->bytes);
  return open_here(a, target, o);
}

void coff_member_close(const struct coff_archive *a, struct coff_member_opened *o)
{
  struct coff_input input = {.mapping = o->mapping, .mapped = o->mapped, .buffer = o->buffer};
  coff_file_close(o->file);
  coff_archive_close(o->archive);
  coff_archive_close(o->via);
  coff_input_close(a->ctx, &input);
  coff_free(a->ctx, o->name);
  *o = (struct coff_member_opened){0};
}
