// Disassembly as text: a line an instruction, with its relocations behind it.
//
// Skip it unless you change how a line looks.
#include "coffdump/disassemble.h"
#include "coffdump/budget.h"
#include <stdlib.h>
#include <string.h>

// ---- What to disassemble ----------------------------------------------------------------------

struct work {
  const struct options *opt;
  struct labels labels;
  struct decoder *decoder;
  struct budget budget;
  void (*show)(void *user, struct rows *r);
  void *user;
};

static bool same(struct coff_str s, const char *text)
{
  return s.size == strlen(text) && memcmp(s.data, text, s.size) == 0;
}

// With or without the flavour's prefix of C names.
static bool is_called(const struct coff_target *t, struct coff_str s, const char *name)
{
  struct coff_str rest = {s.data + 1, s.size - 1};
  return same(s, name) || (t->leading_char != '\0' && s.size > 1 && s.data[0] == t->leading_char &&
                           same(rest, name));
}

// What opening its rows reads, for the whole section or a part of it.
static bool spend(struct work *w, const struct coff_section *s)
{
  const struct coff_file *f = w->labels.file;
  const struct coff_records *records = coff_file_target(f)->records;
  uint64_t size = coff_file_bytes(f).size;
  uint64_t relocs = (uint64_t)s->nreloc * (records->reloc == NULL ? 0 : records->reloc->size);
  uint64_t contents = s->file_size < size ? s->file_size : size;
  return budget_spend(&w->budget, s, contents + (relocs < size ? relocs : size));
}

static void show_section(struct work *w, const struct coff_section *s)
{
  struct rows r;
  if (!spend(w, s))
    return;
  if (rows_open(&r, &w->labels, w->decoder, s->number))
    w->show(w->user, &r);
  rows_close(&r);
}

// From a label to its size, or to the next function or global.
static void show_function(struct work *w, const struct coff_symbol *s)
{
  struct rows r;
  const struct labels *l = &w->labels;
  if (rows_open(&r, l, w->decoder, (uint32_t)s->section) && s->value < r.end) {
    uint64_t end = s->has_size && s->size != 0 ? s->value + s->size : r.end;
    bool sized = s->has_size && s->size != 0;
    for (size_t i = labels_at(l, r.section.number, s->address + 1); !sized && i < l->count; i++) {
      struct coff_symbol next;
      if (!l->all[i].starts || !coff_symbol_get(l->file, l->all[i].symbol, &next))
        continue;
      if (next.section == s->section)
        end = next.value;
      break;
    }
    r.next = s->value;
    if (end > s->value && end < r.end)
      r.end = end;
    w->show(w->user, &r);
  }
  rows_close(&r);
}

// Every function of that name: static ones may share it.
static bool show_named(struct work *w, const char *name)
{
  struct coff_symbol s;
  bool found = false;
  for (size_t i = 0; i < w->labels.count; i++) {
    if (!coff_symbol_get(w->labels.file, w->labels.all[i].symbol, &s) ||
        !is_called(coff_file_target(w->labels.file), s.name, name))
      continue;
    show_function(w, &s);
    found = true;
  }
  return found;
}

void disassemble_each(const struct coff_file *f, const struct options *opt,
                      void (*show)(void *user, struct rows *r), void *user)
{
  struct work w = {.opt = opt, .show = show, .user = user};
  struct coff_section s;
  budget_open(&w.budget, f, SHARED_SPARE, "instructions");
  w.decoder = decoder_open(f);
  if (w.decoder == NULL || !labels_build(&w.labels, f)) {
    decoder_close(w.decoder);
    return;
  }
  if (opt->disassemble != NULL && !show_named(&w, opt->disassemble))
    coff_fail(coff_file_context(f), coff_file_place(f, COFF_NOWHERE),
              "no symbol '%s' to disassemble", opt->disassemble);
  for (uint32_t i = 1; opt->disassemble == NULL && coff_section_get(f, i, &s); i++)
    if ((s.flags & COFF_SEC_CODE) != 0)
      show_section(&w, &s);
  labels_free(&w.labels);
  decoder_close(w.decoder);
}

// ---- How it looks -----------------------------------------------------------------------------

enum { BYTES_COLUMN = 12, TEXT_COLUMN = 38, RELOC_COLUMN = 70 };

struct printer {
  struct out *out;
  const struct options *opt;
};

static void put_name(struct printer *p, struct coff_str name)
{
  char *plain = demangled(p->opt, name);
  if (plain != NULL)
    out_name(p->out, (struct coff_str){plain, strlen(plain)});
  else
    out_name(p->out, name);
  free(plain);
}

static void put_plus(struct out *o, int64_t n)
{
  if (n == 0)
    return;
  out_char(o, n < 0 ? '-' : '+');
  out_hex(o, n < 0 ? 0 - (uint64_t)n : (uint64_t)n, 1);
}

static void put_labels(struct printer *p, const struct rows *r, const struct row *row)
{
  struct coff_symbol s;
  for (size_t i = row->label; labels_is_at(r->labels, i, r->section.number, row->address); i++) {
    if (!coff_symbol_get(r->file, r->labels->all[i].symbol, &s))
      continue;
    out_char(p->out, '\n');
    out_hex_bare(p->out, row->address, 8);
    out_text(p->out, " <");
    put_name(p, s.name);
    out_text(p->out, ">:");
  }
  if (labels_is_at(r->labels, row->label, r->section.number, row->address))
    out_char(p->out, '\n');
}

static void put_units(struct out *o, const struct row *row, enum coff_order order)
{
  out_text(o, row->unit == 1 ? ".byte" : row->unit == 2 ? ".short" : ".long");
  for (unsigned i = 0; i < row->size; i += row->unit) {
    out_text(o, i == 0 ? " " : ", ");
    out_hex(o, coff_load(row->bytes + i, row->unit, order), 2 * row->unit);
  }
}

// Where a branch goes: its relocation tells, or the labels of this file.
static void put_target(struct printer *p, const struct rows *r, const struct row *row)
{
  struct row_reloc reloc;
  struct coff_symbol s;
  if (rows_branch_reloc(r, row, &reloc)) {
    out_text(p->out, " <");
    put_name(p, reloc.name);
    put_plus(p->out, reloc.addend);
    out_char(p->out, '>');
    return;
  }
  const struct label *l = labels_below(r->labels, r->section.number, row->decoded.target);
  if (l == NULL || !coff_symbol_get(r->file, l->symbol, &s))
    return;
  out_text(p->out, " <");
  put_name(p, s.name);
  put_plus(p->out, (int64_t)(row->decoded.target - l->address));
  out_char(p->out, '>');
}

static void put_reloc(struct printer *p, const struct rows *r, size_t which)
{
  struct row_reloc reloc;
  if (!rows_reloc(r, which, &reloc))
    return;
  out_text(p->out, "; ");
  if (reloc.howto != NULL) {
    out_text(p->out, reloc.howto->name);
  } else {
    out_text(p->out, "type ");
    out_hex(p->out, reloc.native.type, 1);
  }
  out_char(p->out, ' ');
  if (reloc.has_symbol)
    put_name(p, reloc.name);
  put_plus(p->out, reloc.addend);
}

static void put_row(struct printer *p, const struct rows *r, const struct row *row)
{
  static const char digits[] = "0123456789abcdef";
  struct out *o = p->out;
  put_labels(p, r, row);
  out_char(o, ' ');
  out_hex_bare(o, row->address, 8);
  out_char(o, ':');
  out_pad(o, BYTES_COLUMN);
  for (unsigned i = 0; i < row->size; i++) {
    char two[] = {digits[row->bytes[i] >> 4], digits[row->bytes[i] & 15], ' '};
    out_bytes(o, two, (i + 1) % row->unit == 0 ? 3 : 2);
  }
  out_pad(o, TEXT_COLUMN);
  if (row->decoded.mnemonic == NULL) {
    put_units(o, row, coff_file_target(r->file)->data_order);
  } else {
    out_text(o, row->decoded.mnemonic);
    if (row->decoded.operands[0] != '\0')
      out_char(o, ' ');
    out_text(o, row->decoded.operands);
  }
  if (row->decoded.branches)
    put_target(p, r, row);
  for (size_t i = 0; i < row->nreloc; i++) {
    out_pad(o, RELOC_COLUMN);
    put_reloc(p, r, row->reloc + i);
  }
  out_char(o, '\n');
}

static void show_text(void *user, struct rows *r)
{
  struct printer *p = user;
  struct row row;
  out_text(p->out, "\nDisassembly of section ");
  out_dec(p->out, r->section.number);
  out_text(p->out, " (");
  out_name(p->out, r->section.name);
  out_text(p->out, "):\n");
  while (rows_next(r, &row))
    put_row(p, r, &row);
}

void disassemble(const struct coff_file *f, const struct options *opt, struct out *o)
{
  struct printer p = {o, opt};
  disassemble_each(f, opt, show_text, &p);
}
