// Placing and writing symbolic information (ECOFF): names, header, the eleven tables.
//
// Skip it unless a table lies in the wrong place; what is in the tables is symbolic.c.
//
// The header comes first, then the tables in the order of enum coff_symbolic_table_id, each as long as the
// flavour aligns them, so that counts include the padding, as in files of the flavour's own tools. Names
// that were taken over stay where they are; others follow behind, those of one file descriptor together.
//
// Invariant of what is placed: (1) table I begins at OFFSET + I of the header's numbers and takes
// table_bytes(I) bytes, or its offset is 0 and it takes none.
#include "coff/format-ecoff.h"
#include "edit/memory.h"
#include "edit/place.h"
#include "edit/strings.h"
#include "edit/symbols.h"
#include "object/symbolic.h"
#include <assert.h>
#include <inttypes.h>
#include <string.h>

static const struct coff_symbolic *layout(const struct coff_build *b)
{
  return b->target->records->symbolic;
}

// ---- Names ------------------------------------------------------------------------------------

// An offset of 32 bits, or this and the number of a string in the pool.
static const uint64_t pooled = (uint64_t)1 << 32;

// Names that are placed together: of one file descriptor, or of the external symbols.
struct names {
  struct coff_build *b;
  const struct coff_build_table *kept; // those that were taken over; NULL: none stay
  struct coff_build_table *out;
  struct coff_build_strings *pool; // NULL: empty
  uint64_t base;                   // that offsets count from
};

// Whether NAME stands at OFFSET of the names that stay.
static bool stands_at(const struct names *n, struct coff_str name, uint64_t offset)
{
  if (offset == ECOFF_NIL)
    return name.size == 0;
  if (n->kept == NULL || offset >= n->kept->size || n->base >= n->kept->size - offset)
    return false;
  const uint8_t *p = n->kept->bytes + n->base + offset;
  return n->kept->size - n->base - offset > name.size && p[name.size] == 0 &&
         (name.size == 0 || memcmp(p, name.data, name.size) == 0);
}

// *OFFSET stays if the name stands there.
static bool add_name(struct names *n, struct coff_str name, const char *what, uint32_t id,
                     uint64_t *offset)
{
  uint32_t string;
  if (stands_at(n, name, *offset))
    return true;
  if (name.size != 0 && memchr(name.data, 0, name.size) != NULL)
    return coff_fail(n->b->ctx, coff_build_where(n->b), "name of %s %" PRIu32 " holds a NUL", what,
                     id);
  if (n->pool == NULL)
    n->pool = coff_strings_new(n->b->ctx);
  if (n->pool == NULL || !coff_strings_add(n->pool, name, &string))
    return coff_build_out_of_memory(n->b);
  *offset = pooled + string;
  return true;
}

// The pool goes behind what is there.
static bool place_pool(struct names *n)
{
  uint64_t at = n->out->size, start = at - n->base;
  if (n->pool == NULL)
    return true;
  if (!coff_strings_place(n->pool, start, 0, false))
    return coff_build_out_of_memory(n->b);
  if (!coff_build_append(n->b, n->out, NULL, coff_strings_end(n->pool) - start))
    return false;
  coff_strings_write(n->pool, n->b->target->order, n->out->bytes + at);
  return true;
}

static void settle(const struct names *n, uint64_t *offset)
{
  if (*offset >= pooled)
    *offset = coff_strings_offset(n->pool, (uint32_t)(*offset - pooled));
}

// Symbols FIRST to END (ids), of which those that are LOCAL, or not, are of N.
static bool place_symbol_names(struct names *n, bool local, uint32_t first, uint32_t end)
{
  struct coff_build_symbol *all = n->b->symbols;
  for (uint32_t i = first; i < end; i++)
    if (all[i].native.local == local && !coff_build_is_left_out(n->b, &all[i]) &&
        !add_name(n, all[i].name, "symbol", i, &all[i].strx))
      return false;
  if (!place_pool(n))
    return false;
  for (uint32_t i = first; i < end; i++)
    if (all[i].native.local == local && !coff_build_is_left_out(n->b, &all[i]))
      settle(n, &all[i].strx);
  return true;
}

// A file descriptor's own name, and those of its local symbols among FIRST to END.
static bool place_fd_names(struct names *n, uint32_t id, uint32_t first, uint32_t end)
{
  struct coff_build_fd *fd = &n->b->symbolic.fds[id];
  uint64_t *fdr = fd->placed.field, none = 0;
  bool naming = !fd->named, fresh = naming && !fd->taken_over;
  if (fresh) {
    fdr[COFF_FDR_ISSBASE] = n->out->size;
    fdr[COFF_FDR_RSS] = fd->name.size == 0 ? ECOFF_NIL : 0;
  }
  fd->named = true;
  n->kept = fd->taken_over ? &n->b->symbolic.tables[COFF_SYMBOLIC_STRINGS] : NULL;
  n->base = fdr[COFF_FDR_ISSBASE];
  // Offset 0 is the empty name, as the flavour's tools have it.
  if (fresh && !add_name(n, (struct coff_str){"", 0}, "file descriptor", id, &none))
    return false;
  if (naming && !add_name(n, fd->name, "file descriptor", id, &fdr[COFF_FDR_RSS]))
    return false;
  if (!place_symbol_names(n, true, first, end))
    return false;
  if (naming)
    settle(n, &fdr[COFF_FDR_RSS]);
  if (n->pool != NULL)
    fdr[COFF_FDR_CBSS] = n->out->size - n->base;
  return true;
}

static bool fail_owner(const struct coff_build *b, uint32_t id)
{
  return coff_fail(b->ctx, coff_build_where(b),
                   "local symbol %" PRIu32 " is of file descriptor %" PRIu32
                   ", which does not exist",
                   id, b->symbols[id].native.file);
}

// Local symbols stand file by file. One of no file can have no name.
static bool place_run(struct coff_build *b, uint32_t first, uint32_t end)
{
  struct names n = {.b = b, .out = &b->symbolic.strings};
  uint32_t file = b->symbols[first].native.file;
  if (file >= b->symbolic.nfds) {
    for (uint32_t i = first; i < end; i++)
      if (b->symbols[i].native.local && !stands_at(&n, b->symbols[i].name, b->symbols[i].strx))
        return fail_owner(b, i);
    return true;
  }
  bool ok = place_fd_names(&n, file, first, end);
  coff_strings_free(b->ctx, n.pool);
  return ok;
}

static bool place_local_names(struct coff_build *b)
{
  for (uint32_t i = 0; i < b->nsymbols; i++) {
    uint32_t end = i + 1;
    if (!b->symbols[i].native.local)
      continue;
    while (end < b->nsymbols && (!b->symbols[end].native.local ||
                                 b->symbols[end].native.file == b->symbols[i].native.file))
      end++;
    if (!place_run(b, i, end))
      return false;
    i = end - 1;
  }
  for (uint32_t i = 0; i < b->symbolic.nfds; i++) {
    struct names n = {.b = b, .out = &b->symbolic.strings};
    bool ok = b->symbolic.fds[i].named || place_fd_names(&n, i, 0, 0);
    coff_strings_free(b->ctx, n.pool);
    if (!ok)
      return false;
  }
  return true;
}

// A local symbol is one of so many of its file descriptor, which others count.
static bool check_symbols(const struct coff_build *b)
{
  const struct coff_symbolic *y = layout(b);
  for (uint32_t i = 0; i < b->nsymbols; i++) {
    const struct coff_build_symbol *s = &b->symbols[i];
    const struct coff_build_section *in = NULL;
    if (s->native.local && s->dropped && !b->symbolic.only_externals)
      return coff_fail(b->ctx, coff_build_where(b),
                       "local symbol %" PRIu32 " is dropped; %s can leave out all of them only", i,
                       b->target->name);
    if (coff_build_is_left_out(b, s) || s->native.scnum <= 0)
      continue;
    in = coff_build_section_at(b, (uint32_t)s->native.scnum, "a symbol");
    const char *want = s->native.sclass < y->nstorage ? y->storage[s->native.sclass].section : NULL;
    if (in == NULL)
      return false;
    if (want == NULL || in->name.size != strlen(want) ||
        memcmp(in->name.data, want, in->name.size) != 0)
      return coff_fail(b->ctx, coff_build_where(b),
                       "symbol %" PRIu32 " is in section %.*s; its storage class is for %s", i,
                       (int)(in->name.size < 200 ? in->name.size : 200), in->name.data,
                       want == NULL ? "none" : want);
  }
  return true;
}

bool coff_place_symbolic_names(struct coff_build *b)
{
  struct coff_build_symbolic *y = &b->symbolic;
  const struct coff_build_table *locals = &y->tables[COFF_SYMBOLIC_STRINGS];
  const struct coff_build_table *externals = &y->tables[COFF_SYMBOLIC_EXTERNAL_STRINGS];
  struct names n = {.b = b, .out = &y->external_strings, .kept = externals};
  y->strings.size = y->external_strings.size = 0;
  for (uint32_t i = 0; i < y->nfds; i++) {
    y->fds[i].placed = y->fds[i].native;
    y->fds[i].named = false;
  }
  for (uint32_t i = 0; i < b->nsymbols; i++)
    b->symbols[i].strx = b->symbols[i].native.strx;
  if (!check_symbols(b) || !coff_build_append(b, &y->strings, locals->bytes, locals->size) ||
      !coff_build_append(b, &y->external_strings, externals->bytes, externals->size))
    return false;
  bool ok = place_symbol_names(&n, false, 0, b->nsymbols);
  coff_strings_free(b->ctx, n.pool);
  return ok && (y->only_externals || place_local_names(b));
}

// ---- Tables -----------------------------------------------------------------------------------

// What table I holds; its bytes are NULL where records are encoded when they are written.
static struct coff_view contents(const struct coff_build *b, unsigned i)
{
  const struct coff_build_symbolic *y = &b->symbolic;
  const struct coff_build_table *t = &y->tables[i];
  uint64_t nexternals = 0, size = coff_symbolic_entry_size(b->target, i);
  switch ((enum coff_symbolic_table_id)i) {
  case COFF_SYMBOLIC_EXTERNALS:
    for (uint32_t k = 0; k < b->nsymbols; k++)
      nexternals += !b->symbols[k].native.local && !b->symbols[k].dropped;
    return (struct coff_view){NULL, nexternals * size, 0};
  case COFF_SYMBOLIC_EXTERNAL_STRINGS: t = &y->external_strings; break;
  default:
    if (y->only_externals)
      return (struct coff_view){NULL, 0, 0};
    if (i == COFF_SYMBOLIC_LOCALS)
      return (struct coff_view){NULL, y->nlocals * size, 0};
    if (i == COFF_SYMBOLIC_FILES)
      return (struct coff_view){NULL, y->nfds * size, 0};
    if (i == COFF_SYMBOLIC_STRINGS)
      t = &y->strings;
    break;
  }
  return (struct coff_view){t->bytes, t->size, 0};
}

bool coff_place_symbolic(struct coff_build *b)
{
  struct coff_build_symbolic *y = &b->symbolic;
  const struct coff_symbolic *l = layout(b);
  uint64_t header = l->records[COFF_SYMBOLIC_HDRR].size, tables = 0;
  uint64_t start = coff_place_round(b->size, l->align), at = start + header;
  y->placed = y->header;
  y->placed.field[COFF_HDRR_MAGIC] = l->magic;
  if (y->only_externals)
    y->placed.field[COFF_HDRR_ILINEMAX] = 0;
  for (unsigned i = 0; i < COFF_SYMBOLIC_TABLES; i++) {
    uint64_t bytes = coff_place_round(contents(b, i).size, l->align);
    if (bytes > INT64_MAX - at)
      return coff_fail(b->ctx, coff_build_where(b), "the file would be too large");
    y->placed.field[COFF_HDRR_COUNT + i] = bytes / coff_symbolic_entry_size(b->target, i);
    y->placed.field[COFF_HDRR_OFFSET + i] = bytes == 0 ? 0 : coff_place_stored(b, at);
    at += bytes;
    tables += bytes;
  }
  if (tables == 0 && !y->present)
    return true;
  b->symbols_at = start;
  b->placed_header.symptr = coff_place_stored(b, start);
  b->placed_header.nsyms = header;
  b->size = at;
  return true;
}

// ---- Writing ----------------------------------------------------------------------------------

// Where table I begins in BUF.
static uint8_t *table_at(const struct coff_build *b, uint8_t *buf, unsigned i)
{
  uint64_t at = b->symbolic.placed.field[COFF_HDRR_OFFSET + i] + b->base + b->shift;
  assert(at <= b->size && contents(b, i).size <= b->size - at); // (1)
  return buf + at;
}

static bool write_fds(const struct coff_build *b, uint8_t *p)
{
  size_t size = layout(b)->records[COFF_SYMBOLIC_FDR].size;
  for (uint32_t i = 0; i < b->symbolic.nfds; i++)
    if (!coff_build_encode_symbolic(b, COFF_SYMBOLIC_FDR, b->target->order,
                                    &b->symbolic.fds[i].placed, p + i * size))
      return false;
  return true;
}

// An external symbol of no file descriptor, for there are none.
static void disown(const struct coff_build *b, struct coff_syment *s)
{
  unsigned width = b->target->records->syment->file.width;
  s->file = (uint32_t)(width >= 4 ? UINT32_MAX : ((uint64_t)1 << 8 * width) - 1);
  s->index = ECOFF_INDEX_NIL;
}

static bool write_symbols(const struct coff_build *b, uint8_t *buf, bool local)
{
  unsigned table = local ? COFF_SYMBOLIC_LOCALS : COFF_SYMBOLIC_EXTERNALS;
  size_t size = coff_symbolic_entry_size(b->target, table);
  uint8_t *p = table_at(b, buf, table);
  for (uint32_t i = 0; i < b->nsymbols; i++) {
    struct coff_syment s = b->symbols[i].native;
    if (s.local != local || coff_build_is_left_out(b, &b->symbols[i]))
      continue;
    if (b->symbols[i].what != COFF_BUILD_VALUE || b->symbols[i].naux != 0)
      return coff_fail(b->ctx, coff_build_where(b),
                       "symbol %" PRIu32 ": %s has numbers for values and no auxiliary entries", i,
                       b->target->name);
    s.strx = b->symbols[i].strx;
    if (b->symbolic.only_externals)
      disown(b, &s);
    if (local) // the file descriptors say whose it is
      s.file = 0;
    if (!coff_write_syment(b, &s, i, p))
      return false;
    p += size;
  }
  return true;
}

bool coff_write_symbolic(const struct coff_build *b, uint8_t *buf)
{
  if (b->placed_header.symptr == 0)
    return true;
  if (!coff_build_encode_symbolic(b, COFF_SYMBOLIC_HDRR, b->target->order, &b->symbolic.placed,
                                  buf + b->symbols_at))
    return false;
  for (unsigned i = 0; i < COFF_SYMBOLIC_TABLES; i++) {
    struct coff_view v = contents(b, i);
    if (v.size != 0 && v.data != NULL)
      memcpy(table_at(b, buf, i), v.data, (size_t)v.size);
  }
  if (b->symbolic.only_externals)
    return write_symbols(b, buf, false);
  return write_fds(b, table_at(b, buf, COFF_SYMBOLIC_FILES)) && write_symbols(b, buf, false) &&
         write_symbols(b, buf, true);
}
