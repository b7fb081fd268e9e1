// Text: what the image exports.
//
// Skip it unless it is printed wrongly.
#include "coff/exports.h"
#include "coffdump/text.h"

static void facts(const struct text *x, const struct coff_exports *all)
{
  struct out *o = x->o;
  out_text(o, "  name ");
  out_name(o, all->dll);
  out_text(o, ", ordinals from ");
  out_dec(o, all->ordinal_base);
  out_text(o, ", ");
  out_dec(o, all->nnames);
  out_text(o, all->nnames == 1 ? " name" : " names");
  out_text(o, ", version ");
  out_dec(o, all->major);
  out_char(o, '.');
  out_dec(o, all->minor);
  out_text(o, ", date ");
  text_date(x, all->timdat);
  if (all->characteristics != 0) {
    out_text(o, ", characteristics ");
    out_hex(o, all->characteristics, 0);
  }
  out_char(o, '\n');
}

static void row_start(const struct text *x, const struct coff_export *e, int32_t hint)
{
  struct out *o = x->o;
  out_text(o, "  ");
  out_dec_right(o, e->ordinal, 7);
  if (hint == COFF_EXPORT_NO_NAME)
    out_text(o, "     -");
  else
    out_dec_right(o, (uint64_t)hint, 6);
  out_text(o, "  ");
  out_hex(o, e->rva, 8);
  out_text(o, "  ");
}

static void row_end(const struct text *x, const struct coff_export *e)
{
  if (e->is_forwarder) {
    out_text(x->o, " -> ");
    out_name(x->o, e->forwarder);
  } else {
    text_rva_place(x, e->rva);
  }
  out_char(x->o, '\n');
}

static void function(const struct text *x, const struct coff_exports *all,
                     const struct coff_export *e)
{
  struct coff_export_name n;
  if (e->first_name == COFF_EXPORT_NO_NAME) {
    row_start(x, e, COFF_EXPORT_NO_NAME);
    out_text(x->o, "(no name)");
    row_end(x, e);
    return;
  }
  for (int32_t i = e->first_name; i != COFF_EXPORT_NO_NAME; i = n.next) {
    coff_export_name_get(all, (uint32_t)i, &n);
    row_start(x, e, i);
    text_symbol_name(x, n.name);
    row_end(x, e);
  }
}

void text_exports(const struct text *x)
{
  struct coff_exports all;
  struct coff_export e;
  uint32_t used = 0;
  if (!coff_exports_open(x->f, &all))
    return;
  for (uint32_t i = 0; coff_export_get(&all, i, &e); i++)
    used += e.rva != 0;
  text_heading(x, "Exports", used);
  facts(x, &all);
  out_text(x->o, "  Ordinal  Hint  RVA         Name\n");
  for (uint32_t i = 0; coff_export_get(&all, i, &e); i++)
    if (e.rva != 0 || e.first_name != COFF_EXPORT_NO_NAME)
      function(x, &all, &e);
  coff_exports_close(&all);
}
