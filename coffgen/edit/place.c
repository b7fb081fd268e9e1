// Placing: every number and offset of the file, in one pass over its parts.
//
// Skip it unless a part lies in the wrong place.
//
// The order: what stands before the file header, file header, optional header, section headers,
// contents, relocations, line numbers, symbols, strings. Within each, the order of the sections.
//
// Invariants of a placed file: (1) parts do not overlap and lie inside of SIZE; (2) offsets in placed
// headers are those of parts that have bytes, and 0 for others, but for empty sections that had one;
// (3) numbers of sections are 1 to the count without gaps, those of overflow headers last.
#include "edit/place.h"
#include "codec/names.h"
#include "edit/memory.h"
#include "edit/strings.h"
#include <inttypes.h>
#include <string.h>

enum { COUNT_FULL = 0xffff, STRINGS_WORD = 4 };

// ---- Counts -----------------------------------------------------------------------------------

uint64_t coff_place_contents_size(const struct coff_build *b, const struct coff_build_section *s)
{
  uint64_t size = 0;
  if (s->holds_names)
    return coff_strings_end(b->debug_names);
  for (uint32_t i = 0; i < s->npieces; i++)
    size += s->pieces[i].size;
  return size;
}

bool coff_place_overflows(const struct coff_build *b, const struct coff_build_section *s)
{
  return b->target->count_overflow == COFF_OVERFLOW_SECTION && !s->dropped &&
         (s->nrelocs >= COUNT_FULL || s->nlines >= COUNT_FULL);
}

static bool count_in_first(const struct coff_build *b, const struct coff_build_section *s)
{
  return b->target->count_overflow == COFF_OVERFLOW_FIRST_ENTRY && s->nrelocs >= COUNT_FULL;
}

uint64_t coff_place_reloc_entries(const struct coff_build *b, const struct coff_build_section *s)
{
  return s->nrelocs + (count_in_first(b, s) ? 1 : 0);
}

// Names that stand in a section need that section.
static bool add_names_section(struct coff_build *b)
{
  const struct coff_target *t = b->target;
  bool wanted = false;
  if (t->debug_prefix == 0)
    return true;
  for (uint32_t i = 0; i < b->nsections; i++)
    if (b->sections[i].holds_names && !b->sections[i].dropped)
      return true;
  for (uint32_t i = 0; i < b->nsymbols && !wanted; i++) {
    const struct coff_build_symbol *s = &b->symbols[i];
    wanted = !s->dropped && (s->native.sclass & t->debug_name_classes) != 0 && s->name.size != 0 &&
             (t->names_in_strings || s->name.size > t->records->syment->name.width);
  }
  struct coff_scnhdr h = {.flags = coff_section_flag_for(t, COFF_SEC_DEBUG)};
  struct coff_str name = {t->debug_section, strlen(t->debug_section)};
  uint32_t id = wanted ? coff_build_section(b, name, &h) : 0;
  if (id != 0)
    b->sections[id - 1].holds_names = true;
  return !wanted || id != 0;
}

static bool number_sections(struct coff_build *b)
{
  uint32_t number = 0;
  for (uint32_t i = 0; i < b->nsections; i++)
    b->sections[i].number = b->sections[i].dropped ? 0 : ++number;
  b->nscns = number;
  for (uint32_t i = 0; i < b->nsections; i++)
    b->nscns += coff_place_overflows(b, &b->sections[i]);
  if (b->target->max_sections != 0 && b->nscns > b->target->max_sections)
    return coff_fail(b->ctx, coff_build_where(b), "%" PRIu32 " sections; %s has room for %" PRIu32,
                     b->nscns, b->target->name, b->target->max_sections);
  return true;
}

// ---- Headers ----------------------------------------------------------------------------------

static bool check_optional_header(struct coff_build *b, uint64_t least)
{
  uint32_t fixed = b->target->records->filehdr->aouthdr.width;
  if (fixed != 0 && b->aout_layout == NULL)
    return coff_build_optional_header(b, NULL, 0);
  if (b->aout_size == 0 || b->aout_size >= least)
    return true;
  return coff_fail(b->ctx, coff_build_where(b),
                   "optional header of %" PRIu32 " bytes has no room for %" PRIu64, b->aout_size,
                   least);
}

// Bytes that layout and directories take.
static uint64_t optional_size(const struct coff_build *b)
{
  const struct coff_aouthdr_layout *l = b->aout_layout;
  if (l == NULL)
    return 0;
  return l->dirs_at != 0 ? l->dirs_at + (uint64_t)b->ndirs * 8 : l->size;
}

static bool place_headers(struct coff_build *b)
{
  const struct coff_records *r = b->target->records;
  uint64_t stub = coff_build_stub(b).size;
  b->base = b->target->container == COFF_AFTER_STUB ? stub : 0;
  b->header_at = b->target->container == COFF_AT_LFANEW ? stub + 4 : stub;
  b->placed_header = b->header;
  b->shift = 0;
  b->scnhdrs_at = b->header_at + r->filehdr->size;
  if (r->scnhdr == NULL)
    return true;
  uint64_t least = b->aout_size != 0 && b->ndirs == 0 ? 0 : optional_size(b);
  if (!check_optional_header(b, least))
    return false;
  if (r->filehdr->aouthdr.width != 0) {
    uint64_t stripped = b->aout.field[COFF_AOUT_STRIPPED_SIZE];
    b->aout_at = b->header_at + r->filehdr->aouthdr.at;
    b->shift = stripped == 0 ? 0 : r->filehdr->size - stripped;
    return true;
  }
  b->aout_at = b->scnhdrs_at;
  b->placed_header.opthdr =
      b->aout_size != 0 || b->aout_layout == NULL ? b->aout_size : (uint32_t)optional_size(b);
  b->scnhdrs_at += b->placed_header.opthdr;
  return true;
}

// ---- Contents ---------------------------------------------------------------------------------

uint64_t coff_place_stored(const struct coff_build *b, uint64_t at)
{
  return at - b->base - b->shift;
}

static uint64_t octets(const struct coff_build *b)
{
  return b->target->octets == 0 ? 1 : b->target->octets;
}

// The first place from AT on for the contents of S.
static uint64_t position(const struct coff_build *b, const struct coff_build_section *s,
                         uint64_t at)
{
  const struct coff_target *t = b->target;
  uint64_t offset = coff_place_round(coff_place_stored(b, at), t->contents_align), page;
  uint32_t means = coff_section_flags_meaning(t, s->header.flags);
  enum coff_position rule = b->kind == COFF_KIND_IMAGE ? t->position : COFF_POSITION_PACKED;
  switch (rule) {
  case COFF_POSITION_PACKED: break;
  case COFF_POSITION_ALIGNED:
    offset = coff_place_round(offset, coff_place_file_alignment(b));
    break;
  case COFF_POSITION_CONGRUENT:
    page = coff_place_page(b);
    if ((means & (COFF_SEC_CODE | COFF_SEC_DATA)) != 0 && page != 0)
      offset += (s->header.vaddr * octets(b) % page + page - offset % page) % page;
    break;
  }
  return offset + b->base + b->shift;
}

static bool measure_section(struct coff_build *b, struct coff_build_section *s, uint64_t bytes)
{
  const struct coff_target *t = b->target;
  struct coff_scnhdr *h = &s->placed;
  char name[8];
  memcpy(name, h->name, sizeof name);
  *h = s->header;
  memcpy(h->name, name, sizeof name);
  h->scnptr = h->relptr = h->lnnoptr = 0;
  h->nreloc = h->nlnno = 0;
  if (bytes % octets(b) != 0)
    return coff_fail(b->ctx, coff_build_where(b),
                     "contents of section %.*s are no whole number of units of %" PRIu64 " bytes",
                     (int)(s->name.size < 200 ? s->name.size : 200), s->name.data, octets(b));
  if (bytes != 0)
    h->size = bytes / octets(b);
  if (!t->virtual_size || h->paddr != 0)
    return true;
  h->paddr = h->size;
  if (bytes == 0)
    h->size = 0;
  return true;
}

static bool place_contents(struct coff_build *b)
{
  bool aligned = b->kind == COFF_KIND_IMAGE && b->target->position == COFF_POSITION_ALIGNED;
  b->size = b->scnhdrs_at + (uint64_t)b->nscns * b->target->records->scnhdr->size;
  for (uint32_t i = 0; i < b->nsections; i++) {
    struct coff_build_section *s = &b->sections[i];
    uint64_t bytes = coff_place_contents_size(b, s);
    if (s->dropped)
      continue;
    if (!measure_section(b, s, bytes))
      return false;
    uint64_t at = position(b, s, b->size);
    if (bytes == 0 && s->header.size == 0 && s->header.scnptr != 0)
      s->placed.scnptr = coff_place_stored(b, at);
    if (bytes == 0)
      continue;
    if (at < b->size || at > INT64_MAX - bytes)
      return coff_fail(b->ctx, coff_build_where(b), "the file would be too large");
    s->placed.scnptr = coff_place_stored(b, at);
    b->size = at + bytes;
    if (aligned) {
      uint64_t align = coff_place_file_alignment(b);
      s->placed.size = coff_place_round(bytes, align) / octets(b);
      b->size = at + coff_place_round(bytes, align);
    }
  }
  return true;
}

// ---- Relocations and line numbers -------------------------------------------------------------

static const char *text(struct coff_str s, char *buf, size_t size)
{
  size_t n = s.size < size - 1 ? s.size : size - 1;
  if (n != 0)
    memcpy(buf, s.data, n);
  buf[n] = 0;
  return buf;
}

static uint64_t most(struct coff_field f)
{
  return f.width >= 8 ? UINT64_MAX : ((uint64_t)1 << 8 * f.width) - 1;
}

static bool fail_count(const struct coff_build *b, const struct coff_build_section *s,
                       const char *what, uint64_t n, uint64_t room)
{
  char name[64];
  return coff_fail(b->ctx, coff_build_where(b),
                   "section %s has %" PRIu64 " %s; %s has room for %" PRIu64,
                   text(s->name, name, sizeof name), n, what, b->target->name, room);
}

static bool count_relocs(const struct coff_build *b, struct coff_build_section *s)
{
  const struct coff_scnhdr_layout *l = b->target->records->scnhdr;
  uint64_t room = most(l->nreloc);
  if (coff_place_overflows(b, s)) {
    s->placed.nreloc = s->placed.nlnno = COUNT_FULL;
    return true;
  }
  if (count_in_first(b, s)) {
    s->placed.nreloc = COUNT_FULL;
    s->placed.flags |= coff_section_flag_for(b->target, COFF_SEC_COUNT_OVERFLOW);
  } else if (s->nrelocs > room || s->nrelocs > UINT32_MAX) {
    return fail_count(b, s, "relocations", s->nrelocs, room);
  } else {
    s->placed.nreloc = (uint32_t)s->nrelocs;
  }
  uint64_t lines = most(l->nlnno);
  bool high = b->target->line_high_in_nreloc && b->kind == COFF_KIND_IMAGE && s->nrelocs == 0 &&
              (coff_section_flags_meaning(b->target, s->header.flags) & COFF_SEC_CODE) != 0;
  if (s->nlines > (high ? UINT32_MAX : lines) || s->nlines > UINT32_MAX)
    return fail_count(b, s, "line numbers", s->nlines, lines);
  s->placed.nlnno = (uint32_t)(high ? s->nlines & lines : s->nlines);
  if (high)
    s->placed.nreloc = (uint32_t)(s->nlines >> 16);
  return true;
}

static bool place_tables(struct coff_build *b)
{
  const struct coff_records *r = b->target->records;
  for (uint32_t i = 0; i < b->nsections; i++) {
    struct coff_build_section *s = &b->sections[i];
    if (s->dropped)
      continue;
    if (!count_relocs(b, s))
      return false;
    if (s->nrelocs == 0)
      continue;
    s->placed.relptr = coff_place_stored(b, b->size);
    b->size += coff_place_reloc_entries(b, s) * r->reloc->size;
  }
  for (uint32_t i = 0; i < b->nsections; i++) {
    struct coff_build_section *s = &b->sections[i];
    if (s->dropped || s->nlines == 0)
      continue;
    s->placed.lnnoptr = coff_place_stored(b, b->size);
    b->size += s->nlines * r->lineno->size;
  }
  return true;
}

// ---- Symbols ----------------------------------------------------------------------------------

static bool place_symbol_table(struct coff_build *b)
{
  const struct coff_records *r = b->target->records;
  uint64_t strings = coff_strings_end(b->strings);
  b->symbols_at = b->size;
  b->placed_header.symptr = b->placed_header.nsyms = 0;
  if (r->symbolic != NULL)
    return coff_place_symbolic(b);
  b->strings_at = b->size;
  if (b->nentries == 0 && strings <= STRINGS_WORD)
    return true;
  b->placed_header.symptr = coff_place_stored(b, b->size);
  b->placed_header.nsyms = b->nentries;
  b->strings_at = b->size + b->nentries * r->syment->size;
  b->size = b->strings_at + strings;
  return true;
}

static void place_payload(struct coff_build *b)
{
  if (b->header.data_size == 0)
    b->placed_header.data_size = (uint32_t)b->payload.size;
  b->size = b->scnhdrs_at + b->payload.size;
}

bool coff_place(struct coff_build *b, uint64_t *size)
{
  b->placed = false;
  if (!place_headers(b))
    return false;
  if (b->target->records->scnhdr == NULL) {
    place_payload(b);
  } else {
    if (!add_names_section(b) || !number_sections(b) || !coff_place_symbols(b) ||
        !coff_place_names(b) || !place_contents(b) || !place_tables(b) || !place_symbol_table(b))
      return false;
    coff_place_aouthdr(b);
    b->placed_header.nscns = b->nscns;
  }
  b->placed = true;
  if (size != NULL)
    *size = b->size;
  return true;
}
