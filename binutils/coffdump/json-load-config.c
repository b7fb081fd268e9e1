// JSON: the load configuration.
//
// Skip it unless it is written wrongly. Dynamic value relocations are in json-load-config-dyn.c.
#include "coffdump/json-load-config.h"
#include "coff/debug.h"
#include "coffdump/names.h"
#include <stdio.h>

static bool is_upper(char c)
{
  return c >= 'A' && c <= 'Z';
}

// "GuardCFFunctionTable" as "guard_cf_function_table", "FamilyID" as "family_id": words begin with the
// last of several capitals, if a small letter follows.
static void spell_key(char *key, size_t room, const char *name)
{
  size_t n = 0;
  for (const char *p = name; *p != '\0' && n + 2 < room; p++) {
    bool small_before = p != name && !is_upper(p[-1]);
    bool small_behind = p[1] >= 'a' && p[1] <= 'z';
    if (p != name && is_upper(*p) && (small_before || small_behind))
      key[n++] = '_';
    key[n++] = (char)(is_upper(*p) ? *p - 'A' + 'a' : *p);
  }
  key[n] = '\0';
}

static void field_value(struct document *d, const char *key, const struct coff_lc_field *field,
                        uint64_t v)
{
  char raw[72];
  if (field->style == COFF_LC_FLAGS) {
    json_flags(&d->j, key, field->names, (uint32_t)v);
    return;
  }
  if (field->style != COFF_LC_ENUM) {
    json_uint(&d->j, key, v);
    return;
  }
  json_text(&d->j, key, enumerator_name(field->names, v));
  snprintf(raw, sizeof raw, "%s_raw", key);
  json_uint(&d->j, raw, v);
}

void json_lc_fields(struct document *d, const struct coff_lc_record *r)
{
  char key[64];
  struct coff_view v;
  uint64_t value;
  json_object(&d->j, "fields");
  for (unsigned i = 0; i < r->fields->n; i++) {
    const struct coff_lc_field *field = &r->fields->field[i];
    spell_key(key, sizeof key, field->name);
    if (!coff_lc_bytes(r, i, &v))
      continue;
    if (coff_lc_value(r, i, &value))
      field_value(d, key, field, value);
    else
      json_bytes(&d->j, key, v.data, (size_t)v.size);
  }
  json_end(&d->j);
}

// ---- Tables -----------------------------------------------------------------------------------

static void entry(struct document *d, const struct coff_lc_entry *e)
{
  json_row(&d->j, NULL);
  json_uint(&d->j, "offset", e->offset);
  json_uint(&d->j, "rva", e->rva);
  if (e->metadata.size != 0)
    json_flags(&d->j, "flags", coff_lc_entry_flags(), e->flags);
  if (e->metadata.size > 1)
    json_bytes(&d->j, "metadata", e->metadata.data, (size_t)e->metadata.size);
  if (e->has_hash)
    json_uint(&d->j, "type_hash", e->hash);
  json_end(&d->j);
}

static void tables(struct document *d, const struct coff_lc_record *lc)
{
  static const char *const keys[COFF_LC_TABLES] = {
      [COFF_LC_LOCK_PREFIXES] = "lock_prefixes",
      [COFF_LC_SE_HANDLERS] = "se_handlers",
      [COFF_LC_GUARD_FUNCTIONS] = "guard_functions",
      [COFF_LC_GUARD_IAT_ENTRIES] = "guard_iat_entries",
      [COFF_LC_GUARD_LONG_JUMPS] = "guard_long_jump_targets",
      [COFF_LC_GUARD_EH_CONTINUATIONS] = "guard_eh_continuations",
  };
  struct coff_lc_table t;
  struct coff_lc_entry e;
  for (unsigned k = 0; k < COFF_LC_TABLES; k++) {
    if (!coff_lc_table(lc, (enum coff_lc_table_id)k, &t))
      continue;
    json_array(&d->j, keys[k]);
    for (uint64_t i = 0; coff_lc_entry(&t, i, &e); i++)
      entry(d, &e);
    json_end(&d->j);
  }
}

// ---- Parts ------------------------------------------------------------------------------------

static void row(struct document *d, const struct coff_lc_rows *t, const struct coff_lc_row *r)
{
  json_row(&d->j, NULL);
  json_uint(&d->j, "offset", r->offset);
  for (unsigned i = 0; i < t->columns; i++)
    json_uint(&d->j, t->names[i], r->value[i]);
  if (t->id == COFF_LC_CODE_MAP) {
    json_text(&d->j, "type", r->type);
    json_uint(&d->j, "type_raw", r->type_raw);
  }
  json_end(&d->j);
}

static void rows(struct document *d, const struct coff_lc_record *part)
{
  static const char *const keys[COFF_LC_ROWS] = {
      [COFF_LC_CODE_MAP] = "code_map",         [COFF_LC_ENTRY_POINTS] = "entry_points",
      [COFF_LC_REDIRECTIONS] = "redirections", [COFF_LC_VOLATILE_ACCESSES] = "accesses",
      [COFF_LC_VOLATILE_RANGES] = "ranges",
  };
  struct coff_lc_rows t;
  struct coff_lc_row one;
  for (unsigned k = 0; k < COFF_LC_ROWS; k++) {
    if (!coff_lc_rows(part, (enum coff_lc_rows_id)k, &t))
      continue;
    json_array(&d->j, keys[k]);
    for (uint64_t i = 0; coff_lc_row(&t, i, &one); i++)
      row(d, &t, &one);
    json_end(&d->j);
  }
}

static void extra_functions(struct document *d, const struct coff_lc_record *part)
{
  // The table is as the other processor's is.
  struct coff_target other = *d->target;
  struct coff_view v;
  struct coff_pdata p;
  struct coff_pdata_entry e;
  other.pdata = d->target->hybrid_pdata;
  if (!coff_lc_extra_functions(part, &v) ||
      !coff_pdata_open(coff_file_reporter(d->file), &other, v, &p))
    return;
  json_array(&d->j, "extra_functions");
  for (uint64_t i = 0; coff_pdata_get(&p, i, &e); i++) {
    json_row(&d->j, NULL);
    json_uint(&d->j, "offset", v.origin + e.at);
    for (unsigned k = 0; k < p.layout->nfields; k++)
      json_uint(&d->j, p.layout->fields[k].name, e.value[k]);
    json_end(&d->j);
  }
  json_end(&d->j);
}

static void enclave_imports(struct document *d, const struct coff_lc_record *part)
{
  struct coff_lc_enclave_imports all;
  struct coff_lc_enclave_import one;
  if (!coff_lc_enclave_imports(part, &all))
    return;
  json_array(&d->j, "imports");
  while (coff_lc_enclave_import_next(&all, &one)) {
    json_object(&d->j, NULL);
    json_str(&d->j, "name", one.name);
    json_lc_fields(d, &one.record);
    json_end(&d->j);
  }
  json_end(&d->j);
}

static void parts(struct document *d, const struct coff_lc_record *lc)
{
  static const char *const keys[COFF_LC_PARTS] = {
      [COFF_LC_HYBRID] = "hybrid_metadata",
      [COFF_LC_ENCLAVE] = "enclave",
      [COFF_LC_VOLATILE_METADATA] = "volatile_metadata",
      [COFF_LC_HOT_PATCH] = "hot_patch",
  };
  struct coff_lc_record r;
  for (unsigned i = 0; i < COFF_LC_PARTS; i++) {
    if (!coff_lc_part(lc, (enum coff_lc_part)i, &r))
      continue;
    json_object(&d->j, keys[i]);
    json_uint(&d->j, "offset", r.bytes.origin);
    json_lc_fields(d, &r);
    rows(d, &r);
    extra_functions(d, &r);
    enclave_imports(d, &r);
    json_end(&d->j);
  }
}

void json_load_config(struct document *d)
{
  struct coff_lc_record lc;
  uint32_t size;
  if (!coff_lc_open(d->file, &lc, &size)) {
    json_null(&d->j, "load_config");
    return;
  }
  json_object(&d->j, "load_config");
  json_uint(&d->j, "offset", lc.bytes.origin);
  json_uint(&d->j, "size", lc.bytes.size);
  json_uint(&d->j, "directory_size", size);
  json_text(&d->j, "hybrid", coff_hybrid_name(coff_lc_hybrid(d->file)));
  json_lc_fields(d, &lc);
  tables(d, &lc);
  parts(d, &lc);
  json_dynrelocs(d, &lc);
  json_end(&d->j);
}
