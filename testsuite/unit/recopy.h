// Files copied and edited by the builder, and what must hold of the result.
//
// Skip it unless you test edits.
#ifndef TESTSUITE_UNIT_RECOPY_H
#define TESTSUITE_UNIT_RECOPY_H
#include "coff/edit.h"
#include "testsuite/unit/rewrite.h"

// Ways of a copy that change nothing: from the file's own bytes; with all of it made the builder's own;
// after edits that were placed and then taken back.
enum copy_way { COPY_PLAIN, COPY_OWNED, COPY_PUT_BACK };
enum { COPY_WAYS = 3 };
const char *copy_way_name(enum copy_way);

// What has changed in a copy of F that was made in that way: words in BUF; NULL if the bytes are the same.
// *REFUSED: the builder could not do it, and has reported why; there is no copy then.
const char *copy_fault(const struct coff_file *f, enum copy_way, bool *refused, char *buf,
                       size_t size);

// The SIZE bytes at DATA as a file of T, or of the flavour that they look like: headers in either byte order
// have one name, and an edit of the subsystem changes the target.
struct coff_file *reopen(const struct coff_context *ctx, const struct coff_target *t,
                         const void *data, size_t size);

// Whether nothing is reported about F and its parts, and none of them share bytes: then parts that are not
// edited do not change.
bool is_sound(const struct coff_file *f);

// What MADE, written from B, does not say as B has it: names, what symbols and relocations refer to, contents
// and tables that were not touched. Words in BUF, or NULL.
const char *edit_fault(const struct coff_build *b, struct rewritten made, char *buf, size_t size);

#endif
