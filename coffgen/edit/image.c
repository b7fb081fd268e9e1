// Edits of an image as a whole: where it is loaded, how it is aligned.
//
// Skip it unless you edit images; what follows from edits of sections is in place-image.c.
#include "coff/baserelocs.h"
#include "coff/edit.h"
#include "coff/reloc.h"
#include "edit/memory.h"
#include "edit/place.h"
#include "edit/take.h"
#include <inttypes.h>
#include <string.h>

enum { PAGE = 0x1000 };

static bool is_power_of_2(uint64_t v)
{
  return v != 0 && (v & (v - 1)) == 0;
}

// ---- Image base -------------------------------------------------------------------------------

// The contents of section ID, as bytes of the builder's that may be written to; NULL after a report.
static uint8_t *writable(struct coff_build *b, uint32_t id)
{
  struct coff_build_section *s = &b->sections[id - 1];
  struct coff_view was = b->taken[s->from - 1];
  uint8_t *p;
  if (!coff_build_same_contents(b, s)) // they are the builder's already, or an edit's
    return s->npieces == 1 ? (uint8_t *)(uintptr_t)s->pieces[0].data : NULL;
  if (was.size == 0 || (p = coff_build_bytes(b, (size_t)was.size)) == NULL)
    return NULL;
  memcpy(p, was.data, (size_t)was.size);
  struct coff_scnhdr header = s->header;
  if (!coff_build_set_contents(b, id, (struct coff_view){p, was.size, 0}))
    return NULL;
  b->sections[id - 1].header = header; // sizes are what they were
  return p;
}

static bool rebase_one(struct coff_build *b, const struct coff_base_reloc *r, uint64_t delta)
{
  uint64_t offset;
  uint32_t id = coff_rva_within(b->from, r->rva, &offset);
  if (r->type == NULL || (r->type->bits == 0 && r->type->size != 0) || (id == 0 && r->type->size))
    return coff_fail(b->ctx, coff_file_place(b->from, r->offset),
                     "base relocation of type %u for 0x%" PRIx32
                     " cannot be applied: the image base cannot change",
                     r->number, r->rva);
  if (r->type->size == 0 || b->sections[id - 1].dropped)
    return true;
  const struct coff_build_section *s = &b->sections[id - 1];
  uint8_t *p = writable(b, id);
  if (p == NULL || offset > s->pieces[0].size || s->pieces[0].size - offset < r->type->size)
    return coff_fail(b->ctx, coff_file_place(b->from, r->offset),
                     "base relocation for 0x%" PRIx32 " is for bytes that the file does not hold",
                     r->rva);
  unsigned bits = r->type->bits;
  uint64_t mask = bits < 64 ? ((uint64_t)1 << bits) - 1 : UINT64_MAX;
  struct coff_howto how = {
      .put = r->type->put, .size = r->type->size, .bits = r->type->bits, .mask = mask};
  enum coff_order order = b->target->data_order;
  uint64_t v = (uint64_t)coff_reloc_addend(&how, order, p + offset) + delta;
  return coff_reloc_put(&how, order, p + offset, v & mask);
}

bool coff_edit_rebase(struct coff_build *b, uint64_t base)
{
  struct coff_base_relocs all;
  struct coff_base_reloc_block block;
  struct coff_base_reloc r;
  uint64_t delta = base - b->aout.field[COFF_AOUT_IMAGE_BASE], at;
  if (delta == 0)
    return true;
  if (base % 0x10000 != 0)
    return coff_fail(b->ctx, coff_build_where(b),
                     "image base 0x%" PRIx64 " is no multiple of 64 KiB", base);
  if (b->target->address_bits < 64 && base >> b->target->address_bits != 0)
    return coff_fail(b->ctx, coff_build_where(b), "image base 0x%" PRIx64 " does not fit %u bits",
                     base, b->target->address_bits);
  if (!coff_base_relocs_open(b->from, &all))
    return coff_fail(b->ctx, coff_build_where(b),
                     "no base relocations say what changes with the image base");
  while (coff_base_reloc_block_next(&all, &block))
    for (at = 0; coff_base_reloc_next(&block, &at, &r);)
      if (!rebase_one(b, &r, delta))
        return false;
  b->aout.field[COFF_AOUT_IMAGE_BASE] = base;
  return true;
}

// ---- Alignments -------------------------------------------------------------------------------

bool coff_edit_file_alignment(struct coff_build *b, uint64_t align)
{
  if (!is_power_of_2(align) || align > b->aout.field[COFF_AOUT_SECTION_ALIGNMENT])
    return coff_fail(
        b->ctx, coff_build_where(b),
        "file alignment 0x%" PRIx64 " is no power of 2, or more than the section alignment", align);
  b->aout.field[COFF_AOUT_FILE_ALIGNMENT] = align;
  return true;
}

// Where the section behind S begins in memory; 0: none does.
static uint64_t next_start(const struct coff_build *b, const struct coff_build_section *of)
{
  uint64_t next = 0;
  for (uint32_t i = 0; i < b->nsections; i++) {
    const struct coff_build_section *s = &b->sections[i];
    if (!s->dropped && s->header.vaddr > of->header.vaddr && (next == 0 || s->header.vaddr < next))
      next = s->header.vaddr;
  }
  return next;
}

// PE and COFF specification, "Optional Header Windows-Specific Fields", SectionAlignment: with less than a
// page, which all processors of Windows have 4 KiB of, offsets in the file are addresses.
static bool is_flat(const struct coff_build *b)
{
  for (uint32_t i = 0; i < b->nsections; i++)
    if (!b->sections[i].dropped && b->sections[i].npieces != 0 &&
        b->sections[i].header.scnptr != b->sections[i].header.vaddr)
      return false;
  return true;
}

// Sections stay where they are, for what refers to them counts on it. With a smaller alignment holes would
// open between them: each grows up to the next.
bool coff_edit_section_alignment(struct coff_build *b, uint64_t align)
{
  if (!is_power_of_2(align) || align < b->aout.field[COFF_AOUT_FILE_ALIGNMENT])
    return coff_fail(
        b->ctx, coff_build_where(b),
        "section alignment 0x%" PRIx64 " is no power of 2, or less than the file alignment", align);
  if (align < PAGE && !is_flat(b))
    return coff_fail(b->ctx, coff_build_where(b),
                     "section alignment 0x%" PRIx64
                     " is less than a page, and sections have addresses that are no file offsets",
                     align);
  for (uint32_t i = 0; i < b->nsections; i++) {
    struct coff_build_section *s = &b->sections[i];
    if (s->dropped)
      continue;
    if (s->header.vaddr % align != 0)
      return coff_fail(b->ctx, coff_build_where(b),
                       "section %.*s is at 0x%" PRIx64 ", which is no multiple of 0x%" PRIx64
                       "; only a linker can move it",
                       (int)(s->name.size < 200 ? s->name.size : 200), s->name.data,
                       s->header.vaddr, align);
    uint64_t next = next_start(b, s),
             size = s->header.paddr != 0 ? s->header.paddr : s->header.size;
    if (b->target->virtual_size && next != 0 &&
        coff_place_round(s->header.vaddr + size, align) < next)
      s->header.paddr = next - s->header.vaddr;
  }
  b->aout.field[COFF_AOUT_SECTION_ALIGNMENT] = align;
  return true;
}
