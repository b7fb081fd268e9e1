// A file converted to the flavours that take it, and what must hold of the result.
//
// Skip it unless you test conversions.
#ifndef TESTSUITE_UNIT_RECONVERT_H
#define TESTSUITE_UNIT_RECONVERT_H
#include "testsuite/unit/rewrite.h"

// F as a file of TO; BYTES NULL: it could not be converted, which has been reported.
struct rewritten convert_file(const struct coff_file *f, const struct coff_target *to,
                              uint64_t most);
// Converts F to every flavour. *MADE files came of it. What is wrong with one of them (a line in BUF), or
// NULL.
const char *convert_to_all(const struct coff_file *f, unsigned *made, char *buf, size_t size);
#endif
