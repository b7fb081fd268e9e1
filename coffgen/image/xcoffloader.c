// The loader section of an XCOFF module.
//
// Skip it unless one of them is read wrongly.
//
// Invariants of an opened one: (1) the views hold SYMBOL_COUNT and RELOC_COUNT whole records;
// (2) every view lies inside of the section's contents.
#include "coff/xcoffloader.h"
#include "coff/format-xcoff.h"
#include "image/claims.h"
#include <inttypes.h>
#include <string.h>

// Two bytes of length stand before each string: looking no further for the end of a name keeps
// the time for a table of damaged ones in bounds.
enum { LONGEST_NAME = 0x10000 };

static const char *const section_names[] = {".text", ".data", ".bss"};
static const char *const thread_names[] = {".tdata", ".tbss"}; // of -1 and -2

static uint64_t load(const struct coff_xcoff_loader *l, const uint8_t *p, struct coff_field field)
{
  return coff_load(p + field.at, field.width, coff_file_target(l->file)->order);
}

static struct coff_str name_of(const char *s)
{
  return (struct coff_str){s, strlen(s)};
}

static bool is_inside(struct coff_view whole, uint64_t at, uint64_t size)
{
  struct coff_view v;
  return coff_view_table(whole, at, size, 1, &v);
}

// Clips a table that a header field names, and reports it if it is not all there.
static uint64_t table(const struct coff_xcoff_loader *l, struct coff_field from, const char *what,
                      uint64_t at, uint64_t count, uint64_t size, struct coff_view *out)
{
  uint64_t n = coff_view_clip(l->bytes, count == 0 ? 0 : at, count, size, out);
  if (n < count)
    coff_fail(coff_file_context(l->file), coff_file_place(l->file, l->bytes.origin + from.at),
              "%s of the loader section are cut off: %" PRIu64 " of %" PRIu64 " are there", what, n,
              count);
  return n;
}

static bool find_section(const struct coff_file *f, struct coff_section *s)
{
  for (uint32_t i = 1; coff_section_get(f, i, s); i++)
    if ((s->flags & COFF_SEC_LOADER) != 0)
      return true;
  return false;
}

static void decode_header(struct coff_xcoff_loader *l)
{
  const struct coff_loader_layout *y = l->layout;
  const uint8_t *p = l->bytes.data;
  l->version = (uint32_t)load(l, p, y->version);
  l->nsyms = load(l, p, y->nsyms);
  l->nreloc = load(l, p, y->nreloc);
  l->istlen = load(l, p, y->istlen);
  l->nimpid = load(l, p, y->nimpid);
  l->impoff = load(l, p, y->impoff);
  l->stlen = load(l, p, y->stlen);
  l->stoff = load(l, p, y->stoff);
  l->symoff = load(l, p, y->symoff);
  l->rldoff = load(l, p, y->rldoff);
  if (y->symoff.width != 0)
    return;
  l->symoff = y->header_size;
  l->rldoff = l->symoff + l->nsyms * y->symbol_size; // of 32 bits and 8: no overflow
}

bool coff_xcoff_loader_open(const struct coff_file *f, struct coff_xcoff_loader *l)
{
  const struct coff_loader_layout *y = coff_file_target(f)->loader;
  struct coff_section s;
  if (y == NULL || !find_section(f, &s))
    return false;
  *l = (struct coff_xcoff_loader){.file = f, .layout = y, .section = s.number};
  coff_section_contents(f, &s, &l->bytes);
  if (l->bytes.size < y->header_size)
    return coff_fail(coff_file_context(f), coff_file_place(f, l->bytes.origin),
                     "header of the loader section is cut off");
  decode_header(l);
  if (l->version != 1 && l->version != 2)
    coff_report(coff_file_context(f), COFF_WARNING, coff_file_place(f, l->bytes.origin),
                "version %" PRIu32 " of the loader section is not known", l->version);
  l->symbol_count = table(l, y->nsyms, "symbols", l->symoff, l->nsyms, y->symbol_size, &l->symbols);
  l->reloc_count =
      table(l, y->nreloc, "relocations", l->rldoff, l->nreloc, y->reloc_size, &l->relocs);
  table(l, y->istlen, "bytes of import file ids", l->impoff, l->istlen, 1, &l->imports);
  table(l, y->stlen, "bytes of strings", l->stoff, l->stlen, 1, &l->strings);
  return true;
}

// ---- Import files -----------------------------------------------------------------------------

struct coff_xcoff_import_files coff_xcoff_import_files(const struct coff_xcoff_loader *l)
{
  return (struct coff_xcoff_import_files){l, 0, 0};
}

static bool next_string(struct coff_xcoff_import_files *c, struct coff_str *s)
{
  bool terminated = false;
  *s = coff_view_string(c->loader->imports, c->at, &terminated);
  c->at += s->size + terminated;
  return terminated;
}

bool coff_xcoff_import_file_next(struct coff_xcoff_import_files *c,
                                 struct coff_xcoff_import_file *file)
{
  const struct coff_xcoff_loader *l = c->loader;
  if (c->number >= l->nimpid)
    return false;
  *file = (struct coff_xcoff_import_file){.number = c->number++};
  file->offset = l->imports.origin + c->at;
  bool more = c->at < l->imports.size;
  if (next_string(c, &file->path) && next_string(c, &file->base) && next_string(c, &file->member))
    return true;
  coff_fail(coff_file_context(l->file), coff_file_place(l->file, file->offset),
            "import file id %" PRIu32 " of %" PRIu64 " is cut off", file->number, l->nimpid);
  c->number = UINT32_MAX; // past every count
  return more;
}

// ---- Symbols ----------------------------------------------------------------------------------

static bool inline_name(const struct coff_xcoff_loader *l, const uint8_t *p, struct coff_str *name)
{
  struct coff_field field = l->layout->name;
  if (field.width == 0 || load(l, p, l->layout->zeroes) == 0)
    return false;
  const char *s = (const char *)p + field.at;
  const char *end = memchr(s, 0, field.width);
  *name = (struct coff_str){s, end == NULL ? field.width : (size_t)(end - s)};
  return true;
}

// The name of the symbol at P; false if it is out of reach.
static bool symbol_name(const struct coff_xcoff_loader *l, const uint8_t *p, struct coff_str *name)
{
  bool terminated = false;
  *name = (struct coff_str){"", 0};
  if (inline_name(l, p, name))
    return true;
  // Offset 0 is in no string, for its length comes first: the symbol has no name.
  uint64_t at = load(l, p, l->layout->strx);
  if (at == 0)
    return true;
  struct coff_view near = {0};
  coff_view_clip(l->strings, at, LONGEST_NAME, 1, &near);
  *name = coff_view_string(near, 0, &terminated);
  return terminated;
}

static const uint8_t *symbol_bytes(const struct coff_xcoff_loader *l, uint64_t index)
{
  return l->symbols.data + index * l->layout->symbol_size;
}

static void check_symbol(const struct coff_xcoff_loader *l, uint64_t index, const uint8_t *p,
                         const struct coff_xcoff_symbol *s, bool named)
{
  const struct coff_context *ctx = coff_file_context(l->file);
  uint64_t at = l->symbols.origin + (uint64_t)(p - l->symbols.data);
  if (!named)
    coff_fail(ctx, coff_file_place(l->file, at + l->layout->strx.at),
              "name of loader symbol %" PRIu64 " is not in the string table", index);
  if (s->ifile != 0 && s->ifile >= l->nimpid)
    coff_fail(ctx, coff_file_place(l->file, at + l->layout->ifile.at),
              "loader symbol %" PRIu64 " names import file %" PRIu32 " of %" PRIu64, index,
              s->ifile, l->nimpid);
  if (s->parm != 0 && s->check.data == NULL)
    coff_fail(ctx, coff_file_place(l->file, at + l->layout->parm.at),
              "type check of loader symbol %" PRIu64 " is not in the string table", index);
}

static struct coff_view type_check(const struct coff_xcoff_loader *l, uint32_t at)
{
  struct coff_view none = {0}, v;
  if (at < 2 || !is_inside(l->strings, at - 2, 2))
    return none;
  uint64_t size = coff_load(l->strings.data + at - 2, 2, coff_file_target(l->file)->order);
  return coff_view_table(l->strings, at, size, 1, &v) ? v : none;
}

bool coff_xcoff_symbol_get(const struct coff_xcoff_loader *l, uint64_t index,
                           struct coff_xcoff_symbol *s)
{
  const struct coff_loader_layout *y = l->layout;
  if (index >= l->symbol_count)
    return false;
  const uint8_t *p = symbol_bytes(l, index);
  *s = (struct coff_xcoff_symbol){
      .value = load(l, p, y->value),
      .scnum = (int32_t)coff_sign_extend(load(l, p, y->scnum), 16),
      .smtype = (uint8_t)load(l, p, y->smtype),
      .smclas = (uint8_t)load(l, p, y->smclas),
      .ifile = (uint32_t)load(l, p, y->ifile),
      .parm = (uint32_t)load(l, p, y->parm),
  };
  s->check = type_check(l, s->parm);
  check_symbol(l, index, p, s, symbol_name(l, p, &s->name));
  return true;
}

const struct coff_flags *coff_xcoff_smtype_flags(void)
{
  static const struct coff_flag flags[] = {
      {COFF_XCOFF_IMPORT, COFF_XCOFF_IMPORT, "L_IMPORT", 0},
      {COFF_XCOFF_ENTRY, COFF_XCOFF_ENTRY, "L_ENTRY", 0},
      {COFF_XCOFF_EXPORT, COFF_XCOFF_EXPORT, "L_EXPORT", 0},
      {COFF_XCOFF_WEAK, COFF_XCOFF_WEAK, "L_WEAK", 0},
  };
  static const struct coff_flags all = {flags, COFF_COUNT(flags)};
  return &all;
}

// ---- Relocations ------------------------------------------------------------------------------

// What the field is relocated by; false if there is no such thing.
static bool reloc_name(const struct coff_xcoff_loader *l, int32_t symndx, struct coff_str *name)
{
  *name = (struct coff_str){"", 0};
  if (symndx >= COFF_XCOFF_FIRST_SYMBOL) {
    uint64_t index = (uint64_t)symndx - COFF_XCOFF_FIRST_SYMBOL;
    if (index >= l->symbol_count)
      return false;
    symbol_name(l, symbol_bytes(l, index), name); // reported with the symbol
    return true;
  }
  if (symndx < -2)
    return false;
  *name = name_of(symndx >= 0 ? section_names[symndx] : thread_names[-1 - symndx]);
  return true;
}

bool coff_xcoff_reloc_get(const struct coff_xcoff_loader *l, uint64_t index,
                          struct coff_xcoff_reloc *r)
{
  const struct coff_loader_layout *y = l->layout;
  if (index >= l->reloc_count)
    return false;
  const uint8_t *p = l->relocs.data + index * y->reloc_size;
  *r = (struct coff_xcoff_reloc){
      .vaddr = load(l, p, y->vaddr),
      .symndx = (int32_t)coff_sign_extend(load(l, p, y->symndx), 32),
      .rsize = (uint8_t)load(l, p, y->rsize),
      .type = (uint8_t)load(l, p, y->rtype),
      .rsecnm = (uint16_t)load(l, p, y->rsecnm),
  };
  if (!reloc_name(l, r->symndx, &r->name))
    coff_fail(coff_file_context(l->file),
              coff_file_place(l->file, l->relocs.origin + index * y->reloc_size + y->symndx.at),
              "loader relocation %" PRIu64 " names symbol %" PRId32 ", which is not there", index,
              r->symndx);
  return true;
}

// ---- Claims -----------------------------------------------------------------------------------

void coff_claim_xcoffloader(const struct coff_file *f, struct coff_claims *claims)
{
  struct coff_xcoff_loader l;
  struct coff_view v;
  if (!coff_xcoff_loader_open(f, &l))
    return;
  coff_view_clip(l.bytes, 0, 1, l.layout->header_size, &v);
  coff_claim(claims, COFF_RANGE_DIRECTORY, "loader section header", v);
  coff_claim(claims, COFF_RANGE_TABLE, "loader symbols", l.symbols);
  coff_claim(claims, COFF_RANGE_TABLE, "loader relocations", l.relocs);
  coff_claim(claims, COFF_RANGE_TABLE, "import file ids", l.imports);
  coff_claim(claims, COFF_RANGE_TABLE, "loader strings", l.strings);
}
