// Bytes into a file, so that a failure leaves the old one.
//
// Skip it unless you write files.
#ifndef COFFGEN_BASE_OUTPUT_H
#define COFFGEN_BASE_OUTPUT_H
#include "coff/diag.h"
#include "coff/view.h"

// Writes SIZE bytes to PATH. A regular file, or one that is not there yet, is made beside its final place
// and renamed: owner and permissions are kept (those of a new file are MODE less the umask), symbolic links
// followed; other hard links to the old file keep its bytes. A signal that comes in between leaves the old file
// or the new one, and nothing else. Everything else is written in place. FSYNC: bytes and name are on the disk before this returns.
// False after a report; the old file is then as it was, and nothing is left over.
COFF_API bool coff_output_write(const struct coff_context *ctx, const char *path, const void *data,
                                uint64_t size, unsigned mode, bool fsync);
// The same for N pieces, one behind the other.
COFF_API bool coff_output_pieces(const struct coff_context *ctx, const char *path,
                                 const struct coff_view *pieces, size_t n, unsigned mode,
                                 bool fsync);

// A file that is written in any order, and gets its name when it is complete, as coff_output_write has it.
struct coff_output;
// NULL, and nothing is reported, if that cannot be: PATH is no regular file, may not be written, or is where there are
// no files without a name. coff_output_write is then the way, and says what is wrong. MODE as there.
COFF_API struct coff_output *coff_output_open(const struct coff_context *ctx, const char *path,
                                              unsigned mode);
// SIZE bytes at offset AT; for several threads at once. That it failed is what coff_output_commit reports.
COFF_API void coff_output_at(struct coff_output *o, const void *data, uint64_t size, uint64_t at);
// Every byte up to the last one was written. Frees O; false after a report.
COFF_API bool coff_output_commit(struct coff_output *o);
// Frees O, whose bytes are gone; NULL is allowed.
COFF_API void coff_output_drop(struct coff_output *o);
#endif
