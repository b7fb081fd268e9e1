// What functions are called: by the symbols of a file, and by an image's exports.
//
// Skip it unless unwind data name the wrong function.
#include "coffdump/unwind.h"
#include <stdlib.h>

static int compare(const void *a, const void *b)
{
  const struct unwind_export *x = a, *y = b;
  if (x->rva != y->rva)
    return x->rva < y->rva ? -1 : 1;
  return x->name.data < y->name.data ? -1 : x->name.data > y->name.data;
}

static void read_exports(struct unwind_names *n)
{
  struct coff_export_name name;
  struct coff_export e;
  n->sorted = malloc((n->exports.nnames == 0 ? 1 : n->exports.nnames) * sizeof *n->sorted);
  for (uint32_t i = 0; n->sorted != NULL && coff_export_name_get(&n->exports, i, &name); i++) {
    if (!coff_export_get(&n->exports, name.function, &e) || e.is_forwarder || e.rva == 0)
      continue;
    n->sorted[n->count++] = (struct unwind_export){e.rva, name.name};
  }
  if (n->count != 0)
    qsort(n->sorted, n->count, sizeof *n->sorted, compare);
}

void unwind_names_open(struct unwind_names *n, const struct coff_file *f)
{
  *n = (struct unwind_names){0};
  labels_build(&n->labels, f);
  n->has_exports = coff_exports_open(f, &n->exports);
  if (n->has_exports)
    read_exports(n);
}

void unwind_names_close(struct unwind_names *n)
{
  labels_free(&n->labels);
  free(n->sorted);
  if (n->has_exports)
    coff_exports_close(&n->exports);
}

static bool exported(const struct unwind_names *n, uint64_t rva, struct coff_str *name)
{
  size_t low = 0, high = n->count;
  while (low < high) {
    size_t mid = low + (high - low) / 2;
    if (n->sorted[mid].rva < rva)
      low = mid + 1;
    else
      high = mid;
  }
  if (low == n->count || n->sorted[low].rva != rva)
    return false;
  *name = n->sorted[low].name;
  return true;
}

bool unwind_name_at(const struct unwind_names *n, uint32_t section, uint64_t offset,
                    struct coff_syment *sym, struct coff_str *name)
{
  const struct coff_file *f = n->labels.file;
  bool is_image = coff_file_kind(f) == COFF_KIND_IMAGE;
  struct coff_section s;
  uint64_t address = offset;
  if (is_image)
    address += coff_file_image_base(f);
  else if (coff_section_get(f, section, &s))
    address += s.address;
  size_t i = labels_at(&n->labels, section, address);
  if (labels_is_at(&n->labels, i, section, address) &&
      coff_syment_read(f, n->labels.all[i].symbol, 1, sym) == 1 && coff_syment_name(f, sym, name))
    return true;
  return is_image && exported(n, offset, name);
}
