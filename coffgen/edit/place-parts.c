// Placing: where the parts of a file lie, one behind the other.
//
// Skip it unless a part lies in the wrong place.
//
// A file that is made has headers, contents, relocations, line numbers, symbols, strings, and within each
// the order of the sections. A file that is edited has the order of what is edited, and parts that are new
// stand behind those of the sections. Of the latter:
//   1. what is in front of the first part that changes its size stays where it is;
//   2. behind that, a part keeps its distance to the one in front of it if it can; else it goes to the next
//      place that is aligned as its old one was, so that parts move by as little as alignment allows;
//   3. parts that share bytes share them still, unless their sizes change.
#include "base/alloc.h"
#include "codec/names.h"
#include "edit/memory.h"
#include "edit/place.h"
#include "edit/strings.h"
#include "edit/take.h"
#include <inttypes.h>
#include <string.h>

enum { CERTIFICATE_ALIGN = 8 };

static uint64_t octets(const struct coff_build *b)
{
  return b->target->octets == 0 ? 1 : b->target->octets;
}

static bool is_padded(const struct coff_build *b)
{
  return b->kind == COFF_KIND_IMAGE && b->target->position == COFF_POSITION_ALIGNED;
}

// Whether contents of an image get another alignment in the file.
static bool is_realigned(const struct coff_build *b)
{
  return b->from != NULL && is_padded(b) && b->aout_layout != NULL &&
         b->aout.field[COFF_AOUT_FILE_ALIGNMENT] !=
             coff_file_aouthdr(b->from)->field[COFF_AOUT_FILE_ALIGNMENT];
}

static struct coff_build_section *section_of(const struct coff_build *b,
                                             const struct coff_build_part *p)
{
  return p->section == 0 ? NULL : &b->sections[p->section - 1];
}

// ---- The list ---------------------------------------------------------------------------------

enum { HAS_CONTENTS = 1, HAS_RELOCS = 2, HAS_LINES = 4 };

static unsigned bit_of(enum coff_range_kind kind)
{
  switch (kind) {
  case COFF_RANGE_CONTENTS: return HAS_CONTENTS;
  case COFF_RANGE_RELOCS: return HAS_RELOCS;
  case COFF_RANGE_LINENOS: return HAS_LINES;
  default: return 0;
  }
}

static bool put(struct coff_build *b, uint32_t *at, enum coff_range_kind kind, uint32_t section)
{
  struct coff_build_part *p = coff_build_add_part(b, b->nparts);
  if (p == NULL)
    return false;
  *p = (struct coff_build_part){.kind = kind, .section = section};
  ++*at;
  return true;
}

// Drops what was made for the last placing. Returns how many parts stand in front of what will be made:
// headers and what belongs to sections. *SYMBOLS: whether there are some.
static uint32_t forget_made(struct coff_build *b, bool *symbols, bool *headers)
{
  uint32_t n = 0, front = 0;
  *symbols = *headers = false;
  for (uint32_t i = 0; i < b->nsections; i++)
    b->sections[i].parts = 0;
  for (uint32_t i = 0; i < b->nparts; i++) {
    struct coff_build_part p = b->parts[i];
    if (p.length == 0)
      continue;
    b->parts[n++] = p;
    if (p.section != 0)
      b->sections[p.section - 1].parts |= bit_of(p.kind);
    if (p.section != 0 || p.kind == COFF_RANGE_SECTION_HEADERS ||
        p.kind == COFF_RANGE_FILE_HEADER || p.kind == COFF_RANGE_OPTIONAL_HEADER)
      front = n;
    *headers = *headers || p.kind == COFF_RANGE_SECTION_HEADERS;
    *symbols = *symbols || p.kind == COFF_RANGE_SYMBOLS;
  }
  b->nparts = n;
  return front;
}

// Turns the parts from FRONT to END and those behind them round.
static void rotate(struct coff_build_part *p, uint32_t front, uint32_t end, uint32_t n,
                   struct coff_build_part *room)
{
  memcpy(room, p + end, (n - end) * sizeof *p);
  memmove(p + front + (n - end), p + front, (end - front) * sizeof *p);
  memcpy(p + front, room, (n - end) * sizeof *p);
}

// Whether the file that is edited lacks a part of S that there may be now.
static bool is_new(const struct coff_build_section *s, enum coff_range_kind kind)
{
  if (s->dropped || (s->parts & bit_of(kind)) != 0)
    return false;
  switch (kind) {
  case COFF_RANGE_RELOCS: return s->nrelocs != 0;
  case COFF_RANGE_LINENOS: return s->nlines != 0;
  default: return s->from == 0 || s->npieces != 0 || s->holds_names;
  }
}

static bool make_parts(struct coff_build *b)
{
  static const enum coff_range_kind kinds[] = {COFF_RANGE_CONTENTS, COFF_RANGE_RELOCS,
                                               COFF_RANGE_LINENOS};
  bool symbols, headers, ok = true;
  uint32_t front = forget_made(b, &symbols, &headers), end = b->nparts, made = 0;
  if (b->from != NULL && !headers)
    ok = put(b, &made, COFF_RANGE_SECTION_HEADERS, 0);
  for (size_t k = 0; k < COFF_COUNT(kinds); k++)
    for (uint32_t id = 1; ok && id <= b->nsections; id++)
      if (is_new(&b->sections[id - 1], kinds[k]))
        ok = put(b, &made, kinds[k], id);
  if (ok && !symbols)
    ok = put(b, &made, COFF_RANGE_SYMBOLS, 0);
  if (!ok || front == end || made == 0)
    return ok;
  struct coff_build_part *room = coff_alloc_array(b->ctx, made, sizeof *room);
  if (room == NULL)
    return coff_build_out_of_memory(b);
  rotate(b->parts, front, end, b->nparts, room);
  coff_free(b->ctx, room);
  // Where nothing was counts as where the part in front of it ended: the list stays sorted.
  uint64_t was = front == 0 ? 0 : b->parts[front - 1].was + b->parts[front - 1].length;
  for (uint32_t i = front; i < front + made; i++)
    b->parts[i].was = was;
  return true;
}

// ---- Sizes ------------------------------------------------------------------------------------

static uint64_t contents_size(const struct coff_build *b, const struct coff_build_part *p)
{
  const struct coff_build_section *s = section_of(b, p);
  uint64_t bytes = coff_place_contents_size(b, s);
  if (s->dropped)
    return 0;
  if ((p->length == bytes && !is_realigned(b)) || !is_padded(b))
    return bytes;
  return coff_place_round(bytes, coff_place_file_alignment(b));
}

static uint64_t symbols_size(const struct coff_build *b, const struct coff_build_part *p)
{
  uint64_t strings = coff_place_strings_size(b);
  if (b->target->records->symbolic != NULL)
    return b->symbols_taken ? p->length : 0; // else placed as a whole
  if (coff_place_symbols_stay(b) && p->length != 0)
    return p->length;
  return b->nentries * b->target->records->syment->size + strings + b->given_strings;
}

static uint64_t size_of(const struct coff_build *b, const struct coff_build_part *p)
{
  const struct coff_records *r = b->target->records;
  const struct coff_build_section *s = section_of(b, p);
  switch (p->kind) {
  case COFF_RANGE_SECTION_HEADERS: return (uint64_t)b->nscns * r->scnhdr->size;
  case COFF_RANGE_CONTENTS: return contents_size(b, p);
  case COFF_RANGE_RELOCS:
    if (s->dropped || s->relocs_taken)
      return s->dropped ? 0 : p->length;
    return coff_place_reloc_entries(b, s) * r->reloc->size;
  case COFF_RANGE_LINENOS:
    if (s == NULL) // of symbolic information
      return b->symbols_taken ? p->length : 0;
    if (s->dropped || s->lines_taken)
      return s->dropped ? 0 : p->length;
    return s->nlines * r->lineno->size;
  case COFF_RANGE_SYMBOLS: return symbols_size(b, p);
  case COFF_RANGE_STRINGS: return b->symbols_taken ? p->length : 0; // of symbolic information
  case COFF_RANGE_DIRECTORY: return b->certificates_go ? 0 : p->length;
  default: return p->length;
  }
}

// ---- Places -----------------------------------------------------------------------------------

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

static uint64_t next(const struct coff_build *b, const struct coff_build_part *p, uint64_t at)
{
  switch (p->kind) {
  case COFF_RANGE_CONTENTS:
    at = position(b, section_of(b, p), at);
    if (p->length == 0 || b->kind == COFF_KIND_IMAGE)
      return at;
    return coff_place_round(at, coff_place_alignment_of(p->was, COFF_PLACE_MOST_ALIGN));
  case COFF_RANGE_DIRECTORY: return coff_place_round(at, CERTIFICATE_ALIGN);
  case COFF_RANGE_RELOCS:
  case COFF_RANGE_LINENOS:
  case COFF_RANGE_SYMBOLS:
    return p->length == 0
               ? at
               : coff_place_round(at, coff_place_alignment_of(p->was, COFF_PLACE_TABLE_ALIGN));
  default:
    return p->length == 0
               ? at
               : coff_place_round(at, coff_place_alignment_of(p->was, COFF_PLACE_MOST_ALIGN));
  }
}

static uint64_t place_of(const struct coff_build *b, const struct coff_build_part *p,
                         const struct coff_placing *g, bool same)
{
  bool anew = p->length == 0 || (p->kind == COFF_RANGE_CONTENTS && is_realigned(b));
  return !anew && coff_placing_stays(g, p->was, same) ? p->was + g->delta : next(b, p, g->cursor);
}

// Headers of an image that get shorter do not draw what is behind them: it is mapped from where it is.
static bool draws(const struct coff_build *b, const struct coff_build_part *p)
{
  return p->size < p->length &&
         (p->kind != COFF_RANGE_SECTION_HEADERS || b->kind != COFF_KIND_IMAGE);
}

static bool place_part(struct coff_build *b, struct coff_build_part *p, struct coff_placing *g)
{
  p->size = size_of(b, p);
  p->at = p->size == 0 ? g->cursor : place_of(b, p, g, p->size == p->length);
  if (p->size != 0 && p->at > INT64_MAX - p->size)
    return coff_fail(b->ctx, coff_build_where(b), "the file would be too large");
  coff_placing_put(g, p->was, p->length, p->at, p->size, draws(b, p));
  return true;
}

// Symbolic information that is the builder's own stands where its header stood.
static bool place_symbolic(struct coff_build *b, struct coff_build_part *p, struct coff_placing *g)
{
  b->size = g->cursor;
  if (!coff_place_symbolic(b))
    return false;
  p->at = g->cursor;
  p->size = b->size - g->cursor;
  g->cursor = b->size;
  g->loose = p->length != 0;
  if (p->length != 0)
    g->delta = b->symbols_at - p->was;
  return true;
}

uint64_t coff_place_moved(const struct coff_build *b, uint64_t was)
{
  uint32_t low = 0, high = b->nparts;
  while (low < high) {
    uint32_t mid = low + (high - low) / 2;
    if (b->parts[mid].was <= was)
      low = mid + 1;
    else
      high = mid;
  }
  while (low > 0 && b->parts[low - 1].length == 0)
    low--;
  if (low == 0)
    return was;
  const struct coff_build_part *p = &b->parts[low - 1];
  return p->size == 0 ? p->at : p->at + (was - p->was);
}

// ---- What headers say -------------------------------------------------------------------------

// The header of S, as far as its contents decide it: BYTES of them, in room for SIZE.
static bool measure(const struct coff_build *b, struct coff_build_section *s, uint64_t bytes,
                    uint64_t size)
{
  const struct coff_target *t = b->target;
  struct coff_scnhdr *h = &s->placed;
  if (bytes % octets(b) != 0)
    return coff_fail(b->ctx, coff_build_where(b),
                     "contents of section %.*s are no whole number of units of %" PRIu64 " bytes",
                     (int)(s->name.size < 200 ? s->name.size : 200), s->name.data, octets(b));
  if (bytes != 0)
    h->size = size / octets(b);
  if (!t->virtual_size || h->paddr != 0)
    return true;
  h->paddr = bytes != 0 ? bytes / octets(b) : h->size;
  if (bytes == 0)
    h->size = 0;
  return true;
}

static bool settle_contents(struct coff_build *b, const struct coff_build_part *p)
{
  struct coff_build_section *s = section_of(b, p);
  uint64_t bytes = coff_place_contents_size(b, s);
  struct coff_scnhdr *h = &s->placed;
  if (p->size != 0)
    h->scnptr = coff_place_stored(b, p->at);
  else if (s->from == 0 && s->header.size == 0 && s->header.scnptr != 0)
    h->scnptr = coff_place_stored(b, position(b, s, p->at));
  if (p->size == p->length && p->length != 0 && s->header.size != 0)
    return true; // as the file says it
  if (s->from != 0 && p->length == 0 && bytes == 0 && s->header.size != 0)
    return true;
  return measure(b, s, bytes, p->size);
}

// What headers call the place of a table: of images whose headers are gone (TE), only contents count from
// where these were.
static uint64_t table_stored(const struct coff_build *b, uint64_t at)
{
  return at - b->base;
}

static bool fail_shared(const struct coff_build *b)
{
  return coff_fail(b->ctx, coff_build_where(b),
                   "other parts of the file share bytes with its headers, which cannot move");
}

// A table of a damaged file may lie over its headers: what it gave up is theirs still.
static bool takes_headers(const struct coff_build *b, const struct coff_build_part *p)
{
  if (b->from == NULL || p->length == 0 || p->kind == COFF_RANGE_SECTION_HEADERS)
    return false;
  uint64_t end =
      b->scnhdrs_at + (uint64_t)coff_section_count(b->from) * b->target->records->scnhdr->size;
  return p->was < end && (p->at != p->was || p->size != p->length);
}

static bool settle(struct coff_build *b, const struct coff_build_part *p)
{
  struct coff_build_section *s = section_of(b, p);
  if (takes_headers(b, p))
    return fail_shared(b);
  if (s != NULL && s->dropped)
    return true;
  switch (p->kind) {
  case COFF_RANGE_SECTION_HEADERS: return p->at == b->scnhdrs_at || fail_shared(b);
  case COFF_RANGE_CONTENTS: return settle_contents(b, p);
  case COFF_RANGE_RELOCS:
    if (p->size != 0)
      s->placed.relptr = table_stored(b, p->at);
    return true;
  case COFF_RANGE_LINENOS:
    if (s != NULL && p->size != 0)
      s->placed.lnnoptr = table_stored(b, p->at);
    return true;
  case COFF_RANGE_SYMBOLS:
    if (b->target->records->symbolic != NULL || p->size == 0)
      return true;
    b->symbols_at = p->at;
    if (p->length == 0 || !b->symbols_taken) { // else as the file claims
      b->placed_header.symptr = coff_place_stored(b, p->at);
      b->placed_header.nsyms = b->nentries;
    }
    b->strings_at = p->at + b->nentries * b->target->records->syment->size;
    b->strings_end = p->at + p->size;
    return true;
  default: return true;
  }
}

// Of a section that had an offset and nothing there, be it past the end, the offset follows.
static uint64_t follow(const struct coff_build *b, uint64_t stored)
{
  if (stored == 0)
    return 0;
  uint64_t at = coff_file_offset_of(b->from, stored);
  return coff_place_stored(b, coff_place_moved(b, at));
}

static uint64_t follow_table(const struct coff_build *b, uint64_t stored)
{
  return stored == 0 ? 0 : table_stored(b, coff_place_moved(b, stored + coff_file_base(b->from)));
}

static void start_header(const struct coff_build *b, struct coff_build_section *s)
{
  char name[sizeof s->placed.name];
  struct coff_scnhdr *h = &s->placed;
  memcpy(name, h->name, sizeof name);
  *h = s->header;
  memcpy(h->name, name, sizeof name);
  h->scnptr = s->from != 0 && s->npieces == 0 ? follow(b, s->header.scnptr) : 0;
  h->relptr =
      s->from != 0 && (s->nrelocs == 0 || s->relocs_taken) ? follow_table(b, s->header.relptr) : 0;
  h->lnnoptr =
      s->from != 0 && (s->nlines == 0 || s->lines_taken) ? follow_table(b, s->header.lnnoptr) : 0;
}

bool coff_place_parts(struct coff_build *b)
{
  struct coff_placing g = {.cursor = b->from == NULL ? b->size : 0};
  bool symbolic = b->target->records->symbolic != NULL && !b->symbols_taken, placed = false;
  b->symbols_at = b->strings_at = 0;
  b->strings_end = 0;
  b->placed_header.symptr = b->placed_header.nsyms = 0;
  if (!make_parts(b))
    return false;
  for (uint32_t i = 0; i < b->nparts; i++) {
    struct coff_build_part *p = &b->parts[i];
    bool all = symbolic && !placed && p->kind == COFF_RANGE_SYMBOLS;
    if (!(all ? place_symbolic(b, p, &g) : place_part(b, p, &g)))
      return false;
    placed = placed || all;
  }
  b->size = g.cursor;
  if (b->from != NULL && b->symbols_taken) {
    b->placed_header.symptr = follow(b, b->header.symptr);
    b->placed_header.nsyms = b->header.nsyms;
  }
  for (uint32_t i = 0; i < b->nsections; i++)
    start_header(b, &b->sections[i]);
  for (uint32_t i = 0; i < b->nparts; i++)
    if (!settle(b, &b->parts[i]))
      return false;
  return true;
}
