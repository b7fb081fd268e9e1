// Sorting atoms: by the names of their sections, by their files. Equal ones stay in their order.
//
// Skip it unless grouped sections ("$") or tables of imports are in the wrong order.
//
// Names of one slot begin alike, so what they have in common is skipped, and the eight bytes behind it are
// compared as one number first.
#include "base/alloc.h"
#include "link/link.h"
#include <string.h>

struct item {
  uint64_t key;
  uint32_t atom;
};

struct sorting {
  const struct coff_link *ld;
  size_t skip;
  int (*compare)(const struct sorting *, uint32_t a, uint32_t b);
};

static int compare_strings(struct coff_str a, struct coff_str b)
{
  size_t n = a.size < b.size ? a.size : b.size;
  int c = n == 0 ? 0 : memcmp(a.data, b.data, n);
  return c != 0 ? c : (a.size > b.size) - (a.size < b.size);
}

static int by_name(const struct sorting *s, uint32_t a, uint32_t b)
{
  return compare_strings(s->ld->atoms[a].name, s->ld->atoms[b].name);
}

static int by_file(const struct sorting *s, uint32_t a, uint32_t b)
{
  const struct coff_link_file *x = &s->ld->files[s->ld->atoms[a].file];
  const struct coff_link_file *y = &s->ld->files[s->ld->atoms[b].file];
  struct coff_str outer_x = x->archive.size != 0 ? x->archive : x->member;
  struct coff_str outer_y = y->archive.size != 0 ? y->archive : y->member;
  int c = compare_strings(outer_x, outer_y);
  return c != 0 ? c : compare_strings(x->member, y->member);
}

static bool goes_before(const struct sorting *s, const struct item *a, const struct item *b)
{
  if (a->key != b->key)
    return a->key < b->key;
  return s->compare(s, a->atom, b->atom) < 0;
}

// Merges ITEMS[0 to MIDDLE) and [MIDDLE to N) into TO.
static void merge(const struct sorting *s, const struct item *items, size_t middle, size_t n,
                  struct item *to)
{
  size_t i = 0, j = middle;
  while (i < middle && j < n)
    *to++ = goes_before(s, &items[j], &items[i]) ? items[j++] : items[i++];
  while (i < middle)
    *to++ = items[i++];
  while (j < n)
    *to++ = items[j++];
}

// Bottom up: runs of WIDTH items are in order. Returns which of the two arrays holds the result.
static struct item *merge_sort(const struct sorting *s, struct item *items, struct item *other,
                               size_t n)
{
  for (size_t width = 1; width < n; width *= 2) {
    for (size_t i = 0; i < n; i += 2 * width) {
      size_t left = n - i;
      merge(s, items + i, width < left ? width : left, 2 * width < left ? 2 * width : left,
            other + i);
    }
    struct item *swap = items;
    items = other;
    other = swap;
  }
  return items;
}

static uint64_t key_of(struct coff_str name, size_t skip)
{
  uint8_t bytes[8] = {0};
  size_t n = name.size > skip ? name.size - skip : 0;
  if (n != 0)
    memcpy(bytes, name.data + skip, n < 8 ? n : 8);
  return coff_be64(bytes);
}

static bool is_sorted(const struct sorting *s, const struct item *items, size_t n)
{
  for (size_t i = 1; i < n; i++)
    if (goes_before(s, &items[i], &items[i - 1]))
      return false;
  return true;
}

static void sort(struct coff_link *ld, struct sorting *s, uint32_t *atoms, uint32_t n, bool keys)
{
  struct item *items = coff_alloc_array(ld->ctx, (size_t)n * 2, sizeof *items);
  if (items == NULL) {
    coff_link_out_of_memory(ld);
    return;
  }
  for (uint32_t i = 0; i < n; i++) {
    uint64_t key = keys ? key_of(ld->atoms[atoms[i]].name, s->skip) : 0;
    items[i] = (struct item){key, atoms[i]};
  }
  if (!is_sorted(s, items, n)) {
    const struct item *sorted = merge_sort(s, items, items + n, n);
    for (uint32_t i = 0; i < n; i++)
      atoms[i] = sorted[i].atom;
  }
  coff_free(ld->ctx, items);
}

static size_t common_prefix(const struct coff_link *ld, const uint32_t *atoms, uint32_t n)
{
  struct coff_str first = ld->atoms[atoms[0]].name;
  size_t common = first.size;
  for (uint32_t i = 1; i < n && common > 0; i++) {
    struct coff_str name = ld->atoms[atoms[i]].name;
    size_t k = 0, most = name.size < common ? name.size : common;
    while (k < most && name.data[k] == first.data[k])
      k++;
    common = k;
  }
  return common;
}

void coff_link_sort_by_name(struct coff_link *ld, uint32_t *atoms, uint32_t n)
{
  if (n < 2)
    return;
  struct sorting s = {ld, common_prefix(ld, atoms, n), by_name};
  sort(ld, &s, atoms, n, true);
}

void coff_link_sort_by_file(struct coff_link *ld, uint32_t *atoms, uint32_t n)
{
  if (n < 2)
    return;
  struct sorting s = {ld, 0, by_file};
  sort(ld, &s, atoms, n, false);
}
