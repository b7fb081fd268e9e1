// Sections: the header decoded, its name resolved, its counts made true.
//
// Skip it unless a section has the wrong name, place or count.
#include "codec/names.h"
#include "object/file.h"
#include <inttypes.h>
#include <string.h>

uint32_t coff_section_count(const struct coff_file *f)
{
  return f->nscns;
}

enum name_state { NAME_SHORT, NAME_LONG, NAME_DAMAGED };

// The name must point into the file: structs on the caller's side move.
static enum name_state read_name(const struct coff_file *f, uint64_t header, struct coff_str *name)
{
  uint64_t offset;
  const char *raw = (const char *)f->scnhdrs.data + header + f->target->records->scnhdr->name.at;
  if (coff_section_name_offset(f->target, raw, &offset)) {
    if (coff_file_string(f, offset, name))
      return NAME_LONG;
    *name = coff_section_name_inline(raw, 8);
    return NAME_DAMAGED;
  }
  *name = coff_section_name_inline(raw, 8);
  return NAME_SHORT;
}

static void resolve_name(const struct coff_file *f, struct coff_section *s)
{
  enum name_state state = read_name(f, s->header_offset - f->scnhdrs.origin, &s->name);
  s->long_name = state == NAME_LONG;
  s->name_is_damaged = state == NAME_DAMAGED;
}

bool coff_section_name(const struct coff_file *f, uint32_t number, struct coff_str *name)
{
  if (number == 0 || number > f->nscns)
    return false;
  read_name(f, (uint64_t)(number - 1) * f->target->records->scnhdr->size, name);
  return true;
}

const uint8_t *coff_section_header(const struct coff_file *f, uint32_t number)
{
  if (number == 0 || number > f->nscns)
    return NULL;
  return f->scnhdrs.data + (uint64_t)(number - 1) * f->target->records->scnhdr->size;
}

static bool is_power_of_2(uint32_t n)
{
  return n != 0 && (n & (n - 1)) == 0;
}

static uint8_t log2_of(uint32_t n)
{
  uint8_t power = 0;
  while (n >>= 1)
    power++;
  return power;
}

static void resolve_alignment(const struct coff_target *t, struct coff_section *s)
{
  uint32_t stored = t->align.mask == 0 ? 0 : (s->header.flags & t->align.mask) >> t->align.shift;
  s->align_stored = stored != 0;
  if (t->records->scnhdr->align.width != 0 && is_power_of_2(s->header.align)) {
    s->align_stored = true;
    s->align_power = log2_of(s->header.align);
    return;
  }
  s->align_power = s->align_stored ? (uint8_t)(stored - t->align.bias) : t->section_align_power;
}

// Past the field's range the true count stands elsewhere.
static void resolve_counts(const struct coff_file *f, struct coff_section *s)
{
  const struct coff_target *t = f->target;
  struct coff_view first;
  struct coff_reloc r;
  s->nreloc = s->header.nreloc;
  s->nlnno = s->header.nlnno;
  if (t->count_overflow == COFF_OVERFLOW_FIRST_ENTRY && s->header.nreloc == 0xffff &&
      (s->flags & COFF_SEC_COUNT_OVERFLOW) != 0 && s->header.relptr != 0 &&
      coff_view_table(f->coff, s->header.relptr, 1, t->records->reloc->size, &first)) {
    coff_swap_reloc_in(t, first.data, 1, &r);
    s->nreloc = r.vaddr == 0 ? 0 : r.vaddr - 1; // it counts itself
    s->count_in_first = true;
  }
  if (t->line_high_in_nreloc && f->kind == COFF_KIND_IMAGE && (s->flags & COFF_SEC_CODE) != 0) {
    s->nlnno |= (uint64_t)s->header.nreloc << 16;
    s->nreloc = 0;
  }
  if (t->count_overflow == COFF_OVERFLOW_SECTION && (s->flags & COFF_SEC_OVERFLOW) == 0 &&
      (s->header.nreloc == 0xffff || s->header.nlnno == 0xffff)) {
    uint32_t other = coff_overflow_section(f, s->number);
    struct coff_scnhdr h;
    if (other == 0)
      return;
    coff_swap_scnhdr_in(t, f->scnhdrs.data + (uint64_t)(other - 1) * t->records->scnhdr->size, 1,
                        &h);
    s->nreloc = h.paddr;
    s->nlnno = h.vaddr;
  }
}

static void resolve_place(const struct coff_file *f, struct coff_section *s)
{
  const struct coff_target *t = f->target;
  // TI: sections of debug information are as wide as their header says.
  bool narrow = s->header.mem_width != 0 && s->header.mem_width % 8 == 0;
  uint64_t octets = narrow ? s->header.mem_width / 8u : t->octets == 0 ? 1 : t->octets;
  s->octets = (uint8_t)octets;
  uint64_t bytes = s->header.size > UINT64_MAX / octets ? UINT64_MAX : s->header.size * octets;
  bool only_bss =
      (s->flags & COFF_SEC_BSS) != 0 && (s->flags & (COFF_SEC_CODE | COFF_SEC_DATA)) == 0;
  bool no_contents = s->header.scnptr == 0 || (s->flags & COFF_SEC_OVERFLOW) != 0 ||
                     (only_bss && !t->virtual_size);
  s->memory_size = t->virtual_size && s->header.paddr != 0 ? s->header.paddr : bytes;
  s->file_offset = coff_file_offset_of(f, s->header.scnptr);
  s->file_size = no_contents ? 0 : bytes;
}

// A section below the image base has an RVA that wraps around (GNU ld writes such).
static uint64_t address_of(const struct coff_file *f, uint64_t vaddr)
{
  uint64_t address = vaddr + f->image_base;
  if (f->image_base != 0 && f->target->address_bits < 64)
    address &= ((uint64_t)1 << f->target->address_bits) - 1;
  return address;
}

// One field of the header of section NUMBER; 0 if there is no such section.
static uint64_t header_field(const struct coff_file *f, uint32_t number, struct coff_field field)
{
  if (number == 0 || number > f->nscns || field.width == 0)
    return 0;
  uint64_t at = (uint64_t)(number - 1) * f->target->records->scnhdr->size + field.at;
  return coff_load(f->scnhdrs.data + at, field.width, f->target->order);
}

uint64_t coff_section_address(const struct coff_file *f, uint32_t number)
{
  bool exists = number != 0 && number <= f->nscns;
  return exists ? address_of(f, header_field(f, number, f->target->records->scnhdr->vaddr)) : 0;
}

bool coff_section_means(const struct coff_file *f, uint32_t number, uint32_t meaning)
{
  uint64_t flags = header_field(f, number, f->target->records->scnhdr->flags);
  return coff_section_flags_mean(f->target, (uint32_t)flags, meaning);
}

bool coff_section_get_unnamed(const struct coff_file *f, uint32_t number, struct coff_section *s)
{
  memset(s, 0, sizeof *s);
  if (number == 0 || number > f->nscns)
    return false;
  uint64_t at = (uint64_t)(number - 1) * f->target->records->scnhdr->size;
  s->number = number;
  s->header_offset = f->scnhdrs.origin + at;
  coff_swap_scnhdr_in(f->target, f->scnhdrs.data + at, 1, &s->header);
  s->flags = coff_section_flags_meaning(f->target, s->header.flags);
  s->address = address_of(f, s->header.vaddr);
  s->name = (struct coff_str){"", 0};
  resolve_alignment(f->target, s);
  resolve_counts(f, s);
  resolve_place(f, s);
  return true;
}

bool coff_section_get(const struct coff_file *f, uint32_t number, struct coff_section *s)
{
  if (!coff_section_get_unnamed(f, number, s))
    return false;
  resolve_name(f, s);
  return true;
}

bool coff_section_find(const struct coff_file *f, const char *name, struct coff_section *s)
{
  size_t n = strlen(name);
  struct coff_str has;
  for (uint32_t i = 1; coff_section_name(f, i, &has); i++)
    if (has.size == n && memcmp(has.data, name, n) == 0)
      return coff_section_get(f, i, s);
  return false;
}

bool coff_section_contents(const struct coff_file *f, const struct coff_section *s,
                           struct coff_view *out)
{
  *out = (struct coff_view){(const uint8_t *)"", 0, s->file_offset};
  if (s->file_size == 0)
    return true;
  uint64_t have = coff_view_clip(f->coff, s->header.scnptr + f->shift, s->file_size, 1, out);
  if (have == s->file_size)
    return true;
  return coff_fail(f->ctx, coff_file_place(f, s->file_offset),
                   "contents of section %" PRIu32 " (%" PRIu64
                   " bytes) run past the end of the file; %" PRIu64 " are there",
                   s->number, s->file_size, have);
}
