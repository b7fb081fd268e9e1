// Relocations and line numbers of all sections.
//
// Skip it unless one of them is printed wrongly. There may be millions of relocations: they are
// read in batches, and nothing is kept of them.
#include "coffdump/addend.h"
#include "coffdump/budget.h"
#include "coffdump/ecoff.h"
#include "coffdump/text.h"

enum { BATCH = 256, KEPT = 64 };

// A symbol that relocations name. Debug information names the same few by turns.
struct named {
  bool used, by_section;
  uint32_t index; // or code of a section
  struct coff_syment sym;
  struct coff_str name; // may point into SYM
};

// One section's relocations while they are printed.
struct relocs {
  const struct text *x;
  const struct coff_section *s;
  struct budget budget;
  struct coff_view contents;
  unsigned type_width;
  struct coff_reloc_table table;
  uint64_t index;          // of the row in hand
  struct named kept[KEPT]; // by index modulo their number
};

// The symbol of REL, or NULL if there is no such symbol.
static const struct named *named(struct relocs *r, const struct coff_reloc *rel)
{
  struct named *n = &r->kept[rel->symndx % KEPT];
  if (n->used && n->index == rel->symndx && n->by_section == rel->by_section)
    return n;
  n->used = coff_reloc_syment(r->x->f, rel, &n->sym);
  if (!n->used)
    return NULL;
  n->index = rel->symndx;
  n->by_section = rel->by_section;
  coff_syment_name(r->x->f, &n->sym, &n->name);
  return n;
}

static void addend(const struct relocs *r, const struct coff_howto *h, const struct coff_reloc *rel,
                   const struct coff_syment *sym)
{
  if (h == NULL)
    return;
  const uint8_t *field = reloc_field(r->s, r->contents, h, rel);
  if (field == NULL && reloc_addend_in_field(h))
    return;
  int64_t a =
      reloc_addend(r->x->f, (struct reloc_position){&r->table, r->index}, h, rel, sym, field);
  if (a == 0)
    return;
  out_text(r->x->o, a < 0 ? "-" : "+");
  out_hex(r->x->o, a < 0 ? 0 - (uint64_t)a : (uint64_t)a, 0);
}

// Sign and width of the field, where the record says them (XCOFF r_rsize).
static void field_form(const struct relocs *r, const struct coff_reloc *rel)
{
  struct out *o = r->x->o;
  if (r->x->t->records->reloc->rsize.width == 0)
    return;
  out_dec_right(o, (rel->rsize & 0x3fu) + 1, 2);
  out_text(o, (rel->rsize & 0x80) != 0 ? " signed   " : " unsigned ");
}

// What an operator of an expression works on, if it is no symbol.
static void operand(struct out *o, const struct coff_target *t, const struct coff_howto *h,
                    const struct coff_reloc *rel)
{
  out_text(o, "     -");
  if (coff_reloc_has_number(h)) {
    out_char(o, ' ');
    out_hex(o, rel->symndx, 0);
  }
  if (!coff_reloc_has_field(h))
    return;
  struct coff_reloc_field f = coff_reloc_field(t, rel);
  out_text(o, " field of ");
  out_dec(o, f.bits);
  out_text(o, " bits at bit ");
  out_dec(o, f.offset);
  out_text(o, " of ");
  out_dec(o, f.bytes);
  out_text(o, " bytes");
}

static void symbol(struct relocs *r, const struct coff_howto *h, const struct coff_reloc *rel,
                   uint64_t at)
{
  struct out *o = r->x->o;
  if (rel->is_number && h != NULL && coff_reloc_is_expression(h)) {
    operand(o, r->x->t, h, rel);
    return;
  }
  if (rel->is_number || coff_reloc_is_bare(r->x->t, rel)) {
    out_text(o, "     - (none)");
    addend(r, h, rel, NULL);
    return;
  }
  if (rel->by_section)
    out_text(o, "     -");
  else
    out_dec_right(o, rel->symndx, 6);
  out_char(o, ' ');
  const struct named *n = named(r, rel);
  if (n == NULL) {
    out_text(o, "(no such symbol)");
    reloc_bad_symbol(r->x->f, r->s, rel, at);
    return;
  }
  text_symbol_name(r->x, n->name);
  addend(r, h, rel, &n->sym);
}

static void reloc_row(struct relocs *r, const struct coff_reloc *rel, uint64_t at)
{
  struct out *o = r->x->o;
  const struct coff_howto *h = coff_howto_find(r->x->t, rel);
  out_text(o, "  ");
  out_hex(o, rel->vaddr, r->x->digits);
  out_char(o, ' ');
  size_t start = o->column;
  if (h != NULL) {
    out_text(o, h->name);
  } else {
    out_hex(o, rel->type, 4);
    out_text(o, " (unknown)");
  }
  out_pad(o, start + r->type_width);
  field_form(r, rel);
  symbol(r, h, rel, at);
  out_char(o, '\n');
}

static unsigned type_width(const struct coff_target *t)
{
  unsigned longest = 16;
  for (size_t i = 0; i < t->nhowtos; i++) {
    unsigned n = 0;
    while (t->howtos[i].name[n] != 0)
      n++;
    longest = n > longest && n < 30 ? n : longest;
  }
  return longest + 1;
}

static void table_title(const struct text *x, const char *what, const struct coff_section *s,
                        uint64_t rows)
{
  char behind[32];
  snprintf(behind, sizeof behind, " (%llu)", (unsigned long long)rows);
  text_section_title(x, what, s, behind);
}

static void section_relocs(struct relocs *r)
{
  const struct text *x = r->x;
  struct coff_reloc batch[BATCH];
  size_t n;
  coff_section_contents(x->f, r->s, &r->contents);
  coff_section_relocs(x->f, r->s, &r->table);
  if (!budget_spend(&r->budget, r->s, r->table.bytes.size))
    return;
  table_title(x, "Relocations of section ", r->s, r->table.count);
  out_text(x->o, "  Address");
  out_pad(x->o, 2 + x->digits + 3);
  out_text(x->o, "Type");
  out_pad(x->o, 2 + x->digits + 3 + r->type_width);
  out_text(x->o, x->t->records->reloc->rsize.width == 0 ? "Symbol\n" : "Bits         Symbol\n");
  uint64_t size = x->t->records->reloc->size;
  for (uint64_t i = 0; (n = coff_reloc_read(x->f, &r->table, i, BATCH, batch)) != 0; i += n)
    for (size_t k = 0; k < n; k++) {
      r->index = i + k;
      reloc_row(r, &batch[k], r->table.bytes.origin + r->index * size);
    }
}

void text_relocs(const struct text *x)
{
  struct coff_section s;
  struct relocs r = {.x = x, .s = &s};
  bool any = false;
  if (x->t->records->reloc == NULL)
    return;
  r.type_width = type_width(x->t);
  budget_open(&r.budget, x->f, SHARED_SPARE, "relocations");
  for (uint32_t i = 1; coff_section_get(x->f, i, &s); i++) {
    if (s.nreloc == 0 || (s.flags & COFF_SEC_OVERFLOW) != 0)
      continue;
    any = true;
    section_relocs(&r);
  }
  if (!any)
    text_heading(x, "Relocations", 0);
}

// ---- Line numbers -----------------------------------------------------------------------------

// The source file that a function belongs to is the last file symbol before it. Functions mostly come
// in the order of the symbols, so one walk serves them all; a file where they do not may start it
// again this often.
enum { WALKS = 64 };

struct sources {
  uint64_t next; // symbols before it have been looked at
  uint64_t file; // index of the last file symbol among them, or UINT64_MAX
  unsigned walks;
};

static bool is_file(const struct coff_target *t, const struct coff_syment *s)
{
  for (size_t i = 0; t->classes != NULL && i < t->classes->n; i++)
    if (t->classes->classes[i].sclass == s->sclass)
      return t->classes->classes[i].kind == COFF_CLASS_FILE;
  return false;
}

static bool find_source(const struct text *x, uint64_t owner, struct sources *src)
{
  struct coff_syment s;
  if (owner < src->next) {
    if (src->walks++ == WALKS)
      return false;
    src->next = 0;
    src->file = UINT64_MAX;
  }
  for (; src->next <= owner && coff_syment_read(x->f, src->next, 1, &s) == 1;
       src->next += 1 + s.numaux)
    if (is_file(x->t, &s))
      src->file = src->next;
  return src->file != UINT64_MAX;
}

static void owner_row(const struct text *x, const struct coff_line *l, struct sources *src)
{
  struct coff_symbol s;
  struct out *o = x->o;
  out_text(o, "  ");
  out_hex(o, l->address, x->digits);
  out_text(o, "        ");
  if (l->owner == UINT64_MAX || !coff_symbol_get(x->f, l->owner, &s)) {
    out_text(o, "(no such symbol)\n");
    return;
  }
  out_text(o, coff_symbol_kind_name(s.kind));
  out_char(o, ' ');
  text_symbol_name(x, s.name);
  if (s.kind != COFF_SYMBOL_FILE && find_source(x, l->owner, src) &&
      coff_symbol_get(x->f, src->file, &s)) {
    out_text(o, " of ");
    out_name(o, s.name);
  }
  out_char(o, '\n');
}

static void section_lines(const struct text *x, const struct coff_section *s, struct sources *src,
                          struct budget *budget)
{
  struct coff_line_cursor c;
  struct coff_line l;
  struct out *o = x->o;
  coff_line_first(x->f, s, &c);
  if (!budget_spend(budget, s, c.table.bytes.size))
    return;
  table_title(x, "Line numbers of section ", s, c.table.count);
  out_text(o, "  Address");
  out_pad(o, 2 + x->digits + 3);
  out_text(o, " Line\n");
  while (coff_line_next(&c, &l)) {
    if (l.native.lnno == 0) {
      owner_row(x, &l, src);
      continue;
    }
    out_text(o, "  ");
    out_hex(o, l.address, x->digits);
    out_char(o, ' ');
    out_dec_right(o, l.line, 5);
    if (l.native.space != 0) {
      out_text(o, "  memory space ");
      out_dec(o, l.native.space);
    }
    out_char(o, '\n');
  }
}

void text_lines(const struct text *x)
{
  struct coff_section s;
  struct sources src = {.file = UINT64_MAX};
  struct budget budget;
  bool any = false;
  if (coff_ecoff_header(x->f) != NULL)
    text_ecoff_lines(x);
  if (x->t->records->lineno == NULL)
    return;
  budget_open(&budget, x->f, SHARED_SPARE, "line numbers");
  for (uint32_t i = 1; coff_section_get(x->f, i, &s); i++) {
    if (s.nlnno == 0 || (s.flags & COFF_SEC_OVERFLOW) != 0)
      continue;
    any = true;
    section_lines(x, &s, &src, &budget);
  }
  if (!any)
    text_heading(x, "Line numbers", 0);
}
