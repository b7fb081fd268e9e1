// Function tables, and the unwind records that they point to.
//
// Skip it unless one of them is printed wrongly.
#include "coffdump/text.h"
#include "coffdump/unwind.h"

static void place(const struct text *x, const struct unwind_target *to)
{
  struct out *o = x->o;
  struct coff_str name;
  struct coff_section s;
  int64_t plus = to->has_name ? to->addend : (int64_t)to->offset;
  out_text(o, " (");
  if (to->has_name) {
    coff_syment_name(x->f, &to->sym, &name);
    text_symbol_name(x, name);
  } else if (coff_section_get(x->f, to->section, &s)) {
    out_name(o, s.name);
  }
  if (plus != 0) {
    out_text(o, plus < 0 ? "-" : "+");
    out_hex(o, plus < 0 ? 0 - (uint64_t)plus : (uint64_t)plus, 0);
  }
  out_char(o, ')');
}

static void labelled(struct out *o, const char *words, uint64_t v)
{
  out_text(o, words);
  out_hex(o, v, 0);
}

static void unwind_record(const struct text *x, const struct unwind_table *t,
                          const struct unwind_target *to)
{
  struct coff_unwind u;
  struct out *o = x->o;
  if (!unwind_record_at(t, to, &u))
    return;
  out_text(o, "             unwind: version ");
  out_dec(o, u.version);
  if (u.flags != 0) {
    out_text(o, ", ");
    out_flags(o, coff_unwind_flags(x->t), u.flags);
  }
  if (u.prolog_size != 0)
    labelled(o, ", prolog ", u.prolog_size);
  if (u.function_length != 0)
    labelled(o, ", function length ", u.function_length);
  if (u.frame_register != 0)
    out_printf(o, ", frame register %u at %u", u.frame_register, u.frame_offset);
  if (u.epilogs != 0)
    out_printf(o, ", epilogs %u", (unsigned)u.epilogs);
  out_printf(o, ", codes %u", (unsigned)u.codes);
  if (u.is_chained)
    out_text(o, ", chained");
  if (u.has_handler)
    labelled(o, ", handler at +", u.handler_at - to->offset);
  out_char(o, '\n');
}

static void fields(const struct text *x, struct unwind_table *t, const struct coff_pdata *p,
                   const struct coff_pdata_entry *e)
{
  struct out *o = x->o;
  const struct coff_pdata_layout *l = p->layout;
  struct unwind_target to, unwind = {0};
  for (unsigned i = 0; i < l->nfields; i++) {
    out_text(o, i == 0 ? " " : ", ");
    out_text(o, l->fields[i].name);
    out_char(o, ' ');
    out_hex(o, e->value[i], l->fields[i].bits == 32 ? 8 : 0);
    if (!unwind_resolve(t, p, e, i, &to))
      continue;
    place(x, &to);
    if (i == l->unwind_field)
      unwind = to;
  }
  for (unsigned i = 0; e->is_packed && i < l->npacked; i++) {
    out_text(o, i == 0 ? "; packed: " : ", ");
    out_text(o, l->packed[i].name);
    out_char(o, ' ');
    out_hex(o, coff_bits_load(&l->packed[i], p->bytes.data + e->at, p->order), 0);
  }
  out_char(o, '\n');
  if (l->unwind != COFF_UNWIND_NONE && !e->is_packed)
    unwind_record(x, t, &unwind);
}

void text_function_table(const struct text *x, const struct coff_section *s, struct coff_view v)
{
  struct coff_pdata p;
  struct coff_pdata_entry e;
  struct unwind_table t;
  if (!coff_pdata_open(coff_file_reporter(x->f), x->t, v, &p))
    return;
  unwind_table_open(&t, x->f, s, v);
  for (uint64_t i = 0; coff_pdata_get(&p, i, &e); i++) {
    out_text(x->o, "  ");
    out_hex(x->o, e.at, 8);
    fields(x, &t, &p, &e);
  }
}
