// The symbol index against the members: what it has and they do not define, and the other way round.
//
// Skip it unless an index is called wrong that is right.
//
// The entries of all tables are sorted by the hash of their symbols; then each member is opened once
// and what it defines is looked up. Which symbols belong into an index: those that other objects can
// refer to and that the member defines, common ones among them. Weak externals are in Microsoft's
// and LLVM's indices and not in GNU's, so that both are right. A short import defines the pointer
// __imp_X and, if it is code, the jump X (PE and COFF specification, section 8.1); for ARM64EC, where
// X may be mangled, the plain name, #X and __imp_aux_X too.
#include "archive/archive.h"
#include "base/alloc.h"
#include "coff/symbols.h"
#include <stdlib.h>
#include <string.h>

struct entry {
  uint64_t hash, member;
  struct coff_str symbol;
  uint32_t table;
  bool found;
};

struct state {
  const struct coff_archive *a;
  struct entry *entries; // sorted by hash, symbol, member, table
  size_t count;
  uint64_t *opaque; // header offsets of members that cannot be asked, sorted
  size_t nopaque, opaque_room;
  void (*problem)(void *, const struct coff_index_problem *);
  void *user;
  struct coff_index_check *sum;
};

// A name out of pieces, so that prefixes need no memory.
enum { PIECES = 3 };
struct pieces {
  struct coff_str p[PIECES];
};

static struct pieces whole(struct coff_str s)
{
  return (struct pieces){{{"", 0}, s, {"", 0}}};
}

// FNV-1a.
static uint64_t hash(const struct pieces *n)
{
  uint64_t h = 0xcbf29ce484222325u;
  for (size_t i = 0; i < PIECES; i++)
    for (size_t k = 0; k < n->p[i].size; k++)
      h = (h ^ (unsigned char)n->p[i].data[k]) * 0x100000001b3u;
  return h;
}

// Whether S comes after the name (-1), is it (0), or comes before it: shorter ones come first.
static int compare(const struct pieces *n, struct coff_str s)
{
  size_t size = n->p[0].size + n->p[1].size + n->p[2].size, at = 0;
  int c = 0;
  if (size != s.size)
    return size < s.size ? -1 : 1;
  for (size_t i = 0; c == 0 && i < PIECES; i++) {
    c = memcmp(n->p[i].data, s.data + at, n->p[i].size);
    at += n->p[i].size;
  }
  return c;
}

static bool equal(const struct pieces *n, struct coff_str s)
{
  return compare(n, s) == 0;
}

static int order(uint64_t a, uint64_t b)
{
  return a < b ? -1 : a > b;
}

static int by_symbol(const void *pa, const void *pb)
{
  const struct entry *a = pa, *b = pb;
  if (a->hash != b->hash)
    return order(a->hash, b->hash);
  if (a->symbol.size != b->symbol.size)
    return order(a->symbol.size, b->symbol.size);
  int c = memcmp(a->symbol.data, b->symbol.data, a->symbol.size);
  if (c != 0)
    return c;
  return a->member != b->member ? order(a->member, b->member) : order(a->table, b->table);
}

static int by_offset(const void *a, const void *b)
{
  return order(*(const uint64_t *)a, *(const uint64_t *)b);
}

static void report(struct state *s, enum coff_index_problem_kind kind, struct coff_str symbol,
                   enum coff_member_special table, uint64_t member)
{
  struct coff_index_problem p = {kind, symbol, table, member};
  s->sum->problems++;
  if (s->problem != NULL)
    s->problem(s->user, &p);
}

// ---- Collecting -------------------------------------------------------------------------------

static bool collect(struct state *s)
{
  const struct coff_archive *a = s->a;
  struct coff_index_cursor c;
  struct coff_index_entry e;
  uint64_t room = 0;
  for (unsigned t = 0; t < a->nindices; t++)
    room += a->indices[t].table.count;
  s->entries = room > SIZE_MAX ? NULL : coff_alloc_array(a->ctx, (size_t)room, sizeof *s->entries);
  if (s->entries == NULL)
    return coff_fail(a->ctx, coff_archive_place(a, COFF_NOWHERE), "out of memory");
  for (unsigned t = 0; t < a->nindices; t++) {
    size_t before = s->count;
    coff_index_first(a, t, &c);
    while (coff_index_next(&c, &e)) {
      struct pieces n = whole(e.symbol);
      s->entries[s->count++] = (struct entry){hash(&n), e.member, e.symbol, t, false};
    }
    if (a->indices[t].table.kind != COFF_MEMBER_INDEX_SECOND)
      s->sum->symbols += s->count - before;
  }
  s->sum->entries = s->count;
  qsort(s->entries, s->count, sizeof *s->entries, by_symbol);
  return true;
}

// The first entry of that name; NULL if there is none. The others follow.
static struct entry *find(const struct state *s, const struct pieces *n)
{
  uint64_t h = hash(n);
  size_t low = 0, high = s->count;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    const struct entry *e = &s->entries[middle];
    if (e->hash < h || (e->hash == h && compare(n, e->symbol) > 0))
      low = middle + 1;
    else
      high = middle;
  }
  struct entry *e = &s->entries[low];
  return low < s->count && e->hash == h && equal(n, e->symbol) ? e : NULL;
}

// ---- What members define ----------------------------------------------------------------------

// Among the entries of one name, which are sorted by member, those of MEMBER.
static struct entry *of_member(const struct state *s, struct entry *first, uint64_t member)
{
  size_t low = 0, high = (size_t)(s->entries + s->count - first);
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    struct entry *e = &first[middle];
    bool same = e->hash == first->hash && e->symbol.size == first->symbol.size &&
                memcmp(e->symbol.data, first->symbol.data, first->symbol.size) == 0;
    if (same && e->member < member)
      low = middle + 1;
    else
      high = middle;
  }
  return first + low;
}

// MEMBER defines N: marks the entries that say so. True if any table has the name, of whatever
// member: the linker takes the first, and some writers list no other.
static bool defines(struct state *s, uint64_t member, const struct pieces *n)
{
  struct entry *first = find(s, n), *end = s->entries + s->count;
  if (first == NULL)
    return false;
  struct entry *e = of_member(s, first, member);
  for (; e < end && e->hash == first->hash && e->member == member && equal(n, e->symbol); e++)
    e->found = true;
  return true;
}

static void object_defines(struct state *s, uint64_t member, const struct coff_file *f)
{
  struct coff_symbol sym;
  for (uint64_t i = 0; coff_symbol_get(f, i, &sym); i = coff_symbol_next(&sym)) {
    if (sym.binding == COFF_BIND_LOCAL || sym.kind == COFF_SYMBOL_UNDEFINED ||
        sym.kind == COFF_SYMBOL_DEBUG || sym.kind == COFF_SYMBOL_FILE)
      continue;
    struct pieces n = whole(sym.name);
    bool listed = defines(s, member, &n);
    if (!listed && sym.kind != COFF_SYMBOL_WEAK)
      report(s, COFF_INDEX_MISSING, sym.name, COFF_MEMBER_ORDINARY, member);
  }
}

static struct pieces plain_name(struct coff_str s)
{
  struct pieces n = whole(s);
  coff_archive_plain_name(s, &n.p[1]);
  return n;
}

static bool with_prefix(struct state *s, uint64_t member, const char *prefix, struct pieces n)
{
  n.p[0] = (struct coff_str){prefix, strlen(prefix)};
  return defines(s, member, &n);
}

static void import_defines(struct state *s, uint64_t member, const struct coff_file *f)
{
  struct coff_import m;
  coff_import_get(f, &m);
  struct pieces name = whole(m.symbol), plain = plain_name(m.symbol);
  bool jump = defines(s, member, &name);
  jump |= defines(s, member, &plain);
  with_prefix(s, member, "#", plain);
  with_prefix(s, member, "__imp_aux_", plain);
  bool pointer = with_prefix(s, member, "__imp_", name);
  pointer |= with_prefix(s, member, "__imp_", plain);
  if ((!jump && m.type == IMPORT_OBJECT_CODE) || !pointer)
    report(s, COFF_INDEX_MISSING, m.symbol, COFF_MEMBER_ORDINARY, member);
}

static bool note_opaque(struct state *s, uint64_t member)
{
  if (s->nopaque == s->opaque_room) {
    size_t room = s->opaque_room == 0 ? 64 : s->opaque_room * 2;
    uint64_t *bigger = coff_realloc(s->a->ctx, s->opaque, room * sizeof *bigger);
    if (bigger == NULL)
      return coff_fail(s->a->ctx, coff_archive_place(s->a, member), "out of memory");
    s->opaque = bigger;
    s->opaque_room = room;
  }
  s->opaque[s->nopaque++] = member;
  return true;
}

static bool ask_members(struct state *s)
{
  struct coff_member_cursor c;
  struct coff_member m;
  struct coff_member_opened o;
  bool ok = true;
  coff_member_first(s->a, &c);
  while (ok && coff_member_next(&c, &m)) {
    if (m.special != COFF_MEMBER_ORDINARY)
      continue;
    bool opened = coff_member_open(s->a, &m, NULL, &o);
    enum coff_kind kind = opened && o.file != NULL ? coff_file_kind(o.file) : COFF_KIND_NONE;
    if (kind == COFF_KIND_OBJECT)
      object_defines(s, m.header_offset, o.file);
    else if (kind == COFF_KIND_IMPORT)
      import_defines(s, m.header_offset, o.file);
    else
      ok = note_opaque(s, m.header_offset);
    coff_member_close(s->a, &o);
  }
  if (s->nopaque != 0)
    qsort(s->opaque, s->nopaque, sizeof *s->opaque, by_offset);
  return ok;
}

// ---- What is wrong ----------------------------------------------------------------------------

static bool is_opaque(const struct state *s, uint64_t member)
{
  return s->nopaque != 0 &&
         bsearch(&member, s->opaque, s->nopaque, sizeof *s->opaque, by_offset) != NULL;
}

// Both linker members list the same symbols. N entries of one name; the second table has another
// order, so that only names are compared.
static void compare_tables(struct state *s, const struct entry *e, size_t n)
{
  unsigned seen[COFF_MEMBER_INDEX_SECOND + 1] = {0};
  for (size_t i = 0; i < n; i++) {
    enum coff_member_special kind = s->a->indices[e[i].table].table.kind;
    if (kind <= COFF_MEMBER_INDEX_SECOND)
      seen[kind]++;
  }
  bool first = seen[COFF_MEMBER_INDEX] != 0, second = seen[COFF_MEMBER_INDEX_SECOND] != 0;
  if (first != second)
    report(s, COFF_INDEX_ONE_TABLE, e->symbol, first ? COFF_MEMBER_INDEX : COFF_MEMBER_INDEX_SECOND,
           e->member);
}

static void check_entry(struct state *s, const struct coff_index_entry *e, unsigned t)
{
  struct coff_member m;
  struct pieces n = whole(e->symbol);
  enum coff_member_special kind = s->a->indices[t].table.kind;
  if (!coff_member_at(s->a, e->member, &m) || m.special != COFF_MEMBER_ORDINARY) {
    report(s, COFF_INDEX_NO_MEMBER, e->symbol, kind, e->member);
    return;
  }
  if (is_opaque(s, e->member)) {
    s->sum->unchecked++;
    return;
  }
  struct entry *first = find(s, &n);
  if (first == NULL || of_member(s, first, e->member)->found)
    return;
  report(s, COFF_INDEX_NOT_DEFINED, e->symbol, kind, e->member);
}

static void judge(struct state *s)
{
  struct coff_index_cursor c;
  struct coff_index_entry e;
  bool two = false;
  for (unsigned t = 0; t < s->a->nindices; t++) {
    two |= s->a->indices[t].table.kind == COFF_MEMBER_INDEX_SECOND;
    coff_index_first(s->a, t, &c);
    while (coff_index_next(&c, &e))
      check_entry(s, &e, t);
  }
  for (size_t i = 0, n; two && i < s->count; i += n) {
    struct pieces name = whole(s->entries[i].symbol);
    for (n = 1; i + n < s->count && equal(&name, s->entries[i + n].symbol);)
      n++;
    compare_tables(s, &s->entries[i], n);
  }
}

bool coff_index_compare(const struct coff_archive *a,
                        void (*problem)(void *user, const struct coff_index_problem *), void *user,
                        struct coff_index_check *sum)
{
  struct state s = {.a = a, .problem = problem, .user = user, .sum = sum};
  *sum = (struct coff_index_check){0};
  if (a->nindices == 0)
    return true;
  bool ok = collect(&s) && ask_members(&s);
  if (ok)
    judge(&s);
  coff_free(a->ctx, s.entries);
  coff_free(a->ctx, s.opaque);
  return ok;
}

const char *coff_index_problem_name(enum coff_index_problem_kind kind)
{
  static const char *const names[] = {
      [COFF_INDEX_NO_MEMBER] = "leads to no member",
      [COFF_INDEX_NOT_DEFINED] = "is not defined by its member",
      [COFF_INDEX_MISSING] = "is defined by a member, but not in the index",
      [COFF_INDEX_ONE_TABLE] = "is in one linker member only",
  };
  return names[kind];
}
