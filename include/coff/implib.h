// Import libraries: what a linker needs to know of a DLL's exports, as members of an archive.
//
// Skip it unless you make them. Reading them is in archive.h.
//
// Three forms. Short: Microsoft's import objects (PE and COFF specification, section 8), of which the linker makes
// tables and jumps, with three ordinary objects for the ends of the tables. Long: what GNU's tools write: each import is
// an object with its entries of the tables (.idata$4, $5, $6) and its jump, between a head and a tail whose names
// sort them. Delayed: long, and the DLL is loaded at the first call (__delayLoadHelper2).
#ifndef COFF_IMPLIB_H
#define COFF_IMPLIB_H
#include "coff/archive-build.h"
#include "coff/build.h"

#ifdef __cplusplus
extern "C" {
#endif

enum coff_implib_form { COFF_IMPLIB_LONG, COFF_IMPLIB_SHORT, COFF_IMPLIB_DELAYED };

struct coff_implib_import {
  struct coff_str symbol; // as objects spell it ("_f@8"); the pointer is __imp_ and this
  struct coff_str name;   // what the DLL calls it; not looked at if BY_ORDINAL
  uint16_t ordinal, hint; // HINT: where the name is likely to stand in the DLL's table
  bool by_ordinal;
  bool data;     // there is only the pointer
  bool constant; // the pointer is the symbol as well
};

struct coff_implib {
  enum coff_implib_form form;
  struct coff_str dll;
  const struct coff_target *target; // of objects
  unsigned machine;                 // which of the target's
  struct coff_str tag; // long: part of the names of members and of the library's own symbols
  // Long: without entries of the lookup table (.idata$4), of the address table (.idata$5); these tables
  // begin with an empty entry.
  bool no_lookup, no_addresses, nul_prefixed;
};

// Adds the members for N imports to B. Those that are there stay. False after a report: a machine whose
// instructions are not known has short libraries only.
COFF_API bool coff_implib_add(struct coff_archive_build *b, const struct coff_implib *,
                              const struct coff_implib_import *imports, size_t n);

#ifdef __cplusplus
}
#endif
#endif
