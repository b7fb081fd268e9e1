// Module definition files: what a DLL or program exports and is called, and how it is to be linked.
//
// Skip it unless you make import libraries or link images.
//
// Statements as in Microsoft's "Module-Definition (.Def) Files" and in what GNU ld and dlltool read besides (`==` names,
// CONSTANT, IMPORTS, EXCLUDE_SYMBOLS). Keywords are upper case; in quotes they are names. Line ends mean no more than blanks.
#ifndef COFF_DEF_H
#define COFF_DEF_H
#include "coff/diag.h"
#include "coff/view.h"

#ifdef __cplusplus
extern "C" {
#endif

// Names are views of the text, or copies that live as long as the struct coff_def; empty if not said.
struct coff_def_export {
  struct coff_str name;
  struct coff_str
      internal; // `= INTERNAL`: the symbol that is exported, or MODULE.NAME, a forwarder
  struct coff_str
      import_name;  // `== NAME`, EXPORTAS: what the DLL calls it, while the symbol stays NAME
  uint32_t ordinal; // if HAS_ORDINAL
  bool has_ordinal, noname, data, constant, is_private, resident;
  uint64_t offset; // of the entry in the text
};

struct coff_def_import {
  struct coff_str internal, module, name; // INTERNAL = MODULE.NAME
  struct coff_str import_name;            // `== NAME`
  uint32_t ordinal;                       // MODULE.5
  bool has_ordinal;
};

enum {
  COFF_DEF_READ = 1,
  COFF_DEF_WRITE = 2,
  COFF_DEF_EXECUTE = 4,
  COFF_DEF_SHARED = 8,
  COFF_DEF_DISCARDABLE = 16
};

struct coff_def_section {
  struct coff_str name, section_class;
  unsigned attributes; // COFF_DEF_*
};

// A size that is reserved, and one that is committed.
struct coff_def_sizes {
  bool said, commit_said;
  uint64_t reserve, commit;
};

struct coff_def {
  const struct coff_context *ctx;
  struct coff_str name; // of the image
  bool is_library;      // LIBRARY was said, not NAME
  bool has_base, has_version;
  uint64_t base;
  uint32_t major, minor;
  struct coff_str description, stub;
  struct coff_def_sizes stack, heap;
  unsigned code, data; // attributes; 0: not said
  struct coff_def_export *exports;
  size_t nexports, room_exports;
  struct coff_def_import *imports;
  size_t nimports, room_imports;
  struct coff_def_section *sections;
  size_t nsections, room_sections;
  struct coff_str *excluded; // EXCLUDE_SYMBOLS: what --export-all-symbols leaves out; C's names
  size_t nexcluded, room_excluded;
};

// Parses TEXT, which must outlive D; NAME is that of the file, for messages, which say line and offset. False after
// a report; D is to be freed in any case.
COFF_API bool coff_def_parse(const struct coff_context *, const char *name, struct coff_view text,
                             struct coff_def *d);
COFF_API void coff_def_free(struct coff_def *);

// Whether INTERNAL of E is MODULE.NAME.
COFF_API bool coff_def_is_forwarder(const struct coff_def_export *e);

#ifdef __cplusplus
}
#endif
#endif
