// ECOFF: file descriptors, procedures, packed line numbers, and what the index of a symbol means.
//
// Skip it unless one of these is read wrongly; types are ecoff-types.c.
//
// MIPS "Symbol Table" (Assembly Language Programmer's Guide, chapter 10). Everything counts from
// where the file descriptor says: strings, symbols, auxiliary symbols, line numbers.
#include "coff/ecoff.h"
#include "coff/format-ecoff.h"
#include "object/symbolic.h"
#include <string.h>

static const enum coff_symbolic_table_id table_of[COFF_SYMBOLIC_RECORDS] = {
    [COFF_SYMBOLIC_FDR] = COFF_SYMBOLIC_FILES,
    [COFF_SYMBOLIC_PDR] = COFF_SYMBOLIC_PROCEDURES,
    [COFF_SYMBOLIC_OPTR] = COFF_SYMBOLIC_OPTIMISATIONS,
    [COFF_SYMBOLIC_DNR] = COFF_SYMBOLIC_DENSE,
    [COFF_SYMBOLIC_RFDT] = COFF_SYMBOLIC_RELATIVES,
};

bool coff_ecoff_record(const struct coff_file *f, enum coff_symbolic_record kind, uint64_t index,
                       struct coff_symbolic_numbers *v)
{
  uint64_t count;
  if (f->symbolic == NULL || kind <= COFF_SYMBOLIC_HDRR || kind > COFF_SYMBOLIC_RFDT)
    return false;
  struct coff_view table = coff_ecoff_table(f, table_of[kind], &count);
  if (index >= count)
    return false;
  coff_swap_symbolic_in(f->target, kind, f->target->order,
                        table.data + index * f->target->records->symbolic->records[kind].size, v);
  return true;
}

const char *coff_ecoff_field_name(const struct coff_target *t, enum coff_symbolic_record kind,
                                  unsigned n, unsigned *id)
{
  const struct coff_symbolic *y = t->records->symbolic;
  if (y == NULL || (size_t)kind >= COFF_SYMBOLIC_RECORDS || n >= y->records[kind].nitems)
    return NULL;
  *id = y->records[kind].items[n].place.id;
  return y->records[kind].items[n].name;
}

bool coff_ecoff_field_is_signed(const struct coff_target *t, enum coff_symbolic_record kind,
                                unsigned n)
{
  const struct coff_symbolic *y = t->records->symbolic;
  return y != NULL && (size_t)kind < COFF_SYMBOLIC_RECORDS && n < y->records[kind].nitems &&
         y->records[kind].items[n].is_signed;
}

// ---- Files ------------------------------------------------------------------------------------

// The second symbol of a file whose symbols are stabs is called so.
static bool has_stabs(const struct coff_file *f, const struct coff_ecoff_file *fd)
{
  static const char mark[] = "@stabs";
  struct coff_syment s;
  struct coff_str name;
  return fd->native.field[COFF_FDR_CSYM] >= 2 &&
         coff_syment_read(f, fd->first_symbol + 1, 1, &s) == 1 && coff_syment_name(f, &s, &name) &&
         name.size == strlen(mark) && memcmp(name.data, mark, name.size) == 0;
}

bool coff_ecoff_file_get(const struct coff_file *f, uint64_t number, struct coff_ecoff_file *fd)
{
  memset(fd, 0, sizeof *fd);
  if (!coff_ecoff_record(f, COFF_SYMBOLIC_FDR, number, &fd->native))
    return false;
  uint64_t rss = fd->native.field[COFF_FDR_RSS];
  fd->number = (uint32_t)number;
  fd->name = (struct coff_str){"", 0};
  fd->has_name = rss != ECOFF_NIL;
  if (fd->has_name) {
    bool terminated = false;
    fd->name = coff_view_string(f->symbolic->tables[COFF_SYMBOLIC_STRINGS],
                                fd->native.field[COFF_FDR_ISSBASE] + rss, &terminated);
    fd->name_is_damaged = !terminated;
  }
  fd->first_symbol =
      f->symbolic->counts[COFF_SYMBOLIC_EXTERNALS] + fd->native.field[COFF_FDR_ISYMBASE];
  fd->order = fd->native.field[COFF_FDR_FBIGENDIAN] != 0 ? COFF_BIG : COFF_LITTLE;
  fd->stabs = has_stabs(f, fd);
  return true;
}

bool coff_ecoff_relative_file(const struct coff_file *f, const struct coff_ecoff_file *fd,
                              uint64_t rfd, uint32_t *number)
{
  struct coff_symbolic_numbers v;
  uint64_t files = f->symbolic->counts[COFF_SYMBOLIC_FILES];
  if (fd->native.field[COFF_FDR_CRFD] != 0) {
    if (rfd >= fd->native.field[COFF_FDR_CRFD] ||
        !coff_ecoff_record(f, COFF_SYMBOLIC_RFDT, fd->native.field[COFF_FDR_RFDBASE] + rfd, &v))
      return false;
    rfd = v.field[COFF_RFDT_IFD];
  }
  *number = (uint32_t)rfd;
  return rfd < files;
}

const char *coff_ecoff_language_name(uint64_t lang)
{
  static const char *const names[] = {
      "C",   "Pascal", "Fortran", "assembler",         "machine",      "nil",
      "Ada", "PL/1",   "Cobol",   "standard C or C++", "C++ version 2"};
  return lang < COFF_COUNT(names) ? names[lang] : NULL;
}

const char *coff_ecoff_optimisation_name(uint64_t ot)
{
  static const char *const names[] = {"otNil", "otReg", "otBlock", "otProc", "otInline", "otEnd"};
  return ot < COFF_COUNT(names) ? names[ot] : NULL;
}

const char *coff_ecoff_symbol_type_name(const struct coff_target *t, uint32_t type)
{
  const struct coff_symbolic *y = t->records->symbolic;
  return y != NULL && type < y->ntypes ? y->types[type].name : NULL;
}

unsigned coff_ecoff_debug_level(uint64_t glevel)
{
  return glevel > 2 ? 3 : 2 - (unsigned)glevel;
}

// ---- Procedures -------------------------------------------------------------------------------

// A file without local symbols has been stripped of them: its procedures name external ones.
static uint64_t procedure_symbol(const struct coff_file *f, const struct coff_ecoff_file *fd,
                                 uint64_t isym)
{
  if (isym == ECOFF_NIL || isym == ECOFF_INDEX_NIL)
    return UINT64_MAX;
  uint64_t index = fd->native.field[COFF_FDR_CSYM] == 0 ? isym : fd->first_symbol + isym;
  return index < f->nsyms ? index : UINT64_MAX;
}

// Some compilers count addresses from the file's first procedure, others give them as they are: the
// first procedure begins where the file does.
static uint64_t procedure_address(const struct coff_file *f, const struct coff_ecoff_file *fd,
                                  uint64_t adr)
{
  struct coff_symbolic_numbers first;
  if (!coff_ecoff_record(f, COFF_SYMBOLIC_PDR, fd->native.field[COFF_FDR_IPDFIRST], &first))
    return adr;
  uint64_t address = fd->native.field[COFF_FDR_ADR] + (adr - first.field[COFF_PDR_ADR]);
  return f->target->address_bits < 64 ? address & (((uint64_t)1 << f->target->address_bits) - 1)
                                      : address;
}

// Line numbers of a procedure end where those of the next one that has some begin. Descriptors are
// in order of address; one without lines in between is stepped over, but not for ever.
static struct coff_view procedure_lines(const struct coff_file *f, const struct coff_ecoff_file *fd,
                                        const struct coff_ecoff_procedure *p)
{
  enum { LOOK_AHEAD = 16 };
  struct coff_view none = {(const uint8_t *)"", 0, 0}, out = none, all = none;
  struct coff_symbolic_numbers next;
  uint64_t size = fd->native.field[COFF_FDR_CBLINE];
  uint64_t begin = p->native.field[COFF_PDR_CBLINEOFFSET], end = size;
  uint64_t behind = fd->native.field[COFF_FDR_IPDFIRST] + fd->native.field[COFF_FDR_CPD];
  if (p->native.field[COFF_PDR_ILINE] == ECOFF_NIL || fd->native.field[COFF_FDR_CLINE] == 0 ||
      begin > size)
    return none;
  for (uint64_t i = p->number + 1u; i < behind && i <= (uint64_t)p->number + LOOK_AHEAD; i++) {
    if (!coff_ecoff_record(f, COFF_SYMBOLIC_PDR, i, &next))
      break;
    if (next.field[COFF_PDR_ILINE] == ECOFF_NIL)
      continue;
    if (next.field[COFF_PDR_CBLINEOFFSET] >= begin && next.field[COFF_PDR_CBLINEOFFSET] < size)
      end = next.field[COFF_PDR_CBLINEOFFSET];
    break;
  }
  coff_view_clip(f->symbolic->tables[COFF_SYMBOLIC_LINES], fd->native.field[COFF_FDR_CBLINEOFFSET],
                 size, 1, &all);
  coff_view_clip(all, begin, end - begin, 1, &out);
  return out;
}

bool coff_ecoff_procedure_get(const struct coff_file *f, uint64_t number,
                              struct coff_ecoff_procedure *p)
{
  struct coff_ecoff_file fd;
  struct coff_syment s;
  memset(p, 0, sizeof *p);
  if (!coff_ecoff_record(f, COFF_SYMBOLIC_PDR, number, &p->native))
    return false;
  p->number = (uint32_t)number;
  p->name = (struct coff_str){"", 0};
  p->symbol = UINT64_MAX;
  p->address = p->native.field[COFF_PDR_ADR];
  p->lines = (struct coff_view){(const uint8_t *)"", 0, 0};
  p->file = coff_symbolic_owner(f, COFF_OWNED_PROCEDURES, number);
  if (!coff_ecoff_file_get(f, p->file, &fd))
    return true;
  p->symbol = procedure_symbol(f, &fd, p->native.field[COFF_PDR_ISYM]);
  p->address = procedure_address(f, &fd, p->native.field[COFF_PDR_ADR]);
  p->lines = procedure_lines(f, &fd, p);
  if (coff_syment_read(f, p->symbol, 1, &s) == 1)
    coff_syment_name(f, &s, &p->name);
  return true;
}

// ---- Lines ------------------------------------------------------------------------------------

void coff_ecoff_line_first(const struct coff_file *f, const struct coff_ecoff_procedure *p,
                           struct coff_ecoff_lines *c)
{
  *c = (struct coff_ecoff_lines){
      .bytes = p->lines,
      .address = p->address,
      .line = (int64_t)p->native.field[COFF_PDR_LNLOW],
      .unit = f->target->records->symbolic == NULL ? 0 : f->target->records->symbolic->instruction};
}

// One byte: how many lines further (high half, signed), for how many instructions less one. -8 says
// that the lines stand in the two bytes behind it, the high one first in files of either order.
bool coff_ecoff_line_next(struct coff_ecoff_lines *c, struct coff_ecoff_line *l)
{
  if (c->next >= c->bytes.size)
    return false;
  uint8_t packed = c->bytes.data[c->next++];
  int64_t delta = coff_sign_extend(packed >> 4, 4);
  if (delta == -8) {
    if (c->bytes.size - c->next < 2)
      return false;
    delta = coff_sign_extend(coff_be16(c->bytes.data + c->next), 16);
    c->next += 2;
  }
  c->line += delta;
  *l = (struct coff_ecoff_line){c->address, c->line, (packed & 15u) + 1};
  c->address += (uint64_t)l->instructions * c->unit;
  return true;
}

// ---- Symbols ----------------------------------------------------------------------------------

bool coff_ecoff_auxiliary(const struct coff_file *f, const struct coff_ecoff_file *fd,
                          uint64_t index, enum coff_symbolic_record kind,
                          struct coff_symbolic_numbers *v)
{
  uint64_t count;
  struct coff_view table = coff_ecoff_table(f, COFF_SYMBOLIC_AUXILIARIES, &count);
  uint64_t base = fd->native.field[COFF_FDR_IAUXBASE];
  if (kind < COFF_SYMBOLIC_TIR || kind > COFF_SYMBOLIC_ISYM ||
      index >= fd->native.field[COFF_FDR_CAUX] || base >= count || index >= count - base)
    return false;
  coff_swap_symbolic_in(f->target, kind, fd->order, table.data + (base + index) * 4, v);
  return true;
}

bool coff_ecoff_auxiliary_owner(const struct coff_file *f, uint64_t index, uint32_t *file,
                                uint64_t *in_file)
{
  struct coff_ecoff_file fd;
  uint64_t count;
  coff_ecoff_table(f, COFF_SYMBOLIC_AUXILIARIES, &count);
  if (index >= count)
    return false;
  *in_file = index;
  *file = coff_symbolic_owner(f, COFF_OWNED_AUXILIARIES, index);
  if (coff_ecoff_file_get(f, *file, &fd))
    *in_file -= fd.native.field[COFF_FDR_IAUXBASE];
  return true;
}

static void refer(const struct coff_file *f, const struct coff_ecoff_file *fd, uint64_t isym,
                  struct coff_ecoff_meaning *m)
{
  m->symbol = fd->first_symbol + isym;
  m->has_symbol = isym <= fd->native.field[COFF_FDR_CSYM] && m->symbol <= f->nsyms;
}

// An external procedure counts its local symbol; a local one an auxiliary symbol, which has the
// number of the symbol behind its end, with its type in the next.
static void procedure_meaning(const struct coff_file *f, const struct coff_ecoff_file *fd,
                              const struct coff_syment *s, struct coff_ecoff_meaning *m)
{
  struct coff_symbolic_numbers end;
  if (!s->local) {
    refer(f, fd, s->index, m);
    return;
  }
  if (coff_ecoff_auxiliary(f, fd, s->index, COFF_SYMBOLIC_ISYM, &end))
    refer(f, fd, end.field[COFF_ISYM_VALUE], m);
  m->type = (uint64_t)s->index + 1;
  m->has_type = true;
}

void coff_ecoff_meaning(const struct coff_file *f, const struct coff_syment *s,
                        struct coff_ecoff_meaning *m)
{
  const struct coff_symbolic *y = f->target->records->symbolic;
  struct coff_ecoff_file fd;
  memset(m, 0, sizeof *m);
  if (y == NULL)
    return;
  m->is_stab = (s->index & ECOFF_STAB_MASK) == ECOFF_STAB_MARK;
  m->stab = m->is_stab ? s->index - ECOFF_STAB_MARK : 0;
  if (m->is_stab || s->index == ECOFF_INDEX_NIL || s->type >= y->ntypes ||
      !coff_ecoff_file_get(f, s->file, &fd))
    return;
  m->how = (enum coff_symbolic_index)y->types[s->type].index;
  switch (m->how) {
  case COFF_INDEX_NONE: break;
  case COFF_INDEX_TYPE:
    m->type = s->index;
    m->has_type = true;
    break;
  case COFF_INDEX_PROC: procedure_meaning(f, &fd, s, m); break;
  case COFF_INDEX_END:
  case COFF_INDEX_BEGIN: refer(f, &fd, s->index, m); break;
  }
}
