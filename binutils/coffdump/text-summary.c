// The summary: what a file is, what it has, defines and needs, and what is odd about it.
//
// Skip it unless you change what a person sees first. Every list is cut after a few entries; the
// options show the whole.
#include "coff/debug.h"
#include "coffdump/file-map.h"
#include "coffdump/text.h"
#include <string.h>

enum { SECTIONS_SHOWN = 40, NAMES_SHOWN = 8, ODDITIES_SHOWN = 8 };

// What is known of a kind of symbols: how many, and the first few.
struct sample {
  const char *title, *option;
  uint64_t count;
  uint64_t first[NAMES_SHOWN];
};

enum { DEFINED, COMMON, NEEDED, WEAK, SAMPLES };

struct census {
  struct sample samples[SAMPLES];
  uint64_t functions, objects, labels, absolutes, locals, debug, files;
  uint64_t source; // index of the first file symbol
};

// ---- What it is -------------------------------------------------------------------------------

// Whether both give every record and number of a file the same meaning: they differ in what is
// written, or in how it is linked.
static bool read_alike(const struct coff_target *a, const struct coff_target *b)
{
  return a->records == b->records && a->order == b->order && a->data_order == b->data_order &&
         a->address_bits == b->address_bits && a->octets == b->octets && a->howtos == b->howtos &&
         a->classes == b->classes && a->types == b->types && a->file_flags == b->file_flags &&
         a->section_flags == b->section_flags && a->machines == b->machines &&
         a->special_sections == b->special_sections;
}

// Candidates whose bytes are as likely as those of the first; or, if there is none, the others.
static void other_flavours(const struct text *x)
{
  struct out *o = x->o;
  size_t n;
  const struct coff_match *m = coff_file_candidates(x->f, &n);
  bool ambiguous = coff_file_is_ambiguous(x->f);
  const char *separator = ambiguous ? "; the bytes fit as well: " : "; less likely: ";
  for (size_t i = 0; i < n; i++) {
    if (m[i].target == x->t || (ambiguous && m[i].evidence != m[0].evidence) ||
        read_alike(m[i].target, x->t))
      continue;
    out_text(o, separator);
    out_text(o, m[i].target->name);
    separator = ", ";
  }
  separator = "; no different to read: ";
  for (size_t i = 0; i < n; i++) {
    if (m[i].target == x->t || !read_alike(m[i].target, x->t))
      continue;
    out_text(o, separator);
    out_text(o, m[i].target->name);
    separator = ", ";
  }
}

static void flavour(const struct text *x)
{
  struct out *o = x->o;
  text_label(x, "flavour");
  out_text(o, x->t->name);
  out_text(o, " (");
  out_text(o, family_name(x->t->family));
  out_text(o, ", ");
  out_text(o, order_name(x->t->order));
  out_char(o, ')');
  if (x->opt->target != NULL)
    out_text(o, ", as asked for");
  other_flavours(x);
  if (x->t->assumed)
    out_text(o, "; known from documents only");
  out_char(o, '\n');
}

static void identity(const struct text *x)
{
  struct out *o = x->o;
  const struct coff_filehdr *h = coff_file_header(x->f);
  const struct coff_machine *m = coff_file_machine(x->f);
  const char *name = coff_file_name(x->f), *member = coff_file_member(x->f);
  out_name(o, (struct coff_str){name, strlen(name)});
  if (member != NULL) {
    out_char(o, '(');
    out_name(o, (struct coff_str){member, strlen(member)});
    out_char(o, ')');
  }
  out_text(o, ": ");
  out_text(o, m->name);
  out_char(o, ' ');
  out_text(o, kind_name(coff_file_kind(x->f)));
  out_text(o, ", ");
  out_dec(o, coff_file_bytes(x->f).size);
  out_text(o, " bytes\n");
  flavour(x);
  text_label(x, "date");
  text_date(x, h->timdat);
  out_char(o, '\n');
  if (x->t->records->filehdr->flags.width == 0)
    return;
  text_label(x, "flags");
  out_flags(o, x->t->file_flags, h->flags);
  out_char(o, '\n');
}

static void aout_item(const struct text *x, enum coff_aout_id id, const char *before)
{
  const struct coff_aouthdr_layout *l = coff_file_aouthdr_layout(x->f);
  const struct coff_aouthdr *a = coff_file_aouthdr(x->f);
  for (unsigned i = 0; i < l->nitems; i++) {
    if (l->items[i].id != id || a->field[id] == 0)
      continue;
    out_text(x->o, before);
    if (l->items[i].style == COFF_STYLE_SUBSYSTEM) {
      const char *name = enumerator_name(x->t->subsystems, a->field[id]);
      out_text(x->o, name == NULL ? "unknown subsystem" : name);
      return;
    }
    out_hex(x->o, a->field[id], 0);
    return;
  }
}

static void optional_header(const struct text *x)
{
  const struct coff_aouthdr_layout *l = coff_file_aouthdr_layout(x->f);
  uint32_t rva, size;
  bool any = false;
  if (l == NULL)
    return;
  text_label(x, "header");
  out_text(x->o, l->name);
  aout_item(x, COFF_AOUT_IMAGE_BASE, ", base ");
  aout_item(x, COFF_AOUT_ENTRY, ", entry ");
  aout_item(x, COFF_AOUT_SIZE_OF_IMAGE, ", size in memory ");
  aout_item(x, COFF_AOUT_SUBSYSTEM, ", ");
  out_char(x->o, '\n');
  for (unsigned i = 0; coff_file_directory(x->f, i, &rva, &size); i++) {
    const char *name = coff_file_directory_name(x->f, i);
    if (size == 0 || name == NULL)
      continue;
    if (any)
      out_text(x->o, ", ");
    else
      text_label(x, "directories");
    any = true;
    out_text(x->o, name);
  }
  if (any)
    out_char(x->o, '\n');
}

// ---- What it defines and needs ----------------------------------------------------------------

static void note(struct sample *s, uint64_t index)
{
  if (s->count < NAMES_SHOWN)
    s->first[s->count] = index;
  s->count++;
}

static void count_defined(struct census *c, const struct coff_symbol *s)
{
  c->functions += s->kind == COFF_SYMBOL_FUNCTION;
  c->objects += s->kind == COFF_SYMBOL_OBJECT;
  c->labels += s->kind == COFF_SYMBOL_LABEL;
  c->absolutes += s->kind == COFF_SYMBOL_ABSOLUTE;
  if (s->binding == COFF_BIND_LOCAL)
    c->locals++;
  else
    note(&c->samples[DEFINED], s->index);
}

static void count(struct census *c, const struct coff_symbol *s)
{
  switch (s->kind) {
  case COFF_SYMBOL_FILE:
    if (c->files++ == 0)
      c->source = s->index;
    return;
  case COFF_SYMBOL_SECTION: return;
  case COFF_SYMBOL_DEBUG: c->debug++; return;
  case COFF_SYMBOL_COMMON: note(&c->samples[COMMON], s->index); return;
  case COFF_SYMBOL_UNDEFINED:
    if (s->binding != COFF_BIND_LOCAL) // linkers leave those of sections that they dropped
      note(&c->samples[NEEDED], s->index);
    return;
  case COFF_SYMBOL_WEAK: note(&c->samples[WEAK], s->index); return;
  default: break;
  }
  count_defined(c, s);
  if (s->binding == COFF_BIND_WEAK)
    note(&c->samples[WEAK], s->index);
}

static void number(const struct text *x, uint64_t n, const char *one, const char *many,
                   const char **comma)
{
  if (n == 0)
    return;
  out_text(x->o, *comma);
  out_count(x->o, n, one, many);
  *comma = ", ";
}

// "6 defined (2 local): 2 functions, 3 objects, 1 label"
static void defined_counts(const struct text *x, const struct census *c, const char **comma)
{
  const char *inner = ": ";
  number(x, c->functions + c->objects + c->labels + c->absolutes, "defined", "defined", comma);
  if (c->locals != 0) {
    out_text(x->o, " (");
    out_dec(x->o, c->locals);
    out_text(x->o, " local)");
  }
  number(x, c->functions, "function", "functions", &inner);
  number(x, c->objects, "object", "objects", &inner);
  number(x, c->labels, "label", "labels", &inner);
  number(x, c->absolutes, "absolute value", "absolute values", &inner);
  if (**comma != 0)
    *comma = "; ";
}

static void symbol_counts(const struct text *x, const struct census *c)
{
  const char *comma = "";
  text_label(x, "symbols");
  defined_counts(x, c, &comma);
  number(x, c->samples[COMMON].count, "common block", "common blocks", &comma);
  number(x, c->samples[NEEDED].count, "undefined", "undefined", &comma);
  number(x, c->debug, "debug symbol", "debug symbols", &comma);
  if (*comma != 0)
    comma = "; ";
  number(x, coff_syment_count(x->f), "table entry", "table entries", &comma);
  out_text(x->o, *comma == 0 ? "none\n" : "\n");
}

static void sample(const struct text *x, const struct sample *s)
{
  if (s->count == 0)
    return;
  text_label(x, s->title);
  for (uint64_t i = 0; i < s->count && i < NAMES_SHOWN; i++) {
    struct coff_symbol sym;
    if (i != 0)
      out_text(x->o, ", ");
    if (!coff_symbol_get(x->f, s->first[i], &sym))
      continue;
    text_symbol_name(x, sym.name);
    if (sym.kind != COFF_SYMBOL_WEAK)
      continue;
    out_text(x->o, " (else ");
    if (!text_symbol_at(x, sym.weak_default))
      out_text(x->o, "nothing");
    out_char(x->o, ')');
  }
  if (s->count > NAMES_SHOWN) {
    out_char(x->o, ' ');
    text_more(x, s->count - NAMES_SHOWN, "--symbols");
    return;
  }
  out_char(x->o, '\n');
}

static void symbols(const struct text *x)
{
  struct census c = {.samples = {[DEFINED] = {.title = "defines"},
                                 [COMMON] = {.title = "commons"},
                                 [NEEDED] = {.title = "needs"},
                                 [WEAK] = {.title = "weak"}}};
  struct coff_symbol s;
  if (x->t->records->syment == NULL)
    return;
  for (uint64_t i = 0; coff_symbol_get(x->f, i, &s); i = coff_symbol_next(&s))
    count(&c, &s);
  out_char(x->o, '\n');
  symbol_counts(x, &c);
  if (c.files != 0 && coff_symbol_get(x->f, c.source, &s)) {
    text_label(x, "source");
    out_name(x->o, s.name);
    if (c.files > 1)
      out_printf(x->o, " and %llu more", (unsigned long long)(c.files - 1));
    out_char(x->o, '\n');
  }
  for (unsigned i = 0; i < SAMPLES; i++)
    sample(x, &c.samples[i]);
}

static void import(const struct text *x)
{
  struct coff_import m;
  struct out *o = x->o;
  if (coff_file_kind(x->f) != COFF_KIND_IMPORT)
    return;
  coff_import_get(x->f, &m); // what could not be read has been reported, and is empty
  const char *type = coff_import_type_name(m.type);
  text_label(x, "defines");
  text_symbol_name(x, m.symbol);
  out_text(o, " (");
  out_text(o, type == NULL ? "unknown type" : type);
  out_text(o, ")\n");
  text_label(x, "imports");
  if (m.by_ordinal) {
    out_text(o, "ordinal ");
    out_dec(o, m.hint);
  } else {
    out_name(o, m.import_name);
  }
  out_text(o, " from ");
  out_name(o, m.dll);
  out_char(o, '\n');
}

// ---- What is odd ------------------------------------------------------------------------------

struct oddities {
  const struct text *x;
  uint64_t count;
};

// Begins a line about something odd; false past the limit, where they are only counted.
static bool odd(struct oddities *d)
{
  if (d->count++ >= ODDITIES_SHOWN)
    return false;
  if (d->count == 1)
    out_char(d->x->o, '\n');
  text_label(d->x, d->count == 1 ? "odd" : "");
  return true;
}

static void odd_ranges(struct oddities *d)
{
  struct coff_map m;
  struct out *o = d->x->o;
  if (!file_map(d->x->f, &m))
    return;
  for (size_t i = 0; i < m.count; i++) {
    const struct coff_range *r = &m.ranges[i];
    bool unclaimed = r->kind == COFF_RANGE_UNCLAIMED || r->kind == COFF_RANGE_OVERLAY;
    if ((!r->overlaps && !unclaimed) || !odd(d))
      continue;
    out_dec(o, r->size);
    out_text(o, " bytes at ");
    out_hex(o, r->offset, 0);
    out_text(o, r->kind == COFF_RANGE_UNCLAIMED ? ": no header claims them"
                : r->overlaps                   ? ": claimed twice, here as "
                                                : ": ");
    if (r->kind != COFF_RANGE_UNCLAIMED)
      out_text(o, r->what != NULL ? r->what : coff_range_kind_name(r->kind));
    if (r->section != 0) {
      out_text(o, " of ");
      text_section_ref(d->x, r->section);
    }
    out_char(o, '\n');
  }
  coff_map_free(d->x->f, &m);
}

static void odd_section(struct oddities *d, const struct coff_section *s)
{
  const struct text *x = d->x;
  struct coff_reloc_table relocs;
  struct coff_view v;
  bool whole = coff_section_contents(x->f, s, &v);
  whole &= coff_section_relocs(x->f, s, &relocs);
  const char *words = s->name_is_damaged ? ": its name is not in the string table\n"
                      : !whole           ? ": runs past the end of the file\n"
                                         : NULL;
  if (words == NULL || !odd(d))
    return;
  out_text(x->o, "section ");
  text_section_ref(x, s->number);
  out_text(x->o, words);
}

static void oddities(const struct text *x)
{
  struct oddities d = {x, 0};
  struct coff_section s;
  uint32_t claimed = coff_file_header(x->f)->nscns;
  if (x->t->records->scnhdr == NULL)
    return;
  if (coff_section_count(x->f) != claimed && odd(&d))
    out_printf(x->o, "%lu section headers are claimed, %lu are there\n", (unsigned long)claimed,
               (unsigned long)coff_section_count(x->f));
  if (coff_syment_count(x->f) != coff_file_header(x->f)->nsyms && odd(&d))
    out_printf(x->o, "%llu symbol table entries are claimed, %llu are there\n",
               (unsigned long long)coff_file_header(x->f)->nsyms,
               (unsigned long long)coff_syment_count(x->f));
  for (uint32_t i = 1; coff_section_get(x->f, i, &s); i++)
    odd_section(&d, &s);
  odd_ranges(&d);
  if (d.count > ODDITIES_SHOWN) {
    text_label(x, "");
    text_more(x, d.count - ODDITIES_SHOWN, "--map, --sections");
  }
}

void text_summary(const struct text *x)
{
  identity(x);
  optional_header(x);
  text_sections(x, SECTIONS_SHOWN, false);
  text_image(x);
  symbols(x);
  import(x);
  oddities(x);
}
