// String tables that are being made: equal strings share their bytes, tails too where that is wanted.
//
// Skip it unless two names share bytes wrongly.
//
// 1. The layout depends on the strings and their order alone, never on addresses or on how the hash
//    table went.
// 2. Equal strings are looked for in a bounded number of places, so that names which were chosen to
//    collide cost memory and not time.
#include "edit/strings.h"
#include "base/alloc.h"
#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum { PROBES = 64, FIRST_SLOTS = 256 };

struct string {
  struct coff_str s;
  uint64_t offset;
  uint32_t hash;
  uint32_t inside; // number + 1 of the string whose tail it is, or 0
};

struct coff_build_strings {
  const struct coff_context *ctx;
  struct string *all;
  uint32_t count, room;
  uint32_t *slots; // number + 1, or 0
  uint32_t nslots; // a power of two
  uint64_t start, end;
  unsigned prefix;
};

struct coff_build_strings *coff_strings_new(const struct coff_context *ctx)
{
  struct coff_build_strings *t = coff_alloc(ctx, sizeof *t);
  uint32_t *slots = coff_alloc_array(ctx, FIRST_SLOTS, sizeof *slots);
  if (t == NULL || slots == NULL) {
    coff_free(ctx, t);
    coff_free(ctx, slots);
    return NULL;
  }
  *t = (struct coff_build_strings){.ctx = ctx, .slots = slots, .nslots = FIRST_SLOTS};
  return t;
}

void coff_strings_free(const struct coff_context *ctx, struct coff_build_strings *t)
{
  if (t == NULL)
    return;
  coff_free(ctx, t->all);
  coff_free(ctx, t->slots);
  coff_free(ctx, t);
}

// FNV-1a over eight bytes at a time, folded.
static uint32_t hash_of(struct coff_str s)
{
  uint64_t h = 0xcbf29ce484222325 ^ s.size;
  const uint8_t *p = (const uint8_t *)s.data;
  size_t n = s.size;
  for (; n >= 8; p += 8, n -= 8)
    h = (h ^ coff_le64(p)) * 0x100000001b3, h ^= h >> 29;
  for (; n > 0; p++, n--)
    h = (h ^ *p) * 0x100000001b3;
  return (uint32_t)(h ^ h >> 32);
}

static bool equal(struct coff_str a, struct coff_str b)
{
  return a.size == b.size && (a.size == 0 || memcmp(a.data, b.data, a.size) == 0);
}

static bool widen(struct coff_build_strings *t)
{
  uint32_t n = t->nslots * 2;
  uint32_t *slots = n == 0 ? NULL : coff_alloc_array(t->ctx, n, sizeof *slots);
  if (slots == NULL)
    return false;
  for (uint32_t i = 0; i < t->count; i++)
    for (uint32_t k = 0; k < PROBES; k++) {
      uint32_t *slot = &slots[(t->all[i].hash + k) & (n - 1)];
      if (*slot == 0) {
        *slot = i + 1;
        break;
      }
    }
  coff_free(t->ctx, t->slots);
  t->slots = slots;
  t->nslots = n;
  return true;
}

static bool append(struct coff_build_strings *t, struct coff_str s, uint32_t hash)
{
  if (t->count == t->room) {
    uint32_t room = t->room == 0 ? 128 : t->room * 2;
    struct string *grown = (uint64_t)room * sizeof *grown > SIZE_MAX || room < t->room
                               ? NULL
                               : coff_realloc(t->ctx, t->all, room * sizeof *grown);
    if (grown == NULL)
      return false;
    t->all = grown;
    t->room = room;
  }
  t->all[t->count++] = (struct string){.s = s, .hash = hash};
  return true;
}

bool coff_strings_add(struct coff_build_strings *t, struct coff_str s, uint32_t *number)
{
  uint32_t hash = hash_of(s), *free_slot = NULL;
  if (t->count >= t->nslots / 2 && !widen(t))
    return false;
  for (uint32_t k = 0; k < PROBES; k++) {
    uint32_t *slot = &t->slots[(hash + k) & (t->nslots - 1)];
    if (*slot == 0) {
      free_slot = slot;
      break;
    }
    if (t->all[*slot - 1].hash == hash && equal(t->all[*slot - 1].s, s)) {
      *number = *slot - 1;
      return true;
    }
  }
  if (!append(t, s, hash))
    return false;
  *number = t->count - 1;
  if (free_slot != NULL)
    *free_slot = t->count;
  return true;
}

// ---- Tails ------------------------------------------------------------------------------------

struct tail {
  struct coff_str s;
  uint32_t number;
};

// From the last byte to the first; of two strings one of which ends the other, the longer first.
static int from_the_end(const void *x, const void *y)
{
  const struct tail *a = x, *b = y;
  size_t n = a->s.size < b->s.size ? a->s.size : b->s.size;
  for (size_t i = 1; i <= n; i++) {
    unsigned char c = (unsigned char)a->s.data[a->s.size - i];
    unsigned char d = (unsigned char)b->s.data[b->s.size - i];
    if (c != d)
      return c < d ? -1 : 1;
  }
  if (a->s.size != b->s.size)
    return a->s.size > b->s.size ? -1 : 1;
  return a->number < b->number ? -1 : a->number > b->number;
}

static bool ends(struct coff_str s, struct coff_str tail)
{
  return tail.size <= s.size &&
         (tail.size == 0 || memcmp(s.data + s.size - tail.size, tail.data, tail.size) == 0);
}

static bool find_tails(struct coff_build_strings *t)
{
  struct tail *order = coff_alloc_array(t->ctx, t->count, sizeof *order);
  if (order == NULL)
    return false;
  for (uint32_t i = 0; i < t->count; i++)
    order[i] = (struct tail){t->all[i].s, i};
  if (t->count > 1)
    qsort(order, t->count, sizeof *order, from_the_end);
  // Sorted so, all tails of a string stand right behind it.
  uint32_t whole = 0;
  for (uint32_t i = 1; i < t->count; i++) {
    if (ends(order[whole].s, order[i].s))
      t->all[order[i].number].inside = order[whole].number + 1;
    else
      whole = i;
  }
  coff_free(t->ctx, order);
  return true;
}

bool coff_strings_place(struct coff_build_strings *t, uint64_t start, unsigned prefix, bool tails)
{
  t->start = t->end = start;
  t->prefix = prefix;
  if (tails && prefix == 0 && t->count != 0 && !find_tails(t))
    return false;
  for (uint32_t i = 0; i < t->count; i++)
    if (t->all[i].inside == 0) {
      t->all[i].offset = t->end + prefix;
      t->end += prefix + t->all[i].s.size + 1;
    }
  for (uint32_t i = 0; i < t->count; i++)
    if (t->all[i].inside != 0) {
      const struct string *whole = &t->all[t->all[i].inside - 1];
      t->all[i].offset = whole->offset + whole->s.size - t->all[i].s.size;
    }
  return true;
}

uint64_t coff_strings_offset(const struct coff_build_strings *t, uint32_t number)
{
  assert(number < t->count);
  return t->all[number].offset;
}

bool coff_strings_is_empty(const struct coff_build_strings *t)
{
  return t->count == 0;
}

uint64_t coff_strings_end(const struct coff_build_strings *t)
{
  return t->end;
}

void coff_strings_write(const struct coff_build_strings *t, enum coff_order order, uint8_t *p)
{
  for (uint32_t i = 0; i < t->count; i++) {
    const struct string *s = &t->all[i];
    if (s->inside != 0)
      continue;
    uint8_t *at = p + (s->offset - t->start);
    if (s->s.size != 0)
      memcpy(at, s->s.data, s->s.size);
    at[s->s.size] = 0;
    coff_store(at - t->prefix, t->prefix, order, s->s.size + 1);
  }
}
