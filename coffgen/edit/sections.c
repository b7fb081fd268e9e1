// Edits of sections.
//
// Skip it unless an edited section has the wrong flags, address or followers.
#include "base/alloc.h"
#include "codec/names.h"
#include "coff/edit.h"
#include "edit/memory.h"
#include "edit/place.h"
#include "edit/take.h"
#include <inttypes.h>
#include <string.h>

uint32_t coff_edit_find(const struct coff_build *b, struct coff_str name, uint32_t after)
{
  for (uint32_t i = after; i < b->nsections; i++) {
    const struct coff_build_section *s = &b->sections[i];
    if (!s->dropped && s->overflow_of == 0 && s->name.size == name.size &&
        (name.size == 0 || memcmp(s->name.data, name.data, name.size) == 0))
      return i + 1;
  }
  return 0;
}

// ---- Flags ------------------------------------------------------------------------------------

// What an edit of flags decides; the rest (COMDAT, alignment, bits without a meaning) is not its business.
static const uint32_t decided = COFF_SEC_CODE | COFF_SEC_DATA | COFF_SEC_BSS | COFF_SEC_READ |
                                COFF_SEC_WRITE | COFF_SEC_EXEC | COFF_SEC_INFO | COFF_SEC_REMOVE |
                                COFF_SEC_DISCARD | COFF_SEC_SHARED | COFF_SEC_NOLOAD |
                                COFF_SEC_DEBUG | COFF_SEC_DUMMY;

static uint32_t native_flags(const struct coff_target *t, uint32_t old, uint32_t means)
{
  const struct coff_flags *all = t->section_flags;
  uint32_t flags = old;
  for (const struct coff_flag *f = all->flags; f < all->flags + all->n; f++)
    if ((f->meaning & decided) != 0)
      flags &= ~f->mask;
  for (uint32_t bit = 1; bit <= COFF_SEC_DEBUG; bit <<= 1)
    if ((means & decided & bit) != 0)
      flags |= coff_section_flag_for(t, bit);
  return flags;
}

static bool is_zeroes(const struct coff_target *t, uint32_t flags)
{
  const uint32_t kinds = COFF_SEC_BSS | COFF_SEC_CODE | COFF_SEC_DATA;
  return (coff_section_flags_meaning(t, flags) & kinds) == COFF_SEC_BSS;
}

bool coff_edit_section_flags(struct coff_build *b, uint32_t section, uint32_t means)
{
  struct coff_build_section *s = coff_build_section_at(b, section, "an edit of flags");
  if (s == NULL)
    return false;
  bool zeroes = is_zeroes(b->target, s->header.flags);
  s->header.flags = native_flags(b->target, s->header.flags, means);
  if (zeroes && s->npieces == 0 && !is_zeroes(b->target, s->header.flags))
    s->header.scnptr = 0; // where it pointed to are others' bytes
  return true;
}

uint32_t coff_edit_section_meaning(const struct coff_build *b, uint32_t section)
{
  const struct coff_build_section *s = coff_build_section_at(b, section, "a question for flags");
  return s == NULL ? 0 : coff_section_flags_meaning(b->target, s->header.flags);
}

// ---- Addresses --------------------------------------------------------------------------------

static uint64_t memory_size(const struct coff_build *b, const struct coff_build_section *s)
{
  uint64_t bytes = coff_place_contents_size(b, s);
  if (b->target->virtual_size && s->header.paddr != 0)
    return s->header.paddr;
  return bytes > s->header.size ? bytes : s->header.size;
}

// The first address behind all sections of an image.
static uint64_t next_address(const struct coff_build *b)
{
  uint64_t end = b->aout.field[COFF_AOUT_SIZE_OF_HEADERS];
  for (uint32_t i = 0; i < b->nsections; i++) {
    const struct coff_build_section *s = &b->sections[i];
    uint64_t last = s->header.vaddr + memory_size(b, s);
    if (!s->dropped && last > end)
      end = last;
  }
  return coff_place_round(end, coff_place_page(b));
}

static uint64_t room_of(const struct coff_build *b, const struct coff_build_section *of)
{
  uint64_t room = UINT64_MAX;
  for (uint32_t i = 0; i < b->nsections; i++) {
    const struct coff_build_section *s = &b->sections[i];
    if (!s->dropped && s->header.vaddr > of->header.vaddr &&
        s->header.vaddr - of->header.vaddr < room)
      room = s->header.vaddr - of->header.vaddr;
  }
  return room;
}

static bool is_mapped(const struct coff_build *b)
{
  return b->kind == COFF_KIND_IMAGE && b->target->virtual_size;
}

uint32_t coff_edit_add_section(struct coff_build *b, struct coff_str name,
                               struct coff_view contents, uint32_t means)
{
  struct coff_scnhdr h = {.flags = native_flags(b->target, 0, means)};
  if (is_mapped(b))
    h.vaddr = next_address(b);
  uint32_t id = coff_build_section(b, name, &h);
  if (id == 0 || (contents.size != 0 && !coff_build_contents(b, id, contents)))
    return 0;
  return id;
}

// Of a section of zeroes nobody looks for bytes in the file.
static bool make_data(const struct coff_build *b, struct coff_build_section *s)
{
  const struct coff_target *t = b->target;
  if (!is_zeroes(t, s->header.flags))
    return true;
  uint32_t flags = s->header.flags & ~coff_section_flag_for(t, COFF_SEC_BSS) &
                   ~coff_section_flag_for(t, COFF_SEC_NOLOAD);
  flags |= coff_section_flag_for(t, COFF_SEC_DATA);
  if (is_zeroes(t, flags))
    return coff_fail(b->ctx, coff_build_where(b), "section %.*s of zeroes cannot have contents",
                     (int)(s->name.size < 200 ? s->name.size : 200), s->name.data);
  s->header.flags = flags;
  return true;
}

bool coff_edit_contents(struct coff_build *b, uint32_t section, struct coff_view bytes)
{
  struct coff_build_section *s = coff_build_section_at(b, section, "an edit of contents");
  if (s == NULL)
    return false;
  uint64_t page = coff_place_page(b), room = is_mapped(b) ? room_of(b, s) : UINT64_MAX;
  uint64_t had = memory_size(b, s), least = s->header.paddr;
  if (bytes.size > room)
    return coff_fail(b->ctx, coff_build_where(b),
                     "section %.*s has room for 0x%" PRIx64 " bytes in memory, not 0x%" PRIx64,
                     (int)(s->name.size < 200 ? s->name.size : 200), s->name.data, room,
                     bytes.size);
  bool image = is_mapped(b);
  if ((bytes.size != 0 && !make_data(b, s)) || !coff_build_set_contents(b, section, bytes))
    return false;
  s = &b->sections[section - 1];
  // No hole may open behind it (place-image.c, 3).
  if (image && room != UINT64_MAX &&
      coff_place_round(bytes.size, page) < coff_place_round(had, page))
    s->header.paddr = least;
  return true;
}

static bool shift_tables(struct coff_build *b, uint32_t section, uint64_t delta)
{
  if (!coff_build_own_relocs(b, section) || !coff_build_own_lines(b, section))
    return false;
  struct coff_build_section *s = &b->sections[section - 1];
  for (uint64_t i = 0; i < s->nrelocs; i++)
    s->relocs[i].vaddr += delta;
  for (uint64_t i = 0; i < s->nlines; i++)
    if (s->lines[i].lnno != 0)
      s->lines[i].addr += delta;
  for (uint32_t i = 0; i < b->nsymbols && !b->target->section_relative; i++)
    if (b->symbols[i].native.scnum == (int32_t)section)
      b->symbols[i].native.value += delta;
  return true;
}

bool coff_edit_move(struct coff_build *b, uint32_t section, uint64_t address)
{
  struct coff_build_section *s = coff_build_section_at(b, section, "an edit of addresses");
  if (s == NULL)
    return false;
  uint64_t delta = address - s->header.vaddr;
  if (delta == 0)
    return true;
  if (!shift_tables(b, section, delta))
    return false;
  s = &b->sections[section - 1];
  if (!b->target->virtual_size)
    s->header.paddr += delta;
  s->header.vaddr = address;
  return true;
}

// ---- What goes with what ----------------------------------------------------------------------

// A chain of followers takes as many rounds as it is long; more than these are no file's.
enum { ROUNDS = 32 };

static bool drop_followers(struct coff_build *b)
{
  bool more = true;
  for (unsigned round = 0; more && round < ROUNDS; round++) {
    more = false;
    for (uint32_t i = 0; i < b->nsections; i++) {
      struct coff_build_section *s = &b->sections[i];
      struct coff_comdat c;
      if (s->dropped || s->from == 0 || !coff_comdat_get(b->from, s->from, &c) ||
          c.associated == 0 || c.associated > b->nsections ||
          !b->sections[c.associated - 1].dropped)
        continue;
      s->dropped = more = true;
    }
  }
  return true;
}

static bool has_comdats(const struct coff_build *b)
{
  uint32_t bit = coff_section_flag_for(b->target, COFF_SEC_COMDAT);
  for (uint32_t i = 0; bit != 0 && i < b->nsections; i++)
    if ((b->sections[i].header.flags & bit) != 0)
      return true;
  return false;
}

bool coff_edit_follow_sections(struct coff_build *b)
{
  bool any = false;
  for (uint32_t i = 0; i < b->nsections; i++)
    any = any || b->sections[i].dropped;
  if (!any)
    return true;
  if (!coff_build_own_symbols(b) || (has_comdats(b) && !drop_followers(b)))
    return false;
  for (uint32_t i = 0; i < b->nsymbols; i++) {
    struct coff_build_symbol *s = &b->symbols[i];
    if (s->native.scnum > 0 && (uint32_t)s->native.scnum <= b->nsections &&
        b->sections[s->native.scnum - 1].dropped)
      s->dropped = true;
  }
  return true;
}

bool coff_edit_remove_relocs(struct coff_build *b, uint32_t section)
{
  struct coff_build_section *s = coff_build_section_at(b, section, "an edit of relocations");
  if (s == NULL)
    return false;
  s->relocs_taken = false;
  s->nrelocs = 0;
  if (b->target->count_overflow == COFF_OVERFLOW_FIRST_ENTRY)
    s->header.flags &= ~coff_section_flag_for(b->target, COFF_SEC_COUNT_OVERFLOW);
  return true;
}

bool coff_edit_remove_lines(struct coff_build *b)
{
  for (uint32_t i = 0; i < b->nsections; i++)
    if (b->sections[i].nlines != 0) {
      b->sections[i].lines_taken = false;
      b->sections[i].nlines = 0;
    }
  return true;
}
