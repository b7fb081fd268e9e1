// The order of the list, and the sizes that it may be in the order of.
//
// Skip it unless symbols are listed in the wrong order.
#include "nm/nm.h"
#include "tool/gnu.h"
#include <stdlib.h>
#include <string.h>

static int by_names(const struct nm_symbol *a, const struct nm_symbol *b)
{
  size_t n = a->name.size < b->name.size ? a->name.size : b->name.size;
  int c = memcmp(a->name.data, b->name.data, n);
  return c != 0 ? c : (a->name.size > b->name.size) - (a->name.size < b->name.size);
}

static int by_values(const struct nm_symbol *a, const struct nm_symbol *b)
{
  if (a->undefined != b->undefined)
    return a->undefined ? -1 : 1;
  if (!a->undefined && a->value != b->value)
    return a->value < b->value ? -1 : 1;
  return by_names(a, b);
}

// In two sections that meet, the symbols at the end of one stand before those at the start of the other.
static int by_places(const struct nm_symbol *a, const struct nm_symbol *b)
{
  if (a->value != b->value)
    return a->value < b->value ? -1 : 1;
  if (a->size != b->size)
    return a->size < b->size ? -1 : 1;
  return by_names(a, b);
}

static int by_sizes(const struct nm_symbol *a, const struct nm_symbol *b)
{
  if (a->size != b->size)
    return a->size < b->size ? -1 : 1;
  return by_names(a, b);
}

typedef int compare(const struct nm_symbol *, const struct nm_symbol *);

// Equal symbols keep their order: a merge sort, for qsort need not.
static void merge(struct nm_symbol *from, size_t middle, size_t n, compare *less, int sign,
                  struct nm_symbol *to)
{
  size_t a = 0, b = middle;
  for (size_t i = 0; i < n; i++) {
    bool second = a == middle || (b < n && sign * less(&from[a], &from[b]) > 0);
    to[i] = second ? from[b++] : from[a++];
  }
}

// Most files have a handful: no merging for those.
static void insert(struct nm_symbol *all, size_t n, compare *less, int sign)
{
  for (size_t i = 1; i < n; i++) {
    struct nm_symbol s = all[i];
    size_t to = i;
    for (; to > 0 && sign * less(&all[to - 1], &s) > 0; to--)
      all[to] = all[to - 1];
    all[to] = s;
  }
}

enum { FEW = 12 };

static void sort(struct nm_symbol *all, struct nm_symbol *spare, size_t n, compare *less, int sign)
{
  if (n <= FEW) {
    insert(all, n, less, sign);
    return;
  }
  size_t middle = n / 2;
  sort(all, spare, middle, less, sign);
  sort(all + middle, spare, n - middle, less, sign);
  if (sign * less(&all[middle - 1], &all[middle]) <= 0)
    return;
  merge(all, middle, n, less, sign, spare);
  memcpy(all, spare, n * sizeof *all);
}

// ---- Sizes ------------------------------------------------------------------------------------

static uint64_t end_of(const struct coff_file *f, int32_t section)
{
  struct coff_section s;
  return section > 0 && coff_section_get(f, (uint32_t)section, &s)
             ? s.address + gnu_section_size(f, &s)
             : 0;
}

// Size is the section's address until all are in order.
static void leave_out_the_placeless(const struct coff_file *f, struct nm_list *l)
{
  struct coff_section section;
  size_t kept = 0;
  for (size_t i = 0; i < l->count; i++) {
    struct nm_symbol s = l->all[i];
    if (s.section <= 0 && s.letter != 'C')
      continue;
    s.size = coff_section_get(f, (uint32_t)s.section, &section) ? section.address : 0;
    l->all[kept++] = s;
  }
  l->count = kept;
}

// A symbol reaches to the next one or, if that is in another section, to the end of its own. The list is in
// the order of values; those without a size leave it.
static void measure(const struct coff_file *f, struct nm_list *l)
{
  size_t kept = 0;
  for (size_t i = 0; i < l->count; i++) {
    struct nm_symbol *s = &l->all[i];
    bool next = i + 1 < l->count && l->all[i + 1].section == s->section;
    if (s->letter == 'C')
      s->size = s->value;
    else
      s->size = (next ? l->all[i + 1].value : end_of(f, s->section)) - s->value;
    if (s->size != 0)
      l->all[kept++] = *s;
  }
  l->count = kept;
}

bool nm_put_in_order(const struct nm *n, const struct coff_file *f, struct nm_list *l)
{
  struct nm_symbol *spare = NULL;
  if (n->order == NM_AS_THEY_ARE || l->count == 0)
    return true;
  if (l->count > FEW && (spare = malloc(l->count * sizeof *spare)) == NULL)
    return false;
  int sign = n->reverse ? -1 : 1;
  if (n->order == NM_BY_SIZE)
    leave_out_the_placeless(f, l);
  if (n->order == NM_BY_NAME)
    sort(l->all, spare, l->count, by_names, sign);
  else
    sort(l->all, spare, l->count, n->order == NM_BY_SIZE ? by_places : by_values,
         n->order == NM_BY_SIZE ? 1 : sign);
  if (n->order == NM_BY_SIZE) {
    measure(f, l);
    sort(l->all, spare, l->count, by_sizes, sign);
  }
  free(spare);
  return true;
}
