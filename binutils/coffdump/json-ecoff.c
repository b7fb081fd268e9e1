// JSON: symbolic information of ECOFF files.
//
// Skip it unless it is written wrongly. Keys are the names of the fields in the header sym.h, as
// other formats' headers have theirs.
#include "coff/format-ecoff.h"
#include "coffdump/ecoff.h"
#include "coffdump/json.h"
#include "coffdump/options.h"

uint64_t ecoff_lines_room(const struct coff_file *f)
{
  uint64_t bytes;
  coff_ecoff_table(f, COFF_SYMBOLIC_LINES, &bytes);
  return 4 * bytes;
}

bool ecoff_lines_spend(const struct coff_file *f, const struct coff_ecoff_procedure *p,
                       uint64_t *left)
{
  if (p->lines.size <= *left) {
    *left -= p->lines.size;
    return true;
  }
  if (*left != 0)
    coff_fail(coff_file_context(f), coff_file_place(f, p->lines.origin),
              "procedures have more line numbers in all than their table; from procedure %u on "
              "none are shown",
              (unsigned)p->number);
  *left = 0;
  return false;
}

static void fields(struct document *d, enum coff_symbolic_record kind,
                   const struct coff_symbolic_numbers *v)
{
  const char *name;
  unsigned id;
  for (unsigned i = 0; (name = coff_ecoff_field_name(d->target, kind, i, &id)) != NULL; i++) {
    bool is_signed = coff_ecoff_field_is_signed(d->target, kind, i);
    if (is_signed)
      json_int(&d->j, name, (int64_t)v->field[id]);
    else
      json_uint(&d->j, name, v->field[id]);
  }
}

static void header(struct document *d, const struct coff_symbolic_numbers *h)
{
  json_object(&d->j, "header");
  fields(d, COFF_SYMBOLIC_HDRR, h);
  json_end(&d->j);
}

static void files(struct document *d)
{
  struct json_writer *j = &d->j;
  struct coff_ecoff_file fd;
  json_array(j, "files");
  for (uint64_t i = 0; coff_ecoff_file_get(d->file, i, &fd); i++) {
    json_row(j, NULL);
    json_uint(j, "number", i);
    if (fd.has_name)
      json_str(j, "name", fd.name);
    else
      json_null(j, "name");
    json_text(j, "language", coff_ecoff_language_name(fd.native.field[COFF_FDR_LANG]));
    json_uint(j, "debug_level", coff_ecoff_debug_level(fd.native.field[COFF_FDR_GLEVEL]));
    json_bool(j, "stabs", fd.stabs);
    json_uint(j, "first_symbol", fd.first_symbol);
    fields(d, COFF_SYMBOLIC_FDR, &fd.native);
    json_end(j);
  }
  json_end(j);
}

static void lines(struct document *d, const struct coff_ecoff_procedure *p)
{
  struct json_writer *j = &d->j;
  struct coff_ecoff_lines c;
  struct coff_ecoff_line l;
  json_array(j, "lines");
  coff_ecoff_line_first(d->file, p, &c);
  while (coff_ecoff_line_next(&c, &l)) {
    json_row(j, NULL);
    json_uint(j, "address", l.address);
    json_int(j, "line", l.line);
    json_uint(j, "instructions", l.instructions);
    json_end(j);
  }
  json_end(j);
}

static void procedures(struct document *d)
{
  struct json_writer *j = &d->j;
  struct coff_ecoff_procedure p;
  uint64_t left = ecoff_lines_room(d->file);
  json_array(j, "procedures");
  for (uint64_t i = 0; coff_ecoff_procedure_get(d->file, i, &p); i++) {
    json_object(j, NULL);
    json_uint(j, "number", i);
    if (p.symbol == UINT64_MAX) {
      json_null(j, "name");
      json_null(j, "symbol_index");
    } else {
      json_symbol_name(d, "name", p.name);
      json_uint(j, "symbol_index", p.symbol);
    }
    if (p.file == ECOFF_NIL)
      json_null(j, "file");
    else
      json_uint(j, "file", p.file);
    json_uint(j, "address", p.address);
    fields(d, COFF_SYMBOLIC_PDR, &p.native);
    if ((d->parts & PART_LINES) != 0 && ecoff_lines_spend(d->file, &p, &left))
      lines(d, &p);
    json_end(j);
  }
  json_end(j);
}

static void records(struct document *d, const char *key, enum coff_symbolic_record kind)
{
  struct coff_symbolic_numbers v;
  json_array(&d->j, key);
  for (uint64_t i = 0; coff_ecoff_record(d->file, kind, i, &v); i++) {
    json_row(&d->j, NULL);
    json_uint(&d->j, "index", i);
    fields(d, kind, &v);
    if (kind == COFF_SYMBOLIC_OPTR)
      json_text(&d->j, "ot_name", coff_ecoff_optimisation_name(v.field[COFF_OPTR_OT]));
    json_end(&d->j);
  }
  json_end(&d->j);
}

// Only what leads to an auxiliary symbol tells what it is: each is shown as all three.
static void auxiliaries(struct document *d)
{
  struct json_writer *j = &d->j;
  struct coff_ecoff_file fd;
  uint64_t index;
  uint32_t file;
  json_array(j, "auxiliaries");
  for (uint64_t i = 0; coff_ecoff_auxiliary_owner(d->file, i, &file, &index); i++) {
    struct coff_symbolic_numbers isym, rndx, tir;
    json_row(j, NULL);
    json_uint(j, "index", i);
    if (!coff_ecoff_file_get(d->file, file, &fd) ||
        !coff_ecoff_auxiliary(d->file, &fd, index, COFF_SYMBOLIC_ISYM, &isym) ||
        !coff_ecoff_auxiliary(d->file, &fd, index, COFF_SYMBOLIC_RNDX, &rndx) ||
        !coff_ecoff_auxiliary(d->file, &fd, index, COFF_SYMBOLIC_TIR, &tir)) {
      json_null(j, "file");
      json_end(j);
      continue;
    }
    json_uint(j, "file", file);
    fields(d, COFF_SYMBOLIC_ISYM, &isym);
    json_object(j, "rndx");
    fields(d, COFF_SYMBOLIC_RNDX, &rndx);
    json_end(j);
    json_object(j, "tir");
    fields(d, COFF_SYMBOLIC_TIR, &tir);
    json_end(j);
    json_end(j);
  }
  json_end(j);
}

void json_ecoff(struct document *d)
{
  const struct coff_symbolic_numbers *h = coff_ecoff_header(d->file);
  if (d->target->records->symbolic == NULL)
    return;
  if (h == NULL) {
    json_null(&d->j, "ecoff");
    return;
  }
  json_object(&d->j, "ecoff");
  header(d, h);
  files(d);
  procedures(d);
  records(d, "optimisations", COFF_SYMBOLIC_OPTR);
  records(d, "dense_numbers", COFF_SYMBOLIC_DNR);
  records(d, "relative_files", COFF_SYMBOLIC_RFDT);
  auxiliaries(d);
  json_end(&d->j);
}

void json_ecoff_symbol(struct document *d, const struct coff_symbol *s)
{
  struct json_writer *j = &d->j;
  struct coff_ecoff_meaning m;
  coff_ecoff_meaning(d->file, &s->native, &m);
  json_text(j, "symbol_type", coff_ecoff_symbol_type_name(d->target, s->native.type));
  json_bool(j, "external", !s->native.local);
  json_uint(j, "index_raw", s->native.index);
  json_uint(j, "file_raw", s->native.file);
  json_uint(j, "flags_raw", s->native.flags);
  if (m.is_stab) {
    json_text(j, "stab", coff_ecoff_stab_name(m.stab));
    json_uint(j, "stab_raw", m.stab);
  }
  if (m.has_symbol) {
    bool also = m.how == COFF_INDEX_PROC && !s->native.local;
    json_uint(j, also ? "local_symbol" : m.how == COFF_INDEX_BEGIN ? "begin" : "end", m.symbol);
  }
  if (m.has_type)
    json_uint(j, "type_auxiliary", m.type);
}
