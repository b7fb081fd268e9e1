// Stripping objects without a builder: which symbols stay, and what becomes of their records.
//
// Skip it unless a stripped object has the wrong symbols.
//
// A record that stays is copied; of its numbers only those are looked at that can change.
#include "codec/names.h"
#include "codec/types.h"
#include "edit/strip.h"
#include "edit/symbols.h"
#include <string.h>

enum { CLASSES = 256, WORD = 4, LARGEST_AUX = 64 };

enum what {
  HAS_SCOPE =
      1, // a local symbol: one that is in no section and has no address describes the source
  DESCRIBES = 2, // the source, or where it begins
  REFERS = 4     // its auxiliary entries may name symbols even if it has no type
};

struct symbol {
  const uint8_t *at;
  uint64_t strx; // 0: its name is inline
  uint32_t sclass, type, numaux;
  uint32_t section; // 0: none
  bool nowhere;     // below -1: neither a section nor absolute
};

static void read_symbol(const struct coff_stripping *s, uint64_t index, struct symbol *y)
{
  const struct coff_syment_layout *l = s->t->records->syment;
  const uint8_t *p = s->f->symbols.data + index * l->size;
  uint64_t scnum = coff_strip_get(s, p, l->scnum);
  uint64_t absolute = l->scnum.width < 8 ? ((uint64_t)1 << 8 * l->scnum.width) - 1 : UINT64_MAX;
  y->at = p;
  y->strx = coff_strip_get(s, p, l->zeroes) == 0 ? coff_strip_get(s, p, l->strx) : 0;
  y->sclass = (uint32_t)coff_strip_get(s, p, l->sclass);
  y->type = (uint32_t)coff_strip_get(s, p, l->type);
  y->numaux = (uint32_t)coff_strip_get(s, p, l->numaux);
  y->section = scnum <= l->scnum_max ? (uint32_t)scnum : 0;
  y->nowhere = scnum > l->scnum_max && scnum != absolute;
}

// ---- Classes ----------------------------------------------------------------------------------

static bool names_symbols(const struct coff_aux_layout *l)
{
  for (const struct coff_aux_item *i = l->items; i < l->items + l->nitems; i++)
    switch (i->id) {
    case COFF_AUX_TAGNDX:
    case COFF_AUX_TVNDX:
    case COFF_AUX_ENDNDX:
    case COFF_AUX_LNNOPTR:
    case COFF_AUX_EXPTR:
    case COFF_AUX_STRX: return true;
    default: break;
    }
  return false;
}

// Whether an auxiliary entry of a symbol without a type can name symbols: no rule says so up to the one that
// fits all of them.
static bool refers(const struct coff_target *t, uint32_t sclass)
{
  const struct coff_aux_rule *r = t->records->aux_rules;
  for (; r != NULL && r->layout != NULL; r++) {
    if (r->sclass != COFF_ANY_CLASS && (uint32_t)r->sclass != sclass)
      continue;
    if (names_symbols(r->layout))
      return true;
    if (r->auxtype == COFF_ANY_AUXTYPE && (r->when & ~COFF_AUX_IF_UNTYPED) == 0)
      return false;
  }
  return false;
}

static void know_classes(const struct coff_target *t, uint8_t what[CLASSES])
{
  for (uint32_t c = 0; c < CLASSES; c++) {
    what[c] = refers(t, c) ? REFERS : 0;
    switch (coff_class_kind(t, c)) {
    case COFF_CLASS_EXTERNAL:
    case COFF_CLASS_WEAK:
    case COFF_CLASS_PE_WEAK:
    case COFF_CLASS_SECTION: break;
    case COFF_CLASS_HIDDEN:
    case COFF_CLASS_STATIC:
    case COFF_CLASS_LABEL: what[c] |= HAS_SCOPE; break;
    default: what[c] |= DESCRIBES; break;
    }
  }
}

// ---- Which stay -------------------------------------------------------------------------------

static bool is_string(const struct coff_stripping *s, uint64_t offset)
{
  return offset >= WORD && offset < s->names_end;
}

// A builder reports names that are not there.
static bool is_named(const struct coff_stripping *s, const struct symbol *y)
{
  return y->strx == 0 || is_string(s, y->strx);
}

static bool leave(struct coff_stripping *s, uint64_t index, const struct symbol *y)
{
  struct coff_syment native;
  struct coff_auxent e;
  s->names_go = s->names_go || y->strx != 0;
  if (y->numaux == 0 || !s->t->long_filenames)
    return true;
  coff_syment_read(s->f, index, 1, &native);
  for (unsigned i = 0; coff_auxent_read(s->f, index, &native, i, &e); i++)
    if (e.field[COFF_AUX_STRX] != 0)
      return false;
  return true;
}

static bool keep(struct coff_stripping *s, uint64_t index, const struct symbol *y, uint8_t what)
{
  coff_mark(&s->symbols, index);
  for (uint32_t i = 0; i <= y->numaux; i++)
    coff_mark(&s->entries, index + i);
  s->patched = s->patched || (y->numaux != 0 && (y->type != 0 || (what & REFERS) != 0));
  return true;
}

static bool choose(struct coff_stripping *s, uint64_t index, const struct symbol *y, uint8_t what)
{
  if (y->numaux >= s->f->nsyms - index || y->section > s->f->nscns || !is_named(s, y))
    return false;
  if (y->section != 0 && s->number[y->section] == 0)
    return leave(s, index, y);
  bool describes = (what & DESCRIBES) != 0 || ((what & HAS_SCOPE) != 0 && y->nowhere);
  if (!describes)
    return keep(s, index, y, what);
  return y->section == 0 && leave(s, index, y); // what lies in a section may stay for its sake
}

bool coff_strip_section_name(const struct coff_stripping *s, uint32_t number, uint64_t *offset)
{
  const uint8_t *header = coff_strip_header(s, number);
  const char *name = (const char *)header + s->t->records->scnhdr->name.at;
  return coff_section_name_offset(s->t, name, offset);
}

static bool keep_strings(struct coff_stripping *s)
{
  struct symbol y;
  uint64_t offset;
  for (uint32_t i = 1; s->names_go && i <= s->f->nscns; i++) {
    if (!coff_strip_section_name(s, i, &offset))
      continue;
    if (!is_string(s, offset))
      return false;
    if (s->number[i] != 0)
      coff_kept_use(s->kept, offset);
  }
  if (s->kept == NULL)
    return true;
  for (uint64_t i = 0; s->names_go && !s->all && i < s->f->nsyms; i += 1 + (uint64_t)y.numaux) {
    read_symbol(s, i, &y);
    if (coff_mark_is(&s->symbols, i) && y.strx != 0)
      coff_kept_use(s->kept, y.strx);
  }
  coff_kept_place(s->kept, !s->names_go);
  // Those that stay may be all, after all.
  s->names_go = s->names_go && coff_kept_end(s->kept) != s->f->strings.size;
  s->patched = s->patched || s->names_go;
  return true;
}

bool coff_strip_choose(struct coff_stripping *s)
{
  uint8_t what[CLASSES];
  struct symbol y;
  s->patched = s->renumbered;
  if (s->all) {
    s->names_go = true;
    return keep_strings(s);
  }
  know_classes(s->t, what);
  for (uint64_t i = 0; i < s->f->nsyms; i += 1 + (uint64_t)y.numaux) {
    read_symbol(s, i, &y);
    if (!choose(s, i, &y, what[y.sclass % CLASSES]))
      return false;
  }
  s->nentries = coff_marks_rank(&s->entries);
  return keep_strings(s);
}

// ---- Records ----------------------------------------------------------------------------------

bool coff_strip_index(const struct coff_stripping *s, uint64_t index, uint64_t *is)
{
  if (index >= s->f->nsyms || !coff_mark_is(&s->symbols, index))
    return false;
  *is = coff_mark_rank(&s->entries, index);
  return true;
}

static bool move_field(const struct coff_stripping *s, struct coff_auxent *e, enum coff_aux_id id)
{
  enum coff_aux_refers refers = coff_build_refers(e, id);
  uint64_t v = e->field[id];
  if (refers == COFF_REFERS_NOT || (v == 0 && refers != COFF_REFERS_SYMBOL))
    return true;
  if (refers == COFF_REFERS_SECTION) {
    e->field[id] = v <= s->f->nscns ? s->number[v] : 0;
    return e->field[id] != 0;
  }
  if (refers == COFF_REFERS_END && v == s->f->nsyms) {
    e->field[id] = s->nentries;
    return true;
  }
  return coff_strip_index(s, v, &e->field[id]);
}

static bool move_aux(const struct coff_stripping *s, uint64_t index,
                     const struct coff_syment *native, unsigned which, uint8_t *to)
{
  struct coff_auxent was, is;
  uint8_t old[LARGEST_AUX] = {0}, new[LARGEST_AUX] = {0};
  if (!coff_auxent_read(s->f, index, native, which, &was))
    return false;
  if (was.layout == NULL)
    return true;
  if (was.field[COFF_AUX_LNNOPTR] != 0 || was.field[COFF_AUX_EXPTR] != 0 ||
      was.field[COFF_AUX_STRX] != 0)
    return false;
  is = was;
  for (const struct coff_aux_item *i = was.layout->items;
       i < was.layout->items + was.layout->nitems; i++)
    if (is.field[i->id] == was.field[i->id] && !move_field(s, &is, i->id)) // else it has been moved
      return false;
  if (memcmp(&was, &is, sizeof is) == 0)
    return true;
  if (!coff_swap_auxent_out(s->t, &was, old) || !coff_swap_auxent_out(s->t, &is, new))
    return false;
  for (unsigned i = 0; i < s->t->records->auxesz; i++)
    to[i] ^= old[i] ^ new[i];
  return true;
}

static bool write_symbol(const struct coff_stripping *s, uint64_t index, const struct symbol *y,
                         uint8_t *to)
{
  const struct coff_syment_layout *l = s->t->records->syment;
  struct coff_syment native;
  memcpy(to, y->at, (size_t)l->size * (1 + y->numaux));
  if (y->section != 0 && s->number[y->section] != y->section)
    coff_strip_set(s, to, l->scnum, s->number[y->section]);
  if (y->strx != 0 && s->names_go)
    coff_strip_set(s, to, l->strx, coff_kept_offset(s->kept, y->strx));
  if (y->numaux == 0)
    return true;
  coff_syment_read(s->f, index, 1, &native);
  for (unsigned i = 0; i < y->numaux; i++)
    if (!move_aux(s, index, &native, i, to + (size_t)l->size * (i + 1)))
      return false;
  return true;
}

// Entries from one that stays to the next that goes.
static uint64_t run(const struct coff_stripping *s, uint64_t from)
{
  uint64_t i = from;
  while (i < s->f->nsyms && coff_mark_is(&s->entries, i))
    i++;
  return i;
}

bool coff_strip_write_symbols(const struct coff_stripping *s, uint8_t *to)
{
  size_t size = s->t->records->syment->size;
  struct symbol y;
  if (!s->patched) {
    for (uint64_t i = 0, end; i < s->f->nsyms; i = end == i ? i + 1 : end) {
      end = run(s, i);
      memcpy(to, s->f->symbols.data + i * size, (size_t)(end - i) * size);
      to += (end - i) * size;
    }
    return true;
  }
  for (uint64_t i = 0; i < s->f->nsyms; i += 1 + (uint64_t)y.numaux) {
    read_symbol(s, i, &y);
    if (!coff_mark_is(&s->symbols, i))
      continue;
    if (!write_symbol(s, i, &y, to))
      return false;
    to += size * (1 + y.numaux);
  }
  return true;
}
