// Memory through the context's allocator.
//
// Skip it unless you look for who frees what.
#define _DEFAULT_SOURCE // madvise
#include "base/alloc.h"
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

enum { PAGE = 1 << 12, MANY = 1 << 22 };

// Asks for large pages: a quarter of the time of an edit of many sections went into faults for small ones. Only a
// hint, which the system may not know. All of a mapping gets it, for realloc() can move none that is split.
static void *prefer_large_pages(void *p, size_t size)
{
#ifdef MADV_HUGEPAGE
  if (p != NULL && size >= MANY) {
    uintptr_t from = (uintptr_t)p / PAGE * PAGE;
    uintptr_t to = ((uintptr_t)p + size + PAGE - 1) / PAGE * PAGE;
    madvise((void *)from, (size_t)(to - from), MADV_HUGEPAGE);
  }
#else
  (void)size;
#endif
  return p;
}

void *coff_realloc(const struct coff_context *ctx, void *old, size_t size)
{
  if (ctx->alloc != NULL)
    return ctx->alloc(ctx->alloc_user, old, size);
  if (size == 0) {
    free(old);
    return NULL;
  }
  return prefer_large_pages(realloc(old, size), size);
}

void *coff_alloc(const struct coff_context *ctx, size_t size)
{
  if (size == 0)
    size = 1;
  if (ctx->alloc == NULL) // large pieces are zeroes already, and touching them takes time
    return prefer_large_pages(calloc(1, size), size);
  void *p = coff_realloc(ctx, NULL, size);
  if (p != NULL)
    memset(p, 0, size);
  return p;
}

void *coff_alloc_array(const struct coff_context *ctx, size_t count, size_t size)
{
  if (size != 0 && count > SIZE_MAX / size)
    return NULL;
  return coff_alloc(ctx, count * size);
}

void coff_free(const struct coff_context *ctx, void *p)
{
  if (p != NULL)
    coff_realloc(ctx, p, 0);
}

char *coff_copy_string(const struct coff_context *ctx, const char *s)
{
  size_t n = strlen(s) + 1;
  char *copy = coff_alloc(ctx, n);
  if (copy != NULL)
    memcpy(copy, s, n);
  return copy;
}
