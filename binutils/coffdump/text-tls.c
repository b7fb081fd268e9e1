// Text: thread-local storage.
//
// Skip it unless it is printed wrongly.
#include "coff/tls.h"
#include "coffdump/text.h"

static void label(struct out *o, const char *words)
{
  out_text(o, "  ");
  out_text(o, words);
  out_pad(o, 20);
}

static void address(const struct text *x, const char *words, uint64_t v)
{
  uint64_t rva;
  label(x->o, words);
  if (v == 0) {
    out_text(x->o, "none\n");
    return;
  }
  out_hex(x->o, v, x->digits);
  if (coff_rva_of_address(x->f, v, &rva))
    text_rva_place(x, rva);
  out_char(x->o, '\n');
}

static void number(const struct text *x, const char *words, uint64_t v)
{
  label(x->o, words);
  out_hex(x->o, v, 0);
  out_char(x->o, '\n');
}

static void characteristics(const struct text *x, const struct coff_tls *t)
{
  struct out *o = x->o;
  uint32_t align = coff_tls_alignment(t);
  label(o, "characteristics");
  out_hex(o, t->characteristics, 8);
  if (align != 0) {
    out_text(o, " (alignment ");
    out_dec(o, align);
    out_char(o, ')');
  }
  if ((t->characteristics & 0xff0fffff) != 0) {
    out_text(o, ", other bits ");
    out_hex(o, t->characteristics & 0xff0fffff, 0);
  }
  out_char(o, '\n');
}

void text_tls(const struct text *x)
{
  struct coff_tls t;
  struct coff_tls_callback one;
  if (!coff_tls_open(x->f, &t))
    return;
  text_heading(x, "Thread-local storage", COFF_NOWHERE);
  address(x, "template start", t.start);
  address(x, "template end", t.end);
  number(x, "template size", t.end < t.start ? 0 : t.end - t.start);
  number(x, "zero fill", t.zero_fill);
  address(x, "index", t.index);
  characteristics(x, &t);
  address(x, "callbacks", t.callbacks);
  struct coff_tls_callbacks all = coff_tls_callbacks(&t);
  while (coff_tls_callback_next(&all, &one))
    address(x, "  callback", one.function);
}
