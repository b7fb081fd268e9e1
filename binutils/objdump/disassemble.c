// Disassembly: -d, -D, -S.
//
// Skip it unless you change how a line looks. The shape is GNU's, the words are Capstone's.
#include "coffdump/disassemble.h"
#include "coffdump/budget.h"
#include "objdump/lines.h"
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { ZEROES = 8, ZEROES_AT_END = 3, X86_LINE = 7, MNEMONIC = 6 };

struct code {
  const struct dump *d;
  struct out *out;
  struct labels labels;
  struct decoder *decoder;
  struct budget budget;
  struct lines lines;
  struct rows *rows;
  unsigned width; // digits of an address in this section
  bool found;     // --disassemble=SYMBOL
};

// ---- Names of places --------------------------------------------------------------------------

static void label_name(const struct code *c, const struct label *l)
{
  struct coff_symbol s;
  if (coff_symbol_get(c->d->file, l->symbol, &s))
    dump_name(c->d, s.name);
}

// "<name+0x12>"; without a symbol, the section's name.
static void place(const struct code *c, uint64_t address)
{
  const struct coff_section *s = &c->rows->section;
  const struct label *l = labels_below(&c->labels, s->number, address);
  bool own = l != NULL && l->address >= s->address;
  uint64_t start = own ? l->address : s->address;
  out_char(c->out, '<');
  if (own)
    label_name(c, l);
  else
    dump_bytes(c->d, s->name);
  if (address != start)
    out_printf(c->out, "%c0x%" PRIx64, address > start ? '+' : '-',
               address > start ? address - start : start - address);
  out_char(c->out, '>');
  uint64_t offset = (address - s->address) * s->octets;
  if (c->d->opt->file_offsets && offset < s->file_size)
    out_printf(c->out, " (File Offset: 0x%" PRIx64 ")", s->header.scnptr + offset);
}

static void head(const struct code *c, uint64_t address)
{
  if (c->d->opt->prefix_addresses)
    return;
  out_char(c->out, '\n');
  if (!c->d->opt->no_addresses) {
    dump_address(c->d, address);
    out_char(c->out, ' ');
  }
  place(c, address);
  out_text(c->out, ":\n");
}

static void other_heads(const struct code *c, const struct row *row)
{
  const struct label *l = labels_below(&c->labels, c->rows->section.number, row->address);
  for (size_t i = row->label;
       c->d->opt->all_symbols && labels_is_at(&c->labels, i, c->rows->section.number, row->address);
       i++) {
    if (&c->labels.all[i] == l)
      continue;
    dump_address(c->d, row->address);
    out_text(c->out, " <");
    label_name(c, &c->labels.all[i]);
    out_text(c->out, ">:\n");
  }
}

// ---- A row ------------------------------------------------------------------------------------

static void address_column(const struct code *c, uint64_t address)
{
  char digits[24];
  if (c->d->opt->prefix_addresses) {
    dump_address(c->d, address);
    out_char(c->out, ' ');
    place(c, address);
    out_char(c->out, ' ');
    return;
  }
  if (!c->d->opt->no_addresses) {
    snprintf(digits, sizeof digits, "%" PRIx64, address);
    out_printf(c->out, "%*s:", (int)c->width, digits);
  }
  out_char(c->out, '\t');
}

static bool shows_bytes(const struct code *c)
{
  const struct objdump *opt = c->d->opt;
  return opt->raw > 0 || (opt->raw == 0 && !opt->prefix_addresses);
}

static unsigned bytes_a_line(const struct code *c, const struct row *row)
{
  if (c->d->opt->insn_width != 0)
    return c->d->opt->insn_width;
  return decoder_unit(c->decoder) == 1 ? X86_LINE : row->size < 4 ? 4 : row->size;
}

// Instructions of processors with units of some bytes are shown unit by unit, in the order of numbers.
static void bytes_of(const struct code *c, const uint8_t *p, unsigned n)
{
  unsigned unit = decoder_unit(c->decoder);
  bool swap = coff_file_target(c->d->file)->data_order == COFF_LITTLE;
  for (unsigned i = 0; i < n; i += unit) {
    unsigned size = n - i < unit ? n - i : unit;
    for (unsigned k = 0; k < size; k++)
      out_hex_bare(c->out, p[i + (swap ? size - 1 - k : k)], 2);
    out_char(c->out, ' ');
  }
}

static void units(const struct code *c, const struct row *row)
{
  static const char *const names[] = {[1] = ".byte", [2] = ".short", [4] = ".long"};
  unsigned unit = row->unit == 2 || row->unit == 4 ? row->unit : 1;
  out_printf(c->out, "%-*s ", MNEMONIC, names[unit]);
  for (unsigned i = 0; i < row->size; i += unit)
    out_printf(c->out, i == 0 ? "0x%" PRIx64 : ", 0x%" PRIx64,
               coff_load(row->bytes + i, unit, coff_file_target(c->d->file)->data_order));
}

static void instruction(const struct code *c, const struct row *row)
{
  const struct decoded *i = &row->decoded;
  if (i->mnemonic == NULL) {
    units(c, row);
    return;
  }
  if (i->operands[0] == 0)
    out_text(c->out, i->mnemonic);
  else
    out_printf(c->out, "%-*s %s", MNEMONIC, i->mnemonic, i->operands);
  if (!i->branches)
    return;
  out_char(c->out, ' ');
  place(c, i->target);
}

static void one_row(const struct code *c, const struct row *row)
{
  unsigned line = bytes_a_line(c, row), first = row->size < line ? row->size : line;
  address_column(c, row->address);
  if (shows_bytes(c)) {
    size_t start = c->out->column;
    unsigned unit = decoder_unit(c->decoder);
    bytes_of(c, row->bytes, first);
    while (c->out->column < start + (size_t)(line / unit) * (2 * unit + 1))
      out_char(c->out, ' ');
    out_char(c->out, '\t');
  }
  instruction(c, row);
  out_char(c->out, '\n');
  for (unsigned i = first; i < row->size && shows_bytes(c); i += line) {
    address_column(c, row->address + i / c->rows->section.octets);
    bytes_of(c, row->bytes + i, row->size - i < line ? row->size - i : line);
    out_char(c->out, '\n');
  }
}

static void relocation(const struct code *c, size_t which)
{
  struct row_reloc r;
  char buf[64];
  if (!rows_reloc(c->rows, which, &r))
    return;
  const struct coff_section *s = &c->rows->section;
  out_text(c->out, "\t\t\t");
  if (!c->d->opt->no_addresses)
    out_printf(c->out, "%" PRIx64 ": ", r.native.vaddr - s->header.vaddr + s->address);
  if (r.howto == NULL)
    out_printf(c->out, "%" PRIu32, r.native.type);
  else
    out_text(c->out, gnu_reloc_name(c->d->target, r.howto, &r.native, buf));
  out_char(c->out, '\t');
  if (r.has_symbol)
    dump_name(c->d, r.name);
  else
    out_text(c->out, "*ABS*");
  int64_t a = gnu_addend(c->d, s, &r.native, r.howto);
  if (a != 0)
    out_printf(c->out, "%c0x%" PRIx64, a < 0 ? '-' : '+', a < 0 ? -(uint64_t)a : (uint64_t)a);
  out_char(c->out, '\n');
}

// ---- A section --------------------------------------------------------------------------------

static bool is_here(const struct code *c, size_t label)
{
  return labels_is_at(&c->labels, label, c->rows->section.number, c->labels.all[label].address);
}

// Where the next label, or with -r the next relocation, stands behind the row to come.
static uint64_t next_stop(const struct code *c)
{
  const struct rows *r = c->rows;
  uint64_t address = r->section.address + r->next / r->section.octets, end = r->end;
  size_t i = labels_at(&c->labels, r->section.number, address + 1);
  if (i < c->labels.count && is_here(c, i)) {
    uint64_t at = (c->labels.all[i].address - r->section.address) * r->section.octets;
    end = at < end ? at : end;
  }
  size_t k = r->reloc;
  while (k < r->nrelocs && r->relocs[k].offset < r->next)
    k++;
  if ((c->d->opt->show & SHOW_RELOCS) != 0 && k < r->nrelocs && r->relocs[k].offset < end)
    end = r->relocs[k].offset;
  return end;
}

// Steps over zeroes; false if there are too few of them.
static bool skip_zeroes(const struct code *c)
{
  struct rows *r = c->rows;
  uint64_t at = r->next, end = next_stop(c);
  if (c->d->opt->zeroes)
    return false;
  while (at < end && r->contents.data[at] == 0)
    at++;
  uint64_t n = at - r->next;
  bool enough = n >= ZEROES || (at == end && at == r->end && n >= 1 && n < ZEROES_AT_END);
  if (!enough)
    return false;
  if (at < end)
    at = r->next + n / 4 * 4;
  r->next = at;
  out_text(c->out, "\t...\n");
  return true;
}

static bool has_label(const struct code *c, uint64_t address)
{
  size_t i = labels_at(&c->labels, c->rows->section.number, address);
  return labels_is_at(&c->labels, i, c->rows->section.number, address);
}

static void rows_of(struct code *c, uint64_t from)
{
  struct row row;
  struct rows *r = c->rows;
  const struct objdump *opt = c->d->opt;
  bool traced = opt->lines || (opt->show & SHOW_SOURCE) != 0;
  uint64_t headed = UINT64_MAX;
  while (r->next < r->end && !c->out->failed) {
    uint64_t address = r->section.address + r->next / r->section.octets;
    if (headed != address && (r->next == from || has_label(c, address)))
      head(c, address);
    headed = address;
    if (skip_zeroes(c))
      continue;
    if (traced)
      lines_show(&c->lines, address, (opt->show & SHOW_SOURCE) != 0, "");
    if (!rows_next(r, &row))
      return;
    other_heads(c, &row);
    one_row(c, &row);
    for (size_t i = 0; (opt->show & SHOW_RELOCS) != 0 && i < row.nreloc; i++)
      relocation(c, row.reloc + i);
  }
}

static unsigned width_of(const struct code *c, uint64_t end)
{
  unsigned digits = (unsigned)c->d->digits, n = 4;
  while (n < digits && end >> (n * 4 - 1) >> 1 != 0)
    n += 4;
  return n;
}

// The stretch of the section that --disassemble=SYMBOL means.
static bool find_symbol(struct code *c, uint64_t *from, uint64_t *to)
{
  const struct rows *r = c->rows;
  struct coff_symbol s;
  const char *name = c->d->opt->disassemble;
  for (size_t i = labels_at(&c->labels, r->section.number, r->section.address); i < c->labels.count;
       i++) {
    uint64_t at = (c->labels.all[i].address - r->section.address) * r->section.octets;
    if (at >= r->end || !coff_symbol_get(c->d->file, c->labels.all[i].symbol, &s))
      return false;
    if (s.name.size != strlen(name) || memcmp(s.name.data, name, s.name.size) != 0)
      continue;
    *from = at > *from ? at : *from;
    size_t next = labels_at(&c->labels, r->section.number, c->labels.all[i].address + 1);
    while (next < c->labels.count && is_here(c, next) && !c->labels.all[next].starts)
      next++;
    if (next < c->labels.count && is_here(c, next)) {
      at = (c->labels.all[next].address - r->section.address) * r->section.octets;
      *to = at < *to ? at : *to;
    }
    return *from < *to;
  }
  return false;
}

static void section(struct code *c, const struct coff_section *s)
{
  struct rows r;
  uint64_t from, to, all = coff_file_bytes(c->d->file).size;
  if (!budget_spend(&c->budget, s, s->file_size < all ? s->file_size : all))
    return;
  c->rows = &r;
  if (rows_open(&r, &c->labels, c->decoder, s->number)) {
    r.section.address = dump_section_address(c->d, s);
    bool any = dump_range(c->d, s, r.end, &from, &to);
    if (any && c->d->opt->disassemble != NULL)
      any = find_symbol(c, &from, &to);
    if (any) {
      c->found = true;
      r.next = from;
      r.end = to;
      c->width = width_of(c, r.section.address + to / r.section.octets);
      out_text(c->out, "\nDisassembly of section ");
      dump_bytes(c->d, s->name);
      out_text(c->out, ":\n");
      lines_open(&c->lines, c->d, s);
      rows_of(c, from);
      lines_close(&c->lines);
    }
  }
  rows_close(&r);
}

static bool is_shown(const struct dump *d, const struct coff_section *s)
{
  unsigned flags = gnu_section_flags(d->file, s);
  if ((flags & GNU_CONTENTS) == 0 || s->file_size == 0 || !dump_wants(d, s))
    return false;
  return (d->opt->show & SHOW_ALL_CODE) != 0 || d->opt->nsections != 0 || (flags & GNU_CODE) != 0;
}

void dump_disassembly(const struct dump *d)
{
  struct code c = {.d = d, .out = d->out};
  struct coff_section s;
  budget_open(&c.budget, d->file, SHARED_SPARE, "instructions");
  c.decoder = decoder_open_for(d->file, dump_architecture(d));
  if (c.decoder == NULL || !labels_build(&c.labels, d->file)) {
    decoder_close(c.decoder);
    return;
  }
  decoder_modes(c.decoder, d->opt->modes);
  for (size_t i = 0; i < c.labels.count; i++)
    c.labels.all[i].address += d->opt->adjust;
  for (uint32_t i = 1; coff_section_get(d->file, i, &s); i++)
    if (is_shown(d, &s))
      section(&c, &s);
  if (d->opt->disassemble != NULL && !c.found)
    coff_fail(coff_file_context(d->file), coff_file_place(d->file, COFF_NOWHERE),
              "no symbol '%s' to disassemble", d->opt->disassemble);
  labels_free(&c.labels);
  decoder_close(c.decoder);
}
