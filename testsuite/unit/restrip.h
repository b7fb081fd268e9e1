// Objects stripped without a builder, held against what a builder makes of them.
//
// Skip it unless you test coff_edit_strip.
#ifndef TESTSUITE_UNIT_RESTRIP_H
#define TESTSUITE_UNIT_RESTRIP_H
#include "coff/edit.h"
#include "testsuite/unit/rewrite.h"

// Of these ways, the even ones take all symbols; sections go by their number.
enum { STRIP_WAYS = 8 };

// F stripped in that way.
enum coff_stripped strip_in(const struct coff_file *f, unsigned way, struct coff_view *is);
// What differs between IS and what a builder makes of F: words in BUF; NULL if nothing does.
const char *strip_fault(const struct coff_file *f, unsigned way, struct coff_view is, char *buf,
                        size_t size);
#endif
