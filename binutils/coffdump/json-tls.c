// JSON: thread-local storage.
//
// Skip it unless it is written wrongly.
#include "coff/tls.h"
#include "coffdump/json.h"

static void callbacks(struct document *d, const struct coff_tls *t)
{
  struct coff_tls_callbacks all = coff_tls_callbacks(t);
  struct coff_tls_callback one;
  uint64_t rva;
  json_array(&d->j, "callbacks");
  while (coff_tls_callback_next(&all, &one)) {
    json_row(&d->j, NULL);
    json_uint(&d->j, "address", one.function);
    if (coff_rva_of_address(d->file, one.function, &rva))
      json_uint(&d->j, "rva", rva);
    else
      json_null(&d->j, "rva");
    json_end(&d->j);
  }
  json_end(&d->j);
}

void json_tls(struct document *d)
{
  struct coff_tls t;
  if (!coff_tls_open(d->file, &t)) {
    json_null(&d->j, "tls");
    return;
  }
  json_object(&d->j, "tls");
  json_uint(&d->j, "offset", t.bytes.origin);
  json_uint(&d->j, "start_address", t.start);
  json_uint(&d->j, "end_address", t.end);
  json_uint(&d->j, "bytes_in_file", t.data.size);
  json_uint(&d->j, "index_address", t.index);
  json_uint(&d->j, "callbacks_address", t.callbacks);
  json_uint(&d->j, "zero_fill", t.zero_fill);
  json_uint(&d->j, "characteristics", t.characteristics);
  json_uint(&d->j, "alignment", coff_tls_alignment(&t));
  callbacks(d, &t);
  json_end(&d->j);
}
