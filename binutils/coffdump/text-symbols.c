// Symbols with their auxiliary entries, and the string table.
//
// Skip it unless a symbol is printed wrongly. What the fields of an auxiliary entry are called is in
// its layout.
#include "coffdump/ecoff.h"
#include "coffdump/text.h"
#include <string.h>

// Where each column begins.
struct columns {
  unsigned index_width, value, section, kind, binding, sclass, name;
};

// "12 .text" and what is no section; a few names longer than NAME_WIDTH_MAX may stand out.
enum { NAME_WIDTH_MAX = 24, NAMES_MEASURED = 1000 };

static unsigned section_width(const struct text *x)
{
  struct coff_str name;
  unsigned width = 15;
  for (uint32_t i = 1; i <= NAMES_MEASURED && coff_section_name(x->f, i, &name); i++) {
    size_t shown = name.size < NAME_WIDTH_MAX ? name.size : NAME_WIDTH_MAX;
    unsigned n = text_digits(i) + 1 + (unsigned)shown;
    width = n > width ? n : width;
  }
  return width + 1;
}

static struct columns layout(const struct text *x)
{
  struct columns c;
  size_t longest = 5;
  for (size_t i = 0; x->t->classes != NULL && i < x->t->classes->n; i++) {
    size_t n = strlen(x->t->classes->classes[i].name);
    longest = n > longest ? n : longest;
  }
  c.index_width = text_digits(coff_syment_count(x->f)) + 2;
  c.index_width = c.index_width < 6 ? 6 : c.index_width;
  c.value = c.index_width + 1;
  c.section = c.value + x->digits + 3;
  c.kind = c.section + section_width(x);
  c.binding = c.kind + 10;
  c.sclass = c.binding + 7;
  c.name = c.sclass + (unsigned)(longest < 29 ? longest : 29) + 1;
  return c;
}

static void titles(const struct text *x, const struct columns *c)
{
  struct out *o = x->o;
  out_pad(o, c->index_width - 5);
  out_text(o, "Index");
  out_pad(o, c->value);
  out_text(o, "Value");
  out_pad(o, c->section);
  out_text(o, "Section");
  out_pad(o, c->kind);
  out_text(o, "Kind");
  out_pad(o, c->binding);
  out_text(o, "Binding");
  out_pad(o, c->sclass);
  out_text(o, "Class");
  out_pad(o, c->name);
  out_text(o, "Name: type\n");
}

static void type_of(const struct text *x, const struct coff_symbol *s)
{
  char text[1200];
  if (coff_ecoff_header(x->f) != NULL) {
    text_ecoff_symbol(x, s);
    return;
  }
  if (s->native.type == 0)
    return;
  size_t n = coff_type_spell(x->f, s, text, sizeof text);
  out_text(x->o, ": ");
  if (n == 0)
    out_hex(x->o, s->native.type, 0);
  out_name(x->o, (struct coff_str){text, n < sizeof text ? n : sizeof text - 1});
}

static void labelled(struct out *o, const char *words, uint64_t v)
{
  out_text(o, words);
  out_hex(o, v, 0);
}

static void row(const struct text *x, const struct columns *c, const struct coff_symbol *s)
{
  struct out *o = x->o;
  const char *sclass = class_name(x->t, s->native.sclass);
  out_dec_right(o, s->index, c->index_width);
  out_pad(o, c->value);
  out_hex(o, s->native.value, x->digits);
  out_pad(o, c->section);
  text_section_ref(x, s->section);
  out_pad(o, c->kind);
  out_text(o, coff_symbol_kind_name(s->kind));
  out_pad(o, c->binding);
  out_text(o, coff_binding_name(s->binding));
  out_pad(o, c->sclass);
  if (sclass != NULL)
    out_text(o, sclass);
  else
    out_dec(o, s->native.sclass);
  out_pad(o, c->name);
  text_symbol_name(x, s->name);
  type_of(x, s);
  if (s->native.flags != 0 && x->t->records->symbolic == NULL)
    labelled(o, "; flags ", s->native.flags);
  if (s->native.misc != 0)
    labelled(o, "; misc ", s->native.misc);
  out_char(o, '\n');
}

static const char *form_name(const struct coff_aux_layout *l)
{
  static const char *const names[COFF_AUX_FORMS] = {
      [COFF_AUX_RAW] = "unknown",       [COFF_AUX_SYMBOL] = "symbol",
      [COFF_AUX_FUNCTION] = "function", [COFF_AUX_ARRAY] = "array",
      [COFF_AUX_TAG] = "tag",           [COFF_AUX_BLOCK] = "block",
      [COFF_AUX_END] = "end",           [COFF_AUX_FILE] = "file",
      [COFF_AUX_SECTION] = "section",   [COFF_AUX_VECTOR] = "transfer vector",
      [COFF_AUX_WEAK] = "weak",         [COFF_AUX_CLR] = "CLR token",
      [COFF_AUX_CSECT] = "csect",       [COFF_AUX_EXCEPT] = "exception",
      [COFF_AUX_DWARF] = "DWARF",       [COFF_AUX_IDENT] = "ident",
      [COFF_AUX_LEAF] = "leaf",
  };
  return l == NULL || l->form >= COFF_AUX_FORMS ? names[COFF_AUX_RAW] : names[l->form];
}

// Fields that hold offsets or bits read better in hex.
static bool is_hex(enum coff_aux_id id)
{
  return id == COFF_AUX_LNNOPTR || id == COFF_AUX_CHECKSUM || id == COFF_AUX_EXPTR ||
         id == COFF_AUX_PARMHASH || id == COFF_AUX_STRX || id == COFF_AUX_FSIZE ||
         id == COFF_AUX_SIZE || id == COFF_AUX_SCNLEN || id == COFF_AUX_FLAGS ||
         id == COFF_AUX_SMTYP;
}

// References to nothing, dimensions that an array does not have, fields that compilers leave alone.
static bool is_absent_if_zero(enum coff_aux_id id)
{
  switch (id) {
  case COFF_AUX_TAGNDX:
  case COFF_AUX_TVNDX:
  case COFF_AUX_ENDNDX:
  case COFF_AUX_LNNO:
  case COFF_AUX_LNNOPTR:
  case COFF_AUX_DIMEN0:
  case COFF_AUX_DIMEN1:
  case COFF_AUX_DIMEN2:
  case COFF_AUX_DIMEN3:
  case COFF_AUX_DIMEN4:
  case COFF_AUX_EXPTR:
  case COFF_AUX_PARMHASH:
  case COFF_AUX_SNHASH:
  case COFF_AUX_STAB:
  case COFF_AUX_SNSTAB:
  case COFF_AUX_STRX: return true; // the name is in the entry itself
  default: return false;
  }
}

// Csects need not have a name: the index before it is enough.
static void symbol_named(const struct text *x, uint64_t index)
{
  struct coff_syment s;
  struct coff_str name;
  if (coff_syment_read(x->f, index, 1, &s) == 0) {
    out_text(x->o, " (no such symbol)");
    return;
  }
  coff_syment_name(x->f, &s, &name);
  if (name.size == 0)
    return;
  out_char(x->o, ' ');
  text_symbol_name(x, name);
}

// What a number in an auxiliary entry means or refers to. OWN is the symbol's section.
static void aux_meaning(const struct text *x, const struct coff_auxent *a, enum coff_aux_id id,
                        int32_t own)
{
  struct out *o = x->o;
  uint64_t v = a->field[id];
  const char *name = id == COFF_AUX_SELECTION ? coff_comdat_selection_name((uint32_t)v)
                                              : coff_aux_value_name(id, v);
  if (name != NULL) {
    out_char(o, ' ');
    out_text(o, name);
  }
  uint64_t alignment = coff_aux_alignment(a, id);
  if (alignment != 0) {
    out_text(o, " align ");
    out_dec(o, alignment);
  }
  if (coff_aux_is_symbol(a, id))
    symbol_named(x, v);
  if (id == COFF_AUX_ASSOCIATED && v != 0 && v <= coff_section_count(x->f) && v != (uint32_t)own) {
    out_text(o, " = ");
    text_section_ref(x, (int64_t)v);
  }
}

static void aux_fields(const struct text *x, const struct coff_auxent *a, int32_t own)
{
  struct out *o = x->o;
  const char *comma = " ";
  for (unsigned i = 0; i < a->layout->nitems; i++) {
    const struct coff_aux_item *item = &a->layout->items[i];
    enum coff_aux_id id = (enum coff_aux_id)item->id;
    uint64_t v = a->field[id];
    if (item->shift != 0) // the high half of a number that is already printed
      continue;
    if (v == 0 && is_absent_if_zero(id))
      continue;
    out_text(o, comma);
    out_text(o, item->name);
    out_char(o, ' ');
    if (is_hex(id) && !coff_aux_is_symbol(a, id))
      out_hex(o, v, 0);
    else
      out_dec(o, v);
    aux_meaning(x, a, id, own);
    comma = ", ";
  }
}

static void raw_bytes(const struct text *x, uint64_t index)
{
  const uint8_t *p = coff_syment_bytes(x->f, index);
  for (unsigned i = 0; p != NULL && i < x->t->records->auxesz; i++) {
    out_char(x->o, ' ');
    out_hex_bare(x->o, p[i], 2);
  }
}

// False if the table ends before the entry.
static bool aux_row(const struct text *x, const struct columns *c, const struct coff_symbol *s,
                    unsigned which)
{
  struct coff_auxent a;
  struct out *o = x->o;
  if (!coff_auxent_read(x->f, s->index, &s->native, which, &a))
    return false;
  out_pad(o, c->value + 2);
  out_text(o, "aux ");
  out_text(o, form_name(a.layout));
  if (a.layout == NULL) {
    raw_bytes(x, s->index + 1 + which);
    out_char(o, '\n');
    return true;
  }
  aux_fields(x, &a, s->section);
  if (a.layout->name.width != 0) {
    struct coff_str name = a.name;
    if (which == 0 && a.layout->form == COFF_AUX_FILE)
      coff_auxent_file_name(x->f, s->index, &s->native, &name);
    else if (a.field[COFF_AUX_STRX] != 0)
      coff_file_string(x->f, a.field[COFF_AUX_STRX], &name);
    out_char(o, ' ');
    out_name(o, name);
  }
  out_char(o, '\n');
  return true;
}

void report_missing_aux(const struct coff_file *f, const struct coff_symbol *s)
{
  uint64_t left = coff_syment_count(f) - s->index - 1;
  if (s->native.numaux > left)
    coff_fail(coff_file_context(f), coff_file_place(f, coff_syment_offset(f, s->index)),
              "symbol %llu claims %u auxiliary entries, but the table ends after %llu",
              (unsigned long long)s->index, (unsigned)s->native.numaux, (unsigned long long)left);
}

void text_symbols(const struct text *x)
{
  struct coff_symbol s;
  if (x->t->records->syment == NULL)
    return;
  text_heading(x, "Symbol table entries", coff_syment_count(x->f));
  if (coff_syment_count(x->f) == 0)
    return;
  struct columns c = layout(x);
  titles(x, &c);
  for (uint64_t i = 0; coff_symbol_get(x->f, i, &s); i = coff_symbol_next(&s)) {
    row(x, &c, &s);
    for (unsigned a = 0; a < s.native.numaux && aux_row(x, &c, &s, a);)
      a++;
    report_missing_aux(x->f, &s);
  }
}

void text_strings(const struct text *x)
{
  struct coff_view v = coff_file_strings(x->f);
  struct out *o = x->o;
  text_heading(x, "String table", COFF_NOWHERE);
  out_text(o, "  ");
  out_dec(o, v.size);
  out_text(o, " bytes at ");
  out_hex(o, v.origin, 0);
  out_char(o, '\n');
  for (uint64_t at = 4; at < v.size;) {
    bool terminated;
    struct coff_str s = coff_view_string(v, at, &terminated);
    out_text(o, "  ");
    out_hex(o, at, 8);
    out_char(o, ' ');
    out_name(o, s);
    out_text(o, terminated ? "\n" : " (not terminated)\n");
    at += s.size + 1;
  }
}
