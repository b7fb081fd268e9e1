// JSON: sections with what belongs to each: COMDAT, line numbers, contents.
//
// Skip it unless you change what a section's object holds.
#include "coff/debug.h"
#include "coffdump/json.h"
#include "coffdump/names.h"
#include <string.h>

static void comdat(struct document *d, const struct coff_section *s)
{
  struct coff_comdat c;
  struct coff_symbol leader;
  if (!coff_comdat_get(d->file, s->number, &c)) {
    json_null(&d->j, "comdat");
    return;
  }
  json_row(&d->j, "comdat");
  json_text(&d->j, "selection", coff_comdat_selection_name(c.selection));
  json_uint(&d->j, "selection_raw", c.selection);
  if (c.leader != UINT64_MAX && coff_symbol_get(d->file, c.leader, &leader)) {
    json_uint(&d->j, "leader_index", c.leader);
    json_str(&d->j, "leader", leader.name);
  } else {
    json_null(&d->j, "leader_index");
    json_null(&d->j, "leader");
  }
  json_uint(&d->j, "associated", c.associated);
  json_uint(&d->j, "symbol_index", c.symbol);
  json_uint(&d->j, "length", c.length);
  json_uint(&d->j, "checksum", c.checksum);
  json_end(&d->j);
}

static void line(struct document *d, const struct coff_line *l)
{
  const struct coff_lineno_layout *layout = d->target->records->lineno;
  struct coff_symbol owner;
  json_row(&d->j, NULL);
  json_uint(&d->j, "line", l->line);
  json_uint(&d->j, "line_raw", l->native.lnno);
  json_uint(&d->j, "address", l->address);
  if (layout != NULL && layout->space.width != 0)
    json_uint(&d->j, "space", l->native.space);
  if (l->owner == UINT64_MAX) {
    json_null(&d->j, "owner_index");
  } else {
    json_uint(&d->j, "owner_index", l->owner);
    if (coff_symbol_get(d->file, l->owner, &owner))
      json_str(&d->j, "owner", owner.name);
  }
  json_end(&d->j);
}

static void line_numbers(struct document *d, const struct coff_section *s)
{
  struct coff_line_cursor c;
  struct coff_line l;
  json_array(&d->j, "line_numbers");
  coff_line_first(d->file, s, &c);
  uint64_t bytes = c.table.bytes.size;
  if (c.procedure < c.last) // ECOFF: a table of the file
    bytes = coff_ecoff_table(d->file, COFF_SYMBOLIC_LINES, NULL).size;
  bool shown = bytes != 0 && budget_spend(&d->lines, s, bytes);
  while (shown && coff_line_next(&c, &l))
    line(d, &l);
  json_end(&d->j);
}

static void properties(struct document *d, uint32_t flags)
{
  json_list(&d->j, "properties");
  for (unsigned bit = 0; section_word(bit) != NULL; bit++)
    if ((flags >> bit & 1) != 0)
      json_text(&d->j, NULL, section_word(bit));
  json_end(&d->j);
}

static void header(struct document *d, const struct coff_section *s)
{
  const struct coff_scnhdr *h = &s->header;
  const struct coff_scnhdr_layout *l = d->target->records->scnhdr;
  json_uint(&d->j, "index", s->number);
  json_str(&d->j, "name", s->name);
  json_uint(&d->j, "virtual_address", s->address);
  json_uint(&d->j, "virtual_size", s->memory_size);
  json_uint(&d->j, "size", s->file_size);
  json_uint(&d->j, "file_offset", h->scnptr);
  if (s->octets != 1)
    json_uint(&d->j, "octets_per_unit", s->octets);
  json_uint(&d->j, "alignment", (uint64_t)1 << (s->align_power & 63));
  json_bool(&d->j, "alignment_stored", s->align_stored);
  json_flags(&d->j, "flags", d->target->section_flags, h->flags);
  properties(d, s->flags);
  json_object(&d->j, "header");
  json_uint(&d->j, "offset", s->header_offset);
  json_uint(&d->j, "physical_address", h->paddr);
  json_uint(&d->j, "virtual_address", h->vaddr);
  json_uint(&d->j, "size", h->size);
  json_uint(&d->j, "relocations_offset", h->relptr);
  json_uint(&d->j, "relocations", h->nreloc);
  json_uint(&d->j, "line_numbers_offset", h->lnnoptr);
  json_uint(&d->j, "line_numbers", h->nlnno);
  if (l->page.width != 0)
    json_uint(&d->j, "page", h->page);
  if (l->mem_width.width != 0)
    json_uint(&d->j, "memory_width", h->mem_width);
  if (l->vaddr_space.width != 0) {
    json_uint(&d->j, "physical_space", h->paddr_space);
    json_uint(&d->j, "virtual_space", h->vaddr_space);
  }
  json_end(&d->j);
  json_uint(&d->j, "relocation_count", s->nreloc);
  json_uint(&d->j, "line_number_count", s->nlnno);
}

static bool contents_wanted(const struct document *d, const struct coff_section *s)
{
  const char *name = d->opt->contents;
  return (d->parts & PART_CONTENTS) != 0 &&
         (name == NULL ||
          (s->name.size == strlen(name) && memcmp(s->name.data, name, s->name.size) == 0));
}

static void contents(struct document *d, const struct coff_section *s)
{
  struct coff_view v;
  uint8_t *bytes;
  uint64_t size;
  coff_section_contents(d->file, s, &v);
  if (budget_spend(&d->contents, s, v.size))
    json_bytes(&d->j, "contents", v.data, (size_t)v.size);
  else
    json_null(&d->j, "contents");
  if (!coff_section_decompressed_size(d->file, s, &size))
    return;
  if (!budget_spend(&d->decompressed, s, size)) {
    json_null(&d->j, "decompressed");
    return;
  }
  if (!coff_section_decompress(d->file, s, &bytes, &size))
    return;
  json_bytes(&d->j, "decompressed", bytes, (size_t)size);
  coff_contents_free(coff_file_context(d->file), bytes);
}

static void section(struct document *d, const struct coff_section *s)
{
  json_object(&d->j, NULL);
  header(d, s);
  if ((d->parts & (PART_COMDAT | PART_SECTIONS)) != 0)
    comdat(d, s);
  if ((d->parts & PART_RELOCS) != 0)
    json_relocs(d, s);
  if ((d->parts & PART_LINES) != 0)
    line_numbers(d, s);
  if (contents_wanted(d, s))
    contents(d, s);
  json_end(&d->j);
}

void json_sections(struct document *d)
{
  struct coff_section s;
  uint32_t n = coff_section_count(d->file);
  budget_open(&d->decompressed, d->file, DECOMPRESSED_SPARE, "decompressed contents");
  budget_open(&d->relocs, d->file, SHARED_SPARE, "relocations");
  budget_open(&d->lines, d->file, SHARED_SPARE, "line numbers");
  budget_open(&d->contents, d->file, SHARED_SPARE, "contents");
  json_array(&d->j, "sections");
  for (uint32_t i = 1; i <= n && coff_section_get(d->file, i, &s); i++)
    section(d, &s);
  json_end(&d->j);
}
