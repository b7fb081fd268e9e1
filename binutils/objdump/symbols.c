// The symbol table: -t.
//
// Skip it unless a row differs from GNU's (whose flags are always 0). It shows the records as they are, and of auxiliary entries
// the fields that GNU chooses by storage class and type.
#include "coff/format-sysv.h"
#include "objdump/objdump.h"
#include <inttypes.h>
#include <stdlib.h>

// ---- Line numbers -----------------------------------------------------------------------------

// Those of all functions, in the order of their symbols.
struct lines {
  struct line {
    uint64_t owner, address;
    uint64_t place; // of equal owners, the order of the file
    uint32_t line;
  } * all;
  size_t count, room, next;
};

static bool add(struct lines *l, const struct coff_line *n)
{
  if (l->count == l->room) {
    size_t room = l->room == 0 ? 256 : l->room * 2;
    struct line *grown = realloc(l->all, room * sizeof *grown);
    if (grown == NULL)
      return false;
    l->all = grown;
    l->room = room;
  }
  l->all[l->count] = (struct line){n->owner, n->address, l->count, n->native.lnno};
  l->count++;
  return true;
}

static int by_owner(const void *a, const void *b)
{
  const struct line *x = a, *y = b;
  if (x->owner != y->owner)
    return x->owner < y->owner ? -1 : 1;
  return x->place < y->place ? -1 : x->place > y->place;
}

static void load(const struct dump *d, struct lines *l)
{
  struct coff_section s;
  struct coff_line_cursor c;
  struct coff_line n;
  bool ok = true;
  *l = (struct lines){0};
  for (uint32_t i = 1; coff_section_get(d->file, i, &s); i++) {
    if (s.nlnno == 0 || !coff_line_first(d->file, &s, &c))
      continue;
    while (ok && coff_line_next(&c, &n))
      ok = n.native.lnno == 0 || n.owner == UINT64_MAX || add(l, &n);
  }
  if (!ok)
    coff_fail(coff_file_context(d->file), coff_file_place(d->file, COFF_NOWHERE), "out of memory");
  if (l->count != 0)
    qsort(l->all, l->count, sizeof *l->all, by_owner);
}

// Those of one function. Symbols come in order.
static void function_lines(const struct dump *d, struct lines *l, const struct coff_symbol *s)
{
  while (l->next < l->count && l->all[l->next].owner < s->index)
    l->next++;
  if (l->next == l->count || l->all[l->next].owner != s->index)
    return;
  out_char(d->out, '\n');
  dump_name(d, s->name);
  out_text(d->out, " :");
  for (; l->next < l->count && l->all[l->next].owner == s->index; l->next++) {
    out_printf(d->out, "\n%4" PRIu32 " : ", l->all[l->next].line);
    dump_address(d, l->all[l->next].address);
  }
}

// ---- Auxiliary entries ------------------------------------------------------------------------

// Entry WHICH of S in the form that GNU reads it in. False if the flavour has no such form.
static bool read_as(const struct dump *d, const struct coff_symbol *s, unsigned which,
                    enum coff_aux_form form, struct coff_auxent *a)
{
  const struct coff_aux_rule *r = d->target->records->aux_rules;
  const uint8_t *p = coff_syment_bytes(d->file, s->index + 1 + which);
  while (r != NULL && r->layout != NULL && r->layout->form != form)
    r++;
  if (r == NULL || r->layout == NULL || p == NULL)
    return false;
  coff_swap_auxent_in(d->target, r->layout, p, a);
  return true;
}

static void section_entry(const struct dump *d, const struct coff_symbol *s, unsigned which)
{
  struct coff_auxent a = {0};
  uint64_t octets = d->target->octets > 1 ? d->target->octets : 1;
  if (!read_as(d, s, which, COFF_AUX_SECTION, &a))
    return;
  out_printf(d->out, "AUX scnlen 0x%" PRIx64 " nreloc %" PRIu64 " nlnno %" PRIu64,
             a.field[COFF_AUX_SCNLEN] * octets, a.field[COFF_AUX_NRELOC], a.field[COFF_AUX_NLINNO]);
  if ((a.field[COFF_AUX_CHECKSUM] | a.field[COFF_AUX_ASSOCIATED] | a.field[COFF_AUX_SELECTION]) !=
      0)
    out_printf(d->out, " checksum 0x%" PRIx64 " assoc %" PRIu64 " comdat %" PRIu64,
               a.field[COFF_AUX_CHECKSUM], a.field[COFF_AUX_ASSOCIATED],
               a.field[COFF_AUX_SELECTION]);
}

static void function_entry(const struct dump *d, const struct coff_symbol *s, unsigned which)
{
  struct coff_auxent a = {0};
  if (!read_as(d, s, which, COFF_AUX_FUNCTION, &a))
    return;
  out_printf(d->out, "AUX tagndx %" PRIu64 " ttlsiz 0x%" PRIx64 " lnnos %" PRIu64 " next %" PRIu64,
             a.field[COFF_AUX_TAGNDX], a.field[COFF_AUX_FSIZE], a.field[COFF_AUX_LNNOPTR],
             a.field[COFF_AUX_ENDNDX]);
}

static bool is_tag(uint32_t sclass)
{
  return sclass == C_STRTAG || sclass == C_UNTAG || sclass == C_ENTAG;
}

static void other_entry(const struct dump *d, const struct coff_symbol *s, unsigned which)
{
  struct coff_auxent a = {0}, f = {0};
  uint32_t c = s->native.sclass;
  if (!read_as(d, s, which, COFF_AUX_SYMBOL, &a) && !read_as(d, s, which, COFF_AUX_BLOCK, &a))
    return;
  out_printf(d->out, "AUX lnno %" PRIu64 " size 0x%" PRIx64 " tagndx %" PRIu64,
             a.field[COFF_AUX_LNNO], a.field[COFF_AUX_SIZE], a.field[COFF_AUX_TAGNDX]);
  bool ends =
      is_tag(c) || c == C_BLOCK || c == C_FCN || coff_type_is_function(d->target, s->native.type);
  if (!ends || !read_as(d, s, which, COFF_AUX_FUNCTION, &f))
    return;
  uint64_t end = f.field[COFF_AUX_ENDNDX];
  if (end != 0 && end < coff_syment_count(d->file))
    out_printf(d->out, " endndx %" PRIu64, end);
}

// XCOFF: the last entry of an external symbol.
static bool csect_entry(const struct dump *d, const struct coff_symbol *s, unsigned which)
{
  enum { XTY_LD = 2 };
  struct coff_auxent a;
  if (!coff_auxent_read(d->file, s->index, &s->native, which, &a) || a.layout == NULL ||
      a.layout->form != COFF_AUX_CSECT)
    return false;
  unsigned type = (unsigned)a.field[COFF_AUX_SMTYP];
  out_printf(d->out, (type & 7) == XTY_LD ? "AUX indx %4" PRIu64 : "AUX val %5" PRIu64,
             a.field[COFF_AUX_SCNLEN]);
  out_printf(d->out,
             " prmhsh %" PRIu64 " snhsh %" PRIu64 " typ %u algn %u clss %" PRIu64 " stb %" PRIu64
             " snstb %" PRIu64,
             a.field[COFF_AUX_PARMHASH], a.field[COFF_AUX_SNHASH], type & 7, type >> 3 & 31,
             a.field[COFF_AUX_SMCLAS], a.field[COFF_AUX_STAB], a.field[COFF_AUX_SNSTAB]);
  return true;
}

static void file_entry(const struct dump *d, const struct coff_symbol *s, unsigned which)
{
  struct coff_auxent a;
  out_text(d->out, "File ");
  if (!coff_auxent_read(d->file, s->index, &s->native, which, &a) || a.layout == NULL ||
      a.field[COFF_AUX_FTYPE] == 0)
    return;
  struct coff_str name = a.name;
  if (a.field[COFF_AUX_STRX] != 0)
    coff_file_string(d->file, a.field[COFF_AUX_STRX], &name);
  out_printf(d->out, "ftype %" PRIu64 " fname \"", a.field[COFF_AUX_FTYPE]);
  dump_bytes(d, name);
  out_char(d->out, '"');
}

static bool dwarf_entry(const struct dump *d, const struct coff_symbol *s, unsigned which)
{
  struct coff_auxent a;
  if (!coff_auxent_read(d->file, s->index, &s->native, which, &a) || a.layout == NULL ||
      a.layout->form != COFF_AUX_DWARF)
    return false;
  out_printf(d->out, "AUX scnlen 0x%" PRIx64 " nreloc %" PRIu64, a.field[COFF_AUX_SCNLEN],
             a.field[COFF_AUX_NRELOC]);
  return true;
}

static void auxiliary(const struct dump *d, const struct coff_symbol *s, unsigned which)
{
  const struct coff_syment *n = &s->native;
  out_char(d->out, '\n');
  if (n->sclass == C_FILE)
    file_entry(d, s, which);
  else if (csect_entry(d, s, which) || dwarf_entry(d, s, which))
    return;
  else if (n->sclass == C_STAT && n->type == 0)
    section_entry(d, s, which);
  else if ((n->sclass == C_STAT || n->sclass == C_EXT) && coff_type_is_function(d->target, n->type))
    function_entry(d, s, which);
  else
    other_entry(d, s, which);
}

// ---- Rows -------------------------------------------------------------------------------------

// -j leaves out what is in no section, too.
static bool is_wanted(const struct dump *d, const struct coff_symbol *s)
{
  struct coff_section section;
  if (d->opt->nsections == 0)
    return true;
  if (d->target->records->symbolic != NULL &&
      (s->kind == COFF_SYMBOL_FILE || s->kind == COFF_SYMBOL_DEBUG))
    return false;
  return s->section > 0 && coff_section_get(d->file, (uint32_t)s->section, &section) &&
         dump_wants(d, &section);
}

static void row(const struct dump *d, const struct coff_symbol *s, struct lines *l)
{
  const struct coff_syment *n = &s->native;
  out_printf(d->out,
             "[%3" PRIu64 "](sec %2" PRId32 ")(fl 0x00)(ty %4" PRIx32 ")(scl %3" PRIu32
             ") (nx %" PRIu32 ") 0x",
             s->index, n->scnum, n->type, n->sclass, n->numaux);
  dump_address(d, d->target->page_shift != 0 ? s->address : n->value);
  out_char(d->out, ' ');
  dump_name(d, s->name);
  for (unsigned i = 0; i < n->numaux && s->index + 1 + i < coff_syment_count(d->file); i++)
    auxiliary(d, s, i);
  function_lines(d, l, s);
  out_char(d->out, '\n');
}

void dump_symbols(const struct dump *d)
{
  struct coff_symbol s;
  struct lines l;
  load(d, &l);
  out_text(d->out, "SYMBOL TABLE:\n");
  if (coff_syment_count(d->file) == 0)
    out_text(d->out, "no symbols\n");
  for (uint64_t i = 0; coff_symbol_get(d->file, i, &s); i = coff_symbol_next(&s)) {
    if (!is_wanted(d, &s))
      continue;
    if (d->target->records->symbolic != NULL)
      dump_ecoff_symbol(d, &s);
    else
      row(d, &s, &l);
  }
  out_text(d->out, "\n\n");
  free(l.all);
}
