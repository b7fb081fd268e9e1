// Line numbers of objects: counted, given places in the image, written.
//
// Skip it unless a line number of an image is wrong.
//
// Those of an output section are the ones of its input sections, in their order. Rows that name a function name it by its
// symbol, so they are written by who knows what became of the symbols of the object (symtab.c). Objects without any
// cost nothing: parsing tells them apart.
#include "link/lines.h"
#include "base/alloc.h"
#include "coff/swap.h"
#include "edit/place.h"
#include "object/file.h"
#include <stdlib.h>
#include <string.h>

enum { BATCH = 64 };

static bool is_carried(const struct coff_link *ld, const struct coff_atom *a)
{
  return a->state == 0 && a->section != 0 && a->out != COFF_NO_ID && ld->outs[a->out].number != 0;
}

static uint32_t count_sections(const struct coff_link *ld)
{
  uint32_t n = 0;
  for (uint32_t f = 1; f < ld->nfiles; f++)
    n += ld->files[f].nlined;
  return n;
}

static bool add(struct coff_link *ld, uint32_t file, uint32_t atom)
{
  struct coff_section s;
  struct coff_lineno_table t;
  coff_section_get(ld->files[file].file, ld->atoms[atom].section, &s);
  if (s.nlnno == 0)
    return true;
  if (!coff_section_linenos(ld->files[file].file, &s, &t)) {
    ld->errors++;
    return false;
  }
  ld->lines[ld->nlines++] = (struct coff_link_lines){
      .atom = atom, .out = ld->atoms[atom].out, .count = t.count, .old = s.header.lnnoptr};
  return true;
}

static bool collect(struct coff_link *ld)
{
  for (uint32_t f = 1; f < ld->nfiles; f++) {
    struct coff_link_file *in = &ld->files[f];
    in->first_lines = ld->nlines;
    if (in->nlined == 0)
      continue;
    for (uint32_t a = in->first_atom; a < in->first_atom + in->natoms; a++)
      if (is_carried(ld, &ld->atoms[a]) && !add(ld, f, a))
        return false;
    in->nlined = ld->nlines - in->first_lines;
  }
  return true;
}

static void clear_flag(struct coff_link *ld)
{
  const struct coff_flags *all = ld->image->file_flags;
  for (size_t i = 0; all != NULL && i < all->n; i++)
    if ((all->flags[i].meaning & COFF_FILE_NO_LINES) != 0)
      ld->build->header.flags &= ~all->flags[i].mask;
}

// In the order of files, which is that of atoms in all sections but those that are sorted by name: a table need not be in the
// order of addresses.
bool coff_link_place_lines(struct coff_link *ld)
{
  uint32_t n = count_sections(ld);
  if (n == 0 || ld->opt->strip != COFF_STRIP_NONE || !coff_link_has_symbols(ld))
    return true;
  ld->lines = coff_link_bytes(ld, n * sizeof *ld->lines);
  if (ld->lines == NULL || !collect(ld))
    return false;
  for (uint32_t i = 0; i < ld->nlines; i++) {
    struct coff_link_lines *l = &ld->lines[i];
    struct coff_build_section *s = &ld->build->sections[ld->outs[l->out].build - 1];
    l->row = s->nlines;
    s->nlines += l->count;
  }
  if (ld->nlines != 0)
    clear_flag(ld);
  return true;
}

static uint64_t table_of(const struct coff_link *ld, const struct coff_link_lines *l)
{
  return ld->build->sections[ld->outs[l->out].build - 1].placed.lnnoptr;
}

uint64_t coff_link_line_offset(const struct coff_link *ld, uint32_t file, uint64_t old)
{
  const struct coff_link_file *f = &ld->files[file];
  const struct coff_link_lines *l = ld->nlines == 0 ? NULL : ld->lines + f->first_lines;
  uint64_t size = f->target->records->lineno == NULL ? 1 : f->target->records->lineno->size;
  for (uint32_t i = 0; l != NULL && i < f->nlined; i++, l++)
    if (old >= l->old && (old - l->old) / size < l->count)
      return table_of(ld, l) + (l->row + (old - l->old) / size) * ld->image->records->lineno->size;
  return 0;
}

// ---- Rows ---------------------------------------------------------------------------------------

// Line numbers of what is left out are for symbol 0, as auxiliary entries are.
static uint32_t renumbered(const struct coff_link_file *f, const uint32_t *indices, uint32_t index)
{
  return index >= f->nrefs || indices[index] == COFF_NO_ID ? 0 : indices[index];
}

static void move_row(const struct coff_link *ld, const struct coff_link_file *f,
                     const struct coff_link_lines *l, uint64_t start, const uint32_t *indices,
                     struct coff_lineno *row)
{
  const struct coff_lineno_layout *layout = ld->image->records->lineno;
  uint64_t base = ld->image->vaddr_is_rva ? ld->image_base : 0;
  if (row->lnno == 0 && layout->symndx.width != 0)
    row->symndx = renumbered(f, indices, row->symndx);
  else
    row->addr += ld->atoms[l->atom].address - start - base;
  if (layout->srcndx.width != 0)
    row->srcndx = renumbered(f, indices, row->srcndx);
  if (layout->fcnndx.width != 0)
    row->fcnndx = renumbered(f, indices, row->fcnndx);
}

static void write_table(struct coff_link *ld, const struct coff_link_file *f,
                        const struct coff_link_lines *l, const uint32_t *indices)
{
  struct coff_section s;
  struct coff_lineno_table t;
  struct coff_lineno rows[BATCH];
  size_t size = ld->image->records->lineno->size, n;
  coff_section_get(f->file, ld->atoms[l->atom].section, &s);
  if (!coff_section_linenos(f->file, &s, &t))
    return;
  uint64_t start = f->target->no_addresses ? 0 : s.header.vaddr;
  uint64_t stored = table_of(ld, l) + l->row * size;
  uint8_t *p = ld->buf + stored + ld->build->base + ld->build->shift;
  for (uint64_t i = 0; i < t.count; i += n) {
    n = coff_lineno_read(f->file, &t, i, BATCH, rows);
    if (n == 0)
      return;
    for (size_t k = 0; k < n; k++)
      move_row(ld, f, l, start, indices, &rows[k]);
    coff_swap_lineno_out(ld->image, rows, n, p + i * size);
  }
}

void coff_link_write_lines(struct coff_link *ld, uint32_t file, const uint32_t *indices)
{
  const struct coff_link_file *f = &ld->files[file];
  for (uint32_t i = 0; ld->nlines != 0 && i < f->nlined; i++)
    write_table(ld, f, &ld->lines[f->first_lines + i], indices);
}
