// A string table that is edited: the strings that are still used stay in their order, the others go.
//
// Skip it unless you place names.
#ifndef COFFGEN_EDIT_KEPT_H
#define COFFGEN_EDIT_KEPT_H
#include "coff/diag.h"
#include "coff/view.h"

struct coff_kept_strings;

// Of the table FROM (its length word included). NULL if out of memory, which the caller reports.
struct coff_kept_strings *coff_kept_new(const struct coff_context *ctx, struct coff_view from);
void coff_kept_free(const struct coff_context *ctx, struct coff_kept_strings *);
// The string at OFFSET stays. Strings may share bytes.
void coff_kept_use(struct coff_kept_strings *, uint64_t offset);
// Lays them out; WHOLE: as the table was, the unused ones too.
void coff_kept_place(struct coff_kept_strings *, bool whole);
bool coff_kept_is_whole(const struct coff_kept_strings *);
// Others will follow: ends a last string that nothing ends.
void coff_kept_terminate(struct coff_kept_strings *);
// Where the string that was at OFFSET lies now, and where new ones can begin.
uint64_t coff_kept_offset(const struct coff_kept_strings *, uint64_t offset);
uint64_t coff_kept_end(const struct coff_kept_strings *);
// Writes them to P, where the table begins. False if it is not whole: then its length word is to be written.
bool coff_kept_write(const struct coff_kept_strings *, uint8_t *p);
#endif
