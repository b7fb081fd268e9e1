// JSON: the stub before and the overlay behind the image.
//
// Skip it unless it is written wrongly.
#include "coff/overlay.h"
#include "coffdump/json.h"

static void stub(struct json_writer *j, const struct coff_file *f)
{
  struct coff_stub s;
  if (!coff_stub_get(f, &s)) {
    json_null(j, "stub");
    return;
  }
  json_object(j, "stub");
  json_uint(j, "size", s.bytes.size);
  json_uint(j, "program_size", s.program_size);
  json_bool(j, "standard", s.standard);
  if (s.message.size == 0)
    json_null(j, "message");
  else
    json_str(j, "message", s.message);
  json_row(j, "header");
  for (unsigned i = 0; i < COFF_DOS_FIELDS; i++)
    json_uint(j, coff_dos_field_name((enum coff_dos_field)i), s.field[i]);
  json_end(j);
  json_end(j);
}

void json_overlay(struct document *d)
{
  struct json_writer *j = &d->j;
  struct coff_overlay v;
  stub(j, d->file);
  if (!coff_overlay_first(d->file, &v)) {
    json_null(j, "overlay");
    return;
  }
  json_array(j, "overlay");
  do {
    json_row(j, NULL);
    json_uint(j, "offset", v.bytes.origin);
    json_uint(j, "size", v.bytes.size);
    json_text(j, "kind", v.kind);
    json_bool(j, "behind_certificates", v.behind_certificates);
    json_end(j);
  } while (coff_overlay_next(&v));
  json_end(j);
}
