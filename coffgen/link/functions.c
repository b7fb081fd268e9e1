// The function table of an image (.pdata), in the order of addresses.
//
// Skip it unless exceptions are not caught. PE specification, section 5.5 "The .pdata Section": entries must be
// sorted by the addresses of functions, for unwinding looks them up by halves. Objects give them in the order of
// their sections, which is not that of the image's.
#include "base/alloc.h"
#include "link/link.h"
#include <string.h>

enum { DIGIT_BITS = 11, DIGITS = 1 << DIGIT_BITS, ROUNDS = 3 };

struct item {
  uint32_t key, entry;
};

// One round of a radix sort, by the digit that begins at bit SHIFT.
static void distribute(const struct item *from, struct item *to, size_t n, unsigned shift)
{
  size_t at[DIGITS] = {0}, sum = 0;
  for (size_t i = 0; i < n; i++)
    at[from[i].key >> shift & (DIGITS - 1)]++;
  for (size_t d = 0; d < DIGITS; d++) {
    size_t count = at[d];
    at[d] = sum;
    sum += count;
  }
  for (size_t i = 0; i < n; i++)
    to[at[from[i].key >> shift & (DIGITS - 1)]++] = from[i];
}

// The entries at P by the first words of each. An entry of zeroes is padding between objects: it goes to the end.
static bool sort(struct coff_link *ld, uint8_t *p, size_t n, unsigned size)
{
  struct item *items = coff_alloc_array(ld->ctx, n * 2, sizeof *items);
  uint8_t *copy = coff_alloc(ld->ctx, n * size);
  if (items != NULL && copy != NULL) {
    struct item *a = items, *b = items + n;
    memcpy(copy, p, n * size);
    for (size_t i = 0; i < n; i++)
      a[i] = (struct item){(uint32_t)coff_load(p + i * size, 4, ld->image->data_order) - 1,
                           (uint32_t)i};
    for (unsigned round = 0; round < ROUNDS; round++) {
      distribute(a, b, n, round * DIGIT_BITS);
      struct item *swap = a;
      a = b;
      b = swap;
    }
    for (size_t i = 0; i < n; i++)
      memcpy(p + i * size, copy + (size_t)a[i].entry * size, size);
  }
  bool ok = items != NULL && copy != NULL;
  coff_free(ld->ctx, items);
  coff_free(ld->ctx, copy);
  return ok || coff_link_out_of_memory(ld);
}

static bool is_sorted(const struct coff_link *ld, const uint8_t *p, size_t n, unsigned size)
{
  uint64_t last = 0;
  for (size_t i = 0; i < n; i++) {
    uint64_t key = coff_load(p + i * size, 4, ld->image->data_order);
    if (key < last)
      return false;
    last = key;
  }
  return true;
}

void coff_link_sort_functions(struct coff_link *ld)
{
  const struct coff_pdata_layout *l = ld->image->pdata;
  const struct coff_link_span *span = &ld->dirs[COFF_DIR_EXCEPTION];
  if (l == NULL || span->first == 0)
    return;
  const struct coff_atom *first = &ld->atoms[span->first], *last = &ld->atoms[span->last];
  const struct coff_link_out *o = &ld->outs[first->out];
  uint64_t n = (last->address + last->data_size - first->address) / l->size;
  uint8_t *p = ld->buf + o->file_offset + (first->address - o->address);
  if (n <= UINT32_MAX && !is_sorted(ld, p, (size_t)n, l->size))
    sort(ld, p, (size_t)n, l->size);
}
