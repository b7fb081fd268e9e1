// The symbols of a file as labels: what stands at an address, and what is nearest below it.
//
// Skip it unless a disassembly names the wrong function.
#include "coffdump/disassemble.h"
#include <stdlib.h>
#include <string.h>

bool label_is_place(const struct coff_file *f, const struct coff_symbol *s)
{
  struct coff_str name;
  if (s->section <= 0 || (s->kind != COFF_SYMBOL_FUNCTION && s->kind != COFF_SYMBOL_OBJECT &&
                          s->kind != COFF_SYMBOL_LABEL))
    return false;
  return coff_syment_name(f, &s->native, &name) && name.size != 0;
}

bool label_starts(const struct coff_symbol *s)
{
  return s->kind == COFF_SYMBOL_FUNCTION || s->binding != COFF_BIND_LOCAL;
}

static bool add(struct labels *l, const struct coff_symbol *s)
{
  if (l->count == l->room) {
    size_t room = l->room == 0 ? 256 : l->room * 2;
    struct label *grown = realloc(l->all, room * sizeof *grown);
    if (grown == NULL)
      return false;
    l->all = grown;
    l->room = room;
  }
  bool image = coff_file_kind(l->file) == COFF_KIND_IMAGE;
  l->all[l->count++] = (struct label){
      .address = s->address,
      .section = image ? 0 : (uint32_t)s->section,
      .symbol = (uint32_t)s->index,
      .starts = label_starts(s),
  };
  return true;
}

static int order(const struct label *a, const struct label *b)
{
  if (a->section != b->section)
    return a->section < b->section ? -1 : 1;
  if (a->address != b->address)
    return a->address < b->address ? -1 : 1;
  // What starts a function is its best name.
  if (a->starts != b->starts)
    return a->starts ? -1 : 1;
  return a->symbol < b->symbol ? -1 : a->symbol > b->symbol;
}

static int compare(const void *a, const void *b)
{
  return order(a, b);
}

static bool same_name(const struct labels *l, const struct label *a, const struct label *b)
{
  struct coff_syment s, t;
  struct coff_str x, y;
  return coff_syment_read(l->file, a->symbol, 1, &s) == 1 &&
         coff_syment_read(l->file, b->symbol, 1, &t) == 1 && coff_syment_name(l->file, &s, &x) &&
         coff_syment_name(l->file, &t, &y) && x.size == y.size &&
         (x.size == 0 || memcmp(x.data, y.data, x.size) == 0);
}

// Whether one of the labels before KEPT, of which not all are looked at, says the same as X.
static bool is_said(const struct labels *l, size_t kept, const struct label *x)
{
  enum { LOOK_BACK = 8 };
  for (size_t n = 1; n <= kept && n <= LOOK_BACK; n++) {
    const struct label *y = &l->all[kept - n];
    if (y->section != x->section || y->address != x->address)
      return false;
    if (same_name(l, x, y))
      return true;
  }
  return false;
}

// ECOFF describes external symbols once more among the local ones; other compilers have such pairs, too.
static void drop_repeated(struct labels *l)
{
  size_t kept = 0;
  for (size_t i = 0; i < l->count; i++)
    if (!is_said(l, kept, &l->all[i]))
      l->all[kept++] = l->all[i];
  l->count = kept;
}

bool labels_build(struct labels *l, const struct coff_file *f)
{
  struct coff_symbol s;
  *l = (struct labels){.file = f};
  for (uint64_t i = 0; coff_symbol_outline(f, i, &s); i = coff_symbol_next(&s)) {
    if (!label_is_place(f, &s) || add(l, &s))
      continue;
    coff_fail(coff_file_context(f), coff_file_place(f, COFF_NOWHERE), "out of memory");
    labels_free(l);
    return false;
  }
  if (l->count != 0)
    qsort(l->all, l->count, sizeof *l->all, compare);
  drop_repeated(l);
  return true;
}

void labels_free(struct labels *l)
{
  free(l->all);
  l->all = NULL;
  l->count = l->room = 0;
}

static uint32_t section_key(const struct labels *l, uint32_t section)
{
  return coff_file_kind(l->file) == COFF_KIND_IMAGE ? 0 : section;
}

size_t labels_at(const struct labels *l, uint32_t section, uint64_t address)
{
  uint32_t key = section_key(l, section);
  size_t low = 0, high = l->count;
  while (low < high) {
    size_t mid = low + (high - low) / 2;
    const struct label *x = &l->all[mid];
    if (x->section < key || (x->section == key && x->address < address))
      low = mid + 1;
    else
      high = mid;
  }
  return low;
}

bool labels_is_at(const struct labels *l, size_t index, uint32_t section, uint64_t address)
{
  return index < l->count && l->all[index].section == section_key(l, section) &&
         l->all[index].address == address;
}

const struct label *labels_below(const struct labels *l, uint32_t section, uint64_t address)
{
  size_t i = labels_at(l, section, address);
  if (labels_is_at(l, i, section, address))
    return &l->all[i];
  if (i == 0 || l->all[i - 1].section != section_key(l, section))
    return NULL;
  // The first of those at the same address is the best name.
  return &l->all[labels_at(l, section, l->all[i - 1].address)];
}
