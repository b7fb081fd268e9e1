// Classes of units for --icf: which units are the same as long as no reference of theirs says otherwise.
//
// Skip it unless a fold takes long, or forgets a reference.
#include "base/alloc.h"
#include "link/icf.h"
#include <stdlib.h>

static uint32_t add_class(struct coff_link_folding *f, uint32_t first, uint32_t n)
{
  f->classes[f->nclasses] = (struct coff_link_class){first, n};
  f->work[f->nwork++] = f->nclasses;
  return f->nclasses++;
}

// Classes of what has the same key, numbered as they come.
static bool number(struct coff_link_folding *f)
{
  uint32_t nslots = 2, sum = 0;
  while (nslots < f->nunits * 2)
    nslots *= 2;
  uint32_t *slots = coff_alloc_array(f->ld->ctx, nslots, sizeof *slots); // unit + 1
  if (slots == NULL)
    return coff_link_out_of_memory(f->ld);
  for (uint32_t i = 0; i < f->nunits; i++) {
    uint32_t at = (uint32_t)f->units[i].key & (nslots - 1);
    while (slots[at] != 0 && f->units[slots[at] - 1].key != f->units[i].key)
      at = (at + 1) & (nslots - 1);
    f->class_of[i] = slots[at] == 0 ? add_class(f, 0, 0) : f->class_of[slots[at] - 1];
    slots[at] = slots[at] == 0 ? i + 1 : slots[at];
    f->classes[f->class_of[i]].n++;
  }
  coff_free(f->ld->ctx, slots);
  for (uint32_t i = 0; i < f->nclasses; i++) {
    f->classes[i].first = sum;
    sum += f->classes[i].n;
    f->classes[i].n = 0;
  }
  for (uint32_t i = 0; i < f->nunits; i++) {
    struct coff_link_class *c = &f->classes[f->class_of[i]];
    f->place[i] = c->first + c->n;
    f->order[c->first + c->n++] = i;
  }
  return true;
}

// Only of units that are not alone: no other one will ever leave its class.
static bool find_sources(struct coff_link_folding *f)
{
  uint32_t *starts = f->starts;
  for (int pass = 0; pass < 2; pass++) {
    for (uint32_t u = f->nunits; u-- > 0;)
      for (uint32_t e = 0; e < f->units[u].nedges && f->classes[f->class_of[u]].n > 1; e++) {
        uint32_t to = f->edges[f->units[u].edge + e];
        if (pass == 0)
          starts[to]++;
        else
          f->sources[--starts[to]] = (struct coff_link_source){u, e};
      }
    for (uint32_t i = 0; i < f->nunits && pass == 0; i++)
      starts[i + 1] += starts[i]; // where it ends, for now
    if (pass == 0)
      f->sources = coff_alloc_array(f->ld->ctx, starts[f->nunits], sizeof *f->sources);
    if (f->sources == NULL)
      return coff_link_out_of_memory(f->ld);
  }
  return true;
}

static int by_class(const void *x, const void *y)
{
  const struct coff_link_leading *a = x, *b = y;
  if (a->class != b->class)
    return a->class < b->class ? -1 : 1;
  if (a->key != b->key)
    return a->key < b->key ? -1 : 1;
  return a->unit < b->unit ? -1 : a->unit > b->unit;
}

// Units that lead to CLASS, by class and by which of their references do. Their number.
static uint32_t collect(struct coff_link_folding *f, uint32_t class)
{
  struct coff_link_class c = f->classes[class];
  uint32_t n = 0;
  for (uint32_t i = c.first; i < c.first + c.n; i++)
    for (uint32_t k = f->starts[f->order[i]]; k < f->starts[f->order[i] + 1]; k++) {
      struct coff_link_source from = f->sources[k];
      if (f->classes[f->class_of[from.unit]].n == 1)
        continue;
      if (f->item_of[from.unit] == 0) {
        f->items[n] = (struct coff_link_leading){0, from.unit, f->class_of[from.unit]};
        f->item_of[from.unit] = ++n;
      }
      f->items[f->item_of[from.unit] - 1].key += coff_link_mix_key(0, from.at + 1);
    }
  for (uint32_t i = 0; i < n; i++)
    f->item_of[f->items[i].unit] = 0;
  qsort(f->items, n, sizeof *f->items, by_class);
  return n;
}

static void move_to(struct coff_link_folding *f, uint32_t unit, uint32_t place)
{
  uint32_t other = f->order[place], from = f->place[unit];
  f->order[from] = other;
  f->place[other] = from;
  f->order[place] = unit;
  f->place[unit] = place;
}

// Units from FIRST on, N of them, leave their class.
static void leave(struct coff_link_folding *f, uint32_t first, uint32_t n)
{
  uint32_t class = add_class(f, first, n);
  for (uint32_t i = first; i < first + n; i++)
    f->class_of[f->order[i]] = class;
}

// The N items are of one class: those with the same key stay together, and what is not among them. The most stay in
// the class, so that no unit changes its class more often than the logarithm of all.
static void split(struct coff_link_folding *f, const struct coff_link_leading *items, uint32_t n)
{
  struct coff_link_class *c = &f->classes[items[0].class];
  uint32_t first = c->first, all = c->n, keep = first + n, kept = all - n;
  if (kept == 0 && items[0].key == items[n - 1].key)
    return;
  for (uint32_t i = 0; i < n; i++)
    move_to(f, items[i].unit, first + i);
  for (uint32_t i = 0, k; i < n; i = k) {
    for (k = i + 1; k < n && items[k].key == items[i].key;)
      k++;
    if (k - i > kept) {
      keep = first + i;
      kept = k - i;
    }
  }
  c->first = keep;
  c->n = kept;
  for (uint32_t i = 0, k; i < n; i = k) {
    for (k = i + 1; k < n && items[k].key == items[i].key;)
      k++;
    if (first + i != keep)
      leave(f, first + i, k - i);
  }
  if (keep != first + n && n != all)
    leave(f, first + n, all - n);
}

// J. Hopcroft's way to find the coarsest partition that functions respect, "An n log n algorithm for minimizing states
// in a finite automaton" (1971): a unit is a state, its references are the functions.
void coff_link_refine(struct coff_link_folding *f)
{
  while (f->nwork != 0) {
    uint32_t class = f->work[--f->nwork];
    uint32_t n = collect(f, class);
    for (uint32_t i = 0, k; i < n; i = k) {
      for (k = i + 1; k < n && f->items[k].class == f->items[i].class;)
        k++;
      split(f, f->items + i, k - i);
    }
  }
}

bool coff_link_take_out(struct coff_link_folding *f)
{
  uint32_t before = f->nclasses;
  for (uint32_t u = 0; u < f->nunits; u++)
    if (f->differs[u] != 0) {
      struct coff_link_class *c = &f->classes[f->class_of[u]];
      move_to(f, u, c->first + --c->n);
      leave(f, c->first + c->n, 1);
    }
  return f->nclasses != before;
}

bool coff_link_classify(struct coff_link_folding *f)
{
  return number(f) && find_sources(f);
}
