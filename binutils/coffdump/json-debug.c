// JSON: directives, features, and the sections that debuggers and unwinders read.
//
// Skip it unless you change what one of them holds: the library decodes them (coff/debug.h).
#include "coff/debug.h"
#include "coffdump/json.h"

void json_directives(struct document *d)
{
  struct coff_section s;
  struct coff_directive one;
  struct coff_view v;
  struct budget budget;
  budget_open(&budget, d->file, SHARED_SPARE, "directives");
  json_array(&d->j, "directives");
  for (uint32_t i = 1; coff_section_get(d->file, i, &s); i++) {
    if (coff_target_special_section(d->target, s.name) != COFF_SPECIAL_DIRECTIVES)
      continue;
    coff_section_contents(d->file, &s, &v);
    if (!budget_spend(&budget, &s, v.size))
      break;
    struct coff_directives all = coff_directives_open(coff_file_reporter(d->file), v);
    while (coff_directives_next(&all, &one)) {
      json_row(&d->j, NULL);
      json_uint(&d->j, "section", s.number);
      json_uint(&d->j, "offset", one.offset);
      json_str(&d->j, "name", one.name);
      if (one.has_value)
        json_str(&d->j, "value", one.value);
      else
        json_null(&d->j, "value");
      json_str(&d->j, "raw", one.raw);
      json_end(&d->j);
    }
  }
  json_end(&d->j);
}

static void feature(struct document *d, const struct coff_symbol *s)
{
  enum coff_special_kind kind = coff_target_special_symbol(d->target, s->name);
  struct coff_tool_id tool = coff_tool_id(s->native.value);
  if (kind != COFF_SPECIAL_FEATURES && kind != COFF_SPECIAL_TOOL)
    return;
  json_row(&d->j, NULL);
  json_uint(&d->j, "symbol_index", s->index);
  json_str(&d->j, "symbol", s->name);
  if (kind == COFF_SPECIAL_FEATURES) {
    json_flags(&d->j, "flags", coff_feature_flags(), (uint32_t)s->native.value);
  } else {
    json_uint(&d->j, "product", tool.product);
    json_uint(&d->j, "build", tool.build);
  }
  json_end(&d->j);
}

// Symbols that say how the object was compiled.
void json_features(struct document *d)
{
  struct coff_symbol s;
  json_array(&d->j, "features");
  for (uint64_t i = 0; d->target->special_symbols != NULL && coff_symbol_get(d->file, i, &s);
       i = coff_symbol_next(&s))
    feature(d, &s);
  json_end(&d->j);
}

// ---- CodeView ---------------------------------------------------------------------------------

static void records(struct document *d, struct coff_cv_records *all)
{
  struct coff_cv_record r;
  json_array(&d->j, "records");
  while (coff_cv_record_next(all, &r)) {
    json_row(&d->j, NULL);
    json_uint(&d->j, "offset", r.offset);
    json_text(&d->j, "kind", r.kind_name);
    json_uint(&d->j, "kind_raw", r.kind);
    if (r.index != 0)
      json_uint(&d->j, "index", r.index);
    json_uint(&d->j, "size", r.data.size);
    if (r.has_name)
      json_symbol_name(d, "name", r.name);
    json_end(&d->j);
  }
  json_end(&d->j);
}

static void line(struct document *d, const struct coff_cv_line *l)
{
  json_row(&d->j, NULL);
  json_uint(&d->j, "file", l->file);
  json_uint(&d->j, "offset", l->offset);
  json_uint(&d->j, "line", l->line);
  json_uint(&d->j, "end_line", l->end_line);
  if (l->column != 0) {
    json_uint(&d->j, "column", l->column);
    json_uint(&d->j, "end_column", l->end_column);
  }
  json_bool(&d->j, "is_statement", l->is_statement);
  json_end(&d->j);
}

static void lines(struct document *d, struct coff_view data)
{
  struct coff_cv_lines all;
  struct coff_cv_line l;
  if (!coff_cv_lines_open(coff_file_reporter(d->file), data, &all))
    return;
  json_uint(&d->j, "code_offset", all.start);
  json_uint(&d->j, "code_size", all.length);
  json_uint(&d->j, "segment", all.segment);
  json_array(&d->j, "lines");
  while (coff_cv_line_next(&all, &l))
    line(d, &l);
  json_end(&d->j);
}

static void source_files(struct document *d, struct coff_view data, struct coff_view strings)
{
  struct coff_cv_files all = coff_cv_files(coff_file_reporter(d->file), data);
  struct coff_cv_file file;
  struct coff_str name;
  json_array(&d->j, "files");
  while (coff_cv_file_next(&all, &file)) {
    json_row(&d->j, NULL);
    json_uint(&d->j, "offset", file.at);
    if (coff_cv_file_name(data, strings, file.at, &name))
      json_str(&d->j, "name", name);
    else
      json_null(&d->j, "name");
    json_text(&d->j, "checksum_kind", coff_cv_checksum_name(file.checksum_kind));
    json_uint(&d->j, "checksum_kind_raw", file.checksum_kind);
    json_bytes(&d->j, "checksum", file.checksum.data, (size_t)file.checksum.size);
    json_end(&d->j);
  }
  json_end(&d->j);
}

static void subsection(struct document *d, const struct coff_cv_subsection *sub,
                       struct coff_view strings)
{
  json_object(&d->j, NULL);
  json_uint(&d->j, "offset", sub->offset);
  json_text(&d->j, "kind", coff_cv_subsection_name(sub->kind));
  json_uint(&d->j, "kind_raw", sub->kind);
  json_bool(&d->j, "ignored", sub->ignored);
  json_uint(&d->j, "size", sub->data.size);
  if (sub->kind == DEBUG_S_SYMBOLS) {
    struct coff_cv_records all = coff_cv_symbols(coff_file_reporter(d->file), sub->data);
    records(d, &all);
  } else if (sub->kind == DEBUG_S_LINES) {
    lines(d, sub->data);
  } else if (sub->kind == DEBUG_S_FILECHKSMS) {
    source_files(d, sub->data, strings);
  }
  json_end(&d->j);
}

static void cv_symbols(struct document *d, struct coff_view v, struct coff_view strings)
{
  struct coff_cv cv;
  struct coff_cv_subsection sub;
  if (!coff_cv_open(coff_file_reporter(d->file), v, &cv))
    return;
  json_text(&d->j, "signature", coff_cv_signature_name(cv.signature));
  json_uint(&d->j, "signature_raw", cv.signature);
  json_array(&d->j, "subsections");
  while (coff_cv_next(&cv, &sub))
    subsection(d, &sub, strings);
  json_end(&d->j);
}

static void cv_types(struct document *d, struct coff_view v)
{
  struct coff_cv_records all;
  if (coff_cv_types(coff_file_reporter(d->file), v, &all))
    records(d, &all);
}

static void cv_hashes(struct document *d, struct coff_view v)
{
  struct coff_cv_hashes h;
  if (!coff_cv_hashes(coff_file_reporter(d->file), v, &h))
    return;
  json_text(&d->j, "algorithm", coff_cv_hash_name(h.algorithm));
  json_uint(&d->j, "algorithm_raw", h.algorithm);
  json_uint(&d->j, "hash_size", h.size);
  json_uint(&d->j, "count", h.count);
  json_bytes(&d->j, "hashes", h.hashes.data, (size_t)h.hashes.size);
}

// ---- Unwinding, and the rest ------------------------------------------------------------------

// "exceptions" has the entries.
static void function_table(struct document *d, struct coff_view v)
{
  if (d->target->pdata != NULL)
    json_uint(&d->j, "count", v.size / d->target->pdata->size);
}

static void compressed(struct document *d, const struct coff_section *s)
{
  uint64_t size;
  if (coff_section_decompressed_size(d->file, s, &size))
    json_uint(&d->j, "decompressed_size", size);
}

static const char *special_name(enum coff_special_kind kind)
{
  switch (kind) {
  case COFF_SPECIAL_PDATA: return "function table";
  case COFF_SPECIAL_XDATA: return "unwind records";
  case COFF_SPECIAL_CV_SYMBOLS: return "CodeView symbols";
  case COFF_SPECIAL_CV_TYPES: return "CodeView types";
  case COFF_SPECIAL_CV_PRECOMP: return "CodeView precompiled types";
  case COFF_SPECIAL_CV_HASHES: return "CodeView type hashes";
  case COFF_SPECIAL_ZDEBUG: return "compressed";
  default: return NULL;
  }
}

static void special_section(struct document *d, const struct coff_section *s,
                            struct coff_view strings, struct budget *budget)
{
  struct coff_view v;
  enum coff_special_kind kind = coff_target_special_section(d->target, s->name);
  if (special_name(kind) == NULL)
    return;
  coff_section_contents(d->file, s, &v);
  // What an image has in the file past its size in memory is padding.
  if (s->memory_size != 0 && s->memory_size < v.size)
    v.size = s->memory_size;
  if (kind == COFF_SPECIAL_PDATA)
    v = coff_pdata_contents(d->file, s);
  if (!budget_spend(budget, s, v.size))
    return;
  json_object(&d->j, NULL);
  json_uint(&d->j, "section", s->number);
  json_str(&d->j, "name", s->name);
  json_text(&d->j, "kind", special_name(kind));
  json_uint(&d->j, "size", v.size);
  switch (kind) {
  case COFF_SPECIAL_PDATA: function_table(d, v); break;
  case COFF_SPECIAL_CV_SYMBOLS: cv_symbols(d, v, strings); break;
  case COFF_SPECIAL_CV_TYPES:
  case COFF_SPECIAL_CV_PRECOMP: cv_types(d, v); break;
  case COFF_SPECIAL_CV_HASHES: cv_hashes(d, v); break;
  case COFF_SPECIAL_ZDEBUG: compressed(d, s); break;
  default: break;
  }
  json_end(&d->j);
}

// Names with a length in front, which symbols name by their offset.
static void debug_names(struct document *d)
{
  struct coff_section s;
  struct coff_view v;
  unsigned prefix = d->target->debug_prefix;
  json_array(&d->j, "debug_names");
  if (prefix != 0 && d->target->debug_section != NULL &&
      coff_section_find(d->file, d->target->debug_section, &s)) {
    coff_section_contents(d->file, &s, &v);
    for (uint64_t at = 0; v.size - at > prefix;) {
      uint64_t n = coff_load(v.data + at, prefix, d->target->order);
      uint64_t room = v.size - at - prefix;
      n = n > room ? room : n;
      struct coff_str name = {(const char *)v.data + at + prefix, (size_t)n};
      if (name.size != 0 && name.data[name.size - 1] == '\0')
        name.size--;
      json_row(&d->j, NULL);
      json_uint(&d->j, "offset", at + prefix);
      json_str(&d->j, "value", name);
      json_end(&d->j);
      at += prefix + n;
    }
  }
  json_end(&d->j);
}

void json_debug(struct document *d)
{
  struct coff_section s;
  struct coff_view files, strings;
  struct budget budget;
  budget_open(&budget, d->file, SHARED_SPARE, "debug sections");
  coff_cv_source_tables(d->file, &files, &strings);
  json_array(&d->j, "debug_sections");
  for (uint32_t i = 1; coff_section_get(d->file, i, &s); i++)
    special_section(d, &s, strings, &budget);
  json_end(&d->j);
  debug_names(d);
}
