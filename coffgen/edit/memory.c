// Memory of a builder: pieces that are freed with it, and arrays that grow.
//
// Skip it unless a builder leaks.
#include "edit/memory.h"
#include "base/alloc.h"
#include <inttypes.h>
#include <string.h>

enum { CHUNK = 1 << 14, ALIGN = 8 };

struct coff_place coff_build_where(const struct coff_build *b)
{
  return (struct coff_place){b->name, NULL, COFF_NOWHERE};
}

bool coff_build_out_of_memory(const struct coff_build *b)
{
  return coff_fail(b->ctx, coff_build_where(b), "out of memory");
}

static struct coff_build_chunk *new_chunk(struct coff_build *b, size_t n)
{
  size_t room = n > CHUNK / 4 ? n : CHUNK;
  if (room > SIZE_MAX - sizeof(struct coff_build_chunk))
    return NULL;
  struct coff_build_chunk *c = coff_alloc(b->ctx, sizeof *c + room);
  if (c == NULL)
    return NULL;
  c->room = room;
  // A chunk of one large piece goes behind the one that still has room.
  if (room != CHUNK && b->chunks != NULL) {
    c->next = b->chunks->next;
    b->chunks->next = c;
  } else {
    c->next = b->chunks;
    b->chunks = c;
  }
  return c;
}

uint8_t *coff_build_bytes(struct coff_build *b, size_t n)
{
  struct coff_build_chunk *c = b->chunks;
  size_t size = n > SIZE_MAX - ALIGN ? n : (n + ALIGN - 1) / ALIGN * ALIGN;
  if (c == NULL || c->room - c->used < size)
    c = new_chunk(b, size);
  if (c == NULL) {
    coff_build_out_of_memory(b);
    return NULL;
  }
  uint8_t *p = (uint8_t *)(c + 1) + c->used;
  c->used += size;
  return p;
}

// Whether S is one of the strings of the file that is edited, which outlives the builder.
static bool is_kept(const struct coff_build *b, struct coff_str s)
{
  struct coff_view all = b->from == NULL ? (struct coff_view){0} : coff_file_strings(b->from);
  const uint8_t *p = (const uint8_t *)s.data;
  return all.size != 0 && p >= all.data && p < all.data + all.size &&
         s.size < (size_t)(all.data + all.size - p) && p[s.size] == 0;
}

bool coff_build_keep(struct coff_build *b, struct coff_str from, struct coff_str *copy)
{
  *copy = from;
  if (is_kept(b, from))
    return true;
  uint8_t *p = from.size == SIZE_MAX ? NULL : coff_build_bytes(b, from.size + 1);
  if (p == NULL)
    return false;
  if (from.size != 0)
    memcpy(p, from.data, from.size);
  *copy = (struct coff_str){(const char *)p, from.size};
  return true;
}

void coff_build_free_chunks(struct coff_build *b)
{
  struct coff_build_chunk *next;
  for (struct coff_build_chunk *c = b->chunks; c != NULL; c = next) {
    next = c->next;
    coff_free(b->ctx, c);
  }
  b->chunks = NULL;
}

void *coff_build_grow(struct coff_build *b, void *array, uint64_t count, uint64_t *room,
                      size_t size)
{
  if (count < *room)
    return array;
  uint64_t want = *room == 0 ? 4 : *room * 2;
  void *grown = want > SIZE_MAX / size ? NULL : coff_realloc(b->ctx, array, (size_t)want * size);
  if (grown == NULL) {
    coff_build_out_of_memory(b);
    return NULL;
  }
  *room = want;
  return grown;
}

void *coff_build_grow32(struct coff_build *b, void *array, uint32_t count, uint32_t *room,
                        size_t size)
{
  uint64_t wide = *room;
  if (count >= (UINT32_MAX >> 1)) {
    coff_fail(b->ctx, coff_build_where(b), "too many parts");
    return NULL;
  }
  void *grown = coff_build_grow(b, array, count, &wide, size);
  *room = (uint32_t)wide;
  return grown;
}

void *coff_build_reserve(struct coff_build *b, void *array, uint64_t count, uint32_t *room,
                         size_t size)
{
  enum { SPARE = 4 };
  if (count + SPARE <= *room)
    return array;
  void *grown = NULL;
  if (count < (UINT32_MAX >> 1) - SPARE && count < SIZE_MAX / size - SPARE)
    grown = coff_realloc(b->ctx, array, (size_t)(count + SPARE) * size);
  if (grown == NULL) {
    coff_build_out_of_memory(b);
    return NULL;
  }
  *room = (uint32_t)count + SPARE;
  return grown;
}

bool coff_build_append(struct coff_build *b, struct coff_build_table *t, const void *from,
                       uint64_t size)
{
  if (size > SIZE_MAX / 2 - t->size)
    return coff_build_out_of_memory(b);
  while (t->room - t->size < size) {
    uint8_t *grown = coff_build_grow(b, t->bytes, t->room, &t->room, 1);
    if (grown == NULL)
      return false;
    t->bytes = grown;
  }
  if (size != 0 && from != NULL)
    memcpy(t->bytes + t->size, from, (size_t)size);
  if (size != 0 && from == NULL)
    memset(t->bytes + t->size, 0, (size_t)size);
  t->size += size;
  return true;
}

struct coff_build_section *coff_build_section_at(const struct coff_build *b, uint32_t id,
                                                 const char *who)
{
  if (id != 0 && id <= b->nsections)
    return &b->sections[id - 1];
  coff_fail(b->ctx, coff_build_where(b), "%s refers to section %" PRIu32 ", which does not exist",
            who, id);
  return NULL;
}

struct coff_build_symbol *coff_build_symbol_at(const struct coff_build *b, uint32_t id,
                                               const char *who)
{
  if (id < b->nsymbols)
    return &b->symbols[id];
  coff_fail(b->ctx, coff_build_where(b), "%s refers to symbol %" PRIu32 ", which does not exist",
            who, id);
  return NULL;
}
