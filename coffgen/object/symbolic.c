// Symbolic information (ECOFF): its header, its tables, and one space of indices for its symbols.
//
// Skip it unless a symbol of an ECOFF file has the wrong name, section or file descriptor.
//
// External symbols come first, as relocations count them; the local symbols of all file descriptors
// follow in the order of their table. A local symbol does not say to which descriptor it belongs,
// but needs it for its name: the descriptors' shares are sorted on first use.
//
// Invariant: (1) tables[i] holds counts[i] whole records.
#include "object/symbolic.h"
#include "base/alloc.h"
#include "coff/ecoff.h"
#include "coff/format-ecoff.h"
#include "coff/format-sysv.h"
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

static const struct coff_symbolic *layout(const struct coff_file *f)
{
  return f->target->records->symbolic;
}

unsigned coff_symbolic_entry_size(const struct coff_target *t, unsigned table)
{
  const struct coff_symbolic *l = t->records->symbolic;
  switch ((enum coff_symbolic_table_id)table) {
  case COFF_SYMBOLIC_DENSE: return l->records[COFF_SYMBOLIC_DNR].size;
  case COFF_SYMBOLIC_PROCEDURES: return l->records[COFF_SYMBOLIC_PDR].size;
  case COFF_SYMBOLIC_LOCALS: return l->local->size;
  case COFF_SYMBOLIC_OPTIMISATIONS: return l->records[COFF_SYMBOLIC_OPTR].size;
  case COFF_SYMBOLIC_AUXILIARIES: return l->records[COFF_SYMBOLIC_ISYM].size;
  case COFF_SYMBOLIC_FILES: return l->records[COFF_SYMBOLIC_FDR].size;
  case COFF_SYMBOLIC_RELATIVES: return l->records[COFF_SYMBOLIC_RFDT].size;
  case COFF_SYMBOLIC_EXTERNALS: return t->records->syment->size;
  default: return 1;
  }
}

const char *coff_ecoff_table_name(enum coff_symbolic_table_id table)
{
  static const char *const names[] = {
      [COFF_SYMBOLIC_LINES] = "packed line numbers",
      [COFF_SYMBOLIC_DENSE] = "dense numbers",
      [COFF_SYMBOLIC_PROCEDURES] = "procedure descriptors",
      [COFF_SYMBOLIC_LOCALS] = "local symbols",
      [COFF_SYMBOLIC_OPTIMISATIONS] = "optimisation symbols",
      [COFF_SYMBOLIC_AUXILIARIES] = "auxiliary symbols",
      [COFF_SYMBOLIC_STRINGS] = "local strings",
      [COFF_SYMBOLIC_EXTERNAL_STRINGS] = "external strings",
      [COFF_SYMBOLIC_FILES] = "file descriptors",
      [COFF_SYMBOLIC_RELATIVES] = "relative file descriptors",
      [COFF_SYMBOLIC_EXTERNALS] = "external symbols",
  };
  return (size_t)table < COFF_COUNT(names) ? names[table] : "unknown";
}

const struct coff_symbolic_numbers *coff_ecoff_header(const struct coff_file *f)
{
  return f->symbolic == NULL ? NULL : &f->symbolic->header;
}

struct coff_view coff_ecoff_table(const struct coff_file *f, enum coff_symbolic_table_id table,
                                  uint64_t *count)
{
  struct coff_view none = {(const uint8_t *)"", 0, 0};
  bool has = f->symbolic != NULL && (size_t)table < COFF_SYMBOLIC_TABLES;
  if (count != NULL)
    *count = has ? f->symbolic->counts[table] : 0;
  return has ? f->symbolic->tables[table] : none;
}

static void map_table(struct coff_file *f, struct coff_symbolic_file *y, unsigned table)
{
  uint64_t claimed = y->header.field[COFF_HDRR_COUNT + table];
  uint64_t at = y->header.field[COFF_HDRR_OFFSET + table];
  y->tables[table] = (struct coff_view){(const uint8_t *)"", 0, f->base};
  if (claimed == 0)
    return;
  if (at != 0)
    y->counts[table] = coff_view_clip(
        f->coff, at, claimed, coff_symbolic_entry_size(f->target, table), &y->tables[table]);
  if (y->counts[table] != claimed)
    coff_fail(f->ctx, coff_file_place(f, f->base + at),
              "table of %" PRIu64 " %s runs past the end of the file; %" PRIu64 " are there",
              claimed, coff_ecoff_table_name((enum coff_symbolic_table_id)table), y->counts[table]);
}

// Symbols name no section but a storage class, which goes by the section's name.
static void map_storage(const struct coff_file *f, struct coff_symbolic_file *y)
{
  for (unsigned sc = 0; sc < COFF_STORAGE_CLASSES; sc++) {
    struct coff_section s;
    bool known = sc < layout(f)->nstorage;
    const struct coff_storage *w = known ? &layout(f)->storage[sc] : NULL;
    y->scnum[sc] = known ? w->place : COFF_STORAGE_NOWHERE;
    if (known && w->place == COFF_STORAGE_SECTION)
      y->scnum[sc] = coff_section_find(f, w->section, &s) ? (int32_t)s.number : N_ABS;
  }
}

// The header's bytes; false if there is none, which has been said.
static bool find_header(const struct coff_file *f, struct coff_view *bytes)
{
  unsigned size = layout(f)->records[COFF_SYMBOLIC_HDRR].size;
  uint64_t at = f->header.symptr, claimed = f->header.nsyms;
  if (at == 0)
    return claimed != 0 &&
           coff_fail(f->ctx, coff_file_place(f, f->header_at),
                     "a symbolic header of %" PRIu64 " bytes is claimed, but not its offset",
                     claimed);
  if (!coff_view_table(f->coff, at, 1, size, bytes))
    return coff_fail(f->ctx, coff_file_place(f, f->base + at),
                     "symbolic header runs past the end of the file");
  uint64_t magic = coff_load(bytes->data, 2, f->target->order);
  if (magic != layout(f)->magic)
    return coff_fail(f->ctx, coff_file_place(f, f->base + at),
                     "symbolic header begins with 0x%" PRIx64 ", not 0x%x", magic,
                     layout(f)->magic);
  if (claimed != size)
    coff_report(f->ctx, COFF_WARNING, coff_file_place(f, f->base + at),
                "symbolic header has %u bytes, and the file header says %" PRIu64, size, claimed);
  return true;
}

bool coff_symbolic_map(struct coff_file *f)
{
  struct coff_view bytes;
  if (!find_header(f, &bytes))
    return true;
  struct coff_symbolic_file *y = coff_alloc(f->ctx, sizeof *y);
  if (y == NULL)
    return coff_fail(f->ctx, coff_file_place(f, COFF_NOWHERE), "out of memory");
  coff_swap_symbolic_in(f->target, COFF_SYMBOLIC_HDRR, f->target->order, bytes.data, &y->header);
  y->header_bytes = bytes;
  for (unsigned i = 0; i < COFF_SYMBOLIC_TABLES; i++)
    map_table(f, y, i);
  map_storage(f, y);
  f->symbolic = y;
  f->symbols = y->tables[COFF_SYMBOLIC_EXTERNALS];
  f->nsyms = y->counts[COFF_SYMBOLIC_EXTERNALS] + y->counts[COFF_SYMBOLIC_LOCALS];
  return true;
}

void coff_symbolic_free(struct coff_file *f)
{
  if (f->symbolic == NULL)
    return;
  for (unsigned i = 0; i < COFF_OWNED_KINDS; i++)
    coff_free(f->ctx, coff_once_get(&f->symbolic->owners[i]));
  coff_free(f->ctx, coff_once_get(&f->symbolic->procedures));
  coff_free(f->ctx, f->symbolic);
}

// ---- File descriptors by their symbols --------------------------------------------------------

struct share {
  uint64_t first, end;
  uint32_t file;
};
struct owners {
  size_t count;
  struct share shares[]; // that are not empty, by their first entry
};

static int compare_shares(const void *a, const void *b)
{
  const struct share *x = a, *y = b;
  if (x->first != y->first)
    return x->first < y->first ? -1 : 1;
  return x->file < y->file ? -1 : x->file > y->file;
}

static struct owners *build_owners(const struct coff_file *f, enum coff_symbolic_owned what)
{
  static const struct {
    uint8_t first, count;
  } fields[COFF_OWNED_KINDS] = {
      [COFF_OWNED_SYMBOLS] = {COFF_FDR_ISYMBASE, COFF_FDR_CSYM},
      [COFF_OWNED_PROCEDURES] = {COFF_FDR_IPDFIRST, COFF_FDR_CPD},
      [COFF_OWNED_AUXILIARIES] = {COFF_FDR_IAUXBASE, COFF_FDR_CAUX},
  };
  const struct coff_symbolic_file *y = f->symbolic;
  size_t n = (size_t)y->counts[COFF_SYMBOLIC_FILES];
  struct owners *o = coff_alloc(f->ctx, sizeof *o + n * sizeof o->shares[0]);
  struct coff_symbolic_numbers fd;
  if (o == NULL)
    return NULL;
  for (size_t i = 0; i < n; i++) {
    coff_swap_symbolic_in(f->target, COFF_SYMBOLIC_FDR, f->target->order,
                          y->tables[COFF_SYMBOLIC_FILES].data +
                              i * coff_symbolic_entry_size(f->target, COFF_SYMBOLIC_FILES),
                          &fd);
    uint64_t first = fd.field[fields[what].first], count = fd.field[fields[what].count];
    if (count != 0)
      o->shares[o->count++] = (struct share){first, first + count, (uint32_t)i};
  }
  qsort(o->shares, o->count, sizeof o->shares[0], compare_shares);
  return o;
}

static const struct owners *owners_of(const struct coff_file *f, enum coff_symbolic_owned what)
{
  struct coff_once *once = &f->symbolic->owners[what];
  struct owners *o = coff_once_get(once);
  if (o != NULL)
    return o;
  struct owners *mine = build_owners(f, what);
  if (mine == NULL) {
    coff_fail(f->ctx, coff_file_place(f, COFF_NOWHERE), "out of memory");
    return NULL;
  }
  o = coff_once_publish(once, mine);
  if (o != mine)
    coff_free(f->ctx, mine);
  return o;
}

// Of descriptors that share an entry, which no tool writes, the one that begins last.
static struct share share_of(const struct coff_file *f, enum coff_symbolic_owned what,
                             uint64_t index)
{
  const struct owners *o = owners_of(f, what);
  struct share none = {index, index + 1, ECOFF_NIL};
  size_t low = 0, high = o == NULL ? 0 : o->count;
  while (low < high) {
    size_t mid = low + (high - low) / 2;
    if (o->shares[mid].first <= index)
      low = mid + 1;
    else
      high = mid;
  }
  if (low == 0 || o->shares[low - 1].end <= index)
    return none;
  struct share s = o->shares[low - 1];
  if (low < o->count && o->shares[low].first < s.end)
    s.end = o->shares[low].first;
  return s;
}

uint32_t coff_symbolic_owner(const struct coff_file *f, enum coff_symbolic_owned what,
                             uint64_t index)
{
  return share_of(f, what, index).file;
}

// ---- Symbols ----------------------------------------------------------------------------------

const uint8_t *coff_symbolic_bytes(const struct coff_file *f, uint64_t index)
{
  const struct coff_symbolic_file *y = f->symbolic;
  uint64_t externals = y->counts[COFF_SYMBOLIC_EXTERNALS];
  if (index >= f->nsyms)
    return NULL;
  if (index < externals)
    return f->symbols.data + index * f->target->records->syment->size;
  return y->tables[COFF_SYMBOLIC_LOCALS].data + (index - externals) * layout(f)->local->size;
}

uint64_t coff_symbolic_offset(const struct coff_file *f, uint64_t index)
{
  const struct coff_symbolic_file *y = f->symbolic;
  uint64_t externals = y->counts[COFF_SYMBOLIC_EXTERNALS];
  if (index < externals)
    return f->symbols.origin + index * f->target->records->syment->size;
  return y->tables[COFF_SYMBOLIC_LOCALS].origin + (index - externals) * layout(f)->local->size;
}

static void place(const struct coff_file *f, struct coff_syment *s, size_t n)
{
  for (size_t i = 0; i < n; i++)
    s[i].scnum = s[i].sclass < COFF_STORAGE_CLASSES ? f->symbolic->scnum[s[i].sclass] : N_DEBUG;
}

static void own(const struct coff_file *f, uint64_t index, struct coff_syment *s, size_t n)
{
  struct share share = {0, 0, ECOFF_NIL};
  for (size_t i = 0; i < n; i++, index++) {
    if (index >= share.end)
      share = share_of(f, COFF_OWNED_SYMBOLS, index);
    s[i].file = share.file;
  }
}

size_t coff_symbolic_read(const struct coff_file *f, uint64_t index, size_t n,
                          struct coff_syment *s)
{
  uint64_t externals = f->symbolic->counts[COFF_SYMBOLIC_EXTERNALS];
  size_t outer = 0;
  if (index < externals) {
    outer = externals - index < n ? (size_t)(externals - index) : n;
    coff_swap_syment_in(f->target, coff_symbolic_bytes(f, index), outer, s);
  }
  if (outer < n) {
    coff_swap_local_in(f->target, coff_symbolic_bytes(f, index + outer), n - outer, s + outer);
    own(f, index + outer - externals, s + outer, n - outer);
  }
  place(f, s, n);
  return n;
}

bool coff_symbolic_name(const struct coff_file *f, const struct coff_syment *s,
                        struct coff_str *name)
{
  const struct coff_symbolic_file *y = f->symbolic;
  struct coff_view strings = y->tables[COFF_SYMBOLIC_EXTERNAL_STRINGS];
  struct coff_symbolic_numbers fd;
  uint64_t at = s->strx;
  bool terminated = false;
  if (at == ECOFF_NIL)
    return true;
  if (s->local) {
    if (s->file >= y->counts[COFF_SYMBOLIC_FILES])
      return false;
    coff_swap_symbolic_in(f->target, COFF_SYMBOLIC_FDR, f->target->order,
                          y->tables[COFF_SYMBOLIC_FILES].data +
                              (uint64_t)s->file *
                                  coff_symbolic_entry_size(f->target, COFF_SYMBOLIC_FILES),
                          &fd);
    at += fd.field[COFF_FDR_ISSBASE];
    strings = y->tables[COFF_SYMBOLIC_STRINGS];
  }
  *name = coff_view_string(strings, at, &terminated);
  return terminated;
}

static const char *section_of_code(const struct coff_target *t, uint32_t code)
{
  const struct coff_symbolic *y = t->records->symbolic;
  return y != NULL && code < y->ncodes ? y->codes[code] : NULL;
}

bool coff_symbolic_section(const struct coff_file *f, uint32_t code, struct coff_syment *s)
{
  struct coff_section section;
  const char *name = section_of_code(f->target, code);
  memset(s, 0, sizeof *s);
  if (name == NULL || !coff_section_find(f, name, &section))
    return false;
  s->value = section.header.vaddr;
  s->scnum = (int32_t)section.number;
  memcpy(s->name, name, strlen(name));
  return true;
}

bool coff_symbolic_is_code(const struct coff_target *t, uint32_t code)
{
  const struct coff_symbolic *y = t->records->symbolic;
  return y == NULL || code >= y->ncodes || y->codes[code] != NULL;
}
