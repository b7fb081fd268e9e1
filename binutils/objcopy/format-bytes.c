// Growing bytes and hexadecimal digits.
//
// Skip it unless you look for who owns what raw_format_write makes.
#include "objcopy/format-parts.h"
#include <stdlib.h>
#include <string.h>

bool raw_fail(const struct raw_job *job, const char *words)
{
  return coff_fail(job->ctx, (struct coff_place){job->image->name, NULL, COFF_NOWHERE}, "%s",
                   words);
}

void *raw_resize(const struct coff_context *ctx, void *old, size_t size)
{
  if (ctx->alloc != NULL)
    return ctx->alloc(ctx->alloc_user, old, size);
  if (size != 0)
    return realloc(old, size);
  free(old);
  return NULL;
}

bool raw_reserve(const struct coff_context *ctx, struct raw_bytes *b, uint64_t more)
{
  if (more <= b->room - b->size)
    return true;
  uint64_t room = b->size + more;
  // Half as much again, so that the cost of copying stays in proportion; a first request is exact.
  if (b->size != 0 && room < b->room + b->room / 2)
    room = b->room + b->room / 2;
  if (more > SIZE_MAX - b->size || room > SIZE_MAX)
    return false;
  uint8_t *data = raw_resize(ctx, b->data, (size_t)room);
  if (data == NULL)
    return false;
  b->data = data;
  b->room = room;
  return true;
}

bool raw_put(struct raw_job *job, const void *data, uint64_t size)
{
  struct raw_bytes *out = job->out;
  if (!raw_reserve(job->ctx, out, size))
    return raw_fail(job, "out of memory for the output");
  if (size != 0)
    memcpy(out->data + out->size, data, (size_t)size);
  out->size += size;
  return true;
}

char *raw_hex(char *text, const uint8_t *data, uint64_t size)
{
  static const char digits[] = "0123456789ABCDEF";
  for (uint64_t i = 0; i < size; i++) {
    *text++ = digits[data[i] >> 4];
    *text++ = digits[data[i] & 15];
  }
  return text;
}

void raw_bytes_free(const struct coff_context *ctx, struct raw_bytes *bytes)
{
  raw_resize(ctx, bytes->data, 0);
  *bytes = (struct raw_bytes){0};
}

void raw_chunks_free(const struct coff_context *ctx, struct raw_chunks *chunks)
{
  raw_resize(ctx, chunks->chunks, 0);
  raw_resize(ctx, chunks->symbols, 0);
  raw_bytes_free(ctx, &chunks->bytes);
  *chunks = (struct raw_chunks){0};
}
