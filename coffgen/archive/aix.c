// AIX archives, small and big: a fixed header, members in a chain, and three tables outside of it.
//
// Skip it unless a member of such an archive is wrong.
//
// AIX Files Reference, "ar File Format (Big)" and "(Small)". Numbers are decimal text. A header is
// followed by its name, which is filled up to an even length, a grave accent and a newline. The
// tables (of members, of 32-bit and 64-bit global symbols) are members without a name that no chain
// leads to.
#include "archive/archive.h"
#include <string.h>

struct form {
  uint8_t number; // bytes of an offset or size
  uint8_t fixed;  // bytes of the fixed header
  uint8_t header; // bytes of a member's, up to its name
  struct coff_owner_fields owner;
  uint8_t name_length; // offset of four digits
  uint8_t symbols_64;  // offset in the fixed header; 0: none
};

static const struct form forms[] = {
    {12, 68, 88, {36, 12, 48, 60, 12, 72, 12}, 84, 0},
    {20, 128, 112, {60, 12, 72, 84, 12, 96, 12}, 108, 48},
};

static const struct form *form_of(const struct coff_archive *a)
{
  return &forms[a->dialect == COFF_ARCHIVE_AIX_BIG];
}

static bool fixed_number(struct coff_archive *a, unsigned at, const char *what, uint64_t *v)
{
  bool blank;
  if (coff_archive_number(a->bytes.data + at, form_of(a)->number, 10, &blank, v) &&
      *v <= a->bytes.size)
    return true;
  *v = 0;
  return coff_fail(a->ctx, coff_archive_place(a, at),
                   "offset of %s is no number, or past the end of the archive", what);
}

bool coff_aix_open(struct coff_archive *a)
{
  const struct form *f = form_of(a);
  struct coff_member m;
  unsigned n = f->number, at = COFF_ARCHIVE_MAGIC;
  if (a->bytes.size < f->fixed)
    return coff_fail(a->ctx, coff_archive_place(a, 0), "header of the archive is cut off");
  fixed_number(a, at, "the member table", &a->member_table);
  fixed_number(a, at += n, "the symbol table", &a->symbols);
  if (f->symbols_64 != 0)
    fixed_number(a, at += n, "the 64-bit symbol table", &a->symbols_64);
  fixed_number(a, at += n, "the first member", &a->first);
  fixed_number(a, at += n, "the last member", &a->last);
  uint64_t *tables[] = {&a->member_table, &a->symbols, &a->symbols_64}, next;
  for (unsigned i = 0; i < COFF_COUNT(tables); i++)
    if (*tables[i] != 0 && !coff_aix_member(a, *tables[i], false, &m, &next))
      *tables[i] = 0;
  for (unsigned i = 0; coff_aix_special(a, i, &m); i++)
    if (m.special != COFF_MEMBER_TABLE)
      coff_archive_add_index(a, &m);
  return true;
}

static bool damaged(const struct coff_archive *a, uint64_t at, bool quiet, const char *what)
{
  return !quiet && coff_fail(a->ctx, coff_archive_place(a, at), "%s", what);
}

bool coff_aix_member(const struct coff_archive *a, uint64_t at, bool quiet, struct coff_member *m,
                     uint64_t *next)
{
  const struct form *f = form_of(a);
  struct coff_view h, name, end;
  uint64_t length;
  bool blank;
  *m = (struct coff_member){.header_offset = at};
  *next = 0;
  if (at < f->fixed || !coff_view_table(a->bytes, at, 1, f->header, &h))
    return damaged(a, at, quiet, "the chain of members leads to no member");
  if (!coff_archive_number(h.data + f->name_length, 4, 10, &blank, &length) ||
      !coff_view_table(a->bytes, at + f->header, 1, length, &name) ||
      !coff_view_table(a->bytes, at + f->header + length + (length & 1), 1, 2, &end) ||
      memcmp(end.data, "`\n", 2) != 0)
    return damaged(a, at, quiet, "no member header here");
  m->name = (struct coff_str){(const char *)name.data, (size_t)length};
  m->data_offset = end.origin + 2;
  uint64_t room = a->bytes.size - m->data_offset;
  bool number = coff_archive_number(h.data, f->number, 10, &blank, &m->size);
  if (!number || m->size > room) {
    m->is_damaged = true;
    damaged(a, at, quiet,
            number ? "member runs past the end of the archive" : "size of the member is no number");
    m->size = number ? room : 0;
  }
  if (!coff_archive_number(h.data + f->number, f->number, 10, &blank, next)) {
    m->is_damaged = true;
    damaged(a, at, quiet, "offset of the next member is no number");
  }
  coff_archive_owner(a, at, h.data, &f->owner, quiet, m);
  return true;
}

bool coff_aix_special(const struct coff_archive *a, unsigned n, struct coff_member *m)
{
  const uint64_t at[] = {a->member_table, a->symbols, a->symbols_64};
  static const enum coff_member_special kinds[] = {COFF_MEMBER_TABLE, COFF_MEMBER_INDEX_AIX,
                                                   COFF_MEMBER_INDEX_AIX_64};
  uint64_t next;
  unsigned seen = 0;
  for (unsigned i = 0; i < COFF_COUNT(at); i++) {
    if (at[i] == 0 || !coff_aix_member(a, at[i], true, m, &next) || seen++ != n)
      continue;
    m->special = kinds[i];
    return true;
  }
  return false;
}
