// Bits that count: which of many stay, and how many of those stand in front of one.
//
// Skip it unless you leave something out of a table.
#ifndef COFFGEN_EDIT_MARKS_H
#define COFFGEN_EDIT_MARKS_H
#include "base/alloc.h"
#include <stdint.h>

enum { COFF_MARK_BITS = 64 };

struct coff_marks {
  uint64_t *bits;
  uint64_t *ranks; // by word: bits in front of it
  uint64_t n;
};

static inline unsigned coff_mark_count(uint64_t v)
{
  v -= v >> 1 & 0x5555555555555555;
  v = (v & 0x3333333333333333) + (v >> 2 & 0x3333333333333333);
  v = (v + (v >> 4)) & 0x0f0f0f0f0f0f0f0f;
  return (unsigned)(v * 0x0101010101010101 >> 56);
}

// The number of the lowest bit of V, which has one.
static inline unsigned coff_mark_lowest(uint64_t v)
{
  return coff_mark_count((v & (0u - v)) - 1);
}

// N of them, none set, in memory to be freed with coff_free(BITS); false if out of memory.
static inline bool coff_marks_new(const struct coff_context *ctx, uint64_t n, struct coff_marks *m)
{
  uint64_t words = n / COFF_MARK_BITS + 1;
  m->n = n;
  m->bits =
      words > SIZE_MAX / 2 ? NULL : coff_alloc_array(ctx, (size_t)(2 * words), sizeof *m->bits);
  m->ranks = m->bits == NULL ? NULL : m->bits + words;
  return m->bits != NULL;
}

static inline bool coff_mark_is(const struct coff_marks *m, uint64_t i)
{
  return (m->bits[i / COFF_MARK_BITS] >> i % COFF_MARK_BITS & 1) != 0;
}

static inline void coff_mark(struct coff_marks *m, uint64_t i)
{
  m->bits[i / COFF_MARK_BITS] |= (uint64_t)1 << i % COFF_MARK_BITS;
}

// Once all are set, and before any is counted. Returns how many there are.
static inline uint64_t coff_marks_rank(struct coff_marks *m)
{
  uint64_t rank = 0;
  for (uint64_t i = 0; i <= m->n / COFF_MARK_BITS; i++) {
    m->ranks[i] = rank;
    rank += coff_mark_count(m->bits[i]);
  }
  return rank;
}

// How many stand in front of I.
static inline uint64_t coff_mark_rank(const struct coff_marks *m, uint64_t i)
{
  uint64_t before = ((uint64_t)1 << i % COFF_MARK_BITS) - 1;
  return m->ranks[i / COFF_MARK_BITS] + coff_mark_count(m->bits[i / COFF_MARK_BITS] & before);
}
#endif
