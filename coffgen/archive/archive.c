// Opening an archive: its dialect, and the special members that the others need.
//
// Skip it unless an archive is taken for the wrong dialect. A file that begins with a magic string
// is an archive, whatever stands behind it.
#include "archive/archive.h"
#include "base/alloc.h"
#include "object/file.h"
#include <string.h>
#include <sys/stat.h>

static const struct magic {
  char text[COFF_ARCHIVE_MAGIC + 1];
  enum coff_dialect dialect;
  bool thin;
} magics[] = {
    {"!<arch>\n", COFF_ARCHIVE_COMMON, false},
    {"!<thin>\n", COFF_ARCHIVE_GNU, true},
    {"<aiaff>\n", COFF_ARCHIVE_AIX_SMALL, false},
    {"<bigaf>\n", COFF_ARCHIVE_AIX_BIG, false},
};

static const struct magic *find_magic(struct coff_view v)
{
  for (size_t i = 0; i < COFF_COUNT(magics); i++)
    if (v.size >= COFF_ARCHIVE_MAGIC && memcmp(v.data, magics[i].text, COFF_ARCHIVE_MAGIC) == 0)
      return &magics[i];
  return NULL;
}

bool coff_archive_is(struct coff_view v)
{
  return find_magic(v) != NULL;
}

// ---- Special members --------------------------------------------------------------------------

// Which dialect writes such a member; COMMON if that does not tell.
static enum coff_dialect dialect_of(const struct coff_archive *a, const struct coff_member *m)
{
  switch (m->special) {
  case COFF_MEMBER_INDEX_SECOND:
  case COFF_MEMBER_INDEX_EC:
  case COFF_MEMBER_XFG_MAP:
  case COFF_MEMBER_HYBRID_MAP: return COFF_ARCHIVE_MICROSOFT;
  case COFF_MEMBER_INDEX:
  case COFF_MEMBER_INDEX_64:
  case COFF_MEMBER_NAMES: return COFF_ARCHIVE_GNU;
  case COFF_MEMBER_INDEX_BSD:
  case COFF_MEMBER_INDEX_BSD_64: return COFF_ARCHIVE_BSD;
  case COFF_MEMBER_INDEX_ECOFF: return COFF_ARCHIVE_ECOFF;
  default: break;
  }
  const char *raw = (const char *)a->bytes.data + m->header_offset;
  if (memcmp(raw, "#1/", 3) == 0)
    return COFF_ARCHIVE_BSD;
  return memchr(raw, '/', 16) != NULL ? COFF_ARCHIVE_GNU : COFF_ARCHIVE_COMMON;
}

// The first two members called `/` are what the cursor later takes them for.
static void note_linker_member(struct coff_archive *a, struct coff_member *m)
{
  if (m->special != COFF_MEMBER_INDEX && m->special != COFF_MEMBER_UNKNOWN)
    return;
  if (m->name.size != 1)
    return;
  if (a->index_header == 0)
    a->index_header = m->header_offset;
  else if (a->second_header == 0 && m->header_offset != a->index_header)
    a->second_header = m->header_offset;
  m->special = m->header_offset == a->index_header    ? COFF_MEMBER_INDEX
               : m->header_offset == a->second_header ? COFF_MEMBER_INDEX_SECOND
                                                      : COFF_MEMBER_UNKNOWN;
}

// Special members stand before all others. No dialect has as many kinds of them as are looked at: a
// thin archive opens this one anew for each member that it takes from here.
static void scan_specials(struct coff_archive *a)
{
  struct coff_member m;
  uint64_t at = COFF_ARCHIVE_MAGIC, end;
  bool more = true;
  for (unsigned n = 0; n < COFF_ARCHIVE_SPECIALS && more; n++, at = end) {
    if (!coff_common_member(a, at, true, &m, &end))
      break;
    note_linker_member(a, &m);
    enum coff_dialect d = dialect_of(a, &m);
    if (d > a->dialect)
      a->dialect = d;
    if (m.special == COFF_MEMBER_NAMES)
      coff_view_table(a->bytes, m.data_offset, m.size, 1, &a->names);
    else if (m.special != COFF_MEMBER_ORDINARY)
      coff_archive_add_index(a, &m);
    more = m.special != COFF_MEMBER_ORDINARY;
  }
  a->first = a->bytes.size > COFF_ARCHIVE_MAGIC ? COFF_ARCHIVE_MAGIC : 0;
}

// ---- Opening ----------------------------------------------------------------------------------

static void *out_of_memory(const struct coff_context *ctx, const char *name, const char *member)
{
  coff_fail(ctx, (struct coff_place){name, member, COFF_NOWHERE}, "out of memory");
  return NULL;
}

// Takes INPUT over.
static struct coff_archive *new_archive(const struct coff_context *ctx, const char *name,
                                        const char *member, struct coff_input *input)
{
  struct coff_archive *a = coff_alloc(ctx, sizeof *a);
  if (a == NULL) {
    coff_input_close(ctx, input);
    return out_of_memory(ctx, name, member);
  }
  a->ctx = ctx;
  a->input = *input;
  a->bytes = input->bytes;
  a->name = coff_copy_string(ctx, name);
  a->member = member == NULL ? NULL : coff_copy_string(ctx, member);
  if (a->name != NULL && (member == NULL || a->member != NULL))
    return a;
  coff_archive_close(a);
  return out_of_memory(ctx, name, member);
}

static void identify(struct coff_archive *a)
{
  struct stat st;
  if (stat(a->name, &st) != 0)
    return;
  a->on_disk = true;
  a->device = (uint64_t)st.st_dev;
  a->inode = (uint64_t)st.st_ino;
}

// Takes A over: it is closed if it cannot be used.
static struct coff_archive *open_bytes(struct coff_archive *a)
{
  const struct magic *m = find_magic(a->bytes);
  bool ok = m != NULL ||
            coff_fail(a->ctx, coff_archive_place(a, 0), "file is no archive of a known dialect");
  if (ok) {
    a->dialect = m->dialect;
    a->thin = m->thin;
    if (m->dialect == COFF_ARCHIVE_AIX_SMALL || m->dialect == COFF_ARCHIVE_AIX_BIG)
      ok = coff_aix_open(a);
    else
      scan_specials(a);
  }
  if (ok)
    return a;
  coff_archive_close(a);
  return NULL;
}

static bool goes_round(const struct coff_archive *a)
{
  if (!a->on_disk)
    return false;
  for (const struct coff_archive *p = a->parent; p != NULL; p = p->parent)
    if (p->on_disk && p->device == a->device && p->inode == a->inode)
      return true;
  return false;
}

struct coff_archive *coff_archive_open_inside(const struct coff_archive *parent, const char *name,
                                              const char *member, struct coff_input *input,
                                              bool on_disk)
{
  struct coff_archive *a = new_archive(parent->ctx, name, member, input);
  if (a == NULL)
    return NULL;
  a->parent = parent;
  a->depth = parent->depth + 1;
  if (on_disk)
    identify(a);
  const char *why = goes_round(a)                    ? "the archive is a member of itself"
                    : a->depth >= COFF_ARCHIVE_DEPTH ? "too many archives in archives"
                                                     : NULL;
  if (why == NULL)
    return open_bytes(a);
  coff_fail(a->ctx, coff_archive_place(a, 0), "%s", why);
  coff_archive_close(a);
  return NULL;
}

static bool open_input(const struct coff_context *ctx, const char *path,
                       const struct coff_open *opt, struct coff_input *input)
{
  return coff_input_open(ctx, path, opt == NULL ? 0 : opt->offset, opt == NULL ? 0 : opt->size,
                         opt != NULL && opt->read, input);
}

static struct coff_archive *open_top(const struct coff_context *ctx, const char *path,
                                     const struct coff_open *opt, struct coff_input *input)
{
  struct coff_archive *a = new_archive(ctx, path, opt == NULL ? NULL : opt->member, input);
  if (a == NULL)
    return NULL;
  identify(a);
  return open_bytes(a);
}

struct coff_archive *coff_archive_open(const struct coff_context *ctx, const char *path,
                                       const struct coff_open *opt)
{
  struct coff_input input;
  if (!open_input(ctx, path, opt, &input))
    return NULL;
  return open_top(ctx, path, opt, &input);
}

struct coff_archive *coff_archive_from_memory(const struct coff_context *ctx, const char *name,
                                              const void *data, size_t size,
                                              const struct coff_open *opt)
{
  struct coff_input input = {.bytes = {data, size, 0}};
  struct coff_archive *a = new_archive(ctx, name, opt == NULL ? NULL : opt->member, &input);
  if (a == NULL)
    return NULL;
  uint64_t at = opt == NULL ? 0 : opt->offset, n = opt == NULL ? 0 : opt->size;
  if (!coff_view_table(a->bytes, at, 1, n != 0 || at > size ? n : size - at, &a->bytes)) {
    coff_fail(ctx, coff_archive_place(a, at), "the part asked for runs past the end");
    coff_archive_close(a);
    return NULL;
  }
  a->bytes.origin = 0;
  return open_bytes(a);
}

bool coff_archive_or_file_from_input(const struct coff_context *ctx, const char *path,
                                     const struct coff_open *opt, struct coff_input *input,
                                     struct coff_archive **a, struct coff_file **f)
{
  *a = NULL;
  *f = NULL;
  if (coff_archive_is(input->bytes))
    *a = open_top(ctx, path, opt, input);
  else
    *f = coff_file_from_input(ctx, path, input, opt);
  return *a != NULL || *f != NULL;
}

bool coff_archive_or_file_open(const struct coff_context *ctx, const char *path,
                               const struct coff_open *opt, struct coff_archive **a,
                               struct coff_file **f)
{
  struct coff_input input;
  *a = NULL;
  *f = NULL;
  return open_input(ctx, path, opt, &input) &&
         coff_archive_or_file_from_input(ctx, path, opt, &input, a, f);
}

void coff_archive_close(struct coff_archive *a)
{
  if (a == NULL)
    return;
  const struct coff_context *ctx = a->ctx;
  coff_input_close(ctx, &a->input);
  coff_free(ctx, a->name);
  coff_free(ctx, a->member);
  coff_free(ctx, coff_once_get(&a->like));
  coff_free(ctx, a);
}

// ---- What it says of itself -------------------------------------------------------------------

struct coff_place coff_archive_place(const struct coff_archive *a, uint64_t offset)
{
  return (struct coff_place){a->name, a->member, offset};
}

const struct coff_context *coff_archive_context(const struct coff_archive *a)
{
  return a->ctx;
}

const char *coff_archive_name(const struct coff_archive *a)
{
  return a->name;
}

const char *coff_archive_member(const struct coff_archive *a)
{
  return a->member;
}

enum coff_dialect coff_archive_dialect(const struct coff_archive *a)
{
  return a->dialect;
}

bool coff_archive_is_thin(const struct coff_archive *a)
{
  return a->thin;
}

struct coff_view coff_archive_bytes(const struct coff_archive *a)
{
  return a->bytes;
}

const char *coff_archive_dialect_name(enum coff_dialect d)
{
  static const char *const names[] = {
      [COFF_ARCHIVE_COMMON] = "common",   [COFF_ARCHIVE_GNU] = "GNU/System V",
      [COFF_ARCHIVE_BSD] = "BSD",         [COFF_ARCHIVE_MICROSOFT] = "Microsoft",
      [COFF_ARCHIVE_ECOFF] = "ECOFF",     [COFF_ARCHIVE_AIX_SMALL] = "AIX small",
      [COFF_ARCHIVE_AIX_BIG] = "AIX big",
  };
  return (size_t)d < COFF_COUNT(names) ? names[d] : NULL;
}
