// Type words, spelled out: "function returning pointer to struct point".
//
// Skip it unless a type is spelled wrongly.
//
// A type word is a basic type in its low bits and derived types above it; the lowest derived type
// is the outermost one. Tag names and dimensions stand in the symbol's auxiliary entry. XCOFF puts
// visibility above the types, and language and processor in their place in file symbols.
#include "codec/types.h"
#include "coff/ecoff.h"
#include "coff/symbols.h"
#include "symbols/spell.h"
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

bool coff_type_is_function(const struct coff_target *t, uint32_t type)
{
  return coff_type_derived(t, type) == COFF_DERIVED_FUNCTION;
}

bool coff_type_is_array(const struct coff_target *t, uint32_t type)
{
  return coff_type_derived(t, type) == COFF_DERIVED_ARRAY;
}

bool coff_type_is_pointer(const struct coff_target *t, uint32_t type)
{
  return coff_type_derived(t, type) == COFF_DERIVED_POINTER;
}

void coff_spell(struct coff_spell *t, const char *fmt, ...)
{
  va_list ap;
  size_t room = t->length < t->size ? t->size - t->length : 0;
  va_start(ap, fmt);
  int n = vsnprintf(room == 0 ? NULL : t->buf + t->length, room, fmt, ap);
  va_end(ap);
  t->length += n < 0 ? 0 : (size_t)n;
}

// The auxiliary entry that says more of the type, if the symbol has one of such a form.
static bool type_aux(const struct coff_file *f, const struct coff_symbol *s, struct coff_auxent *a)
{
  if (s->native.numaux == 0 || !coff_auxent_read(f, s->index, &s->native, 0, a) ||
      a->layout == NULL)
    return false;
  enum coff_aux_form form = a->layout->form;
  return form == COFF_AUX_SYMBOL || form == COFF_AUX_ARRAY || form == COFF_AUX_FUNCTION;
}

static void add_tag(const struct coff_file *f, const struct coff_auxent *a, struct coff_spell *t)
{
  struct coff_syment tag;
  struct coff_str name;
  uint64_t index = a->field[COFF_AUX_TAGNDX];
  if (index != 0 && coff_syment_read(f, index, 1, &tag) == 1 && coff_syment_name(f, &tag, &name))
    coff_spell(t, " %.*s", (int)(name.size < 1024 ? name.size : 1024), name.data);
}

// Basic types 8, 9 and 10 are struct, union and enum in every flavour that has type words.
static bool has_tag(uint32_t basic)
{
  return basic >= 8 && basic <= 10;
}

// The parts of V by their names, what has none as a number.
static void add_names(struct coff_spell *t, const struct coff_flags *names, uint32_t v)
{
  uint32_t rest = v;
  for (size_t i = 0; i < names->n; i++) {
    const struct coff_flag *n = &names->flags[i];
    if ((v & n->mask) != n->value)
      continue;
    coff_spell(t, t->length == 0 ? "%s" : ", %s", n->name);
    rest &= ~n->mask;
  }
  if (rest != 0)
    coff_spell(t, t->length == 0 ? "0x%" PRIx32 : ", 0x%" PRIx32, rest);
}

enum { FIRST_OF_MORE = 4 }; // number of the first of struct coff_type_words.more_derived

// The basic type's name, or NULL.
static const char *basic_name(const struct coff_type_words *w, uint32_t basic)
{
  for (size_t i = 0; w->more_basic != NULL && i < w->more_basic->n; i++)
    if (w->more_basic->flags[i].value == basic)
      return w->more_basic->flags[i].name;
  return basic < w->nbasic ? w->basic[basic] : NULL;
}

// Returns true if a basic type belongs behind the words. Many compilers say of functions only that
// they are ones (PE specification 5.4.3): those return what nobody knows, not something untyped.
static bool add_derived(uint32_t derived, bool has_basic, const struct coff_type_words *w,
                        const struct coff_auxent *a, struct coff_spell *t)
{
  unsigned dimension = 0;
  uint32_t mask = w->tmask >> w->btshift;
  for (; derived != 0; derived >>= w->tshift) {
    uint64_t extent = 0;
    switch (derived & mask) {
    case COFF_DERIVED_POINTER: coff_spell(t, "pointer to "); break;
    case COFF_DERIVED_FUNCTION:
      coff_spell(t, "function");
      if (!has_basic && derived >> w->tshift == 0)
        return false;
      coff_spell(t, " returning ");
      break;
    case COFF_DERIVED_ARRAY:
      if (a != NULL && a->layout->form == COFF_AUX_ARRAY && dimension < 4)
        extent = a->field[COFF_AUX_DIMEN0 + dimension++];
      if (extent != 0)
        coff_spell(t, "array[%" PRIu64 "] of ", extent);
      else
        coff_spell(t, "array of ");
      break;
    default:
      if ((derived & mask) - FIRST_OF_MORE < w->nmore_derived)
        coff_spell(t, "%s", w->more_derived[(derived & mask) - FIRST_OF_MORE]);
      break;
    }
  }
  return true;
}

static uint32_t mask_of(const struct coff_flags *names)
{
  uint32_t mask = 0;
  for (size_t i = 0; names != NULL && i < names->n; i++)
    mask |= names->flags[i].mask;
  return mask;
}

// ECOFF: a symbol has no type word; its index may lead to a type. What a function's type is it returns.
static size_t spell_symbolic(const struct coff_file *f, const struct coff_symbol *s,
                             struct coff_spell *t)
{
  struct coff_ecoff_meaning m;
  struct coff_ecoff_file fd;
  char type[512];
  coff_ecoff_meaning(f, &s->native, &m);
  if (m.how == COFF_INDEX_PROC)
    coff_spell(t, "function");
  if (!m.has_type || !coff_ecoff_file_get(f, s->native.file, &fd))
    return t->length;
  coff_ecoff_type_spell(f, &fd, m.type, type, sizeof type);
  if (strcmp(type, "nil") == 0)
    return t->length;
  coff_spell(t, m.how == COFF_INDEX_PROC ? " returning %s" : "%s", type);
  return t->length;
}

size_t coff_type_spell(const struct coff_file *f, const struct coff_symbol *s, char *buf,
                       size_t size)
{
  const struct coff_type_words *w = coff_file_target(f)->types;
  struct coff_spell t = {buf, size, 0};
  struct coff_auxent a;
  if (size != 0)
    buf[0] = 0;
  if (coff_ecoff_header(f) != NULL)
    return spell_symbolic(f, s, &t);
  if (w == NULL || s->native.type == 0)
    return 0;
  if (w->file != NULL && s->kind == COFF_SYMBOL_FILE) {
    add_names(&t, w->file, s->native.type);
    return t.length;
  }
  uint32_t visibility = s->native.type & mask_of(w->visibility);
  uint32_t type = s->native.type - visibility;
  if (type != 0) {
    bool has_aux = type_aux(f, s, &a);
    uint32_t basic = type & w->btmask;
    const char *name = basic_name(w, basic);
    if (add_derived((type & ~w->btmask) >> w->btshift, basic != 0, w, has_aux ? &a : NULL, &t))
      coff_spell(&t, "%s", name != NULL ? name : basic == 0 ? "untyped" : "unknown type");
    if (has_aux && has_tag(basic))
      add_tag(f, &a, &t);
  }
  if (visibility != 0)
    add_names(&t, w->visibility, visibility);
  return t.length;
}
