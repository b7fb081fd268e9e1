// A builder that edits a file: its headers and sections, and the ranges that its bytes fall into.
//
// Skip it unless something of a file is lost when it is edited; symbols, relocations and line numbers are
// taken over in read.c, once they are asked for.
//
// Ids of sections are the file's numbers, headers of overflowing counts included.
#include "edit/take.h"
#include "base/alloc.h"
#include "codec/names.h"
#include "edit/memory.h"
#include "edit/place.h"
#include "object/file.h"
#include <string.h>

enum { DOS_HEADER = 0x40 };

// ---- Headers ----------------------------------------------------------------------------------

static void take_stub(struct coff_build *b)
{
  uint64_t end = coff_file_header_offset(b->from);
  if (b->target->container == COFF_AT_LFANEW)
    end -= 4;
  if (b->target->container == COFF_AT_LFANEW && end < DOS_HEADER)
    return; // headers inside of the MS-DOS header: made anew, they get one of their own
  coff_view_table(coff_file_bytes(b->from), 0, end, 1, &b->stub);
}

static bool take_headers(struct coff_build *b)
{
  const struct coff_file *f = b->from;
  const struct coff_aouthdr *aout = coff_file_aouthdr(f);
  b->header = *coff_file_header(f);
  take_stub(b);
  if (b->target->records->scnhdr == NULL) {
    struct coff_view all = coff_file_bytes(f);
    uint64_t at = coff_file_header_offset(f) + b->target->records->filehdr->size;
    return coff_view_table(all, at, all.size - at, 1, &b->payload);
  }
  b->aout_size = b->header.opthdr;
  b->aout_bytes = coff_file_aouthdr_bytes(f);
  if (aout == NULL)
    return true;
  b->aout_layout = coff_file_aouthdr_layout(f);
  b->aout = *aout;
  b->aout_as_given = true;
  b->post_link = aout->field[COFF_AOUT_CHECKSUM] != 0;
  uint32_t rva, size;
  while (b->ndirs < COFF_DIRS && coff_file_directory(f, b->ndirs, &rva, &size))
    b->dirs[b->ndirs++] = (struct coff_build_dir){rva, size};
  return true;
}

// ---- Sections ---------------------------------------------------------------------------------

// Names of symbols are written anew if one of them changes, and so is their section: the first of that name.
static void find_names(struct coff_build *b)
{
  const struct coff_target *t = b->target;
  struct coff_section first;
  if (t->debug_prefix != 0 && t->debug_section != NULL &&
      coff_section_find(b->from, t->debug_section, &first))
    b->sections[first.number - 1].holds_names = true;
}

static bool take_section(struct coff_build *b, uint32_t number)
{
  struct coff_section s;
  struct coff_view *contents = &b->taken[number - 1];
  coff_section_get(b->from, number, &s);
  struct coff_build_section *own = &b->sections[number - 1];
  *own = (struct coff_build_section){.name = s.name,
                                     .from = number,
                                     .header = s.header,
                                     .relocs_taken = true,
                                     .lines_taken = true};
  own->nrelocs = s.nreloc;
  own->nlines = s.nlnno;
  b->nsections = number;
  if (s.long_name)
    b->long_names = true;
  if ((s.flags & COFF_SEC_OVERFLOW) != 0) {
    bool used = coff_overflow_section(b->from, s.header.nreloc) == number;
    own->overflow_of = used ? s.header.nreloc : 0;
    own->nrelocs = own->nlines = 0;
  }
  if (!coff_section_contents(b->from, &s, contents))
    return false;
  own->pieces = contents;
  own->npieces = contents->size != 0;
  return true;
}

static bool take_sections(struct coff_build *b)
{
  uint32_t n = coff_section_count(b->from);
  if (b->target->records->scnhdr == NULL)
    return true;
  b->sections = coff_alloc_array(b->ctx, (size_t)n + 1, sizeof *b->sections);
  b->taken = coff_alloc_array(b->ctx, (size_t)n + 1, sizeof *b->taken);
  if (b->sections == NULL || b->taken == NULL)
    return coff_build_out_of_memory(b);
  b->room_sections = n + 1;
  for (uint32_t i = 1; i <= n; i++)
    if (!take_section(b, i))
      return false;
  find_names(b);
  return true;
}

// ---- Parts ------------------------------------------------------------------------------------

static void claim_certificates(const struct coff_file *f, struct coff_claims *c)
{
  uint32_t at, size;
  struct coff_view v;
  if (coff_file_find_directory(f, COFF_DIR_CERTIFICATE, &at, &size) &&
      coff_view_clip(coff_file_bytes(f), at, size, 1, &v) != 0)
    coff_claim(c, COFF_RANGE_DIRECTORY, "certificates", v);
}

struct coff_build_part *coff_build_add_part(struct coff_build *b, uint32_t at)
{
  struct coff_build_part *grown =
      coff_build_grow32(b, b->parts, b->nparts, &b->room_parts, sizeof *b->parts);
  if (grown == NULL)
    return NULL;
  b->parts = grown;
  memmove(grown + at + 1, grown + at, (b->nparts - at) * sizeof *grown);
  grown[at] = (struct coff_build_part){0};
  b->nparts++;
  return &grown[at];
}

// Symbols and the strings behind them move as one.
static bool joins(const struct coff_build *b, const struct coff_range *r)
{
  const struct coff_build_part *last = b->nparts == 0 ? NULL : &b->parts[b->nparts - 1];
  return r->kind == COFF_RANGE_STRINGS && last != NULL && last->kind == COFF_RANGE_SYMBOLS &&
         last->was + last->length == r->offset && b->target->records->symbolic == NULL;
}

static bool take_part(struct coff_build *b, const struct coff_range *r, bool last)
{
  if (r->parent != 0 || (r->kind == COFF_RANGE_PADDING && !last))
    return true;
  if (joins(b, r)) {
    b->parts[b->nparts - 1].length += r->size;
    return true;
  }
  struct coff_build_part *p = coff_build_add_part(b, b->nparts);
  if (p == NULL)
    return false;
  // A table of symbols without entries is its strings alone.
  bool strings = r->kind == COFF_RANGE_STRINGS && b->target->records->symbolic == NULL;
  *p = (struct coff_build_part){.was = r->offset,
                                .length = r->size,
                                .kind = strings ? COFF_RANGE_SYMBOLS : r->kind,
                                .section = r->section};
  return true;
}

static bool take_parts(struct coff_build *b)
{
  static const struct coff_claimer certificates[] = {{claim_certificates}};
  struct coff_map map;
  bool ok = true;
  if (!coff_map_build_with(b->from, certificates, 1, &map))
    return false;
  struct coff_build_part *parts =
      coff_build_reserve(b, b->parts, map.count, &b->room_parts, sizeof *b->parts);
  ok = parts != NULL;
  if (ok)
    b->parts = parts;
  for (size_t i = 1; i < map.count && ok; i++)
    ok = take_part(b, &map.ranges[i], i + 1 == map.count);
  coff_map_free(b->from, &map);
  return ok;
}

// ---- The builder ------------------------------------------------------------------------------

struct coff_build *coff_build_edit(const struct coff_file *f)
{
  const struct coff_context *ctx = coff_file_context(f);
  struct coff_build *b =
      coff_build_new(ctx, coff_file_name(f), coff_file_target(f), coff_file_kind(f), 0);
  if (b == NULL)
    return NULL;
  b->from = f;
  b->symbols_taken = true;
  if (take_headers(b) && take_sections(b) && take_parts(b))
    return b;
  coff_build_free(b);
  return NULL;
}

bool coff_build_own(struct coff_build *b)
{
  if (b->target->records->scnhdr == NULL)
    return true;
  if (!coff_build_own_symbols(b))
    return false;
  for (uint32_t id = 1; id <= b->nsections; id++)
    if (!coff_build_own_relocs(b, id) || !coff_build_own_lines(b, id))
      return false;
  return true;
}

struct coff_build *coff_build_from_file(const struct coff_file *f)
{
  struct coff_build *b = coff_build_edit(f);
  if (b == NULL)
    return NULL;
  if (!coff_build_own(b)) {
    coff_build_free(b);
    return NULL;
  }
  b->from = NULL;
  b->nparts = 0;
  for (uint32_t i = 0; i < b->nsections; i++)
    b->sections[i].from = 0;
  for (uint32_t i = 0; i < b->nsymbols; i++)
    b->symbols[i].from = COFF_BUILD_NONE;
  for (uint32_t i = 0; i < b->nauxes; i++)
    b->auxes[i].from_strx = 0;
  return b;
}

// ---- What an edit has changed -----------------------------------------------------------------

bool coff_build_same_contents(const struct coff_build *b, const struct coff_build_section *s)
{
  const struct coff_view *was = s->from == 0 ? NULL : &b->taken[s->from - 1];
  if (was == NULL || s->npieces > 1)
    return false;
  return s->npieces == 0 ? was->size == 0
                         : s->pieces[0].data == was->data && s->pieces[0].size == was->size;
}

bool coff_build_is_string(const struct coff_build *b, struct coff_str name, uint64_t offset)
{
  struct coff_view all = coff_file_strings(b->from);
  return offset != 0 && offset < all.size && name.data == (const char *)all.data + offset &&
         name.size < all.size - offset && name.data[name.size] == 0;
}

bool coff_build_same_symbol_name(const struct coff_build *b, const struct coff_build_symbol *s)
{
  if (s->from != COFF_BUILD_NONE && b->target->debug_prefix == 0 &&
      coff_build_is_string(b, s->name, s->native.strx))
    return true;
  struct coff_syment was;
  struct coff_str name;
  if (s->from == COFF_BUILD_NONE || coff_syment_read(b->from, s->from, 1, &was) == 0 ||
      !coff_syment_name(b->from, &was, &name))
    return false;
  // Another class may have its names elsewhere.
  if (coff_place_in_debug_section(b->target, was.sclass) !=
      coff_place_in_debug_section(b->target, s->native.sclass))
    return false;
  return name.size == s->name.size &&
         (name.size == 0 || memcmp(name.data, s->name.data, name.size) == 0);
}

bool coff_build_same_section_name(const struct coff_build *b, const struct coff_build_section *s)
{
  struct coff_str name;
  uint64_t offset;
  if (s->from != 0 && coff_section_name_offset(b->target, s->header.name, &offset) &&
      coff_build_is_string(b, s->name, offset))
    return true;
  return s->from != 0 && coff_section_name(b->from, s->from, &name) && name.size == s->name.size &&
         (name.data == s->name.data || name.size == 0 ||
          memcmp(name.data, s->name.data, name.size) == 0);
}
