// ECOFF's packed line numbers as rows of sections: each procedure's name its function, as in other flavours.
//
// Skip it unless a procedure's lines are rows of the wrong section.
//
// Procedures say their address, not their section. They are sorted by it on first use, so that asking for
// all sections costs no product of the two.
#include "symbols/ecoff-lines.h"
#include "base/alloc.h"
#include "object/symbolic.h"
#include <inttypes.h>
#include <stdlib.h>

// How often line numbers may be shown, on average: sound files share none.
enum { SHARES = 4 };

struct procedure {
  uint64_t address;
  uint32_t number;
};
struct procedures {
  size_t count;
  struct procedure all[]; // that have lines, by address
};

static int compare(const void *a, const void *b)
{
  const struct procedure *x = a, *y = b;
  if (x->address != y->address)
    return x->address < y->address ? -1 : 1;
  return x->number < y->number ? -1 : x->number > y->number;
}

static void *build(const struct coff_file *f)
{
  uint64_t n;
  coff_ecoff_table(f, COFF_SYMBOLIC_PROCEDURES, &n);
  struct procedures *t = coff_alloc(f->ctx, sizeof *t + (size_t)n * sizeof t->all[0]);
  struct coff_ecoff_procedure p;
  if (t == NULL)
    return NULL;
  for (uint64_t i = 0; i < n && coff_ecoff_procedure_get(f, i, &p); i++)
    if (p.lines.size != 0)
      t->all[t->count++] = (struct procedure){p.address, p.number};
  qsort(t->all, t->count, sizeof t->all[0], compare);
  return t;
}

static const struct procedures *procedures_of(const struct coff_file *f)
{
  return coff_file_table(f, &f->symbolic->procedures, build);
}

// The first procedure at ADDRESS or behind it.
static uint64_t find(const struct procedures *t, uint64_t address)
{
  size_t low = 0, high = t->count;
  while (low < high) {
    size_t mid = low + (high - low) / 2;
    if (t->all[mid].address < address)
      low = mid + 1;
    else
      high = mid;
  }
  return low;
}

bool coff_packed_first(const struct coff_file *f, const struct coff_section *s,
                       struct coff_line_cursor *c)
{
  const struct procedures *t = procedures_of(f);
  uint64_t size = s->memory_size, bytes;
  coff_section_linenos(f, s, &c->table); // of ECOFF: empty
  if (t == NULL)
    return false;
  coff_ecoff_table(f, COFF_SYMBOLIC_LINES, &bytes);
  c->left = SHARES * bytes + 1;
  c->procedure = find(t, s->address);
  c->last = size > UINT64_MAX - s->address ? t->count : find(t, s->address + size);
  return true;
}

static bool start(struct coff_line_cursor *c, struct coff_line *l)
{
  const struct procedures *t = coff_once_get(&c->file->symbolic->procedures);
  struct coff_ecoff_procedure p;
  if (c->procedure >= c->last ||
      !coff_ecoff_procedure_get(c->file, t->all[c->procedure++].number, &p))
    return false;
  if (p.lines.size >= c->left) {
    c->last = c->procedure;
    return coff_fail(coff_file_context(c->file), coff_file_place(c->file, p.lines.origin),
                     "procedures have more line numbers in all than their table; from procedure "
                     "%" PRIu32 " on none are given",
                     p.number);
  }
  c->left -= p.lines.size;
  c->owner = p.symbol;
  coff_ecoff_line_first(c->file, &p, &c->packed);
  *l = (struct coff_line){
      .native = {.symndx = (uint32_t)p.symbol}, .owner = p.symbol, .address = p.address};
  return true;
}

bool coff_packed_next(struct coff_line_cursor *c, struct coff_line *l)
{
  struct coff_ecoff_line row;
  while (coff_ecoff_line_next(&c->packed, &row)) {
    if (row.line <= 0 || row.line > UINT32_MAX)
      continue;
    *l = (struct coff_line){.native = {.addr = row.address, .lnno = (uint32_t)row.line},
                            .owner = c->owner,
                            .line = (uint32_t)row.line,
                            .address = row.address};
    return true;
  }
  return start(c, l);
}
