// Edits of symbols, as options ask for them.
//
// Skip it unless a symbol stays or goes where GNU objcopy does otherwise.
#include "objcopy/objcopy.h"
#include <stdlib.h>
#include <string.h>

struct filter {
  struct objcopy *o;
  struct coff_build *b;
  bool *relocated, *keep;
};

// ---- Which stay -------------------------------------------------------------------------------

// Symbols of COMDAT sections say what becomes of these.
static bool in_comdat(const struct coff_build *b, const struct coff_build_symbol *s)
{
  struct coff_comdat c;
  int32_t id = s->native.scnum;
  return id > 0 && (uint32_t)id <= b->nsections && b->sections[id - 1].from != 0 &&
         (coff_edit_section_meaning(b, (uint32_t)id) & COFF_SEC_COMDAT) != 0 &&
         coff_comdat_get(b->from, b->sections[id - 1].from, &c);
}

static bool is_label(const struct coff_target *t, struct coff_str name)
{
  size_t lead = t->leading_char != 0 && name.size > 1 && name.data[0] == t->leading_char;
  return name.size > lead + 1 && ((name.data[lead] == '.' && name.data[lead + 1] == 'L') ||
                                  (lead == 0 && name.data[0] == 'L' && t->leading_char == '_'));
}

static bool in_idata(const struct coff_build *b, const struct coff_build_symbol *s)
{
  static const char idata[] = ".idata$";
  int32_t id = s->native.scnum;
  if (id <= 0 || (uint32_t)id > b->nsections)
    return false;
  struct coff_str name = b->sections[id - 1].name;
  return name.size >= sizeof idata - 1 && memcmp(name.data, idata, sizeof idata - 1) == 0;
}

// What the strip options alone say.
static bool stays(const struct filter *f, uint32_t id, const struct coff_symbol *canon)
{
  const struct objcopy *o = f->o;
  const struct coff_build_symbol *s = &f->b->symbols[id];
  bool object = f->b->kind == COFF_KIND_OBJECT;
  bool outer = canon->binding != COFF_BIND_LOCAL || canon->kind == COFF_SYMBOL_UNDEFINED ||
               canon->kind == COFF_SYMBOL_COMMON || canon->kind == COFF_SYMBOL_WEAK;
  if (o->strip == STRIP_ALL)
    return false;
  if (f->relocated[id] || in_idata(f->b, s))
    return true;
  if (outer)
    return object || o->strip != STRIP_UNNEEDED;
  if (is_debug_symbol(canon))
    return o->strip != STRIP_DEBUG && o->strip != STRIP_UNNEEDED;
  if (in_comdat(f->b, s))
    return true;
  if (coff_edit_is_section_symbol(f->b, s) && o->keep_section_symbols)
    return true;
  if (o->strip == STRIP_UNNEEDED || o->discard == DISCARD_LOCALS)
    return false;
  return o->discard != DISCARD_LABELS || !is_label(f->b->target, s->name);
}

static bool choose(struct filter *f, uint32_t id)
{
  struct objcopy *o = f->o;
  const struct coff_build_symbol *s = &f->b->symbols[id];
  struct coff_symbol canon;
  if (!coff_symbol_sketch(f->b->from, s->from == COFF_BUILD_NONE ? id : s->from, &canon))
    return true;
  bool keep = stays(f, id, &canon);
  if (keep && names_match(&o->symbols[SYMBOLS_STRIP], s->name, o->wildcard)) {
    if (f->relocated[id])
      return coff_fail(f->b->ctx, (struct coff_place){f->b->name, NULL, COFF_NOWHERE},
                       "symbol %.*s is not stripped: a relocation names it",
                       (int)(s->name.size < 200 ? s->name.size : 200), s->name.data);
    keep = false;
  }
  if (keep && !f->relocated[id] &&
      names_match(&o->symbols[SYMBOLS_STRIP_UNNEEDED], s->name, o->wildcard))
    keep = false;
  if (!keep && ((o->keep_files && canon.kind == COFF_SYMBOL_FILE) ||
                names_match(&o->symbols[SYMBOLS_KEEP], s->name, o->wildcard)))
    keep = true;
  f->keep[id] = keep;
  return true;
}

static bool filter(struct filter *f)
{
  struct coff_build *b = f->b;
  if (!coff_edit_mark_relocated(b, f->relocated))
    return false;
  for (uint32_t id = 0; id < b->nsymbols; id++)
    if (!b->symbols[id].dropped && !choose(f, id))
      return false;
  if (!coff_edit_mark_referenced(b, f->keep))
    return false;
  for (uint32_t id = 0; id < b->nsymbols; id++)
    b->symbols[id].dropped = b->symbols[id].dropped || !f->keep[id];
  return true;
}

// Of ECOFF, local symbols go together with what describes them.
static bool filter_symbolic(struct objcopy *o, struct coff_build *b)
{
  if (o->strip == STRIP_DEBUG || o->strip == STRIP_UNNEEDED || o->discard == DISCARD_LOCALS)
    b->symbolic.only_externals = true;
  for (uint32_t id = 0; id < b->nsymbols; id++) {
    struct coff_build_symbol *s = &b->symbols[id];
    if (!s->native.local && names_match(&o->symbols[SYMBOLS_STRIP], s->name, o->wildcard))
      s->dropped = true;
  }
  return true;
}

static bool filter_all(struct objcopy *o, struct coff_build *b)
{
  struct filter f = {.o = o, .b = b};
  bool lists =
      o->symbols[SYMBOLS_STRIP].count != 0 || o->symbols[SYMBOLS_STRIP_UNNEEDED].count != 0;
  if (o->strip != STRIP_DEBUG && o->strip != STRIP_UNNEEDED && o->strip != STRIP_ALL &&
      o->discard == DISCARD_NOTHING && !lists)
    return true;
  if (b->target->records->symbolic != NULL)
    return filter_symbolic(o, b);
  f.relocated = calloc((size_t)b->nsymbols + 1, sizeof *f.relocated);
  f.keep = calloc((size_t)b->nsymbols + 1, sizeof *f.keep);
  bool ok = f.relocated != NULL && f.keep != NULL;
  if (!ok)
    coff_fail(b->ctx, (struct coff_place){b->name, NULL, COFF_NOWHERE}, "out of memory");
  ok = ok && filter(&f);
  free(f.relocated);
  free(f.keep);
  return ok;
}

// ---- Names ------------------------------------------------------------------------------------

static int by_name(const void *x, const void *y)
{
  return strcmp(((const struct renaming *)x)->from, ((const struct renaming *)y)->from);
}

static int compare(struct coff_str name, const char *with)
{
  int order = strncmp(name.data, with, name.size);
  return order != 0 ? order : with[name.size] == 0 ? 0 : -1;
}

static const char *new_name(struct objcopy *o, struct coff_str name)
{
  uint32_t low = 0, high = o->nrenamed;
  if (!o->renamed_sorted && o->nrenamed > 1)
    qsort(o->renamed, o->nrenamed, sizeof *o->renamed, by_name);
  o->renamed_sorted = true;
  while (low < high) {
    uint32_t mid = low + (high - low) / 2;
    int order = compare(name, o->renamed[mid].from);
    if (order == 0)
      return o->renamed[mid].to;
    if (order < 0)
      high = mid;
    else
      low = mid + 1;
  }
  return NULL;
}

bool edit_name(struct objcopy *o, struct coff_build *b, struct coff_str *name)
{
  const char *to = new_name(o, *name);
  size_t n = o->prefix_symbols == NULL ? 0 : strlen(o->prefix_symbols);
  size_t less = o->remove_prefix == NULL ? 0 : strlen(o->remove_prefix);
  if (to != NULL)
    *name = (struct coff_str){to, strlen(to)};
  if (less != 0 && name->size > less && memcmp(name->data, o->remove_prefix, less) == 0)
    *name = (struct coff_str){name->data + less, name->size - less};
  if (o->remove_leading_char && b->target->leading_char != 0 && name->size > 1 &&
      name->data[0] == b->target->leading_char)
    *name = (struct coff_str){name->data + 1, name->size - 1};
  if (n == 0)
    return true;
  char *p = (char *)coff_build_bytes(b, n + name->size + 1);
  if (p == NULL)
    return false;
  memcpy(p, o->prefix_symbols, n);
  memcpy(p + n, name->data, name->size);
  *name = (struct coff_str){p, n + name->size};
  return true;
}

// Names of files and sections, and those that mark where functions begin and end, are no names of symbols.
static bool is_renamed(const struct coff_build *b, const struct coff_build_symbol *s)
{
  struct coff_symbol canon;
  if (s->from == COFF_BUILD_NONE || !coff_symbol_outline(b->from, s->from, &canon))
    return b->target->records->symbolic != NULL && !s->native.local;
  return !is_debug_symbol(&canon) && canon.kind != COFF_SYMBOL_SECTION &&
         !coff_edit_is_section_symbol(b, s);
}

static bool rename_all(struct objcopy *o, struct coff_build *b)
{
  bool asked = o->nrenamed != 0 || o->prefix_symbols != NULL || o->remove_prefix != NULL ||
               o->remove_leading_char;
  for (uint32_t id = 0; asked && id < b->nsymbols; id++)
    if (!b->symbols[id].dropped && is_renamed(b, &b->symbols[id]) &&
        !edit_name(o, b, &b->symbols[id].name))
      return false;
  return true;
}

// ---- Binding ----------------------------------------------------------------------------------

static bool bind(struct objcopy *o, struct coff_build *b, uint32_t id)
{
  struct coff_build_symbol *s = &b->symbols[id];
  struct coff_str name = s->name;
  struct coff_symbol canon;
  if (!coff_symbol_outline(b->from, s->from, &canon) || is_debug_symbol(&canon) ||
      coff_edit_is_section_symbol(b, s))
    return true;
  bool defined = canon.kind != COFF_SYMBOL_UNDEFINED && canon.kind != COFF_SYMBOL_WEAK;
  bool global = canon.binding == COFF_BIND_GLOBAL;
  bool common = canon.kind == COFF_SYMBOL_COMMON; // which is weak enough
  if (global && !common &&
      ((o->weaken_all && defined && !in_comdat(b, s)) ||
       names_match(&o->symbols[SYMBOLS_WEAK], name, o->wildcard)))
    return coff_edit_bind(b, id, COFF_BIND_WEAK);
  bool others = o->symbols[SYMBOLS_KEEP_GLOBAL].count != 0 &&
                !names_match(&o->symbols[SYMBOLS_KEEP_GLOBAL], name, o->wildcard);
  if (defined && !common && canon.binding != COFF_BIND_LOCAL &&
      (others || names_match(&o->symbols[SYMBOLS_LOCAL], name, o->wildcard)))
    return coff_edit_bind(b, id, COFF_BIND_LOCAL);
  if (defined && canon.binding == COFF_BIND_LOCAL &&
      names_match(&o->symbols[SYMBOLS_GLOBAL], name, o->wildcard))
    return coff_edit_bind(b, id, COFF_BIND_GLOBAL);
  return true;
}

static bool bind_all(struct objcopy *o, struct coff_build *b)
{
  uint32_t n = b->nsymbols; // those that are made on the way are bound already
  bool asked = o->weaken_all;
  for (size_t i = SYMBOLS_LOCAL; i < SYMBOL_LISTS; i++)
    asked = asked || o->symbols[i].count != 0;
  for (uint32_t id = 0; asked && id < n; id++)
    if (!b->symbols[id].dropped && b->symbols[id].from != COFF_BUILD_NONE && !bind(o, b, id))
      return false;
  return true;
}

static bool add_all(struct objcopy *o, struct coff_build *b)
{
  for (uint32_t i = 0; i < o->nadded; i++) {
    const struct symbol_to_add *s = &o->added[i];
    struct coff_str name = {s->name, strlen(s->name)};
    int32_t section = -1;
    if (s->section != NULL)
      section = (int32_t)coff_edit_find(b, (struct coff_str){s->section, strlen(s->section)}, 0);
    if (section == 0)
      return coff_fail(b->ctx, (struct coff_place){b->name, NULL, COFF_NOWHERE},
                       "there is no section %s for symbol %s", s->section, s->name);
    if (coff_edit_add_symbol(b, name, section, s->value, s->binding, s->is_function) ==
        COFF_BUILD_NONE)
      return false;
  }
  return true;
}

// ---- All --------------------------------------------------------------------------------------

static bool touches(const struct objcopy *o)
{
  bool lists = false;
  for (size_t i = 0; i < SYMBOL_LISTS; i++)
    lists = lists || o->symbols[i].count != 0;
  return lists || o->weaken_all || o->nrenamed != 0 || o->prefix_symbols != NULL ||
         o->remove_prefix != NULL || o->remove_leading_char || o->nadded != 0 ||
         o->discard != DISCARD_NOTHING || o->strip == STRIP_DEBUG || o->strip == STRIP_UNNEEDED ||
         o->extract_symbol || (o->strip == STRIP_ALL && o->keep_files);
}

// Relocations name symbols, and line numbers belong to them: all go. If nothing asks for a symbol by its name,
// this comes before any other edit, for then nobody need look at them.
bool edit_strip_all(struct objcopy *o, struct coff_build *b)
{
  if (o->strip != STRIP_ALL)
    return true;
  for (uint32_t id = 1; id <= b->nsections; id++)
    if (b->sections[id - 1].nrelocs != 0 && !coff_edit_remove_relocs(b, id))
      return false;
  if (!coff_edit_remove_lines(b))
    return false;
  if (o->symbols[SYMBOLS_KEEP].count == 0 && !o->keep_files)
    coff_edit_remove_symbols(b);
  return true;
}

// Symbols alone, for a linker to count on where things are.
static bool extract(struct coff_build *b)
{
  for (uint32_t id = 1; id <= b->nsections; id++) {
    struct coff_build_section *s = &b->sections[id - 1];
    s->header.size = 0;
    s->header.vaddr = 0;
    if (!coff_build_set_contents(b, id, (struct coff_view){NULL, 0, 0}) ||
        !coff_edit_remove_relocs(b, id))
      return false;
  }
  return true;
}

bool edit_symbols(struct objcopy *o, struct coff_build *b)
{
  if (!touches(o))
    return true;
  if (!coff_build_own_symbols(b))
    return false;
  if ((o->strip == STRIP_DEBUG || o->strip == STRIP_UNNEEDED) && !coff_edit_remove_lines(b))
    return false;
  if (o->extract_symbol && !extract(b))
    return false;
  return filter_all(o, b) && bind_all(o, b) && rename_all(o, b) && add_all(o, b);
}
