// A file as text: its parts in order, and the pieces that several parts print.
//
// Skip it unless you add a part. Parts print and nothing else: all they know of a flavour comes from
// its target's tables.
#include "coffdump/text.h"
#include "coffdump/budget.h"
#include <stdlib.h>
#include <string.h>
#include <time.h>

void text_bold(const struct text *x, bool on)
{
  size_t column = x->o->column;
  if (x->o->color)
    out_text(x->o, on ? "\033[1m" : "\033[0m");
  x->o->column = column;
}

void text_heading(const struct text *x, const char *title, uint64_t n)
{
  struct out *o = x->o;
  out_char(o, '\n');
  text_bold(x, true);
  out_text(o, title);
  if (n != COFF_NOWHERE) {
    out_text(o, " (");
    out_dec(o, n);
    out_char(o, ')');
  }
  text_bold(x, false);
  out_text(o, ":\n");
}

void text_label(const struct text *x, const char *name)
{
  struct out *o = x->o;
  out_text(o, "  ");
  size_t start = o->column;
  text_bold(x, true);
  out_text(o, name);
  text_bold(x, false);
  out_pad(o, start + 12);
}

void text_section_title(const struct text *x, const char *before, const struct coff_section *s,
                        const char *behind)
{
  struct out *o = x->o;
  out_char(o, '\n');
  text_bold(x, true);
  out_text(o, before);
  text_section_ref(x, s->number);
  out_text(o, behind);
  text_bold(x, false);
  out_text(o, ":\n");
}

void text_symbol_name(const struct text *x, struct coff_str name)
{
  char *plain = x->opt->demangle ? demangled(x->opt, name) : NULL;
  if (plain != NULL)
    name = (struct coff_str){plain, strlen(plain)};
  out_name(x->o, name);
  free(plain);
}

bool text_symbol_at(const struct text *x, uint64_t index)
{
  struct coff_syment s;
  struct coff_str name;
  if (coff_syment_read(x->f, index, 1, &s) == 0)
    return false;
  coff_syment_name(x->f, &s, &name);
  text_symbol_name(x, name);
  return true;
}

void text_section_ref(const struct text *x, int64_t number)
{
  struct coff_str name;
  if (number == 0)
    out_text(x->o, "undefined");
  else if (number == -1)
    out_text(x->o, "absolute");
  else if (number == -2)
    out_text(x->o, "debug");
  else
    out_sdec(x->o, number);
  if (number <= 0)
    return;
  if (!coff_section_name(x->f, (uint32_t)number, &name)) {
    out_text(x->o, " (no such section)");
    return;
  }
  out_char(x->o, ' ');
  out_name(x->o, name);
}

// A reproducible build puts a hash in the date's place. Half of all hashes have the high bit set,
// which a date has only from 2038 on; of the others nothing can be told.
void text_date(const struct text *x, uint32_t timdat)
{
  time_t when = (time_t)timdat;
  struct tm tm;
  char date[40];
  if (timdat == 0 || timdat == UINT32_MAX) {
    out_text(x->o, "none");
    return;
  }
  if (timdat > INT32_MAX) {
    out_hex(x->o, timdat, 8);
    out_text(x->o, " (a hash: after 2038 as a date)");
    return;
  }
  if (gmtime_r(&when, &tm) != NULL && strftime(date, sizeof date, "%Y-%m-%dT%H:%M:%SZ", &tm) != 0)
    out_text(x->o, date);
}

void text_rva_place(const struct text *x, uint64_t rva)
{
  struct coff_str name;
  uint64_t offset;
  if (!coff_section_name(x->f, coff_rva_within(x->f, rva, &offset), &name))
    return;
  out_text(x->o, " in ");
  out_name(x->o, name);
  out_char(x->o, '+');
  out_hex(x->o, offset, 0);
}

unsigned text_digits(uint64_t count)
{
  unsigned n = 1;
  while ((count /= 10) != 0)
    n++;
  return n;
}

void text_more(const struct text *x, uint64_t n, const char *option)
{
  out_text(x->o, "... and ");
  out_dec(x->o, n);
  out_text(x->o, " more (");
  out_text(x->o, option);
  out_text(x->o, ")\n");
}

static void all_sections(const struct text *x)
{
  text_sections(x, UINT32_MAX, true);
}

static void disassembly(const struct text *x)
{
  disassemble(x->f, x->opt, x->o);
}

void text_dump(const struct coff_file *f, const struct options *opt, struct out *o)
{
  static const struct {
    unsigned part;
    void (*print)(const struct text *);
    const char *words; // of a part that shows nothing if the file has no such thing
  } all[] = {
      {PART_SUMMARY, text_summary, NULL},
      {PART_HEADERS, text_headers, NULL},
      {PART_RICH, text_rich, "Rich header"},
      {PART_SECTIONS, all_sections, NULL},
      {PART_EXPORTS, text_exports, "exports"},
      {PART_IMPORTS, text_imports, "imports"},
      {PART_RESOURCES, text_resources, "resources"},
      {PART_UNWIND, text_exceptions, "function tables"},
      {PART_BASE_RELOCS, text_base_relocs, "base relocations"},
      {PART_DEBUG_DIR, text_debug_dir, "debug directory"},
      {PART_TLS, text_tls, "thread-local storage"},
      {PART_LOAD_CONFIG, text_load_config, "load configuration"},
      {PART_CLR, text_clr, "CLR header"},
      {PART_CERTIFICATES, text_certificates, "certificates"},
      {PART_OVERLAY, text_overlay, "stub, and no overlay"},
      {PART_LOADER, text_xcoff_loader, "loader section"},
      {PART_COMDAT, text_comdats, NULL},
      {PART_SYMBOLS, text_symbols, NULL},
      {PART_RELOCS, text_relocs, NULL},
      {PART_LINES, text_lines, NULL},
      {PART_STRINGS, text_strings, NULL},
      {PART_DIRECTIVES, text_directives, NULL},
      {PART_DEBUG, text_debug, "debug sections"},
      {PART_CONTENTS, text_contents, NULL},
      {PART_DISASSEMBLY, disassembly, NULL},
      {PART_MAP, text_map, NULL},
  };
  const struct coff_target *t = coff_file_target(f);
  struct text x = {f, t, opt, o, t->address_bits / 4};
  // Who asks for a part wants an answer; --all would answer for a dozen that nobody asked for.
  bool asked = opt->parts != PART_ALL && opt->output == NULL;
  out_begin_file(o, coff_file_bytes(f).size);
  for (size_t i = 0; i < COFF_COUNT(all); i++) {
    if ((opt->parts & all[i].part) == 0)
      continue;
    uint64_t before = o->spilled + o->used;
    all[i].print(&x);
    if (o->spilled + o->used == before && asked && all[i].words != NULL)
      out_printf(o, "\nNo %s.\n", all[i].words);
  }
  budget_report_names(f, o);
}
