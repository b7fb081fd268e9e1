// Text: the Rich header.
//
// Skip it unless it is printed wrongly.
#include "coff/rich.h"
#include "coffdump/text.h"

static void entry(const struct text *x, const struct coff_rich_entry *e)
{
  struct out *o = x->o;
  const char *name = coff_rich_product_name(e->product);
  const char *release = coff_rich_release(e->product, e->build);
  out_dec_right(o, e->count, 10);
  out_text(o, " of ");
  out_hex(o, e->product, 4);
  out_char(o, ' ');
  out_text(o, name == NULL ? "unknown" : name);
  out_pad(o, 41);
  out_text(o, "build ");
  out_dec(o, e->build);
  if (release != NULL) {
    out_pad(o, 53);
    out_text(o, release);
  }
  out_char(o, '\n');
}

void text_rich(const struct text *x)
{
  struct coff_rich r;
  struct coff_rich_entry e;
  struct out *o = x->o;
  if (!coff_rich_open(x->f, &r))
    return;
  text_heading(x, "Rich header", r.count);
  out_text(o, "  ");
  out_dec(o, r.bytes.size);
  out_text(o, " bytes at ");
  out_hex(o, r.bytes.origin, 0);
  out_text(o, ", checksum ");
  out_hex(o, r.key, 8);
  if (r.key == r.checksum) {
    out_text(o, " (good)\n");
  } else {
    out_text(o, " (bad: computed ");
    out_hex(o, r.checksum, 8);
    out_text(o, ")\n");
  }
  for (uint64_t i = 0; coff_rich_get(&r, i, &e); i++)
    entry(x, &e);
}
