// JSON: file header and optional header, field by field.
//
// Skip it unless a field is missing: the optional header's fields come from the target's layout.
#include "coffdump/json.h"
#include "coffdump/names.h"
#include <stdio.h>
#include <string.h>

// Fields that only anonymous and import objects have.
static void anonymous_fields(struct document *d, const struct coff_filehdr *h)
{
  const struct coff_filehdr_layout *l = d->target->records->filehdr;
  if (l->version.width != 0)
    json_uint(&d->j, "version", h->version);
  if (l->class_id.width != 0)
    json_bytes(&d->j, "class_id", h->class_id, sizeof h->class_id);
  if (l->data_size.width != 0)
    json_uint(&d->j, "data_size", h->data_size);
  if (l->meta_size.width != 0) {
    json_uint(&d->j, "metadata_size", h->meta_size);
    json_uint(&d->j, "metadata_offset", h->meta_offset);
  }
}

static void file_header(struct document *d)
{
  const struct coff_filehdr *h = coff_file_header(d->file);
  const struct coff_filehdr_layout *l = d->target->records->filehdr;
  json_object(&d->j, "header");
  json_uint(&d->j, "offset", coff_file_header_offset(d->file));
  json_uint(&d->j, "size", l->size);
  json_uint(&d->j, "magic", h->magic);
  json_uint(&d->j, "section_count", h->nscns);
  json_uint(&d->j, "timestamp", h->timdat);
  json_uint(&d->j, "symbol_table_offset", h->symptr);
  json_uint(&d->j, "symbol_count", h->nsyms);
  json_uint(&d->j, "optional_header_size", h->opthdr);
  json_flags(&d->j, "flags", d->target->file_flags, h->flags);
  if (l->target_id.width != 0)
    json_uint(&d->j, "target_id", h->target_id);
  if (l->flags2.width != 0) {
    json_uint(&d->j, "flags2", h->flags2);
    json_uint(&d->j, "flags3", h->flags3);
    json_uint(&d->j, "float_type", h->float_type);
  }
  anonymous_fields(d, h);
  json_end(&d->j);
}

// What a number stands for, where it is one that stands for something.
static void aout_words(struct document *d, const struct coff_aout_item *item, uint64_t v)
{
  switch ((enum coff_style)item->style) {
  case COFF_STYLE_FLAGS: json_flags(&d->j, item->name, d->target->dll_flags, (uint32_t)v); return;
  case COFF_STYLE_SUBSYSTEM:
    json_text(&d->j, item->name, enumerator_name(d->target->subsystems, v));
    return;
  case COFF_STYLE_CHARS: {
    char two[] = {(char)(v >> 8), (char)v};
    json_str(&d->j, item->name, (struct coff_str){two, sizeof two});
    return;
  }
  default: return;
  }
}

static void directories(struct document *d)
{
  uint32_t rva, size;
  json_array(&d->j, "directories");
  for (unsigned i = 0; coff_file_directory(d->file, i, &rva, &size); i++) {
    json_row(&d->j, NULL);
    json_uint(&d->j, "index", i);
    json_text(&d->j, "name", coff_file_directory_name(d->file, i));
    json_uint(&d->j, "address", rva);
    json_uint(&d->j, "size", size);
    json_end(&d->j);
  }
  json_end(&d->j);
}

static void optional_header(struct document *d)
{
  const struct coff_aouthdr_layout *l = coff_file_aouthdr_layout(d->file);
  const struct coff_aouthdr *a = coff_file_aouthdr(d->file);
  struct coff_view bytes = coff_file_aouthdr_bytes(d->file);
  if (bytes.size == 0) {
    json_null(&d->j, "optional_header");
    return;
  }
  json_object(&d->j, "optional_header");
  json_text(&d->j, "form", l == NULL || a == NULL ? NULL : l->name);
  json_uint(&d->j, "offset", bytes.origin);
  json_uint(&d->j, "size", bytes.size);
  if (l == NULL || a == NULL) {
    json_bytes(&d->j, "raw", bytes.data, (size_t)bytes.size);
    json_end(&d->j);
    return;
  }
  json_object(&d->j, "fields");
  for (unsigned i = 0; i < l->nitems; i++)
    json_uint(&d->j, l->items[i].name, a->field[l->items[i].id]);
  json_end(&d->j);
  json_object(&d->j, "words");
  for (unsigned i = 0; i < l->nitems; i++)
    aout_words(d, &l->items[i], a->field[l->items[i].id]);
  json_end(&d->j);
  if (l->dirs_at != 0)
    directories(d);
  json_end(&d->j);
}

static void import(struct document *d)
{
  struct coff_import m;
  memset(&m, 0, sizeof m);
  if (coff_file_kind(d->file) != COFF_KIND_IMPORT) {
    json_null(&d->j, "import");
    return;
  }
  coff_import_get(d->file, &m);
  json_object(&d->j, "import");
  json_text(&d->j, "type", coff_import_type_name(m.type));
  json_uint(&d->j, "type_raw", m.type);
  json_text(&d->j, "name_type", coff_import_name_type_name(m.name_type));
  json_uint(&d->j, "name_type_raw", m.name_type);
  json_uint(&d->j, m.by_ordinal ? "ordinal" : "hint", m.hint);
  json_symbol_name(d, "symbol", m.symbol);
  json_str(&d->j, "dll", m.dll);
  json_str(&d->j, "export_as", m.export_as);
  json_str(&d->j, "import_name", m.import_name);
  json_end(&d->j);
}

void json_headers(struct document *d)
{
  file_header(d);
  optional_header(d);
  import(d);
}
