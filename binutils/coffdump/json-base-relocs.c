// JSON: base relocations.
//
// Skip it unless it is written wrongly.
#include "coff/baserelocs.h"
#include "coffdump/json.h"

static void entry(struct json_writer *j, const struct coff_base_reloc *r)
{
  json_row(j, NULL);
  json_uint(j, "rva", r->rva);
  json_text(j, "type", r->type == NULL ? NULL : r->type->name);
  json_uint(j, "type_raw", r->number);
  if (r->nparam != 0) {
    json_list(j, "parameters");
    for (unsigned i = 0; i < r->nparam; i++)
      json_uint(j, NULL, r->param[i]);
    json_end(j);
  }
  if (r->has_address)
    json_uint(j, "address", r->address);
  json_end(j);
}

static void block(struct document *d, const struct coff_base_reloc_block *b)
{
  struct coff_base_reloc r;
  json_object(&d->j, NULL);
  json_uint(&d->j, "page", b->page);
  json_uint(&d->j, "section", coff_rva_section(d->file, b->page));
  json_uint(&d->j, "offset", b->offset);
  json_uint(&d->j, "size", b->size);
  json_array(&d->j, "entries");
  for (uint64_t at = 0; coff_base_reloc_next(b, &at, &r);)
    entry(&d->j, &r);
  json_end(&d->j);
  json_end(&d->j);
}

void json_base_relocs(struct document *d)
{
  struct coff_base_relocs all;
  struct coff_base_reloc_block b;
  if (!coff_base_relocs_open(d->file, &all)) {
    json_null(&d->j, "base_relocations");
    return;
  }
  json_object(&d->j, "base_relocations");
  json_array(&d->j, "blocks");
  while (coff_base_reloc_block_next(&all, &b))
    block(d, &b);
  json_end(&d->j);
  json_end(&d->j);
}
