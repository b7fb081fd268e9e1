// Writing: the bytes of a placed file.
//
// Skip it unless the bytes are wrong; where they lie is place.c's business, whose invariants are
// asserted here.
#include "base/alloc.h"
#include "base/output.h"
#include "codec/names.h"
#include "coff/build.h"
#include "edit/memory.h"
#include "edit/place.h"
#include "edit/strings.h"
#include "edit/symbols.h"
#include "image/checksum.h"
#include <assert.h>
#include <inttypes.h>
#include <string.h>

enum { BATCH = 128, STRINGS_WORD = 4 };

// The bytes that headers call OFFSET.
static uint8_t *at_stored(const struct coff_build *b, uint8_t *buf, uint64_t offset, uint64_t size)
{
  uint64_t at = offset + b->base + b->shift;
  assert(at <= b->size && size <= b->size - at); // place.c (1)
  return buf + at;
}

// ---- Headers ----------------------------------------------------------------------------------

// Whether a field or a directory has byte AT of the optional header.
static bool is_named(const struct coff_build *b, size_t at)
{
  const struct coff_aouthdr_layout *l = b->aout_layout;
  if (l->dirs_at != 0 && at >= l->dirs_at && at < l->dirs_at + (size_t)b->ndirs * 8)
    return true;
  for (const struct coff_aout_item *i = l->items; i < l->items + l->nitems; i++)
    if (at >= i->at && at < (size_t)i->at + i->width)
      return true;
  return false;
}

static void write_unnamed(const struct coff_build *b, uint8_t *p, size_t size)
{
  for (size_t i = 0; i < size && i < b->aout_bytes.size; i++)
    if (b->aout_layout == NULL || !is_named(b, i))
      p[i] = b->aout_bytes.data[i];
}

static bool write_aouthdr(const struct coff_build *b, uint8_t *buf)
{
  uint32_t fixed = b->target->records->filehdr->aouthdr.width;
  size_t size = fixed != 0 ? fixed : b->placed_header.opthdr;
  uint8_t *p = buf + b->aout_at;
  if (b->aout_layout != NULL && size != 0 && !coff_write_aouthdr(b, p, size))
    return false;
  write_unnamed(b, p, size);
  if (b->aout_layout == NULL)
    return true;
  for (uint32_t i = 0; i < b->ndirs; i++) {
    coff_store(p + b->aout_layout->dirs_at + 8 * i, 4, b->target->order, b->dirs[i].rva);
    coff_store(p + b->aout_layout->dirs_at + 8 * i + 4, 4, b->target->order, b->dirs[i].size);
  }
  return true;
}

// The header that holds the counts of section S; NUMBER is its own (AIX Files Reference, "Section
// Headers", STYP_OVRFLO).
static bool write_overflow(const struct coff_build *b, const struct coff_build_section *s,
                           uint32_t number, uint8_t *p)
{
  struct coff_scnhdr h = {.name = ".ovrflo",
                          .paddr = s->nrelocs,
                          .vaddr = s->nlines,
                          .relptr = s->placed.relptr,
                          .lnnoptr = s->placed.lnnoptr,
                          .nreloc = s->number,
                          .nlnno = s->number,
                          .flags = coff_section_flag_for(b->target, COFF_SEC_OVERFLOW)};
  return coff_write_scnhdr(b, &h, number, p);
}

static bool write_section_headers(const struct coff_build *b, uint8_t *buf)
{
  size_t size = b->target->records->scnhdr->size;
  uint32_t number = 0;
  uint8_t *p = buf + b->scnhdrs_at;
  for (uint32_t i = 0; i < b->nsections; i++) {
    if (b->sections[i].dropped)
      continue;
    assert(b->sections[i].number == number + 1); // place.c (3)
    if (!coff_write_scnhdr(b, &b->sections[i].placed, ++number, p))
      return false;
    p += size;
  }
  for (uint32_t i = 0; i < b->nsections; i++) {
    if (!coff_place_overflows(b, &b->sections[i]))
      continue;
    if (!write_overflow(b, &b->sections[i], ++number, p))
      return false;
    p += size;
  }
  assert(number == b->nscns);
  return true;
}

// ---- Sections ---------------------------------------------------------------------------------

static void write_contents(const struct coff_build *b, const struct coff_build_section *s,
                           uint8_t *buf)
{
  uint64_t size = coff_place_contents_size(b, s);
  assert(s->placed.scnptr != 0 || size == 0); // place.c (2)
  if (size == 0)
    return;
  uint8_t *p = at_stored(b, buf, s->placed.scnptr, size);
  if (s->holds_names) {
    coff_strings_write(b->debug_names, b->target->order, p);
    return;
  }
  for (uint32_t i = 0; i < s->npieces; i++) {
    if (s->pieces[i].size != 0)
      memcpy(p, s->pieces[i].data, (size_t)s->pieces[i].size);
    p += s->pieces[i].size;
  }
}

// Numbers and codes of sections stay what they are.
static bool resolve_reloc(const struct coff_build *b, struct coff_reloc *r)
{
  const struct coff_reloc_layout *l = b->target->records->reloc;
  unsigned width = l->symndx.width == 0 ? sizeof r->symndx : l->symndx.width;
  if (r->is_number || r->by_section)
    return true;
  return coff_build_symbol_index(b, r->symndx, width, "a relocation", &r->symndx);
}

static bool write_relocs(const struct coff_build *b, const struct coff_build_section *s,
                         uint8_t *buf)
{
  struct coff_reloc batch[BATCH];
  size_t size = b->target->records->reloc->size;
  uint64_t entries = coff_place_reloc_entries(b, s);
  if (entries == 0)
    return true;
  uint8_t *p = at_stored(b, buf, s->placed.relptr, entries * size);
  if (entries != s->nrelocs) { // PE specification, IMAGE_SCN_LNK_NRELOC_OVFL: it counts itself
    if (!coff_write_relocs(b, s, &(struct coff_reloc){.vaddr = entries}, 1, 0, p))
      return false;
    p += size;
  }
  for (uint64_t i = 0; i < s->nrelocs;) {
    size_t n = s->nrelocs - i < BATCH ? (size_t)(s->nrelocs - i) : BATCH;
    memcpy(batch, s->relocs + i, n * sizeof *batch);
    for (size_t k = 0; k < n; k++)
      if (!resolve_reloc(b, &batch[k]))
        return false;
    if (!coff_write_relocs(b, s, batch, n, i, p))
      return false;
    i += n;
    p += n * size;
  }
  return true;
}

// Rows name a function by its symbol where they start it, and in some flavours all name file and function.
static bool resolve_line(const struct coff_build *b, struct coff_lineno *l)
{
  const struct coff_lineno_layout *layout = b->target->records->lineno;
  static const char who[] = "a line number";
  if (l->lnno == 0 && layout->symndx.width != 0 &&
      !coff_build_symbol_index(b, l->symndx, layout->symndx.width, who, &l->symndx))
    return false;
  if (layout->srcndx.width != 0 &&
      !coff_build_symbol_index(b, l->srcndx, layout->srcndx.width, who, &l->srcndx))
    return false;
  return layout->fcnndx.width == 0 ||
         coff_build_symbol_index(b, l->fcnndx, layout->fcnndx.width, who, &l->fcnndx);
}

static bool write_lines(const struct coff_build *b, const struct coff_build_section *s,
                        uint8_t *buf)
{
  if (s->nlines == 0)
    return true;
  size_t size = b->target->records->lineno->size;
  uint8_t *p = at_stored(b, buf, s->placed.lnnoptr, s->nlines * size);
  for (uint64_t i = 0; i < s->nlines; i++, p += size) {
    struct coff_lineno l = s->lines[i];
    if (!resolve_line(b, &l))
      return false;
    if (!coff_write_linenos(b, s, &l, 1, i, p))
      return false;
  }
  return true;
}

static bool write_sections(const struct coff_build *b, uint8_t *buf)
{
  for (uint32_t i = 0; i < b->nsections; i++) {
    const struct coff_build_section *s = &b->sections[i];
    if (s->dropped)
      continue;
    write_contents(b, s, buf);
    if (!write_relocs(b, s, buf) || !write_lines(b, s, buf))
      return false;
  }
  return true;
}

// ---- Symbols ----------------------------------------------------------------------------------

static bool resolve_value(const struct coff_build *b, const struct coff_build_symbol *s,
                          struct coff_syment *native)
{
  const struct coff_build_section *lines;
  uint32_t index;
  switch (s->what) {
  case COFF_BUILD_VALUE: return true;
  case COFF_BUILD_SYMBOL:
    if (!coff_build_symbol_index(b, (uint32_t)native->value, 4, "the value of a symbol", &index))
      return false;
    native->value = index;
    return true;
  case COFF_BUILD_LINE:
    lines = coff_build_section_at(b, s->lines_of, "the value of a symbol");
    if (lines == NULL)
      return false;
    native->value = lines->placed.lnnoptr + native->value * b->target->records->lineno->size;
    return true;
  }
  return true;
}

static bool write_symbol(const struct coff_build *b, uint32_t id, uint8_t *p)
{
  const struct coff_build_symbol *s = &b->symbols[id];
  size_t size = b->target->records->syment->size;
  struct coff_syment native = s->native;
  native.numaux = s->naux;
  if (!coff_build_section_number(b, native.scnum, "a symbol", &native.scnum) ||
      !resolve_value(b, s, &native) || !coff_write_syment(b, &native, id, p))
    return false;
  for (uint32_t i = 0; i < s->naux; i++)
    if (!coff_build_encode_aux(b, s, &b->auxes[s->aux + i], p + (i + 1) * size))
      return false;
  return true;
}

static bool write_symbol_table(const struct coff_build *b, uint8_t *buf)
{
  size_t size = b->target->records->syment->size;
  if (b->target->records->symbolic != NULL)
    return coff_write_symbolic(b, buf);
  for (uint32_t id = 0; id < b->nsymbols; id++) {
    assert(b->symbols_at + b->indices[id] * size <= b->strings_at);
    if (!b->symbols[id].dropped &&
        !write_symbol(b, id, buf + b->symbols_at + b->indices[id] * size))
      return false;
  }
  if (b->strings_at == b->size)
    return true;
  uint64_t end = coff_strings_end(b->strings);
  assert(b->strings_at + end == b->size); // place.c (1)
  coff_store(buf + b->strings_at, STRINGS_WORD, b->target->order, end);
  coff_strings_write(b->strings, b->target->order, buf + b->strings_at + STRINGS_WORD);
  return true;
}

// ---- The file ---------------------------------------------------------------------------------

static void post_link(const struct coff_build *b, uint8_t *buf)
{
  const struct coff_aouthdr_layout *l = b->aout_layout;
  if (!b->post_link || b->target->post_link != COFF_POST_PE_CHECKSUM || l == NULL)
    return;
  for (const struct coff_aout_item *i = l->items; i < l->items + l->nitems; i++) {
    uint64_t at = b->aout_at + i->at;
    if (i->id != COFF_AOUT_CHECKSUM || i->at + i->width > b->placed_header.opthdr)
      continue;
    coff_store(buf + at, i->width, b->target->order,
               coff_checksum_of((struct coff_view){buf, b->size, 0}, at));
  }
}

bool coff_write(const struct coff_build *b, uint8_t *buf, uint64_t size)
{
  if (!b->placed || size != b->size)
    return coff_fail(b->ctx, coff_build_where(b), "the file is not placed in %" PRIu64 " bytes",
                     size);
  memset(buf, 0, (size_t)size);
  coff_build_write_stub(b, buf);
  if (!coff_write_filehdr(b, &b->placed_header, buf + b->header_at))
    return false;
  if (b->target->records->scnhdr == NULL) {
    if (b->payload.size != 0)
      memcpy(buf + b->scnhdrs_at, b->payload.data, (size_t)b->payload.size);
    return true;
  }
  if (!write_aouthdr(b, buf) || !write_section_headers(b, buf) || !write_sections(b, buf) ||
      !write_symbol_table(b, buf))
    return false;
  post_link(b, buf);
  return true;
}

bool coff_write_file(struct coff_build *b, const char *path, const struct coff_write_options *opt)
{
  uint64_t size;
  unsigned mode = opt == NULL || opt->mode == 0 ? 0666 : opt->mode;
  if (!coff_place(b, &size))
    return false;
  uint8_t *buf = size > SIZE_MAX ? NULL : coff_alloc(b->ctx, (size_t)size);
  if (buf == NULL)
    return coff_build_out_of_memory(b);
  bool ok = coff_write(b, buf, size) &&
            coff_output_write(b->ctx, path, buf, size, mode, opt != NULL && opt->fsync);
  coff_free(b->ctx, buf);
  return ok;
}
