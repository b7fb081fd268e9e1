// JSON: what the image imports: at once, when it is needed, bound.
//
// Skip it unless it is written wrongly.
#include "coff/imports.h"
#include "coffdump/json.h"

static void entry(struct document *d, const struct coff_import_entry *e)
{
  struct json_writer *j = &d->j;
  json_row(j, NULL);
  json_uint(j, "rva", e->slot);
  if (e->by == COFF_IMPORT_BY_ORDINAL)
    json_uint(j, "ordinal", e->ordinal);
  if (e->by == COFF_IMPORT_BY_NAME && e->name_at != COFF_NOWHERE) {
    json_uint(j, "hint", e->hint);
    json_symbol_name(d, "name", e->name);
  }
  json_uint(j, "lookup", e->lookup);
  // A copy says nothing new.
  if (e->has_value && e->value != e->lookup)
    json_uint(j, "value", e->value);
  if (e->is_bound)
    json_uint(j, "bound", e->bound_to);
  json_end(j);
}

static void delay_fields(struct json_writer *j, const struct coff_import_library *l)
{
  json_uint(j, "attributes", l->attributes);
  json_bool(j, "uses_rvas", !l->by_address);
  json_uint(j, "module_handle", l->module_handle);
  json_uint(j, "address_table", l->addresses);
  json_uint(j, "name_table", l->lookup);
  json_uint(j, "bound_table", l->bound);
  json_uint(j, "unload_table", l->unload);
  json_uint(j, "timestamp", l->timdat);
}

static void import_fields(struct json_writer *j, const struct coff_import_library *l)
{
  json_uint(j, "lookup_table", l->lookup);
  json_uint(j, "address_table", l->addresses);
  json_bool(j, "has_lookup_table", !l->lookup_is_addresses);
  json_uint(j, "timestamp", l->timdat);
  json_uint(j, "forwarder_chain", l->forwarder_chain);
}

static void libraries(struct document *d, const char *key, struct coff_imports *all)
{
  struct coff_import_library l;
  struct coff_import_entry e;
  json_array(&d->j, key);
  while (coff_import_library_next(all, &l)) {
    json_object(&d->j, NULL);
    json_str(&d->j, "dll", l.name);
    if (l.delayed)
      delay_fields(&d->j, &l);
    else
      import_fields(&d->j, &l);
    json_array(&d->j, "entries");
    for (uint64_t i = 0; coff_import_entry_get(&l, i, &e); i++)
      entry(d, &e);
    json_end(&d->j);
    json_end(&d->j);
  }
  json_end(&d->j);
}

// A module is followed by its forwarders: one list in the other.
static void bound(struct document *d, struct coff_bound_imports *all)
{
  struct coff_bound_import b;
  bool is_open = false;
  json_array(&d->j, "bound_imports");
  while (coff_bound_import_next(all, &b)) {
    if (is_open && !b.is_forwarder) {
      json_end(&d->j);
      json_end(&d->j);
    }
    is_open = true;
    json_object(&d->j, NULL);
    json_str(&d->j, "dll", b.name);
    json_uint(&d->j, "timestamp", b.timdat);
    if (b.is_forwarder)
      json_end(&d->j);
    else
      json_array(&d->j, "forwarders");
  }
  if (is_open) {
    json_end(&d->j);
    json_end(&d->j);
  }
  json_end(&d->j);
}

void json_imports(struct document *d)
{
  struct coff_imports all;
  struct coff_bound_imports b;
  if (coff_imports_open(d->file, &all))
    libraries(d, "imports", &all);
  else
    json_null(&d->j, "imports");
  if (coff_delay_imports_open(d->file, &all))
    libraries(d, "delay_imports", &all);
  else
    json_null(&d->j, "delay_imports");
  if (coff_bound_imports_open(d->file, &b))
    bound(d, &b);
  else
    json_null(&d->j, "bound_imports");
}
