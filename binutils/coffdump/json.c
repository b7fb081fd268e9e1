// The JSON document of a file: what it is, its parts, and last what was wrong with it.
//
// Skip it unless you add a part. share/coffdump.schema.json says what each key means; a test fails
// on keys that it does not know.
#include "coffdump/json.h"
#include "coff/image.h"
#include "coffdump/budget.h"
#include "coffdump/ecoff.h"
#include "coffdump/file-map.h"
#include "coffdump/names.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// Asked for nothing, the document has everything but the bytes themselves.
enum { PARTS_DEFAULT = PART_ALL & ~(PART_CONTENTS | PART_DISASSEMBLY | PART_ARCHIVE_INDEX) };

void json_flags(struct json_writer *j, const char *key, const struct coff_flags *names, uint32_t v)
{
  char raw[64];
  uint32_t rest = v;
  json_list(j, key);
  for (size_t i = 0; names != NULL && i < names->n; i++) {
    const struct coff_flag *n = &names->flags[i];
    if ((v & n->mask) != n->value || (n->value == 0 && v != 0))
      continue;
    json_text(j, NULL, n->name);
    rest &= ~n->mask;
  }
  if (rest != 0) {
    snprintf(raw, sizeof raw, "0x%x", (unsigned)rest);
    json_text(j, NULL, raw);
  }
  json_end(j);
  snprintf(raw, sizeof raw, "%s_raw", key);
  json_uint(j, raw, v);
}

void json_guid(struct json_writer *j, const char *key, const uint8_t *bytes)
{
  char text[37];
  if (bytes == NULL) {
    json_null(j, key);
    return;
  }
  coff_guid_text(bytes, text);
  json_text(j, key, text);
}

void json_symbol_name(struct document *d, const char *key, struct coff_str name)
{
  char *plain = demangled(d->opt, name);
  json_str(&d->j, key, name);
  if (plain != NULL)
    json_text(&d->j, "demangled", plain);
  free(plain);
}

static void candidates(struct document *d)
{
  size_t n;
  const struct coff_match *m = coff_file_candidates(d->file, &n);
  json_array(&d->j, "candidates");
  for (size_t i = 0; i < n; i++) {
    json_row(&d->j, NULL);
    json_text(&d->j, "target", m[i].target->name);
    json_text(&d->j, "kind", kind_name(m[i].kind));
    json_int(&d->j, "evidence", m[i].evidence);
    json_end(&d->j);
  }
  json_end(&d->j);
  json_bool(&d->j, "ambiguous", coff_file_is_ambiguous(d->file));
}

static void machine(struct document *d)
{
  const struct coff_machine *m = coff_file_machine(d->file);
  json_row(&d->j, "machine");
  json_text(&d->j, "name", m->name);
  json_text(&d->j, "constant", m->spec);
  json_end(&d->j);
  json_text(&d->j, "family", family_name(d->target->family));
  json_text(&d->j, "byte_order", order_name(d->target->order));
}

// The strings of the table, one after another.
static void strings(struct document *d)
{
  struct coff_view all = coff_file_strings(d->file);
  json_array(&d->j, "strings");
  for (uint64_t at = 4; at < all.size;) { // the length word
    struct coff_str s = coff_view_string(all, at, NULL);
    json_row(&d->j, NULL);
    json_uint(&d->j, "offset", at);
    json_str(&d->j, "value", s);
    json_end(&d->j);
    at += s.size + 1;
  }
  json_end(&d->j);
}

static void map_range(struct document *d, const struct coff_range *r, size_t index)
{
  json_row(&d->j, NULL);
  json_uint(&d->j, "index", index);
  json_uint(&d->j, "parent", r->parent);
  json_uint(&d->j, "offset", r->offset);
  json_uint(&d->j, "size", r->size);
  json_text(&d->j, "kind", coff_range_kind_name(r->kind));
  if (r->what != NULL)
    json_text(&d->j, "what", r->what);
  if (r->section != 0)
    json_uint(&d->j, "section", r->section);
  if (r->overlaps)
    json_bool(&d->j, "overlaps", true);
  json_end(&d->j);
}

static void map(struct document *d)
{
  struct coff_map m;
  json_array(&d->j, "map");
  if (file_map(d->file, &m)) {
    for (size_t i = 0; i < m.count; i++)
      map_range(d, &m.ranges[i], i);
    coff_map_free(d->file, &m);
  }
  json_end(&d->j);
}

static void file_parts(struct document *d)
{
  const unsigned with_sections =
      PART_SECTIONS | PART_RELOCS | PART_LINES | PART_COMDAT | PART_CONTENTS;
  candidates(d);
  machine(d);
  if ((d->parts & PART_HEADERS) != 0) {
    json_headers(d);
    json_hardening(d);
  }
  if ((d->parts & PART_RICH) != 0)
    json_rich(d);
  if ((d->parts & with_sections) != 0)
    json_sections(d);
  if ((d->parts & PART_DIRECTORIES) != 0)
    json_directories(d);
  if ((d->parts & PART_CERTIFICATES) != 0)
    json_checksum(d);
  if ((d->parts & PART_OVERLAY) != 0)
    json_overlay(d);
  if ((d->parts & PART_LOADER) != 0)
    json_xcoff_loader(d);
  if ((d->parts & PART_SYMBOLS) != 0)
    json_symbols(d);
  if ((d->parts & (PART_DEBUG | PART_LINES)) != 0)
    json_ecoff(d);
  if ((d->parts & PART_STRINGS) != 0)
    strings(d);
  if ((d->parts & PART_DIRECTIVES) != 0)
    json_directives(d);
  if ((d->parts & PART_DEBUG) != 0) {
    json_features(d);
    json_debug(d);
  }
  if ((d->parts & PART_DISASSEMBLY) != 0)
    json_disassembly(d);
  if ((d->parts & PART_MAP) != 0)
    map(d);
}

void json_diagnostics(struct json_writer *j, const struct diag_list *diags)
{
  static const char *const severities[] = {
      [COFF_NOTE] = "note", [COFF_WARNING] = "warning", [COFF_ERROR] = "error"};
  json_array(j, "diagnostics");
  for (size_t i = 0; diags != NULL && i < diags->count; i++) {
    const struct diag_entry *e = &diags->entries[i];
    json_row(j, NULL);
    json_text(j, "severity", severities[e->severity]);
    if (e->offset == COFF_NOWHERE)
      json_null(j, "offset");
    else
      json_uint(j, "offset", e->offset);
    json_text(j, "text", e->text);
    json_end(j);
  }
  json_end(j);
  if (diags != NULL && diags->dropped != 0)
    json_uint(j, "diagnostics_dropped", diags->dropped);
}

void json_dump(const struct coff_file *f, const char *name, const char *member, uint64_t size,
               const struct options *opt, const struct diag_list *diags, struct out *o)
{
  struct document d = {.file = f, .opt = opt, .parts = opt->parts & ~(unsigned)PART_SUMMARY};
  if (d.parts == 0)
    d.parts = PARTS_DEFAULT;
  json_init(&d.j, o, opt->json == JSON_PRETTY);
  json_object(&d.j, NULL);
  json_text(&d.j, "file", name);
  json_text(&d.j, "member", member);
  json_uint(&d.j, "size", f == NULL ? size : coff_file_bytes(f).size);
  json_text(&d.j, "kind", f == NULL ? "unknown" : kind_name(coff_file_kind(f)));
  if (f == NULL)
    json_null(&d.j, "target");
  if (f != NULL) {
    d.target = coff_file_target(f);
    json_text(&d.j, "target", d.target->name);
    out_begin_file(o, coff_file_bytes(f).size);
    file_parts(&d);
    budget_report_names(f, o);
  }
  json_diagnostics(&d.j, diags);
  json_end(&d.j);
  out_char(o, '\n');
}
