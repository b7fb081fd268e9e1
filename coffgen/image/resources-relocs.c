// Where the data of an object's resources are: what the relocations of its data entries say.
//
// Skip it unless resources of objects lead to the wrong bytes.
//
// A data entry of an object holds an addend, and a relocation makes an address of it. They are sorted
// by place once: compilers write them in any order, and a tree has as many as it has leaves.
#include "image/resources-relocs.h"
#include "base/alloc.h"
#include "coff/reloc.h"
#include "reloc/symbol.h"
#include <inttypes.h>
#include <stdlib.h>

struct place {
  uint64_t at;      // of the field, in the section
  uint64_t offset;  // that it points to, in section SECTION
  uint32_t section; // 0: none
  uint64_t index;   // of the relocation: the order of equal places
};

struct coff_resource_relocs {
  uint64_t count;
  struct place places[]; // sorted by AT
};

static int compare(const void *a, const void *b)
{
  const struct place *x = a, *y = b;
  if (x->at != y->at)
    return x->at < y->at ? -1 : 1;
  return x->index < y->index ? -1 : x->index > y->index;
}

// What relocation R of the section whose contents are V points to. False if that is no address.
static bool resolve(const struct coff_file *f, struct coff_reloc_symbols *symbols,
                    const struct coff_section *s, struct coff_view v, const struct coff_reloc *r,
                    struct place *p)
{
  const struct coff_howto *h = coff_howto_find(coff_file_target(f), r);
  struct coff_view field;
  if (h == NULL || h->size != 4 || r->vaddr < s->header.vaddr ||
      !coff_view_table(v, r->vaddr - s->header.vaddr, 1, h->size, &field))
    return false;
  const struct coff_reloc_symbol *sym = coff_reloc_symbol(symbols, r->symndx);
  if (sym->state != COFF_RELOC_SYMBOL_GOOD)
    return false;
  int64_t addend = coff_reloc_object_addend(coff_file_target(f), h, r, &sym->native, field.data);
  p->at = r->vaddr - s->header.vaddr;
  p->section = sym->section;
  p->offset = sym->address - sym->section_base + (uint64_t)addend;
  return true;
}

struct coff_resource_relocs *coff_resource_relocs_open(const struct coff_file *f,
                                                       const struct coff_section *s)
{
  struct coff_reloc_symbols symbols = {.file = f};
  struct coff_reloc_table table;
  struct coff_reloc r;
  struct coff_view v;
  struct coff_resource_relocs *all = NULL;
  coff_section_contents(f, s, &v);
  coff_section_relocs(f, s, &table);
  uint64_t n = table.count;
  if (n <= (SIZE_MAX - sizeof *all) / sizeof *all->places)
    all = coff_alloc(coff_file_context(f), sizeof *all + (size_t)n * sizeof *all->places);
  if (all == NULL) {
    coff_fail(coff_file_context(f), coff_file_place(f, COFF_NOWHERE), "out of memory");
    return NULL;
  }
  for (uint64_t i = 0; i < n && coff_reloc_read(f, &table, i, 1, &r) != 0; i++) {
    all->places[all->count].index = i;
    all->count += resolve(f, &symbols, s, v, &r, &all->places[all->count]);
  }
  if (all->count != 0)
    qsort(all->places, (size_t)all->count, sizeof *all->places, compare);
  return all;
}

void coff_resource_relocs_close(const struct coff_file *f, struct coff_resource_relocs *all)
{
  coff_free(coff_file_context(f), all);
}

static const struct place *find(const struct coff_resource_relocs *all, uint64_t at)
{
  uint64_t low = 0, high = all->count;
  while (low < high) {
    uint64_t middle = low + (high - low) / 2;
    if (all->places[middle].at < at)
      low = middle + 1;
    else
      high = middle;
  }
  return low < all->count && all->places[low].at == at ? &all->places[low] : NULL;
}

bool coff_resource_relocs_find(const struct coff_resource_relocs *all, const struct coff_file *f,
                               struct coff_view tree, struct coff_resource_data *d)
{
  const struct place *p = find(all, d->at - tree.origin);
  struct coff_section s;
  struct coff_view v = {0};
  if (p == NULL || !coff_section_get(f, p->section, &s))
    return coff_fail(coff_file_context(f), coff_file_place(f, d->at),
                     "no relocation says where the data of a resource are");
  d->section = p->section;
  coff_section_contents(f, &s, &v);
  if (coff_view_clip(v, p->offset, d->size, 1, &d->bytes) == d->size)
    return true;
  return coff_fail(coff_file_context(f), coff_file_place(f, d->at),
                   "resource data of %" PRIu32 " bytes are cut off; %" PRIu64 " are there", d->size,
                   d->bytes.size);
}
