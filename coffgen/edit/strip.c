// Stripping objects without a builder, in one pass over their tables.
//
// Skip it unless a stripped object differs from what a builder makes of it.
//
// Most objects are plain: parts lie one behind the other in the order of the sections, nothing but zeroes is between
// them, and of what stays only some numbers change. Whatever is not plain, is damaged or has to be reported, is the
// builder's business: every `return false` below says so. What is written is the builder's, byte for byte
// (testsuite/unit/test-strip.c).
#include "edit/strip.h"
#include "codec/names.h"
#include "edit/take.h"
#include <string.h>

enum { COUNT_FULL = 0xffff, LARGEST_HEADER = 128 };

// ---- Whether it can be done -------------------------------------------------------------------

static bool is_plain_target(const struct coff_target *t)
{
  const struct coff_records *r = t->records;
  return r->scnhdr != NULL && r->symbolic == NULL && r->filehdr->aouthdr.width == 0 &&
         r->scnhdr->mem_width.width == 0 && t->octets <= 1 && t->debug_prefix == 0 &&
         t->count_overflow != COFF_OVERFLOW_SECTION && t->pair_type == 0 && t->stack_types == 0 &&
         r->reloc->symndx.width == 4 && r->filehdr->size <= LARGEST_HEADER;
}

static bool is_plain_file(const struct coff_file *f)
{
  return f->kind == COFF_KIND_OBJECT && f->base == 0 && f->shift == 0 && f->header_at == 0 &&
         f->header.opthdr == 0 && f->nscns == f->header.nscns && f->nsyms == f->header.nsyms &&
         f->nsyms != 0 && f->scnhdrs.origin == f->target->records->filehdr->size &&
         (f->strings.size == 0 ||
          coff_load(f->strings.data, 4, f->target->order) == f->strings.size) &&
         f->symbols.origin + f->symbols.size + f->strings.size == f->bytes.size;
}

// Whether the bytes of a section lie in the file, and its counts are what the header says.
static bool is_plain_section(struct coff_stripping *s, uint32_t number)
{
  const struct coff_scnhdr_layout *l = s->t->records->scnhdr;
  const uint8_t *h = coff_strip_header(s, number);
  uint64_t contents = coff_strip_get(s, h, l->scnptr);
  uint64_t relocs = coff_strip_get(s, h, l->nreloc);
  if (coff_strip_get(s, h, l->nlnno) != 0 || coff_strip_get(s, h, l->lnnoptr) != 0 ||
      relocs == COUNT_FULL || (relocs != 0) != (coff_strip_get(s, h, l->relptr) != 0))
    return false;
  if (contents != 0 && s->t->contents_align > 1 && contents % s->t->contents_align != 0)
    return false;
  s->empty += contents != 0 && coff_strip_get(s, h, l->scnsize) == 0;
  uint64_t flags = coff_strip_get(s, h, l->flags);
  if (flags == s->filled)
    return true;
  uint32_t means = coff_section_flags_meaning(s->t, (uint32_t)flags);
  if ((means & COFF_SEC_BSS) == 0)
    s->filled = flags;
  else if (contents != 0 && !s->t->virtual_size)
    return false;
  return (means & COFF_SEC_COUNT_OVERFLOW) == 0; // which a builder corrects
}

static bool number_sections(struct coff_stripping *s)
{
  uint64_t offset;
  s->filled = UINT64_MAX;
  for (uint32_t i = 1; i <= s->f->nscns; i++) {
    if (!is_plain_section(s, i))
      return false;
    s->number[i] = s->goes[i - 1] ? 0 : ++s->nscns;
    s->names_go = s->names_go || (s->goes[i - 1] && coff_strip_section_name(s, i, &offset));
  }
  s->renumbered = s->nscns != s->f->nscns;
  return true;
}

// ---- Parts ------------------------------------------------------------------------------------

// Contents or relocations of a section, as the file has them.
struct piece {
  uint64_t was, length;
  uint32_t section; // 0: there are no more
};

// EMPTY: those that have an offset, but no bytes.
static struct piece next_contents(const struct coff_stripping *s, uint32_t after, bool empty)
{
  const struct coff_scnhdr_layout *l = s->t->records->scnhdr;
  for (uint32_t i = after + 1; i <= s->f->nscns; i++) {
    const uint8_t *h = coff_strip_header(s, i);
    uint64_t at = coff_strip_get(s, h, l->scnptr), size = coff_strip_get(s, h, l->scnsize);
    if (at != 0 && (size == 0) == empty)
      return (struct piece){at, size, i};
  }
  return (struct piece){UINT64_MAX, 0, 0};
}

static struct piece next_relocs(const struct coff_stripping *s, uint32_t after)
{
  const struct coff_scnhdr_layout *l = s->t->records->scnhdr;
  for (uint32_t i = after + 1; i <= s->f->nscns; i++) {
    const uint8_t *h = coff_strip_header(s, i);
    uint64_t n = coff_strip_get(s, h, l->nreloc);
    if (n != 0)
      return (struct piece){coff_strip_get(s, h, l->relptr), n * s->t->records->reloc->size, i};
  }
  return (struct piece){UINT64_MAX, 0, 0};
}

// Takes the next piece of the file. False if it does not follow the last one.
static bool pass(struct coff_stripping *s, const struct piece *p)
{
  struct coff_view all = s->f->bytes;
  if (p->was < s->end || p->was > all.size || p->length > all.size - p->was)
    return false;
  while (s->end < p->was)
    if (all.data[s->end++] != 0)
      return false;
  s->end = p->was + p->length;
  return true;
}

// Where SIZE bytes of what was at P go; ALIGN: from the next multiple of it on, if they do not keep their distance.
static uint64_t place(struct coff_stripping *s, const struct piece *p, uint64_t size,
                      uint64_t align)
{
  struct coff_placing *g = &s->placing;
  uint64_t at = g->cursor;
  if (size != 0)
    at = coff_placing_stays(g, p->was, size == p->length) ? p->was + g->delta
                                                          : coff_place_round(at, align);
  coff_placing_put(g, p->was, p->length, at, size, size < p->length);
  s->last = (struct coff_build_part){.was = p->was, .at = at, .size = size};
  return at;
}

static uint8_t *header_of(const struct coff_stripping *s, uint32_t section)
{
  uint64_t size = s->t->records->scnhdr->size;
  return s->to + s->f->scnhdrs.origin + (s->number[section] - 1) * size;
}

static bool write_contents(struct coff_stripping *s, const struct piece *p)
{
  uint64_t align = coff_place_alignment_of(p->was, COFF_PLACE_MOST_ALIGN);
  bool stays = s->number[p->section] != 0;
  if (!pass(s, p))
    return false;
  if (align < s->t->contents_align)
    align = s->t->contents_align;
  uint64_t at = place(s, p, stays ? p->length : 0, align);
  if (!stays)
    return true;
  memcpy(s->to + at, s->f->bytes.data + p->was, (size_t)p->length);
  coff_strip_set(s, header_of(s, p->section), s->t->records->scnhdr->scnptr, at);
  return true;
}

static bool renumber_relocs(const struct coff_stripping *s, uint8_t *p, uint64_t n)
{
  const struct coff_reloc_layout *l = s->t->records->reloc;
  for (uint64_t i = 0; i < n; i++, p += l->size) {
    uint64_t was = coff_strip_get(s, p, l->symndx), is;
    if (was == UINT32_MAX) // it names none
      continue;
    if (!coff_strip_index(s, was, &is))
      return false;
    if (is != was)
      coff_strip_set(s, p, l->symndx, is);
  }
  return true;
}

// Offsets of empty sections in front of END follow the last part that does not begin behind them.
static bool move_empty(struct coff_stripping *s, struct piece *empty, uint64_t end)
{
  for (; empty->section != 0 && empty->was < end; *empty = next_contents(s, empty->section, true)) {
    const struct coff_build_part *p = &s->last;
    if (empty->was < p->was)
      return false;
    if (s->number[empty->section] != 0)
      coff_strip_set(s, header_of(s, empty->section), s->t->records->scnhdr->scnptr,
                     p->size == 0 ? p->at : p->at + (empty->was - p->was));
  }
  return true;
}

static bool write_relocs(struct coff_stripping *s, const struct piece *p)
{
  const struct coff_scnhdr_layout *l = s->t->records->scnhdr;
  bool stays = s->number[p->section] != 0;
  if (!pass(s, p))
    return false;
  uint64_t at = place(s, p, stays && !s->all ? p->length : 0,
                      coff_place_alignment_of(p->was, COFF_PLACE_TABLE_ALIGN));
  if (!stays)
    return true;
  uint8_t *header = header_of(s, p->section);
  coff_strip_set(s, header, l->relptr, at);
  if (s->all) {
    coff_strip_set(s, header, l->nreloc, 0);
    return true;
  }
  memcpy(s->to + at, s->f->bytes.data + p->was, (size_t)p->length);
  return renumber_relocs(s, s->to + at, p->length / s->t->records->reloc->size);
}

// ---- Headers ----------------------------------------------------------------------------------

static void write_headers(struct coff_stripping *s)
{
  size_t size = s->t->records->scnhdr->size, at = s->t->records->scnhdr->name.at;
  uint8_t *to = s->to + s->f->scnhdrs.origin;
  uint64_t was;
  if (!s->renumbered)
    memcpy(to, s->f->scnhdrs.data, (size_t)s->f->scnhdrs.size);
  for (uint32_t i = 1; (s->renumbered || s->names_go) && i <= s->f->nscns; i++) {
    if (s->number[i] == 0)
      continue;
    if (s->renumbered)
      memcpy(to, coff_strip_header(s, i), size);
    if (s->names_go && coff_strip_section_name(s, i, &was) && coff_kept_offset(s->kept, was) != was)
      coff_place_spell(s->t, coff_kept_offset(s->kept, was), (char *)to + at);
    to += size;
  }
  uint64_t headers = s->nscns * (uint64_t)size;
  place(s, &(struct piece){0, s->f->scnhdrs.origin, 0}, s->f->scnhdrs.origin, 1);
  place(s, &(struct piece){s->f->scnhdrs.origin, s->f->scnhdrs.size, 0}, headers, 1);
  s->end = s->f->scnhdrs.origin + s->f->scnhdrs.size;
}

static void write_file_header(struct coff_stripping *s, uint64_t symbols)
{
  uint8_t was[LARGEST_HEADER] = {0}, is[LARGEST_HEADER] = {0};
  struct coff_filehdr h = s->f->header;
  size_t size = s->t->records->filehdr->size;
  h.nscns = s->nscns;
  h.symptr = symbols;
  h.nsyms = s->nentries;
  memcpy(s->to, s->f->bytes.data, size);
  coff_swap_filehdr_out(s->t, &s->f->header, was);
  coff_swap_filehdr_out(s->t, &h, is);
  coff_patch(s->to, was, is, size);
}

static uint64_t strings_size(const struct coff_stripping *s)
{
  uint64_t end = s->kept == NULL ? 0 : coff_kept_end(s->kept);
  return s->nentries != 0 || end > 4 ? end : 0;
}

static bool write_symbols(struct coff_stripping *s)
{
  uint64_t table = s->nentries * s->t->records->syment->size, strings = strings_size(s);
  struct piece p = {s->f->symbols.origin, s->f->symbols.size + s->f->strings.size, 0};
  if (!pass(s, &p))
    return false;
  uint64_t align = coff_place_alignment_of(p.was, COFF_PLACE_TABLE_ALIGN);
  uint64_t at = place(s, &p, table + strings, align);
  uint8_t *to = s->to + at;
  write_file_header(s, table + strings == 0 ? 0 : at);
  if (table != 0 && !coff_strip_write_symbols(s, to))
    return false;
  if (strings != 0 && !coff_kept_write(s->kept, to + table))
    coff_store(to + table, 4, s->t->order, strings);
  return true;
}

static bool write_all(struct coff_stripping *s)
{
  write_headers(s);
  struct piece c = next_contents(s, 0, false), r = next_relocs(s, 0);
  struct piece empty = next_contents(s, s->empty == 0 ? s->f->nscns : 0, true);
  while (c.section != 0 || r.section != 0) {
    bool contents = c.was < r.was;
    if (!move_empty(s, &empty, contents ? c.was : r.was) ||
        !(contents ? write_contents(s, &c) : write_relocs(s, &r)))
      return false;
    if (contents)
      c = next_contents(s, c.section, false);
    else
      r = next_relocs(s, r.section);
  }
  return move_empty(s, &empty, s->f->symbols.origin) && write_symbols(s) &&
         move_empty(s, &empty, UINT64_MAX);
}

// ---- All --------------------------------------------------------------------------------------

static bool get_memory(struct coff_stripping *s)
{
  const struct coff_context *ctx = s->f->ctx;
  s->number = coff_alloc_array(ctx, (size_t)s->f->nscns + 1, sizeof *s->number);
  s->to = coff_alloc(ctx, (size_t)s->f->bytes.size);
  bool ok = s->number != NULL && s->to != NULL;
  if (s->f->strings.size != 0)
    ok = ok && (s->kept = coff_kept_new(ctx, s->f->strings)) != NULL;
  if (!s->all)
    ok = ok && coff_marks_new(ctx, s->f->nsyms, &s->entries) &&
         coff_marks_new(ctx, s->f->nsyms, &s->symbols);
  return ok || coff_fail(ctx, coff_file_place(s->f, COFF_NOWHERE), "out of memory");
}

static enum coff_stripped strip(struct coff_stripping *s)
{
  if (!get_memory(s))
    return COFF_STRIP_FAILED;
  if (!number_sections(s) || !coff_strip_choose(s))
    return COFF_STRIP_UNFIT;
  if (!s->all && !s->renumbered && s->nentries == s->f->nsyms)
    return COFF_STRIP_SAME;
  return write_all(s) ? COFF_STRIP_DONE : COFF_STRIP_UNFIT;
}

enum coff_stripped coff_edit_strip(const struct coff_file *f, bool all, const bool *goes,
                                   struct coff_view *bytes)
{
  struct coff_stripping s = {.f = f, .t = f->target, .all = all, .goes = goes};
  *bytes = f->bytes;
  if (!is_plain_target(f->target) || !is_plain_file(f))
    return COFF_STRIP_UNFIT;
  for (s.names_end = f->strings.size; s.names_end > 0 && f->strings.data[s.names_end - 1] != 0;)
    s.names_end--;
  enum coff_stripped done = strip(&s);
  if (done == COFF_STRIP_DONE)
    *bytes = (struct coff_view){s.to, s.placing.cursor, 0};
  else
    coff_free(f->ctx, s.to);
  coff_free(f->ctx, s.number);
  coff_free(f->ctx, s.entries.bits);
  coff_free(f->ctx, s.symbols.bits);
  coff_kept_free(f->ctx, s.kept);
  return done;
}

void coff_edit_strip_free(const struct coff_context *ctx, struct coff_view bytes)
{
  coff_free(ctx, (void *)(uintptr_t)bytes.data);
}
