// Conversion: symbols, by kind, binding, section and value; their auxiliary entries, by form and field.
//
// Skip it unless a converted symbol has the wrong class, or an entry is lost that has a counterpart.
#include "codec/types.h"
#include "coff/format-sysv.h"
#include "coff/swap.h"
#include "edit/convert.h"
#include "edit/memory.h"
#include "edit/symbols.h"
#include <string.h>

// ---- Classes ----------------------------------------------------------------------------------

// What stands for a kind that the other flavour has not.
static enum coff_class_kind instead(enum coff_class_kind kind)
{
  switch (kind) {
  case COFF_CLASS_PE_WEAK: return COFF_CLASS_WEAK;
  case COFF_CLASS_WEAK: return COFF_CLASS_EXTERNAL;
  case COFF_CLASS_HIDDEN:
  case COFF_CLASS_LABEL:
  case COFF_CLASS_SECTION: return COFF_CLASS_STATIC;
  default: return kind;
  }
}

// The class in TO that is what SCLASS is in FROM; NULL: none. The same number if it is of that kind.
static const struct coff_class *find_class(const struct coff_target *from,
                                           const struct coff_target *to, uint32_t sclass)
{
  const struct coff_class *was = coff_class_row(from, sclass);
  const struct coff_class *same = coff_class_row(to, sclass);
  if (was == NULL)
    return NULL;
  bool plain = was->kind == COFF_CLASS_OTHER;
  if (same != NULL && same->kind == was->kind && (!plain || strcmp(same->name, was->name) == 0))
    return same;
  enum coff_class_kind kind = (enum coff_class_kind)was->kind;
  // Numbers of debugging entries are one set in all flavours.
  if (plain || kind >= COFF_CLASS_SCOPE)
    return NULL;
  for (unsigned i = 0; i < 3; i++, kind = instead(kind)) {
    const struct coff_class *other = coff_class_of(to, kind);
    if (other != NULL)
      return other;
  }
  return NULL;
}

// ---- Type words -------------------------------------------------------------------------------

static bool same_words(const struct coff_type_words *a, const struct coff_type_words *b)
{
  return a == b || (a->btmask == b->btmask && a->tmask == b->tmask && a->btshift == b->btshift &&
                    a->tshift == b->tshift && a->visibility == b->visibility);
}

static uint32_t convert_type(struct coff_conversion *c, const struct coff_build_symbol *s)
{
  const struct coff_type_words *a = c->from->target->types, *b = c->to->target->types;
  uint32_t type = s->native.type, made, mask = 0;
  if (type == 0 || (a != NULL && b != NULL && same_words(a, b)))
    return type;
  if (a == NULL || b == NULL) {
    coff_convert_lose(c, COFF_LOSS_TYPE, s->name);
    return 0;
  }
  made = type & a->btmask & b->btmask;
  uint32_t derived = (type & ~a->btmask) >> a->btshift, shift = b->btshift;
  for (; derived != 0 && shift < 32; derived >>= a->tshift, shift += b->tshift) {
    mask = (1u << a->tshift) - 1;
    made |= (derived & mask & ((1u << b->tshift) - 1)) << shift;
  }
  if ((type & a->btmask & ~b->btmask) != 0 || derived != 0)
    coff_convert_lose(c, COFF_LOSS_TYPE, s->name);
  return made;
}

// ---- Values -----------------------------------------------------------------------------------

static const struct coff_scnhdr *header_of(const struct coff_build *b, int32_t id)
{
  return id > 0 && (uint32_t)id <= b->nsections ? &b->sections[id - 1].header : NULL;
}

// Symbols in sections count from there or from 0; their values in the field of the class may be neither.
static uint64_t convert_value(const struct coff_conversion *c, const struct coff_syment *was,
                              int32_t section)
{
  const struct coff_scnhdr *from = header_of(c->from, was->scnum), *to = header_of(c->to, section);
  uint64_t value = was->value;
  if (from == NULL || to == NULL ||
      coff_class_kind(c->from->target, was->sclass) >= COFF_CLASS_DEBUG)
    return value;
  value -= c->from->target->section_relative ? 0 : from->vaddr;
  return value + (c->to->target->section_relative ? 0 : to->vaddr);
}

static int32_t map_section(const struct coff_conversion *c, int32_t scnum)
{
  if (scnum <= 0)
    return scnum;
  return (uint32_t)scnum <= c->from->nsections ? (int32_t)c->sections[scnum] : 0;
}

// The next file of a chain that is in TO; the end of a chain has the value 0.
static void link_symbol(const struct coff_conversion *c, const struct coff_build_symbol *was,
                        struct coff_build_symbol *is)
{
  const struct coff_build *from = c->from;
  uint64_t next = was->native.value;
  if (was->what == COFF_BUILD_LINE) {
    is->lines_of = was->lines_of <= from->nsections ? c->sections[was->lines_of] : 0;
    is->what = is->lines_of == 0 ? COFF_BUILD_VALUE : COFF_BUILD_LINE;
    return;
  }
  while (next < from->nsymbols && c->symbols[next] == COFF_BUILD_NONE)
    next = from->symbols[next].what == COFF_BUILD_SYMBOL && from->symbols[next].native.value > next
               ? from->symbols[next].native.value
               : next + 1;
  is->what = next < from->nsymbols ? COFF_BUILD_SYMBOL : COFF_BUILD_VALUE;
  is->native.value = next < from->nsymbols ? c->symbols[next] : 0;
}

// ---- Auxiliary entries ------------------------------------------------------------------------

static bool has_item(const struct coff_aux_layout *l, enum coff_aux_id id)
{
  for (const struct coff_aux_item *i = l->items; i < l->items + l->nitems; i++)
    if (i->id == id)
      return true;
  return false;
}

// The layout of FORM for entry WHICH of symbol IS in TO, and the type that marks it; NULL: none.
static const struct coff_aux_layout *layout_for(const struct coff_conversion *c,
                                                const struct coff_build_symbol *is, unsigned which,
                                                unsigned naux, enum coff_aux_form form,
                                                uint64_t *auxtype)
{
  const struct coff_target *t = c->to->target;
  struct coff_syment native = is->native;
  native.numaux = naux;
  for (const struct coff_aux_rule *r = t->records->aux_rules; r != NULL && r->layout != NULL; r++) {
    uint8_t p[64] = {0};
    if (r->layout->form != form)
      continue;
    *auxtype = r->auxtype == COFF_ANY_AUXTYPE ? 0 : (uint64_t)r->auxtype;
    p[t->records->auxesz - 1] = (uint8_t)*auxtype;
    if (coff_aux_layout_for(t, &native, is->name, which, p) == r->layout)
      return r->layout;
  }
  return NULL;
}

// One field, its reference in TO. False if what it refers to is not there.
static bool map_field(const struct coff_conversion *c, const struct coff_auxent *e,
                      enum coff_aux_id id, uint64_t *v)
{
  enum coff_aux_refers refers = coff_build_refers(e, id);
  const struct coff_build *from = c->from;
  *v = e->field[id];
  if (refers == COFF_REFERS_NOT || (*v == 0 && refers != COFF_REFERS_SYMBOL))
    return true;
  if (refers == COFF_REFERS_SECTION) {
    *v = *v <= from->nsections ? c->sections[*v] : 0;
    return *v != 0;
  }
  if (refers == COFF_REFERS_END) // ids grow, so what follows a range follows it still
    while (*v < from->nsymbols && c->symbols[*v] == COFF_BUILD_NONE)
      ++*v;
  if (refers == COFF_REFERS_END && *v >= from->nsymbols)
    *v = c->nsymbols;
  else
    *v = *v < from->nsymbols ? c->symbols[*v] : COFF_BUILD_NONE;
  return *v != COFF_BUILD_NONE;
}

static void lose_field(struct coff_conversion *c, const struct coff_build_symbol *s,
                       const struct coff_auxent *e, enum coff_aux_id id)
{
  if (id == COFF_AUX_SELECTION || id == COFF_AUX_ASSOCIATED)
    return; // said with the section's flags
  if (id != COFF_AUX_AUXTYPE && id != COFF_AUX_CHECKSUM && e->field[id] != 0)
    coff_convert_lose(c, COFF_LOSS_AUX_FIELD, s->name);
}

// The fields of E that layout L has too.
static void take_fields(struct coff_conversion *c, const struct coff_build_symbol *s,
                        const struct coff_auxent *e, struct coff_auxent *made)
{
  const struct coff_aux_layout *l = e->layout;
  for (const struct coff_aux_item *i = l->items; i < l->items + l->nitems; i++) {
    uint64_t v;
    enum coff_aux_id id = (enum coff_aux_id)i->id;
    if (id == COFF_AUX_AUXTYPE || id == COFF_AUX_STRX)
      continue;
    if (!has_item(made->layout, id))
      lose_field(c, s, e, id);
    else if (map_field(c, e, id, &v))
      made->field[id] = v;
    else
      lose_field(c, s, e, id);
  }
}

// Entry WHICH of symbol S, which is symbol IS in TO and the last one there.
static bool take_aux(struct coff_conversion *c, const struct coff_build_symbol *s, unsigned which)
{
  const struct coff_build_aux *a = &c->from->auxes[s->aux + which];
  struct coff_build *to = c->to;
  struct coff_auxent e, made = {.name = {"", 0}};
  uint64_t auxtype = 0;
  if (a->layout == NULL && c->from->target->records == to->target->records)
    return coff_build_aux_bytes(to, a->bytes);
  if (a->layout != NULL)
    made.layout =
        layout_for(c, &to->symbols[to->nsymbols - 1], which, s->naux, a->layout->form, &auxtype);
  if (made.layout == NULL) {
    coff_convert_lose(c, COFF_LOSS_AUX, s->name);
    return true;
  }
  coff_swap_auxent_in(c->from->target, a->layout, a->bytes, &e);
  take_fields(c, s, &e, &made);
  made.field[COFF_AUX_AUXTYPE] = auxtype;
  made.name = a->name.size != 0 ? a->name : e.name;
  if (a->lines_of == 0)
    made.field[COFF_AUX_LNNOPTR] = 0;
  if (!coff_build_aux(to, &made))
    return false;
  struct coff_build_aux *is = &to->auxes[to->nauxes - 1];
  is->lines_of = a->lines_of <= c->from->nsections ? c->sections[a->lines_of] : 0;
  is->contents_of = a->contents_of <= c->from->nsections ? c->sections[a->contents_of] : 0;
  // The checksum is that of contents, in which fields may change.
  is->measure = a->measure || (made.field[COFF_AUX_CHECKSUM] != 0 &&
                               !coff_convert_same_values(c->from->target, to->target));
  return true;
}

// ---- File names -------------------------------------------------------------------------------

// The name in the auxiliary entries of a file's symbol, over as many as it runs; bytes of TO.
static bool file_name(const struct coff_conversion *c, const struct coff_build_symbol *s,
                      struct coff_str *name)
{
  const struct coff_records *r = c->from->target->records;
  const struct coff_build_aux *a = &c->from->auxes[s->aux];
  struct coff_auxent e;
  *name = a->name;
  if (a->name.size != 0)
    return true;
  if (a->layout != NULL && !r->file_aux_spans) {
    coff_swap_auxent_in(c->from->target, a->layout, a->bytes, &e);
    *name = e.name;
    return true;
  }
  size_t size = (size_t)s->naux * r->auxesz;
  uint8_t *p = coff_build_bytes(c->to, size + 1);
  if (p == NULL)
    return false;
  for (uint32_t i = 0; i < s->naux; i++)
    memcpy(p + (size_t)i * r->auxesz, a[i].bytes, r->auxesz);
  *name = (struct coff_str){(char *)p, strlen((char *)p)};
  return true;
}

static bool is_plain_file(const struct coff_conversion *c, const struct coff_build_symbol *s)
{
  const struct coff_build_aux *a = &c->from->auxes[s->aux];
  struct coff_auxent e;
  if (a->layout == NULL || !has_item(a->layout, COFF_AUX_FTYPE))
    return true;
  coff_swap_auxent_in(c->from->target, a->layout, a->bytes, &e);
  return e.field[COFF_AUX_FTYPE] == 0 && s->naux == 1;
}

// A name in the string table stays there if the other flavour can have it there.
static bool stays_string(const struct coff_conversion *c, const struct coff_build_symbol *s,
                         const struct coff_build_symbol *is)
{
  uint64_t auxtype;
  if (s->naux != 1 || c->from->auxes[s->aux].name.size == 0 || !c->to->target->long_filenames)
    return false;
  const struct coff_aux_layout *l = layout_for(c, is, 0, 1, COFF_AUX_FILE, &auxtype);
  return l != NULL && has_item(l, COFF_AUX_STRX);
}

static bool take_file(struct coff_conversion *c, const struct coff_build_symbol *s)
{
  static const char usual[] = ".file";
  struct coff_build_symbol *is = &c->to->symbols[c->to->nsymbols - 1];
  struct coff_str name = s->name;
  uint64_t auxtype;
  if (s->naux == 0 && (c->from->target->classes == c->to->target->classes ||
                       layout_for(c, is, 0, 1, COFF_AUX_FILE, &auxtype) == NULL))
    return true;
  if (s->naux == 0 || !is_plain_file(c, s) || stays_string(c, s, is)) {
    for (unsigned i = 0; i < s->naux; i++)
      if (!take_aux(c, s, i))
        return false;
    if (s->naux != 0)
      return true;
    is->name = (struct coff_str){usual, sizeof usual - 1};
    return coff_build_file_name(c->to, name);
  }
  return file_name(c, s, &name) && coff_build_file_name(c->to, name);
}

// ---- Weak symbols -----------------------------------------------------------------------------

// The default of a weak external (PE); NULL: it has none that is there.
static const struct coff_build_symbol *weak_default(const struct coff_conversion *c,
                                                    const struct coff_build_symbol *s)
{
  const struct coff_build *from = c->from;
  struct coff_auxent e;
  if (coff_class_kind(from->target, s->native.sclass) != COFF_CLASS_PE_WEAK || s->naux == 0 ||
      from->auxes[s->aux].layout == NULL || from->auxes[s->aux].layout->form != COFF_AUX_WEAK)
    return NULL;
  coff_swap_auxent_in(from->target, from->auxes[s->aux].layout, from->auxes[s->aux].bytes, &e);
  uint64_t id = e.field[COFF_AUX_TAGNDX];
  return id < from->nsymbols && !from->symbols[id].dropped ? &from->symbols[id] : NULL;
}

// A weak symbol with a default that is defined is a weak definition; 0 as default is none.
static void define_weak(struct coff_conversion *c, const struct coff_build_symbol *s,
                        struct coff_syment *native)
{
  const struct coff_build_symbol *d = weak_default(c, s);
  native->scnum = 0;
  native->value = 0;
  if (d == NULL || (d->native.scnum == -1 && d->native.value == 0))
    return;
  if (d->native.scnum == 0) {
    coff_convert_lose(c, COFF_LOSS_WEAK_DEFAULT, s->name);
    return;
  }
  native->scnum = map_section(c, d->native.scnum);
  native->value = convert_value(c, &d->native, native->scnum);
}

// Assemblers make such symbols for the default, and nobody else names them.
static bool is_made_default(const struct coff_conversion *c, uint32_t id)
{
  static const char front[] = ".weak.";
  const struct coff_build_symbol *s = &c->from->symbols[id];
  return !c->relocated[id] && s->name.size >= sizeof front - 1 &&
         memcmp(s->name.data, front, sizeof front - 1) == 0 &&
         coff_class_of(c->from->target, COFF_CLASS_PE_WEAK) != NULL &&
         coff_class_of(c->to->target, COFF_CLASS_PE_WEAK) == NULL;
}

// Symbols that are weak by their class get a default where that is how it is said.
static bool bind_weak(struct coff_conversion *c)
{
  const struct coff_target *from = c->from->target, *to = c->to->target;
  if (from->classes == to->classes || coff_class_of(to, COFF_CLASS_PE_WEAK) == NULL ||
      coff_class_of(from, COFF_CLASS_PE_WEAK) != NULL)
    return true;
  for (uint32_t i = 0; i < c->from->nsymbols; i++)
    if (c->symbols[i] != COFF_BUILD_NONE &&
        coff_class_kind(from, c->from->symbols[i].native.sclass) == COFF_CLASS_WEAK &&
        !coff_edit_bind(c->to, c->symbols[i], COFF_BIND_WEAK))
      return false;
  return true;
}

// ---- Symbols ----------------------------------------------------------------------------------

// What symbol ID is in TO; false if it is left out.
static bool convert_symbol(struct coff_conversion *c, uint32_t id, struct coff_syment *native)
{
  const struct coff_build_symbol *s = &c->from->symbols[id];
  const struct coff_target *from = c->from->target, *to = c->to->target;
  *native = s->native;
  if (from->classes == to->classes) {
    native->scnum = map_section(c, s->native.scnum);
  } else {
    const struct coff_class *class = find_class(from, to, s->native.sclass);
    if (class == NULL) {
      coff_convert_lose(c, COFF_LOSS_CLASS, s->name);
      return false;
    }
    native->sclass = class->sclass;
    native->scnum = map_section(c, s->native.scnum);
  }
  if (s->native.scnum > 0 && native->scnum == 0) // of a section of names
    return false;
  native->value = convert_value(c, &s->native, native->scnum);
  native->type = convert_type(c, s);
  enum coff_class_kind was = coff_class_kind(from, s->native.sclass),
                       is = coff_class_kind(to, native->sclass);
  if (was == COFF_CLASS_PE_WEAK && is == COFF_CLASS_WEAK)
    define_weak(c, s, native);
  else if ((was == COFF_CLASS_PE_WEAK || was == COFF_CLASS_WEAK) && is == COFF_CLASS_EXTERNAL)
    coff_convert_lose(c, COFF_LOSS_WEAK, s->name);
  // A weak one becomes one once all names are known.
  if (was == COFF_CLASS_WEAK && from->classes != to->classes &&
      coff_class_of(to, COFF_CLASS_PE_WEAK) != NULL)
    native->sclass = coff_class_of(to, COFF_CLASS_EXTERNAL)->sclass;
  return true;
}

static bool take_entries(struct coff_conversion *c, uint32_t id)
{
  const struct coff_build_symbol *s = &c->from->symbols[id];
  const struct coff_target *from = c->from->target, *to = c->to->target;
  uint32_t sclass = c->to->symbols[c->symbols[id]].native.sclass;
  bool was_weak = coff_class_kind(from, s->native.sclass) == COFF_CLASS_PE_WEAK;
  if (coff_class_kind(to, sclass) == COFF_CLASS_FILE)
    return take_file(c, s);
  if (was_weak && coff_class_kind(to, sclass) != COFF_CLASS_PE_WEAK)
    return true;
  for (uint32_t i = 0; i < s->naux; i++)
    if (!take_aux(c, s, i))
      return false;
  return true;
}

// Ids first: entries refer to later symbols.
static void number_symbols(struct coff_conversion *c)
{
  uint32_t n = 0;
  for (uint32_t i = 0; i < c->from->nsymbols; i++) {
    struct coff_syment native;
    bool out = coff_build_is_left_out(c->from, &c->from->symbols[i]) || is_made_default(c, i) ||
               !convert_symbol(c, i, &native);
    c->symbols[i] = out ? COFF_BUILD_NONE : n++;
  }
  c->nsymbols = n;
}

bool coff_convert_symbols(struct coff_conversion *c)
{
  struct coff_lost lost[COFF_LOSSES];
  memcpy(lost, c->lost, sizeof lost);
  number_symbols(c);
  memcpy(c->lost, lost, sizeof lost); // counted again below
  for (uint32_t i = 0; i < c->from->nsymbols; i++) {
    const struct coff_build_symbol *s = &c->from->symbols[i];
    struct coff_syment native;
    if (coff_build_is_left_out(c->from, s) || is_made_default(c, i) ||
        !convert_symbol(c, i, &native))
      continue;
    uint32_t id = coff_build_counted_symbol(c->to, s->name, &native);
    if (id == COFF_BUILD_NONE)
      return false;
    if (s->what != COFF_BUILD_VALUE)
      link_symbol(c, s, &c->to->symbols[id]);
    if (!take_entries(c, i))
      return false;
  }
  return bind_weak(c);
}
