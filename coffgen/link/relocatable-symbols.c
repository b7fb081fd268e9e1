// Linking into an object: symbols and their auxiliary entries.
//
// Skip it unless coff-ld -r loses a symbol, or one refers to another one wrongly.
//
// Symbols stay in the order of their files. Of a global one there is one entry, in the place of its definition,
// else in that of the first reference, so a COMDAT's leader stays behind its section symbol (PE specification,
// section 5.5.6).
#include "base/alloc.h"
#include "codec/types.h"
#include "coff/swap.h"
#include "edit/symbols.h"
#include "link/relocatable.h"
#include <string.h>

// ---- Which entries there are --------------------------------------------------------------------

static bool is_global(const struct coff_link_file *f, const struct coff_build_symbol *s)
{
  return s->from < f->nrefs && f->refs[s->from] != COFF_REF_NONE &&
         (f->refs[s->from] & COFF_REF_LOCAL) == 0;
}

// The entry of FILE that stands for global symbol G; that of the first file that has one if nothing defines it.
static bool stands_for(const struct coff_link_merging *m, uint32_t file, uint32_t index, uint32_t g)
{
  const struct coff_link_symbol *s = &m->ld->symbols[g];
  const struct coff_link_file *owner = &m->ld->files[s->file];
  bool owned = s->file != 0 && s->index < owner->nrefs && owner->refs[s->index] == g;
  if (owned)
    return s->file == file && s->index == index;
  return m->globals[g] == COFF_NO_ID;
}

static bool is_written(const struct coff_link_merging *m, uint32_t file,
                       const struct coff_build_symbol *s)
{
  const struct coff_link_file *f = &m->ld->files[file];
  const struct coff_atom *atom;
  if (is_global(f, s))
    return stands_for(m, file, s->from, f->refs[s->from]);
  return s->native.scnum <= 0 ||
         coff_link_merged_section(m, file, (uint32_t)s->native.scnum, &atom) != 0;
}

// Ids first: entries refer to later symbols.
static bool number_symbols(struct coff_link_merging *m)
{
  uint32_t next = 0;
  for (uint32_t f = 1; f < m->ld->nfiles; f++) {
    const struct coff_build *from = m->from[f];
    m->written[f] = coff_link_bytes(m->ld, (size_t)from->nsymbols * sizeof *m->written[f]);
    if (m->written[f] == NULL)
      return false;
    for (uint32_t i = 0; i < from->nsymbols; i++) {
      const struct coff_build_symbol *s = &from->symbols[i];
      m->written[f][i] = is_written(m, f, s) ? next++ : COFF_NO_ID;
      if (m->written[f][i] != COFF_NO_ID && is_global(&m->ld->files[f], s))
        m->globals[m->ld->files[f].refs[s->from]] = m->written[f][i];
    }
  }
  return true;
}

uint32_t coff_link_merged_symbol(const struct coff_link_merging *m, uint32_t file, uint32_t id)
{
  const struct coff_build *from = m->from[file];
  if (id >= from->nsymbols)
    return COFF_NO_ID;
  const struct coff_build_symbol *s = &from->symbols[id];
  return is_global(&m->ld->files[file], s) ? m->globals[m->ld->files[file].refs[s->from]]
                                           : m->written[file][id];
}

// ---- Auxiliary entries --------------------------------------------------------------------------

// The id behind a range of symbols.
static uint64_t end_of(const struct coff_link_merging *m, uint32_t file, uint64_t id)
{
  for (; file < m->ld->nfiles; file++, id = 0)
    for (; id < m->from[file]->nsymbols; id++)
      if (m->written[file][id] != COFF_NO_ID)
        return m->written[file][id];
  return m->to->nsymbols; // the last one that has entries: nothing is behind it
}

static bool map_field(const struct coff_link_merging *m, uint32_t file, struct coff_auxent *e,
                      enum coff_aux_id id)
{
  const struct coff_atom *atom;
  uint64_t *v = &e->field[id];
  enum coff_aux_refers refers = coff_build_refers(e, id);
  if (refers == COFF_REFERS_NOT || (*v == 0 && refers != COFF_REFERS_SYMBOL))
    return true;
  if (refers == COFF_REFERS_SECTION) {
    *v = *v > UINT32_MAX ? 0 : coff_link_merged_section(m, file, (uint32_t)*v, &atom);
    return *v != 0;
  }
  if (refers == COFF_REFERS_END) {
    *v = end_of(m, file, *v);
    return true;
  }
  *v = coff_link_merged_symbol(m, file, *v > UINT32_MAX ? COFF_NO_ID : (uint32_t)*v);
  if (*v == COFF_NO_ID && refers == COFF_REFERS_SYMBOL_OR_NONE)
    *v = 0;
  return *v != COFF_NO_ID;
}

static bool map_fields(const struct coff_link_merging *m, uint32_t file,
                       const struct coff_build_symbol *s, struct coff_auxent *e)
{
  const struct coff_aux_layout *l = e->layout;
  for (const struct coff_aux_item *i = l->items; i < l->items + l->nitems; i++) {
    bool again = false; // of a field in two parts, the first stands for both
    for (const struct coff_aux_item *k = l->items; k < i; k++)
      again = again || k->id == i->id;
    if (!again && !map_field(m, file, e, (enum coff_aux_id)i->id))
      return coff_link_fail(m->ld, coff_link_in(m->ld, file),
                            "an auxiliary entry of symbol %.*s refers to what is left out",
                            (int)s->name.size, s->name.data);
  }
  return true;
}

// Entry WHICH of S, which is the last symbol of TO.
static bool take_aux(struct coff_link_merging *m, uint32_t file, const struct coff_build_symbol *s,
                     unsigned which)
{
  const struct coff_build *from = m->from[file];
  const struct coff_build_aux *a = &from->auxes[s->aux + which];
  const struct coff_build_symbol *is = &m->to->symbols[m->to->nsymbols - 1];
  bool same = from->target->records == m->to->target->records;
  struct coff_auxent e;
  struct coff_syment native = s->native;
  if (same && (a->layout == NULL || a->plain))
    return coff_build_aux_bytes(m->to, a->bytes);
  if (a->layout == NULL)
    return true; // nothing is known of it that could be said in other records
  coff_swap_auxent_in(from->target, a->layout, a->bytes, &e);
  native.numaux = s->naux;
  if (!same)
    e.layout = coff_aux_layout_for(m->to->target, &native, is->name, which, a->bytes);
  if (e.layout == NULL)
    return true;
  if (!map_fields(m, file, s, &e))
    return false;
  const struct coff_atom *atom = NULL;
  uint32_t lines = coff_link_merged_section(m, file, a->lines_of, &atom);
  e.name = a->name.size != 0 ? a->name : e.name;
  e.field[COFF_AUX_LNNOPTR] =
      lines == 0 ? 0 : e.field[COFF_AUX_LNNOPTR] + m->lines[atom - m->ld->atoms];
  if (!coff_build_aux(m->to, &e))
    return false;
  m->to->auxes[m->to->nauxes - 1].lines_of = lines;
  return true;
}

// A section symbol. Only the first of an output section speaks for it; the others are places in it.
static bool take_section(struct coff_link_merging *m, uint32_t file,
                         const struct coff_build_symbol *s)
{
  const struct coff_build *from = m->from[file];
  struct coff_auxent e;
  const struct coff_atom *atom, *parent;
  uint32_t out = coff_link_merged_section(m, file, (uint32_t)s->native.scnum, &atom), other = 0;
  if (m->symbols[atom->out] != COFF_NO_ID)
    return true;
  m->symbols[atom->out] = m->to->nsymbols - 1;
  coff_swap_auxent_in(from->target, from->auxes[s->aux].layout, from->auxes[s->aux].bytes, &e);
  if (e.field[COFF_AUX_ASSOCIATED] != 0 && e.field[COFF_AUX_SELECTION] != 0)
    other = coff_link_merged_section(m, file, (uint32_t)e.field[COFF_AUX_ASSOCIATED], &parent);
  m->to->symbols[m->to->nsymbols - 1].native.scnum = (int32_t)out;
  return coff_build_aux_section(m->to, (uint32_t)e.field[COFF_AUX_SELECTION], other);
}

// The name in the auxiliary entries of a file's symbol, over as many as it runs.
static bool take_file_name(struct coff_link_merging *m, uint32_t file,
                           const struct coff_build_symbol *s)
{
  struct coff_str name;
  struct coff_syment native;
  const struct coff_file *f = m->ld->files[file].file;
  if (coff_syment_read(f, s->from, 1, &native) != 1 ||
      !coff_auxent_file_name(f, s->from, &native, &name))
    return true;
  return coff_build_file_name(m->to, name);
}

static bool take_auxes(struct coff_link_merging *m, uint32_t file,
                       const struct coff_build_symbol *s)
{
  const struct coff_build *from = m->from[file];
  const struct coff_aux_layout *l = s->naux == 0 ? NULL : from->auxes[s->aux].layout;
  if (l != NULL && l->form == COFF_AUX_SECTION && s->native.scnum > 0)
    return take_section(m, file, s);
  if (s->naux != 0 && from->target->records != m->to->target->records &&
      coff_class_kind(from->target, s->native.sclass) == COFF_CLASS_FILE)
    return take_file_name(m, file, s);
  for (unsigned i = 0; i < s->naux; i++)
    if (!take_aux(m, file, s, i))
      return false;
  return true;
}

// ---- Symbols ------------------------------------------------------------------------------------

static bool take_symbol(struct coff_link_merging *m, uint32_t file,
                        const struct coff_build_symbol *s)
{
  const struct coff_build *from = m->from[file];
  struct coff_syment native = s->native;
  const struct coff_atom *atom;
  if (native.scnum > 0) {
    uint32_t number = (uint32_t)native.scnum;
    native.scnum = (int32_t)coff_link_merged_section(m, file, number, &atom);
    if (native.scnum == 0)
      return coff_link_fail(m->ld, coff_link_in(m->ld, file),
                            "symbol %.*s is in a section that is left out", (int)s->name.size,
                            s->name.data);
    if (coff_class_kind(from->target, native.sclass) < COFF_CLASS_DEBUG)
      native.value +=
          atom->address -
          (from->target->section_relative ? 0 : from->sections[number - 1].header.vaddr);
  }
  uint32_t id = coff_build_symbol(m->to, s->name, &native);
  if (id == COFF_BUILD_NONE)
    return false;
  struct coff_build_symbol *is = &m->to->symbols[id];
  if (s->what == COFF_BUILD_LINE) {
    is->lines_of = coff_link_merged_section(m, file, s->lines_of, &atom);
    is->what = is->lines_of == 0 ? COFF_BUILD_VALUE : COFF_BUILD_LINE;
    is->native.value += is->lines_of == 0 ? 0 : m->lines[atom - m->ld->atoms];
  } else if (s->what == COFF_BUILD_SYMBOL) {
    uint32_t to = coff_link_merged_symbol(m, file, (uint32_t)s->native.value);
    is->what = to == COFF_NO_ID ? COFF_BUILD_VALUE : COFF_BUILD_SYMBOL;
    is->native.value = to == COFF_NO_ID ? 0 : to;
  }
  return take_auxes(m, file, s);
}

// The value of a file's symbol is the next one's index, over all that were put together.
static void chain_files(struct coff_build *b)
{
  uint32_t last = COFF_NO_ID;
  for (uint32_t i = 0; i < b->nsymbols; i++) {
    if (coff_class_kind(b->target, b->symbols[i].native.sclass) != COFF_CLASS_FILE)
      continue;
    if (last != COFF_NO_ID) {
      b->symbols[last].what = COFF_BUILD_SYMBOL;
      b->symbols[last].native.value = i;
    }
    last = i;
  }
}

bool coff_link_merge_symbols(struct coff_link_merging *m)
{
  if (!number_symbols(m))
    return false;
  for (uint32_t f = 1; f < m->ld->nfiles; f++)
    for (uint32_t i = 0; i < m->from[f]->nsymbols; i++)
      if (m->written[f][i] != COFF_NO_ID && !take_symbol(m, f, &m->from[f]->symbols[i]))
        return false;
  chain_files(m->to);
  return true;
}
