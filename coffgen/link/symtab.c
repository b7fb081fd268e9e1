// The symbol table of the image: native records of the inputs, with what changed put in.
//
// Skip it unless a symbol is missing or has the wrong value.
//
// Twice over the same symbols: once to count, once to write. Whether one is written depends on the link alone, and
// where one goes on those before it; so files are counted, and then written, by many threads.
#include "base/alloc.h"
#include "base/pool.h"
#include "coff/format-sysv.h"
#include "edit/place.h"
#include "link/lines.h"
#include "link/scan.h"
#include "object/file.h"
#include <string.h>

enum { FILES = 16 }; // so many are worth a thread's while

struct writer {
  struct coff_link *ld;
  const struct coff_link_file *file;
  uint64_t entries, strings; // so far
  uint8_t *records, *text;   // where they go; NULL: counts only
  uint64_t text_at;          // offset of TEXT in the string table
  uint64_t first;            // entries before those of FILE
  uint32_t *indices; // by index in FILE: in the image, or COFF_NO_ID; NULL: not asked for yet
  uint64_t end;      // ... and behind the last one
  uint64_t first_file,
      next_file; // C_FILE symbols: the first one of FILE, counted from FIRST; of later files
  bool failed;   // out of memory
};

// What becomes of a symbol.
struct fate {
  bool written;
  int32_t scnum;
  uint64_t value;
};

static struct fate nowhere(void)
{
  return (struct fate){0};
}

// What is in an empty section that was left out counts as in the next one, or else in the one before.
static uint32_t neighbour(const struct coff_link *ld, uint32_t out)
{
  uint32_t other = out;
  while (other + 1 < ld->nouts && ld->outs[other].number == 0)
    other++;
  while (other > 0 && ld->outs[other].number == 0)
    other--;
  return other;
}

static struct fate placed(const struct coff_link *ld, uint32_t atom, uint64_t address)
{
  uint32_t out = ld->atoms[atom].out;
  if (atom == 0) // the headers, which are in no section
    return (struct fate){true, -1, address};
  if (out != COFF_NO_ID && ld->outs[out].number == 0 && !ld->defaults->headers_loaded)
    out = neighbour(ld, out);
  if (out == COFF_NO_ID || ld->outs[out].number == 0)
    return nowhere();
  uint64_t base = ld->image->section_relative ? ld->outs[out].address : 0;
  return (struct fate){true, (int32_t)ld->outs[out].number, address - base};
}

// Beginnings and ends of functions and blocks are places in sections, other entries are not: as GNU ld has it, what is no
// address is not absolute.
static struct fate fate_of_debug(const struct writer *w, const struct coff_link_scan *s)
{
  enum { ABSOLUTE = -1, DEBUG = -2 };
  const struct coff_link *ld = w->ld;
  bool all = ld->opt->strip == COFF_STRIP_NONE, windows = ld->defaults->headers_loaded;
  int32_t scnum = s->native.scnum;
  if (s->kind == COFF_ENTRY_FILE || scnum <= 0 || (uint32_t)scnum > w->file->natoms || !all) {
    bool entry = scnum == ABSOLUTE && s->kind == COFF_ENTRY_DEBUG && ld->image->loader == NULL;
    return (struct fate){all, entry && !windows ? DEBUG : scnum, s->native.value};
  }
  uint32_t atom = w->file->first_atom + (uint32_t)scnum - 1;
  const struct coff_atom *a = &ld->atoms[atom];
  if (a->state != 0)
    return nowhere();
  // PE specification, section 5.5.2: values of .bf, .lf and .ef are no addresses.
  uint64_t start = windows ? 0 : coff_section_address(w->file->file, (uint32_t)scnum);
  struct fate f = placed(ld, atom, a->address + s->native.value - start);
  if (windows)
    f.value = s->native.value;
  return f;
}

static struct fate fate_of_local(const struct writer *w, const struct coff_link_scan *s)
{
  const struct coff_link *ld = w->ld;
  if (s->kind == COFF_ENTRY_FILE || s->kind == COFF_ENTRY_DEBUG)
    return fate_of_debug(w, s);
  uint32_t ref = w->file->refs[s->index];
  if (ref == COFF_REF_NONE || ld->opt->discard_locals ||
      (s->native.numaux != 0 && ld->defaults->no_section_symbols && s->native.type == 0 &&
       s->value == 0))
    return nowhere();
  if (ref == COFF_REF_LOCAL)
    return (struct fate){true, -1, s->native.value};
  uint32_t atom = w->file->first_atom + (ref & ~COFF_REF_LOCAL) - 1;
  const struct coff_atom *a = &ld->atoms[atom];
  return (a->state & COFF_ATOM_GONE) != 0 ? nowhere() : placed(ld, atom, a->address + s->value);
}

// A global symbol stands where it is defined, once.
static struct fate fate_of_global(const struct writer *w, const struct coff_link_scan *s)
{
  const struct coff_link *ld = w->ld;
  uint32_t id = w->file->refs[s->index];
  if (id == COFF_REF_NONE)
    return nowhere();
  const struct coff_link_symbol *g = &ld->symbols[id];
  if (g->index != s->index || &ld->files[g->file] != w->file)
    return nowhere();
  struct coff_link_target to = coff_link_locate_symbol(ld, id);
  if (to.missing)
    return nowhere();
  return to.atom == COFF_NO_ID ? (struct fate){true, -1, to.address}
                               : placed(ld, to.atom, to.address);
}

static struct fate fate_of(const struct writer *w, const struct coff_link_scan *s)
{
  return s->global ? fate_of_global(w, s) : fate_of_local(w, s);
}

// ---- Records ------------------------------------------------------------------------------------

// A name that does not fit goes into the string table, which has room for it.
static void put_name(struct writer *w, struct coff_syment *sym, struct coff_str name)
{
  unsigned width = w->ld->image->records->syment->name.width;
  memset(sym->name, 0, sizeof sym->name);
  sym->strx = 0;
  if (name.size <= width) {
    memcpy(sym->name, name.data, name.size);
    return;
  }
  sym->strx = w->text_at + w->strings;
  if (w->text != NULL) {
    memcpy(w->text + w->strings, name.data, name.size);
    w->text[w->strings + name.size] = 0;
  }
  w->strings += name.size + 1;
}

static void put_record(struct writer *w, const struct coff_syment *sym)
{
  size_t size = w->ld->image->records->syment->size;
  if (w->records != NULL)
    coff_swap_syment_out(w->ld->image, sym, 1, w->records + w->entries * size);
  w->entries++;
}

// A weak external has become what it stands for.
static unsigned aux_count(const struct writer *w, const struct coff_link_scan *s)
{
  uint64_t left = w->file->nrefs - s->index - 1; // a damaged count may be anything
  if (s->kind == COFF_ENTRY_WEAK)
    return 0;
  return s->native.numaux < left ? s->native.numaux : (unsigned)left;
}

static void number_symbols(struct writer *w)
{
  struct coff_link_scan s = coff_link_scan(w->ld, w->file);
  uint64_t at = w->first;
  memset(w->indices, 0xff, (size_t)w->file->nrefs * sizeof *w->indices); // COFF_NO_ID
  while (coff_link_scan_next(&s)) {
    if (!fate_of(w, &s).written)
      continue;
    w->indices[s.index] = (uint32_t)at;
    at += 1 + aux_count(w, &s);
  }
  w->end = at;
}

// Few files have entries that refer to symbols: the others' are not numbered.
static bool has_indices(struct writer *w)
{
  if (w->indices == NULL && !w->failed) {
    w->indices = coff_alloc_array(w->ld->ctx, w->file->nrefs, sizeof *w->indices);
    w->failed = w->indices == NULL;
    if (!w->failed)
      number_symbols(w);
  }
  return !w->failed;
}

static uint32_t index_of(struct writer *w, uint32_t index)
{
  return has_indices(w) ? w->indices[index] : COFF_NO_ID;
}

// What is behind the end of a function or tag may have been left out: then the next one is.
static uint32_t end_of(struct writer *w, uint64_t index)
{
  uint32_t to = index < w->file->nrefs ? index_of(w, (uint32_t)index) : COFF_NO_ID;
  while (to == COFF_NO_ID && !w->failed && ++index < w->file->nrefs)
    to = w->indices[index];
  return to == COFF_NO_ID && w->indices != NULL ? (uint32_t)w->end : to;
}

// C_FILE symbols lead to the next one, the last to 0.
static uint64_t next_file(struct writer *w, const struct coff_link_scan *s)
{
  struct coff_syment next;
  uint64_t to = s->native.value;
  if (to > s->index && to < w->file->nrefs && coff_syment_read(w->file->file, to, 1, &next) == 1 &&
      next.sclass == s->native.sclass && index_of(w, (uint32_t)to) != COFF_NO_ID)
    return index_of(w, (uint32_t)to);
  return w->next_file;
}

// A name of a file that stands in the string table.
static void put_file_name(struct writer *w, const struct coff_link_scan *s, unsigned which,
                          uint8_t *p)
{
  struct coff_auxent a;
  struct coff_str name;
  if (!coff_auxent_read(w->file->file, s->index, &s->native, which, &a) || a.layout == NULL ||
      a.field[COFF_AUX_STRX] == 0 || a.name.size != 0 ||
      !coff_file_string(w->file->file, a.field[COFF_AUX_STRX], &name))
    return;
  a.field[COFF_AUX_STRX] = w->text_at + w->strings;
  if (p != NULL) {
    memcpy(w->text + w->strings, name.data, name.size);
    w->text[w->strings + name.size] = 0;
    coff_swap_auxent_out(w->ld->image, &a, p);
  }
  w->strings += name.size + 1;
}

// Indices in auxiliary entries follow; what is left out is index 0.
static void put_aux(struct writer *w, const struct coff_link_scan *s, unsigned which)
{
  struct coff_auxent a;
  size_t size = w->ld->image->records->syment->size;
  uint8_t *p = w->records == NULL ? NULL : w->records + w->entries * size;
  w->entries++;
  if (s->index + 1 + which >= w->file->nrefs || (p == NULL && s->kind != COFF_ENTRY_FILE))
    return;
  uint64_t record = w->file->target->records->syment->size;
  const uint8_t *from = coff_syment_bytes(w->file->file, s->index + 1 + which);
  if (p != NULL)
    memcpy(p, from, record < size ? record : size);
  if (s->kind == COFF_ENTRY_FILE) {
    put_file_name(w, s, which, p);
    return;
  }
  if (!coff_auxent_read(w->file->file, s->index, &s->native, which, &a) || a.layout == NULL)
    return;
  bool changed = a.field[COFF_AUX_LNNOPTR] != 0;
  if (changed)
    a.field[COFF_AUX_LNNOPTR] =
        coff_link_line_offset(w->ld, (uint32_t)(w->file - w->ld->files), a.field[COFF_AUX_LNNOPTR]);
  for (unsigned i = 0; i < a.layout->nitems; i++) {
    unsigned id = a.layout->items[i].id;
    bool end = id == COFF_AUX_ENDNDX;
    if (a.field[id] == 0 || (!end && !coff_aux_is_symbol(&a, (enum coff_aux_id)id)))
      continue;
    uint32_t to = a.field[id] < w->file->nrefs ? index_of(w, (uint32_t)a.field[id]) : COFF_NO_ID;
    if (end)
      to = end_of(w, a.field[id]);
    a.field[id] = to == COFF_NO_ID ? 0 : to;
    changed = true;
  }
  if (changed)
    coff_swap_auxent_out(w->ld->image, &a, p);
}

static void put_symbol(struct writer *w, const struct coff_link_scan *s, const struct fate *f)
{
  struct coff_syment sym = s->native;
  struct coff_str name;
  if (!coff_link_scan_name(s, &name))
    name.size = 0;
  sym.scnum = f->scnum;
  sym.value = f->value;
  sym.numaux = aux_count(w, s);
  if (s->weak)
    sym.sclass = C_EXT;
  if (s->kind == COFF_ENTRY_FILE) {
    w->first_file = w->first_file == 0 ? w->entries - w->first + 1 : w->first_file;
    sym.value = w->records == NULL ? 0 : next_file(w, s);
  }
  put_name(w, &sym, name);
  put_record(w, &sym);
  for (unsigned i = 0; i < sym.numaux; i++)
    put_aux(w, s, i);
}

static void put_file(struct writer *w)
{
  struct coff_link_scan s = coff_link_scan(w->ld, w->file);
  w->first = w->entries;
  while (coff_link_scan_next(&s)) {
    struct fate f = fate_of(w, &s);
    if (f.written)
      put_symbol(w, &s, &f);
  }
}

// Symbols of the linker itself, and those that no symbol table has (common ones have one).
static void put_own(struct writer *w)
{
  const struct coff_link *ld = w->ld;
  for (uint32_t i = 0; i < ld->nsymbols; i++) {
    const struct coff_link_symbol *g = &ld->symbols[i];
    if (g->index != COFF_REF_NONE || g->state < COFF_LINK_ABSOLUTE)
      continue;
    struct coff_link_target to = coff_link_locate_symbol(ld, i);
    struct fate f = to.atom == COFF_NO_ID ? (struct fate){true, -1, to.address}
                                          : placed(ld, to.atom, to.address);
    if (!f.written)
      continue;
    struct coff_syment sym = {.scnum = f.scnum, .value = f.value, .sclass = C_EXT};
    put_name(w, &sym, g->name);
    put_record(w, &sym);
  }
}

// ---- Files --------------------------------------------------------------------------------------

// Entries and bytes of strings of each file, then what stands before them.
struct coff_link_share {
  uint64_t entries, strings;
  uint64_t
      file; // its first C_FILE symbol, counted from 1 and FILE's first entry; then that of later files, from 0
  bool failed;
};

static void count_file(void *user, uint32_t file)
{
  struct coff_link *ld = user;
  struct writer w = {.ld = ld, .file = &ld->files[file]};
  if (file != 0 && w.file->file != NULL)
    put_file(&w);
  ld->shares[file] = (struct coff_link_share){w.entries, w.strings, w.first_file, false};
}

// Symbolic information (ECOFF) of several objects is not put together: an image has none.
bool coff_link_has_symbols(const struct coff_link *ld)
{
  return ld->opt->strip != COFF_STRIP_ALL && ld->image->records->symbolic == NULL;
}

bool coff_link_count_symbols(struct coff_link *ld)
{
  struct writer own = {.ld = ld};
  uint64_t entries = 0, strings = 0;
  ld->shares = coff_link_bytes(ld, ld->nfiles * sizeof *ld->shares);
  if (ld->shares == NULL)
    return false;
  coff_pool_run(coff_link_threads(ld, ld->nfiles / FILES), ld->nfiles, count_file, ld);
  for (uint32_t i = 0; i < ld->nfiles; i++) {
    struct coff_link_share is = ld->shares[i];
    ld->shares[i].entries = entries;
    ld->shares[i].strings = strings;
    entries += is.entries;
    strings += is.strings;
  }
  uint64_t next = 0;
  for (uint32_t i = ld->nfiles; i-- > 0;) {
    uint64_t is = ld->shares[i].file;
    ld->shares[i].file = next;
    next = is == 0 ? next : ld->shares[i].entries + is - 1;
  }
  put_own(&own);
  ld->build->given_entries = entries + own.entries;
  ld->build->given_strings = strings + own.strings;
  return true;
}

// A writer of what begins behind SHARE.
static struct writer writer_at(struct coff_link *ld, uint64_t entries, uint64_t strings)
{
  const struct coff_build *b = ld->build;
  struct writer w = {.ld = ld, .entries = entries, .strings = strings};
  w.records = ld->buf + b->symbols_at;
  w.text_at = b->strings_end - b->strings_at - b->given_strings;
  w.text = ld->buf + b->strings_at + w.text_at;
  return w;
}

static void write_file(void *user, uint32_t file)
{
  struct coff_link *ld = user;
  struct coff_link_share *share = &ld->shares[file];
  struct writer w = writer_at(ld, share->entries, share->strings);
  w.file = &ld->files[file];
  w.next_file = share->file;
  if (file != 0 && w.file->file != NULL)
    put_file(&w);
  if (ld->nlines != 0 && w.file->nlined != 0 && w.file->nrefs != 0 && has_indices(&w))
    coff_link_write_lines(ld, file, w.indices);
  share->failed = w.failed;
  coff_free(ld->ctx, w.indices);
}

void coff_link_write_symbols(struct coff_link *ld)
{
  const struct coff_build *b = ld->build;
  struct writer own = {.ld = ld};
  if (!coff_link_has_symbols(ld))
    return;
  put_own(&own); // counts
  own = writer_at(ld, b->given_entries - own.entries, b->given_strings - own.strings);
  coff_pool_run(coff_link_threads(ld, ld->nfiles / FILES), ld->nfiles, write_file, ld);
  put_own(&own);
  for (uint32_t i = 0; i < ld->nfiles; i++)
    if (ld->shares[i].failed)
      coff_link_out_of_memory(ld);
}
