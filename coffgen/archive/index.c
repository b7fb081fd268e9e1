// Symbol indices: where each kind of table keeps its symbols, and a cursor over them.
//
// Skip it unless an index is read wrongly.
//
// Of System V and what follows it (GNU, Microsoft's first linker member, AIX): a count, as many
// header offsets, and as many strings one after another. Microsoft's other tables have 16-bit
// numbers instead, which count in the offsets of the second linker member. BSD and ECOFF have pairs
// of a string's offset and a header's offset. Numbers are 4 bytes, or 8 in the tables made for that.
//
// Invariant: ENTRIES holds table.count whole entries of entry_size bytes.
#include "archive/archive.h"
#include <inttypes.h>
#include <string.h>

// What the kinds of tables differ in.
struct shape {
  uint8_t word; // bytes of a count or offset
  bool numbers; // entries are 16-bit numbers of members
  bool pairs;   // entries are string offset and header offset
  bool sized;   // the count is one of bytes (BSD), not of entries
  bool holes;   // entries whose header offset is 0 are unused
};

static struct shape shape_of(enum coff_member_special kind)
{
  switch (kind) {
  case COFF_MEMBER_INDEX_64:
  case COFF_MEMBER_INDEX_AIX_64: return (struct shape){.word = 8};
  case COFF_MEMBER_INDEX_SECOND:
  case COFF_MEMBER_INDEX_EC: return (struct shape){.word = 4, .numbers = true};
  case COFF_MEMBER_INDEX_BSD: return (struct shape){.word = 4, .pairs = true, .sized = true};
  case COFF_MEMBER_INDEX_BSD_64: return (struct shape){.word = 8, .pairs = true, .sized = true};
  case COFF_MEMBER_INDEX_ECOFF: return (struct shape){.word = 4, .pairs = true, .holes = true};
  default: return (struct shape){.word = 4};
  }
}

static uint64_t entry_size(struct shape s)
{
  return s.numbers ? 2 : s.pairs ? 2 * s.word : s.word;
}

// Takes N bytes off the front of V; fewer if there are fewer.
static void advance(struct coff_view *v, uint64_t n)
{
  if (n > v->size)
    n = v->size;
  v->data += n;
  v->size -= n;
  v->origin += n;
}

// The word at the front of V, taken off. False if V is too short.
static bool take_word(struct coff_view *v, unsigned size, enum coff_order order, uint64_t *word)
{
  if (v->size < size)
    return false;
  *word = coff_load(v->data, size, order);
  advance(v, size);
  return true;
}

// Writers of System V's table have agreed on big-endian, those of BSD's on nothing: there, what fits
// is right.
static enum coff_order guess_order(struct coff_view v, enum coff_member_special kind,
                                   struct shape s)
{
  if (s.numbers)
    return COFF_LITTLE;
  enum coff_order usual = s.sized ? COFF_LITTLE : COFF_BIG;
  enum coff_order other = s.sized ? COFF_BIG : COFF_LITTLE;
  if (v.size < s.word || kind == COFF_MEMBER_INDEX_AIX || kind == COFF_MEMBER_INDEX_AIX_64)
    return usual;
  uint64_t scale = s.sized ? 1 : entry_size(s);
  uint64_t room = (v.size - s.word) / scale;
  bool fits = coff_load(v.data, s.word, usual) <= room;
  return fits || coff_load(v.data, s.word, other) > room ? usual : other;
}

static struct coff_place place(const struct coff_archive *a, struct coff_view v)
{
  return coff_archive_place(a, v.origin);
}

// The offsets before the second linker member's numbers.
static bool take_members(struct coff_archive *a, struct coff_view *v)
{
  uint64_t count;
  if (!take_word(v, 4, COFF_LITTLE, &count))
    return false;
  bool whole = coff_view_clip(*v, 0, count, 4, &a->members) == count;
  if (!whole)
    coff_fail(a->ctx, place(a, *v),
              "offsets of %" PRIu64 " members run past the end of their table", count);
  advance(v, a->members.size);
  return true;
}

// Entries and strings of the table in V. COUNT is what it says it has.
static void take_entries(struct coff_archive *a, struct coff_view v, struct shape s, uint64_t count,
                         struct coff_archive_index *i)
{
  uint64_t size = entry_size(s), length;
  i->table.count = coff_view_clip(v, 0, count, size, &i->entries);
  if (i->table.count != count)
    coff_fail(a->ctx, place(a, v),
              "symbol index of %" PRIu64 " entries runs past its end; %" PRIu64 " are there", count,
              i->table.count);
  advance(&v, i->entries.size);
  if (!s.pairs) {
    i->strings = v;
    return;
  }
  if (!take_word(&v, s.word, i->table.order, &length))
    length = 0;
  if (coff_view_clip(v, 0, length, 1, &i->strings) != length)
    coff_fail(a->ctx, place(a, v), "strings of the symbol index run past its end");
}

void coff_archive_add_index(struct coff_archive *a, const struct coff_member *m)
{
  struct coff_archive_index i = {.table = {.kind = m->special, .header_offset = m->header_offset}};
  struct shape s = shape_of(m->special);
  struct coff_view v;
  uint64_t count;
  if (m->special < COFF_MEMBER_INDEX || m->special > COFF_MEMBER_INDEX_AIX_64 ||
      a->nindices == COFF_ARCHIVE_TABLES ||
      !coff_view_table(a->bytes, m->data_offset, m->size, 1, &v))
    return;
  if (m->special == COFF_MEMBER_INDEX_AIX && a->dialect == COFF_ARCHIVE_AIX_BIG)
    s.word = 8;
  i.table.order = guess_order(v, m->special, s);
  if (m->special == COFF_MEMBER_INDEX_ECOFF)
    i.table.order = m->name.data[11 % m->name.size] == 'L' ? COFF_LITTLE : COFF_BIG;
  bool whole = m->special != COFF_MEMBER_INDEX_SECOND || take_members(a, &v);
  if (!whole || !take_word(&v, s.word, i.table.order, &count)) {
    if (m->size != 0) // an empty one is what some writers leave where there are no symbols
      coff_fail(a->ctx, place(a, v), "symbol index is cut off");
    return;
  }
  if (s.sized)
    count /= entry_size(s);
  take_entries(a, v, s, count, &i);
  a->indices[a->nindices++] = i;
}

// The mark: #name, or a C++ name with $$h in it.
bool coff_archive_plain_name(struct coff_str s, struct coff_str parts[2])
{
  parts[0] = s;
  parts[1] = (struct coff_str){"", 0};
  if (s.size != 0 && s.data[0] == '#') {
    parts[0] = (struct coff_str){s.data + 1, s.size - 1};
    return true;
  }
  for (size_t i = 0; s.size != 0 && s.data[0] == '?' && i + 3 <= s.size; i++) {
    if (memcmp(s.data + i, "$$h", 3) != 0)
      continue;
    parts[0].size = i;
    parts[1] = (struct coff_str){s.data + i + 3, s.size - i - 3};
    return true;
  }
  return false;
}

// ---- Reading ----------------------------------------------------------------------------------

unsigned coff_index_count(const struct coff_archive *a)
{
  return a->nindices;
}

bool coff_index_get(const struct coff_archive *a, unsigned n, struct coff_index_table *t)
{
  if (n >= a->nindices)
    return false;
  *t = a->indices[n].table;
  return true;
}

// Strings that entries share are read again and again: BUDGET bounds that.
void coff_index_first(const struct coff_archive *a, unsigned n, struct coff_index_cursor *c)
{
  *c = (struct coff_index_cursor){.archive = a, .table = n};
  if (n < a->nindices)
    c->budget = 4 * a->indices[n].strings.size + 65536;
}

// Member number N, from 1, of the second linker member's offsets.
static uint64_t numbered(const struct coff_archive *a, uint64_t n)
{
  struct coff_view v;
  if (n == 0 || !coff_view_table(a->members, (n - 1) * 4, 1, 4, &v))
    return UINT64_MAX;
  return coff_le32(v.data);
}

static bool take_string(struct coff_index_cursor *c, const struct coff_archive_index *i,
                        uint64_t at, struct coff_str *s)
{
  bool terminated = false;
  *s = coff_view_string(i->strings, at, &terminated);
  if (s->size >= c->budget)
    return coff_fail(c->archive->ctx, place(c->archive, i->strings),
                     "strings of the symbol index overlap: the rest is not shown");
  c->budget -= s->size + 1;
  c->string = at + s->size + 1;
  // A last string without a NUL is whole if it is there at all.
  return terminated || s->size != 0 ||
         coff_fail(c->archive->ctx, place(c->archive, i->entries),
                   "the symbol index has strings for %" PRIu64 " of its %" PRIu64 " entries",
                   c->next, i->table.count);
}

bool coff_index_next(struct coff_index_cursor *c, struct coff_index_entry *e)
{
  const struct coff_archive *a = c->archive;
  if (c->table >= a->nindices)
    return false;
  const struct coff_archive_index *i = &a->indices[c->table];
  struct shape s = shape_of(i->table.kind);
  unsigned size =
      i->table.count == 0 ? 0 : (unsigned)(i->entries.size / i->table.count); // AIX has two
  for (; c->next < i->table.count; c->next++) {
    const uint8_t *p = i->entries.data + c->next * size;
    unsigned word = s.pairs ? size / 2 : size;
    uint64_t string = s.pairs ? coff_load(p, word, i->table.order) : c->string;
    e->member = coff_load(s.pairs ? p + word : p, word, i->table.order);
    if (s.holes && e->member == 0)
      continue;
    if (s.numbers)
      e->member = numbered(a, e->member);
    if (!take_string(c, i, string, &e->symbol)) {
      c->next = i->table.count;
      return false;
    }
    c->next++;
    return true;
  }
  return false;
}
