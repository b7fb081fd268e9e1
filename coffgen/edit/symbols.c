// Building symbols and their auxiliary entries.
//
// Skip it unless a symbol is taken wrongly; auxiliary entries are turned into bytes in aux.c.
#include "edit/symbols.h"
#include "codec/types.h"
#include "edit/memory.h"
#include <inttypes.h>
#include <string.h>

bool coff_build_is_left_out(const struct coff_build *b, const struct coff_build_symbol *s)
{
  return s->dropped || (s->native.local && b->symbolic.only_externals);
}

uint32_t coff_build_counted_symbol(struct coff_build *b, struct coff_str name,
                                   const struct coff_syment *native)
{
  if (b->target->records->syment == NULL) {
    coff_fail(b->ctx, coff_build_where(b), "%s has no table of symbols", b->target->name);
    return COFF_BUILD_NONE;
  }
  struct coff_build_symbol *grown =
      coff_build_grow32(b, b->symbols, b->nsymbols, &b->room_symbols, sizeof *b->symbols);
  if (grown == NULL)
    return COFF_BUILD_NONE;
  b->symbols = grown;
  struct coff_build_symbol *s = &b->symbols[b->nsymbols];
  *s = (struct coff_build_symbol){.native = *native, .aux = b->nauxes, .from = COFF_BUILD_NONE};
  if (!coff_build_keep(b, name, &s->name))
    return COFF_BUILD_NONE;
  b->symbolic.nlocals += native->local;
  return b->nsymbols++;
}

uint32_t coff_build_symbol(struct coff_build *b, struct coff_str name,
                           const struct coff_syment *native)
{
  struct coff_syment own = *native;
  own.local = native->local && b->target->records->symbolic != NULL;
  if (!own.local)
    return coff_build_counted_symbol(b, name, &own);
  struct coff_build_fd *fd = coff_build_last_fd(b, "a local symbol");
  if (fd == NULL)
    return COFF_BUILD_NONE;
  own.file = b->symbolic.nfds - 1;
  uint64_t first = b->symbolic.nlocals;
  uint32_t id = coff_build_counted_symbol(b, name, &own);
  uint64_t *fdr = fd->native.field;
  if (id == COFF_BUILD_NONE)
    return id;
  if (fdr[COFF_FDR_CSYM]++ == 0)
    fdr[COFF_FDR_ISYMBASE] = first;
  return id;
}

// A new auxiliary entry of the last symbol, without bytes; NULL after a report.
static struct coff_build_aux *add_empty(struct coff_build *b)
{
  if (b->nsymbols == 0) {
    coff_fail(b->ctx, coff_build_where(b), "an auxiliary entry stands before the first symbol");
    return NULL;
  }
  struct coff_build_symbol *s = &b->symbols[b->nsymbols - 1];
  struct coff_build_aux *grown =
      coff_build_grow32(b, b->auxes, b->nauxes, &b->room_auxes, sizeof *b->auxes);
  if (grown == NULL)
    return NULL;
  b->auxes = grown;
  struct coff_build_aux *a = &b->auxes[b->nauxes];
  *a = (struct coff_build_aux){.name = {"", 0}};
  b->nauxes++;
  s->naux++;
  return a;
}

// The same with zeroed bytes.
static struct coff_build_aux *add(struct coff_build *b)
{
  uint8_t *bytes = coff_build_bytes(b, b->target->records->auxesz);
  struct coff_build_aux *a = bytes == NULL ? NULL : add_empty(b);
  if (a != NULL)
    a->bytes = bytes;
  return a;
}

bool coff_build_share_aux(struct coff_build *b, const uint8_t *bytes,
                          const struct coff_aux_layout *layout, bool plain)
{
  struct coff_build_aux *a = add_empty(b);
  if (a == NULL)
    return false;
  a->bytes = (uint8_t *)(uintptr_t)bytes; // SHARED says that nobody writes there
  a->shared = true;
  a->plain = plain;
  a->layout = layout;
  return true;
}

static bool has_item(const struct coff_aux_layout *l, enum coff_aux_id id)
{
  for (const struct coff_aux_item *i = l->items; i < l->items + l->nitems; i++)
    if (i->id == id)
      return true;
  return false;
}

// The id, of those that ENTRY has, whose value its layout has no room for.
static const char *unfit_item(const struct coff_target *t, const struct coff_auxent *entry)
{
  uint8_t p[64];
  struct coff_auxent one = *entry;
  for (const struct coff_aux_item *i = entry->layout->items;
       i < entry->layout->items + entry->layout->nitems; i++) {
    one.field[i->id] = 0;
    if (coff_swap_auxent_out(t, &one, p))
      return i->name;
  }
  return "a field";
}

static bool encode(struct coff_build *b, const struct coff_auxent *entry, uint8_t *p)
{
  if (coff_swap_auxent_out(b->target, entry, p))
    return true;
  return coff_fail(b->ctx, coff_build_where(b),
                   "auxiliary entry of symbol %" PRIu32 ": %s does not fit", b->nsymbols - 1,
                   unfit_item(b->target, entry));
}

bool coff_build_aux(struct coff_build *b, const struct coff_auxent *entry)
{
  struct coff_auxent e = *entry;
  const struct coff_aux_layout *l = e.layout;
  struct coff_str name = {"", 0};
  if (l == NULL)
    return coff_fail(b->ctx, coff_build_where(b), "an auxiliary entry without a form");
  if (e.name.size > l->name.width && has_item(l, COFF_AUX_STRX)) {
    if (!coff_build_keep(b, e.name, &name))
      return false;
    e.name.size = 0;
  }
  e.field[COFF_AUX_STRX] = 0;
  struct coff_build_aux *a = add(b);
  if (a == NULL)
    return false;
  a->layout = l;
  a->name = name;
  return encode(b, &e, a->bytes);
}

bool coff_build_aux_bytes(struct coff_build *b, const uint8_t *bytes)
{
  struct coff_build_aux *a = add(b);
  if (a == NULL)
    return false;
  memcpy(a->bytes, bytes, b->target->records->auxesz);
  return true;
}

// The first rule that gives entries of symbol S, which has the name NAME, the form FORM; NULL: none does.
static const struct coff_aux_rule *
rule_for(const struct coff_target *t, const struct coff_build_symbol *s, enum coff_aux_form form)
{
  const struct coff_aux_rule *r = t->records->aux_rules;
  struct coff_syment native = s->native;
  native.numaux = 1;
  for (; r != NULL && r->layout != NULL; r++) {
    uint8_t p[64] = {0};
    if (r->layout->form != form)
      continue;
    if (r->auxtype != COFF_ANY_AUXTYPE)
      p[t->records->auxesz - 1] = (uint8_t)r->auxtype;
    if (coff_aux_layout_for(t, &native, s->name, 0, p) == r->layout)
      return r;
  }
  return NULL;
}

bool coff_build_aux_section(struct coff_build *b, uint32_t selection, uint32_t associated)
{
  struct coff_auxent e = {.name = {"", 0}};
  const struct coff_aux_rule *r =
      b->nsymbols == 0 ? NULL : rule_for(b->target, &b->symbols[b->nsymbols - 1], COFF_AUX_SECTION);
  if (r == NULL)
    return coff_fail(b->ctx, coff_build_where(b),
                     "symbol %" PRIu32 " has no auxiliary entry for sections", b->nsymbols - 1);
  if ((selection != 0 || associated != 0) && !has_item(r->layout, COFF_AUX_SELECTION))
    return coff_fail(b->ctx, coff_build_where(b), "%s has no COMDAT sections", b->target->name);
  e.layout = r->layout;
  if (r->auxtype != COFF_ANY_AUXTYPE)
    e.field[COFF_AUX_AUXTYPE] = (uint64_t)r->auxtype;
  e.field[COFF_AUX_SELECTION] = selection;
  e.field[COFF_AUX_ASSOCIATED] = associated;
  if (!coff_build_aux(b, &e))
    return false;
  b->auxes[b->nauxes - 1].measure = true;
  return true;
}

// The name runs on over as many entries as it takes; the last one is padded with NULs.
static bool span_name(struct coff_build *b, const struct coff_aux_layout *l, struct coff_str name)
{
  size_t size = b->target->records->auxesz, done = 0;
  do {
    struct coff_build_aux *a = add(b);
    if (a == NULL)
      return false;
    a->layout = done == 0 && name.size <= l->name.width ? l : NULL;
    size_t n = name.size - done < size ? name.size - done : size;
    if (n != 0)
      memcpy(a->bytes, name.data + done, n);
    done += size;
  } while (done < name.size);
  return true;
}

bool coff_build_file_name(struct coff_build *b, struct coff_str name)
{
  const struct coff_target *t = b->target;
  if (b->nsymbols == 0)
    return coff_fail(b->ctx, coff_build_where(b), "a file name stands before the first symbol");
  struct coff_build_symbol *s = &b->symbols[b->nsymbols - 1];
  const struct coff_aux_rule *r = rule_for(t, s, COFF_AUX_FILE);
  if (r == NULL) // the symbol's own name is the file's
    return coff_build_keep(b, name, &s->name);
  if (t->records->file_aux_spans)
    return span_name(b, r->layout, name);
  struct coff_auxent e = {.layout = r->layout, .name = name};
  if (r->auxtype != COFF_ANY_AUXTYPE)
    e.field[COFF_AUX_AUXTYPE] = (uint64_t)r->auxtype;
  if (name.size > r->layout->name.width && !t->long_filenames) {
    e.name.size = r->layout->name.width;
    coff_report(b->ctx, COFF_WARNING, coff_build_where(b),
                "%s cuts the file name %.*s to %zu bytes", t->name,
                (int)(name.size < 256 ? name.size : 256), name.data, e.name.size);
  }
  return coff_build_aux(b, &e);
}

bool coff_build_aux_set(struct coff_build *b, uint32_t symbol, unsigned which,
                        enum coff_aux_id field, uint64_t value)
{
  struct coff_auxent e;
  uint8_t p[64];
  const struct coff_build_symbol *s = coff_build_symbol_at(b, symbol, "a field");
  if (s == NULL)
    return false;
  struct coff_build_aux *a = which < s->naux ? &b->auxes[s->aux + which] : NULL;
  if (a == NULL || a->layout == NULL || !has_item(a->layout, field))
    return coff_fail(b->ctx, coff_build_where(b),
                     "symbol %" PRIu32 " has no auxiliary entry %u with this field", symbol, which);
  coff_swap_auxent_in(b->target, a->layout, a->bytes, &e);
  e.field[field] = value;
  if (coff_swap_auxent_out(b->target, &e, p)) {
    if (a->shared && (a->bytes = coff_build_bytes(b, b->target->records->auxesz)) == NULL)
      return false;
    a->shared = a->plain = false;
    memcpy(a->bytes, p, b->target->records->auxesz);
    return true;
  }
  return coff_fail(b->ctx, coff_build_where(b),
                   "auxiliary entry %u of symbol %" PRIu32 ": %" PRIu64 " does not fit", which,
                   symbol, value);
}
