// The byte map: every byte of a file, claimed by a header or named as what nobody claims.
//
// Skip it unless a byte is claimed wrongly.
//
// Ranges are collected from the headers, sorted, and the gaps between them are filled: zeroes that
// reach the next range are padding, bytes behind the last range are an overlay.
#include "coff/map.h"
#include "base/alloc.h"
#include "object/file.h"
#include <inttypes.h>
#include <stdlib.h>

struct builder {
  const struct coff_file *f;
  struct coff_range *ranges;
  size_t count, room;
  bool out_of_memory;
};

static void add(struct builder *b, enum coff_range_kind kind, uint32_t section, uint64_t offset,
                uint64_t size)
{
  if (size == 0 || b->out_of_memory)
    return;
  if (b->count == b->room) {
    size_t room = b->room == 0 ? 64 : b->room * 2;
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
  b->ranges[b->count++] = (struct coff_range){offset, size, kind, section, 0, false};
}

static void add_view(struct builder *b, enum coff_range_kind kind, uint32_t section,
                     struct coff_view v)
{
  add(b, kind, section, v.origin, v.size);
}

static void add_headers(struct builder *b)
{
  const struct coff_file *f = b->f;
  uint64_t size = f->target->records->filehdr->size;
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
  add_view(b, COFF_RANGE_SYMBOLS, 0, f->symbols);
  add_view(b, COFF_RANGE_STRINGS, 0, f->strings);
}

static void add_section(struct builder *b, const struct coff_section *s)
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

// PE specification, "The Attribute Certificate Table": its directory holds a file offset, and what
// it names lies in no section.
static void add_certificates(struct builder *b)
{
  uint32_t at, size;
  struct coff_view v;
  if (b->f->target->certificate_dir != 0 &&
      coff_file_directory(b->f, b->f->target->certificate_dir, &at, &size) && size != 0 &&
      coff_view_clip(b->f->bytes, at, size, 1, &v) != 0)
    add_view(b, COFF_RANGE_DIRECTORY, 0, v);
}

// By offset; of two at one offset the larger first, then by kind and section: a total order.
static int compare(const void *a, const void *b)
{
  const struct coff_range *x = a, *y = b;
  if (x->offset != y->offset)
    return x->offset < y->offset ? -1 : 1;
  if (x->size != y->size)
    return x->size > y->size ? -1 : 1;
  if (x->kind != y->kind)
    return x->kind < y->kind ? -1 : 1;
  return x->section < y->section ? -1 : x->section > y->section;
}

static bool is_zero(struct coff_view v, uint64_t from, uint64_t to)
{
  for (uint64_t i = from; i < to; i++)
    if (v.data[i] != 0)
      return false;
  return true;
}

static void add_gap(struct builder *b, uint64_t from, uint64_t to, bool last)
{
  enum coff_range_kind kind = is_zero(b->f->bytes, from, to) ? COFF_RANGE_PADDING
                              : last                         ? COFF_RANGE_OVERLAY
                                                             : COFF_RANGE_UNCLAIMED;
  add(b, kind, 0, from, to - from);
}

// Fills the gaps between the sorted ranges and marks those that share bytes with an earlier one.
static void add_gaps(struct builder *b)
{
  uint64_t end = 0;
  size_t n = b->count, overlaps = 0;
  for (size_t i = 0; i < n && !b->out_of_memory; i++) {
    struct coff_range r = b->ranges[i];
    if (r.offset > end)
      add_gap(b, end, r.offset, false);
    if (r.offset < end) {
      b->ranges[i].overlaps = true;
      overlaps++;
      if (overlaps <= 8)
        coff_report(b->f->ctx, COFF_WARNING, coff_file_place(b->f, r.offset),
                    "%s (section %" PRIu32 ") shares %" PRIu64 " bytes with what lies before",
                    coff_range_kind_name(r.kind), r.section,
                    (end < r.offset + r.size ? end : r.offset + r.size) - r.offset);
    }
    if (r.offset + r.size > end)
      end = r.offset + r.size;
  }
  if (overlaps > 8)
    coff_report(b->f->ctx, COFF_WARNING, coff_file_place(b->f, COFF_NOWHERE),
                "%zu more ranges overlap", overlaps - 8);
  if (end < b->f->bytes.size)
    add_gap(b, end, b->f->bytes.size, true);
}

bool coff_map_build(const struct coff_file *f, struct coff_map *map)
{
  struct builder b = {.f = f};
  struct coff_section s;
  add_headers(&b);
  for (uint32_t i = 1; coff_section_get(f, i, &s); i++)
    add_section(&b, &s);
  add_certificates(&b);
  if (b.count != 0)
    qsort(b.ranges, b.count, sizeof *b.ranges, compare);
  add_gaps(&b);
  // The root is the largest range at offset 0, so that it sorts first.
  add(&b, COFF_RANGE_FILE, 0, 0, f->bytes.size);
  if (b.out_of_memory) {
    coff_free(f->ctx, b.ranges);
    *map = (struct coff_map){NULL, 0};
    return coff_fail(f->ctx, coff_file_place(f, COFF_NOWHERE), "out of memory");
  }
  qsort(b.ranges, b.count, sizeof *b.ranges, compare);
  *map = (struct coff_map){b.ranges, b.count};
  return true;
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
      [COFF_RANGE_PAYLOAD] = "payload",
      [COFF_RANGE_PADDING] = "padding",
      [COFF_RANGE_OVERLAY] = "overlay",
      [COFF_RANGE_UNCLAIMED] = "unclaimed",
  };
  return (size_t)kind < COFF_COUNT(names) ? names[kind] : "unknown";
}
