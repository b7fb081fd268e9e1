// Members of import libraries while they are made.
//
// Skip it unless you work on these.
#ifndef COFFGEN_EDIT_IMPLIB_H
#define COFFGEN_EDIT_IMPLIB_H
#include "coff/implib.h"

// One object that becomes a member.
struct coff_implib_object {
  struct coff_archive_build *archive;
  const struct coff_implib *lib;
  struct coff_build *b;
  unsigned width; // bytes of a table's entry
  bool failed;
};

// Begins an object; what goes wrong in the calls below is kept in FAILED, and the end says it.
void coff_implib_begin(const struct coff_implib *lib, struct coff_archive_build *a,
                       struct coff_implib_object *o);
// Adds it as the member NAME. False after a report.
bool coff_implib_end(struct coff_implib_object *o, struct coff_str name);
// A section of SIZE bytes, zeroed: *BYTES; its id.
uint32_t coff_implib_section(struct coff_implib_object *o, const char *name, uint32_t flags,
                             unsigned align, size_t size, uint8_t **bytes);
// A symbol called A B; its id.
uint32_t coff_implib_symbol(struct coff_implib_object *o, const char *a, struct coff_str b,
                            uint32_t section, uint64_t value, unsigned sclass);
void coff_implib_reloc(struct coff_implib_object *o, uint32_t section, uint32_t at, unsigned type,
                       uint32_t symbol);
// The place of SYMBOL, counted from the image's base.
void coff_implib_rva(struct coff_implib_object *o, uint32_t section, uint32_t at, uint32_t symbol);
// A B C, which lives as long as the archive; empty after a report.
struct coff_str coff_implib_join(struct coff_implib_object *o, const char *a, struct coff_str b,
                                 const char *c);

extern const uint32_t coff_implib_data_flags;

// implib-long.c, implib-short.c
bool coff_implib_add_long(struct coff_archive_build *a, const struct coff_implib *lib,
                          const struct coff_implib_import *imports, size_t n);
bool coff_implib_add_short(struct coff_archive_build *a, const struct coff_implib *lib,
                           const struct coff_implib_import *imports, size_t n);
#endif
