// Linker directives, and the sections that debuggers and unwinders read.
//
// Skip it unless one of them is printed wrongly. What a section is for is a question to the target;
// what it holds is decoded by the library (coff/debug.h).
#include "coff/debug.h"
#include "coffdump/budget.h"
#include "coffdump/ecoff.h"
#include "coffdump/text.h"

static void section_title(const struct text *x, const struct coff_section *s, const char *what)
{
  char before[64];
  snprintf(before, sizeof before, "%s in section ", what);
  text_section_title(x, before, s, "");
}

void text_directives(const struct text *x)
{
  struct coff_section s;
  struct coff_directive d;
  struct coff_view v;
  struct out *o = x->o;
  struct budget budget;
  bool any = false;
  budget_open(&budget, x->f, SHARED_SPARE, "directives");
  for (uint32_t i = 1; coff_section_get(x->f, i, &s); i++) {
    if (coff_target_special_section(x->t, s.name) != COFF_SPECIAL_DIRECTIVES)
      continue;
    any = true;
    coff_section_contents(x->f, &s, &v);
    if (!budget_spend(&budget, &s, v.size))
      break;
    section_title(x, &s, "Directives");
    struct coff_directives all = coff_directives_open(coff_file_reporter(x->f), v);
    while (coff_directives_next(&all, &d)) {
      out_text(o, "  ");
      out_name(o, d.name);
      if (d.has_value) {
        out_pad(o, 24);
        out_name(o, d.value);
      }
      out_char(o, '\n');
    }
  }
  if (!any)
    text_heading(x, "Directives", 0);
}

// ---- CodeView ---------------------------------------------------------------------------------

static void number_or_name(struct out *o, const char *name, uint32_t number)
{
  if (name != NULL)
    out_text(o, name);
  else
    out_hex(o, number, 4);
}

static void records(const struct text *x, struct coff_cv_records *all, const char *indent)
{
  struct coff_cv_record r;
  struct out *o = x->o;
  while (coff_cv_record_next(all, &r)) {
    out_text(o, indent);
    out_hex(o, r.offset, 8);
    out_char(o, ' ');
    if (r.index != 0) {
      out_hex(o, r.index, 4);
      out_char(o, ' ');
    }
    size_t start = o->column;
    number_or_name(o, r.kind_name, r.kind);
    if (r.has_name) {
      out_pad(o, start + 22);
      text_symbol_name(x, r.name);
    }
    out_char(o, '\n');
  }
}

static void lines(const struct text *x, struct coff_view data, struct coff_view files,
                  struct coff_view strings)
{
  struct coff_cv_lines all;
  struct coff_cv_line l;
  struct coff_str name;
  struct out *o = x->o;
  uint32_t file = UINT32_MAX;
  if (!coff_cv_lines_open(coff_file_reporter(x->f), data, &all))
    return;
  while (coff_cv_line_next(&all, &l)) {
    if (l.file != file && coff_cv_file_name(files, strings, l.file, &name)) {
      out_text(o, "      ");
      out_name(o, name);
      out_char(o, '\n');
    }
    file = l.file;
    out_text(o, "      +");
    out_hex(o, l.offset, 4);
    out_dec_right(o, l.line, 7);
    if (l.column != 0) {
      out_char(o, ':');
      out_dec(o, l.column);
    }
    out_char(o, '\n');
  }
}

static void source_files(const struct text *x, struct coff_view data, struct coff_view strings)
{
  struct coff_cv_files all = coff_cv_files(coff_file_reporter(x->f), data);
  struct coff_cv_file file;
  struct coff_str name;
  struct out *o = x->o;
  while (coff_cv_file_next(&all, &file)) {
    const char *kind = coff_cv_checksum_name(file.checksum_kind);
    out_text(o, "      ");
    if (coff_cv_file_name(data, strings, file.at, &name))
      out_name(o, name);
    out_char(o, ' ');
    number_or_name(o, kind, file.checksum_kind);
    out_char(o, ' ');
    for (uint64_t i = 0; i < file.checksum.size; i++)
      out_hex_bare(o, file.checksum.data[i], 2);
    out_char(o, '\n');
  }
}

static void subsection(const struct text *x, const struct coff_cv_subsection *sub,
                       struct coff_view files, struct coff_view strings)
{
  struct out *o = x->o;
  out_text(o, "  ");
  out_hex(o, sub->offset, 8);
  out_char(o, ' ');
  number_or_name(o, coff_cv_subsection_name(sub->kind), sub->kind);
  out_text(o, sub->ignored ? ", ignored by the linker, " : ", ");
  out_dec(o, sub->data.size);
  out_text(o, " bytes\n");
  if (sub->kind == DEBUG_S_SYMBOLS) {
    struct coff_cv_records all = coff_cv_symbols(coff_file_reporter(x->f), sub->data);
    records(x, &all, "    ");
  } else if (sub->kind == DEBUG_S_LINES) {
    lines(x, sub->data, files, strings);
  } else if (sub->kind == DEBUG_S_FILECHKSMS) {
    source_files(x, sub->data, strings);
  }
}

// The tables of source files serve all sections of an object: they are looked for once.
struct sources {
  struct coff_view files, strings;
};

static void cv_symbols(const struct text *x, const struct coff_section *s, struct coff_view v,
                       const struct sources *src)
{
  struct coff_cv cv;
  struct coff_cv_subsection sub;
  section_title(x, s, "CodeView symbols");
  if (!coff_cv_open(coff_file_reporter(x->f), v, &cv))
    return;
  while (coff_cv_next(&cv, &sub))
    subsection(x, &sub, src->files, src->strings);
}

static void cv_types(const struct text *x, const struct coff_section *s, struct coff_view v)
{
  struct coff_cv_records all;
  section_title(x, s, "CodeView types");
  if (coff_cv_types(coff_file_reporter(x->f), v, &all))
    records(x, &all, "  ");
}

static void cv_hashes(const struct text *x, const struct coff_section *s, struct coff_view v)
{
  struct coff_cv_hashes h;
  section_title(x, s, "Hashes of CodeView types");
  if (!coff_cv_hashes(coff_file_reporter(x->f), v, &h))
    return;
  out_text(x->o, "  ");
  out_dec(x->o, h.count);
  out_text(x->o, " of ");
  number_or_name(x->o, coff_cv_hash_name(h.algorithm), h.algorithm);
  out_char(x->o, '\n');
}

// ---- The rest -------------------------------------------------------------------------------

static void function_table(const struct text *x, const struct coff_section *s)
{
  struct coff_view v = coff_pdata_contents(x->f, s);
  section_title(x, s, "Function table");
  if (v.size == 0 && x->t->virtual_size) {
    out_text(x->o, "  none that the exception directory names\n");
    return;
  }
  out_text(x->o, "  ");
  out_dec(x->o, x->t->pdata == NULL ? 0 : v.size / x->t->pdata->size);
  out_text(x->o, " entries (--unwind)\n");
}

static void unwind_records(const struct text *x, const struct coff_section *s, struct coff_view v)
{
  struct out *o = x->o;
  section_title(x, s, "Unwind records");
  out_text(o, "  ");
  out_dec(o, v.size);
  out_text(o, " bytes at ");
  out_hex(o, v.origin, 0);
  out_char(o, '\n');
}

static void compressed(const struct text *x, const struct coff_section *s)
{
  uint64_t size;
  if (!coff_section_decompressed_size(x->f, s, &size))
    return;
  section_title(x, s, "Compressed contents");
  out_text(x->o, "  ");
  out_dec(x->o, s->file_size);
  out_text(x->o, " bytes, decompressed ");
  out_dec(x->o, size);
  out_char(x->o, '\n');
}

static bool special_section(const struct text *x, const struct coff_section *s,
                            const struct sources *src, struct budget *budget)
{
  struct coff_view v;
  enum coff_special_kind kind = coff_target_special_section(x->t, s->name);
  if (kind == COFF_SPECIAL_NONE || kind == COFF_SPECIAL_DIRECTIVES)
    return false;
  coff_section_contents(x->f, s, &v);
  if (x->t->virtual_size && v.size > s->memory_size) // the rest fills up to the file alignment
    v.size = s->memory_size;
  if (!budget_spend(budget, s, v.size))
    return true;
  switch (kind) {
  case COFF_SPECIAL_PDATA: function_table(x, s); return true;
  case COFF_SPECIAL_XDATA: unwind_records(x, s, v); return true;
  case COFF_SPECIAL_CV_SYMBOLS: cv_symbols(x, s, v, src); return true;
  case COFF_SPECIAL_CV_TYPES:
  case COFF_SPECIAL_CV_PRECOMP: cv_types(x, s, v); return true;
  case COFF_SPECIAL_CV_HASHES: cv_hashes(x, s, v); return true;
  case COFF_SPECIAL_ZDEBUG: compressed(x, s); return true;
  default: return false;
  }
}

// Strings with a length in front, which symbols name by their offset.
static void debug_names(const struct text *x)
{
  struct coff_section s;
  struct coff_view v;
  unsigned prefix = x->t->debug_prefix;
  struct out *o = x->o;
  if (prefix == 0 || x->t->debug_section == NULL ||
      !coff_section_find(x->f, x->t->debug_section, &s))
    return;
  coff_section_contents(x->f, &s, &v);
  section_title(x, &s, "Names of debug symbols");
  for (uint64_t at = 0; v.size - at > prefix;) {
    uint64_t n = coff_load(v.data + at, prefix, x->t->order);
    bool cut = n > v.size - at - prefix;
    n = cut ? v.size - at - prefix : n;
    struct coff_str name = {(const char *)v.data + at + prefix, (size_t)n};
    if (name.size != 0 && name.data[name.size - 1] == 0)
      name.size--;
    out_text(o, "  ");
    out_hex(o, at + prefix, 8);
    out_char(o, ' ');
    out_name(o, name);
    out_text(o, cut ? " (cut off)\n" : "\n");
    at += prefix + n;
  }
}

// Symbols that say how the object was compiled.
static void features(const struct text *x)
{
  struct coff_symbol s;
  struct out *o = x->o;
  if (x->t->special_symbols == NULL)
    return;
  for (uint64_t i = 0; coff_symbol_get(x->f, i, &s); i = coff_symbol_next(&s)) {
    enum coff_special_kind kind = coff_target_special_symbol(x->t, s.name);
    struct coff_tool_id tool = coff_tool_id(s.native.value);
    if (kind != COFF_SPECIAL_FEATURES && kind != COFF_SPECIAL_TOOL)
      continue;
    out_char(o, '\n');
    out_name(o, s.name);
    out_text(o, ": ");
    if (kind == COFF_SPECIAL_FEATURES)
      out_flags(o, coff_feature_flags(), (uint32_t)s.native.value);
    else
      out_printf(o, "product 0x%04x, build %u", tool.product, tool.build);
    out_char(o, '\n');
  }
}

void text_debug(const struct text *x)
{
  struct coff_section s;
  struct sources src;
  struct budget budget;
  bool any = text_ecoff(x);
  features(x);
  budget_open(&budget, x->f, SHARED_SPARE, "debug sections");
  coff_cv_source_tables(x->f, &src.files, &src.strings);
  for (uint32_t i = 1; coff_section_get(x->f, i, &s); i++)
    any |= special_section(x, &s, &src, &budget);
  debug_names(x);
  if (!any && x->t->debug_prefix == 0)
    text_heading(x, "Debug sections", 0);
}
