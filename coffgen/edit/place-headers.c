// Placing: fields of the optional header that the rest of the file decides.
//
// Skip it unless a size in the optional header is wrong.
//
// A field that the caller has set stays as it is.
#include "codec/names.h"
#include "edit/place.h"

enum { DEFAULT_PAGE = 0x1000, DEFAULT_FILE_ALIGNMENT = 0x200 };

bool coff_aouthdr_has(const struct coff_aouthdr_layout *l, enum coff_aout_id id)
{
  for (const struct coff_aout_item *i = l->items; i < l->items + l->nitems; i++)
    if (i->id == id)
      return true;
  return false;
}

uint64_t coff_place_round(uint64_t v, uint64_t align)
{
  uint64_t over = align == 0 ? 0 : v % align;
  return over == 0 ? v : v + (align - over);
}

// A field of the optional header, or what the target has for it.
static uint64_t setting(const struct coff_build *b, enum coff_aout_id id, uint64_t otherwise)
{
  return b->aout_layout != NULL && b->aout.field[id] != 0 ? b->aout.field[id] : otherwise;
}

uint64_t coff_place_page(const struct coff_build *b)
{
  const struct coff_link_defaults *link = b->target->link;
  uint64_t page =
      link != NULL && link->section_alignment != 0 ? link->section_alignment : DEFAULT_PAGE;
  return setting(b, COFF_AOUT_SECTION_ALIGNMENT, page);
}

uint64_t coff_place_file_alignment(const struct coff_build *b)
{
  const struct coff_link_defaults *link = b->target->link;
  uint64_t align =
      link != NULL && link->file_alignment != 0 ? link->file_alignment : DEFAULT_FILE_ALIGNMENT;
  return setting(b, COFF_AOUT_FILE_ALIGNMENT, align);
}

static void set(struct coff_build *b, enum coff_aout_id id, uint64_t v)
{
  if (b->placed_aout.field[id] == 0 && coff_aouthdr_has(b->aout_layout, id))
    b->placed_aout.field[id] = v;
}

// Sections of one kind: how much there is of them, where the first begins.
struct sum {
  uint64_t size, start;
  bool any;
};

struct sums {
  struct sum text, data, bss;
  uint64_t end; // of the last section in memory
};

static uint64_t end_of(const struct coff_build *b, const struct coff_scnhdr *h)
{
  uint64_t size = b->target->virtual_size && h->paddr > h->size ? h->paddr : h->size;
  return h->vaddr > UINT64_MAX - size ? UINT64_MAX : h->vaddr + size;
}

static void add(struct sum *s, const struct coff_scnhdr *h, uint64_t size)
{
  if (!s->any || s->size == 0) // an empty one does not count if there are others
    s->start = h->vaddr;
  s->any = true;
  s->size += size;
}

static struct sums sums_of(const struct coff_build *b)
{
  struct sums s = {0};
  for (uint32_t i = 0; i < b->nsections; i++) {
    const struct coff_scnhdr *h = &b->sections[i].placed;
    uint32_t means = coff_section_flags_meaning(b->target, h->flags);
    if (b->sections[i].dropped)
      continue;
    if ((means & COFF_SEC_CODE) != 0)
      add(&s.text, h, h->size);
    else if ((means & COFF_SEC_DATA) != 0)
      add(&s.data, h, h->size);
    else if ((means & COFF_SEC_BSS) != 0)
      add(&s.bss, h, b->target->virtual_size ? h->paddr : h->size);
    if (end_of(b, h) > s.end)
      s.end = end_of(b, h);
  }
  return s;
}

void coff_place_aouthdr(struct coff_build *b)
{
  const struct coff_link_defaults *link = b->target->link;
  const struct coff_aouthdr_layout *l = b->aout_layout;
  b->placed_aout = b->aout;
  if (l == NULL || b->aout_as_given)
    return;
  struct sums s = sums_of(b);
  uint64_t headers = b->scnhdrs_at + (uint64_t)b->nscns * b->target->records->scnhdr->size;
  set(b, COFF_AOUT_NDIRS, b->ndirs);
  set(b, COFF_AOUT_TSIZE, s.text.size);
  set(b, COFF_AOUT_DSIZE, s.data.size);
  set(b, COFF_AOUT_BSIZE, s.bss.size);
  set(b, COFF_AOUT_TEXT_START, s.text.start);
  set(b, COFF_AOUT_DATA_START, s.data.start);
  set(b, COFF_AOUT_BSS_START, s.bss.start);
  if (b->kind != COFF_KIND_IMAGE)
    return;
  set(b, COFF_AOUT_SECTION_ALIGNMENT, coff_place_page(b));
  set(b, COFF_AOUT_FILE_ALIGNMENT, coff_place_file_alignment(b));
  set(b, COFF_AOUT_SIZE_OF_IMAGE,
      coff_place_round(s.end > headers ? s.end : headers, coff_place_page(b)));
  set(b, COFF_AOUT_SIZE_OF_HEADERS, coff_place_round(headers, coff_place_file_alignment(b)));
  if (link != NULL)
    set(b, COFF_AOUT_IMAGE_BASE,
        b->target->address_bits == 64 ? link->high_image_base : link->image_base);
}
