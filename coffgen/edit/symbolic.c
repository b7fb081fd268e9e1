// Building symbolic information (ECOFF): file descriptors and the records that belong to them; taken over
// from a file.
//
// Skip it unless a record is lost or counted wrongly; where the tables lie is place-symbolic.c.
//
// Records of numbers are kept as they stand in the file: they count within their file descriptor, so
// nothing in them changes. File descriptors and symbols are kept apart, for their names move.
#include "base/alloc.h"
#include "coff/ecoff.h"
#include "coff/format-ecoff.h"
#include "edit/memory.h"
#include "edit/symbols.h"
#include <inttypes.h>
#include <string.h>

enum { LARGEST_RECORD = 160, RUN = 16, FAR = -8 };

// Which table the records of a kind are in, and the numbers of a file descriptor that say which of them
// are its own.
static const struct kind {
  bool addable, counted;
  uint8_t table, base, count;
} kinds[COFF_SYMBOLIC_RECORDS] = {
    [COFF_SYMBOLIC_PDR] = {true, true, COFF_SYMBOLIC_PROCEDURES, COFF_FDR_IPDFIRST, COFF_FDR_CPD},
    [COFF_SYMBOLIC_OPTR] = {true, true, COFF_SYMBOLIC_OPTIMISATIONS, COFF_FDR_IOPTBASE,
                            COFF_FDR_COPT},
    [COFF_SYMBOLIC_DNR] = {true, false, COFF_SYMBOLIC_DENSE, 0, 0},
    [COFF_SYMBOLIC_RFDT] = {true, true, COFF_SYMBOLIC_RELATIVES, COFF_FDR_RFDBASE, COFF_FDR_CRFD},
    [COFF_SYMBOLIC_TIR] = {true, true, COFF_SYMBOLIC_AUXILIARIES, COFF_FDR_IAUXBASE, COFF_FDR_CAUX},
    [COFF_SYMBOLIC_RNDX] = {true, true, COFF_SYMBOLIC_AUXILIARIES, COFF_FDR_IAUXBASE,
                            COFF_FDR_CAUX},
    [COFF_SYMBOLIC_ISYM] = {true, true, COFF_SYMBOLIC_AUXILIARIES, COFF_FDR_IAUXBASE,
                            COFF_FDR_CAUX},
};

void coff_build_free_symbolic(struct coff_build *b)
{
  struct coff_build_symbolic *y = &b->symbolic;
  for (unsigned i = 0; i < COFF_SYMBOLIC_TABLES; i++)
    coff_free(b->ctx, y->tables[i].bytes);
  coff_free(b->ctx, y->strings.bytes);
  coff_free(b->ctx, y->external_strings.bytes);
  coff_free(b->ctx, y->fds);
}

// ---- Records ----------------------------------------------------------------------------------

bool coff_build_encode_symbolic(const struct coff_build *b, enum coff_symbolic_record kind,
                                enum coff_order order, const struct coff_symbolic_numbers *v,
                                uint8_t *p)
{
  const struct coff_symbolic_layout *l = &b->target->records->symbolic->records[kind];
  const struct coff_symbolic_item *i = l->items;
  struct coff_symbolic_numbers rest = *v;
  if (coff_swap_symbolic_out(b->target, kind, order, v, p))
    return true;
  for (; i < l->items + l->nitems - 1; i++) {
    rest.field[i->place.id] = 0;
    if (coff_swap_symbolic_out(b->target, kind, order, &rest, p))
      break;
  }
  return coff_fail(b->ctx, coff_build_where(b),
                   "symbolic information: 0x%" PRIx64 " does not fit %s", v->field[i->place.id],
                   i->name);
}

static uint32_t add_fd(struct coff_build *b, struct coff_str name,
                       const struct coff_symbolic_numbers *fdr)
{
  struct coff_build_symbolic *y = &b->symbolic;
  struct coff_build_fd *grown = coff_build_grow32(b, y->fds, y->nfds, &y->room_fds, sizeof *y->fds);
  if (grown == NULL)
    return COFF_BUILD_NONE;
  y->fds = grown;
  y->fds[y->nfds] = (struct coff_build_fd){.native = *fdr};
  if (!coff_build_keep(b, name, &y->fds[y->nfds].name))
    return COFF_BUILD_NONE;
  return y->nfds++;
}

uint32_t coff_build_fd(struct coff_build *b, struct coff_str name,
                       const struct coff_symbolic_numbers *fdr)
{
  static const uint8_t taken[] = {COFF_FDR_ADR,     COFF_FDR_LANG,       COFF_FDR_FMERGE,
                                  COFF_FDR_FREADIN, COFF_FDR_FBIGENDIAN, COFF_FDR_GLEVEL};
  struct coff_symbolic_numbers own = {{0}};
  if (b->target->records->symbolic == NULL) {
    coff_fail(b->ctx, coff_build_where(b), "%s has no file descriptors", b->target->name);
    return COFF_BUILD_NONE;
  }
  for (size_t i = 0; i < COFF_COUNT(taken); i++)
    own.field[taken[i]] = fdr->field[taken[i]];
  return add_fd(b, name, &own);
}

struct coff_build_fd *coff_build_last_fd(const struct coff_build *b, const char *what)
{
  struct coff_build_fd *last =
      b->symbolic.nfds == 0 ? NULL : &b->symbolic.fds[b->symbolic.nfds - 1];
  if (last != NULL && !last->taken_over)
    return last;
  coff_fail(b->ctx, coff_build_where(b),
            last == NULL ? "%s stands before the first file descriptor"
                         : "%s has no file descriptor: the last one was taken over",
            what);
  return NULL;
}

bool coff_build_fd_record(struct coff_build *b, enum coff_symbolic_record kind,
                          const struct coff_symbolic_numbers *v)
{
  struct coff_symbolic_numbers own = *v;
  uint8_t p[LARGEST_RECORD];
  struct coff_build_fd *fd = coff_build_last_fd(b, "a record of symbolic information");
  if (fd == NULL)
    return false;
  if ((size_t)kind >= COFF_SYMBOLIC_RECORDS || !kinds[kind].addable)
    return coff_fail(b->ctx, coff_build_where(b), "file descriptors have no records of kind %u",
                     (unsigned)kind);
  const struct kind *k = &kinds[kind];
  unsigned size = b->target->records->symbolic->records[kind].size;
  struct coff_build_table *table = &b->symbolic.tables[k->table];
  enum coff_order order = b->target->order;
  if (k->table == COFF_SYMBOLIC_AUXILIARIES)
    order = fd->native.field[COFF_FDR_FBIGENDIAN] != 0 ? COFF_BIG : COFF_LITTLE;
  if (kind == COFF_SYMBOLIC_PDR) { // of no lines, so far
    own.field[COFF_PDR_ILINE] = ECOFF_NIL;
    own.field[COFF_PDR_CBLINEOFFSET] = 0;
    b->symbolic.line = (int64_t)own.field[COFF_PDR_LNLOW];
  }
  if (!coff_build_encode_symbolic(b, kind, order, &own, p) || !coff_build_append(b, table, p, size))
    return false;
  if (k->counted && fd->native.field[k->count]++ == 0)
    fd->native.field[k->base] = table->size / size - 1;
  return true;
}

// ---- Lines ------------------------------------------------------------------------------------

// The last procedure gets its place in the lines of its file descriptor.
static bool start_lines(struct coff_build *b, const struct coff_build_fd *fd)
{
  struct coff_build_table *t = &b->symbolic.tables[COFF_SYMBOLIC_PROCEDURES];
  unsigned size = b->target->records->symbolic->records[COFF_SYMBOLIC_PDR].size;
  uint8_t *p = t->bytes + t->size - size;
  struct coff_symbolic_numbers v;
  coff_swap_symbolic_in(b->target, COFF_SYMBOLIC_PDR, b->target->order, p, &v);
  if (v.field[COFF_PDR_ILINE] != ECOFF_NIL)
    return true;
  v.field[COFF_PDR_ILINE] = fd->native.field[COFF_FDR_CLINE];
  v.field[COFF_PDR_CBLINEOFFSET] = fd->native.field[COFF_FDR_CBLINE];
  return coff_build_encode_symbolic(b, COFF_SYMBOLIC_PDR, b->target->order, &v, p);
}

// One row, as coff_ecoff_line_next (symbols/ecoff.c) unpacks it.
static unsigned pack(int64_t delta, unsigned instructions, uint8_t *p)
{
  p[0] = (uint8_t)(((uint64_t)delta & 15) << 4 | (instructions - 1));
  if (delta > FAR && delta < -FAR)
    return 1;
  p[0] = (uint8_t)(0x80 | (instructions - 1));
  coff_store(p + 1, 2, COFF_BIG, (uint64_t)delta & 0xffff);
  return 3;
}

bool coff_build_fd_line(struct coff_build *b, int64_t line, uint32_t instructions)
{
  struct coff_build_symbolic *y = &b->symbolic;
  struct coff_build_table *t = &y->tables[COFF_SYMBOLIC_LINES];
  struct coff_build_fd *fd = coff_build_last_fd(b, "a line number");
  if (fd == NULL)
    return false;
  uint64_t *fdr = fd->native.field;
  int64_t delta = (int64_t)((uint64_t)line - (uint64_t)y->line);
  if (fdr[COFF_FDR_CPD] == 0)
    return coff_fail(b->ctx, coff_build_where(b),
                     "a line number stands before the first procedure");
  if (delta != (int16_t)delta)
    return coff_fail(b->ctx, coff_build_where(b),
                     "line %" PRId64 " is too far from line %" PRId64 " before it", line, y->line);
  if (instructions == 0)
    return true;
  if (!start_lines(b, fd))
    return false;
  if (fdr[COFF_FDR_CBLINE] == 0) {
    fdr[COFF_FDR_CBLINEOFFSET] = t->size;
    fdr[COFF_FDR_ILINEBASE] = y->header.field[COFF_HDRR_ILINEMAX];
  }
  for (uint32_t left = instructions; left > 0; delta = 0) {
    uint8_t p[3];
    unsigned run = left < RUN ? left : RUN, n = pack(delta, run, p);
    if (!coff_build_append(b, t, p, n))
      return false;
    fdr[COFF_FDR_CBLINE] += n;
    left -= run;
  }
  fdr[COFF_FDR_CLINE] += instructions;
  y->header.field[COFF_HDRR_ILINEMAX] += instructions;
  y->line = line;
  return true;
}

// ---- Storage classes --------------------------------------------------------------------------

bool coff_build_storage(const struct coff_build *b, int32_t section, uint64_t value,
                        uint32_t *sclass)
{
  const struct coff_symbolic *y = b->target->records->symbolic;
  const struct coff_build_section *s = NULL;
  if (y == NULL)
    return coff_fail(b->ctx, coff_build_where(b), "%s has no storage classes by section",
                     b->target->name);
  if (section > 0 && (s = coff_build_section_at(b, (uint32_t)section, "a symbol")) == NULL)
    return false;
  for (unsigned i = 0; i < y->nstorage; i++) {
    const struct coff_storage *w = &y->storage[i];
    bool same = s != NULL ? w->section != NULL && s->name.size == strlen(w->section) &&
                                memcmp(s->name.data, w->section, s->name.size) == 0
                          : w->place == section && (section != 0 || w->common == (value != 0));
    *sclass = i;
    if (same && (s != NULL || w->place != COFF_STORAGE_SECTION))
      return true;
  }
  if (s == NULL)
    return coff_fail(b->ctx, coff_build_where(b), "no storage class is for section number %" PRId32,
                     section);
  return coff_fail(b->ctx, coff_build_where(b), "no storage class is for section %.*s",
                   (int)(s->name.size < 200 ? s->name.size : 200), s->name.data);
}

// ---- From a file ------------------------------------------------------------------------------

bool coff_build_read_symbolic(struct coff_build *b, const struct coff_file *f)
{
  static const uint8_t taken[] = {COFF_SYMBOLIC_LINES,       COFF_SYMBOLIC_DENSE,
                                  COFF_SYMBOLIC_PROCEDURES,  COFF_SYMBOLIC_OPTIMISATIONS,
                                  COFF_SYMBOLIC_AUXILIARIES, COFF_SYMBOLIC_STRINGS,
                                  COFF_SYMBOLIC_RELATIVES,   COFF_SYMBOLIC_EXTERNAL_STRINGS};
  struct coff_build_symbolic *y = &b->symbolic;
  struct coff_ecoff_file fd;
  if (coff_ecoff_header(f) == NULL)
    return true;
  y->present = true;
  y->header = *coff_ecoff_header(f);
  for (size_t i = 0; i < COFF_COUNT(taken); i++) {
    struct coff_view v = coff_ecoff_table(f, (enum coff_symbolic_table_id)taken[i], NULL);
    if (!coff_build_append(b, &y->tables[taken[i]], v.data, v.size))
      return false;
  }
  for (uint64_t i = 0; coff_ecoff_file_get(f, i, &fd); i++) {
    if (fd.name_is_damaged)
      return coff_fail(b->ctx, coff_file_place(f, COFF_NOWHERE),
                       "file descriptor %" PRIu64 " has no name that could be written", i);
    uint32_t id = add_fd(b, fd.name, &fd.native);
    if (id == COFF_BUILD_NONE)
      return false;
    y->fds[id].taken_over = true;
  }
  return true;
}
