// An archive as a JSON document: members, symbol index, imports; and members that are no COFF.
//
// Skip it unless you change what is said of an archive itself.
#include "coffdump/archive.h"
#include "coffdump/json.h"
#include "coffdump/names.h"

static void number(struct json_writer *j, const struct coff_member *m, unsigned bit,
                   const char *key, int64_t v)
{
  if ((m->has & bit) != 0)
    json_int(j, key, v);
  else
    json_null(j, key);
}

static void optional_str(struct json_writer *j, const char *key, struct coff_str s)
{
  if (s.size == 0)
    json_null(j, key);
  else
    json_str(j, key, s);
}

static void import(struct document *d, const struct coff_file *f)
{
  struct json_writer *j = &d->j;
  struct coff_import_member m;
  if (!coff_import_classify(f, &m))
    return;
  json_row(j, "import");
  json_text(j, "kind", coff_import_kind_name(m.kind));
  optional_str(j, "dll", m.dll);
  json_symbol_name(d, "symbol", m.symbol);
  optional_str(j, "name", m.name);
  if (m.has_number)
    json_uint(j, m.by_ordinal ? "ordinal" : "hint", m.number);
  optional_str(j, "link", m.link);
  json_bool(j, "has_code", m.has_code);
  json_bool(j, "delayed", m.delayed);
  json_end(j);
}

// What the contents are: kind, and target or foreign.
static void contents(struct document *d, const struct coff_member_opened *o)
{
  struct json_writer *j = &d->j;
  if (o->file != NULL) {
    json_text(j, "kind", kind_name(coff_file_kind(o->file)));
    json_text(j, "target", coff_file_target(o->file)->name);
    import(d, o->file);
    return;
  }
  json_text(j, "kind", o->archive != NULL ? "archive" : "unknown");
  json_null(j, "target");
  if (o->foreign != NULL)
    json_text(j, "foreign", o->foreign);
}

static void member(struct document *d, const struct coff_archive *a, const struct coff_member *m)
{
  struct json_writer *j = &d->j;
  struct coff_member_opened o;
  json_row(j, NULL);
  json_str(j, "name", m->name);
  json_uint(j, "header_offset", m->header_offset);
  if (m->external)
    json_null(j, "data_offset");
  else
    json_uint(j, "data_offset", m->data_offset);
  if (m->origin != 0)
    json_uint(j, "origin", m->origin);
  json_uint(j, "size", m->size);
  number(j, m, COFF_MEMBER_HAS_DATE, "date", m->date);
  number(j, m, COFF_MEMBER_HAS_UID, "uid", m->uid);
  number(j, m, COFF_MEMBER_HAS_GID, "gid", m->gid);
  number(j, m, COFF_MEMBER_HAS_MODE, "mode", m->mode);
  if (m->is_damaged)
    json_bool(j, "damaged", true);
  if (m->special != COFF_MEMBER_ORDINARY) {
    json_text(j, "special", coff_member_special_name(m->special));
  } else {
    json_null(j, "special");
    coff_member_open(a, m, NULL, &o);
    contents(d, &o);
    coff_member_close(a, &o);
  }
  json_end(j);
}

static void members(struct document *d, const struct coff_archive *a)
{
  struct coff_member_cursor c;
  struct coff_member m;
  json_array(&d->j, "members");
  coff_member_first(a, &c);
  while (!d->j.out->failed && coff_member_next(&c, &m))
    member(d, a, &m);
  json_end(&d->j);
}

static void offset(struct json_writer *j, const char *key, uint64_t v)
{
  if (v == UINT64_MAX)
    json_null(j, key);
  else
    json_uint(j, key, v);
}

static void table(struct document *d, const struct coff_archive *a, unsigned n)
{
  struct json_writer *j = &d->j;
  struct coff_index_table t;
  struct coff_index_cursor c;
  struct coff_index_entry e;
  coff_index_get(a, n, &t);
  json_object(j, NULL);
  json_text(j, "kind", coff_member_special_name(t.kind));
  json_uint(j, "header_offset", t.header_offset);
  json_text(j, "byte_order", order_name(t.order));
  json_array(j, "entries");
  coff_index_first(a, n, &c);
  while (!j->out->failed && coff_index_next(&c, &e)) {
    json_row(j, NULL);
    json_symbol_name(d, "symbol", e.symbol);
    offset(j, "member", e.member);
    json_end(j);
  }
  json_end(j);
  json_end(j);
}

static void problem(void *user, const struct coff_index_problem *p)
{
  struct document *d = user;
  json_row(&d->j, NULL);
  json_str(&d->j, "symbol", p->symbol);
  json_text(&d->j, "problem", coff_index_problem_name(p->kind));
  offset(&d->j, "member", p->member);
  json_text(&d->j, "table",
            p->table == COFF_MEMBER_ORDINARY ? NULL : coff_member_special_name(p->table));
  json_end(&d->j);
}

static void index_tables(struct document *d, const struct coff_archive *a)
{
  struct json_writer *j = &d->j;
  struct coff_index_check sum;
  json_array(j, "index");
  for (unsigned i = 0; i < coff_index_count(a); i++)
    table(d, a, i);
  json_end(j);
  json_object(j, "index_check");
  json_array(j, "problems");
  coff_index_compare(a, problem, d, &sum);
  json_end(j);
  json_uint(j, "entries", sum.entries);
  json_uint(j, "unchecked", sum.unchecked);
  json_end(j);
}

static void imports(struct document *d, const struct coff_archive *a)
{
  struct coff_import_list list;
  json_array(&d->j, "imports");
  if (coff_import_list_build(a, &list))
    for (size_t i = 0; i < list.count; i++) {
      json_row(&d->j, NULL);
      optional_str(&d->j, "dll", list.dlls[i].dll);
      json_uint(&d->j, "short", list.dlls[i].short_count);
      json_uint(&d->j, "long", list.dlls[i].long_count);
      json_uint(&d->j, "by_ordinal", list.dlls[i].ordinal_count);
      json_end(&d->j);
    }
  json_end(&d->j);
  coff_import_list_free(a, &list);
}

static void begin(struct document *d, const struct coff_archive *a, const char *member_name,
                  uint64_t size, const char *kind, struct out *o)
{
  json_init(&d->j, o, d->opt->json == JSON_PRETTY);
  json_object(&d->j, NULL);
  json_text(&d->j, "file", coff_archive_name(a));
  json_text(&d->j, "member", member_name);
  json_uint(&d->j, "size", size);
  json_text(&d->j, "kind", kind);
  json_null(&d->j, "target");
}

static void finish(struct document *d, const struct diag_list *diags)
{
  json_diagnostics(&d->j, diags);
  json_end(&d->j);
  out_char(d->j.out, '\n');
}

void json_archive(const struct coff_archive *a, const struct options *opt, bool with_index,
                  const struct diag_list *diags, struct out *o)
{
  struct document d = {.opt = opt, .parts = opt->parts};
  begin(&d, a, coff_archive_member(a), coff_archive_bytes(a).size, "archive", o);
  json_object(&d.j, "archive");
  json_text(&d.j, "dialect", coff_archive_dialect_name(coff_archive_dialect(a)));
  json_bool(&d.j, "thin", coff_archive_is_thin(a));
  members(&d, a);
  if (with_index) {
    index_tables(&d, a);
    imports(&d, a);
  }
  json_end(&d.j);
  finish(&d, diags);
}

void json_foreign(const struct coff_archive *a, const char *member_name, uint64_t size,
                  const char *foreign, const struct options *opt, const struct diag_list *diags,
                  struct out *o)
{
  struct document d = {.opt = opt, .parts = opt->parts};
  begin(&d, a, member_name, size, "unknown", o);
  json_text(&d.j, "foreign", foreign);
  finish(&d, diags);
}
