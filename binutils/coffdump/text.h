// The parts of a text dump, and what they share.
//
// Skip it unless you add a part, or print in one.
#ifndef COFFDUMP_TEXT_H
#define COFFDUMP_TEXT_H
#include "coff/debug.h"
#include "coff/reloc.h"
#include "coff/symbols.h"
#include "coffdump/coffdump.h"
#include "coffdump/names.h"

struct text {
  const struct coff_file *f;
  const struct coff_target *t;
  const struct options *opt;
  struct out *o;
  unsigned digits; // of an address
};

// From here on bold, or no longer, if colours are wanted; it takes no room in a line.
void text_bold(const struct text *x, bool on);
// A part's first line: TITLE, with N if it is not COFF_NOWHERE: "Sections (12):".
void text_heading(const struct text *x, const char *title, uint64_t n);
// Begins a line of the summary: "  imports     ".
void text_label(const struct text *x, const char *name);
// The same of one section: "Contents of section 8 .drectve (decompressed):".
void text_section_title(const struct text *x, const char *before, const struct coff_section *s,
                        const char *behind);
// NAME escaped, demangled if that was asked for.
void text_symbol_name(const struct text *x, struct coff_str name);
// The name of the symbol at INDEX; false, and nothing printed, if there is none.
bool text_symbol_at(const struct text *x, uint64_t index);
// "3 .text", "undefined", "absolute", "debug" or the number alone.
void text_section_ref(const struct text *x, int64_t number);
// Seconds since 1970, or why they are no date.
void text_date(const struct text *x, uint32_t timdat);
// " in .rdata+0x10" for an address that counts from the image base, or nothing.
void text_rva_place(const struct text *x, uint64_t rva);
// Columns of text that is at most COUNT of whatever: digits of COUNT.
unsigned text_digits(uint64_t count);

// What is left out of a summary: "... and 214 more (--symbols)".
void text_more(const struct text *x, uint64_t n, const char *option);

void text_summary(const struct text *x);
// What an image takes, gives, and can be trusted with; a part of the summary.
void text_image(const struct text *x);
void text_headers(const struct text *x);
// At most LIMIT sections; DETAILS: every flag by its name on a line of its own.
void text_sections(const struct text *x, uint32_t limit, bool details);
void text_symbols(const struct text *x);
void text_relocs(const struct text *x);
void text_lines(const struct text *x);
void text_strings(const struct text *x);
void text_directives(const struct text *x);
void text_comdats(const struct text *x);
void text_debug(const struct text *x);
void text_contents(const struct text *x);
void text_map(const struct text *x);
// What images have: each shows nothing if the file has no such thing.
void text_exports(const struct text *x);
void text_imports(const struct text *x);
void text_base_relocs(const struct text *x);
void text_resources(const struct text *x);
void text_debug_dir(const struct text *x);
void text_tls(const struct text *x);
void text_load_config(const struct text *x);
void text_clr(const struct text *x);
void text_certificates(const struct text *x);
void text_rich(const struct text *x);
void text_overlay(const struct text *x);
void text_xcoff_loader(const struct text *x);
void text_exceptions(const struct text *x);
#endif
