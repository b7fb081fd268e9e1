// Rows of a disassembly: instructions or raw units, cut where labels and relocations stand.
//
// Skip it unless a row has the wrong bytes or the wrong relocations.
//
// 1. A row has at least one byte, and ends with the contents at the latest.
// 2. Rows are given in the order of offsets, and so are the relocations.
#include "coffdump/addend.h"
#include "coffdump/disassemble.h"
#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum { BATCH = 256, UNITS_A_ROW = 8 };

static int by_offset(const void *a, const void *b)
{
  const struct reloc_at *x = a, *y = b;
  if (x->offset != y->offset)
    return x->offset < y->offset ? -1 : 1;
  return x->index < y->index ? -1 : x->index > y->index;
}

static void place_batch(struct rows *r, uint64_t first, const struct coff_reloc *batch, size_t n)
{
  uint64_t start = r->section.header.vaddr;
  for (size_t k = 0; k < n; k++)
    if (batch[k].vaddr >= start && batch[k].vaddr - start < r->contents.size)
      r->relocs[r->nrelocs++] =
          (struct reloc_at){(batch[k].vaddr - start) * r->section.octets, first + k};
}

// Relocations whose field is outside of the contents are in no row.
static bool load_relocs(struct rows *r)
{
  struct coff_reloc batch[BATCH];
  size_t n;
  if (r->section.nreloc == 0)
    return true;
  coff_section_relocs(r->file, &r->section, &r->table);
  if (r->table.count == 0)
    return true;
  if (r->table.count <= SIZE_MAX / sizeof *r->relocs)
    r->relocs = malloc((size_t)r->table.count * sizeof *r->relocs);
  if (r->relocs == NULL)
    return coff_fail(coff_file_context(r->file), coff_file_place(r->file, COFF_NOWHERE),
                     "out of memory");
  for (uint64_t i = 0; (n = coff_reloc_read(r->file, &r->table, i, BATCH, batch)) != 0; i += n)
    place_batch(r, i, batch, n);
  qsort(r->relocs, r->nrelocs, sizeof *r->relocs, by_offset);
  return true;
}

bool rows_open(struct rows *r, const struct labels *l, struct decoder *d, uint32_t section)
{
  *r = (struct rows){.file = l->file, .labels = l, .decoder = d};
  if (!coff_section_get(r->file, section, &r->section))
    return false;
  coff_section_contents(r->file, &r->section, &r->contents);
  r->end = r->contents.size;
  // What an image has in the file past its size in memory is padding.
  if (r->section.memory_size != 0 && r->section.memory_size < r->end)
    r->end = r->section.memory_size;
  return r->end != 0 && load_relocs(r);
}

void rows_close(struct rows *r)
{
  free(r->relocs);
  r->relocs = NULL;
}

static uint64_t address_of(const struct rows *r, uint64_t offset)
{
  return r->section.address + offset / r->section.octets;
}

static bool label_inside(const struct rows *r, uint64_t offset)
{
  uint64_t address = address_of(r, offset);
  return labels_is_at(r->labels, labels_at(r->labels, r->section.number, address),
                      r->section.number, address);
}

// Bytes of the field that relocation WHICH patches, as far as it is known.
static unsigned field_size(const struct rows *r, size_t which)
{
  struct coff_reloc native;
  if (coff_reloc_read(r->file, &r->table, r->relocs[which].index, 1, &native) == 0)
    return 0;
  const struct coff_howto *h = coff_howto_find(coff_file_target(r->file), &native);
  return h == NULL ? 0 : h->size;
}

// How many bytes of raw units stand in one row: up to a label or a relocation, and no more than the
// field of a relocation that begins here.
static unsigned raw_size(const struct rows *r)
{
  unsigned unit = decoder_unit(r->decoder);
  uint64_t left = r->end - r->next;
  uint64_t limit = (uint64_t)unit * UNITS_A_ROW;
  size_t k = r->reloc;
  if (k < r->nrelocs && r->relocs[k].offset < r->next + unit) {
    uint64_t field = r->relocs[k].offset - r->next + field_size(r, k);
    limit = (field + unit - 1) / unit * unit;
  }
  if (limit < unit)
    limit = unit;
  if (limit > left)
    limit = left;
  for (uint64_t size = unit; size < limit; size += unit) {
    while (k < r->nrelocs && r->relocs[k].offset < r->next + size)
      k++;
    bool patched = k < r->nrelocs && r->relocs[k].offset < r->next + size + unit;
    if (patched || label_inside(r, r->next + size))
      return (unsigned)size;
  }
  return (unsigned)limit;
}

static void raw_row(struct rows *r, struct row *row)
{
  unsigned unit = decoder_unit(r->decoder);
  uint64_t left = r->end - r->next;
  row->decoded = (struct decoded){0};
  row->size = unit;
  if (!decoder_has_machine(r->decoder))
    row->size = raw_size(r);
  if (row->size > left)
    row->size = (unsigned)left;
  row->unit = row->size % unit == 0 ? unit : 1;
}

bool rows_next(struct rows *r, struct row *row)
{
  if (r->next >= r->end)
    return false;
  const uint8_t *p = r->contents.data + r->next;
  uint64_t left = r->end - r->next;
  row->offset = r->next;
  row->address = address_of(r, r->next);
  row->bytes = p;
  row->label = labels_at(r->labels, r->section.number, row->address);
  size_t n = left > 32 ? 32 : (size_t)left;
  if (decoder_step(r->decoder, p, n, row->address, &row->decoded)) {
    row->size = row->decoded.size;
    row->unit = 1;
  } else {
    raw_row(r, row);
  }
  assert(row->size > 0 && row->size <= left); // 1
  while (r->reloc < r->nrelocs && r->relocs[r->reloc].offset < row->offset)
    r->reloc++; // in front of what was asked for
  row->reloc = r->reloc;
  while (r->reloc < r->nrelocs && r->relocs[r->reloc].offset < row->offset + row->size)
    r->reloc++;
  row->nreloc = r->reloc - row->reloc;
  r->next += row->size;
  return true;
}

static void find_symbol(const struct rows *r, struct row_reloc *out)
{
  out->has_symbol = coff_reloc_syment(r->file, &out->native, &out->symbol);
  if (out->has_symbol)
    coff_syment_name(r->file, &out->symbol, &out->name);
}

bool rows_reloc(const struct rows *r, size_t which, struct row_reloc *out)
{
  memset(out, 0, sizeof *out);
  uint64_t offset = r->relocs[which].offset;
  if (coff_reloc_read(r->file, &r->table, r->relocs[which].index, 1, &out->native) == 0)
    return false;
  out->howto = coff_howto_find(coff_file_target(r->file), &out->native);
  find_symbol(r, out);
  if (out->howto == NULL || out->howto->size > r->contents.size - offset)
    return true;
  out->has_addend = true;
  struct reloc_position at = {&r->table, r->relocs[which].index};
  out->addend = reloc_addend(r->file, at, out->howto, &out->native,
                             out->has_symbol ? &out->symbol : NULL, r->contents.data + offset);
  return true;
}

bool rows_branch_reloc(const struct rows *r, const struct row *row, struct row_reloc *out)
{
  for (size_t i = 0; i < row->nreloc; i++)
    if (rows_reloc(r, row->reloc + i, out) && out->has_symbol && out->howto != NULL &&
        out->howto->calc != COFF_CALC_NONE)
      return true;
  return false;
}
