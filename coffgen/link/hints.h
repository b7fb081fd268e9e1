// Hints at why something is undefined.
//
// Skip it unless you work on these.
#ifndef COFFGEN_LINK_HINTS_H
#define COFFGEN_LINK_HINTS_H
#include "link/link.h"

// A library in the folders of -L that defines SYMBOL; false: none, or enough was looked for.
bool coff_link_library_hint(struct coff_link *ld, struct coff_str symbol, char *text, size_t room);
#endif
