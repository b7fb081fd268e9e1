// What the parts of the JSON document share.
//
// Skip it unless you add a part.
#ifndef COFFDUMP_JSON_H
#define COFFDUMP_JSON_H
#include "coff/symbols.h"
#include "coffdump/coffdump.h"
#include "coffdump/json-writer.h"

struct document {
  struct json_writer j;
  const struct coff_file *file;
  const struct coff_target *target;
  const struct options *opt;
  unsigned parts; // enum part
};

// An array of the names of V's bits, and bits without a name as "0x40"; the number itself is
// KEY_raw. NAMES may be NULL.
void json_flags(struct json_writer *j, const char *key, const struct coff_flags *names, uint32_t v);
// NAME under KEY and, if demangling was asked for and works, beside it as "demangled".
void json_symbol_name(struct document *d, const char *key, struct coff_str name);

void json_headers(struct document *d);
void json_sections(struct document *d);
void json_relocs(struct document *d, const struct coff_section *s);
void json_symbols(struct document *d);
void json_directives(struct document *d);
void json_features(struct document *d);
void json_debug(struct document *d);
void json_disassembly(struct document *d);
#endif
