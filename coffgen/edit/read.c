// What is edited, made the builder's own: symbols, relocations and line numbers.
//
// Skip it unless something of a file is lost when it is written again.
//
// Indices become ids on the way in, file offsets what they point to. Where an entry refers to something
// that is not there, its bytes are kept and a warning says so.
#include "base/alloc.h"
#include "codec/names.h"
#include "codec/types.h"
#include "coff/build.h"
#include "edit/memory.h"
#include "edit/symbols.h"
#include "object/file.h"
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

// Offset in the file, as headers count, and the id of the section whose part begins there.
struct place {
  uint64_t at;
  uint32_t id;
};

struct reading {
  const struct coff_file *f;
  struct coff_build *b;
  struct place *lines, *contents; // sorted
  uint32_t nlines, ncontents;
};

static bool fail_memory(const struct reading *r)
{
  return coff_fail(r->b->ctx, coff_file_place(r->f, COFF_NOWHERE), "out of memory");
}

static uint32_t id_of(const struct coff_build *b, uint64_t index)
{
  return b->ids != NULL && index < coff_syment_count(b->from) ? b->ids[index] : COFF_BUILD_NONE;
}

// ---- Relocations and line numbers -------------------------------------------------------------

bool coff_build_reloc_id(const struct coff_build *b, struct coff_reloc *r)
{
  uint32_t symbol = id_of(b, r->symndx);
  if (r->is_number || r->by_section)
    return true;
  if (coff_reloc_is_bare(b->target, r))
    symbol = COFF_BUILD_NONE;
  else if (symbol == COFF_BUILD_NONE)
    return coff_fail(b->ctx, coff_build_where(b),
                     "the relocation for 0x%" PRIx64 " names no symbol: %" PRIu32, r->vaddr,
                     r->symndx);
  r->symndx = symbol;
  return true;
}

// The symbol at INDEX, as its id; false after a report.
static bool line_symbol(const struct coff_build *b, uint32_t *index)
{
  uint32_t symbol = id_of(b, *index);
  if (symbol == COFF_BUILD_NONE)
    return coff_fail(b->ctx, coff_build_where(b), "a line number names no symbol: %" PRIu32,
                     *index);
  *index = symbol;
  return true;
}

bool coff_build_line_id(const struct coff_build *b, struct coff_lineno *one)
{
  const struct coff_lineno_layout *l = b->target->records->lineno;
  return (one->lnno != 0 || l->symndx.width == 0 || line_symbol(b, &one->symndx)) &&
         (l->srcndx.width == 0 || line_symbol(b, &one->srcndx)) &&
         (l->fcnndx.width == 0 || line_symbol(b, &one->fcnndx));
}

bool coff_build_own_relocs(struct coff_build *b, uint32_t id)
{
  struct coff_section from;
  struct coff_reloc_table t;
  struct coff_reloc one;
  struct coff_build_section *s = coff_build_section_at(b, id, "a table of relocations");
  if (s == NULL || !s->relocs_taken)
    return s != NULL;
  if (!coff_build_own_symbols(b))
    return false;
  s->relocs_taken = false;
  if (s->nrelocs == 0)
    return true;
  s->nrelocs = 0;
  coff_section_get_unnamed(b->from, s->from, &from);
  if (from.count_in_first)
    s->header.flags &= ~coff_section_flag_for(b->target, COFF_SEC_COUNT_OVERFLOW);
  if (!coff_section_relocs(b->from, &from, &t))
    return false;
  for (uint64_t i = 0; coff_reloc_read(b->from, &t, i, 1, &one) != 0; i++)
    if (!coff_build_reloc_id(b, &one) || !coff_build_reloc(b, id, &one))
      return false;
  return true;
}

bool coff_build_own_lines(struct coff_build *b, uint32_t id)
{
  struct coff_section from;
  struct coff_lineno_table t;
  struct coff_lineno one;
  struct coff_build_section *s = coff_build_section_at(b, id, "a table of line numbers");
  if (s == NULL || !s->lines_taken)
    return s != NULL;
  if (!coff_build_own_symbols(b))
    return false;
  s->lines_taken = false;
  if (s->nlines == 0)
    return true;
  s->nlines = 0;
  coff_section_get_unnamed(b->from, s->from, &from);
  if (!coff_section_linenos(b->from, &from, &t))
    return false;
  for (uint64_t i = 0; coff_lineno_read(b->from, &t, i, 1, &one) != 0; i++)
    if (!coff_build_line_id(b, &one) || !coff_build_line(b, id, &one))
      return false;
  return true;
}

// ---- Symbols ----------------------------------------------------------------------------------

// Which index is which symbol: needed before the first entry that refers to a later one. Returns how many there
// are.
static uint32_t number_symbols(struct reading *r)
{
  struct coff_syment s;
  uint64_t n = coff_syment_count(r->f);
  uint32_t id = 0;
  for (uint64_t i = 0; i < n; i++)
    r->b->ids[i] = COFF_BUILD_NONE;
  for (uint64_t i = 0; i < n && coff_syment_read(r->f, i, 1, &s) != 0; i += 1 + (uint64_t)s.numaux)
    r->b->ids[i] = id++;
  return id;
}

// Room for N symbols, and for their auxiliary entries, which are the other entries of the table.
static bool reserve(struct reading *r, uint32_t n)
{
  struct coff_build *b = r->b;
  uint64_t auxes = b->nauxes + coff_syment_count(r->f) - n, all = (uint64_t)b->nsymbols + n;
  struct coff_build_symbol *s =
      coff_build_reserve(b, b->symbols, all, &b->room_symbols, sizeof *b->symbols);
  if (s == NULL)
    return false;
  b->symbols = s;
  struct coff_build_aux *a =
      coff_build_reserve(b, b->auxes, auxes, &b->room_auxes, sizeof *b->auxes);
  if (a == NULL)
    return false;
  b->auxes = a;
  return true;
}

// The last of the N sorted PLACES that begins at OFFSET or before; NULL if none does.
static const struct place *place_of(const struct place *places, uint32_t n, uint64_t offset)
{
  uint32_t low = 0, high = n;
  while (low < high) {
    uint32_t mid = low + (high - low) / 2;
    if (places[mid].at <= offset)
      low = mid + 1;
    else
      high = mid;
  }
  return low == 0 || offset == 0 ? NULL : &places[low - 1];
}

// The row of a section's line numbers at OFFSET, as headers count; the section's id, or 0.
static uint32_t find_line(const struct reading *r, uint64_t offset, uint64_t *row)
{
  const struct place *p = place_of(r->lines, r->nlines, offset);
  if (p == NULL)
    return 0;
  uint64_t size = r->b->target->records->lineno->size, past = offset - p->at;
  if (past % size != 0 || past / size > r->b->sections[p->id - 1].nlines)
    return 0;
  *row = past / size;
  return p->id;
}

static uint32_t find_contents(const struct reading *r, uint64_t offset, uint64_t *at)
{
  const struct place *p = place_of(r->contents, r->ncontents, offset);
  if (p == NULL || offset - p->at >= r->b->taken[p->id - 1].size)
    return 0;
  *at = offset - p->at;
  return p->id;
}

static int by_offset(const void *x, const void *y)
{
  const struct place *a = x, *b = y;
  if (a->at != b->at)
    return a->at < b->at ? -1 : 1;
  return a->id < b->id ? -1 : a->id > b->id;
}

static void sort(struct place *all, uint32_t n)
{
  for (uint32_t i = 1; i < n; i++)
    if (by_offset(&all[i - 1], &all[i]) > 0) {
      qsort(all, n, sizeof *all, by_offset);
      return;
    }
}

// Where line numbers and contents lie, sorted, so that a file of many sections costs no square of them.
static bool find_places(struct reading *r)
{
  const struct coff_build *b = r->b;
  r->lines = coff_alloc_array(b->ctx, b->nsections, sizeof *r->lines);
  r->contents = coff_alloc_array(b->ctx, b->nsections, sizeof *r->contents);
  if (r->lines == NULL || r->contents == NULL)
    return fail_memory(r);
  for (uint32_t i = 0; i < b->nsections; i++) {
    const struct coff_build_section *s = &b->sections[i];
    if (s->from != 0 && s->nlines != 0)
      r->lines[r->nlines++] = (struct place){s->header.lnnoptr, i + 1};
    if (s->from != 0 && b->taken[s->from - 1].size != 0)
      r->contents[r->ncontents++] = (struct place){s->header.scnptr, i + 1};
  }
  sort(r->lines, r->nlines);
  sort(r->contents, r->ncontents);
  return true;
}

// One field: what the file has there becomes what a builder has. False if it leads nowhere.
static bool unresolve(const struct reading *r, struct coff_auxent *e, enum coff_aux_id id)
{
  uint64_t v = e->field[id];
  enum coff_aux_refers refers = coff_build_refers(e, id);
  if (refers == COFF_REFERS_NOT || (v == 0 && refers != COFF_REFERS_SYMBOL))
    return true;
  if (refers == COFF_REFERS_SECTION)
    return v <= coff_section_count(r->f);
  if (refers == COFF_REFERS_END && v == coff_syment_count(r->f)) {
    uint64_t last = v;
    while (last > 0 && r->b->ids[last - 1] == COFF_BUILD_NONE)
      last--;
    e->field[id] = last == 0 ? 0 : (uint64_t)r->b->ids[last - 1] + 1;
    return true;
  }
  e->field[id] = id_of(r->b, v);
  return e->field[id] != COFF_BUILD_NONE;
}

// Takes over the entry whose bytes are at P, in its form.
static bool read_form(struct reading *r, const struct coff_auxent *read, const uint8_t *p)
{
  struct coff_auxent e = *read;
  struct coff_build *b = r->b;
  uint8_t was[64], is[64];
  uint32_t lines = find_line(r, e.field[COFF_AUX_LNNOPTR], &e.field[COFF_AUX_LNNOPTR]);
  uint32_t contents = find_contents(r, e.field[COFF_AUX_EXPTR], &e.field[COFF_AUX_EXPTR]);
  for (const struct coff_aux_item *i = e.layout->items; i < e.layout->items + e.layout->nitems; i++)
    if (e.field[i->id] == read->field[i->id] && !unresolve(r, &e, i->id))
      return false;
  struct coff_str name = {"", 0};
  uint64_t strx = 0;
  if (e.field[COFF_AUX_STRX] != 0) {
    if (!coff_file_string(r->f, e.field[COFF_AUX_STRX], &name) || name.size == 0)
      return false;
    strx = e.field[COFF_AUX_STRX];
    e.field[COFF_AUX_STRX] = 0;
  }
  if (lines == 0 && contents == 0 && strx == 0 && memcmp(&e, read, sizeof e) == 0)
    return coff_build_share_aux(b, p, e.layout, false);
  if (!coff_swap_auxent_out(b->target, read, was) || !coff_swap_auxent_out(b->target, &e, is))
    return false;
  if (!coff_build_aux_bytes(b, p))
    return false;
  struct coff_build_aux *a = &b->auxes[b->nauxes - 1];
  for (unsigned i = 0; i < b->target->records->auxesz; i++)
    a->bytes[i] ^= was[i] ^ is[i];
  a->layout = e.layout;
  a->lines_of = lines;
  a->contents_of = contents;
  a->from_strx = strx;
  return name.size == 0 || coff_build_keep(b, name, &a->name);
}

// Whether entry E refers to nothing: its bytes are good wherever it goes.
static bool is_plain(const struct coff_auxent *e)
{
  const struct coff_aux_layout *l = e->layout;
  if (e->field[COFF_AUX_LNNOPTR] != 0 || e->field[COFF_AUX_EXPTR] != 0 ||
      e->field[COFF_AUX_STRX] != 0)
    return false;
  for (const struct coff_aux_item *i = l->items; i < l->items + l->nitems; i++) {
    enum coff_aux_refers refers = coff_build_refers(e, i->id);
    if (refers == COFF_REFERS_SYMBOL || (refers != COFF_REFERS_NOT && e->field[i->id] != 0))
      return false;
  }
  return true;
}

static bool read_aux(struct reading *r, uint64_t index, const struct coff_syment *s, unsigned which)
{
  struct coff_auxent e;
  const uint8_t *p = coff_syment_bytes(r->f, index + 1 + which);
  uint32_t before = r->b->nauxes;
  if (p == NULL || !coff_auxent_read(r->f, index, s, which, &e))
    return coff_fail(r->b->ctx, coff_file_place(r->f, COFF_NOWHERE),
                     "auxiliary entries of symbol %" PRIu64 " are cut off", index);
  if (e.layout == NULL || is_plain(&e))
    return coff_build_share_aux(r->b, p, e.layout, true);
  if (read_form(r, &e, p))
    return true;
  if (r->b->nauxes != before)
    return false; // out of memory, which has been reported
  // GNU ld leaves indices of the object in images, and there is nobody to mind.
  if (coff_file_kind(r->f) != COFF_KIND_IMAGE)
    coff_report(r->b->ctx, COFF_WARNING, coff_file_place(r->f, COFF_NOWHERE),
                "auxiliary entry %u of symbol %" PRIu64
                " refers to something that is not there; it stays as it is",
                which, index);
  return coff_build_aux_bytes(r->b, p);
}

// Values of files chain them (C_FILE: the index of the next one); those of some classes are indices or
// offsets by definition.
static void read_value(const struct reading *r, struct coff_build_symbol *s)
{
  uint64_t v = s->native.value;
  uint32_t lines;
  switch (coff_class_kind(r->b->target, s->native.sclass)) {
  case COFF_CLASS_FILE:
    if (v == 0 || id_of(r->b, v) == COFF_BUILD_NONE)
      return;
    break;
  case COFF_CLASS_DEBUG_SYMBOL:
    if (id_of(r->b, v) == COFF_BUILD_NONE)
      return;
    break;
  case COFF_CLASS_DEBUG_LINE:
    lines = find_line(r, v, &s->native.value);
    s->lines_of = lines;
    s->what = lines == 0 ? COFF_BUILD_VALUE : COFF_BUILD_LINE;
    return;
  default: return;
  }
  s->what = COFF_BUILD_SYMBOL;
  s->native.value = id_of(r->b, v);
}

static bool read_symbol(struct reading *r, uint64_t index, struct coff_syment *s)
{
  struct coff_str name;
  struct coff_build *b = r->b;
  coff_syment_read(r->f, index, 1, s);
  if (!coff_syment_name(r->f, s, &name))
    return coff_fail(b->ctx, coff_file_place(r->f, COFF_NOWHERE),
                     "symbol %" PRIu64 " has no name that could be written", index);
  struct coff_syment native = *s;
  if (native.scnum > 0 && (uint32_t)native.scnum > coff_section_count(r->f))
    return coff_fail(b->ctx, coff_file_place(r->f, COFF_NOWHERE),
                     "symbol %" PRIu64 " is in section %" PRId32 ", which is not there", index,
                     native.scnum);
  uint32_t id = coff_build_counted_symbol(b, name, &native);
  if (id == COFF_BUILD_NONE)
    return false;
  if (b->target->records->symbolic == NULL)
    b->symbols[id].from = (uint32_t)index;
  read_value(r, &b->symbols[id]);
  for (unsigned i = 0; i < s->numaux; i++)
    if (!read_aux(r, index, s, i))
      return false;
  return true;
}

static bool read_symbols(struct reading *r)
{
  struct coff_syment s = {0};
  if (!find_places(r))
    return false;
  if (!reserve(r, number_symbols(r)))
    return false;
  for (uint64_t i = 0; i < coff_syment_count(r->f); i += 1 + (uint64_t)s.numaux)
    if (!read_symbol(r, i, &s))
      return false;
  return coff_build_read_symbolic(r->b, r->f);
}

bool coff_build_own_symbols(struct coff_build *b)
{
  struct reading r = {.f = b->from, .b = b};
  if (!b->symbols_taken || b->target->records->scnhdr == NULL)
    return true;
  b->symbols_taken = false;
  b->ids = coff_alloc_array(b->ctx, (size_t)coff_syment_count(r.f) + 1, sizeof *b->ids);
  bool ok = b->ids == NULL ? fail_memory(&r) : read_symbols(&r);
  coff_free(b->ctx, r.lines);
  coff_free(b->ctx, r.contents);
  return ok;
}
