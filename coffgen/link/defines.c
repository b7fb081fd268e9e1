// Symbols that the command line speaks of: --defsym, --wrap, --require-defined, --trace-symbol.
//
// Skip it unless one of these has the wrong effect.
#include "link/link.h"
#include <string.h>

// ---- --defsym -----------------------------------------------------------------------------------

// While inputs are read such a symbol is defined, but gives way: no library is asked for it, and an object that
// defines it too is no error. What it is worth is known once all others are.
void coff_link_begin_defines(struct coff_link *ld)
{
  for (size_t i = 0; i < ld->opt->ndefines; i++) {
    const struct coff_link_define *d = &ld->opt->defines[i];
    uint32_t id = coff_link_define_at(ld, d->name, COFF_NO_ID, d->value);
    if (id == COFF_NO_ID)
      return;
    ld->symbols[id].weak = true;
    if (d->symbol != NULL)
      coff_link_want(ld, coff_link_str(d->symbol));
  }
  for (size_t i = 0; i < ld->opt->required.n; i++)
    coff_link_want(ld, coff_link_str(ld->opt->required.all[i]));
}

// Where a symbol is; false if nothing defines it.
static bool place_of(const struct coff_link *ld, uint32_t symbol, uint32_t *atom, uint64_t *value)
{
  enum { FALLBACKS = 32 };
  for (unsigned i = 0; i < FALLBACKS; i++) {
    const struct coff_link_symbol *s = &ld->symbols[symbol];
    *atom = s->atom;
    *value = s->value;
    if (s->state >= COFF_LINK_ABSOLUTE)
      return true;
    if (s->state != COFF_LINK_WEAK || s->fallback == COFF_REF_NONE)
      return false;
    uint32_t ref = ld->files[s->file].refs[s->fallback];
    if ((ref & COFF_REF_LOCAL) != 0)
      return false;
    symbol = ref;
  }
  return false;
}

// Definitions in terms of others, in turns until none is left that can be made.
static bool define(struct coff_link *ld, const struct coff_link_define *d)
{
  uint32_t id = coff_link_find_text(ld, d->name), atom = COFF_NO_ID;
  uint64_t value = 0;
  if (id == COFF_NO_ID)
    return true;
  uint32_t other = d->symbol == NULL ? COFF_NO_ID : coff_link_find_text(ld, d->symbol);
  if (other != COFF_NO_ID && !place_of(ld, other, &atom, &value))
    return true; // reported as any undefined symbol
  struct coff_link_symbol *s = &ld->symbols[id];
  bool same = s->atom == atom && s->value == value + d->value;
  coff_link_define_at(ld, d->name, atom, value + d->value);
  return same;
}

static const struct coff_link_define *define_of(const struct coff_link *ld, const char *name)
{
  for (size_t i = 0; i < ld->opt->ndefines; i++)
    if (strcmp(ld->opt->defines[i].name, name) == 0)
      return &ld->opt->defines[i];
  return NULL;
}

// Whether D leads to itself by way of others. In terms of itself, it is the object's symbol that is meant.
static bool is_circular(const struct coff_link *ld, const struct coff_link_define *d)
{
  const struct coff_link_define *next = d;
  for (size_t i = 0; i < ld->opt->ndefines; i++) {
    if (next->symbol == NULL || strcmp(next->symbol, next->name) == 0)
      return false;
    next = define_of(ld, next->symbol);
    if (next == NULL)
      return false;
  }
  return true;
}

void coff_link_finish_defines(struct coff_link *ld)
{
  bool done = ld->opt->ndefines == 0;
  for (size_t i = 0; i < ld->opt->ndefines && !done; i++) {
    done = is_circular(ld, &ld->opt->defines[i]);
    if (done)
      coff_link_fail(ld, coff_link_at(ld->opt->output), "--defsym: '%s' is defined by itself",
                     ld->opt->defines[i].name);
  }
  for (size_t turn = 0; turn < ld->opt->ndefines && !done; turn++) {
    done = true;
    for (size_t i = 0; i < ld->opt->ndefines; i++)
      done = define(ld, &ld->opt->defines[i]) && done;
  }
  for (size_t i = 0; i < ld->opt->required.n; i++) {
    const char *name = ld->opt->required.all[i];
    uint32_t id = coff_link_find_text(ld, name);
    if (id != COFF_NO_ID && ld->symbols[id].state < COFF_LINK_COMMON)
      coff_link_fail(ld, coff_link_at(ld->opt->output), "required symbol '%s' is not defined",
                     name);
  }
}

// ---- --wrap -------------------------------------------------------------------------------------

static bool is_wrapped(const struct coff_link *ld, struct coff_str name)
{
  for (size_t i = 0; i < ld->opt->nwraps; i++)
    if (coff_link_is(name, ld->opt->wraps[i]))
      return true;
  return false;
}

static bool skip(struct coff_str *name, const char *prefix)
{
  size_t n = strlen(prefix);
  if (name->size <= n || memcmp(name->data, prefix, n) != 0)
    return false;
  name->data += n;
  name->size -= n;
  return true;
}

// The user says names as C has them: what the flavour puts in front, and the prefix of a pointer to what is
// imported, stays in front.
void coff_link_wrap(struct coff_link *ld, struct coff_str *name)
{
  char leading[2] = {ld->target->leading_char, 0}, front[16] = "";
  struct coff_str plain = *name, joined;
  if (skip(&plain, "__imp_"))
    strcpy(front, "__imp_");
  if (leading[0] != 0 && !skip(&plain, leading))
    return;
  strcat(front, leading);
  if (is_wrapped(ld, plain)) {
    strcat(front, "__wrap_");
    if (coff_link_join(ld, front, plain, "", &joined))
      *name = joined;
    return;
  }
  if (skip(&plain, "__real_") && is_wrapped(ld, plain) &&
      coff_link_join(ld, front, plain, "", &joined))
    *name = joined;
}

// ---- --trace-symbol -----------------------------------------------------------------------------

void coff_link_trace_symbol(struct coff_link *ld, uint32_t file, struct coff_str name,
                            const struct coff_link_symbol *s)
{
  static const char *const words[] = {[COFF_LINK_UNDEFINED] = "reference to",
                                      [COFF_LINK_WEAK] = "weak reference to",
                                      [COFF_LINK_COMMON] = "common definition of",
                                      [COFF_LINK_ABSOLUTE] = "definition of",
                                      [COFF_LINK_DEFINED] = "definition of"};
  for (size_t i = 0; i < ld->opt->traced.n; i++)
    if (coff_link_is(name, ld->opt->traced.all[i]))
      coff_link_print(ld, "%.*s: %s %s", (int)ld->files[file].name.size, ld->files[file].name.data,
                      words[s->state], ld->opt->traced.all[i]);
}
