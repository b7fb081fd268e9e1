// JSON: what the image exports.
//
// Skip it unless it is written wrongly.
#include "coff/exports.h"
#include "coffdump/json.h"

static void names(struct document *d, const struct coff_exports *all, int32_t first)
{
  struct coff_export_name n;
  json_array(&d->j, "names");
  for (int32_t i = first; i != COFF_EXPORT_NO_NAME; i = n.next) {
    coff_export_name_get(all, (uint32_t)i, &n);
    json_row(&d->j, NULL);
    json_uint(&d->j, "hint", (uint64_t)i);
    json_symbol_name(d, "name", n.name);
    json_end(&d->j);
  }
  json_end(&d->j);
}

// Ordinals that are not in use have neither address nor name.
static void function(struct document *d, const struct coff_exports *all,
                     const struct coff_export *e)
{
  if (e->rva == 0 && e->first_name == COFF_EXPORT_NO_NAME)
    return;
  json_row(&d->j, NULL);
  json_uint(&d->j, "ordinal", e->ordinal);
  json_uint(&d->j, "rva", e->rva);
  if (e->is_forwarder)
    json_str(&d->j, "forwarder", e->forwarder);
  names(d, all, e->first_name);
  json_end(&d->j);
}

void json_exports(struct document *d)
{
  struct coff_exports all;
  struct coff_export e;
  if (!coff_exports_open(d->file, &all)) {
    json_null(&d->j, "exports");
    return;
  }
  json_object(&d->j, "exports");
  json_str(&d->j, "dll", all.dll);
  json_uint(&d->j, "characteristics", all.characteristics);
  json_uint(&d->j, "timestamp", all.timdat);
  json_uint(&d->j, "major_version", all.major);
  json_uint(&d->j, "minor_version", all.minor);
  json_uint(&d->j, "ordinal_base", all.ordinal_base);
  json_uint(&d->j, "address_count", all.nfunctions);
  json_uint(&d->j, "name_count", all.nnames);
  json_array(&d->j, "functions");
  for (uint32_t i = 0; coff_export_get(&all, i, &e); i++)
    function(d, &all, &e);
  json_end(&d->j);
  json_end(&d->j);
  coff_exports_close(&all);
}
