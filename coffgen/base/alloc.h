// Memory through the context's allocator. Nothing in the libraries calls malloc itself.
//
// Skip it unless you allocate in the library.
#ifndef COFFGEN_BASE_ALLOC_H
#define COFFGEN_BASE_ALLOC_H
#include "coff/diag.h"

// All return NULL if out of memory (the caller reports, it knows what for). Memory is zeroed.
COFF_API void *coff_alloc(const struct coff_context *ctx, size_t size);
// COUNT elements of SIZE bytes; refuses products that wrap.
COFF_API void *coff_alloc_array(const struct coff_context *ctx, size_t count, size_t size);
// Not zeroed past the old size. On failure OLD is still valid.
COFF_API void *coff_realloc(const struct coff_context *ctx, void *old, size_t size);
COFF_API void coff_free(const struct coff_context *ctx, void *p);
COFF_API char *coff_copy_string(const struct coff_context *ctx, const char *s);
#endif
