// A builder from a file: everything that headers lead to, ready to be written again.
//
// Skip it unless something of a file is lost when it is written again.
//
// Indices become ids on the way in, file offsets what they point to. Where an entry refers to something
// that is not there, its bytes are kept and a warning says so.
#include "base/alloc.h"
#include "codec/names.h"
#include "coff/build.h"
#include "edit/memory.h"
#include "edit/symbols.h"
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { DOS_HEADER = 0x40 };

// Offset in the file, as headers count, and the id of the section whose part begins there.
struct place {
  uint64_t at;
  uint32_t id;
};

struct reading {
  const struct coff_file *f;
  struct coff_build *b;
  uint32_t *ids;      // by index: id of the symbol there, or COFF_BUILD_NONE (auxiliary entries)
  uint32_t *sections; // by number: id, 0 for headers that are not taken over
  struct place *lines, *contents; // sorted
  uint32_t nlines, ncontents;
};

static bool fail_memory(const struct reading *r)
{
  return coff_fail(r->b->ctx, coff_file_place(r->f, COFF_NOWHERE), "out of memory");
}

// ---- Headers ----------------------------------------------------------------------------------

static void read_stub(struct reading *r)
{
  uint64_t end = coff_file_header_offset(r->f);
  if (coff_file_target(r->f)->container == COFF_AT_LFANEW)
    end -= 4;
  if (coff_file_target(r->f)->container == COFF_AT_LFANEW && end < DOS_HEADER)
    return; // headers inside of the MS-DOS header: they get one of their own
  coff_view_table(coff_file_bytes(r->f), 0, end, 1, &r->b->stub);
}

static bool read_headers(struct reading *r)
{
  struct coff_build *b = r->b;
  const struct coff_aouthdr *aout = coff_file_aouthdr(r->f);
  b->header = *coff_file_header(r->f);
  read_stub(r);
  if (b->target->records->scnhdr == NULL) {
    struct coff_view all = coff_file_bytes(r->f);
    uint64_t at = coff_file_header_offset(r->f) + b->target->records->filehdr->size;
    return coff_view_table(all, at, all.size - at, 1, &b->payload);
  }
  b->aout_size = b->header.opthdr;
  b->aout_bytes = coff_file_aouthdr_bytes(r->f);
  if (aout == NULL)
    return true;
  b->aout_layout = coff_file_aouthdr_layout(r->f);
  b->aout = *aout;
  b->aout_as_given = true;
  b->post_link = aout->field[COFF_AOUT_CHECKSUM] != 0;
  uint32_t rva, size;
  while (b->ndirs < COFF_DIRS && coff_file_directory(r->f, b->ndirs, &rva, &size))
    b->dirs[b->ndirs++] = (struct coff_build_dir){rva, size};
  return true;
}

// ---- Sections ---------------------------------------------------------------------------------

// Names of symbols are written anew, so their section is made anew.
static bool holds_names(const struct reading *r, const struct coff_section *s)
{
  const struct coff_target *t = coff_file_target(r->f);
  return t->debug_prefix != 0 && t->debug_section != NULL &&
         s->name.size == strlen(t->debug_section) &&
         memcmp(s->name.data, t->debug_section, s->name.size) == 0;
}

static bool read_section(struct reading *r, uint32_t number)
{
  struct coff_section s;
  struct coff_view contents;
  coff_section_get(r->f, number, &s);
  if ((s.flags & COFF_SEC_OVERFLOW) != 0)
    return true;
  struct coff_scnhdr h = s.header;
  if (s.count_in_first)
    h.flags &= ~coff_section_flag_for(r->b->target, COFF_SEC_COUNT_OVERFLOW);
  uint32_t id = coff_build_section(r->b, s.name, &h);
  if (id == 0)
    return false;
  r->sections[number] = id;
  r->b->sections[id - 1].holds_names = holds_names(r, &s);
  if (s.long_name)
    r->b->long_names = true;
  if (!coff_section_contents(r->f, &s, &contents))
    return false;
  return contents.size == 0 || coff_build_contents(r->b, id, contents);
}

static uint32_t id_of(const struct reading *r, uint64_t index)
{
  return index < coff_syment_count(r->f) ? r->ids[index] : COFF_BUILD_NONE;
}

static bool read_relocs(struct reading *r, const struct coff_section *s, uint32_t id)
{
  struct coff_reloc_table t;
  struct coff_reloc one;
  if (!coff_section_relocs(r->f, s, &t))
    return false;
  for (uint64_t i = 0; coff_reloc_read(r->f, &t, i, 1, &one) != 0; i++) {
    uint32_t symbol = id_of(r, one.symndx);
    if (one.is_number || one.by_section)
      symbol = one.symndx;
    else if (coff_reloc_is_bare(r->b->target, &one))
      symbol = COFF_BUILD_NONE;
    else if (symbol == COFF_BUILD_NONE)
      return coff_fail(r->b->ctx, coff_file_place(r->f, t.bytes.origin),
                       "relocation %" PRIu64 " of section %" PRIu32 " names no symbol: %" PRIu32, i,
                       s->number, one.symndx);
    one.symndx = symbol;
    if (!coff_build_reloc(r->b, id, &one))
      return false;
  }
  return true;
}

// The symbol at INDEX of line number ROW, as its id; false after a report.
static bool line_symbol(const struct reading *r, const struct coff_lineno_table *t, uint64_t row,
                        uint32_t *index)
{
  uint32_t symbol = id_of(r, *index);
  if (symbol == COFF_BUILD_NONE)
    return coff_fail(r->b->ctx, coff_file_place(r->f, t->bytes.origin),
                     "line number %" PRIu64 " names no symbol: %" PRIu32, row, *index);
  *index = symbol;
  return true;
}

static bool read_lines(struct reading *r, const struct coff_section *s, uint32_t id)
{
  const struct coff_lineno_layout *l = r->b->target->records->lineno;
  struct coff_lineno_table t;
  struct coff_lineno one;
  if (!coff_section_linenos(r->f, s, &t))
    return false;
  for (uint64_t i = 0; coff_lineno_read(r->f, &t, i, 1, &one) != 0; i++) {
    if ((one.lnno == 0 && l->symndx.width != 0 && !line_symbol(r, &t, i, &one.symndx)) ||
        (l->srcndx.width != 0 && !line_symbol(r, &t, i, &one.srcndx)) ||
        (l->fcnndx.width != 0 && !line_symbol(r, &t, i, &one.fcnndx)))
      return false;
    if (!coff_build_line(r->b, id, &one))
      return false;
  }
  return true;
}

static bool read_tables(struct reading *r)
{
  for (uint32_t n = 1; n <= coff_section_count(r->f); n++) {
    struct coff_section s;
    if (r->sections[n] == 0)
      continue;
    coff_section_get(r->f, n, &s);
    if (!read_relocs(r, &s, r->sections[n]) || !read_lines(r, &s, r->sections[n]))
      return false;
  }
  return true;
}

// ---- Symbols ----------------------------------------------------------------------------------

// Which index is which symbol: needed before the first entry that refers to a later one.
static void number_symbols(struct reading *r)
{
  struct coff_syment s;
  uint64_t n = coff_syment_count(r->f);
  uint32_t id = 0;
  for (uint64_t i = 0; i < n; i++)
    r->ids[i] = COFF_BUILD_NONE;
  for (uint64_t i = 0; i < n && coff_syment_read(r->f, i, 1, &s) != 0; i += 1 + (uint64_t)s.numaux)
    r->ids[i] = id++;
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
  if (p == NULL || offset - p->at >= r->b->sections[p->id - 1].pieces[0].size)
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
    if (s->nlines != 0)
      r->lines[r->nlines++] = (struct place){s->header.lnnoptr, i + 1};
    if (s->npieces != 0)
      r->contents[r->ncontents++] = (struct place){s->header.scnptr, i + 1};
  }
  if (r->nlines > 1)
    qsort(r->lines, r->nlines, sizeof *r->lines, by_offset);
  if (r->ncontents > 1)
    qsort(r->contents, r->ncontents, sizeof *r->contents, by_offset);
  return true;
}

// One field: what the file has there becomes what a builder has. False if it leads nowhere.
static bool unresolve(const struct reading *r, struct coff_auxent *e, enum coff_aux_id id)
{
  uint64_t v = e->field[id];
  enum coff_aux_refers refers = coff_build_refers(e, id);
  if (refers == COFF_REFERS_NOT || (v == 0 && refers != COFF_REFERS_SYMBOL))
    return true;
  if (refers == COFF_REFERS_SECTION) {
    if (v > coff_section_count(r->f) || r->sections[v] == 0)
      return false;
    e->field[id] = r->sections[v];
    return true;
  }
  if (refers == COFF_REFERS_END && v == coff_syment_count(r->f)) {
    uint64_t last = v;
    while (last > 0 && r->ids[last - 1] == COFF_BUILD_NONE)
      last--;
    e->field[id] = last == 0 ? 0 : (uint64_t)r->ids[last - 1] + 1;
    return true;
  }
  e->field[id] = id_of(r, v);
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
  if (e.field[COFF_AUX_STRX] != 0) {
    if (!coff_file_string(r->f, e.field[COFF_AUX_STRX], &name) || name.size == 0)
      return false;
    e.field[COFF_AUX_STRX] = 0;
  }
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
  return name.size == 0 || coff_build_keep(b, name, &a->name);
}

static bool read_aux(struct reading *r, uint64_t index, const struct coff_syment *s, unsigned which)
{
  struct coff_auxent e;
  const uint8_t *p = coff_syment_bytes(r->f, index + 1 + which);
  uint32_t before = r->b->nauxes;
  if (p == NULL || !coff_auxent_read(r->f, index, s, which, &e))
    return coff_fail(r->b->ctx, coff_file_place(r->f, COFF_NOWHERE),
                     "auxiliary entries of symbol %" PRIu64 " are cut off", index);
  if (e.layout != NULL && read_form(r, &e, p))
    return true;
  if (r->b->nauxes != before)
    return false; // out of memory, which has been reported
  if (e.layout != NULL)
    coff_report(r->b->ctx, COFF_WARNING, coff_file_place(r->f, COFF_NOWHERE),
                "auxiliary entry %u of symbol %" PRIu64
                " refers to something that is not there; it stays as it is",
                which, index);
  return coff_build_aux_bytes(r->b, p);
}

static enum coff_class_kind kind_of(const struct coff_target *t, uint32_t sclass)
{
  for (size_t i = 0; t->classes != NULL && i < t->classes->n; i++)
    if (t->classes->classes[i].sclass == sclass)
      return (enum coff_class_kind)t->classes->classes[i].kind;
  return COFF_CLASS_OTHER;
}

// Values of files chain them (C_FILE: the index of the next one); those of some classes are indices or
// offsets by definition.
static void read_value(const struct reading *r, struct coff_build_symbol *s)
{
  uint64_t v = s->native.value;
  uint32_t lines;
  switch (kind_of(r->b->target, s->native.sclass)) {
  case COFF_CLASS_FILE:
    if (v == 0 || id_of(r, v) == COFF_BUILD_NONE)
      return;
    break;
  case COFF_CLASS_DEBUG_SYMBOL:
    if (id_of(r, v) == COFF_BUILD_NONE)
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
  s->native.value = id_of(r, v);
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
  if (native.scnum > 0) {
    bool there = (uint32_t)native.scnum <= coff_section_count(r->f);
    if (!there || r->sections[native.scnum] == 0)
      return coff_fail(b->ctx, coff_file_place(r->f, COFF_NOWHERE),
                       "symbol %" PRIu64 " is in section %" PRId32 ", which is not there", index,
                       native.scnum);
    native.scnum = (int32_t)r->sections[native.scnum];
  }
  uint32_t id = coff_build_counted_symbol(b, name, &native);
  if (id == COFF_BUILD_NONE)
    return false;
  read_value(r, &b->symbols[id]);
  for (unsigned i = 0; i < s->numaux; i++)
    if (!read_aux(r, index, s, i))
      return false;
  return true;
}

static bool read_all(struct reading *r)
{
  struct coff_syment s = {0};
  if (!read_headers(r))
    return false;
  if (r->b->target->records->scnhdr == NULL)
    return true;
  number_symbols(r);
  for (uint32_t n = 1; n <= coff_section_count(r->f); n++)
    if (!read_section(r, n))
      return false;
  if (!read_tables(r) || !find_places(r))
    return false;
  for (uint64_t i = 0; i < coff_syment_count(r->f); i += 1 + (uint64_t)s.numaux)
    if (!read_symbol(r, i, &s))
      return false;
  return coff_build_read_symbolic(r->b, r->f);
}

struct coff_build *coff_build_from_file(const struct coff_file *f)
{
  struct reading r = {.f = f};
  const struct coff_context *ctx = coff_file_context(f);
  bool ok = false;
  r.b = coff_build_new(ctx, coff_file_name(f), coff_file_target(f), coff_file_kind(f), 0);
  if (r.b == NULL)
    return NULL;
  r.ids = coff_alloc_array(ctx, (size_t)coff_syment_count(f) + 1, sizeof *r.ids);
  r.sections = coff_alloc_array(ctx, (size_t)coff_section_count(f) + 1, sizeof *r.sections);
  if (r.ids == NULL || r.sections == NULL)
    fail_memory(&r);
  else
    ok = read_all(&r);
  coff_free(ctx, r.ids);
  coff_free(ctx, r.sections);
  coff_free(ctx, r.lines);
  coff_free(ctx, r.contents);
  if (ok)
    return r.b;
  coff_build_free(r.b);
  return NULL;
}
