// A string table that is edited.
//
// Skip it unless a name of an edited file is spelled wrongly.
//
// One bit a byte says what stays; an offset becomes the number of bits before it. So strings keep their
// order and share what they shared, and no string is looked at twice.
#include "edit/kept.h"
#include "base/alloc.h"
#include <string.h>

enum { WORD = 4, BITS = 64 };

struct coff_kept_strings {
  struct coff_view from;
  uint64_t end;
  bool whole;
  uint64_t *ranks; // by word of BITS: bits in front of it
  uint64_t bits[];
};

struct coff_kept_strings *coff_kept_new(const struct coff_context *ctx, struct coff_view from)
{
  size_t words = (size_t)(from.size / BITS) + 1;
  struct coff_kept_strings *k = coff_alloc(ctx, sizeof *k + 2 * words * sizeof *k->bits);
  if (k == NULL)
    return NULL;
  k->from = from;
  k->ranks = k->bits + words;
  return k;
}

void coff_kept_free(const struct coff_context *ctx, struct coff_kept_strings *k)
{
  coff_free(ctx, k);
}

static unsigned count(uint64_t v)
{
  v -= v >> 1 & 0x5555555555555555;
  v = (v & 0x3333333333333333) + (v >> 2 & 0x3333333333333333);
  v = (v + (v >> 4)) & 0x0f0f0f0f0f0f0f0f;
  return (unsigned)(v * 0x0101010101010101 >> 56);
}

// The number of the lowest bit of V, which has one.
static unsigned lowest(uint64_t v)
{
  return count((v & (0u - v)) - 1);
}

// Bits FROM to TO of a word.
static uint64_t mask(unsigned from, unsigned to)
{
  uint64_t below = to == BITS ? UINT64_MAX : ((uint64_t)1 << to) - 1;
  return below >> from << from;
}

// What stays behind a byte that stays, up to the NUL, has been found before.
void coff_kept_use(struct coff_kept_strings *k, uint64_t offset)
{
  bool last = false;
  while (offset < k->from.size && !last) {
    uint64_t *word = &k->bits[offset / BITS], left = k->from.size - offset;
    unsigned from = offset % BITS, to = left < BITS - from ? from + (unsigned)left : BITS;
    last = *word >> from != 0;
    if (last)
      to = from + lowest(*word >> from);
    const uint8_t *p = k->from.data + offset, *nul = memchr(p, 0, to - from);
    last = last || nul != NULL;
    if (nul != NULL)
      to = from + (unsigned)(nul - p) + 1;
    *word |= mask(from, to);
    offset += to - from;
  }
}

void coff_kept_place(struct coff_kept_strings *k, bool whole)
{
  uint64_t rank = 0;
  k->whole = whole;
  k->bits[0] |= (1 << WORD) - 1; // the length word
  for (uint64_t i = 0; i <= k->from.size / BITS; i++) {
    k->ranks[i] = rank;
    rank += count(k->bits[i]);
  }
  k->end = whole ? k->from.size : rank;
  if (k->end < WORD)
    k->end = WORD;
}

uint64_t coff_kept_offset(const struct coff_kept_strings *k, uint64_t offset)
{
  uint64_t before = ((uint64_t)1 << offset % BITS) - 1;
  return k->whole ? offset : k->ranks[offset / BITS] + count(k->bits[offset / BITS] & before);
}

uint64_t coff_kept_end(const struct coff_kept_strings *k)
{
  return k->end;
}

bool coff_kept_is_whole(const struct coff_kept_strings *k)
{
  return k->whole;
}

void coff_kept_terminate(struct coff_kept_strings *k)
{
  if (k->whole && k->from.size > WORD && k->from.data[k->from.size - 1] != 0)
    k->end = k->from.size + 1;
}

bool coff_kept_write(const struct coff_kept_strings *k, uint8_t *p)
{
  if (k->whole) {
    if (k->from.size != 0)
      memcpy(p, k->from.data, (size_t)k->from.size);
    return true;
  }
  p += WORD;
  for (uint64_t at = 0; at < k->from.size; at += BITS) {
    uint64_t word = at == 0 ? k->bits[0] & mask(WORD, BITS) : k->bits[at / BITS];
    if (word == UINT64_MAX) { // as most are
      memcpy(p, k->from.data + at, BITS);
      p += BITS;
      continue;
    }
    for (; word != 0; word &= word - 1)
      *p++ = k->from.data[at + lowest(word)];
  }
  return false;
}
