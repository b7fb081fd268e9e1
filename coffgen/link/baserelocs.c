// Base relocations: the places in the image that hold addresses.
//
// Skip it unless a moved image crashes. PE specification, section 5.6 "The .reloc Section".
#include "base/alloc.h"
#include "coff/reloc.h"
#include "link/link.h"
#include <stdlib.h>
#include <string.h>

enum { PAGE = 0x1000, HEADER = 8, ENTRY = 2 };

struct places {
  struct coff_link *ld;
  uint64_t *all; // RVA and, in the low four bits, type
  uint32_t n, room;
  bool sorted;
};

static bool add(struct places *p, uint64_t rva, uint8_t type)
{
  uint64_t *grown = coff_link_grow(p->ld, p->all, p->n, 1, &p->room, sizeof *grown);
  if (grown == NULL)
    return false;
  p->all = grown;
  p->all[p->n] = rva << 4 | type;
  p->sorted = p->sorted && (p->n == 0 || p->all[p->n - 1] <= p->all[p->n]);
  p->n++;
  return true;
}

// An address that moves with the image.
static bool moves(const struct coff_link *ld, const struct coff_link_file *f, uint32_t index)
{
  struct coff_link_target to = coff_link_locate(ld, f, index);
  return to.atom != COFF_NO_ID && !to.missing;
}

static void collect(struct places *p, const struct coff_atom *a)
{
  struct coff_link *ld = p->ld;
  struct coff_link_relocs c;
  const struct coff_reloc *r;
  coff_link_relocs_open(ld, a, &c);
  while ((r = coff_link_relocs_next(&c)) != NULL) {
    const struct coff_howto *h = coff_link_howto(ld, r);
    uint8_t type = h == NULL ? 0 : coff_link_base_type(ld, r, h);
    if (type != 0 && r->vaddr < a->size && moves(ld, c.file, r->symndx))
      add(p, a->address + r->vaddr - ld->image_base, type);
  }
}

static int compare(const void *a, const void *b)
{
  const uint64_t *x = a, *y = b;
  return (*x > *y) - (*x < *y);
}

// Blocks of a page each, of an even number of entries; OUT NULL: measures only.
static uint64_t encode(const struct places *p, enum coff_order order, uint8_t *out)
{
  uint64_t at = 0;
  for (uint32_t i = 0; i < p->n;) {
    uint64_t page = p->all[i] >> 4 & ~(uint64_t)(PAGE - 1), block = at;
    at += HEADER;
    for (; i < p->n && (p->all[i] >> 4 & ~(uint64_t)(PAGE - 1)) == page; i++, at += ENTRY)
      if (out != NULL)
        coff_store(out + at, ENTRY, order, (p->all[i] & 15) << 12 | (p->all[i] >> 4 & (PAGE - 1)));
    at += at % 4; // an entry of type 0
    if (out == NULL)
      continue;
    coff_store(out + block, 4, order, page);
    coff_store(out + block + 4, 4, order, at - block);
  }
  return at;
}

static void write(struct coff_link *ld, struct places *p)
{
  struct coff_atom *a = &ld->atoms[ld->base_relocs];
  if (!p->sorted)
    qsort(p->all, p->n, sizeof *p->all, compare);
  a->size = a->data_size = a->capacity = encode(p, ld->image->order, NULL);
  uint8_t *bytes = coff_link_bytes(ld, (size_t)a->size);
  if (bytes == NULL)
    return;
  encode(p, ld->image->order, bytes);
  a->data = bytes;
}

void coff_link_make_base_relocs(struct coff_link *ld)
{
  struct places p = {.ld = ld, .sorted = true};
  for (uint32_t i = 0; i < ld->nouts; i++) {
    const struct coff_link_out *o = &ld->outs[i];
    for (uint32_t k = 0; k < o->n && (o->meaning & COFF_SEC_DISCARD) == 0; k++) {
      const struct coff_atom *a = &ld->atoms[ld->order[o->first + k]];
      if (a->nrelocs != 0)
        collect(&p, a);
    }
  }
  write(ld, &p);
  coff_free(ld->ctx, p.all);
}
