// JSON: .NET metadata.
//
// Skip it unless it is written wrongly.
#include "coffdump/metadata.h"

static void blob(struct document *d, const char *key, struct coff_view v)
{
  json_bytes(&d->j, key, v.data, (size_t)v.size);
}

static void streams(struct document *d, const struct coff_metadata *m)
{
  struct coff_metadata_streams all = coff_metadata_streams(m);
  struct coff_metadata_stream s;
  json_array(&d->j, "streams");
  while (coff_metadata_stream_next(&all, &s)) {
    json_row(&d->j, NULL);
    json_str(&d->j, "name", s.name);
    json_uint(&d->j, "offset", s.offset);
    json_uint(&d->j, "size", s.size);
    json_end(&d->j);
  }
  json_end(&d->j);
}

static void pdb_stream(struct document *d, const struct coff_metadata *m)
{
  struct coff_metadata_pdb pdb;
  if (!coff_metadata_pdb(m, &pdb))
    return;
  json_row(&d->j, "pdb");
  json_guid(&d->j, "guid", pdb.id);
  json_uint(&d->j, "stamp", coff_le32(pdb.id + 16));
  json_uint(&d->j, "entry_point", pdb.entry);
  json_end(&d->j);
}

static void tables(struct document *d, const struct coff_metadata_tables *t)
{
  json_row(&d->j, "table_header");
  json_uint(&d->j, "major_version", t->major);
  json_uint(&d->j, "minor_version", t->minor);
  json_uint(&d->j, "heap_sizes", t->heaps);
  json_uint(&d->j, "valid", t->valid);
  json_uint(&d->j, "sorted", t->sorted);
  json_bool(&d->j, "uncompressed", t->uncompressed);
  json_end(&d->j);
  json_array(&d->j, "tables");
  for (unsigned i = 0; i < COFF_METADATA_TABLES; i++) {
    if ((t->valid >> i & 1) == 0)
      continue;
    json_row(&d->j, NULL);
    json_uint(&d->j, "number", i);
    json_text(&d->j, "name", coff_metadata_table_name(i));
    json_uint(&d->j, "rows", t->table[i].claimed);
    json_uint(&d->j, "row_size", t->table[i].row_size);
    json_bool(&d->j, "sorted", (t->sorted >> i & 1) != 0);
    json_end(&d->j);
  }
  json_end(&d->j);
}

static void assembly_keys(struct document *d, const struct coff_metadata_assembly *a)
{
  enum { PUBLIC_KEY = 1 };
  char version[32];
  uint8_t token[8];
  snprintf(version, sizeof version, "%u.%u.%u.%u", a->version[0], a->version[1], a->version[2],
           a->version[3]);
  json_str(&d->j, "name", a->name);
  json_text(&d->j, "version", version);
  json_str(&d->j, "culture", a->culture);
  json_flags(&d->j, "flags", coff_metadata_assembly_flags(), a->flags);
  if ((a->flags & PUBLIC_KEY) != 0 && a->key.size != 0) {
    coff_metadata_key_token(a->key, token);
    blob(d, "public_key", a->key);
    json_bytes(&d->j, "public_key_token", token, sizeof token);
    return;
  }
  json_null(&d->j, "public_key");
  if (a->key.size == 0)
    json_null(&d->j, "public_key_token");
  else
    blob(d, "public_key_token", a->key);
}

static void identity(struct document *d, struct coff_metadata_tables *t)
{
  struct coff_metadata_module module;
  struct coff_metadata_assembly a;
  if (coff_metadata_module(t, &module)) {
    json_row(&d->j, "module");
    json_str(&d->j, "name", module.name);
    json_guid(&d->j, "mvid", module.mvid);
    json_end(&d->j);
  } else {
    json_null(&d->j, "module");
  }
  if (!coff_metadata_assembly(t, &a)) {
    json_null(&d->j, "assembly");
    return;
  }
  json_object(&d->j, "assembly");
  assembly_keys(d, &a);
  json_text(&d->j, "hash_algorithm", coff_metadata_hash_name(a.hash_algorithm));
  json_uint(&d->j, "hash_algorithm_raw", a.hash_algorithm);
  json_end(&d->j);
}

static void attributes(struct document *d, struct coff_metadata_tables *t)
{
  struct coff_metadata_attribute a;
  uint32_t index = 1;
  json_array(&d->j, "attributes");
  while (coff_metadata_attribute_next(t, &index, &a)) {
    json_row(&d->j, NULL);
    json_str(&d->j, "namespace", a.scope);
    json_str(&d->j, "name", a.name);
    if (a.has_text)
      json_str(&d->j, "text", a.text);
    else
      json_null(&d->j, "text");
    blob(d, "value", a.value);
    json_end(&d->j);
  }
  json_end(&d->j);
}

static void references(struct document *d, struct coff_metadata_tables *t)
{
  struct coff_metadata_assembly a;
  uint32_t c[COFF_METADATA_COLUMNS];
  json_array(&d->j, "references");
  for (uint32_t i = 1; coff_metadata_reference(t, i, &a); i++) {
    json_row(&d->j, NULL);
    assembly_keys(d, &a);
    blob(d, "hash", a.hash);
    json_end(&d->j);
  }
  json_end(&d->j);
  json_array(&d->j, "native_modules");
  for (uint32_t i = 1; coff_metadata_row(t, COFF_METADATA_MODULE_REF, i, c); i++)
    json_str(&d->j, NULL, coff_metadata_string(t, c[0]));
  json_end(&d->j);
  json_array(&d->j, "files");
  for (uint32_t i = 1; coff_metadata_row(t, COFF_METADATA_FILE, i, c); i++) {
    json_row(&d->j, NULL);
    json_str(&d->j, "name", coff_metadata_string(t, c[1]));
    json_bool(&d->j, "has_metadata", (c[0] & 1) == 0);
    blob(d, "hash", coff_metadata_blob(t, c[2]));
    json_end(&d->j);
  }
  json_end(&d->j);
}

static void resources(struct document *d, struct coff_metadata_tables *t,
                      const struct coff_clr *clr)
{
  struct coff_metadata_resource r;
  json_array(&d->j, "resources");
  for (uint32_t i = 1; coff_metadata_resource(t, clr, i, &r); i++) {
    json_row(&d->j, NULL);
    json_str(&d->j, "name", r.name);
    json_uint(&d->j, "flags", r.flags);
    json_uint(&d->j, "offset", r.offset);
    json_uint(&d->j, "implementation", r.implementation);
    if (r.implementation == 0)
      json_uint(&d->j, "size", r.data.size);
    json_end(&d->j);
  }
  json_end(&d->j);
}

// A name is a list of pieces: "/", "src", "net.cs" is /src/net.cs with "/" as separator.
static void document_name(struct document *d, struct coff_metadata_tables *t,
                          const struct coff_metadata_document *doc)
{
  struct coff_str piece;
  char separator = 0;
  uint64_t at = 0;
  json_list(&d->j, "name_parts");
  while (coff_metadata_document_part(t, doc, &at, &separator, &piece))
    json_str(&d->j, NULL, piece);
  json_end(&d->j);
  json_str(&d->j, "separator", (struct coff_str){&separator, separator != 0});
}

static void documents(struct document *d, struct coff_metadata_tables *t)
{
  struct coff_metadata_document doc;
  json_array(&d->j, "documents");
  for (uint32_t i = 1; coff_metadata_document(t, i, &doc); i++) {
    json_row(&d->j, NULL);
    document_name(d, t, &doc);
    json_guid(&d->j, "language", doc.language);
    json_guid(&d->j, "hash_algorithm", doc.hash_kind);
    blob(d, "hash", doc.hash);
    json_end(&d->j);
  }
  json_end(&d->j);
}

void json_metadata(struct document *d, const char *key, const struct coff_clr *clr,
                   const struct coff_metadata *m)
{
  struct coff_metadata_tables t;
  json_object(&d->j, key);
  json_uint(&d->j, "major_version", m->major);
  json_uint(&d->j, "minor_version", m->minor);
  json_str(&d->j, "version", m->version);
  json_uint(&d->j, "flags", m->flags);
  streams(d, m);
  pdb_stream(d, m);
  if (coff_metadata_tables(m, &t)) {
    tables(d, &t);
    identity(d, &t);
    attributes(d, &t);
    references(d, &t);
    resources(d, &t, clr);
    documents(d, &t);
  }
  json_end(&d->j);
}
