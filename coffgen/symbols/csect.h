// What an XCOFF csect auxiliary entry adds to its symbol.
//
// Skip it unless you work on XCOFF symbols.
#ifndef COFFGEN_SYMBOLS_CSECT_H
#define COFFGEN_SYMBOLS_CSECT_H
#include "coff/symbols.h"

// Sets the kind of a symbol that has an address, and the size of a csect.
void coff_csect_describe(const struct coff_auxent *a, struct coff_symbol *s);
#endif
