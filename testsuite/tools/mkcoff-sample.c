// The text of a sample of any flavour, made from nothing but the flavour's own tables: one section a flag,
// one relocation a type, one symbol a storage class and a basic type, one auxiliary entry a rule, line
// numbers, long names.
//
// Skip it unless a table has something new that a sample should have.
#include "coff/reloc.h"
#include "testsuite/tools/mkcoff.h"
#include <inttypes.h>
#include <string.h>

enum {
  SLOT = 16, // bytes between the fields of relocations
  FIRST_RVA = 0x1000,
  TIMESTAMP = 0x12345678,
  WINDOWS_CUI = 3,
  DERIVED_FUNCTION = 2, // System V's DT_FCN and DT_ARY
  DERIVED_ARRAY = 3,
  DEBUG_SECTION = -2
};

struct sample {
  const struct coff_target *t;
  enum coff_kind kind;
  FILE *out;
  uint32_t nsections, nsymbols;
  uint32_t text;     // section id
  uint32_t comdat;   // of a section whose flag makes it one; 0: none
  uint32_t function; // symbol id
  uint64_t address;  // of the next section
};

static uint64_t octets(const struct sample *s)
{
  return s->t->octets == 0 ? 1 : s->t->octets;
}

static void string(FILE *out, const char *s)
{
  fputc('"', out);
  for (; *s != 0; s++)
    if (*s == '"' || *s == '\\')
      fprintf(out, "\\%02x", (unsigned char)*s);
    else
      fputc(*s, out);
  fputc('"', out);
}

// ---- Headers ----------------------------------------------------------------------------------

static const struct coff_aouthdr_layout *optional_header(const struct coff_target *t)
{
  const struct coff_aouthdr_layout *const *l = t->records->aouthdrs;
  if (l == NULL || *l == NULL)
    return NULL;
  for (; *l != NULL; l++)
    for (unsigned i = 0; i < (*l)->nitems; i++)
      if ((*l)->items[i].id == COFF_AOUT_IMAGE_BASE &&
          (*l)->items[i].width * 8 == (t->address_bits == 64 ? 64 : 32))
        return *l;
  return *t->records->aouthdrs;
}

static void headers(const struct sample *s)
{
  const struct coff_aouthdr_layout *l = optional_header(s->t);
  fprintf(s->out, "target %s %s %u\n", s->t->name, mkcoff_kind_name(s->kind), mkcoff_form(s->t));
  fprintf(s->out, "machine 0x%" PRIx32 "\n", s->t->machines[0].magic);
  if (s->t->records->filehdr->timdat.width != 0)
    fprintf(s->out, "header timdat=0x%x\n", TIMESTAMP);
  if (s->t->records->filehdr->flags2.width != 0)
    fputs("header flags2=0x5a flags3=0x3c float_type=1\n", s->out);
  if (s->kind != COFF_KIND_IMAGE || l == NULL)
    return;
  bool dirs = l->dirs_at != 0 && s->t->dirs != NULL;
  fprintf(s->out, "optional \"%s\" %u\n", l->name, dirs ? s->t->dirs->n : 0);
  for (unsigned i = 0; i < l->nitems; i++) {
    enum coff_aout_id id = (enum coff_aout_id)l->items[i].id;
    if (id == COFF_AOUT_ENTRY)
      fprintf(s->out, "set \"%s\" 0x%x\n", l->items[i].name, FIRST_RVA);
    if (id == COFF_AOUT_SUBSYSTEM)
      fprintf(s->out, "set \"%s\" %u\n", l->items[i].name,
              s->t->subsystem != 0 ? s->t->subsystem : WINDOWS_CUI);
    if (id == COFF_AOUT_VSTAMP || id == COFF_AOUT_LINKER_MAJOR)
      fprintf(s->out, "set \"%s\" 2\n", l->items[i].name);
  }
}

// ---- Sections ---------------------------------------------------------------------------------

static void section(struct sample *s, const char *name, uint32_t flags, uint64_t size)
{
  bool image = s->kind == COFF_KIND_IMAGE;
  fputs("section ", s->out);
  string(s->out, name);
  fprintf(s->out, " flags=0x%" PRIx32, flags);
  if (image)
    fprintf(s->out, " vaddr=0x%" PRIx64, s->address);
  if (image && !s->t->virtual_size)
    fprintf(s->out, " paddr=0x%" PRIx64, s->address);
  if (size != 0)
    fprintf(s->out, " size=0x%" PRIx64, size);
  if (s->t->records->scnhdr->page.width != 0)
    fputs(" page=1", s->out);
  if (s->t->records->scnhdr->vaddr_space.width != 0)
    fputs(" paddr_space=3 vaddr_space=2", s->out);
  fputc('\n', s->out);
  s->nsections++;
}

static void advance(struct sample *s, uint64_t bytes)
{
  s->address = (s->address + bytes / octets(s) + FIRST_RVA - 1) / FIRST_RVA * FIRST_RVA;
}

static uint32_t flag_for(const struct coff_target *t, uint32_t meaning)
{
  for (size_t i = 0; t->section_flags != NULL && i < t->section_flags->n; i++)
    if ((t->section_flags->flags[i].meaning & meaning) != 0 &&
        (t->section_flags->flags[i].meaning & (COFF_SEC_OVERFLOW | COFF_SEC_COUNT_OVERFLOW)) == 0)
      return t->section_flags->flags[i].value;
  return 0;
}

// Relocations of images are another thing: base relocations.
static bool has_relocs(const struct sample *s)
{
  bool only_images =
      (s->t->kinds & COFF_KIND_OBJECT) == 0 && s->t->dirs == NULL && !s->t->line_high_in_nreloc;
  return (s->kind == COFF_KIND_OBJECT || only_images) && s->t->records->reloc != NULL;
}

// Some types have a number where others have a symbol (pair_type, stack_types of the target, number_types
// of its symbolic information).
static bool holds_number(const struct coff_target *t, unsigned type)
{
  const struct coff_symbolic *y = t->records->symbolic;
  const uint16_t *symbols = t->stack_symbols;
  if (y != NULL && type < 32 && (y->number_types >> type & 1) != 0)
    return true;
  if (t->pair_type != 0 && type == t->pair_type)
    return true;
  if (t->stack_types == 0 || type < t->stack_types)
    return false;
  while (*symbols != 0 && *symbols != type)
    symbols++;
  return *symbols == 0;
}

static void relocs(const struct sample *s, uint32_t symbol)
{
  const struct coff_reloc_layout *l = s->t->records->reloc;
  for (unsigned i = 0; has_relocs(s) && i < s->t->nhowtos; i++) {
    const struct coff_howto *h = &s->t->howtos[i];
    fprintf(s->out, "  reloc 0x%" PRIx64 " 0x%x", i * SLOT / octets(s), h->type);
    if (holds_number(s->t, h->type))
      fputs(" number=5", s->out);
    else if (s->t->records->symbolic != NULL && i % 2 != 0)
      fputs(" code=1", s->out);
    else
      fprintf(s->out, " symbol=%" PRIu32, symbol);
    if (l->rsize.width != 0)
      fprintf(s->out, " rsize=%u", h->rsize != 0 ? h->rsize : h->bits == 0 ? 0u : h->bits - 1u);
    if (l->offset.width != 0)
      fprintf(s->out, " offset=%d", h->addend == COFF_ADDEND_RELOC ? -4 : 0);
    if (l->stuff.width != 0)
      fputs(" stuff=0x5343", s->out);
    fprintf(s->out, " # %s\n", h->name);
  }
}

static void lines(const struct sample *s)
{
  const struct coff_lineno_layout *l = s->t->records->lineno;
  if (l == NULL || s->t->records->symbolic != NULL)
    return;
  if (l->symndx.width != 0)
    fprintf(s->out, "  function %" PRIu32 "\n", s->function);
  for (unsigned i = 1; i < 4; i++) {
    uint64_t start = s->kind == COFF_KIND_IMAGE ? s->address : 0;
    fprintf(s->out, "  line 0x%" PRIx64 " %u", start + 4 * i, i);
    // Every row names its file and its function.
    if (l->srcndx.width != 0)
      fprintf(s->out, " srcndx=0 fcnndx=%" PRIu32, s->function);
    if (l->space.width != 0)
      fputs(" space=2", s->out);
    fputc('\n', s->out);
  }
}

static uint64_t text_size(const struct sample *s)
{
  return ((uint64_t)s->t->nhowtos + 1) * SLOT * octets(s);
}

static bool fits(struct coff_field field, uint64_t v)
{
  return field.width >= 8 || v >> 8 * field.width == 0;
}

// A section of every flag that says something of contents by itself.
static void flag_sections(struct sample *s)
{
  const uint32_t none = COFF_SEC_OVERFLOW | COFF_SEC_COUNT_OVERFLOW;
  for (size_t i = 0; s->t->section_flags != NULL && i < s->t->section_flags->n; i++) {
    const struct coff_flag *f = &s->t->section_flags->flags[i];
    char name[16];
    // COMDAT is for objects: symbols say how to choose.
    if ((f->meaning & none) != 0 ||
        ((f->meaning & COFF_SEC_COMDAT) != 0 && s->kind != COFF_KIND_OBJECT))
      continue;
    if (!fits(s->t->records->scnhdr->flags, f->value))
      continue; // of a relative with a wider field
    bool bss = (f->meaning & COFF_SEC_BSS) != 0;
    bool names = (f->meaning & COFF_SEC_DEBUG) != 0 && s->t->debug_prefix != 0;
    snprintf(name, sizeof name, ".f%u", (unsigned)i);
    section(s, names ? s->t->debug_section : name, f->value, bss ? 32 : 0);
    if ((f->meaning & COFF_SEC_COMDAT) != 0)
      s->comdat = s->nsections;
    if (names)
      fputs("  names\n", s->out);
    else if (!bss)
      fprintf(s->out, "  fill %" PRIu64 " 0x%02x\n", 16 * octets(s), (unsigned)i & 0xff);
    advance(s, 32 * octets(s));
  }
}

// ECOFF: symbols are in sections by name.
static void storage_sections(struct sample *s)
{
  const char *name;
  for (unsigned i = 1; (name = mkcoff_storage_section(s->t, i)) != NULL; i++) {
    bool bss = strstr(name, "bss") != NULL;
    section(s, name, flag_for(s->t, bss ? COFF_SEC_BSS : COFF_SEC_DATA), bss ? 32 : 0);
    if (!bss)
      fprintf(s->out, "  fill 20 0x%02x\n", i);
    advance(s, 32);
  }
}

static void long_name_section(struct sample *s)
{
  if (s->t->long_names == COFF_LONG_NAMES_NONE)
    return;
  if (s->t->long_names == COFF_LONG_NAMES_READ)
    fputs("long-names on\n", s->out);
  section(s, ".a_section_with_a_long_name", flag_for(s->t, COFF_SEC_DATA), 0);
  fprintf(s->out, "  fill %" PRIu64 " 0xaa\n", 8 * octets(s));
  advance(s, 8 * octets(s));
}

// ---- Base relocations -------------------------------------------------------------------------

static uint64_t base_types(const struct sample *s, const struct coff_base_reloc_types *types,
                           uint64_t rva, uint64_t *bytes)
{
  for (size_t i = 0; i < types->n; i++) {
    const struct coff_base_reloc_type *b = &types->types[i];
    fprintf(s->out, "  base 0x%" PRIx64 " %u # %s\n", rva, b->type, b->name);
    *bytes += 2;
    for (unsigned k = 0; k < b->params; k++, *bytes += 2)
      fprintf(s->out, "  base 0x%" PRIx64 " 0\n", rva & ~(uint64_t)0xfff);
    rva += SLOT;
  }
  return rva;
}

static void base_relocs(struct sample *s)
{
  uint64_t bytes = 8, start = s->address;
  unsigned n = 0;
  if (s->kind != COFF_KIND_IMAGE || s->t->base_relocs == NULL || s->t->dirs == NULL)
    return;
  while (n < s->t->dirs->n && s->t->dirs->kind[n] != COFF_DIR_BASE_RELOC)
    n++;
  if (n == s->t->dirs->n)
    return;
  section(s, ".reloc", flag_for(s->t, COFF_SEC_DATA), 0);
  uint64_t rva = FIRST_RVA;
  if (s->t->base_relocs != &coff_base_relocs_pe)
    rva = base_types(s, &coff_base_relocs_pe, rva, &bytes);
  base_types(s, s->t->base_relocs, rva, &bytes);
  fprintf(s->out, "dir %u 0x%" PRIx64 " %" PRIu64 "\n", n, start, (bytes + 3) / 4 * 4);
  advance(s, bytes);
}

static void sections(struct sample *s)
{
  s->address = FIRST_RVA;
  s->text = 1;
  // The function is the second symbol: the first is what relocations name.
  s->function = 1;
  section(s, ".text", flag_for(s->t, COFF_SEC_CODE), 0);
  fprintf(s->out, "  fill %" PRIu64 " 0\n", text_size(s));
  relocs(s, 0);
  if (s->t->records->filehdr->symptr.width != 0)
    lines(s);
  advance(s, text_size(s));
  storage_sections(s);
  flag_sections(s);
  long_name_section(s);
  base_relocs(s);
}

// ---- Symbols ----------------------------------------------------------------------------------

static uint32_t class_of_kind(const struct coff_target *t, enum coff_class_kind kind)
{
  for (size_t i = 0; t->classes != NULL && i < t->classes->n; i++)
    if (t->classes->classes[i].kind == kind)
      return t->classes->classes[i].sclass;
  return 0;
}

static void symbol(struct sample *s, const char *name, uint64_t value, int32_t section_id,
                   uint32_t type, uint32_t sclass)
{
  fputs("symbol ", s->out);
  string(s->out, name);
  fprintf(s->out, " value=0x%" PRIx64 " section=%" PRId32 " type=0x%" PRIx32 " class=0x%" PRIx32,
          value, section_id, type, sclass);
  if (s->t->records->syment->flags.width != 0)
    fputs(" flags=0x15", s->out);
  if (s->t->records->syment->misc.width != 0)
    fputs(" misc=0x15", s->out);
  fputc('\n', s->out);
  s->nsymbols++;
}

static uint32_t type_word(const struct coff_target *t, unsigned derived, unsigned basic)
{
  const struct coff_type_words *w = t->types;
  return w == NULL ? 0 : (uint32_t)derived << w->btshift | basic;
}

// A symbol of which entry WHICH has the form of R; false if other rules come first for all.
static bool symbol_for_rule(const struct coff_target *t, const struct coff_aux_rule *r,
                            struct coff_syment *sym, const char **name, unsigned *which)
{
  uint8_t p[64] = {0};
  bool function = (r->when & COFF_AUX_IF_FUNCTION) != 0;
  bool array = (r->when & COFF_AUX_IF_ARRAY) != 0;
  *sym = (struct coff_syment){.scnum = 1, .value = 8, .numaux = 1};
  sym->sclass =
      r->sclass == COFF_ANY_CLASS ? class_of_kind(t, COFF_CLASS_EXTERNAL) : (uint32_t)r->sclass;
  if ((r->when & COFF_AUX_IF_UNTYPED) == 0)
    sym->type = type_word(t, function ? DERIVED_FUNCTION : array ? DERIVED_ARRAY : 0, 4);
  if ((r->when & COFF_AUX_IF_UNDEFINED) != 0 || r->layout->form == COFF_AUX_WEAK)
    sym->scnum = 0, sym->value = 0;
  if (r->layout->form == COFF_AUX_FILE)
    sym->scnum = DEBUG_SECTION, sym->type = 0, sym->value = 0;
  *name = (r->when & COFF_AUX_IF_END) != 0    ? ".ef"
          : r->layout->form == COFF_AUX_FILE  ? ".file"
          : r->layout->form == COFF_AUX_BLOCK ? ".bf"
                                              : "of_a_rule";
  if (r->auxtype != COFF_ANY_AUXTYPE)
    p[t->records->auxesz - 1] = (uint8_t)r->auxtype;
  struct coff_str s = {*name, strlen(*name)};
  // Some classes have forms only for entries that are not the last, or not the first: two entries, then.
  for (sym->numaux = 1; sym->numaux <= 2; sym->numaux++)
    for (*which = 0; *which < sym->numaux; ++*which)
      if (coff_aux_layout_for(t, sym, s, *which, p) == r->layout)
        return true;
  return false;
}

// Numbers that are no references are the byte of their place in the entry; those that are lead to
// something.
static uint64_t item_value(const struct sample *s, const struct coff_aux_rule *r,
                           const struct coff_aux_item *i)
{
  switch ((enum coff_aux_id)i->id) {
  case COFF_AUX_TAGNDX:
  case COFF_AUX_TVNDX:
  case COFF_AUX_ASSOCIATED: return 1;
  case COFF_AUX_ENDNDX: return s->nsymbols;
  case COFF_AUX_AUXTYPE: return r->auxtype == COFF_ANY_AUXTYPE ? 1 : (uint64_t)r->auxtype;
  case COFF_AUX_SMTYP: return 0x19; // XTY_SD, aligned to 8
  case COFF_AUX_EXPTR:
  case COFF_AUX_LNNOPTR:
  case COFF_AUX_STRX: return 0;
  default: return 0x10u + i->at;
  }
}

static void aux(struct sample *s, const struct coff_aux_rule *r)
{
  fprintf(s->out, "  aux %s", mkcoff_form_name(r->layout->form));
  for (unsigned i = 0; i < r->layout->nitems; i++) {
    const struct coff_aux_item *item = &r->layout->items[i];
    uint64_t v = item_value(s, r, item);
    if (item->shift == 0 && item->id != COFF_AUX_STRX)
      fprintf(s->out, " \"%s\"=%" PRIu64, item->name, v);
  }
  if (r->layout->name.width != 0)
    fputs(" name=\"a-file.c\"", s->out);
  fputc('\n', s->out);
}

// The entry before or behind the one that a symbol is made for, by the same rules.
static void other_aux(struct sample *s, const struct coff_syment *sym, const char *name,
                      unsigned which)
{
  const struct coff_target *t = s->t;
  uint8_t p[64] = {0};
  const struct coff_aux_layout *l =
      coff_aux_layout_for(t, sym, (struct coff_str){name, strlen(name)}, which, p);
  for (const struct coff_aux_rule *r = t->records->aux_rules; r->layout != NULL; r++)
    if (r->layout == l) {
      aux(s, r);
      return;
    }
  fputs("  raw\n", s->out);
}

static void rule_symbols(struct sample *s)
{
  const struct coff_aux_rule *r = s->t->records->aux_rules;
  for (; r != NULL && r->layout != NULL; r++) {
    struct coff_syment sym;
    const char *name;
    unsigned which;
    if (!symbol_for_rule(s->t, r, &sym, &name, &which))
      continue;
    symbol(s, name, sym.value, sym.scnum, sym.type, sym.sclass);
    for (unsigned i = 0; i < sym.numaux; i++)
      if (i == which)
        aux(s, r);
      else
        other_aux(s, &sym, name, i);
  }
}

static void file_symbols(struct sample *s)
{
  static const char *const names[] = {"f.c", "eighteen-chars-1.c",
                                      "a/folder/with/a/file/that/has/a/long/name/source.c"};
  uint32_t sclass = class_of_kind(s->t, COFF_CLASS_FILE);
  for (unsigned i = 0; sclass != 0 && i < COFF_COUNT(names); i++) {
    symbol(s, ".file", 0, DEBUG_SECTION, 0, sclass);
    fputs("  file ", s->out);
    string(s->out, names[i]);
    fputc('\n', s->out);
  }
}

static void class_symbols(struct sample *s)
{
  for (size_t i = 0; s->t->classes != NULL && i < s->t->classes->n; i++) {
    const struct coff_class *c = &s->t->classes->classes[i];
    char name[64];
    if (c->kind == COFF_CLASS_FILE)
      continue;
    snprintf(name, sizeof name, "class_%u_%s", c->sclass, c->name);
    symbol(s, name, 4 * (i & 15), 1, 0, c->sclass);
  }
}

static void type_symbols(struct sample *s)
{
  uint32_t external = class_of_kind(s->t, COFF_CLASS_EXTERNAL);
  for (unsigned i = 0; s->t->types != NULL && i < s->t->types->nbasic; i++) {
    char name[32];
    snprintf(name, sizeof name, "t%u", i);
    symbol(s, name, i, 1, type_word(s->t, i & 3, i), external);
  }
}

// COMDAT sections have a symbol that says how to choose, and one that is chosen by.
static void comdat_symbols(struct sample *s)
{
  if (s->comdat == 0)
    return;
  symbol(s, "comdat", 0, (int32_t)s->comdat, 0, class_of_kind(s->t, COFF_CLASS_STATIC));
  fputs("  section-aux selection=2\n", s->out);
  symbol(s, "leader", 0, (int32_t)s->comdat, 0, class_of_kind(s->t, COFF_CLASS_EXTERNAL));
}

static void symbols(struct sample *s)
{
  uint32_t external = class_of_kind(s->t, COFF_CLASS_EXTERNAL);
  symbol(s, "target", 0, 0, 0, external);
  symbol(s, "function", 0, 1, type_word(s->t, DERIVED_FUNCTION, 4), external);
  symbol(s, "eight_ch", 4, 1, 0, external);
  symbol(s, "nine_char", 4, 1, 0, external);
  symbol(s, "a_symbol_with_a_name_that_is_long", 8, 1, 0, external);
  symbol(s, "with_a_name_that_is_long", 8, 1, 0, external); // the tail of the one before
  symbol(s, "a_symbol_with_a_name_that_is_long", 8, 1, 0, external);
  symbol(s, "absolute", 0x1234, -1, 0, external);
  symbol(s, "common", 16, 0, 0, external);
  comdat_symbols(s);
  file_symbols(s);
  rule_symbols(s);
  class_symbols(s);
  type_symbols(s);
}

void mkcoff_sample(const struct coff_target *t, enum coff_kind kind, FILE *out)
{
  struct sample s = {.t = t, .kind = kind, .out = out};
  headers(&s);
  switch (kind) {
  case COFF_KIND_IMPORT:
    fputs("import \"_function@4\" \"LIBRARY.dll\" type=0 name_type=3 hint=7\n", out);
    return;
  case COFF_KIND_OPAQUE: fputs("payload 4243c0de0102\n", out); return;
  default: break;
  }
  sections(&s);
  if (t->records->symbolic != NULL)
    mkcoff_sample_symbolic(t, out);
  else if (t->records->syment != NULL && t->records->filehdr->symptr.width != 0)
    symbols(&s);
}
