// JSON: the debug directory.
//
// Skip it unless it is written wrongly.
#include "coff/debugdir.h"
#include "coffdump/metadata.h"

enum { HEX_LIMIT = 4096 };

static void bytes(struct document *d, const char *key, struct coff_view v)
{
  json_bytes(&d->j, key, v.data, (size_t)v.size);
}

static void codeview(struct document *d, const struct coff_debugdir_entry *e)
{
  struct coff_debugdir_codeview cv;
  char key[41];
  if (!coff_debugdir_codeview(d->file, e, &cv))
    return;
  json_object(&d->j, "codeview");
  json_text(&d->j, "signature", coff_debugdir_codeview_name(cv.signature));
  if (cv.has_guid)
    json_guid(&d->j, "guid", cv.guid);
  else
    json_null(&d->j, "guid");
  if (cv.is_pdb)
    json_uint(&d->j, "age", cv.age);
  if (cv.is_pdb && !cv.has_guid)
    json_uint(&d->j, "timestamp", cv.time);
  if (!cv.has_guid)
    json_uint(&d->j, "offset", cv.offset);
  json_bool(&d->j, "portable", cv.is_portable);
  coff_debugdir_codeview_key(&cv, key);
  json_text(&d->j, "symbol_key", key[0] == 0 ? NULL : key);
  json_str(&d->j, "path", cv.path);
  json_end(&d->j);
}

static void pogo(struct document *d, const struct coff_debugdir_entry *e)
{
  struct coff_debugdir_pogo all;
  struct coff_debugdir_pogo_entry one;
  if (!coff_debugdir_pogo(d->file, e, &all))
    return;
  json_object(&d->j, "pogo");
  json_text(&d->j, "kind", coff_debugdir_pogo_name(all.signature));
  json_uint(&d->j, "kind_raw", all.signature);
  json_array(&d->j, "entries");
  while (coff_debugdir_pogo_next(&all, &one)) {
    json_row(&d->j, NULL);
    json_uint(&d->j, "rva", one.rva);
    json_uint(&d->j, "size", one.size);
    json_str(&d->j, "name", one.name);
    json_end(&d->j);
  }
  json_end(&d->j);
  json_end(&d->j);
}

static void words(struct document *d, const struct coff_debugdir_entry *e)
{
  struct coff_debugdir_word all[COFF_DEBUGDIR_WORDS];
  unsigned n = coff_debugdir_words(d->file, e, all);
  json_row(&d->j, e->type == IMAGE_DEBUG_TYPE_COFF ? "coff" : "vc_feature");
  for (unsigned i = 0; i < n; i++)
    json_uint(&d->j, all[i].name, all[i].value);
  json_end(&d->j);
}

static void fpo(struct document *d, const struct coff_debugdir_table *t)
{
  struct coff_debugdir_fpo r;
  json_array(&d->j, "fpo");
  for (uint64_t i = 0; coff_debugdir_fpo_get(t, i, &r); i++) {
    json_row(&d->j, NULL);
    json_uint(&d->j, "rva", r.rva);
    json_uint(&d->j, "size", r.size);
    json_uint(&d->j, "prolog_size", r.prolog);
    json_uint(&d->j, "locals", r.locals);
    json_uint(&d->j, "params", r.params);
    json_uint(&d->j, "saved_registers", r.saved);
    json_bool(&d->j, "seh", r.has_seh);
    json_bool(&d->j, "uses_bp", r.uses_bp);
    json_text(&d->j, "frame", coff_debugdir_frame_name(r.frame));
    json_end(&d->j);
  }
  json_end(&d->j);
}

static void tables(struct document *d, const struct coff_debugdir_entry *e)
{
  struct coff_debugdir_table t;
  struct coff_debugdir_omap r;
  if (!coff_debugdir_table(d->file, e, &t))
    return;
  if (e->type == IMAGE_DEBUG_TYPE_FPO) {
    fpo(d, &t);
    return;
  }
  json_array(&d->j, "omap");
  for (uint64_t i = 0; coff_debugdir_omap_get(&t, i, &r); i++) {
    json_row(&d->j, NULL);
    json_uint(&d->j, "rva", r.rva);
    json_uint(&d->j, "to", r.to);
    json_end(&d->j);
  }
  json_end(&d->j);
}

static void misc(struct document *d, const struct coff_debugdir_entry *e)
{
  struct coff_debugdir_misc m;
  if (!coff_debugdir_misc(d->file, e, &m))
    return;
  json_row(&d->j, "misc");
  json_uint(&d->j, "kind", m.kind);
  json_uint(&d->j, "length", m.length);
  json_bool(&d->j, "unicode", m.unicode);
  if (m.kind == 1 && !m.unicode)
    json_str(&d->j, "name", coff_view_string(m.data, 0, NULL));
  else
    bytes(d, "data", m.data);
  json_end(&d->j);
}

static void repro(struct document *d, const struct coff_debugdir_entry *e)
{
  struct coff_view hash;
  if (coff_debugdir_repro(d->file, e, &hash))
    bytes(d, "hash", hash);
}

static void checksum(struct document *d, const struct coff_debugdir_entry *e)
{
  struct coff_debugdir_checksum c;
  if (!coff_debugdir_checksum(d->file, e, &c))
    return;
  json_row(&d->j, "pdb_checksum");
  json_str(&d->j, "algorithm", c.algorithm);
  bytes(d, "value", c.value);
  json_end(&d->j);
}

static void perfmap(struct document *d, const struct coff_debugdir_entry *e)
{
  struct coff_debugdir_perfmap map;
  if (!coff_debugdir_perfmap(d->file, e, &map))
    return;
  json_row(&d->j, "perfmap");
  json_guid(&d->j, "signature", map.signature);
  json_uint(&d->j, "version", map.version);
  json_str(&d->j, "path", map.path);
  json_end(&d->j);
}

static void embedded_pdb(struct document *d, const struct coff_debugdir_entry *e)
{
  struct coff_debugdir_pdb pdb;
  struct coff_metadata m;
  uint8_t *contents;
  if (!coff_debugdir_pdb(d->file, e, &pdb))
    return;
  json_object(&d->j, "embedded_pdb");
  json_uint(&d->j, "size", pdb.size);
  json_uint(&d->j, "compressed_size", pdb.deflated.size);
  if (coff_debugdir_inflate(d->file, &pdb, &contents)) {
    struct coff_view v = {contents, pdb.size, 0};
    if (coff_metadata_open(d->file, v, false, &m))
      json_metadata(d, "metadata", NULL, &m);
    coff_debugdir_free(d->file, contents);
  }
  json_end(&d->j);
}

static void data(struct document *d, const struct coff_debugdir_entry *e)
{
  uint32_t flags;
  struct coff_view v = e->data;
  switch (e->type) {
  case IMAGE_DEBUG_TYPE_CODEVIEW: codeview(d, e); return;
  case IMAGE_DEBUG_TYPE_POGO: pogo(d, e); return;
  case IMAGE_DEBUG_TYPE_COFF:
  case IMAGE_DEBUG_TYPE_VC_FEATURE: words(d, e); return;
  case IMAGE_DEBUG_TYPE_FPO:
  case IMAGE_DEBUG_TYPE_OMAP_TO_SRC:
  case IMAGE_DEBUG_TYPE_OMAP_FROM_SRC: tables(d, e); return;
  case IMAGE_DEBUG_TYPE_MISC: misc(d, e); return;
  case IMAGE_DEBUG_TYPE_REPRO: repro(d, e); return;
  case IMAGE_DEBUG_TYPE_PDBCHECKSUM: checksum(d, e); return;
  case IMAGE_DEBUG_TYPE_R2R_PERFMAP: perfmap(d, e); return;
  case IMAGE_DEBUG_TYPE_EMBEDDED_PORTABLE_PDB: embedded_pdb(d, e); return;
  case IMAGE_DEBUG_TYPE_EX_DLLCHARACTERISTICS:
    if (coff_debugdir_dll_flags(d->file, e, &flags))
      json_flags(&d->j, "dll_flags", coff_debugdir_dll_flag_names(), flags);
    return;
  default:
    v.size = v.size < HEX_LIMIT ? v.size : HEX_LIMIT;
    bytes(d, "data", v);
    return;
  }
}

void json_debug_dir(struct document *d)
{
  struct coff_debugdir all;
  struct coff_debugdir_entry e;
  if (!coff_debugdir_open(d->file, &all)) {
    json_null(&d->j, "debug");
    return;
  }
  json_array(&d->j, "debug");
  while (coff_debugdir_next(&all, &e)) {
    json_object(&d->j, NULL);
    json_uint(&d->j, "offset", e.offset);
    json_text(&d->j, "type", coff_debugdir_type_name(e.type));
    json_uint(&d->j, "type_raw", e.type);
    json_uint(&d->j, "characteristics", e.characteristics);
    json_uint(&d->j, "timestamp", e.time);
    json_uint(&d->j, "major_version", e.major);
    json_uint(&d->j, "minor_version", e.minor);
    json_uint(&d->j, "size", e.size);
    json_uint(&d->j, "rva", e.rva);
    json_uint(&d->j, "file_offset", e.pointer);
    data(d, &e);
    json_end(&d->j);
  }
  json_end(&d->j);
}
