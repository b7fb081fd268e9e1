// Placing: every number and offset of the file, in one pass over its parts.
//
// Skip it unless a count is wrong; where parts lie is place-parts.c's business.
//
// Invariants of a placed file: (1) parts do not overlap and lie inside of SIZE; (2) offsets in placed
// headers are those of parts that have bytes, and 0 for others, but for empty sections that had one;
// (3) numbers of sections are 1 to the count without gaps, headers of overflowing counts included.
#include "edit/place.h"
#include "codec/names.h"
#include "coff/edit.h"
#include "edit/memory.h"
#include "edit/strings.h"
#include "edit/take.h"
#include "object/file.h"
#include <inttypes.h>
#include <string.h>

enum { COUNT_FULL = 0xffff };

// ---- Counts -----------------------------------------------------------------------------------

bool coff_place_holds_names(const struct coff_build *b, const struct coff_build_section *s)
{
  const char *name = b->target->debug_section;
  return s->holds_names && !s->dropped && name != NULL && s->name.size == strlen(name) &&
         memcmp(s->name.data, name, s->name.size) == 0;
}

bool coff_place_makes_names(const struct coff_build *b, const struct coff_build_section *s)
{
  return coff_place_holds_names(b, s) && !b->debug_names_stay;
}

uint64_t coff_place_contents_size(const struct coff_build *b, const struct coff_build_section *s)
{
  uint64_t size = 0;
  if (coff_place_makes_names(b, s) && b->debug_names != NULL) // else nothing has been placed yet
    return coff_strings_end(b->debug_names);
  for (uint32_t i = 0; i < s->npieces; i++)
    size += s->pieces[i].size;
  return size;
}

bool coff_place_overflows(const struct coff_build *b, const struct coff_build_section *s)
{
  bool taken =
      s->from != 0 && s->relocs_taken && s->lines_taken; // its header is what the file says
  return b->target->count_overflow == COFF_OVERFLOW_SECTION && !s->dropped && s->overflow_of == 0 &&
         !taken && (s->nrelocs >= COUNT_FULL || s->nlines >= COUNT_FULL);
}

static bool count_in_first(const struct coff_build *b, const struct coff_build_section *s)
{
  return b->target->count_overflow == COFF_OVERFLOW_FIRST_ENTRY && s->nrelocs >= COUNT_FULL;
}

uint64_t coff_place_reloc_entries(const struct coff_build *b, const struct coff_build_section *s)
{
  return s->nrelocs + (count_in_first(b, s) ? 1 : 0);
}

// Names that stand in a section need that section. One that was made while another one had gone, or had
// another name, goes when that is back.
static bool add_names_section(struct coff_build *b)
{
  const struct coff_target *t = b->target;
  bool wanted = false, has = false;
  if (t->debug_prefix == 0)
    return true;
  for (uint32_t i = 0; i < b->nsections; i++) {
    struct coff_build_section *s = &b->sections[i];
    if (!coff_place_holds_names(b, s))
      continue;
    s->dropped = has && s->from == 0 && b->from != NULL;
    has = true;
  }
  if (has)
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

static bool has_names_in_section(const struct coff_build *b)
{
  for (uint32_t i = 0; i < b->nsymbols; i++)
    if (!b->symbols[i].dropped &&
        coff_place_in_debug_section(b->target, b->symbols[i].native.sclass))
      return true;
  return b->symbols_taken; // who knows
}

// Readers take the first section of that name for the one that holds names.
static bool check_names_section(const struct coff_build *b)
{
  const char *name = b->target->debug_section;
  uint32_t stray = 0;
  for (uint32_t i = 0; b->target->debug_prefix != 0 && i < b->nsections; i++) {
    const struct coff_build_section *s = &b->sections[i];
    if (s->dropped || s->name.size != strlen(name) || memcmp(s->name.data, name, s->name.size) != 0)
      continue;
    if (s->holds_names)
      return stray == 0 || !has_names_in_section(b) ||
             coff_fail(b->ctx, coff_build_where(b),
                       "section %" PRIu32
                       " cannot be called %s: names of symbols stand in section %" PRIu32
                       ", which would then be the second of that name",
                       stray, name, s->number);
    if (stray == 0)
      stray = s->number;
  }
  return true;
}

// Headers for counts that overflow: one for each section that needs one.
static bool add_overflow_headers(struct coff_build *b)
{
  enum { HAS_ONE = 1 };
  struct coff_scnhdr h = {.flags = coff_section_flag_for(b->target, COFF_SEC_OVERFLOW)};
  uint32_t n = b->nsections;
  if (b->target->count_overflow != COFF_OVERFLOW_SECTION)
    return true;
  for (uint32_t i = 0; i < n; i++)
    b->sections[i].number = 0;
  for (uint32_t i = 0; i < n; i++) {
    struct coff_build_section *s = &b->sections[i];
    if (s->overflow_of == 0)
      continue;
    const struct coff_build_section *of = &b->sections[s->overflow_of - 1];
    bool taken = of->relocs_taken && of->lines_taken && s->from != 0; // as the file says it
    s->dropped = of->dropped || (!taken && !coff_place_overflows(b, of));
    b->sections[s->overflow_of - 1].number = HAS_ONE;
  }
  for (uint32_t i = 0; i < n; i++) {
    if (!coff_place_overflows(b, &b->sections[i]) || b->sections[i].number == HAS_ONE)
      continue;
    uint32_t id = coff_build_section(b, (struct coff_str){".ovrflo", 7}, &h);
    if (id == 0)
      return false;
    b->sections[id - 1].overflow_of = i + 1;
  }
  return true;
}

static bool number_sections(struct coff_build *b)
{
  uint32_t number = 0;
  for (uint32_t i = 0; i < b->nsections; i++)
    b->sections[i].number = b->sections[i].dropped ? 0 : ++number;
  b->nscns = number;
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
  if (b->from != NULL)
    b->header_at = coff_file_header_offset(b->from);
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

uint64_t coff_place_stored(const struct coff_build *b, uint64_t at)
{
  return at - b->base - b->shift;
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

// AIX Files Reference, "Section Headers", STYP_OVRFLO: both counts are the number of the section whose
// counts are the addresses.
static void hold_counts(const struct coff_build *b, struct coff_build_section *s)
{
  const struct coff_build_section *of = &b->sections[s->overflow_of - 1];
  if (s->from != 0 && of->relocs_taken && of->lines_taken && of->number == s->overflow_of)
    return; // the file's is good
  s->placed.paddr = of->nrelocs;
  s->placed.vaddr = of->nlines;
  s->placed.relptr = of->placed.relptr;
  s->placed.lnnoptr = of->placed.lnnoptr;
  s->placed.nreloc = s->placed.nlnno = of->number;
}

static bool count_relocs(const struct coff_build *b, struct coff_build_section *s)
{
  const struct coff_scnhdr_layout *l = b->target->records->scnhdr;
  uint64_t room = most(l->nreloc);
  s->placed.nreloc = s->placed.nlnno = 0;
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

// A header that counts for another section says nothing of bytes of its own: they would be lost.
static bool check_counting(const struct coff_build *b, const struct coff_build_section *s)
{
  if (s->npieces + s->nrelocs + s->nlines == 0 ||
      (coff_section_flags_meaning(b->target, s->header.flags) & COFF_SEC_OVERFLOW) == 0)
    return true;
  char name[64];
  return coff_fail(
      b->ctx, coff_build_where(b),
      "section %s holds counts of another: it has no contents, relocations and line numbers",
      text(s->name, name, sizeof name));
}

static bool count_tables(struct coff_build *b)
{
  for (uint32_t i = 0; i < b->nsections; i++) {
    struct coff_build_section *s = &b->sections[i];
    if (!s->dropped && !check_counting(b, s))
      return false;
    // As the file says it, in whatever way.
    if (s->dropped || (s->relocs_taken && s->lines_taken && s->overflow_of == 0))
      continue;
    if (s->overflow_of != 0)
      hold_counts(b, s);
    else if (!count_relocs(b, s))
      return false;
  }
  return true;
}

// What follows the payload of a file that is edited follows it still.
static void place_payload(struct coff_build *b)
{
  bool own = b->from == NULL || b->payload.data != coff_file_bytes(b->from).data + b->scnhdrs_at;
  if (b->header.data_size == 0 && own)
    b->placed_header.data_size = (uint32_t)b->payload.size;
  b->size = b->scnhdrs_at + b->payload.size;
}

// What changes symbols with it (numbers of sections, offsets in auxiliary entries) makes them the builder's.
static bool own_symbols(struct coff_build *b)
{
  bool same = true;
  for (uint32_t i = 0; i < b->nsections; i++) {
    const struct coff_build_section *s = &b->sections[i];
    same = same && s->from != 0 && !s->dropped && coff_build_same_contents(b, s) &&
           s->relocs_taken && s->lines_taken && s->holds_names == coff_place_holds_names(b, s);
  }
  return same || b->from == NULL || b->header.nsyms == 0 || coff_build_own_symbols(b);
}

static bool is_changed(const struct coff_build *b, int32_t id)
{
  if (id <= 0 || (uint32_t)id > b->nsections)
    return false;
  const struct coff_build_section *s = &b->sections[id - 1];
  struct coff_section from;
  if (!coff_build_same_contents(b, s))
    return true;
  if (s->relocs_taken && s->lines_taken)
    return false;
  coff_section_get_unnamed(b->from, s->from, &from);
  return s->nrelocs != from.nreloc || s->nlines != from.nlnno;
}

// Section symbols say how large their sections are.
static void measure_changed(struct coff_build *b)
{
  for (uint32_t i = 0; b->from != NULL && i < b->nsymbols; i++) {
    const struct coff_build_symbol *s = &b->symbols[i];
    if (!s->dropped && coff_edit_is_section_symbol(b, s) && is_changed(b, s->native.scnum))
      b->auxes[s->aux].measure = true;
  }
}

static bool place_all(struct coff_build *b)
{
  if (!place_headers(b))
    return false;
  if (b->target->records->scnhdr == NULL) {
    place_payload(b);
    return true;
  }
  if (!own_symbols(b) || !add_names_section(b) || !add_overflow_headers(b) || !number_sections(b) ||
      !check_names_section(b) || !coff_place_symbols(b) || !coff_place_names(b))
    return false;
  measure_changed(b);
  b->size = b->scnhdrs_at + (uint64_t)b->nscns * b->target->records->scnhdr->size;
  if (!coff_place_parts(b) || !count_tables(b))
    return false;
  if (b->from == NULL || b->nscns != coff_section_count(b->from)) // else what the file claims
    b->placed_header.nscns = b->nscns;
  coff_place_aouthdr(b);
  return b->from == NULL || coff_place_image(b);
}

bool coff_place(struct coff_build *b, uint64_t *size)
{
  b->certificates_go = b->placed = false;
  if (!place_all(b))
    return false;
  b->placed = true;
  if (coff_place_voids_certificates(b)) {
    b->certificates_go = true;
    b->placed = place_all(b);
  }
  if (size != NULL)
    *size = b->size;
  return b->placed;
}
