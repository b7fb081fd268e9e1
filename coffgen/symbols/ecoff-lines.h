// ECOFF's packed line numbers as rows of sections.
//
// Skip it unless you work on line numbers.
#ifndef COFFGEN_SYMBOLS_ECOFF_LINES_H
#define COFFGEN_SYMBOLS_ECOFF_LINES_H
#include "coff/symbols.h"

// As coff_line_first and coff_line_next. LEFT of the cursor is 0 where there are no packed lines.
bool coff_packed_first(const struct coff_file *f, const struct coff_section *s,
                       struct coff_line_cursor *c);
bool coff_packed_next(struct coff_line_cursor *c, struct coff_line *l);
#endif
