// The byte map: every byte of a file, claimed by a header or named as what nobody claims.
//
// Skip it unless a byte is claimed wrongly.
//
// Ranges are collected from the headers and from claimers, sorted, and made a tree by what encloses
// what. The gaps between the file's own children are filled: zeroes that reach the next range are
// padding, bytes behind the last range are an overlay.
#include "coff/map.h"
#include "base/alloc.h"
#include "coff/ecoff.h"
#include "object/symbolic.h"
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct coff_claims {
  const struct coff_file *f;
  struct coff_range *ranges;
  size_t count, room;
  size_t overlaps;
  bool out_of_memory;
};

static bool is_zero(struct coff_view v, uint64_t from, uint64_t to)
{
  for (uint64_t i = from; i < to; i++)
    if (v.data[i] != 0)
      return false;
  return true;
}

// Names and data that lie one behind the other: one range does for all. Zeroes up to an alignment of
// 8 at most are between them.
static bool joins(const struct coff_claims *b, const struct coff_range *last,
                  const struct coff_range *r)
{
  uint64_t end = last->offset + last->size;
  return r->kind == COFF_RANGE_ITEM && last->kind == r->kind && last->what == r->what &&
         last->parent == r->parent && !r->overlaps && end <= r->offset &&
         r->offset <= (end + 7) / 8 * 8 && is_zero(b->f->bytes, end, r->offset);
}

static bool join(const struct coff_claims *b, struct coff_range *last, const struct coff_range *r)
{
  if (!joins(b, last, r))
    return false;
  last->size = r->offset + r->size - last->offset;
  return true;
}

static void add_range(struct coff_claims *b, struct coff_range r)
{
  if (r.size == 0 || b->out_of_memory)
    return;
  if (b->count == b->room) {
    size_t room = b->room == 0 ? 64 + 2 * (size_t)b->f->nscns : b->room * 2;
    struct coff_range *grown = room > SIZE_MAX / sizeof *grown
                                   ? NULL
                                   : coff_realloc(b->f->ctx, b->ranges, room * sizeof *grown);
    if (grown == NULL) {
      b->out_of_memory = true;
      return;
    }
    b->ranges = grown;
    b->room = room;
  }
  b->ranges[b->count++] = r;
}

static void add(struct coff_claims *b, enum coff_range_kind kind, uint32_t section, uint64_t offset,
                uint64_t size)
{
  add_range(b, (struct coff_range){offset, size, kind, section, 0, false, NULL});
}

void coff_claim(struct coff_claims *b, enum coff_range_kind kind, const char *what,
                struct coff_view v)
{
  add_range(b, (struct coff_range){v.origin, v.size, kind, 0, 0, false, what});
}

static void add_view(struct coff_claims *b, enum coff_range_kind kind, uint32_t section,
                     struct coff_view v)
{
  add(b, kind, section, v.origin, v.size);
}

static enum coff_range_kind kind_of_table(unsigned table)
{
  if (table == COFF_SYMBOLIC_LINES)
    return COFF_RANGE_LINENOS;
  if (table == COFF_SYMBOLIC_STRINGS || table == COFF_SYMBOLIC_EXTERNAL_STRINGS)
    return COFF_RANGE_STRINGS;
  return COFF_RANGE_SYMBOLS;
}

// The tables of symbolic information lie one behind the other or not, as the header says.
static void add_symbolic(struct coff_claims *b)
{
  const struct coff_symbolic_file *y = b->f->symbolic;
  coff_claim(b, COFF_RANGE_SYMBOLS, "symbolic header", y->header_bytes);
  for (unsigned i = 0; i < COFF_SYMBOLIC_TABLES; i++)
    coff_claim(b, kind_of_table(i), coff_ecoff_table_name((enum coff_symbolic_table_id)i),
               y->tables[i]);
}

static void add_headers(struct coff_claims *b)
{
  const struct coff_file *f = b->f;
  const struct coff_filehdr_layout *l = f->target->records->filehdr;
  // Of a header that holds the optional one, the bytes in front of that are left.
  uint64_t size = l->aouthdr.width != 0 ? l->aouthdr.at : l->size;
  uint64_t lead = f->header_at;
  if (f->target->container == COFF_AT_LFANEW) {
    lead -= 4;
    add(b, COFF_RANGE_SIGNATURE, 0, lead, 4);
  }
  add(b, COFF_RANGE_STUB, 0, 0, lead);
  add(b, COFF_RANGE_FILE_HEADER, 0, f->header_at, size);
  if (f->target->records->scnhdr == NULL) {
    add(b, COFF_RANGE_PAYLOAD, 0, f->header_at + size, f->bytes.size - f->header_at - size);
    return;
  }
  add_view(b, COFF_RANGE_OPTIONAL_HEADER, 0, f->aout_bytes);
  add_view(b, COFF_RANGE_SECTION_HEADERS, 0, f->scnhdrs);
}

// Most often behind the sections: what is added in order need not be sorted.
static void add_symbols(struct coff_claims *b)
{
  const struct coff_file *f = b->f;
  if (f->target->records->scnhdr == NULL)
    return;
  if (f->symbolic != NULL) {
    add_symbolic(b);
    return;
  }
  add_view(b, COFF_RANGE_SYMBOLS, 0, f->symbols);
  add_view(b, COFF_RANGE_STRINGS, 0, f->strings);
}

static void add_section(struct coff_claims *b, const struct coff_section *s)
{
  struct coff_view contents;
  struct coff_reloc_table relocs;
  struct coff_lineno_table linenos;
  coff_section_contents(b->f, s, &contents);
  add_view(b, COFF_RANGE_CONTENTS, s->number, contents);
  coff_section_relocs(b->f, s, &relocs);
  if (s->count_in_first) {
    // The entry that holds the count belongs to the table.
    uint64_t size = b->f->target->records->reloc->size;
    add(b, COFF_RANGE_RELOCS, s->number, b->f->base + s->header.relptr, relocs.bytes.size + size);
  } else {
    add_view(b, COFF_RANGE_RELOCS, s->number, relocs.bytes);
  }
  coff_section_linenos(b->f, s, &linenos);
  add_view(b, COFF_RANGE_LINENOS, s->number, linenos.bytes);
}

// How far from the root: a directory lies in contents, a table in a directory or beside it.
static unsigned level(const struct coff_range *r)
{
  switch (r->kind) {
  case COFF_RANGE_FILE: return 0;
  case COFF_RANGE_DIRECTORY: return 2;
  case COFF_RANGE_TABLE: return 3;
  case COFF_RANGE_ITEM: return 4;
  default: return 1;
  }
}

// By offset; of two at one offset the larger first, then the outer, then by kind, section and name:
// a total order.
static int compare(const void *a, const void *b)
{
  const struct coff_range *x = a, *y = b;
  if (x->offset != y->offset)
    return x->offset < y->offset ? -1 : 1;
  if (x->size != y->size)
    return x->size > y->size ? -1 : 1;
  if (level(x) != level(y))
    return level(x) < level(y) ? -1 : 1;
  if (x->kind != y->kind)
    return x->kind < y->kind ? -1 : 1;
  if (x->section != y->section)
    return x->section < y->section ? -1 : 1;
  return x->what == y->what
             ? 0
             : strcmp(x->what == NULL ? "" : x->what, y->what == NULL ? "" : y->what);
}

static const char *name_of(const struct coff_range *r)
{
  return r->what != NULL ? r->what : coff_range_kind_name(r->kind);
}

// Up to 8 are reported one by one.
static void report_overlap(struct coff_claims *b, const struct coff_range *r,
                           const struct coff_range *with)
{
  uint64_t end = r->offset + r->size, other = with->offset + with->size;
  char where[32] = "";
  if (++b->overlaps > 8)
    return;
  if (r->section != 0)
    snprintf(where, sizeof where, " of section %" PRIu32, r->section);
  coff_report(b->f->ctx, COFF_WARNING, coff_file_place(b->f, r->offset),
              "%s%s: %" PRIu64 " bytes are also in the %s at 0x%" PRIx64, name_of(r), where,
              (other < end ? other : end) - r->offset, name_of(with), with->offset);
}

// Gives range I its parent: the nearest range that is open and of an outer level. The chain of
// parents from the last range on is what is open. A range that begins inside of one of its own level
// or crosses the end of one overlaps it.
static void place_range(struct coff_claims *b, size_t i, uint32_t last, bool report)
{
  struct coff_range *r = &b->ranges[i];
  const struct coff_range *with = NULL;
  uint32_t p = last;
  while (p != 0) {
    const struct coff_range *open = &b->ranges[p];
    bool over = open->offset + open->size <= r->offset;
    bool holds = open->offset + open->size >= r->offset + r->size && level(open) < level(r);
    if (!over && holds)
      break;
    if (!over && with == NULL)
      with = open;
    p = open->parent;
  }
  r->parent = p;
  r->overlaps = with != NULL;
  if (with != NULL && report)
    report_overlap(b, r, with);
}

static void sort(struct coff_claims *b)
{
  for (size_t i = 1; i < b->count; i++)
    if (compare(&b->ranges[i - 1], &b->ranges[i]) > 0) {
      qsort(b->ranges, b->count, sizeof *b->ranges, compare);
      return;
    }
}

// Sorts the ranges and makes them a tree. Equal ones become one, before any is joined to what lies in
// front of it: else what two entries share would overlap the sum. The file is the largest and
// outermost range at offset 0, so that it comes first.
static void make_tree(struct coff_claims *b, bool report)
{
  struct coff_range before = {0};
  size_t n = 0;
  sort(b);
  for (size_t i = 0; i < b->count; i++) {
    if (n != 0 && compare(&before, &b->ranges[i]) == 0 && level(&before) > 1)
      continue;
    before = b->ranges[n] = b->ranges[i];
    if (n != 0)
      place_range(b, n, (uint32_t)n - 1, report);
    if (n == 0 || !join(b, &b->ranges[n - 1], &b->ranges[n]))
      n++;
  }
  b->count = n;
}

static void add_gap(struct coff_claims *b, uint64_t from, uint64_t to, bool behind)
{
  enum coff_range_kind kind = is_zero(b->f->bytes, from, to) ? COFF_RANGE_PADDING
                              : behind                       ? COFF_RANGE_OVERLAY
                                                             : COFF_RANGE_UNCLAIMED;
  add(b, kind, 0, from, to - from);
}

// Where what headers name ends: what a claimer found behind that, such as certificates, can have an
// overlay before it.
static uint64_t end_of_headed(const struct coff_claims *b)
{
  uint64_t end = 0;
  for (size_t i = 1; i < b->count; i++) {
    const struct coff_range *r = &b->ranges[i];
    if (r->parent == 0 && level(r) == 1 && r->offset + r->size > end)
      end = r->offset + r->size;
  }
  return end;
}

// Fills the gaps between the file's own children.
static void add_gaps(struct coff_claims *b)
{
  uint64_t end = 0, headed = end_of_headed(b);
  size_t n = b->count;
  for (size_t i = 1; i < n && !b->out_of_memory; i++) {
    struct coff_range r = b->ranges[i];
    if (r.parent != 0)
      continue;
    if (r.offset > end)
      add_gap(b, end, r.offset, end >= headed);
    if (r.offset + r.size > end)
      end = r.offset + r.size;
  }
  if (end < b->f->bytes.size)
    add_gap(b, end, b->f->bytes.size, end >= headed);
}

bool coff_map_build_with(const struct coff_file *f, const struct coff_claimer *claimers, size_t n,
                         struct coff_map *map)
{
  struct coff_claims b = {.f = f};
  struct coff_section s;
  add(&b, COFF_RANGE_FILE, 0, 0, f->bytes.size);
  add_headers(&b);
  for (uint32_t i = 1; coff_section_get_unnamed(f, i, &s); i++)
    add_section(&b, &s);
  add_symbols(&b);
  for (size_t i = 0; i < n; i++)
    claimers[i].claim(f, &b);
  size_t before = 0;
  if (!b.out_of_memory) {
    make_tree(&b, true);
    before = b.count;
    add_gaps(&b);
  }
  if (b.out_of_memory) {
    coff_free(f->ctx, b.ranges);
    *map = (struct coff_map){NULL, 0};
    return coff_fail(f->ctx, coff_file_place(f, COFF_NOWHERE), "out of memory");
  }
  if (b.count != before)
    make_tree(&b, false);
  if (b.overlaps > 8)
    coff_report(f->ctx, COFF_WARNING, coff_file_place(f, COFF_NOWHERE), "%zu more ranges overlap",
                b.overlaps - 8);
  *map = (struct coff_map){b.ranges, b.count};
  return true;
}

bool coff_map_build(const struct coff_file *f, struct coff_map *map)
{
  return coff_map_build_with(f, NULL, 0, map);
}

void coff_map_free(const struct coff_file *f, struct coff_map *map)
{
  coff_free(f->ctx, map->ranges);
  *map = (struct coff_map){NULL, 0};
}

const char *coff_range_kind_name(enum coff_range_kind kind)
{
  static const char *const names[] = {
      [COFF_RANGE_FILE] = "file",
      [COFF_RANGE_STUB] = "stub",
      [COFF_RANGE_SIGNATURE] = "signature",
      [COFF_RANGE_FILE_HEADER] = "file header",
      [COFF_RANGE_OPTIONAL_HEADER] = "optional header",
      [COFF_RANGE_SECTION_HEADERS] = "section headers",
      [COFF_RANGE_CONTENTS] = "contents",
      [COFF_RANGE_RELOCS] = "relocations",
      [COFF_RANGE_LINENOS] = "line numbers",
      [COFF_RANGE_SYMBOLS] = "symbols",
      [COFF_RANGE_STRINGS] = "strings",
      [COFF_RANGE_TABLE] = "table",
      [COFF_RANGE_DIRECTORY] = "directory",
      [COFF_RANGE_ITEM] = "item",
      [COFF_RANGE_PAYLOAD] = "payload",
      [COFF_RANGE_PADDING] = "padding",
      [COFF_RANGE_OVERLAY] = "overlay",
      [COFF_RANGE_UNCLAIMED] = "unclaimed",
  };
  return (size_t)kind < COFF_COUNT(names) ? names[kind] : "unknown";
}
