// Edits of symbols: what needs them, what they are bound to.
//
// Skip it unless an edited symbol has the wrong class, or one is kept or dropped wrongly.
#include "base/alloc.h"
#include "codec/types.h"
#include "coff/edit.h"
#include "coff/format-ecoff.h"
#include "coff/format-pe.h"
#include "coff/format-sysv.h"
#include "edit/memory.h"
#include "edit/symbols.h"
#include "object/file.h"
#include <string.h>

bool coff_edit_is_section_symbol(const struct coff_build *b, const struct coff_build_symbol *s)
{
  const struct coff_build_aux *a = s->naux == 0 ? NULL : &b->auxes[s->aux];
  return a != NULL && a->layout != NULL && a->layout->form == COFF_AUX_SECTION;
}

void coff_edit_remove_symbols(struct coff_build *b)
{
  b->symbols_taken = false;
  b->symbolic.present = false;
  b->symbolic.only_externals = true;
  for (uint32_t i = 0; i < b->nsymbols; i++)
    b->symbols[i].dropped = true;
}

// ---- What is needed ---------------------------------------------------------------------------

static bool mark_taken(const struct coff_build *b, const struct coff_build_section *s, bool *needed)
{
  struct coff_reloc_table t;
  struct coff_reloc r;
  if (!coff_section_relocs_of(b->from, s->from, &t))
    return false;
  for (uint64_t i = 0; coff_reloc_read(b->from, &t, i, 1, &r) != 0; i++) {
    if (!coff_build_reloc_id(b, &r))
      return false;
    if (!r.is_number && !r.by_section && r.symndx < b->nsymbols)
      needed[r.symndx] = true;
  }
  return true;
}

bool coff_edit_mark_relocated(const struct coff_build *b, bool *needed)
{
  for (uint32_t i = 0; i < b->nsections; i++) {
    const struct coff_build_section *s = &b->sections[i];
    if (s->dropped || s->nrelocs == 0)
      continue;
    if (s->relocs_taken && !mark_taken(b, s, needed))
      return false;
    for (uint64_t k = 0; k < s->nrelocs && !s->relocs_taken; k++) {
      const struct coff_reloc *r = &s->relocs[k];
      if (!r->is_number && !r->by_section && r->symndx < b->nsymbols)
        needed[r->symndx] = true;
    }
  }
  return true;
}

// The symbol that entry A must have; COFF_BUILD_NONE if it needs none.
static uint32_t must_have(const struct coff_build *b, const struct coff_build_aux *a)
{
  struct coff_auxent e;
  if (a->layout == NULL || a->plain)
    return COFF_BUILD_NONE;
  coff_swap_auxent_in(b->target, a->layout, a->bytes, &e);
  for (const struct coff_aux_item *i = a->layout->items; i < a->layout->items + a->layout->nitems;
       i++)
    if (coff_build_refers(&e, i->id) == COFF_REFERS_SYMBOL && e.field[i->id] < b->nsymbols)
      return (uint32_t)e.field[i->id];
  return COFF_BUILD_NONE;
}

bool coff_edit_mark_referenced(const struct coff_build *b, bool *keep)
{
  uint32_t *todo = coff_alloc_array(b->ctx, (size_t)b->nsymbols + 1, sizeof *todo), n = 0;
  if (todo == NULL)
    return coff_build_out_of_memory(b);
  for (uint32_t i = 0; i < b->nsymbols; i++)
    if (keep[i])
      todo[n++] = i;
  while (n > 0) { // each symbol comes here once
    const struct coff_build_symbol *s = &b->symbols[todo[--n]];
    for (uint32_t i = s->aux; i < s->aux + s->naux; i++) {
      uint32_t other = must_have(b, &b->auxes[i]);
      if (other == COFF_BUILD_NONE || keep[other])
        continue;
      keep[other] = true;
      todo[n++] = other;
    }
  }
  coff_free(b->ctx, todo);
  return true;
}

// ---- Binding ----------------------------------------------------------------------------------

// The first storage class of KIND; false if the flavour has none.
static bool class_of(const struct coff_target *t, enum coff_class_kind kind, uint32_t *sclass)
{
  const struct coff_class *c = coff_class_of(t, kind);
  if (c != NULL)
    *sclass = c->sclass;
  return c != NULL;
}

static bool bind_class(const struct coff_target *t, enum coff_binding binding, uint32_t *sclass)
{
  switch (binding) {
  case COFF_BIND_LOCAL:
    return class_of(t, COFF_CLASS_HIDDEN, sclass) || class_of(t, COFF_CLASS_STATIC, sclass);
  case COFF_BIND_GLOBAL: return class_of(t, COFF_CLASS_EXTERNAL, sclass);
  case COFF_BIND_WEAK: return class_of(t, COFF_CLASS_WEAK, sclass);
  }
  return false;
}

static bool bind_symbolic(struct coff_build *b, struct coff_build_symbol *s,
                          enum coff_binding binding)
{
  if (s->native.local || binding == COFF_BIND_LOCAL)
    return coff_fail(b->ctx, coff_build_where(b),
                     "%s keeps local symbols apart from external ones: %.*s cannot change",
                     b->target->name, (int)(s->name.size < 200 ? s->name.size : 200), s->name.data);
  s->native.flags &= (uint16_t)~ECOFF_EXT_WEAKEXT;
  if (binding == COFF_BIND_WEAK)
    s->native.flags |= ECOFF_EXT_WEAKEXT;
  return true;
}

// ---- Weak externals with a default ------------------------------------------------------------

// A name that no other object has, as far as a global symbol of this one tells it from others.
static bool default_name(struct coff_build *b, uint32_t symbol, struct coff_str *name)
{
  static const char front[] = ".weak.", middle[] = ".default";
  struct coff_str weak = b->symbols[symbol].name, other = {"", 0};
  for (uint32_t i = 0; i < b->nsymbols && other.size == 0; i++) {
    const struct coff_build_symbol *s = &b->symbols[i];
    bool own =
        s->name.size >= sizeof front - 1 && memcmp(s->name.data, front, sizeof front - 1) == 0;
    if (i != symbol && !s->dropped && s->native.scnum > 0 && !own &&
        coff_class_kind(b->target, s->native.sclass) == COFF_CLASS_EXTERNAL)
      other = s->name;
  }
  size_t n = sizeof front - 1 + weak.size + sizeof middle - 1 + (other.size != 0) + other.size;
  char *p = (char *)coff_build_bytes(b, n + 1);
  if (p == NULL)
    return false;
  *name = (struct coff_str){p, n};
  memcpy(p, front, sizeof front - 1);
  p += sizeof front - 1;
  memcpy(p, weak.data, weak.size);
  p += weak.size;
  memcpy(p, middle, sizeof middle - 1);
  p += sizeof middle - 1;
  if (other.size == 0)
    return true;
  *p = '.';
  memcpy(p + 1, other.data, other.size);
  return true;
}

static const struct coff_aux_layout *weak_layout(const struct coff_target *t)
{
  for (const struct coff_aux_rule *r = t->records->aux_rules; r != NULL && r->layout != NULL; r++)
    if (r->layout->form == COFF_AUX_WEAK)
      return r->layout;
  return NULL;
}

// PE and COFF specification, "Auxiliary Format 3: Weak Externals".
static bool bind_by_default(struct coff_build *b, uint32_t id, uint32_t sclass)
{
  struct coff_str name;
  struct coff_syment native = b->symbols[id].native;
  struct coff_auxent e = {.layout = weak_layout(b->target)};
  uint32_t external, first_aux = b->symbols[id].aux, naux = b->symbols[id].naux;
  bool defined = native.scnum != 0;
  if (e.layout == NULL || !class_of(b->target, COFF_CLASS_EXTERNAL, &external) ||
      !default_name(b, id, &name))
    return false;
  native.sclass = external;
  if (!defined)
    native = (struct coff_syment){.scnum = -1, .sclass = external};
  uint32_t other = coff_build_counted_symbol(b, name, &native);
  if (other == COFF_BUILD_NONE)
    return false;
  e.field[COFF_AUX_TAGNDX] = other;
  e.field[COFF_AUX_CHARACTERISTICS] = IMAGE_WEAK_EXTERN_SEARCH_NOLIBRARY; // as assemblers have it
  if (!coff_build_aux(b, &e))
    return false;
  // The entry belongs to the weak symbol, and what it had to the definition.
  struct coff_build_symbol *weak = &b->symbols[id], *definition = &b->symbols[other];
  weak->aux = definition->aux;
  weak->naux = 1;
  definition->aux = first_aux;
  definition->naux = defined ? naux : 0;
  weak->native.sclass = sclass;
  weak->native.scnum = 0;
  weak->native.value = 0;
  return true;
}

bool coff_edit_bind(struct coff_build *b, uint32_t symbol, enum coff_binding binding)
{
  uint32_t sclass;
  struct coff_build_symbol *s = coff_build_symbol_at(b, symbol, "an edit");
  if (s == NULL)
    return false;
  if (b->target->records->symbolic != NULL)
    return bind_symbolic(b, s, binding);
  if (binding == COFF_BIND_WEAK && class_of(b->target, COFF_CLASS_PE_WEAK, &sclass))
    return bind_by_default(b, symbol, sclass);
  if (!bind_class(b->target, binding, &sclass))
    return coff_fail(b->ctx, coff_build_where(b), "%s has no %s symbols", b->target->name,
                     coff_binding_name(binding));
  s->native.sclass = sclass;
  return true;
}

uint32_t coff_edit_add_symbol(struct coff_build *b, struct coff_str name, int32_t section,
                              uint64_t value, enum coff_binding binding, bool is_function)
{
  struct coff_syment native = {.scnum = section, .value = value};
  const struct coff_type_words *w = b->target->types;
  uint32_t hidden;
  if (!coff_build_own_symbols(b))
    return COFF_BUILD_NONE;
  if (class_of(b->target, COFF_CLASS_HIDDEN, &hidden)) {
    coff_fail(b->ctx, coff_build_where(b), "%s has symbols in csects only: %.*s cannot be added",
              b->target->name, (int)(name.size < 200 ? name.size : 200), name.data);
    return COFF_BUILD_NONE;
  }
  if (section > 0 && !b->target->section_relative)
    native.value += b->sections[section - 1].header.vaddr;
  if (is_function && w != NULL)
    native.type = (uint32_t)DT_FCN << w->btshift;
  if (b->target->records->symbolic != NULL) {
    native.index = ECOFF_INDEX_NIL;
    if (!coff_build_storage(b, section, value, &native.sclass))
      return COFF_BUILD_NONE;
  } else if (!bind_class(b->target, binding == COFF_BIND_LOCAL ? binding : COFF_BIND_GLOBAL,
                         &native.sclass)) {
    coff_fail(b->ctx, coff_build_where(b), "%s has no %s symbols", b->target->name,
              coff_binding_name(binding));
    return COFF_BUILD_NONE;
  }
  uint32_t id = coff_build_symbol(b, name, &native);
  if (id == COFF_BUILD_NONE || binding != COFF_BIND_WEAK)
    return id;
  return coff_edit_bind(b, id, binding) ? id : COFF_BUILD_NONE;
}
