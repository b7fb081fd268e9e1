// Everything that coffdump prints of some bytes, in process and to nowhere.
//
// Skip it unless you write a test that dumps.
#ifndef TESTSUITE_UNIT_DUMP_H
#define TESTSUITE_UNIT_DUMP_H
#include "coff/diag.h"

// Dumps SIZE bytes at DATA, an archive with its members, as text (all parts) and as JSON. False if they
// cannot be opened.
bool dump_bytes(const struct coff_context *, const char *target, const void *data, size_t size);
#endif
