// Text: the load configuration.
//
// Skip it unless it is printed wrongly. Dynamic value relocations are in text-load-config-dyn.c.
#include "coffdump/text-load-config.h"

void text_lc_rva(const struct text *x, uint64_t rva)
{
  out_hex(x->o, rva, 8);
  text_rva_place(x, rva);
}

static void address(const struct text *x, uint64_t v)
{
  uint64_t rva;
  out_hex(x->o, v, x->digits);
  if (coff_rva_of_address(x->f, v, &rva))
    text_rva_place(x, rva);
}

static void bytes(struct out *o, struct coff_view v)
{
  for (uint64_t i = 0; i < v.size; i++)
    out_hex_bare(o, v.data[i], 2);
}

static void named(const struct text *x, const struct coff_lc_field *field, uint64_t v)
{
  struct out *o = x->o;
  const char *name = enumerator_name(field->names, v);
  if (field->style == COFF_LC_ENUM) {
    out_dec(o, v);
    out_char(o, ' ');
    out_text(o, name == NULL ? "unknown" : name);
    return;
  }
  out_hex(o, v, 0);
  if (v == 0)
    return;
  out_char(o, ' ');
  out_flags(o, field->names, (uint32_t)v);
}

static void field_value(const struct text *x, const struct coff_lc_field *field, uint64_t v)
{
  switch ((enum coff_lc_style)field->style) {
  case COFF_LC_DEC: out_dec(x->o, v); return;
  case COFF_LC_DATE: text_date(x, (uint32_t)v); return;
  case COFF_LC_FLAGS:
  case COFF_LC_ENUM: named(x, field, v); return;
  case COFF_LC_ADDRESS:
  case COFF_LC_RVA:
    if (v == 0)
      out_text(x->o, "none");
    else if (field->style == COFF_LC_RVA)
      text_lc_rva(x, v);
    else
      address(x, v);
    return;
  case COFF_LC_HEX:
  case COFF_LC_ID: break;
  }
  out_hex(x->o, v, 0);
}

void text_lc_fields(const struct text *x, const struct coff_lc_record *r)
{
  struct coff_view v;
  uint64_t value;
  for (unsigned i = 0; i < r->fields->n; i++) {
    const struct coff_lc_field *field = &r->fields->field[i];
    if (!coff_lc_bytes(r, i, &v))
      continue;
    out_text(x->o, "  ");
    out_text(x->o, field->name);
    out_pad(x->o, 44);
    if (coff_lc_value(r, i, &value))
      field_value(x, field, value);
    else
      bytes(x->o, v);
    out_char(x->o, '\n');
  }
}

// ---- Tables -----------------------------------------------------------------------------------

static void entry(const struct text *x, const struct coff_lc_entry *e)
{
  struct out *o = x->o;
  out_text(o, "  ");
  text_lc_rva(x, e->rva);
  if (e->flags != 0) {
    out_text(o, ", ");
    out_flags(o, coff_lc_entry_flags(), e->flags);
  }
  if (e->has_hash) {
    out_text(o, ", type hash ");
    out_hex(o, e->hash, 16);
  }
  if (e->metadata.size > 1) {
    struct coff_view rest = e->metadata;
    coff_view_table(rest, 1, rest.size - 1, 1, &rest);
    out_text(o, ", metadata ");
    bytes(o, rest);
  }
  out_char(o, '\n');
}

static void tables(const struct text *x, const struct coff_lc_record *lc)
{
  struct coff_lc_table t;
  struct coff_lc_entry e;
  for (unsigned k = 0; k < COFF_LC_TABLES; k++) {
    if (!coff_lc_table(lc, (enum coff_lc_table_id)k, &t))
      continue;
    text_heading(x, coff_lc_table_name(t.id), t.count);
    for (uint64_t i = 0; coff_lc_entry(&t, i, &e); i++)
      entry(x, &e);
  }
}

// ---- Parts ------------------------------------------------------------------------------------

static void row(const struct text *x, const struct coff_lc_rows *t, const struct coff_lc_row *r)
{
  struct out *o = x->o;
  out_text(o, "  ");
  text_lc_rva(x, r->value[0]);
  if (t->columns > 1) {
    bool is_length = strcmp(t->names[1], "length") == 0;
    out_text(o, is_length ? ", length " : t->columns == 3 ? " to " : " -> ");
    out_hex(o, r->value[1], is_length ? 0 : 8);
    if (!is_length)
      text_rva_place(x, r->value[1]);
  }
  if (t->columns > 2) {
    out_text(o, " -> ");
    text_lc_rva(x, r->value[2]);
  }
  if (t->id == COFF_LC_CODE_MAP) {
    out_text(o, ": ");
    out_text(o, r->type == NULL ? "unknown" : r->type);
  }
  out_char(o, '\n');
}

static void extra_functions(const struct text *x, const struct coff_lc_record *part)
{
  // The table is as the other processor's is.
  struct coff_target other = *x->t;
  struct coff_view v;
  struct coff_pdata p;
  struct coff_pdata_entry e;
  other.pdata = x->t->hybrid_pdata;
  if (!coff_lc_extra_functions(part, &v) ||
      !coff_pdata_open(coff_file_reporter(x->f), &other, v, &p))
    return;
  text_heading(x, "Functions of the other processor", p.count);
  for (uint64_t i = 0; coff_pdata_get(&p, i, &e); i++) {
    for (unsigned k = 0; k < p.layout->nfields; k++) {
      out_text(x->o, k == 0 ? "  " : ", ");
      out_text(x->o, p.layout->fields[k].name);
      out_char(x->o, ' ');
      out_hex(x->o, e.value[k], 8);
      if (k == 0)
        text_rva_place(x, e.value[k]);
    }
    out_char(x->o, '\n');
  }
}

static void enclave_imports(const struct text *x, const struct coff_lc_record *part)
{
  struct coff_lc_enclave_imports all;
  struct coff_lc_enclave_import one;
  if (!coff_lc_enclave_imports(part, &all))
    return;
  text_heading(x, "Enclave imports", all.count);
  while (coff_lc_enclave_import_next(&all, &one)) {
    out_text(x->o, " ");
    out_name(x->o, one.name);
    out_char(x->o, '\n');
    text_lc_fields(x, &one.record);
  }
}

static void part(const struct text *x, const struct coff_lc_record *r, const char *title)
{
  struct coff_lc_rows t;
  struct coff_lc_row one;
  text_heading(x, title, COFF_NOWHERE);
  text_lc_fields(x, r);
  for (unsigned k = 0; k < COFF_LC_ROWS; k++) {
    if (!coff_lc_rows(r, (enum coff_lc_rows_id)k, &t))
      continue;
    text_heading(x, coff_lc_rows_name(t.id), t.count);
    for (uint64_t i = 0; coff_lc_row(&t, i, &one); i++)
      row(x, &t, &one);
  }
  extra_functions(x, r);
  enclave_imports(x, r);
}

void text_load_config(const struct text *x)
{
  static const char *const titles[COFF_LC_PARTS] = {
      [COFF_LC_HYBRID] = NULL, // named after what the image is
      [COFF_LC_ENCLAVE] = "Enclave configuration",
      [COFF_LC_VOLATILE_METADATA] = "Volatile metadata",
      [COFF_LC_HOT_PATCH] = "Hot patch table",
  };
  struct coff_lc_record lc, r;
  uint32_t size;
  char hybrid[32];
  if (!coff_lc_open(x->f, &lc, &size))
    return;
  const char *kind = coff_hybrid_name(x->t->hybrid);
  snprintf(hybrid, sizeof hybrid, "%s metadata", kind == NULL ? "Hybrid" : kind);
  text_heading(x, "Load configuration", COFF_NOWHERE);
  out_text(x->o, "  Size in the data directory");
  out_pad(x->o, 44);
  out_hex(x->o, size, 0);
  out_char(x->o, '\n');
  text_lc_fields(x, &lc);
  tables(x, &lc);
  for (unsigned i = 0; i < COFF_LC_PARTS; i++)
    if (coff_lc_part(&lc, (enum coff_lc_part)i, &r))
      part(x, &r, i == COFF_LC_HYBRID ? hybrid : titles[i]);
  text_dynrelocs(x, &lc);
}
