// Text: the stub before and the overlay behind the image.
//
// Skip it unless it is printed wrongly.
#include "coff/overlay.h"
#include "coffdump/text.h"

static void stub(const struct text *x)
{
  struct coff_stub s;
  struct out *o = x->o;
  if (!coff_stub_get(x->f, &s))
    return;
  text_heading(x, "Stub", COFF_NOWHERE);
  out_printf(o, "  %llu bytes, of which MS-DOS loads %llu", (unsigned long long)s.bytes.size,
             (unsigned long long)s.program_size);
  out_text(o, s.standard ? "; the usual program\n" : "\n");
  if (s.message.size != 0) {
    out_text(o, "  prints \"");
    out_name(o, s.message);
    out_text(o, "\"\n");
  }
  for (unsigned i = 0; i < COFF_DOS_FIELDS; i++) {
    size_t start = i % 4 * 20 + 2;
    if (i % 4 == 0 && i != 0)
      out_char(o, '\n');
    out_pad(o, start);
    out_text(o, coff_dos_field_name((enum coff_dos_field)i));
    out_pad(o, start + 11);
    out_hex(o, s.field[i], 4);
  }
  out_char(o, '\n');
}

static void piece(const struct text *x, const struct coff_overlay *v, bool is_signed)
{
  struct out *o = x->o;
  out_text(o, "  ");
  out_hex(o, v->bytes.origin, 8);
  out_text(o, " to ");
  out_hex(o, v->bytes.origin + v->bytes.size, 8);
  out_text(o, ", ");
  out_dec(o, v->bytes.size);
  out_text(o, " bytes");
  if (v->kind != NULL)
    out_printf(o, ": %s", v->kind);
  if (is_signed)
    out_text(o, v->behind_certificates ? "; behind the certificates, not signed"
                                       : "; before the certificates");
  out_char(o, '\n');
}

void text_overlay(const struct text *x)
{
  struct coff_overlay v;
  uint32_t at, size;
  bool is_signed = coff_file_find_directory(x->f, COFF_DIR_CERTIFICATE, &at, &size) && size != 0;
  stub(x);
  if (!coff_overlay_first(x->f, &v))
    return;
  text_heading(x, "Overlay", COFF_NOWHERE);
  do
    piece(x, &v, is_signed);
  while (coff_overlay_next(&v));
}
