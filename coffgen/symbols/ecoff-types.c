// ECOFF types, spelled out from the auxiliary symbols: "array[3] of pointer to struct point".
//
// Skip it unless a type is spelled wrongly.
//
// A type is a record TIR: a basic type and up to six qualifiers, the innermost first. What these need
// follows in order: the width of a bit field, the tag or the type that is meant (a relative index),
// the bounds of a range, then for each array the type of its index, its bounds and its stride. If
// CONTINUED is set, another TIR with more qualifiers follows.
#include "coff/ecoff.h"
#include "coff/format-ecoff.h"
#include "object/symbolic.h"
#include "symbols/spell.h"
#include <inttypes.h>
#include <string.h>

enum {
  QUALIFIERS = 6,
  PARTS = 4,  // TIRs of one type
  DEPTH = 8,  // types that others are made of
  NAME = 1024 // of a tag; longer ones are cut
};

struct qualifier {
  uint8_t tq;
  int64_t low, high;
};

struct type {
  const struct coff_file *f;
  struct coff_ecoff_file fd;
  uint64_t next; // auxiliary symbol
  bool damaged;
  struct coff_symbolic_numbers tir;
  struct qualifier qualifiers[QUALIFIERS * PARTS];
  unsigned nqualifiers;
  int64_t bits; // of a bit field, or 0
  // What the basic type refers to.
  bool refers, has_file;
  uint32_t file;
  uint64_t index;
  int64_t low, high; // of a range
};

static int64_t number(struct type *y)
{
  struct coff_symbolic_numbers v;
  if (!coff_ecoff_auxiliary(y->f, &y->fd, y->next, COFF_SYMBOLIC_ISYM, &v)) {
    y->damaged = true;
    return 0;
  }
  y->next++;
  return (int64_t)v.field[COFF_ISYM_VALUE];
}

// A relative index: a file, whose number follows if it does not fit, and an index there.
static void reference(struct type *y, bool *has_file, uint32_t *file, uint64_t *index)
{
  struct coff_symbolic_numbers v;
  *has_file = false;
  *index = ECOFF_INDEX_NIL;
  if (!coff_ecoff_auxiliary(y->f, &y->fd, y->next, COFF_SYMBOLIC_RNDX, &v)) {
    y->damaged = true;
    return;
  }
  y->next++;
  uint64_t rfd = v.field[COFF_RNDX_RFD];
  if (rfd == ECOFF_RFD_ESCAPE)
    rfd = (uint32_t)number(y);
  *index = v.field[COFF_RNDX_INDEX];
  *has_file = rfd != ECOFF_NIL && coff_ecoff_relative_file(y->f, &y->fd, rfd, file);
}

static bool read_tir(struct type *y)
{
  if (!coff_ecoff_auxiliary(y->f, &y->fd, y->next, COFF_SYMBOLIC_TIR, &y->tir)) {
    y->damaged = true;
    return false;
  }
  y->next++;
  return true;
}

static void read_qualifiers(struct type *y)
{
  for (unsigned i = 0; i < QUALIFIERS; i++) {
    struct qualifier q = {.tq = (uint8_t)y->tir.field[COFF_TIR_TQ0 + i]};
    bool has_file;
    uint32_t file;
    uint64_t index;
    if (q.tq == tqNil)
      continue;
    if (q.tq == tqArray) {
      reference(y, &has_file, &file, &index);
      q.low = number(y);
      q.high = number(y);
      number(y); // stride in bits
    }
    y->qualifiers[y->nqualifiers++] = q;
  }
}

static bool has_reference(uint64_t bt)
{
  return bt == btStruct || bt == btUnion || bt == btEnum || bt == btTypedef || bt == btRange ||
         bt == btSet || bt == btIndirect;
}

static void read_type(struct type *y)
{
  if (!read_tir(y))
    return;
  struct coff_symbolic_numbers first = y->tir;
  // Compilers put the width here, before what the basic type refers to, whatever the manual says.
  if (first.field[COFF_TIR_FBITFIELD] != 0)
    y->bits = number(y);
  y->refers = has_reference(first.field[COFF_TIR_BT]);
  if (y->refers)
    reference(y, &y->has_file, &y->file, &y->index);
  if (first.field[COFF_TIR_BT] == btRange) {
    y->low = number(y);
    y->high = number(y);
  }
  read_qualifiers(y);
  for (unsigned i = 1; i < PARTS && y->tir.field[COFF_TIR_CONTINUED] != 0 && read_tir(y); i++)
    read_qualifiers(y);
  y->tir = first;
}

static void add_qualifier(struct coff_spell *t, const struct qualifier *q)
{
  switch (q->tq) {
  case tqPtr: coff_spell(t, "pointer to "); return;
  case tqProc: coff_spell(t, "function returning "); return;
  case tqFar: coff_spell(t, "far "); return;
  case tqVol: coff_spell(t, "volatile "); return;
  case tqConst: coff_spell(t, "const "); return;
  case tqArray: break;
  default: coff_spell(t, "qualifier %u of ", q->tq); return;
  }
  if (q->low == 0 && q->high >= 0 && q->high < INT64_MAX)
    coff_spell(t, "array[%" PRId64 "] of ", q->high + 1);
  else if (q->low == 0 && q->high == -1)
    coff_spell(t, "array of ");
  else
    coff_spell(t, "array[%" PRId64 "..%" PRId64 "] of ", q->low, q->high);
}

static void spell(const struct coff_file *f, const struct coff_ecoff_file *fd, uint64_t index,
                  unsigned depth, struct coff_spell *t);

// The tag that is meant, if it has a name.
static void add_tag(const struct type *y, struct coff_spell *t)
{
  struct coff_ecoff_file fd;
  struct coff_syment s;
  struct coff_str name;
  if (!y->has_file || y->index == ECOFF_INDEX_NIL || !coff_ecoff_file_get(y->f, y->file, &fd) ||
      coff_syment_read(y->f, fd.first_symbol + y->index, 1, &s) == 0 ||
      !coff_syment_name(y->f, &s, &name) || name.size == 0)
    return;
  coff_spell(t, " %.*s", (int)(name.size < NAME ? name.size : NAME), name.data);
}

static void add_basic(const struct type *y, unsigned depth, struct coff_spell *t)
{
  const struct coff_type_words *w = y->f->target->types;
  struct coff_ecoff_file fd;
  uint64_t bt = y->tir.field[COFF_TIR_BT];
  bool nested = (bt == btIndirect || bt == btSet) && depth < DEPTH && y->has_file &&
                y->index != ECOFF_INDEX_NIL && coff_ecoff_file_get(y->f, y->file, &fd);
  if (nested && bt == btSet)
    coff_spell(t, "set of ");
  if (nested) {
    spell(y->f, &fd, y->index, depth + 1, t);
    return;
  }
  if (bt < w->nbasic)
    coff_spell(t, "%s", w->basic[bt]);
  else
    coff_spell(t, "type %" PRIu64, bt);
  if (bt == btRange)
    coff_spell(t, " %" PRId64 "..%" PRId64, y->low, y->high);
  else if (y->refers)
    add_tag(y, t);
}

static void spell(const struct coff_file *f, const struct coff_ecoff_file *fd, uint64_t index,
                  unsigned depth, struct coff_spell *t)
{
  struct type y = {.f = f, .fd = *fd, .next = index};
  read_type(&y);
  if (y.damaged) {
    coff_spell(t, "(damaged type)");
    return;
  }
  for (unsigned i = y.nqualifiers; i > 0; i--)
    add_qualifier(t, &y.qualifiers[i - 1]);
  add_basic(&y, depth, t);
  if (y.bits != 0)
    coff_spell(t, " : %" PRId64, y.bits);
}

size_t coff_ecoff_type_spell(const struct coff_file *f, const struct coff_ecoff_file *fd,
                             uint64_t index, char *buf, size_t size)
{
  struct coff_spell t = {buf, size, 0};
  if (size != 0)
    buf[0] = 0;
  if (f->symbolic != NULL)
    spell(f, fd, index, 0, &t);
  return t.length;
}
