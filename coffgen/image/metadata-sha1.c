// SHA-1 (FIPS 180-4), for public key tokens.
//
// Skip it: the names of the variables are the standard's.
#include "image/metadata.h"
#include <string.h>

enum { BLOCK = 64 };

static uint32_t rotate(uint32_t v, unsigned by)
{
  return v << by | v >> (32 - by);
}

static uint32_t f(unsigned t, uint32_t b, uint32_t c, uint32_t d)
{
  if (t < 20)
    return (b & c) | (~b & d);
  if (t >= 40 && t < 60)
    return (b & c) | (b & d) | (c & d);
  return b ^ c ^ d;
}

static void add_block(uint32_t h[5], const uint8_t *block)
{
  static const uint32_t k[] = {0x5a827999, 0x6ed9eba1, 0x8f1bbcdc, 0xca62c1d6};
  uint32_t w[80], v[5];
  for (unsigned t = 0; t < 16; t++)
    w[t] = coff_be32(block + (size_t)t * 4);
  for (unsigned t = 16; t < 80; t++)
    w[t] = rotate(w[t - 3] ^ w[t - 8] ^ w[t - 14] ^ w[t - 16], 1);
  memcpy(v, h, sizeof v);
  for (unsigned t = 0; t < 80; t++) {
    uint32_t next = rotate(v[0], 5) + f(t, v[1], v[2], v[3]) + v[4] + k[t / 20] + w[t];
    v[4] = v[3];
    v[3] = v[2];
    v[2] = rotate(v[1], 30);
    v[1] = v[0];
    v[0] = next;
  }
  for (unsigned i = 0; i < 5; i++)
    h[i] += v[i];
}

void metadata_sha1(struct coff_view v, uint8_t digest[20])
{
  uint32_t h[5] = {0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0};
  uint8_t last[2 * BLOCK] = {0};
  uint64_t whole = v.size / BLOCK * BLOCK;
  size_t rest = (size_t)(v.size - whole), size = rest < BLOCK - 8 ? BLOCK : 2 * BLOCK;
  for (uint64_t at = 0; at < whole; at += BLOCK)
    add_block(h, v.data + at);
  if (rest != 0)
    memcpy(last, v.data + whole, rest);
  last[rest] = 0x80;
  coff_store(last + size - 8, 8, COFF_BIG, v.size * 8);
  for (size_t at = 0; at < size; at += BLOCK)
    add_block(h, last + at);
  for (unsigned i = 0; i < 5; i++)
    coff_store(digest + (size_t)i * 4, 4, COFF_BIG, h[i]);
}
