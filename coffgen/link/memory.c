// What all passes of a link use: its memory, its messages, strings.
//
// Skip it unless you look for who frees what.
#include "base/alloc.h"
#include "base/pool.h"
#include "link/link.h"
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

enum { MESSAGE = 2048, CHUNK = 64 * 1024, ALIGN = 16, FIRST_ROOM = 64 };

static void report(struct coff_link *ld, enum coff_severity severity, struct coff_place at,
                   const char *fmt, va_list args)
{
  char text[MESSAGE];
  vsnprintf(text, sizeof text, fmt, args);
  struct coff_diag d = {severity, at.file, at.member, at.offset, text};
  if (ld->ctx->sink != NULL) // coff_report's text is shorter
    ld->ctx->sink(ld->ctx->sink_user, &d);
}

bool coff_link_fail(struct coff_link *ld, struct coff_place at, const char *fmt, ...)
{
  va_list args;
  va_start(args, fmt);
  report(ld, COFF_ERROR, at, fmt, args);
  va_end(args);
  ld->errors++;
  return false;
}

void coff_link_warn(struct coff_link *ld, struct coff_place at, const char *fmt, ...)
{
  va_list args;
  va_start(args, fmt);
  report(ld, ld->opt->fatal_warnings ? COFF_ERROR : COFF_WARNING, at, fmt, args);
  va_end(args);
  if (ld->opt->fatal_warnings)
    ld->errors++;
}

void coff_link_print(const struct coff_link *ld, const char *fmt, ...)
{
  char text[MESSAGE];
  va_list args;
  if (ld->opt->print == NULL)
    return;
  va_start(args, fmt);
  vsnprintf(text, sizeof text, fmt, args);
  va_end(args);
  ld->opt->print(ld->opt->print_user, text);
}

bool coff_link_out_of_memory(struct coff_link *ld)
{
  return coff_link_fail(ld, coff_link_at(ld->opt->output), "out of memory");
}

struct coff_place coff_link_at(const char *file)
{
  return (struct coff_place){file, NULL, COFF_NOWHERE};
}

struct coff_place coff_link_in(const struct coff_link *ld, uint32_t file)
{
  const struct coff_file *f = ld->files[file].file;
  return f == NULL || file == 0 ? coff_link_at(ld->opt->output) : coff_file_place(f, COFF_NOWHERE);
}

// A thread costs more than a small link.
unsigned coff_link_threads(const struct coff_link *ld, uint32_t n)
{
  enum { PIECES = 4 };
  unsigned asked = ld->opt->threads != 0 ? ld->opt->threads : coff_pool_threads();
  return n < PIECES ? 1 : asked;
}

// ---- Memory -----------------------------------------------------------------------------------

void *coff_link_bytes(struct coff_link *ld, size_t n)
{
  struct coff_link_chunk *c = ld->chunks;
  size_t need = n > SIZE_MAX - ALIGN ? SIZE_MAX : (n + ALIGN - 1) / ALIGN * ALIGN;
  if (c == NULL || need > c->room - c->used) {
    size_t room = need > CHUNK ? need : CHUNK;
    c = room > SIZE_MAX - sizeof *c ? NULL : coff_alloc(ld->ctx, sizeof *c + room);
    if (c == NULL) {
      coff_link_out_of_memory(ld);
      return NULL;
    }
    *c = (struct coff_link_chunk){.next = ld->chunks, .room = room};
    ld->chunks = c;
  }
  uint8_t *p = (uint8_t *)(c + 1) + c->used;
  c->used += need;
  return p;
}

bool coff_link_join(struct coff_link *ld, const char *a, struct coff_str b, const char *c,
                    struct coff_str *joined)
{
  size_t before = strlen(a), behind = strlen(c);
  char *p = coff_link_bytes(ld, before + b.size + behind + 1);
  if (p == NULL)
    return false;
  memcpy(p, a, before);
  if (b.size != 0)
    memcpy(p + before, b.data, b.size);
  memcpy(p + before + b.size, c, behind);
  *joined = (struct coff_str){p, before + b.size + behind};
  return true;
}

void *coff_link_grow(struct coff_link *ld, void *array, uint32_t count, uint32_t add,
                     uint32_t *room, size_t size)
{
  if (add <= *room - count && array != NULL)
    return array;
  uint64_t want = (uint64_t)count + add, twice = (uint64_t)*room * 2;
  if (want < twice)
    want = twice;
  if (want < FIRST_ROOM)
    want = FIRST_ROOM;
  void *grown = want >= COFF_REF_LOCAL || want > SIZE_MAX / size
                    ? NULL
                    : coff_realloc(ld->ctx, array, (size_t)want * size);
  if (grown == NULL) {
    coff_link_out_of_memory(ld);
    return NULL;
  }
  *room = (uint32_t)want;
  return grown;
}

// ---- Strings ----------------------------------------------------------------------------------

struct coff_str coff_link_str(const char *s)
{
  return (struct coff_str){s, strlen(s)};
}

bool coff_link_same(struct coff_str a, struct coff_str b)
{
  return a.size == b.size && (a.size == 0 || memcmp(a.data, b.data, a.size) == 0);
}

bool coff_link_is(struct coff_str a, const char *b)
{
  return coff_link_same(a, coff_link_str(b));
}

bool coff_link_is_caseless(struct coff_str a, const char *b)
{
  return a.size == strlen(b) && (a.size == 0 || strncasecmp(a.data, b, a.size) == 0);
}
