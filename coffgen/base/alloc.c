// Memory through the context's allocator.
//
// Skip it unless you look for who frees what.
#include "base/alloc.h"
#include <stdlib.h>
#include <string.h>

void *coff_realloc(const struct coff_context *ctx, void *old, size_t size)
{
  if (ctx->alloc != NULL)
    return ctx->alloc(ctx->alloc_user, old, size);
  if (size == 0) {
    free(old);
    return NULL;
  }
  return realloc(old, size);
}

void *coff_alloc(const struct coff_context *ctx, size_t size)
{
  if (size == 0)
    size = 1;
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
