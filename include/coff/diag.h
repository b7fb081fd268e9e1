// Diagnostics are values handed to a sink; memory comes from the caller's allocator. Both hang on
// the context, the one thing that every entry point is given. The libraries never print or exit.
//
// Skip it unless you want messages or memory handled your way: a zeroed context works.
#ifndef COFF_DIAG_H
#define COFF_DIAG_H
#include "coff/bytes.h"

#ifdef __cplusplus
extern "C" {
#endif

enum coff_severity { COFF_NOTE, COFF_WARNING, COFF_ERROR };

// The offset of a diagnostic that concerns no place in the file.
#define COFF_NOWHERE UINT64_MAX

struct coff_diag {
  enum coff_severity severity;
  const char *file;   // as the user named it
  const char *member; // archive member, or NULL
  uint64_t offset;    // in the file, or COFF_NOWHERE
  const char *text;   // one line without newline, valid during the call only
};

// Owned by the caller, read only for the library, and outlives every file opened with it. One
// context may serve many threads if SINK and ALLOC may be called from many threads.
struct coff_context {
  // Receives each diagnostic once; NULL drops them. Must not call back into the library.
  void (*sink)(void *user, const struct coff_diag *);
  void *sink_user;
  // Resizes OLD (NULL: allocates) to SIZE bytes (0: frees, returns NULL); NULL means out of
  // memory, which the library reports as any other error. A NULL hook is realloc and free. What the
  // C library takes for itself while it sorts a byte map does not come from here.
  void *(*alloc)(void *user, void *old, size_t size);
  void *alloc_user;
};

struct coff_place {
  const char *file, *member;
  uint64_t offset;
};

// Reports through CTX's sink. coff_fail reports an error and returns false, so that a failing path
// is one line. Text past 511 bytes is cut.
COFF_API bool coff_fail(const struct coff_context *ctx, struct coff_place at, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
COFF_API void coff_report(const struct coff_context *ctx, enum coff_severity severity,
                          struct coff_place at, const char *fmt, ...)
    __attribute__((format(printf, 4, 5)));

#ifdef __cplusplus
}
#endif
#endif
