// Archives that begin with `!<arch>` or `!<thin>`: GNU's, Microsoft's, BSD's and ECOFF's, with their indices.
//
// Skip it unless another reader does not take an archive; AIX's are in write-aix.c.
//
// A header is 60 characters (ar.h; coffgen/archive/common.c has the fields). Members begin at even offsets,
// a newline fills up. Names that do not fit into the 16 characters, or that would be taken for something else
// there, go into a table of names (`//`: GNU ends each with a slash and a newline, Microsoft with a NUL;
// `ARFILENAMES/`: ECOFF, with a newline) or before the contents (BSD: "#1/20"). Layouts of the indices: coffgen/archive/index.c.
#include "archive/archive.h"
#include "archive/build.h"
#include "base/alloc.h"
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
  NAME = 16,
  DATE = 16,
  UID = 28,
  GID = 34,
  MODE = 40,
  SIZE = 48,
  END = 58,
  OWNER_SIZE = SIZE - DATE,
  BSD_INDEX_NAME = 12,
  NAMES_MOST = 1 << 28,      // bytes: names that share theirs in a hostile archive do not here
  NUMBERED_MOST = UINT16_MAX // members that the second linker member can number
};

// Symbols in the order of their names, each name once.
struct sorted {
  uint32_t *symbols;
  size_t n;
  uint64_t strings; // bytes of their names
};

struct plan {
  struct coff_archive_build *b;
  enum coff_dialect dialect;
  const struct coff_archive_symbols *s;
  struct coff_archive_image *image;
  bool indexed, second; // there is an index; Microsoft's second one
  unsigned word;        // bytes of an offset in the index
  struct coff_archive_bytes names;
  uint64_t *references;     // by entry: offset of its name in NAMES; UINT64_MAX: in the header
  uint64_t *offsets;        // by entry: of its header
  struct sorted sorted, ec; // Microsoft: of the second linker member, and for ARM64EC
  uint8_t *left_out;        // ... by symbol: the first linker member does not have it
};

// ---- Fields -----------------------------------------------------------------------------------

bool coff_archive_put_number(uint8_t *p, size_t n, unsigned base, uint64_t v)
{
  uint8_t digits[24];
  size_t k = 0;
  do
    digits[k++] = (uint8_t)('0' + v % base);
  while ((v /= base) != 0);
  memset(p, ' ', n);
  if (k > n)
    return false;
  for (size_t i = 0; i < k; i++)
    p[i] = digits[k - 1 - i];
  return true;
}

// A header without its name. What does not fit is 0: no reader needs it.
static bool put_header(const struct plan *p, uint8_t *h, const struct coff_archive_entry *e,
                       uint64_t size)
{
  memset(h, ' ', COFF_MEMBER_HEADER);
  if (e->header != NULL) {
    memcpy(h + DATE, e->header + DATE, OWNER_SIZE);
  } else {
    if (!coff_archive_put_number(h + DATE, 12, 10, e->date < 0 ? 0 : (uint64_t)e->date))
      h[DATE] = '0';
    if (!coff_archive_put_number(h + UID, 6, 10, e->uid))
      h[UID] = '0';
    if (!coff_archive_put_number(h + GID, 6, 10, e->gid))
      h[GID] = '0';
    coff_archive_put_number(h + MODE, 8, 8, e->mode);
  }
  memcpy(h + END, "`\n", 2);
  return coff_archive_put_number(h + SIZE, 10, 10, size) ||
         coff_fail(p->b->ctx, coff_archive_build_place(p->b),
                   "a member of %" PRIu64 " bytes is too large for an archive", size);
}

// ---- Names ------------------------------------------------------------------------------------

static bool begins(struct coff_str s, const char *with)
{
  size_t n = strlen(with);
  return s.size >= n && memcmp(s.data, with, n) == 0;
}

static bool holds(struct coff_str s, int c)
{
  return s.size != 0 && memchr(s.data, c, s.size) != NULL;
}

// Whether the name, with a slash behind it unless it is BSD's, can stand in the header and will be taken for
// what it is.
static bool fits_header(const struct plan *p, struct coff_str s)
{
  bool bsd = p->dialect == COFF_ARCHIVE_BSD, bare = bsd || p->dialect == COFF_ARCHIVE_ECOFF;
  if (p->b->thin || s.size == 0 || s.size > (bsd ? NAME : NAME - 1) || holds(s, '/'))
    return false;
  if (bare && (holds(s, ' ') || s.data[s.size - 1] == 0))
    return false;
  return s.data[0] != ' ' && !begins(s, "__.SYMDEF") && !begins(s, "__________E") &&
         !begins(s, "________64E") && !begins(s, "ARFILENAMES");
}

static bool fail_name(const struct plan *p, const char *why)
{
  return coff_fail(p->b->ctx, coff_archive_build_place(p->b), "a member's name %s", why);
}

// The name of entry I into the table of names.
static bool add_long_name(struct plan *p, uint32_t i)
{
  struct coff_str s = p->b->entries[i].name;
  bool microsoft = p->dialect == COFF_ARCHIVE_MICROSOFT;
  const struct coff_archive_entry *before = i == 0 ? NULL : &p->b->entries[i - 1];
  if (holds(s, 0) || holds(s, '\n'))
    return fail_name(p, "has a newline or a NUL, which a table of names cannot hold");
  if (s.size >= COFF_MEMBER_NAME - 1)
    return fail_name(p, "is longer than 4094 bytes");
  // Members of one archive, in a thin one.
  if (before != NULL && p->b->entries[i].origin != 0 && before->origin != 0 &&
      p->references[i - 1] != UINT64_MAX && before->name.size == s.size &&
      memcmp(before->name.data, s.data, s.size) == 0) {
    p->references[i] = p->references[i - 1];
    return true;
  }
  p->references[i] = p->names.size;
  bool slash = p->dialect == COFF_ARCHIVE_GNU || (s.size != 0 && s.data[s.size - 1] == '/');
  if (p->names.size + s.size > NAMES_MOST)
    return fail_name(p, "finds no room: all of them together are longer than 256 MiB");
  uint8_t *to = coff_archive_grow(p->b, &p->names, s.size + slash + 1);
  if (to == NULL)
    return false;
  memcpy(to, s.data, s.size);
  if (slash)
    to[s.size] = '/';
  to[s.size + slash] = microsoft ? 0 : '\n';
  return true;
}

// Whether BSD can say the name before the contents.
static bool fits_before(struct coff_str s)
{
  return s.size == 0 || (s.data[s.size - 1] != 0 && s.data[0] != '/' && !begins(s, "__.SYMDEF") &&
                         !begins(s, "__________E") && !begins(s, "ARFILENAMES/"));
}

static bool name_entries(struct plan *p)
{
  bool table = p->dialect != COFF_ARCHIVE_BSD;
  for (uint32_t i = 0; i < p->b->count; i++) {
    struct coff_str s = p->b->entries[i].name;
    p->references[i] = UINT64_MAX;
    if (fits_header(p, s))
      continue;
    if (!table && !fits_before(s))
      return fail_name(p, "is one that this dialect keeps, or ends with a NUL");
    if (table && !add_long_name(p, i))
      return false;
  }
  uint8_t *fill = (p->names.size & 1) == 0 ? NULL : coff_archive_grow(p->b, &p->names, 1);
  if (fill != NULL)
    *fill = '\n';
  return (p->names.size & 1) == 0;
}

// Bytes of the name before the contents.
static uint64_t name_before(const struct plan *p, const struct coff_archive_entry *e)
{
  return p->dialect != COFF_ARCHIVE_BSD || fits_header(p, e->name) ? 0 : e->name.size;
}

static void put_name(const struct plan *p, uint32_t i, uint8_t *h)
{
  const struct coff_archive_entry *e = &p->b->entries[i];
  char text[NAME + 32];
  if (p->references[i] == UINT64_MAX && name_before(p, e) == 0) {
    memcpy(h, e->name.data, e->name.size);
    if (p->dialect != COFF_ARCHIVE_BSD && p->dialect != COFF_ARCHIVE_ECOFF)
      h[e->name.size] = '/';
    return;
  }
  int n = p->references[i] == UINT64_MAX ? snprintf(text, sizeof text, "#1/%zu", e->name.size)
          : e->origin != 0
              ? snprintf(text, sizeof text, "/%" PRIu64 ":%" PRIu64, p->references[i], e->origin)
              : snprintf(text, sizeof text, "/%" PRIu64, p->references[i]);
  memcpy(h, text, n < NAME ? (size_t)n : NAME);
  if (p->dialect == COFF_ARCHIVE_ECOFF)
    h[0] = ' ';
}

// ---- Where things are -------------------------------------------------------------------------

static uint64_t even(uint64_t v)
{
  return v + (v & 1);
}

static uint64_t listed(const struct plan *p)
{
  return p->left_out != NULL ? p->sorted.n : p->s->count;
}

static uint64_t index_size(const struct plan *p)
{
  uint64_t n = listed(p), strings = p->left_out != NULL ? p->sorted.strings : p->s->strings.size;
  if (p->dialect == COFF_ARCHIVE_ECOFF)
    return coff_archive_ecoff_size(p->s);
  if (p->dialect == COFF_ARCHIVE_BSD)
    return BSD_INDEX_NAME + 2 * p->word + 2 * p->word * n + even(strings);
  return even(p->word + p->word * n + strings);
}

static uint64_t second_size(const struct plan *p)
{
  return even(8 + 4 * (uint64_t)p->b->count + 2 * (uint64_t)p->sorted.n + p->sorted.strings);
}

static uint64_t ec_size(const struct plan *p)
{
  return even(4 + 2 * (uint64_t)p->ec.n + p->ec.strings);
}

static uint64_t member_size(const struct plan *p, const struct coff_archive_entry *e)
{
  return e->bytes.size + name_before(p, e);
}

// Offsets of all headers, and the size of the file.
static void assign_offsets(struct plan *p)
{
  uint64_t at = COFF_ARCHIVE_MAGIC;
  if (p->indexed)
    at += COFF_MEMBER_HEADER + index_size(p);
  if (p->second)
    at += COFF_MEMBER_HEADER + second_size(p);
  if (p->second && p->ec.n != 0)
    at += COFF_MEMBER_HEADER + ec_size(p);
  if (p->names.size != 0)
    at += COFF_MEMBER_HEADER + p->names.size;
  for (uint32_t i = 0; i < p->b->count; i++) {
    p->offsets[i] = at;
    at += COFF_MEMBER_HEADER + (p->b->thin ? 0 : even(member_size(p, &p->b->entries[i])));
  }
  p->image->size = at;
}

// Offsets that the index cannot hold need a wider one, which moves everything.
static void place_entries(struct plan *p)
{
  assign_offsets(p);
  if (!p->indexed || p->word == 8 || p->b->count == 0 || p->offsets[p->b->count - 1] <= UINT32_MAX)
    return;
  p->word = 8;
  p->second = false;
  assign_offsets(p);
}

// ---- Tables -----------------------------------------------------------------------------------

// A special member of SIZE bytes, whose contents are returned; NULL after a report.
static uint8_t *add_special(struct plan *p, const char *name, uint64_t size)
{
  struct coff_archive_bytes *head = &p->image->head;
  struct coff_archive_entry e = {.date = p->b->index_date};
  uint8_t *h = size > SIZE_MAX - COFF_MEMBER_HEADER
                   ? NULL
                   : coff_archive_grow(p->b, head, COFF_MEMBER_HEADER + (size_t)size);
  if (h == NULL || !put_header(p, h, &e, size))
    return NULL;
  if (strcmp(name, "//") == 0 || name[0] == 'A') // of a table of names, all but the size is blank
    memset(h + DATE, ' ', OWNER_SIZE);
  memcpy(h, name, strlen(name));
  return h + COFF_MEMBER_HEADER;
}

static bool put_index(struct plan *p)
{
  uint64_t size = index_size(p);
  uint8_t *at = add_special(p, p->word == 8 ? "/SYM64/" : "/", size);
  if (at == NULL)
    return false;
  memset(at, 0, (size_t)size);
  coff_store(at, p->word, COFF_BIG, listed(p));
  at += p->word;
  uint8_t *text = at + p->word * listed(p);
  for (size_t i = 0; i < p->s->count; i++) {
    const struct coff_archive_symbol *s = coff_archive_symbol_at(p->s, i);
    const char *name = (const char *)p->s->strings.data + s->name;
    size_t n = strlen(name) + 1;
    if (p->left_out != NULL && p->left_out[i] != 0)
      continue;
    coff_store(at, p->word, COFF_BIG, p->offsets[s->entry]);
    memcpy(text, name, n);
    at += p->word;
    text += n;
  }
  return true;
}

// LLVM looks for the index under a name of this form only.
static bool put_bsd_index(struct plan *p)
{
  uint64_t size = index_size(p), strings = even(p->s->strings.size);
  uint8_t *at = add_special(p, "#1/12", size);
  unsigned w = p->word;
  if (at == NULL)
    return false;
  memset(at, 0, (size_t)size);
  memcpy(at, w == 8 ? "__.SYMDEF_64" : "__.SYMDEF\0\0", BSD_INDEX_NAME);
  at += BSD_INDEX_NAME;
  coff_store(at, w, COFF_LITTLE, 2 * w * (uint64_t)p->s->count);
  at += w;
  for (size_t i = 0; i < p->s->count; i++, at += 2 * w) {
    const struct coff_archive_symbol *s = coff_archive_symbol_at(p->s, i);
    coff_store(at, w, COFF_LITTLE, s->name);
    coff_store(at + w, w, COFF_LITTLE, p->offsets[s->entry]);
  }
  coff_store(at, w, COFF_LITTLE, strings);
  if (p->s->strings.size != 0)
    memcpy(at + w, p->s->strings.data, p->s->strings.size);
  return true;
}

static bool put_ecoff_index(struct plan *p)
{
  char name[NAME + 1];
  uint64_t size = index_size(p);
  coff_archive_ecoff_name(p->s->ecoff, name);
  uint8_t *at = add_special(p, name, size);
  if (at == NULL)
    return false;
  coff_archive_put_number(at - COFF_MEMBER_HEADER + MODE, 8, 8, 0644); // as GNU's
  memset(at, 0, (size_t)size);
  return coff_archive_ecoff_fill(p->b, p->s, p->offsets, at);
}

// How many symbols, each one's number among the members, and the names, in their order.
static void put_sorted(const struct plan *p, const struct sorted *of, uint8_t *at)
{
  coff_store(at, 4, COFF_LITTLE, of->n);
  at += 4;
  uint8_t *text = at + 2 * of->n;
  for (size_t i = 0; i < of->n; i++, at += 2) {
    const struct coff_archive_symbol *s = coff_archive_symbol_at(p->s, of->symbols[i]);
    const char *name = (const char *)p->s->strings.data + s->name;
    size_t n = strlen(name) + 1;
    coff_store(at, 2, COFF_LITTLE, (uint64_t)s->entry + 1);
    memcpy(text, name, n);
    text += n;
  }
}

// Offsets of the members, then the symbols.
static bool put_second(struct plan *p)
{
  uint64_t size = second_size(p);
  uint8_t *at = add_special(p, "/", size);
  if (at == NULL)
    return false;
  memset(at, 0, (size_t)size);
  coff_store(at, 4, COFF_LITTLE, p->b->count);
  at += 4;
  for (uint32_t i = 0; i < p->b->count; i++, at += 4)
    coff_store(at, 4, COFF_LITTLE, p->offsets[i]);
  put_sorted(p, &p->sorted, at);
  return true;
}

// As the second linker member, whose offsets its numbers count in.
static bool put_ec(struct plan *p)
{
  uint64_t size = ec_size(p);
  uint8_t *at = add_special(p, "/<ECSYMBOLS>/", size);
  if (at == NULL)
    return false;
  memset(at, 0, (size_t)size);
  put_sorted(p, &p->ec, at);
  return true;
}

static bool put_tables(struct plan *p)
{
  uint8_t *at = coff_archive_grow(p->b, &p->image->head, COFF_ARCHIVE_MAGIC);
  if (at == NULL)
    return false;
  memcpy(at, p->b->thin ? "!<thin>\n" : "!<arch>\n", COFF_ARCHIVE_MAGIC);
  if (p->indexed && !(p->dialect == COFF_ARCHIVE_BSD     ? put_bsd_index(p)
                      : p->dialect == COFF_ARCHIVE_ECOFF ? put_ecoff_index(p)
                                                         : put_index(p)))
    return false;
  if (p->second && (!put_second(p) || (p->ec.n != 0 && !put_ec(p))))
    return false;
  if (p->names.size == 0)
    return true;
  at = add_special(p, p->dialect == COFF_ARCHIVE_ECOFF ? "ARFILENAMES/" : "//", p->names.size);
  if (at != NULL)
    memcpy(at, p->names.data, p->names.size);
  return at != NULL;
}

// ---- The order of the second linker member ----------------------------------------------------

struct sort_key {
  const char *name;
  uint32_t symbol;
};

static int by_name(const void *pa, const void *pb)
{
  const struct sort_key *a = pa, *b = pb;
  int c = strcmp(a->name, b->name);
  return c != 0 ? c : (a->symbol > b->symbol) - (a->symbol < b->symbol);
}

// Those of the one index or of the other. Of symbols that several members define, the first is listed.
static bool sort_symbols(struct plan *p, struct sorted *to, bool ec)
{
  size_t all = p->s->count, n = 0;
  struct sort_key *keys = coff_alloc_array(p->b->ctx, all + 1, sizeof *keys);
  to->symbols = coff_alloc_array(p->b->ctx, all + 1, sizeof *to->symbols);
  if (keys == NULL || to->symbols == NULL) {
    coff_free(p->b->ctx, keys);
    return coff_archive_build_fail_memory(p->b);
  }
  for (size_t i = 0; i < all; i++) {
    const struct coff_archive_symbol *s = coff_archive_symbol_at(p->s, i);
    if (ec ? s->ec : s->native)
      keys[n++] = (struct sort_key){(const char *)p->s->strings.data + s->name, (uint32_t)i};
  }
  qsort(keys, n, sizeof *keys, by_name);
  for (size_t i = 0; i < n; i++) {
    if (i != 0 && strcmp(keys[i].name, keys[i - 1].name) == 0)
      continue;
    to->symbols[to->n++] = keys[i].symbol;
    to->strings += strlen(keys[i].name) + 1;
  }
  coff_free(p->b->ctx, keys);
  return true;
}

static bool sort_all(struct plan *p)
{
  p->left_out = coff_alloc(p->b->ctx, p->s->count + 1);
  if (p->left_out == NULL)
    return coff_archive_build_fail_memory(p->b);
  if (!sort_symbols(p, &p->sorted, false) || (p->s->nec != 0 && !sort_symbols(p, &p->ec, true)))
    return false;
  memset(p->left_out, 1, p->s->count);
  for (size_t i = 0; i < p->sorted.n; i++)
    p->left_out[p->sorted.symbols[i]] = 0;
  return true;
}

// ---- Members ----------------------------------------------------------------------------------

static void add_piece(struct plan *p, const uint8_t *data, uint64_t size)
{
  if (size != 0)
    p->image->pieces[p->image->npieces++] = (struct coff_view){data, size, 0};
}

// Headers lie one behind the other in one block, each with the newline before it and the name behind it.
static bool put_members(struct plan *p)
{
  bool odd = false;
  struct coff_archive_bytes *to = &p->image->headers;
  size_t room = 2;
  for (uint32_t i = 0; i < p->b->count; i++)
    room += COFF_MEMBER_HEADER + 1 + (size_t)name_before(p, &p->b->entries[i]);
  if (coff_archive_grow(p->b, to, room) == NULL) // the block must not move from here on
    return false;
  to->size = 0;
  add_piece(p, p->image->head.data, p->image->head.size);
  for (uint32_t i = 0; i < p->b->count; i++) {
    const struct coff_archive_entry *e = &p->b->entries[i];
    size_t before = (size_t)name_before(p, e);
    uint8_t *start = to->data + to->size, *h = start;
    if (odd)
      *h++ = '\n';
    if (!put_header(p, h, e, member_size(p, e)))
      return false;
    put_name(p, i, h);
    memcpy(h + COFF_MEMBER_HEADER, e->name.data, before);
    h += COFF_MEMBER_HEADER + before;
    to->size += (size_t)(h - start);
    add_piece(p, start, (uint64_t)(h - start));
    odd = !p->b->thin && (member_size(p, e) & 1) != 0;
    if (!p->b->thin)
      add_piece(p, e->bytes.data, e->bytes.size);
  }
  if (odd) {
    to->data[to->size] = '\n';
    add_piece(p, to->data + to->size, 1);
  }
  return true;
}

// ---- All of it --------------------------------------------------------------------------------

static bool choose_index(struct plan *p)
{
  struct coff_archive_build *b = p->b;
  // An index of an archive without objects says nothing; GNU and LLVM leave it out, too.
  p->indexed = b->index == COFF_ARCHIVE_INDEX_ALWAYS ||
               (b->index == COFF_ARCHIVE_INDEX_AUTO && p->s->any_object);
  p->word = b->index_64 ? 8 : 4;
  if (p->dialect == COFF_ARCHIVE_ECOFF) { // which says the byte order of objects
    p->indexed = p->indexed && p->s->ecoff != NULL;
    p->word = 4;
  }
  bool microsoft = p->indexed && p->dialect == COFF_ARCHIVE_MICROSOFT;
  p->second = microsoft && p->word == 4;
  if (p->second && b->count > NUMBERED_MOST) {
    coff_report(b->ctx, COFF_WARNING, coff_archive_build_place(b),
                "there is no second linker member: it cannot number %" PRIu32 " members", b->count);
    p->second = false;
  }
  if (p->s->nec != 0 && microsoft && !p->second)
    return coff_fail(b->ctx, coff_archive_build_place(b),
                     "the index for ARM64EC needs a second linker member");
  return !microsoft || sort_all(p);
}

static bool allocate(struct plan *p)
{
  size_t n = p->b->count;
  p->references = coff_alloc_array(p->b->ctx, n + 1, sizeof *p->references);
  p->offsets = coff_alloc_array(p->b->ctx, n + 1, sizeof *p->offsets);
  p->image->pieces = coff_alloc_array(p->b->ctx, 2 * n + 2, sizeof *p->image->pieces);
  if (p->references != NULL && p->offsets != NULL && p->image->pieces != NULL)
    return true;
  return coff_archive_build_fail_memory(p->b);
}

bool coff_archive_write_common(struct coff_archive_build *b, enum coff_dialect dialect,
                               const struct coff_archive_symbols *s, struct coff_archive_image *i)
{
  struct plan p = {.b = b, .dialect = dialect, .s = s, .image = i};
  if (b->thin && (dialect == COFF_ARCHIVE_BSD || dialect == COFF_ARCHIVE_ECOFF))
    return coff_fail(b->ctx, coff_archive_build_place(b), "%s has no thin archives",
                     coff_archive_dialect_name(dialect));
  bool ok = allocate(&p) && choose_index(&p) && name_entries(&p);
  if (ok) {
    place_entries(&p);
    ok = (dialect != COFF_ARCHIVE_ECOFF || p.word == 4 ||
          coff_fail(b->ctx, coff_archive_build_place(b),
                    "ECOFF's index has no room for offsets above 4 GiB")) &&
         put_tables(&p) && put_members(&p);
  }
  coff_free(b->ctx, p.names.data);
  coff_free(b->ctx, p.references);
  coff_free(b->ctx, p.offsets);
  coff_free(b->ctx, p.sorted.symbols);
  coff_free(b->ctx, p.ec.symbols);
  coff_free(b->ctx, p.left_out);
  return ok;
}
