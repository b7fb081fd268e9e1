// String tables that are being made: equal strings share their bytes, tails too where that is wanted.
//
// Skip it unless you place names.
#ifndef COFFGEN_EDIT_STRINGS_H
#define COFFGEN_EDIT_STRINGS_H
#include "coff/diag.h"

struct coff_build_strings;

// NULL if out of memory, which the caller reports.
struct coff_build_strings *coff_strings_new(const struct coff_context *ctx);
void coff_strings_free(const struct coff_context *ctx, struct coff_build_strings *);
// The number of string S, which must outlive the table; false if out of memory.
bool coff_strings_add(struct coff_build_strings *, struct coff_str s, uint32_t *number);
// Lays the strings out in the order in which they were added, the first at offset START, PREFIX bytes in
// front of each. TAILS: a string that ends another one lies in it (without a prefix only). False if out of
// memory.
bool coff_strings_place(struct coff_build_strings *, uint64_t start, unsigned prefix, bool tails);
bool coff_strings_is_empty(const struct coff_build_strings *);
uint64_t coff_strings_offset(const struct coff_build_strings *, uint32_t number);
// Offset behind the last string.
uint64_t coff_strings_end(const struct coff_build_strings *);
// Writes all of them; P is where START is. A prefix holds the string's length, its NUL counted.
void coff_strings_write(const struct coff_build_strings *, enum coff_order, uint8_t *p);
#endif
