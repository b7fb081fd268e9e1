// The Rich header: finding, decoding, and its checksum.
//
// Skip it unless one is read wrongly.
#include "coff/rich.h"
#include "image/claims.h"

enum {
  RICH = 0x68636952, // "Rich"
  DANS = 0x536e6144, // "DanS"
  DOS_HEADER = 64,
  LFANEW = 60, // where the DOS header says where the PE header is
  HEAD = 16,   // "DanS" and three zeroes
  TAIL = 8,    // "Rich", key
  PAIR = 8
};

// Word that many bytes from the file's start.
static uint32_t word(const struct coff_view *all, uint64_t at)
{
  return coff_le32(all->data + at);
}

// Rotated left. Counts go past 31.
static uint32_t rotate(uint32_t v, uint32_t by)
{
  by &= 31;
  return by == 0 ? v : v << by | v >> (32 - by);
}

// The offset of the header, each byte before it rotated by its own offset (that of the PE header,
// which is filled in later, not), each comp.id rotated by its count.
static uint32_t checksum(const struct coff_view *all, const struct coff_rich *r)
{
  uint64_t start = r->bytes.data - all->data;
  uint32_t sum = (uint32_t)start;
  struct coff_rich_entry e;
  for (uint64_t i = 0; i < start; i++)
    if (i < LFANEW || i >= DOS_HEADER)
      sum += rotate(all->data[i], (uint32_t)i);
  for (uint64_t i = 0; coff_rich_get(r, i, &e); i++)
    sum += rotate((uint32_t)e.product << 16 | e.build, e.count);
  return sum;
}

bool coff_rich_open(const struct coff_file *f, struct coff_rich *r)
{
  struct coff_view all = coff_file_bytes(f);
  uint64_t end = coff_file_header_offset(f), at, start;
  end = end < all.size ? end : all.size;
  if (end < DOS_HEADER + TAIL)
    return false;
  // All parts are aligned. The last "Rich" counts: the DOS program may hold any text.
  for (at = (end - TAIL) & ~(uint64_t)3; at >= DOS_HEADER && word(&all, at) != RICH;)
    at -= 4;
  if (at < DOS_HEADER)
    return false;
  uint32_t key = word(&all, at + 4);
  for (start = at; start >= DOS_HEADER && (word(&all, start) ^ key) != DANS;)
    start -= 4;
  if (start < DOS_HEADER)
    return coff_fail(coff_file_context(f), coff_file_place(f, all.origin + at),
                     "Rich header has no beginning");
  coff_view_table(all, start, 1, at + TAIL - start, &r->bytes);
  uint64_t pairs = at - start < HEAD ? 0 : at - start - HEAD;
  r->key = key;
  r->count = pairs / PAIR;
  if (at - start < HEAD || pairs % PAIR != 0)
    coff_fail(coff_file_context(f), coff_file_place(f, all.origin + at),
              "Rich header ends within an entry");
  r->checksum = checksum(&all, r);
  return true;
}

bool coff_rich_get(const struct coff_rich *r, uint64_t index, struct coff_rich_entry *e)
{
  if (index >= r->count)
    return false;
  uint64_t at = HEAD + index * PAIR;
  uint32_t id = word(&r->bytes, at) ^ r->key;
  *e = (struct coff_rich_entry){(uint16_t)(id >> 16), (uint16_t)id,
                                word(&r->bytes, at + 4) ^ r->key};
  return true;
}

void coff_claim_rich(const struct coff_file *f, struct coff_claims *claims)
{
  struct coff_rich r;
  if (coff_rich_open(f, &r))
    coff_claim(claims, COFF_RANGE_TABLE, "Rich header", r.bytes);
}
