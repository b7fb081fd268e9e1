// Member headers of the dialects that begin with `!<arch>`, and of thin archives.
//
// Skip it unless a member's name, size or owner is wrong.
//
// A header is 60 characters (ar.h): name 0/16, date 16/12, uid 28/6, gid 34/6, mode 40/8 octal,
// size 48/10, and a grave accent with a newline. Members begin at even offsets. Where a header is
// damaged, the next one is looked for, so that the rest of the archive is shown: every byte is
// searched once at most in a walk.
#include "archive/archive.h"
#include <string.h>

enum { NAME = 16, SIZE_AT = 48, SIZE = 10, END_AT = 58 };

static const struct coff_owner_fields owner_fields = {
    .date = 16, .date_size = 12, .uid = 28, .gid = 34, .id_size = 6, .mode = 40, .mode_size = 8};

bool coff_archive_number(const uint8_t *p, size_t n, unsigned base, bool *blank, uint64_t *v)
{
  size_t i = 0;
  *v = 0;
  while (i < n && p[i] == ' ')
    i++;
  size_t begin = i;
  for (; i < n && p[i] >= '0' && p[i] < '0' + (int)base; i++) {
    if (*v > (UINT64_MAX - 9) / base)
      return false;
    *v = *v * base + (uint64_t)(p[i] - '0');
  }
  *blank = i == begin;
  while (i < n && (p[i] == ' ' || p[i] == 0))
    i++;
  return i == n;
}

static void take_number(const struct coff_archive *a, uint64_t at, const uint8_t *p, size_t n,
                        unsigned base, const char *what, unsigned bit, bool quiet,
                        struct coff_member *m, uint64_t *v)
{
  bool blank;
  if (coff_archive_number(p, n, base, &blank, v)) {
    m->has |= blank ? 0 : bit;
    return;
  }
  *v = 0;
  if (n >= 2 && memcmp(p, "-1", 2) == 0) // Microsoft's linker members have no date
    return;
  m->is_damaged = true;
  if (!quiet)
    coff_fail(a->ctx, coff_archive_place(a, at), "%s of the member is no number", what);
}

void coff_archive_owner(const struct coff_archive *a, uint64_t at, const uint8_t *p,
                        const struct coff_owner_fields *f, bool quiet, struct coff_member *m)
{
  uint64_t date, uid, gid, mode;
  take_number(a, at, p + f->date, f->date_size, 10, "date", COFF_MEMBER_HAS_DATE, quiet, m, &date);
  take_number(a, at, p + f->uid, f->id_size, 10, "owner", COFF_MEMBER_HAS_UID, quiet, m, &uid);
  take_number(a, at, p + f->gid, f->id_size, 10, "group", COFF_MEMBER_HAS_GID, quiet, m, &gid);
  take_number(a, at, p + f->mode, f->mode_size, 8, "mode", COFF_MEMBER_HAS_MODE, quiet, m, &mode);
  m->date = date > INT64_MAX ? 0 : (int64_t)date;
  m->uid = (uint32_t)uid;
  m->gid = (uint32_t)gid;
  m->mode = (uint32_t)mode;
}

bool coff_common_is_header(const struct coff_archive *a, uint64_t at)
{
  struct coff_view h;
  bool blank;
  uint64_t size;
  return coff_view_table(a->bytes, at, 1, COFF_MEMBER_HEADER, &h) &&
         memcmp(h.data + END_AT, "`\n", 2) == 0 &&
         coff_archive_number(h.data + SIZE_AT, SIZE, 10, &blank, &size) && !blank;
}

// The next header from AT on, or the end of the archive.
static uint64_t find_header(const struct coff_archive *a, uint64_t at)
{
  at += at & 1;
  for (uint64_t look = at + END_AT; look < a->bytes.size;) {
    const uint8_t *p = memchr(a->bytes.data + look, '`', (size_t)(a->bytes.size - look));
    if (p == NULL)
      break;
    look = (uint64_t)(p - a->bytes.data);
    if ((look & 1) == 0 && coff_common_is_header(a, look - END_AT))
      return look - END_AT;
    look++;
  }
  return a->bytes.size;
}

// ---- Names ------------------------------------------------------------------------------------

static enum coff_member_special special_of(const struct coff_archive *a, uint64_t at,
                                           struct coff_str name)
{
  static const struct {
    const char *name;
    enum coff_member_special special;
  } all[] = {
      {"//", COFF_MEMBER_NAMES},
      {"ARFILENAMES/", COFF_MEMBER_NAMES},
      {"/SYM64/", COFF_MEMBER_INDEX_64},
      {"/<ECSYMBOLS>/", COFF_MEMBER_INDEX_EC},
      {"/<XFGHASHMAP>/", COFF_MEMBER_XFG_MAP},
      {"/<HYBRIDMAP>/", COFF_MEMBER_HYBRID_MAP},
      {"__.SYMDEF", COFF_MEMBER_INDEX_BSD},
      {"__.SYMDEF/", COFF_MEMBER_INDEX_BSD},
      {"__.SYMDEF SORTED", COFF_MEMBER_INDEX_BSD},
      {"__.SYMDEF_64", COFF_MEMBER_INDEX_BSD_64},
      {"__.SYMDEF_64 SORTED", COFF_MEMBER_INDEX_BSD_64},
  };
  if (name.size == 0 || (name.data[0] != '/' && name.data[0] != '_' && name.data[0] != 'A'))
    return COFF_MEMBER_ORDINARY;
  if (name.size == 1 && at != 0 && name.data[0] == '/')
    return at == a->index_header    ? COFF_MEMBER_INDEX
           : at == a->second_header ? COFF_MEMBER_INDEX_SECOND
                                    : COFF_MEMBER_UNKNOWN;
  for (size_t i = 0; i < COFF_COUNT(all); i++)
    if (name.size == strlen(all[i].name) && memcmp(name.data, all[i].name, name.size) == 0)
      return all[i].special;
  // Of 32 and of 64 bits: an E before the byte order of headers and before that of the data.
  if (name.size > 13 && memcmp(name.data, "________", 8) == 0 && name.data[10] == 'E' &&
      name.data[12] == 'E' &&
      (memcmp(name.data + 8, "__", 2) == 0 || memcmp(name.data + 8, "64", 2) == 0))
    return COFF_MEMBER_INDEX_ECOFF;
  return name.data[0] == '/' ? COFF_MEMBER_UNKNOWN : COFF_MEMBER_ORDINARY;
}

// The name at OFFSET of the table of names: up to a newline (GNU, which puts a slash before it) or
// a NUL (Microsoft).
static bool long_name(const struct coff_archive *a, uint64_t offset, struct coff_str *name)
{
  if (offset >= a->names.size)
    return false;
  const char *p = (const char *)a->names.data + offset;
  uint64_t room = a->names.size - offset;
  size_t limit = room < COFF_MEMBER_NAME ? (size_t)room : COFF_MEMBER_NAME, n = 0;
  while (n < limit && p[n] != '\n' && p[n] != 0)
    n++;
  bool ends = n < limit || room == n;
  if (n != 0 && p[n - 1] == '/')
    n--;
  *name = (struct coff_str){p, n};
  return ends;
}

// "/123", " 123" (ARFILENAMES/) or, in a thin archive, "/123:456". False if RAW is none of these.
static bool parse_reference(const char *raw, uint64_t *offset, uint64_t *origin)
{
  size_t i = 1;
  if (raw[0] != '/' && raw[0] != ' ')
    return false;
  for (*offset = 0; i < NAME && raw[i] >= '0' && raw[i] <= '9'; i++)
    *offset = *offset * 10 + (uint64_t)(raw[i] - '0');
  if (i == 1)
    return false;
  *origin = 0;
  if (i < NAME && raw[i] == ':')
    for (i++; i < NAME && raw[i] >= '0' && raw[i] <= '9'; i++)
      *origin = *origin * 10 + (uint64_t)(raw[i] - '0');
  return true;
}

// "#1/20": that many bytes of the contents are the name (BSD), filled up with NULs.
static bool bsd_name(const struct coff_archive *a, const char *raw, struct coff_member *m)
{
  uint64_t n;
  bool blank;
  struct coff_view v;
  bool good = coff_archive_number((const uint8_t *)raw + 3, NAME - 3, 10, &blank, &n) && !blank &&
              n <= m->size && coff_view_table(a->bytes, m->data_offset, n, 1, &v);
  if (!good)
    return false;
  m->data_offset += n;
  m->size -= n;
  while (n != 0 && v.data[n - 1] == 0)
    n--;
  m->name = (struct coff_str){(const char *)v.data, (size_t)n};
  m->special = special_of(a, 0, m->name);
  return true;
}

static void resolve_name(const struct coff_archive *a, bool quiet, struct coff_member *m)
{
  const char *raw = (const char *)a->bytes.data + m->header_offset;
  uint64_t offset;
  size_t n = NAME;
  while (n != 0 && (raw[n - 1] == ' ' || raw[n - 1] == 0))
    n--;
  m->name = (struct coff_str){raw, n};
  if (parse_reference(raw, &offset, &m->origin)) {
    bool found = long_name(a, offset, &m->name);
    m->is_damaged |= !found;
    if (!found && !quiet)
      coff_fail(a->ctx, coff_archive_place(a, m->header_offset),
                "long name of the member is not in the table of names");
    return;
  }
  bool bsd = memcmp(raw, "#1/", 3) == 0;
  if (bsd && bsd_name(a, raw, m))
    return;
  m->is_damaged |= bsd;
  if (bsd && !quiet)
    coff_fail(a->ctx, coff_archive_place(a, m->header_offset),
              "name of the member is longer than the member");
  m->special = special_of(a, m->header_offset, m->name);
  if (m->special == COFF_MEMBER_ORDINARY && n > 1 && raw[n - 1] == '/')
    m->name.size--;
}

// ---- Members ----------------------------------------------------------------------------------

// Size and place of the contents, name included. M->header_offset is known.
static void place_contents(const struct coff_archive *a, bool quiet, struct coff_member *m)
{
  const uint8_t *h = a->bytes.data + m->header_offset;
  uint64_t room = a->bytes.size - m->header_offset - COFF_MEMBER_HEADER;
  bool blank;
  m->data_offset = m->header_offset + COFF_MEMBER_HEADER;
  bool number = coff_archive_number(h + SIZE_AT, SIZE, 10, &blank, &m->size) && !blank;
  // Of a thin archive, it is the size of another file.
  if (number && (m->size <= room || a->thin))
    return;
  m->is_damaged = true;
  if (!quiet && number)
    coff_fail(a->ctx, coff_archive_place(a, m->header_offset),
              "member of %llu bytes runs past the end of the archive; %llu are there",
              (unsigned long long)m->size, (unsigned long long)room);
  if (!quiet && !number)
    coff_fail(a->ctx, coff_archive_place(a, m->header_offset), "size of the member is no number");
  m->size = number ? room : find_header(a, m->data_offset) - m->data_offset;
}

// Where the next header is. Contents of odd size are followed by a newline, which some writers
// forget.
static uint64_t member_end(const struct coff_archive *a, bool quiet, const struct coff_member *m)
{
  uint64_t end = m->data_offset + (m->external ? 0 : m->size);
  if ((end & 1) == 0)
    return end;
  if (end >= a->bytes.size || coff_common_is_header(a, end + 1) || !coff_common_is_header(a, end))
    return end + 1;
  if (!quiet)
    coff_report(a->ctx, COFF_WARNING, coff_archive_place(a, end),
                "the member before this one is not padded to an even size");
  return end;
}

// What is no header: says so, and finds the next.
static uint64_t skip_rubbish(const struct coff_archive *a, uint64_t at, bool quiet)
{
  uint64_t next = find_header(a, at), n = next - at;
  bool fill = true;
  for (uint64_t i = at; i < next && fill; i++)
    fill = a->bytes.data[i] == '\n' || a->bytes.data[i] == 0;
  if (!quiet && !fill)
    coff_fail(a->ctx, coff_archive_place(a, at),
              "no member header here; %llu bytes belong to no member", (unsigned long long)n);
  return next;
}

bool coff_common_member(const struct coff_archive *a, uint64_t at, bool quiet,
                        struct coff_member *m, uint64_t *end)
{
  struct coff_view h;
  *m = (struct coff_member){0};
  if (at >= a->bytes.size)
    return false;
  bool whole = coff_view_table(a->bytes, at, 1, COFF_MEMBER_HEADER, &h);
  if (!whole || memcmp(h.data + END_AT, "`\n", 2) != 0) {
    at = skip_rubbish(a, at, quiet);
    if (at >= a->bytes.size)
      return false;
  }
  m->header_offset = at;
  place_contents(a, quiet, m);
  resolve_name(a, quiet, m);
  m->external = a->thin && m->special == COFF_MEMBER_ORDINARY;
  uint64_t room = a->bytes.size - m->data_offset;
  if (!m->external && m->size > room) { // a thin archive's own tables
    m->size = room;
    m->is_damaged = true;
    if (!quiet)
      coff_fail(a->ctx, coff_archive_place(a, at), "table runs past the end of the archive");
  }
  coff_archive_owner(a, at, a->bytes.data + at, &owner_fields, quiet, m);
  *end = member_end(a, quiet, m);
  return true;
}
