// The part of the walk that reads function tables and unwind records.
//
// Skip it unless you change what is read of them.
#ifndef TESTSUITE_UNIT_WALK_UNWIND_H
#define TESTSUITE_UNIT_WALK_UNWIND_H
#include "testsuite/unit/walk.h"

void walk_unwind(const struct coff_file *f, struct walk *w);
#endif
