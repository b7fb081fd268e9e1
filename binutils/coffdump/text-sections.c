// Sections: the table, the COMDAT groups, the contents as a hex dump.
//
// Skip it unless a section is printed wrongly.
#include "coff/debug.h"
#include "coffdump/budget.h"
#include "coffdump/text.h"
#include <string.h>

enum { NAME_WIDTH_MAX = 32, NAMES_MEASURED = 1000 };

// Where each column of the table begins.
struct columns {
  unsigned number_width, name, size, memory, address, offset, align, relocs, lines, flags;
};

static struct columns layout(const struct text *x, uint32_t count)
{
  struct columns c = {0};
  struct coff_section s;
  size_t name_width = 4;
  uint64_t nreloc = 99999, nlnno = 9999;
  for (uint32_t i = 1; i <= count && coff_section_get(x->f, i, &s); i++) {
    nreloc = s.nreloc > nreloc ? s.nreloc : nreloc;
    nlnno = s.nlnno > nlnno ? s.nlnno : nlnno;
    if (i <= NAMES_MEASURED && s.name.size > name_width)
      name_width = s.name.size < NAME_WIDTH_MAX ? s.name.size : NAME_WIDTH_MAX;
  }
  c.number_width = text_digits(coff_section_count(x->f)) + 2;
  c.name = c.number_width + 1;
  c.size = c.name + (unsigned)name_width + 1;
  c.memory = c.size + 11;
  c.address = c.memory + (x->t->virtual_size ? 11 : 0);
  c.offset = c.address + x->digits + 3;
  c.align = c.offset + 11;
  c.relocs = c.align + 6;
  c.lines = c.relocs + text_digits(nreloc) + 2;
  c.flags = c.lines + text_digits(nlnno) + 2;
  return c;
}

static void titles(const struct text *x, const struct columns *c)
{
  struct out *o = x->o;
  out_pad(o, c->number_width - 2);
  out_text(o, "No");
  out_pad(o, c->name);
  out_text(o, "Name");
  out_pad(o, c->size);
  out_text(o, "Size");
  if (x->t->virtual_size) {
    out_pad(o, c->memory);
    out_text(o, "In memory");
  }
  out_pad(o, c->address);
  out_text(o, "Address");
  out_pad(o, c->offset);
  out_text(o, "File off");
  out_pad(o, c->align);
  out_text(o, "Align");
  out_pad(o, c->lines - 7);
  out_text(o, "Relocs");
  out_pad(o, c->flags - 6);
  out_text(o, "Lines");
  out_pad(o, c->flags);
  out_text(o, "Flags\n");
}

static void row(const struct text *x, const struct columns *c, const struct coff_section *s)
{
  struct out *o = x->o;
  out_dec_right(o, s->number, c->number_width);
  out_pad(o, c->name);
  out_name(o, s->name);
  out_pad(o, c->size);
  out_hex(o, s->header.size, 8);
  if (x->t->virtual_size) {
    out_pad(o, c->memory);
    out_hex(o, s->memory_size, 8);
  }
  out_pad(o, c->address);
  out_hex(o, s->address, x->digits);
  out_pad(o, c->offset);
  if (s->file_size != 0 || s->header.scnptr != 0)
    out_hex(o, s->file_offset, 8);
  else
    out_char(o, '-');
  out_pad(o, c->align);
  if (s->align_power < 32 && x->t->align.mask != 0 && s->align_stored)
    out_dec(o, (uint64_t)1 << s->align_power);
  else
    out_char(o, '-');
  out_pad(o, c->relocs);
  out_dec_right(o, s->nreloc, c->lines - c->relocs - 1);
  out_pad(o, c->lines);
  out_dec_right(o, s->nlnno, c->flags - c->lines - 1);
  out_pad(o, c->flags);
  out_section_words(o, s->flags);
  out_char(o, '\n');
}

static void comdat_words(const struct text *x, uint32_t section)
{
  struct coff_comdat d;
  struct out *o = x->o;
  if (!coff_comdat_get(x->f, section, &d))
    return;
  const char *selection = coff_comdat_selection_name(d.selection);
  out_text(o, "; COMDAT ");
  if (selection == NULL)
    out_dec(o, d.selection);
  else
    out_text(o, selection);
  if (d.leader != UINT64_MAX) {
    out_char(o, ' ');
    text_symbol_at(x, d.leader);
  }
  if (d.associated != 0) {
    out_text(o, " with ");
    text_section_ref(x, d.associated);
  }
}

static void word(struct out *o, const char *words, uint64_t v)
{
  out_text(o, words);
  out_dec(o, v);
}

// Which memory the section is for, where a processor has several.
static void memory_words(const struct text *x, const struct coff_section *s)
{
  const struct coff_scnhdr_layout *l = x->t->records->scnhdr;
  const struct coff_scnhdr *h = &s->header;
  if (l->page.width != 0)
    word(x->o, "; page ", h->page);
  if (h->mem_width != 0)
    word(x->o, "; bits in a unit ", h->mem_width);
  if (l->vaddr_space.width == 0)
    return;
  word(x->o, "; memory space ", h->vaddr_space);
  if (h->paddr_space != h->vaddr_space)
    word(x->o, ", physical ", h->paddr_space);
}

// What a row has no room for: flags by their own names, and where the tables lie.
static void details(const struct text *x, const struct columns *c, const struct coff_section *s)
{
  struct out *o = x->o;
  out_pad(o, c->name + 2);
  out_hex(o, s->header.flags, x->t->records->scnhdr->flags.width * 2u);
  out_char(o, ' ');
  out_flags(o, x->t->section_flags, s->header.flags);
  if (s->nreloc != 0) {
    out_text(o, "; relocations at ");
    out_hex(o, s->header.relptr + coff_file_base(x->f), 0);
  }
  if (s->nlnno != 0) {
    out_text(o, "; line numbers at ");
    out_hex(o, s->header.lnnoptr + coff_file_base(x->f), 0);
  }
  if (!x->t->virtual_size && s->header.paddr != s->header.vaddr) {
    out_text(o, "; physical address ");
    out_hex(o, s->header.paddr, x->digits);
  }
  memory_words(x, s);
  comdat_words(x, s->number);
  out_char(o, '\n');
}

static void check_name(const struct text *x, const struct coff_section *s)
{
  if (s->name_is_damaged)
    coff_fail(coff_file_context(x->f), coff_file_place(x->f, s->header_offset),
              "name of section %u lies outside of the string table", (unsigned)s->number);
}

void text_sections(const struct text *x, uint32_t limit, bool with_details)
{
  uint32_t count = coff_section_count(x->f);
  uint32_t shown = count < limit ? count : limit;
  struct coff_section s;
  if (x->t->records->scnhdr == NULL)
    return;
  text_heading(x, "Sections", count);
  if (count == 0)
    return;
  struct columns c = layout(x, shown);
  titles(x, &c);
  for (uint32_t i = 1; i <= shown && coff_section_get(x->f, i, &s); i++) {
    check_name(x, &s);
    row(x, &c, &s);
    if (with_details)
      details(x, &c, &s);
  }
  if (shown < count) {
    out_pad(x->o, c.name);
    text_more(x, count - shown, "--sections");
  }
}

enum { SELECTION_WIDTH = 33 };

static void comdat_row(const struct text *x, const struct coff_comdat *d, unsigned width)
{
  struct out *o = x->o;
  const char *selection = coff_comdat_selection_name(d->selection);
  out_dec_right(o, d->section, width);
  out_char(o, ' ');
  if (selection == NULL)
    out_dec(o, d->selection);
  else
    out_text(o, selection);
  out_pad(o, width + SELECTION_WIDTH);
  out_hex(o, d->length, 8);
  out_char(o, ' ');
  out_hex(o, d->checksum, 8);
  out_char(o, ' ');
  text_section_ref(x, d->section);
  if (d->associated != 0) {
    out_text(o, " goes with ");
    text_section_ref(x, d->associated);
  }
  if (d->leader != UINT64_MAX) {
    out_text(o, ": ");
    text_symbol_at(x, d->leader);
  }
  out_char(o, '\n');
}

void text_comdats(const struct text *x)
{
  struct coff_comdat d;
  uint32_t count = coff_section_count(x->f), n = 0;
  for (uint32_t i = 1; i <= count; i++)
    n += coff_comdat_get(x->f, i, &d);
  text_heading(x, "COMDAT sections", n);
  if (n == 0)
    return;
  unsigned width = text_digits(count) + 2;
  out_pad(x->o, width - 2);
  out_text(x->o, "No Selection");
  out_pad(x->o, width + SELECTION_WIDTH);
  out_text(x->o, "Length     Checksum   Section: symbol\n");
  for (uint32_t i = 1; i <= count; i++)
    if (coff_comdat_get(x->f, i, &d))
      comdat_row(x, &d, width);
}

// ---- Contents ---------------------------------------------------------------------------------

static void hex_line(const struct text *x, uint64_t address, const uint8_t *p, size_t n)
{
  struct out *o = x->o;
  char text[16];
  out_char(o, ' ');
  out_hex_bare(o, address, x->digits);
  size_t start = o->column;
  for (size_t i = 0; i < n; i++) {
    if (i % 4 == 0)
      out_char(o, ' ');
    out_hex_bare(o, p[i], 2);
    text[i] = (char)(p[i] >= 0x20 && p[i] < 0x7f ? p[i] : '.');
  }
  out_pad(o, start + 38);
  out_bytes(o, text, n);
  out_char(o, '\n');
}

static void hex_dump(const struct text *x, const struct coff_section *s, const uint8_t *p,
                     uint64_t size)
{
  for (uint64_t i = 0; i < size; i += 16)
    hex_line(x, s->address + i / s->octets, p + i, size - i < 16 ? (size_t)(size - i) : 16);
}

static bool is_wanted(const struct text *x, const struct coff_section *s)
{
  const char *name = x->opt->contents;
  return name == NULL ||
         (strlen(name) == s->name.size && memcmp(name, s->name.data, s->name.size) == 0);
}

struct contents_budget {
  struct budget stored, plain; // as in the file, decompressed
};

static void section_contents(const struct text *x, const struct coff_section *s,
                             struct contents_budget *budget)
{
  struct coff_view v;
  uint8_t *plain;
  uint64_t size;
  coff_section_contents(x->f, s, &v);
  if (x->opt->contents != NULL && coff_section_decompressed_size(x->f, s, &size) &&
      budget_spend(&budget->plain, s, size) && coff_section_decompress(x->f, s, &plain, &size)) {
    text_section_title(x, "Contents of section ", s, " (decompressed)");
    hex_dump(x, s, plain, size);
    coff_contents_free(coff_file_context(x->f), plain);
    return;
  }
  if ((v.size == 0 && x->opt->contents == NULL) || !budget_spend(&budget->stored, s, v.size))
    return;
  text_section_title(x, "Contents of section ", s, v.size == 0 ? " (none in the file)" : "");
  hex_dump(x, s, v.data, v.size);
}

void text_contents(const struct text *x)
{
  struct coff_section s;
  struct contents_budget budget;
  bool found = false;
  budget_open(&budget.stored, x->f, SHARED_SPARE, "contents");
  budget_open(&budget.plain, x->f, DECOMPRESSED_SPARE, "decompressed contents");
  for (uint32_t i = 1; coff_section_get(x->f, i, &s); i++) {
    if (!is_wanted(x, &s))
      continue;
    found = true;
    section_contents(x, &s, &budget);
  }
  if (!found && x->opt->contents != NULL)
    coff_fail(coff_file_context(x->f), coff_file_place(x->f, COFF_NOWHERE),
              "no section is called '%s'", x->opt->contents);
}
