// Tables that the load configuration leads to: control flow guard, SafeSEH.
//
// Skip it unless you work on these.
#ifndef COFFGEN_LINK_GUARD_H
#define COFFGEN_LINK_GUARD_H
#include "link/link.h"

// Libraries are asked for the load configuration.
void coff_link_want_load_config(struct coff_link *ld);
// Symbols that only linkers define are 0, until there are tables.
void coff_link_define_guards(struct coff_link *ld);
// Which sections have what the tables list is known; all that is missing are addresses.
void coff_link_make_guards(struct coff_link *ld);
void coff_link_fill_guards(struct coff_link *ld);
void coff_link_release_guards(struct coff_link *ld);
#endif
