// The checksum of a PE image.
//
// Skip it unless it is computed wrongly.
//
// The specification names a function of IMAGHELP.DLL; what that does is known: the file as 16-bit
// little-endian words, CheckSum taken as 0, summed with the carries added back, plus the file's size.
#include "image/checksum.h"
#include "coff/certificates.h"
#include "image/signature.h"

enum { CHECKSUM_SIZE = 4 };

// The same sum modulo 0xffff, 0 only if it is 0.
static uint64_t fold(uint64_t sum)
{
  while (sum > 0xffff)
    sum = (sum & 0xffff) + (sum >> 16);
  return sum;
}

// The words from START to END; START may be in the middle of a word. 64 bits are added at a time, and what is
// carried out of them is added back: 2^64, as 2^16, is 1 modulo 0xffff.
static uint64_t sum_of(struct coff_view all, uint64_t start, uint64_t end)
{
  uint64_t total = 0, at = start;
  for (; end - at >= 8; at += 8) {
    uint64_t v = coff_le64(all.data + at);
    total += v;
    total += total < v;
  }
  total = fold(total);
  for (unsigned shift = 0; at < end; at++, shift = 8 - shift)
    total += (uint64_t)all.data[at] << shift;
  return start % 2 == 0 ? total : fold(total) << 8;
}

uint64_t coff_checksum_part(struct coff_view bytes, uint64_t at)
{
  uint64_t sum = fold(sum_of(bytes, 0, bytes.size));
  return at % 2 == 0 ? sum : fold(sum << 8);
}

uint32_t coff_checksum_sum(uint64_t parts, uint64_t size)
{
  return (uint32_t)fold(parts) + (uint32_t)size;
}

uint32_t coff_checksum_of(struct coff_view all, uint64_t at)
{
  uint64_t sum = sum_of(all, 0, at) + sum_of(all, at + 4, all.size);
  return (uint32_t)fold(sum) + (uint32_t)all.size;
}

bool coff_checksum_field(const struct coff_file *f, struct coff_view *field)
{
  const struct coff_aouthdr_layout *l = coff_file_aouthdr_layout(f);
  if (coff_file_kind(f) != COFF_KIND_IMAGE || l == NULL)
    return false;
  for (unsigned i = 0; i < l->nitems; i++)
    if (l->items[i].id == COFF_AOUT_CHECKSUM && l->items[i].width == CHECKSUM_SIZE)
      return coff_view_table(coff_file_aouthdr_bytes(f), l->items[i].at, 1, CHECKSUM_SIZE, field);
  return false;
}

bool coff_checksum_get(const struct coff_file *f, struct coff_checksum *out)
{
  struct coff_view field, all = coff_file_bytes(f);
  if (!coff_checksum_field(f, &field))
    return false;
  *out = (struct coff_checksum){field.origin, coff_le32(field.data),
                                coff_checksum_of(all, field.origin)};
  return true;
}
