// A string table that is edited.
//
// Skip it unless a name of an edited file is spelled wrongly.
//
// One bit a byte says what stays; an offset becomes the number of bits before it. So strings keep their
// order and share what they shared, and no string is looked at twice.
#include "edit/kept.h"
#include "edit/marks.h"
#include <string.h>

enum { WORD = 4, BITS = COFF_MARK_BITS };

struct coff_kept_strings {
  struct coff_view from;
  uint64_t end;
  bool whole;
  struct coff_marks stay;
};

struct coff_kept_strings *coff_kept_new(const struct coff_context *ctx, struct coff_view from)
{
  struct coff_kept_strings *k = coff_alloc(ctx, sizeof *k);
  if (k == NULL)
    return NULL;
  k->from = from;
  if (coff_marks_new(ctx, from.size, &k->stay))
    return k;
  coff_free(ctx, k);
  return NULL;
}

void coff_kept_free(const struct coff_context *ctx, struct coff_kept_strings *k)
{
  if (k != NULL)
    coff_free(ctx, k->stay.bits);
  coff_free(ctx, k);
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
    uint64_t *word = &k->stay.bits[offset / BITS], left = k->from.size - offset;
    unsigned from = offset % BITS, to = left < BITS - from ? from + (unsigned)left : BITS;
    last = *word >> from != 0;
    if (last)
      to = from + coff_mark_lowest(*word >> from);
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
  k->whole = whole;
  k->stay.bits[0] |= (1 << WORD) - 1; // the length word
  uint64_t rank = coff_marks_rank(&k->stay);
  k->end = whole ? k->from.size : rank;
  if (k->end < WORD)
    k->end = WORD;
}

uint64_t coff_kept_offset(const struct coff_kept_strings *k, uint64_t offset)
{
  return k->whole ? offset : coff_mark_rank(&k->stay, offset);
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
    uint64_t word = at == 0 ? k->stay.bits[0] & mask(WORD, BITS) : k->stay.bits[at / BITS];
    if (word == UINT64_MAX) { // as most are
      memcpy(p, k->from.data + at, BITS);
      p += BITS;
      continue;
    }
    for (; word != 0; word &= word - 1)
      *p++ = k->from.data[at + coff_mark_lowest(word)];
  }
  return false;
}
