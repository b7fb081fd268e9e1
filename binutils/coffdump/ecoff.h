// What text and JSON show of ECOFF's symbolic information.
//
// Skip it unless you change that.
#ifndef COFFDUMP_ECOFF_H
#define COFFDUMP_ECOFF_H
#include "coff/ecoff.h"
#include "coff/symbols.h"

struct document;
struct text;

// Procedures may share line numbers in hostile files: what is shown is bounded. The bytes that may be
// gone over in all, and whether those of P are among them; if not, that has been reported.
uint64_t ecoff_lines_room(const struct coff_file *f);
bool ecoff_lines_spend(const struct coff_file *f, const struct coff_ecoff_procedure *p,
                       uint64_t *left);

// False, and nothing printed, if there is no symbolic header.
bool text_ecoff(const struct text *x);
void text_ecoff_lines(const struct text *x);
// What stands behind the name of a symbol.
void text_ecoff_symbol(const struct text *x, const struct coff_symbol *s);
// Key "ecoff", and keys of a symbol's row.
void json_ecoff(struct document *d);
void json_ecoff_symbol(struct document *d, const struct coff_symbol *s);
#endif
