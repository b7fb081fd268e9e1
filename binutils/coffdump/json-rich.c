// JSON: the Rich header.
//
// Skip it unless it is written wrongly.
#include "coff/rich.h"
#include "coffdump/json.h"

static void entry(struct document *d, const struct coff_rich_entry *e)
{
  json_row(&d->j, NULL);
  json_text(&d->j, "product", coff_rich_product_name(e->product));
  json_uint(&d->j, "product_raw", e->product);
  json_uint(&d->j, "build", e->build);
  json_text(&d->j, "release", coff_rich_release(e->product, e->build));
  json_uint(&d->j, "count", e->count);
  json_end(&d->j);
}

void json_rich(struct document *d)
{
  struct coff_rich r;
  struct coff_rich_entry e;
  if (!coff_rich_open(d->file, &r)) {
    json_null(&d->j, "rich");
    return;
  }
  json_object(&d->j, "rich");
  json_uint(&d->j, "offset", r.bytes.origin);
  json_uint(&d->j, "size", r.bytes.size);
  json_uint(&d->j, "key", r.key);
  json_uint(&d->j, "checksum", r.checksum);
  json_bool(&d->j, "checksum_ok", r.key == r.checksum);
  json_array(&d->j, "entries");
  for (uint64_t i = 0; coff_rich_get(&r, i, &e); i++)
    entry(d, &e);
  json_end(&d->j);
  json_end(&d->j);
}
