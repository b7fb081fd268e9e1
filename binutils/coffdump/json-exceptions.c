// JSON: function tables, and the unwind data that they lead to.
//
// Skip it unless they are written wrongly.
#include "coffdump/json.h"
#include "coffdump/unwind.h"

// What is known of a place: {"section", "offset", "name", "plus"}.
static void place_keys(struct document *d, const struct unwind_place *to)
{
  if (to->is_known)
    json_uint(&d->j, "offset", to->offset);
  else
    json_null(&d->j, "offset");
  if (to->section != 0)
    json_uint(&d->j, "section", to->section);
  else
    json_null(&d->j, "section");
  if (!to->has_name) {
    json_null(&d->j, "name");
    return;
  }
  json_symbol_name(d, "name", unwind_place_name(d->file, to));
  if (to->plus != 0)
    json_int(&d->j, "plus", to->plus);
}

static void place(struct document *d, const char *key, uint32_t raw, const struct unwind_place *to)
{
  json_row(&d->j, key);
  json_uint(&d->j, "raw", raw);
  place_keys(d, to);
  json_end(&d->j);
}

static void field(struct document *d, const struct unwind_data *data, const char *key,
                  const struct unwind_record *r, uint64_t at)
{
  struct unwind_place to;
  uint32_t raw = unwind_field(data, r, at, &to);
  place(d, key, raw, &to);
}

static void bit_fields(struct document *d, const char *key, const struct coff_bits *b, unsigned n,
                       const uint8_t *p, enum coff_order order)
{
  json_row(&d->j, key);
  for (unsigned i = 0; i < n; i++)
    json_uint(&d->j, b[i].name, coff_bits_load(&b[i], p, order));
  json_end(&d->j);
}

// ---- Codes ------------------------------------------------------------------------------------

static void code_operands(struct document *d, const struct coff_unwind_code *c)
{
  char buf[8];
  json_text(&d->j, "op", coff_unwind_op_name(c->op));
  json_text(&d->j, "name", c->name);
  if (c->registers != 0) {
    json_list(&d->j, "registers");
    for (unsigned n = 0; n < 64; n++)
      if ((c->registers >> n & 1) != 0)
        json_text(&d->j, NULL, unwind_register(c->bank, n, buf));
    json_end(&d->j);
  }
  json_uint(&d->j, "amount", c->amount);
  if (c->writeback)
    json_bool(&d->j, "writeback", true);
  if (c->op == COFF_UNWIND_EPILOG_SIZE)
    json_bool(&d->j, "at_end", c->is_at_end);
  if (c->length != 0)
    json_uint(&d->j, "instruction_size", c->length);
}

static void codes(struct document *d, const struct unwind_data *data, const struct unwind_record *r)
{
  struct coff_unwind_code c;
  bool is_x64 = d->target->pdata->unwind == COFF_UNWIND_X64;
  uint64_t used = is_x64 ? r->u.codes_size : unwind_codes_used(data, r);
  struct coff_unwind_codes all =
      coff_unwind_codes_open(coff_file_reporter(d->file), d->target, r->v, &r->u, 0);
  json_array(&d->j, "codes");
  while (all.at < used && coff_unwind_code_next(&all, &c)) {
    json_row(&d->j, NULL);
    json_uint(&d->j, "offset", c.at);
    json_bytes(&d->j, "bytes", all.bytes.data + c.at, c.size);
    if (is_x64 && c.op != COFF_UNWIND_EPILOG_SIZE && c.op != COFF_UNWIND_EPILOG_AT)
      json_uint(&d->j, "prolog_offset", c.prolog_offset);
    code_operands(d, &c);
    json_end(&d->j);
  }
  json_end(&d->j);
}

static void epilogs(struct document *d, const struct unwind_record *r)
{
  struct coff_unwind_epilog e;
  if (d->target->pdata->unwind == COFF_UNWIND_X64) // theirs are codes
    return;
  json_array(&d->j, "epilogs");
  for (uint64_t i = 0; coff_unwind_epilog_get(d->target, r->v, &r->u, i, &e); i++) {
    json_row(&d->j, NULL);
    if (e.is_at_end)
      json_null(&d->j, "start");
    else
      json_uint(&d->j, "start", e.start);
    json_bool(&d->j, "at_end", e.is_at_end);
    json_text(&d->j, "condition", coff_condition_name(e.condition));
    json_uint(&d->j, "first_code", e.first_code);
    json_end(&d->j);
  }
  json_end(&d->j);
}

static void packed(struct document *d, const struct unwind_table *t,
                   const struct unwind_function *fn)
{
  const struct coff_pdata_layout *l = t->pdata.layout;
  struct coff_unwind_code all[COFF_PACKED_CODES];
  unsigned n = coff_unwind_unpack(coff_file_reporter(d->file), &t->pdata, &fn->e, all);
  json_object(&d->j, "packed");
  bit_fields(d, "fields", l->packed, l->npacked, t->pdata.bytes.data + fn->e.at, t->pdata.order);
  json_array(&d->j, "codes");
  for (unsigned i = 0; i < n; i++) {
    json_row(&d->j, NULL);
    code_operands(d, &all[i]);
    json_end(&d->j);
  }
  json_end(&d->j);
  json_end(&d->j);
}

// ---- Records ----------------------------------------------------------------------------------

static void scopes(struct document *d, const struct unwind_data *data,
                   const struct unwind_record *r)
{
  struct coff_view rows;
  coff_unwind_scopes(coff_file_reporter(d->file), d->target, r->v, &r->u, &rows);
  json_array(&d->j, "scopes");
  for (uint64_t i = 0; i < rows.size / COFF_SCOPE_SIZE; i++) {
    uint64_t at = r->u.handler_at + 8 + i * COFF_SCOPE_SIZE;
    json_object(&d->j, NULL);
    field(d, data, "begin", r, at + COFF_SCOPE_BEGIN * 4);
    field(d, data, "end", r, at + COFF_SCOPE_END * 4);
    field(d, data, "filter", r, at + COFF_SCOPE_FILTER * 4);
    field(d, data, "target", r, at + COFF_SCOPE_TARGET * 4);
    json_end(&d->j);
  }
  json_end(&d->j);
}

static void handler(struct document *d, const struct unwind_data *data,
                    const struct unwind_record *r)
{
  struct unwind_place to;
  if (!r->u.has_handler) {
    json_null(&d->j, "handler");
    return;
  }
  uint32_t raw = unwind_field(data, r, r->u.handler_at, &to);
  place(d, "handler", raw, &to);
  json_uint(&d->j, "handler_data_offset", r->v.origin + r->u.handler_at + 4);
  if (to.has_name && to.plus == 0 && coff_unwind_has_scopes(unwind_place_name(d->file, &to)))
    scopes(d, data, r);
}

static void chain(struct document *d, struct unwind_data *data, const struct unwind_record *r)
{
  struct unwind_function parent;
  struct unwind_record link = *r;
  json_array(&d->j, "chain");
  for (unsigned i = 0; r->u.is_chained && unwind_parent(data, &link, &parent); i++) {
    if (i == COFF_UNWIND_LINKS) {
      coff_fail(coff_file_context(d->file), coff_file_place(d->file, r->v.origin),
                "chain of unwind records goes on and on");
      break;
    }
    json_object(&d->j, NULL);
    place(d, "begin", parent.e.value[0], &parent.begin);
    if (parent.bounds.has_size)
      json_uint(&d->j, "function_size", parent.bounds.size);
    else
      json_null(&d->j, "function_size");
    place(d, "unwind", parent.e.unwind, &parent.unwind);
    json_end(&d->j);
    if (!parent.has_record || !parent.record.u.is_chained)
      break;
    link = parent.record;
  }
  json_end(&d->j);
}

static void record(struct document *d, struct unwind_data *data, const struct unwind_record *r)
{
  const struct coff_unwind *u = &r->u;
  char buf[8];
  json_object(&d->j, "unwind");
  place_keys(d, &r->place);
  json_uint(&d->j, "file_offset", r->v.origin + (data->is_image ? 0 : r->place.offset));
  json_uint(&d->j, "size", u->size);
  json_uint(&d->j, "version", u->version);
  json_flags(&d->j, "flags", coff_unwind_flags(d->target), u->flags);
  json_uint(&d->j, "prolog_size", u->prolog_size);
  json_uint(&d->j, "function_length", u->function_length);
  if (u->frame_register != 0)
    json_text(&d->j, "frame_register", unwind_register(COFF_BANK_X64, u->frame_register, buf));
  else
    json_null(&d->j, "frame_register");
  json_uint(&d->j, "frame_offset", u->frame_offset);
  json_uint(&d->j, "code_count", u->codes);
  codes(d, data, r);
  epilogs(d, r);
  handler(d, data, r);
  chain(d, data, r);
  json_end(&d->j);
}

static void function(struct document *d, struct unwind_data *data, const struct unwind_table *t,
                     const struct unwind_function *fn)
{
  const struct coff_pdata_layout *l = t->pdata.layout;
  json_object(&d->j, NULL);
  if (t->section.number != 0)
    json_uint(&d->j, "table_section", t->section.number);
  else
    json_null(&d->j, "table_section");
  json_uint(&d->j, "table_offset", fn->e.at);
  bit_fields(d, "fields", l->fields, l->nfields, t->pdata.bytes.data + fn->e.at, t->pdata.order);
  if (fn->begin.is_known)
    json_uint(&d->j, "begin", fn->begin.offset);
  else
    json_null(&d->j, "begin");
  if (fn->begin.is_known && fn->bounds.has_size)
    json_uint(&d->j, "end", fn->begin.offset + fn->bounds.size);
  else
    json_null(&d->j, "end");
  place(d, "function", fn->e.value[0], &fn->begin);
  for (unsigned i = 1; i < l->nfields; i++) {
    struct unwind_place to;
    if (!l->fields[i].address || i == l->end_field ||
        (l->unwind != COFF_UNWIND_NONE && i == l->unwind_field))
      continue;
    uint32_t raw = unwind_entry_field(data, t, &fn->e, i, &to);
    place(d, l->fields[i].name, raw, &to);
  }
  if (fn->has_early_handler) {
    place(d, "handler", fn->handler_raw, &fn->handler);
    place(d, "handler_data", fn->handler_data_raw, &fn->handler_data);
  }
  if ((fn->e.unwind & l->indirect_mask) != 0)
    json_bool(&d->j, "indirect", true);
  if (fn->e.is_packed)
    packed(d, t, fn);
  else if (fn->has_record)
    record(d, data, &fn->record);
  else
    json_null(&d->j, "unwind");
  json_end(&d->j);
}

void json_exceptions(struct document *d)
{
  struct unwind_data data;
  struct unwind_table t;
  struct unwind_function fn;
  uint32_t section = 0;
  bool any = false;
  unwind_open(&data, d->file);
  while (unwind_next_table(&data, &section, &t)) {
    if (!any) {
      json_object(&d->j, "exceptions");
      json_array(&d->j, "entries");
    }
    any = true;
    for (uint64_t i = 0; unwind_function(&data, &t, i, &fn); i++)
      function(d, &data, &t, &fn);
  }
  unwind_close(&data);
  if (!any) {
    json_null(&d->j, "exceptions");
    return;
  }
  json_end(&d->j);
  json_end(&d->j);
}
