// The file header, the optional header and the data directories, field by field.
//
// Skip it unless a header's field is printed wrongly. Which fields there are is the target's record
// layouts: a field that the flavour does not have is not shown.
#include "coffdump/text.h"

enum { FIELD_COLUMN = 30 };

static void begin(const struct text *x, const char *name)
{
  out_text(x->o, "  ");
  out_text(x->o, name);
  out_pad(x->o, FIELD_COLUMN);
}

static void hex_field(const struct text *x, struct coff_field where, const char *name, uint64_t v)
{
  if (where.width == 0)
    return;
  begin(x, name);
  out_hex(x->o, v, where.width * 2u);
  out_char(x->o, '\n');
}

static void dec_field(const struct text *x, struct coff_field where, const char *name, uint64_t v)
{
  if (where.width == 0)
    return;
  begin(x, name);
  out_dec(x->o, v);
  out_char(x->o, '\n');
}

static void machine_field(const struct text *x, const struct coff_filehdr_layout *l,
                          const struct coff_filehdr *h)
{
  const struct coff_machine *m = coff_target_machine(x->t, h);
  begin(x, "machine");
  out_hex(x->o, h->magic, l->magic.width * 2u);
  out_char(x->o, ' ');
  out_text(x->o, m == NULL ? "unknown" : m->name);
  if (m != NULL && m->spec != NULL) {
    out_char(x->o, ' ');
    out_text(x->o, m->spec);
  }
  out_char(x->o, '\n');
}

// A class identifier as Microsoft's tools spell it: three little-endian numbers, then bytes.
static void class_id_field(const struct text *x, const struct coff_filehdr_layout *l,
                           const struct coff_filehdr *h)
{
  struct out *o = x->o;
  const uint8_t *id = h->class_id;
  if (l->class_id.width == 0)
    return;
  begin(x, "class id");
  out_char(o, '{');
  out_hex_bare(o, coff_le32(id), 8);
  out_char(o, '-');
  out_hex_bare(o, coff_le16(id + 4), 4);
  out_char(o, '-');
  out_hex_bare(o, coff_le16(id + 6), 4);
  for (unsigned i = 8; i < 16; i++) {
    if (i == 8 || i == 10)
      out_char(o, '-');
    out_hex_bare(o, id[i], 2);
  }
  out_text(o, "}\n");
}

static void file_header(const struct text *x)
{
  const struct coff_filehdr_layout *l = x->t->records->filehdr;
  const struct coff_filehdr *h = coff_file_header(x->f);
  text_heading(x, "File header", COFF_NOWHERE);
  begin(x, "file offset");
  out_hex(x->o, coff_file_header_offset(x->f), 0);
  out_char(x->o, '\n');
  hex_field(x, l->sig, "signature", h->sig);
  dec_field(x, l->version, "version", h->version);
  machine_field(x, l, h);
  class_id_field(x, l, h);
  hex_field(x, l->target_id, "target id", h->target_id);
  hex_field(x, l->flags2, "more flags", h->flags2);
  hex_field(x, l->flags3, "still more flags", h->flags3);
  dec_field(x, l->float_type, "floating-point format", h->float_type);
  dec_field(x, l->nscns, "sections", h->nscns);
  if (l->timdat.width != 0) {
    begin(x, "date");
    out_hex(x->o, h->timdat, 8);
    out_char(x->o, ' ');
    text_date(x, h->timdat);
    out_char(x->o, '\n');
  }
  hex_field(x, l->symptr, "symbol table offset", h->symptr);
  dec_field(x, l->nsyms, "symbol table entries", h->nsyms);
  dec_field(x, l->opthdr, "optional header size", h->opthdr);
  hex_field(x, l->data_size, "data size", h->data_size);
  hex_field(x, l->meta_size, "metadata size", h->meta_size);
  hex_field(x, l->meta_offset, "metadata offset", h->meta_offset);
  if (l->flags.width == 0)
    return;
  begin(x, "flags");
  out_hex(x->o, h->flags, l->flags.width * 2u);
  out_char(x->o, ' ');
  out_flags(x->o, x->t->file_flags, h->flags);
  out_char(x->o, '\n');
}

static void item_value(const struct text *x, const struct coff_aout_item *item, uint64_t v)
{
  struct out *o = x->o;
  char chars[8];
  const char *name;
  switch (item->style) {
  case COFF_STYLE_DEC: out_dec(o, v); return;
  case COFF_STYLE_HEX: out_hex(o, v, item->width * 2u); return;
  case COFF_STYLE_FLAGS:
    out_hex(o, v, item->width * 2u);
    out_char(o, ' ');
    out_flags(o, x->t->dll_flags, (uint32_t)v);
    return;
  case COFF_STYLE_SUBSYSTEM:
    name = enumerator_name(x->t->subsystems, v);
    out_dec(o, v);
    out_char(o, ' ');
    out_text(o, name == NULL ? "unknown" : name);
    return;
  default: break;
  }
  coff_store((uint8_t *)chars, item->width, x->t->order, v);
  out_name(o, (struct coff_str){chars, item->width});
}

static void directories(const struct text *x)
{
  struct out *o = x->o;
  uint32_t rva, size;
  if (!coff_file_directory(x->f, 0, &rva, &size))
    return;
  text_heading(x, "Data directories", COFF_NOWHERE);
  for (unsigned i = 0; coff_file_directory(x->f, i, &rva, &size); i++) {
    const char *name = coff_file_directory_name(x->f, i);
    out_dec_right(o, i, 4);
    out_char(o, ' ');
    out_text(o, name == NULL ? "unnamed" : name);
    out_pad(o, FIELD_COLUMN);
    if (rva == 0 && size == 0) {
      out_text(o, "none\n");
      continue;
    }
    out_hex(o, rva, 8);
    out_text(o, " size ");
    out_hex(o, size, 0);
    if (x->t->dirs != NULL && i < x->t->dirs->n && x->t->dirs->kind[i] == COFF_DIR_CERTIFICATE)
      out_text(o, " at this file offset");
    else
      text_rva_place(x, rva);
    out_char(o, '\n');
  }
}

static void optional_header(const struct text *x)
{
  const struct coff_aouthdr *a = coff_file_aouthdr(x->f);
  const struct coff_aouthdr_layout *l = coff_file_aouthdr_layout(x->f);
  if (a == NULL)
    return;
  struct coff_view bytes = coff_file_aouthdr_bytes(x->f);
  text_heading(x, "Optional header", COFF_NOWHERE);
  begin(x, "form");
  out_text(x->o, l->name);
  out_text(x->o, ", ");
  out_dec(x->o, bytes.size);
  out_text(x->o, " bytes at ");
  out_hex(x->o, bytes.origin, 0);
  out_char(x->o, '\n');
  for (unsigned i = 0; i < l->nitems; i++) {
    const struct coff_aout_item *item = &l->items[i];
    if ((uint64_t)item->at + item->width > bytes.size)
      continue;
    begin(x, item->name);
    item_value(x, item, a->field[item->id]);
    out_char(x->o, '\n');
  }
  directories(x);
}

static void name_field(const struct text *x, const char *what, struct coff_str name)
{
  begin(x, what);
  text_symbol_name(x, name);
  out_char(x->o, '\n');
}

static void enum_field(const struct text *x, const char *what, unsigned v, const char *name)
{
  begin(x, what);
  out_dec(x->o, v);
  out_char(x->o, ' ');
  out_text(x->o, name == NULL ? "unknown" : name);
  out_char(x->o, '\n');
}

static void import(const struct text *x)
{
  struct coff_import m;
  coff_import_get(x->f, &m); // what could not be read has been reported, and is empty
  text_heading(x, "Import", COFF_NOWHERE);
  enum_field(x, "type", m.type, coff_import_type_name(m.type));
  enum_field(x, "name type", m.name_type, coff_import_name_type_name(m.name_type));
  begin(x, m.by_ordinal ? "ordinal" : "hint");
  out_dec(x->o, m.hint);
  out_char(x->o, '\n');
  name_field(x, "symbol", m.symbol);
  name_field(x, "library", m.dll);
  if (!m.by_ordinal)
    name_field(x, "import name", m.import_name);
}

void text_headers(const struct text *x)
{
  file_header(x);
  optional_header(x);
  if (coff_file_kind(x->f) == COFF_KIND_IMPORT)
    import(x);
}
