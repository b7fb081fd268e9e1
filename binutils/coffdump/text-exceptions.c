// Text: function tables, and the unwind data that they lead to.
//
// Skip it unless they are printed wrongly.
#include "coffdump/text.h"
#include "coffdump/unwind.h"

struct printer {
  const struct text *x;
  struct unwind_data d;
};

static void labelled(struct out *o, const char *words, uint64_t v)
{
  out_text(o, words);
  out_hex(o, v, 0);
}

// The name of an object's place is that of its section.
static bool is_name(const struct printer *p, const struct unwind_place *to,
                    const struct coff_section *s)
{
  struct coff_str name = unwind_place_name(p->d.file, to);
  return !p->d.is_image && to->section != 0 && name.size == s->name.size &&
         (name.size == 0 || memcmp(name.data, s->name.data, name.size) == 0);
}

// "0x00001000 main", or "main+0x8" in an object, where only sections have addresses.
static void place(const struct printer *p, const struct unwind_place *to, uint32_t raw)
{
  struct out *o = p->x->o;
  struct coff_section s = {0};
  if (!to->is_known) {
    out_hex(o, raw, 8);
    return;
  }
  if (p->d.is_image)
    out_hex(o, to->offset, 8);
  else if (to->section != 0 && coff_section_get(p->d.file, to->section, &s)) {
    out_name(o, s.name);
    labelled(o, "+", to->offset);
  }
  if (!to->has_name || (to->plus == (int64_t)to->offset && is_name(p, to, &s)))
    return;
  if (p->d.is_image || to->section != 0)
    out_char(o, ' ');
  text_symbol_name(p->x, unwind_place_name(p->d.file, to));
  if (to->plus != 0)
    labelled(o, to->plus < 0 ? "-" : "+",
             to->plus < 0 ? 0 - (uint64_t)to->plus : (uint64_t)to->plus);
}

static void bytes(struct out *o, const struct coff_pdata_function *fn)
{
  if (!fn->has_size)
    return;
  labelled(o, ", ", fn->size);
  out_text(o, " bytes");
}

// ---- Codes ------------------------------------------------------------------------------------

static void codes(const struct printer *p, const struct unwind_record *r)
{
  struct out *o = p->x->o;
  struct coff_unwind_code c;
  bool is_x64 = p->d.target->pdata->unwind == COFF_UNWIND_X64;
  uint64_t used = is_x64 ? r->u.codes_size : unwind_codes_used(&p->d, r);
  struct coff_unwind_codes all =
      coff_unwind_codes_open(coff_file_reporter(p->d.file), p->d.target, r->v, &r->u, 0);
  while (all.at < used && coff_unwind_code_next(&all, &c)) {
    bool is_epilog = c.op == COFF_UNWIND_EPILOG_SIZE || c.op == COFF_UNWIND_EPILOG_AT;
    out_text(o, "      ");
    if (is_epilog)
      out_text(o, "    ");
    else if (is_x64)
      out_hex(o, c.prolog_offset, 2);
    else
      out_dec_right(o, c.at, 4);
    out_text(o, "  ");
    out_unwind_code(o, &c);
    out_char(o, '\n');
  }
}

static void epilogs(const struct printer *p, const struct unwind_record *r)
{
  struct out *o = p->x->o;
  struct coff_unwind_epilog e;
  for (uint64_t i = 0; coff_unwind_epilog_get(p->d.target, r->v, &r->u, i, &e); i++) {
    out_text(o, "    epilog at ");
    if (e.is_at_end)
      out_text(o, "the end");
    else
      labelled(o, "+", e.start);
    if (e.condition != 14) {
      out_text(o, " if ");
      out_text(o, coff_condition_name(e.condition));
    }
    out_text(o, ": codes from ");
    out_dec(o, e.first_code);
    out_char(o, '\n');
  }
}

static void packed(const struct printer *p, const struct unwind_table *t,
                   const struct unwind_function *fn)
{
  struct out *o = p->x->o;
  const struct coff_pdata_layout *l = t->pdata.layout;
  const uint8_t *at = t->pdata.bytes.data + fn->e.at;
  struct coff_unwind_code all[COFF_PACKED_CODES];
  for (unsigned i = 0; i < l->npacked; i++) {
    out_text(o, i == 0 ? "    packed: " : ", ");
    out_text(o, l->packed[i].name);
    out_char(o, ' ');
    out_hex(o, coff_bits_load(&l->packed[i], at, t->pdata.order), 0);
  }
  out_char(o, '\n');
  unsigned n = coff_unwind_unpack(coff_file_reporter(p->d.file), &t->pdata, &fn->e, all);
  for (unsigned i = 0; i < n; i++) {
    out_text(o, "            ");
    out_unwind_code(o, &all[i]);
    out_char(o, '\n');
  }
}

// ---- Records ----------------------------------------------------------------------------------

static void scope_field(const struct printer *p, const struct unwind_record *r, uint64_t at,
                        unsigned i, const char *words)
{
  struct unwind_place to;
  uint64_t field = at + i * 4;
  uint32_t raw = unwind_field(&p->d, r, field, &to);
  out_text(p->x->o, words);
  place(p, &to, raw);
}

static void scopes(const struct printer *p, const struct unwind_record *r)
{
  struct out *o = p->x->o;
  struct coff_view rows;
  struct unwind_place to;
  coff_unwind_scopes(coff_file_reporter(p->d.file), p->d.target, r->v, &r->u, &rows);
  for (uint64_t i = 0; i < rows.size / COFF_SCOPE_SIZE; i++) {
    uint64_t at = r->u.handler_at + 8 + i * COFF_SCOPE_SIZE;
    scope_field(p, r, at, COFF_SCOPE_BEGIN, "      try ");
    scope_field(p, r, at, COFF_SCOPE_END, " to ");
    bool finally = unwind_field(&p->d, r, at + COFF_SCOPE_TARGET * 4, &to) == 0 &&
                   (p->d.is_image || !to.is_known);
    bool any = unwind_field(&p->d, r, at + COFF_SCOPE_FILTER * 4, &to) == 1 &&
               (p->d.is_image || !to.is_known);
    if (any)
      out_text(o, ", any exception");
    else
      scope_field(p, r, at, COFF_SCOPE_FILTER, finally ? ", finally " : ", filter ");
    if (!finally)
      scope_field(p, r, at, COFF_SCOPE_TARGET, ", target ");
    out_char(o, '\n');
  }
}

static void handler(const struct printer *p, const struct unwind_record *r)
{
  struct unwind_place to;
  uint32_t raw = unwind_field(&p->d, r, r->u.handler_at, &to);
  out_text(p->x->o, "    handler ");
  place(p, &to, raw);
  out_char(p->x->o, '\n');
  if (to.has_name && to.plus == 0 && coff_unwind_has_scopes(unwind_place_name(p->d.file, &to)))
    scopes(p, r);
}

// The chain up to the function's own record, a line for each link: records in the table are shown
// with their own entries.
static void chain(struct printer *p, const struct unwind_record *r)
{
  struct out *o = p->x->o;
  struct unwind_function parent;
  struct unwind_record link = *r;
  for (unsigned i = 0; unwind_parent(&p->d, &link, &parent); i++) {
    if (i == COFF_UNWIND_LINKS) {
      coff_fail(coff_file_context(p->d.file), coff_file_place(p->d.file, r->v.origin),
                "chain of unwind records goes on and on");
      return;
    }
    out_text(o, "    chained to ");
    place(p, &parent.begin, parent.e.value[0]);
    bytes(o, &parent.bounds);
    out_text(o, ", unwind ");
    place(p, &parent.unwind, parent.e.unwind);
    out_char(o, '\n');
    if (!parent.has_record || !parent.record.u.is_chained)
      return;
    link = parent.record;
  }
}

static void record(struct printer *p, const struct unwind_record *r)
{
  struct out *o = p->x->o;
  const struct coff_unwind *u = &r->u;
  char buf[8];
  out_text(o, ": version ");
  out_dec(o, u->version);
  if (u->flags != 0) {
    out_text(o, ", ");
    out_flags(o, coff_unwind_flags(p->d.target), u->flags);
  }
  if (u->prolog_size != 0)
    labelled(o, ", prolog ", u->prolog_size);
  if (u->function_length != 0)
    labelled(o, ", function length ", u->function_length);
  if (u->frame_register != 0) {
    out_text(o, ", frame ");
    out_text(o, unwind_register(COFF_BANK_X64, u->frame_register, buf));
    labelled(o, "+", u->frame_offset);
  }
  if (u->epilogs != 0 && !u->is_packed_epilog)
    out_printf(o, ", epilogs %u", (unsigned)u->epilogs);
  out_text(o, ", codes ");
  out_dec(o, u->codes);
  out_char(o, '\n');
  codes(p, r);
  epilogs(p, r);
  if (u->has_handler)
    handler(p, r);
  if (u->is_chained)
    chain(p, r);
}

// ---- Entries ----------------------------------------------------------------------------------

static void function(struct printer *p, const struct unwind_table *t,
                     const struct unwind_function *fn)
{
  struct out *o = p->x->o;
  const struct coff_pdata_layout *l = t->pdata.layout;
  struct unwind_place to;
  out_text(o, "  ");
  place(p, &fn->begin, fn->e.value[0]);
  bytes(o, &fn->bounds);
  // Fields that are no part of what is said otherwise: handler, end of the prolog.
  for (unsigned i = 1; i < l->nfields; i++) {
    bool said = i == l->end_field || i == l->length_field || i == l->wide_field ||
                i == l->early_handler_field ||
                (l->unwind != COFF_UNWIND_NONE && i == l->unwind_field);
    if (said)
      continue;
    out_text(o, ", ");
    out_text(o, l->fields[i].name);
    out_char(o, ' ');
    if (l->fields[i].address)
      place(p, &to, unwind_entry_field(&p->d, t, &fn->e, i, &to));
    else
      out_hex(o, fn->e.value[i], 0);
  }
  out_char(o, '\n');
  if (fn->has_early_handler) {
    out_text(o, "    handler ");
    place(p, &fn->handler, fn->handler_raw);
    out_text(o, ", data ");
    place(p, &fn->handler_data, fn->handler_data_raw);
    out_char(o, '\n');
  }
  if (l->unwind == COFF_UNWIND_NONE)
    return;
  if (fn->e.is_packed) {
    packed(p, t, fn);
    return;
  }
  out_text(o, (fn->e.unwind & l->indirect_mask) != 0 ? "    unwind, by another entry, "
                                                     : "    unwind ");
  place(p, &fn->unwind, fn->e.unwind);
  if (fn->has_record)
    record(p, &fn->record);
  else
    out_char(o, '\n');
}

void text_exceptions(const struct text *x)
{
  struct printer p = {.x = x};
  struct unwind_table t;
  struct unwind_function fn;
  char behind[32];
  uint32_t section = 0;
  unwind_open(&p.d, x->f);
  while (unwind_next_table(&p.d, &section, &t)) {
    snprintf(behind, sizeof behind, " (%llu)", (unsigned long long)t.pdata.count);
    if (t.section.number != 0)
      text_section_title(x, "Function table in section ", &t.section, behind);
    else
      text_heading(x, "Function table", t.pdata.count);
    for (uint64_t i = 0; unwind_function(&p.d, &t, i, &fn); i++)
      function(&p, &t, &fn);
  }
  unwind_close(&p.d);
}
