// Text: what the image imports: at once, when it is needed, bound.
//
// Skip it unless it is printed wrongly.
#include "coff/imports.h"
#include "coffdump/text.h"

static void address(const struct text *x, const char *before, uint32_t rva)
{
  if (rva == 0)
    return;
  out_text(x->o, before);
  out_hex(x->o, rva, 8);
}

static void library(const struct text *x, const struct coff_import_library *l)
{
  struct out *o = x->o;
  out_text(o, "  ");
  if (l->name.size == 0)
    out_text(o, "(no name)");
  out_name(o, l->name);
  out_text(o, ": ");
  out_dec(o, l->count);
  address(x, l->delayed ? ", names at " : ", lookup table at ", l->lookup);
  address(x, ", addresses at ", l->addresses);
  if (l->delayed) {
    address(x, ", handle at ", l->module_handle);
    address(x, ", bound at ", l->bound);
    address(x, ", unload at ", l->unload);
    out_text(o, ", attributes ");
    out_hex(o, l->attributes, 0);
    if (l->by_address)
      out_text(o, " (addresses, not RVAs)");
  }
  if (!l->delayed && l->timdat == UINT32_MAX) {
    out_text(o, ", bound: see bound imports");
  } else if (l->timdat != 0) {
    out_text(o, ", bound to that of ");
    text_date(x, l->timdat);
  }
  // -1 and 0: no entry is forwarded; other values only the old binding has.
  if (l->forwarder_chain != 0 && l->forwarder_chain != UINT32_MAX) {
    out_text(o, ", forwarded from entry ");
    out_dec(o, l->forwarder_chain);
  }
  out_char(o, '\n');
}

static void entry(const struct text *x, const struct coff_import_library *l,
                  const struct coff_import_entry *e)
{
  struct out *o = x->o;
  out_text(o, "    ");
  out_hex(o, e->slot, 8);
  if (e->by == COFF_IMPORT_BY_NAME && e->name_at != COFF_NOWHERE)
    out_dec_right(o, e->hint, 7);
  else
    out_text(o, "      -");
  out_text(o, "  ");
  if (e->by == COFF_IMPORT_BY_ORDINAL) {
    out_text(o, "ordinal ");
    out_dec(o, e->ordinal);
  } else if (e->by == COFF_IMPORT_UNKNOWN) {
    out_text(o, "(name lost when it was bound)");
  } else if (e->name_at == COFF_NOWHERE) {
    out_text(o, "(no name) ");
    out_hex(o, e->lookup, 8);
  } else {
    text_symbol_name(x, e->name);
  }
  if (e->is_bound) {
    out_text(o, " = ");
    out_hex(o, e->bound_to, x->digits);
  }
  if (l->delayed && e->has_value) {
    uint64_t rva;
    out_text(o, " through ");
    out_hex(o, e->value, x->digits);
    if (coff_rva_of_address(x->f, e->value, &rva))
      text_rva_place(x, rva);
  }
  out_char(o, '\n');
}

static void libraries(const struct text *x, struct coff_imports all, const char *title)
{
  struct coff_imports again = all;
  struct coff_import_library l;
  struct coff_import_entry e;
  uint64_t n = 0;
  while (coff_import_library_next(&again, &l))
    n++;
  text_heading(x, title, n);
  while (coff_import_library_next(&all, &l)) {
    library(x, &l);
    if (l.count != 0)
      out_text(x->o, "    Slot          Hint  Name\n");
    for (uint64_t i = 0; coff_import_entry_get(&l, i, &e); i++)
      entry(x, &l, &e);
  }
}

static void bound(const struct text *x)
{
  struct coff_bound_imports all;
  struct coff_bound_import b;
  struct out *o = x->o;
  if (!coff_bound_imports_open(x->f, &all))
    return;
  text_heading(x, "Bound imports", COFF_NOWHERE);
  while (coff_bound_import_next(&all, &b)) {
    out_text(o, b.is_forwarder ? "    forwards to " : "  ");
    out_name(o, b.name);
    out_text(o, " of ");
    text_date(x, b.timdat);
    out_char(o, '\n');
  }
}

void text_imports(const struct text *x)
{
  struct coff_imports all;
  if (coff_imports_open(x->f, &all))
    libraries(x, all, "Imports");
  if (coff_delay_imports_open(x->f, &all))
    libraries(x, all, "Delay imports");
  bound(x);
}
