// Imports that are looked for when they are first called (--delayload).
//
// Skip it unless you work on imports.
#ifndef COFFGEN_LINK_DELAY_H
#define COFFGEN_LINK_DELAY_H
#include "link/link.h"

// A DLL whose functions are imported later. Atoms.
struct coff_link_delayed {
  struct coff_str dll;
  uint32_t descriptor, merge, handle; // MERGE: code that all its stubs go on in
};

// The number of the DLL in link->delayed, plus 1, as --delayload asks for it; 0: it does not.
uint32_t coff_link_delayed_dll(struct coff_link *ld, struct coff_str dll, bool *ok);
// The stub of an import of DELAYED, and where its entry of the address table first leads to. False after a report.
bool coff_link_make_stub(struct coff_link *ld, struct coff_link_import *);
// The entry of the address table of an import; COFF_NO_ID after a report.
uint32_t coff_link_delayed_entry(struct coff_link *ld, const struct coff_link_import *);
// The descriptor of a DLL whose name is atom NAME and whose tables begin at FIRST: lookup, address.
bool coff_link_describe_delayed(struct coff_link *ld, uint32_t delayed, uint32_t name,
                                const uint32_t first[2]);
// An import as an object, of a DLL that --delayload names, is added; *TAKEN: it was one, and F is not to be linked.
bool coff_link_take_long_import(struct coff_link *ld, const struct coff_link_file *f, bool *taken);
void coff_link_finish_delayed(struct coff_link *ld);
#endif
