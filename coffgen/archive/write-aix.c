// AIX's archives, small and big.
//
// Skip it unless AIX, or LLVM, does not take one.
//
// AIX Files Reference, "ar File Format (Big)" and "(Small)": a fixed header, the members in a chain of offsets, and
// behind them the member table and the tables of global symbols (big: one for 32-bit
// and one for 64-bit members), which AIX's own ar links with the chain, though the fixed header says where it ends. All numbers of headers are decimal text; those of the symbol tables are binary, big-endian.
#include "archive/archive.h"
#include "archive/build.h"
#include "base/alloc.h"
#include <inttypes.h>
#include <string.h>

// Digits of an offset, bytes of the fixed header and of a member's header without its name; what the parts of
// headers are, see aix.c.
struct form {
  char magic[COFF_ARCHIVE_MAGIC + 1];
  uint8_t digits, header, word;
};

static const struct form forms[] = {{"<aiaff>\n", 12, 88, 4}, {"<bigaf>\n", 20, 112, 8}};

enum { OWNER = 12, NAME_DIGITS = 4, NAME_MOST = 9999 };

struct plan {
  struct coff_archive_build *b;
  const struct form *f;
  bool big;
  const struct coff_archive_symbols *s;
  struct coff_archive_image *image;
  uint64_t *offsets;     // by entry
  uint64_t table, index; // offsets of the tables; 0: none
  uint64_t index_64, end;
  uint64_t names; // bytes of the names in the member table
};

static uint64_t even(uint64_t v)
{
  return v + (v & 1);
}

static uint64_t header_size(const struct plan *p, uint64_t name)
{
  return p->f->header + even(name) + 2;
}

// ---- Where things are -------------------------------------------------------------------------

// Symbols of 32-bit (WIDE not set) or 64-bit members. The small format has one table for all.
static uint64_t count_symbols(const struct plan *p, bool wide, uint64_t *strings)
{
  uint64_t n = 0;
  *strings = 0;
  for (size_t i = 0; i < p->s->count; i++) {
    const struct coff_archive_symbol *s = coff_archive_symbol_at(p->s, i);
    if (p->big && s->wide_member != wide)
      continue;
    n++;
    *strings += strlen((const char *)p->s->strings.data + s->name) + 1;
  }
  return n;
}

static uint64_t place_index(const struct plan *p, bool wide, uint64_t *at)
{
  uint64_t strings, n = count_symbols(p, wide, &strings), here = *at;
  if (n == 0 || (wide && !p->big))
    return 0;
  *at += header_size(p, 0) + even((1 + n) * p->f->word + strings);
  return here;
}

static void place_all(struct plan *p)
{
  uint64_t at = COFF_ARCHIVE_MAGIC + (p->big ? 6 : 5) * (uint64_t)p->f->digits;
  for (uint32_t i = 0; i < p->b->count; i++) {
    const struct coff_archive_entry *e = &p->b->entries[i];
    p->offsets[i] = at;
    at += header_size(p, e->name.size) + even(e->bytes.size);
    p->names += e->name.size + 1;
  }
  p->table = p->b->count == 0 ? 0 : at;
  if (p->table != 0)
    at += header_size(p, 0) + even((1 + (uint64_t)p->b->count) * p->f->digits + p->names);
  p->index = place_index(p, false, &at);
  p->index_64 = place_index(p, true, &at);
  p->end = at;
}

// ---- Headers ----------------------------------------------------------------------------------

// A header for SIZE bytes into AT; its length.
static size_t put_header(const struct plan *p, uint8_t *at, uint64_t size, uint64_t next,
                         uint64_t before, const struct coff_archive_entry *e)
{
  unsigned d = p->f->digits;
  size_t name = even(e->name.size);
  coff_archive_put_number(at, d, 10, size);
  coff_archive_put_number(at + d, d, 10, next);
  coff_archive_put_number(at + 2 * d, d, 10, before);
  at += 3 * d;
  coff_archive_put_number(at, OWNER, 10, e->date < 0 ? 0 : (uint64_t)e->date);
  coff_archive_put_number(at + OWNER, OWNER, 10, e->uid);
  coff_archive_put_number(at + 2 * OWNER, OWNER, 10, e->gid);
  coff_archive_put_number(at + 3 * OWNER, OWNER, 8, e->mode);
  at += 4 * OWNER;
  coff_archive_put_number(at, NAME_DIGITS, 10, e->name.size);
  at += NAME_DIGITS;
  memset(at, 0, name);
  if (e->name.size != 0)
    memcpy(at, e->name.data, e->name.size);
  memcpy(at + name, "`\n", 2);
  return p->f->header + name + 2;
}

static void add_piece(struct plan *p, const uint8_t *data, uint64_t size)
{
  if (size != 0)
    p->image->pieces[p->image->npieces++] = (struct coff_view){data, size, 0};
}

static bool put_fixed(struct plan *p)
{
  uint64_t first = p->b->count == 0 ? 0 : p->offsets[0];
  uint64_t last = p->b->count == 0 ? 0 : p->offsets[p->b->count - 1];
  const uint64_t big[] = {p->table, p->index, p->index_64, first, last, 0};
  const uint64_t small[] = {p->table, p->index, first, last, 0};
  size_t n = p->big ? COFF_COUNT(big) : COFF_COUNT(small), d = p->f->digits;
  uint8_t *at = coff_archive_grow(p->b, &p->image->head, COFF_ARCHIVE_MAGIC + n * d);
  if (at == NULL)
    return false;
  memcpy(at, p->f->magic, COFF_ARCHIVE_MAGIC);
  at += COFF_ARCHIVE_MAGIC;
  for (size_t i = 0; i < n; i++, at += d)
    coff_archive_put_number(at, d, 10, p->big ? big[i] : small[i]);
  return true;
}

// ---- Tables -----------------------------------------------------------------------------------

// The member table: how many, their offsets, their names.
static void put_table(const struct plan *p, uint8_t *at)
{
  unsigned d = p->f->digits;
  struct coff_archive_entry none = {.date = 0};
  uint64_t size = (1 + (uint64_t)p->b->count) * d + p->names;
  uint64_t next = p->index != 0 ? p->index : p->index_64;
  at += put_header(p, at, size, next, p->offsets[p->b->count - 1], &none);
  coff_archive_put_number(at, d, 10, p->b->count);
  at += d;
  for (uint32_t i = 0; i < p->b->count; i++, at += d)
    coff_archive_put_number(at, d, 10, p->offsets[i]);
  for (uint32_t i = 0; i < p->b->count; i++) {
    struct coff_str s = p->b->entries[i].name;
    if (s.size != 0)
      memcpy(at, s.data, s.size);
    at[s.size] = 0;
    at += s.size + 1;
  }
}

static void put_index(const struct plan *p, bool wide, uint8_t *at)
{
  struct coff_archive_entry none = {.date = p->b->index_date};
  uint64_t strings, n = count_symbols(p, wide, &strings);
  unsigned w = p->f->word;
  uint64_t next = wide ? 0 : p->index_64, before = wide && p->index != 0 ? p->index : p->table;
  at += put_header(p, at, (1 + n) * w + strings, next, before, &none);
  uint8_t *text = at + (1 + n) * w;
  coff_store(at, w, COFF_BIG, n);
  at += w;
  for (size_t i = 0; i < p->s->count; i++) {
    const struct coff_archive_symbol *s = coff_archive_symbol_at(p->s, i);
    const char *name = (const char *)p->s->strings.data + s->name;
    size_t size = strlen(name) + 1;
    if (p->big && s->wide_member != wide)
      continue;
    coff_store(at, w, COFF_BIG, p->offsets[s->entry]);
    memcpy(text, name, size);
    at += w;
    text += size;
  }
}

// ---- All of it --------------------------------------------------------------------------------

static bool put_members(struct plan *p)
{
  struct coff_archive_bytes *to = &p->image->headers;
  uint64_t tables = p->end - p->table, room = p->table == 0 ? 2 : tables + 2;
  for (uint32_t i = 0; i < p->b->count; i++)
    room += header_size(p, p->b->entries[i].name.size) + 1;
  uint8_t *at = room > SIZE_MAX ? NULL : coff_archive_grow(p->b, to, (size_t)room);
  if (at == NULL)
    return false;
  memset(at, 0, (size_t)room);
  add_piece(p, p->image->head.data, p->image->head.size);
  for (uint32_t i = 0; i < p->b->count; i++) {
    const struct coff_archive_entry *e = &p->b->entries[i];
    uint8_t *start = at;
    at += put_header(p, at, e->bytes.size, i + 1 < p->b->count ? p->offsets[i + 1] : p->table,
                     i == 0 ? 0 : p->offsets[i - 1], e);
    add_piece(p, start, (uint64_t)(at - start));
    add_piece(p, e->bytes.data, e->bytes.size);
    if ((e->bytes.size & 1) != 0)
      add_piece(p, at++, 1);
  }
  if (p->table != 0) {
    put_table(p, at);
    if (p->index != 0)
      put_index(p, false, at + (p->index - p->table));
    if (p->index_64 != 0)
      put_index(p, true, at + (p->index_64 - p->table));
    add_piece(p, at, tables);
  }
  p->image->size = p->end;
  return true;
}

static bool check(const struct plan *p)
{
  struct coff_place at = coff_archive_build_place(p->b);
  if (p->b->thin)
    return coff_fail(p->b->ctx, at, "AIX has no thin archives");
  for (uint32_t i = 0; i < p->b->count; i++)
    if (p->b->entries[i].name.size > NAME_MOST)
      return coff_fail(p->b->ctx, at, "a member's name is longer than 9999 bytes");
  if (!p->big && p->end > UINT32_MAX)
    return coff_fail(p->b->ctx, at,
                     "an archive of %" PRIu64 " bytes is too large for AIX's small format", p->end);
  return true;
}

bool coff_archive_write_aix(struct coff_archive_build *b, enum coff_dialect dialect,
                            const struct coff_archive_symbols *s, struct coff_archive_image *i)
{
  bool big = dialect == COFF_ARCHIVE_AIX_BIG;
  struct plan p = {.b = b, .f = &forms[big], .big = big, .s = s, .image = i};
  size_t n = b->count;
  p.offsets = coff_alloc_array(b->ctx, n + 1, sizeof *p.offsets);
  i->pieces = coff_alloc_array(b->ctx, 3 * n + 2, sizeof *i->pieces);
  if (p.offsets == NULL || i->pieces == NULL) {
    coff_free(b->ctx, p.offsets);
    return coff_archive_build_fail_memory(b);
  }
  place_all(&p);
  bool ok = check(&p) && put_fixed(&p) && put_members(&p);
  coff_free(b->ctx, p.offsets);
  return ok;
}
