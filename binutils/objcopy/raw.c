// What is loaded, in a format without headers: -O binary and its like.
//
// Skip it unless you make images for memories; the formats are in format-*.c.
//
// Sections are taken as GNU objcopy takes them: what GNU objdump -h calls CONTENTS and LOAD, as the edits
// left it, at its load address.
#include "objcopy/formats.h"
#include "objcopy/objcopy.h"
#include "tool/gnu.h"
#include <stdlib.h>
#include <string.h>

struct collected {
  struct raw_chunk *chunks;
  struct raw_symbol *symbols;
  struct raw_image image;
};

bool is_raw_format(const char *name)
{
  return raw_format_known(name);
}

// The section as the edits left it, for what it is called in GNU's terms.
static unsigned flags_of(const struct coff_build *b, const struct coff_build_section *s)
{
  struct coff_section as = {.name = s->name, .header = s->header};
  if (s->from != 0)
    coff_section_get(b->from, s->from, &as);
  as.header.flags = s->header.flags;
  as.flags = coff_edit_section_meaning(b, (uint32_t)(s - b->sections) + 1);
  as.header.scnptr = s->npieces != 0;
  return gnu_section_flags(b->from, &as);
}

// A section of several pieces becomes one.
static bool join(struct coff_build *b, const struct coff_build_section *s, struct coff_view *v)
{
  uint64_t size = 0;
  for (uint32_t i = 0; i < s->npieces; i++)
    size += s->pieces[i].size;
  if (s->npieces == 1) {
    *v = s->pieces[0];
    return true;
  }
  uint8_t *p = size > SIZE_MAX / 2 ? NULL : coff_build_bytes(b, (size_t)size + 1);
  *v = (struct coff_view){p, p == NULL ? 0 : size, 0};
  for (uint32_t i = 0; p != NULL && i < s->npieces; i++) {
    memcpy(p, s->pieces[i].data, (size_t)s->pieces[i].size);
    p += s->pieces[i].size;
  }
  return v->data != NULL;
}

static uint64_t load_address(const struct coff_build *b, const struct coff_build_section *s)
{
  if (b->target->virtual_size)
    return s->header.vaddr + coff_file_image_base(b->from);
  return s->header.paddr;
}

static bool add_chunk(struct coff_build *b, const struct coff_build_section *s, const char *format,
                      struct collected *c)
{
  struct coff_view v;
  if (s->dropped || s->overflow_of != 0 || s->npieces == 0 ||
      !raw_format_takes(format, flags_of(b, s)))
    return true;
  if (!join(b, s, &v))
    return false;
  // What an image's section is padded to in the file is not loaded.
  if (b->kind == COFF_KIND_IMAGE && b->target->virtual_size && s->header.paddr != 0 &&
      s->header.paddr < v.size)
    v.size = s->header.paddr;
  c->chunks[c->image.n++] = (struct raw_chunk){load_address(b, s), v};
  return true;
}

static void add_symbol(const struct coff_build *b, const struct coff_build_symbol *s,
                       struct collected *c)
{
  struct coff_symbol canon;
  if (s->dropped || s->from == COFF_BUILD_NONE || !coff_symbol_outline(b->from, s->from, &canon) ||
      canon.kind == COFF_SYMBOL_FILE || canon.kind == COFF_SYMBOL_DEBUG ||
      canon.kind == COFF_SYMBOL_SECTION)
    return;
  c->symbols[c->image.nsymbols++] =
      (struct raw_symbol){s->name, canon.address, canon.kind == COFF_SYMBOL_ABSOLUTE};
}

// --set-start and --change-start, for what has no header to keep a start address in: as GNU objcopy, that
// of all addresses moves it too.
static void set_start(const struct objcopy *o, struct raw_image *image)
{
  if (o->start.is && !o->start.adds)
    image->entry = 0;
  if (o->addresses.is && !(o->start.is && !o->start.adds))
    image->entry += o->addresses.value;
  if (o->start.is)
    image->entry += o->start.value;
  image->has_entry = image->has_entry || o->start.is || o->addresses.is;
}

static bool collect(const struct objcopy *o, struct coff_build *b, const char *format,
                    struct collected *c)
{
  bool wants_symbols = strcmp(format, "symbolsrec") == 0;
  if (wants_symbols && !coff_build_own_symbols(b))
    return false;
  c->chunks = calloc((size_t)b->nsections + 1, sizeof *c->chunks);
  c->symbols = calloc((size_t)b->nsymbols + 1, sizeof *c->symbols);
  if (c->chunks == NULL || c->symbols == NULL)
    return coff_fail(b->ctx, (struct coff_place){b->name, NULL, COFF_NOWHERE}, "out of memory");
  for (uint32_t i = 0; i < b->nsections; i++)
    if (!add_chunk(b, &b->sections[i], format, c))
      return false;
  for (uint32_t i = 0; wants_symbols && i < b->nsymbols; i++)
    add_symbol(b, &b->symbols[i], c);
  c->image.chunks = c->chunks;
  c->image.symbols = c->symbols;
  if (b->aout_layout == NULL) {
    set_start(o, &c->image);
    return true;
  }
  uint64_t entry = b->aout.field[COFF_AOUT_ENTRY];
  c->image.has_entry = true;
  c->image.entry = entry + (b->target->vaddr_is_rva ? coff_file_image_base(b->from) : 0);
  if (o->addresses.is && (!o->start.is || o->start.adds))
    c->image.entry += o->addresses.value;
  return true;
}

static struct raw_options options_of(const struct objcopy *o, bool big_endian)
{
  return (struct raw_options){.has_gap_fill = o->gap_fill.is,
                              .gap_fill = (uint8_t)o->gap_fill.value,
                              .has_pad_to = o->pad_to.is,
                              .pad_to = o->pad_to.value,
                              .srec_len = (uint32_t)o->srec_len.value,
                              .srec_s3 = o->srec_s3,
                              .verilog_width = (unsigned)o->verilog_width.value,
                              .big_endian = big_endian,
                              .reverse_bytes = (unsigned)o->reverse.value,
                              .interleave = (unsigned)o->interleave.value,
                              .byte = (unsigned)o->byte.value,
                              .interleave_width = (unsigned)o->interleave_width.value};
}

bool copy_to_raw(struct objcopy *o, struct coff_build *b, const char *path,
                 const struct coff_write_options *how)
{
  struct raw_options options = options_of(o, b->target->data_order == COFF_BIG);
  struct collected c = {.image = {.name = path}};
  struct raw_bytes bytes = {0};
  bool ok = collect(o, b, o->output_target, &c) &&
            raw_format_write(b->ctx, o->output_target, &c.image, &options, &bytes) &&
            coff_write_bytes(b->ctx, path, (struct coff_view){bytes.data, bytes.size, 0}, how);
  raw_bytes_free(b->ctx, &bytes);
  free(c.chunks);
  free(c.symbols);
  return ok;
}

// ---- The other way round ----------------------------------------------------------------------

bool is_raw_input(const char *name)
{
  return name != NULL && raw_format_readable(name);
}

static struct coff_str str(const char *text)
{
  return (struct coff_str){text, strlen(text)};
}

// GNU calls the section of a binary file .data, those of records .sec1, .sec2 and so on.
static uint32_t add_section(struct coff_build *b, const struct raw_chunk *chunk, uint32_t n,
                            bool binary)
{
  char name[32] = ".data";
  if (!binary)
    snprintf(name, sizeof name, ".sec%u", n + 1);
  uint32_t id = coff_edit_add_section(b, str(name), chunk->bytes,
                                      COFF_SEC_DATA | COFF_SEC_READ | COFF_SEC_WRITE);
  if (id != 0) {
    b->sections[id - 1].header.vaddr = chunk->address;
    b->sections[id - 1].header.paddr = b->target->virtual_size ? 0 : chunk->address;
  }
  return id;
}

static bool add_contents(struct coff_build *b, const struct raw_chunks *in, bool binary)
{
  for (uint32_t i = 0; i < in->n; i++)
    if (add_section(b, &in->chunks[i], i, binary) == 0)
      return false;
  for (uint32_t i = 0; i < in->nsymbols; i++) {
    const struct raw_symbol *s = &in->symbols[i];
    int32_t section = s->absolute || in->n == 0 ? -1 : 1;
    uint64_t base = section < 0 ? 0 : in->chunks[0].address;
    if (coff_edit_add_symbol(b, s->name, section, s->value - base, COFF_BIND_GLOBAL, false) ==
        COFF_BUILD_NONE)
      return false;
  }
  return true;
}

// What the bytes are as an object of the flavour that -O names, in memory; NULL after a report.
static uint8_t *make_object(struct objcopy *o, const char *path, const struct raw_chunks *in,
                            uint64_t *size)
{
  const struct coff_target *t =
      o->output_target == NULL ? NULL : coff_target_find(o->output_target);
  const struct coff_context *ctx = &o->tool->ctx;
  if (t == NULL) {
    coff_fail(ctx, (struct coff_place){path, NULL, COFF_NOWHERE},
              "-O has to name the flavour that an object of these bytes gets");
    return NULL;
  }
  struct coff_build *b = coff_build_new(ctx, path, t, COFF_KIND_OBJECT, 0);
  uint8_t *bytes = NULL;
  if (b != NULL && add_contents(b, in, strcmp(o->input_target, "binary") == 0) &&
      coff_place(b, size))
    bytes = calloc(1, (size_t)*size + 1);
  if (bytes != NULL && !coff_write(b, bytes, *size)) {
    free(bytes);
    bytes = NULL;
  }
  coff_build_free(b);
  return bytes;
}

static bool raw_to_raw(struct objcopy *o, const char *format, const struct raw_chunks *in,
                       const char *out, const struct coff_write_options *how)
{
  const struct coff_context *ctx = &o->tool->ctx;
  struct raw_options options = options_of(o, false);
  struct raw_image image = {.name = out,
                            .chunks = in->chunks,
                            .n = in->n,
                            .entry = in->entry,
                            .has_entry = in->has_entry,
                            .symbols = in->symbols,
                            .nsymbols = in->nsymbols};
  struct raw_bytes bytes = {0};
  set_start(o, &image);
  bool ok = raw_format_write(ctx, format, &image, &options, &bytes) &&
            coff_write_bytes(ctx, out, (struct coff_view){bytes.data, bytes.size, 0}, how);
  raw_bytes_free(ctx, &bytes);
  return ok;
}

bool copy_from_raw(struct objcopy *o, struct coff_view file, const char *path, const char *out,
                   const struct coff_write_options *how)
{
  const struct coff_context *ctx = &o->tool->ctx;
  struct raw_chunks in = {0};
  bool ok = raw_format_read(ctx, o->input_target, file, path, &in);
  const char *format = o->output_target != NULL ? o->output_target : o->input_target;
  if (ok && raw_format_known(format)) {
    ok = raw_to_raw(o, format, &in, out, how);
  } else if (ok) {
    uint64_t size = 0;
    uint8_t *bytes = make_object(o, path, &in, &size);
    struct coff_open as = {.target = o->output_target};
    struct coff_file *f =
        bytes == NULL ? NULL : coff_file_from_memory(ctx, path, bytes, (size_t)size, &as);
    ok = f != NULL && copy_object(o, f, out, how);
    coff_file_close(f);
    free(bytes);
  }
  raw_chunks_free(ctx, &in);
  return ok;
}
