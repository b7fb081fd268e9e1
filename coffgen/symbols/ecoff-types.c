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
  PARTS = COFF_ECOFF_QUALIFIERS / QUALIFIERS, // TIRs of one type
  DEPTH = 8,                                  // types that others are made of
  NAME = 1024                                 // of a tag; longer ones are cut
};

// Where a type is read.
struct place {
  const struct coff_file *f;
  const struct coff_ecoff_file *fd;
  uint64_t next; // auxiliary symbol
  bool damaged;
  struct coff_symbolic_numbers tir;
};

static int64_t number(struct place *p)
{
  struct coff_symbolic_numbers v;
  if (!coff_ecoff_auxiliary(p->f, p->fd, p->next, COFF_SYMBOLIC_ISYM, &v)) {
    p->damaged = true;
    return 0;
  }
  p->next++;
  return (int64_t)v.field[COFF_ISYM_VALUE];
}

// A relative index: a file, whose number follows if it does not fit, and an index there.
static void reference(struct place *p, struct coff_ecoff_type *y)
{
  struct coff_symbolic_numbers v;
  y->index = ECOFF_INDEX_NIL;
  if (!coff_ecoff_auxiliary(p->f, p->fd, p->next, COFF_SYMBOLIC_RNDX, &v)) {
    p->damaged = true;
    return;
  }
  p->next++;
  y->rfd = (uint32_t)v.field[COFF_RNDX_RFD];
  if (y->rfd == ECOFF_RFD_ESCAPE)
    y->rfd = (uint32_t)number(p);
  y->index = v.field[COFF_RNDX_INDEX];
  y->has_file = y->rfd != ECOFF_NIL && coff_ecoff_relative_file(p->f, p->fd, y->rfd, &y->file);
}

static bool read_tir(struct place *p)
{
  if (!coff_ecoff_auxiliary(p->f, p->fd, p->next, COFF_SYMBOLIC_TIR, &p->tir)) {
    p->damaged = true;
    return false;
  }
  p->next++;
  return true;
}

static void read_qualifiers(struct place *p, struct coff_ecoff_type *y)
{
  for (unsigned i = 0; i < QUALIFIERS; i++) {
    struct coff_ecoff_qualifier q = {.tq = (uint8_t)p->tir.field[COFF_TIR_TQ0 + i]};
    struct coff_ecoff_type of_index;
    if (q.tq == tqNil)
      continue;
    if (q.tq == tqArray) {
      reference(p, &of_index);
      q.low = number(p);
      q.high = number(p);
      q.stride = number(p);
    }
    y->qualifiers[y->nqualifiers++] = q;
  }
}

static bool has_reference(uint64_t bt)
{
  return bt == btStruct || bt == btUnion || bt == btEnum || bt == btTypedef || bt == btRange ||
         bt == btSet || bt == btIndirect;
}

bool coff_ecoff_type_get(const struct coff_file *f, const struct coff_ecoff_file *fd,
                         uint64_t index, struct coff_ecoff_type *y)
{
  struct place p = {.f = f, .fd = fd, .next = index};
  memset(y, 0, sizeof *y);
  if (f->symbolic == NULL || !read_tir(&p))
    return false;
  y->bt = (uint8_t)p.tir.field[COFF_TIR_BT];
  // Compilers put the width here, before what the basic type refers to, whatever the manual says.
  y->has_bits = p.tir.field[COFF_TIR_FBITFIELD] != 0;
  if (y->has_bits)
    y->bits = number(&p);
  y->refers = has_reference(y->bt);
  if (y->refers)
    reference(&p, y);
  if (y->bt == btRange) {
    y->low = number(&p);
    y->high = number(&p);
  }
  read_qualifiers(&p, y);
  for (unsigned i = 1; i < PARTS && p.tir.field[COFF_TIR_CONTINUED] != 0 && read_tir(&p); i++)
    read_qualifiers(&p, y);
  return !p.damaged;
}

static void add_qualifier(struct coff_spell *t, const struct coff_ecoff_qualifier *q)
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
static void add_tag(const struct coff_file *f, const struct coff_ecoff_type *y,
                    struct coff_spell *t)
{
  struct coff_ecoff_file fd;
  struct coff_syment s;
  struct coff_str name;
  if (!y->has_file || y->index == ECOFF_INDEX_NIL || !coff_ecoff_file_get(f, y->file, &fd) ||
      coff_syment_read(f, fd.first_symbol + y->index, 1, &s) == 0 ||
      !coff_syment_name(f, &s, &name) || name.size == 0)
    return;
  coff_spell(t, " %.*s", (int)(name.size < NAME ? name.size : NAME), name.data);
}

static void add_basic(const struct coff_file *f, const struct coff_ecoff_type *y, unsigned depth,
                      struct coff_spell *t)
{
  const struct coff_type_words *w = f->target->types;
  struct coff_ecoff_file fd;
  unsigned bt = y->bt;
  bool nested = (bt == btIndirect || bt == btSet) && depth < DEPTH && y->has_file &&
                y->index != ECOFF_INDEX_NIL && coff_ecoff_file_get(f, y->file, &fd);
  if (nested && bt == btSet)
    coff_spell(t, "set of ");
  if (nested) {
    spell(f, &fd, y->index, depth + 1, t);
    return;
  }
  if (bt < w->nbasic)
    coff_spell(t, "%s", w->basic[bt]);
  else
    coff_spell(t, "type %u", bt);
  if (bt == btRange)
    coff_spell(t, " %" PRId64 "..%" PRId64, y->low, y->high);
  else if (y->refers)
    add_tag(f, y, t);
}

static void spell(const struct coff_file *f, const struct coff_ecoff_file *fd, uint64_t index,
                  unsigned depth, struct coff_spell *t)
{
  struct coff_ecoff_type y;
  if (!coff_ecoff_type_get(f, fd, index, &y)) {
    coff_spell(t, "(damaged type)");
    return;
  }
  for (unsigned i = y.nqualifiers; i > 0; i--)
    add_qualifier(t, &y.qualifiers[i - 1]);
  add_basic(f, &y, depth, t);
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
