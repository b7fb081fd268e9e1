// What an image offers to others, inside of a link: exports.c, autoexport.c, edata.c, implib.c.
//
// Skip it unless you work on exports.
#ifndef COFFGEN_LINK_EXPORTS_H
#define COFFGEN_LINK_EXPORTS_H
#include "link/link.h"

bool coff_link_add_export(struct coff_link *ld, const struct coff_link_export *new);
// VALUE: of the option -export in a section of FILE.
void coff_link_export_directive(struct coff_link *ld, uint32_t file, struct coff_str value);
// A module definition file; TEXT lives as long as the link.
bool coff_link_read_def(struct coff_link *ld, const char *path, struct coff_view text);
// Looks for the symbols of exports; those that nothing defines are wanted from libraries.
void coff_link_want_exports(struct coff_link *ld);
// All that is to be exported: names, symbols, ordinals.
void coff_link_settle_exports(struct coff_link *ld);
void coff_link_export_all(struct coff_link *ld);
// The symbol that is exported as E, or COFF_NO_ID.
uint32_t coff_link_find_export(const struct coff_link *ld, const struct coff_link_export *e);
bool coff_link_is_excluded(const struct coff_link *ld, uint32_t symbol);
// The library or object that FILE is of is in NAMES, with or without its folder and end.
bool coff_link_is_of(const struct coff_link *ld, uint32_t file, const char *const *names, size_t n);
int coff_link_compare(struct coff_str a, struct coff_str b);
void coff_link_make_exports(struct coff_link *ld);
struct coff_str coff_link_image_name(const struct coff_link *ld);
bool coff_link_write_import_library(struct coff_link *ld);
bool coff_link_write_definitions(struct coff_link *ld);

#endif
