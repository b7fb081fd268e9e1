// Writing: the bytes of a placed file.
//
// Skip it unless the bytes are wrong; where they lie is place.c's business, whose invariants are
// asserted here.
#include "base/alloc.h"
#include "base/output.h"
#include "codec/names.h"
#include "coff/build.h"
#include "edit/kept.h"
#include "edit/memory.h"
#include "edit/place.h"
#include "edit/strings.h"
#include "edit/symbols.h"
#include "edit/take.h"
#include "image/checksum.h"
#include "object/file.h"
#include <assert.h>
#include <inttypes.h>
#include <string.h>

enum { BATCH = 128, STRINGS_WORD = 4, LARGEST_HEADER = 128, LARGEST_SYMBOL = 64 };

// ---- Headers ----------------------------------------------------------------------------------

// Whether a field or a directory has byte AT of the optional header, which has SIZE bytes: half a field is
// none.
static bool is_named(const struct coff_build *b, size_t at, size_t size)
{
  const struct coff_aouthdr_layout *l = b->aout_layout;
  if (l->dirs_at != 0 && at >= l->dirs_at && at < l->dirs_at + (size_t)b->ndirs * 8)
    return true;
  for (const struct coff_aout_item *i = l->items; i < l->items + l->nitems; i++)
    if (at >= i->at && at < (size_t)i->at + i->width && (size_t)i->at + i->width <= size)
      return true;
  return false;
}

static void write_unnamed(const struct coff_build *b, uint8_t *p, size_t size)
{
  for (size_t i = 0; i < size && i < b->aout_bytes.size; i++)
    if (b->aout_layout == NULL || !is_named(b, i, size))
      p[i] = b->aout_bytes.data[i];
}

static bool write_filehdr(const struct coff_build *b, uint8_t *buf)
{
  uint8_t was[LARGEST_HEADER] = {0}, is[LARGEST_HEADER] = {0};
  if (b->from == NULL)
    return coff_write_filehdr(b, &b->placed_header, buf + b->header_at);
  coff_swap_filehdr_out(b->target, coff_file_header(b->from), was);
  if (!coff_write_filehdr(b, &b->placed_header, is))
    return false;
  coff_patch(buf + b->header_at, was, is, b->target->records->filehdr->size);
  return true;
}

static bool write_aouthdr(const struct coff_build *b, uint8_t *buf)
{
  uint32_t fixed = b->target->records->filehdr->aouthdr.width;
  size_t size = fixed != 0 ? fixed : b->placed_header.opthdr;
  if (b->from != NULL && b->aout_bytes.size < size) // cut off
    size = (size_t)b->aout_bytes.size;
  uint8_t *p = buf + b->aout_at;
  if (b->aout_layout != NULL && size != 0 && !coff_write_aouthdr(b, p, size))
    return false;
  write_unnamed(b, p, size);
  if (b->aout_layout == NULL)
    return true;
  const struct coff_build_dir *dirs = b->from != NULL ? b->placed_dirs : b->dirs;
  for (uint32_t i = 0; i < b->ndirs; i++) {
    coff_store(p + b->aout_layout->dirs_at + 8 * i, 4, b->target->order, dirs[i].rva);
    coff_store(p + b->aout_layout->dirs_at + 8 * i + 4, 4, b->target->order, dirs[i].size);
  }
  return true;
}

// Puts the header of S as the file has it to P. True if that is what it shall be; else its encoding is in WAS.
static bool copy_section_header(const struct coff_build *b, const struct coff_build_section *s,
                                uint8_t *p, uint8_t *was)
{
  struct coff_scnhdr h = {0};
  size_t size = b->target->records->scnhdr->size;
  memcpy(p, b->from->scnhdrs.data + (s->from - 1) * size, size);
  coff_swap_scnhdr_in(b->target, p, 1, &h);
  if (memcmp(&h, &s->placed, sizeof h) == 0)
    return true;
  coff_swap_scnhdr_out(b->target, &h, 1, was);
  return false;
}

static bool write_section_headers(const struct coff_build *b, uint8_t *buf)
{
  size_t size = b->target->records->scnhdr->size;
  uint32_t number = 0;
  uint8_t *p = buf + b->scnhdrs_at;
  for (uint32_t i = 0; i < b->nsections; i++) {
    const struct coff_build_section *s = &b->sections[i];
    uint8_t was[LARGEST_HEADER] = {0}, is[LARGEST_HEADER] = {0};
    if (s->dropped)
      continue;
    assert(s->number == number + 1); // place.c (3)
    number++;
    if (s->from == 0 || !copy_section_header(b, s, p, was)) {
      if (!coff_write_scnhdr(b, &s->placed, number, is))
        return false;
      coff_patch(p, was, is, size);
    }
    p += size;
  }
  assert(number == b->nscns);
  return true;
}

// ---- Sections ---------------------------------------------------------------------------------

static void write_contents(const struct coff_build *b, const struct coff_build_section *s,
                           uint8_t *p)
{
  if (coff_place_makes_names(b, s)) {
    coff_strings_write(b->debug_names, b->target->order, p);
    return;
  }
  for (uint32_t i = 0; i < s->npieces; i++) {
    if (s->pieces[i].size != 0 && s->pieces[i].data != NULL)
      memcpy(p, s->pieces[i].data, (size_t)s->pieces[i].size);
    p += s->pieces[i].size;
  }
}

// Numbers and codes of sections stay what they are.
bool coff_write_resolve_reloc(const struct coff_build *b, struct coff_reloc *r)
{
  const struct coff_reloc_layout *l = b->target->records->reloc;
  unsigned width = l->symndx.width == 0 ? sizeof r->symndx : l->symndx.width;
  if (r->is_number || r->by_section)
    return true;
  return coff_build_symbol_index(b, r->symndx, width, "a relocation", &r->symndx);
}

static bool write_relocs(const struct coff_build *b, const struct coff_build_section *s, uint8_t *p)
{
  uint8_t *start;
  struct coff_reloc batch[BATCH];
  size_t size = b->target->records->reloc->size;
  uint64_t entries = coff_place_reloc_entries(b, s);
  if (entries != s->nrelocs) { // PE specification, IMAGE_SCN_LNK_NRELOC_OVFL: it counts itself
    if (!coff_write_relocs(b, s, &(struct coff_reloc){.vaddr = entries}, 1, 0, p))
      return false;
    p += size;
  }
  start = p;
  for (uint64_t i = 0; i < s->nrelocs;) {
    size_t n = s->nrelocs - i < BATCH ? (size_t)(s->nrelocs - i) : BATCH;
    memcpy(batch, s->relocs + i, n * sizeof *batch);
    for (size_t k = 0; k < n; k++)
      if (!coff_write_resolve_reloc(b, &batch[k]))
        return false;
    if (!coff_write_relocs(b, s, batch, n, i, p))
      return false;
    i += n;
    p += n * size;
  }
  coff_write_unnamed_relocs(b, s, start);
  return true;
}

// Rows name a function by its symbol where they start it, and in some flavours all name file and function.
bool coff_write_resolve_line(const struct coff_build *b, struct coff_lineno *l)
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

static bool write_lines(const struct coff_build *b, const struct coff_build_section *s, uint8_t *p)
{
  size_t size = b->target->records->lineno->size;
  if (s->lines == NULL) // the caller writes them
    return true;
  for (uint64_t i = 0; i < s->nlines; i++) {
    struct coff_lineno l = s->lines[i];
    if (!coff_write_resolve_line(b, &l))
      return false;
    if (!coff_write_linenos(b, s, &l, 1, i, p + i * size))
      return false;
  }
  coff_write_unnamed_lines(b, s, p);
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
    if (coff_build_is_chained(b, s)) {
      native->value = coff_build_next_in_chain(b, s);
      return true;
    }
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

static void write_name(const struct coff_build *b, const struct coff_build_symbol *s,
                       struct coff_syment *native)
{
  native->strx = s->strx;
  if (s->name_stays)
    return;
  memset(native->name, 0, sizeof native->name);
  if (s->strx == 0 && s->name.size <= b->target->records->syment->name.width)
    memcpy(native->name, s->name.data, s->name.size);
}

// P holds the symbol as the file that is edited has it, or zeroes.
static bool write_symbol(const struct coff_build *b, uint32_t id, uint8_t *p)
{
  const struct coff_build_symbol *s = &b->symbols[id];
  size_t size = b->target->records->syment->size;
  struct coff_syment native = s->native;
  uint8_t was[LARGEST_SYMBOL] = {0}, is[LARGEST_SYMBOL] = {0};
  struct coff_syment from = {0};
  bool same = false;
  native.numaux = s->naux;
  write_name(b, s, &native);
  if (!coff_build_section_number(b, native.scnum, "a symbol", &native.scnum) ||
      !resolve_value(b, s, &native))
    return false;
  if (s->from != COFF_BUILD_NONE) {
    memcpy(p, coff_syment_bytes(b->from, s->from), size);
    coff_swap_syment_in(b->target, p, 1, &from);
    same = memcmp(&from, &native, sizeof native) == 0;
  }
  if (!same) {
    if (!coff_write_syment(b, &native, id, is))
      return false;
    if (s->from != COFF_BUILD_NONE)
      coff_swap_syment_out(b->target, &from, 1, was);
    coff_patch(p, was, is, size);
  }
  for (uint32_t i = 0; i < s->naux; i++)
    if (!coff_build_encode_aux(b, s, &b->auxes[s->aux + i], p + (i + 1) * size))
      return false;
  return true;
}

static void write_strings(const struct coff_build *b, uint8_t *buf)
{
  uint64_t end = coff_strings_end(b->strings), old = STRINGS_WORD;
  uint8_t *p = buf + b->strings_at;
  bool whole = false;
  if (b->strings_at == b->strings_end)
    return;
  assert(b->strings_at + end + b->given_strings == b->strings_end); // place.c (1)
  if (b->kept != NULL) {
    whole = coff_kept_write(b->kept, p);
    old = coff_kept_end(b->kept);
  }
  // A table that stays whole keeps its length word, which may claim more than there is.
  if (!whole || end != coff_file_strings(b->from).size)
    coff_store(p, STRINGS_WORD, b->target->order, end + b->given_strings);
  coff_strings_write(b->strings, b->target->order, p + old);
}

static bool write_symbol_table(const struct coff_build *b, uint8_t *buf)
{
  size_t size = b->target->records->syment->size;
  if (b->from != NULL && b->symbols_taken) {
    struct coff_view v = coff_syment_table(b->from);
    if (v.size != 0)
      memcpy(buf + b->symbols_at, v.data, (size_t)v.size);
    write_strings(b, buf);
    return true;
  }
  for (uint32_t id = 0; id < b->nsymbols; id++) {
    assert(b->symbols_at + b->indices[id] * size <= b->strings_at);
    if (!b->symbols[id].dropped &&
        !write_symbol(b, id, buf + b->symbols_at + b->indices[id] * size))
      return false;
  }
  write_strings(b, buf);
  return true;
}

// ---- The file ---------------------------------------------------------------------------------

static bool write_part(const struct coff_build *b, const struct coff_build_part *p, uint8_t *buf)
{
  const struct coff_build_section *s = p->section == 0 ? NULL : &b->sections[p->section - 1];
  uint8_t *at = buf + p->at;
  bool symbolic = b->target->records->symbolic != NULL;
  assert(p->at <= b->size && p->size <= b->size - p->at); // place.c (1)
  switch (p->kind) {
  case COFF_RANGE_SECTION_HEADERS: return true;
  case COFF_RANGE_CONTENTS: write_contents(b, s, at); return true;
  case COFF_RANGE_RELOCS:
    return s->relocs_taken ? coff_write_taken_relocs(b, s, p, at) : write_relocs(b, s, at);
  case COFF_RANGE_LINENOS:
    if (s != NULL)
      return s->lines_taken ? coff_write_taken_lines(b, s, p, at) : write_lines(b, s, at);
    break;
  case COFF_RANGE_SYMBOLS:
    if (symbolic && !b->symbols_taken)
      return coff_write_symbolic(b, buf);
    if (!symbolic && (p->length == 0 || !coff_place_symbols_stay(b)))
      return write_symbol_table(b, buf);
    break;
  default: break;
  }
  memcpy(at, coff_file_bytes(b->from).data + p->was, (size_t)p->size);
  return true;
}

static bool is_unchanged(const struct coff_build *b, const uint8_t *buf)
{
  struct coff_view was = b->from == NULL ? (struct coff_view){0} : coff_file_bytes(b->from);
  return b->from != NULL && was.size == b->size && memcmp(was.data, buf, (size_t)b->size) == 0;
}

static void post_link(const struct coff_build *b, uint8_t *buf)
{
  const struct coff_aouthdr_layout *l = b->aout_layout;
  if (!b->post_link || b->target->post_link != COFF_POST_PE_CHECKSUM || l == NULL ||
      is_unchanged(b, buf))
    return;
  for (const struct coff_aout_item *i = l->items; i < l->items + l->nitems; i++) {
    uint64_t at = b->aout_at + i->at;
    if (i->id != COFF_AOUT_CHECKSUM || i->at + i->width > b->placed_header.opthdr)
      continue;
    coff_store(buf + at, i->width, b->target->order,
               coff_checksum_of((struct coff_view){buf, b->size, 0}, at));
  }
}

static bool write_payload(const struct coff_build *b, uint8_t *buf)
{
  if (b->from != NULL) // what no field names in the header
    memcpy(buf, coff_file_bytes(b->from).data, (size_t)b->scnhdrs_at);
  if (!write_filehdr(b, buf))
    return false;
  if (b->payload.size != 0)
    memcpy(buf + b->scnhdrs_at, b->payload.data, (size_t)b->payload.size);
  return true;
}

// What is left to the caller, who may have millions of bytes there, is not touched.
static bool is_left(const struct coff_build *b, const struct coff_build_part *p)
{
  const struct coff_build_section *s = p->section == 0 ? NULL : &b->sections[p->section - 1];
  return p->kind == COFF_RANGE_CONTENTS && s->npieces == 1 && s->pieces[0].data == NULL &&
         s->pieces[0].size <= p->size;
}

static void clear(const struct coff_build *b, uint8_t *buf)
{
  uint64_t at = 0;
  for (uint32_t i = 0; i < b->nparts; i++) {
    const struct coff_build_part *p = &b->parts[i];
    if (p->size == 0 || !is_left(b, p) || p->at < at)
      continue;
    memset(buf + at, 0, (size_t)(p->at - at));
    at = p->at + b->sections[p->section - 1].pieces[0].size;
  }
  memset(buf + at, 0, (size_t)(b->size - at));
}

bool coff_write(const struct coff_build *b, uint8_t *buf, uint64_t size)
{
  if (!b->placed || size != b->size)
    return coff_fail(b->ctx, coff_build_where(b), "the file is not placed in %" PRIu64 " bytes",
                     size);
  clear(b, buf);
  if (b->from == NULL)
    coff_build_write_stub(b, buf);
  if (b->target->records->scnhdr == NULL)
    return write_payload(b, buf);
  for (uint32_t i = 0; i < b->nparts; i++)
    if (b->parts[i].size != 0 && !write_part(b, &b->parts[i], buf))
      return false;
  if (!write_filehdr(b, buf) || !write_aouthdr(b, buf) || !write_section_headers(b, buf))
    return false;
  if (b->from != NULL)
    coff_write_image(b, buf);
  post_link(b, buf);
  return true;
}

bool coff_write_bytes(const struct coff_context *ctx, const char *path, struct coff_view bytes,
                      const struct coff_write_options *opt)
{
  unsigned mode = opt == NULL || opt->mode == 0 ? 0666 : opt->mode;
  return coff_output_write(ctx, path, bytes.data, bytes.size, mode, opt != NULL && opt->fsync);
}

bool coff_write_file(struct coff_build *b, const char *path, const struct coff_write_options *opt)
{
  uint64_t size;
  if (!coff_place(b, &size))
    return false;
  uint8_t *buf = size > SIZE_MAX ? NULL : coff_alloc(b->ctx, (size_t)size);
  if (buf == NULL)
    return coff_build_out_of_memory(b);
  bool ok = coff_write(b, buf, size) &&
            coff_write_bytes(b->ctx, path, (struct coff_view){buf, size, 0}, opt);
  coff_free(b->ctx, buf);
  return ok;
}
