// What the parts of the JSON document share.
//
// Skip it unless you add a part.
#ifndef COFFDUMP_JSON_H
#define COFFDUMP_JSON_H
#include "coff/symbols.h"
#include "coffdump/budget.h"
#include "coffdump/coffdump.h"
#include "coffdump/json-writer.h"

struct document {
  struct json_writer j;
  const struct coff_file *file;
  const struct coff_target *target;
  const struct options *opt;
  unsigned parts;                                      // enum part
  struct budget contents, decompressed, relocs, lines; // of sections, which may share bytes
};

// An array of the names of V's bits, and bits without a name as "0x40"; the number itself is
// KEY_raw. NAMES may be NULL.
void json_flags(struct json_writer *j, const char *key, const struct coff_flags *names, uint32_t v);
// 16 bytes as text, or null if BYTES is NULL.
void json_guid(struct json_writer *j, const char *key, const uint8_t *bytes);
// NAME under KEY and, if demangling was asked for and works, beside it as "demangled".
void json_symbol_name(struct document *d, const char *key, struct coff_str name);

// What was wrong with the file: the document's last key.
void json_diagnostics(struct json_writer *j, const struct diag_list *diags);

void json_headers(struct document *d);
void json_sections(struct document *d);
void json_relocs(struct document *d, const struct coff_section *s);
void json_symbols(struct document *d);
void json_directives(struct document *d);
void json_features(struct document *d);
void json_debug(struct document *d);
void json_disassembly(struct document *d);
// The object "directories" with what its data directories hold, a key each.
void json_directories(struct document *d);
// "hardening": what the image lets the system do against attacks; null for what its processor lacks.
void json_hardening(struct document *d);
// Each writes its key (null if the file has no such thing) into "directories" ...
void json_exports(struct document *d);
void json_imports(struct document *d);
void json_base_relocs(struct document *d);
void json_resources(struct document *d);
void json_debug_dir(struct document *d);
void json_tls(struct document *d);
void json_load_config(struct document *d);
void json_clr(struct document *d);
void json_certificates(struct document *d);
void json_exceptions(struct document *d);
// ... or into the document: "rich"; "stub", "overlay"; "checksum"; "xcoff_loader".
void json_rich(struct document *d);
void json_overlay(struct document *d);
void json_checksum(struct document *d); // with the digest of the image
void json_xcoff_loader(struct document *d);
#endif
