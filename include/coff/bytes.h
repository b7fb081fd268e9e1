// Bytes, byte order, and names that point into a file. The only header that knows how an integer
// is spelled in bytes.
//
// Skip it unless you decode records yourself: the swap entry points of swap.h do that for you.
#ifndef COFF_BYTES_H
#define COFF_BYTES_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#if defined __GNUC__
#define COFF_API __attribute__((visibility("default")))
#else
#define COFF_API
#endif

enum coff_order { COFF_LITTLE, COFF_BIG };

// A run of characters in a file or in static storage. Not terminated; may hold any byte. Owned by
// whoever owns the bytes: for names of an opened file, valid until that file is closed.
struct coff_str {
  const char *data;
  size_t size;
};

// These shifts compile to one load, or to a load and a byte swap.
static inline uint16_t coff_le16(const uint8_t *p)
{
  return (uint16_t)(p[0] | p[1] << 8);
}
static inline uint16_t coff_be16(const uint8_t *p)
{
  return (uint16_t)(p[1] | p[0] << 8);
}
static inline uint32_t coff_le32(const uint8_t *p)
{
  return p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}
static inline uint32_t coff_be32(const uint8_t *p)
{
  return p[3] | (uint32_t)p[2] << 8 | (uint32_t)p[1] << 16 | (uint32_t)p[0] << 24;
}
static inline uint64_t coff_le64(const uint8_t *p)
{
  return coff_le32(p) | (uint64_t)coff_le32(p + 4) << 32;
}
static inline uint64_t coff_be64(const uint8_t *p)
{
  return coff_be32(p + 4) | (uint64_t)coff_be32(p) << 32;
}

// Loads a WIDTH-byte unsigned integer (WIDTH 0 to 8). Width 0 is a field that the flavour lacks: 0.
static inline uint64_t coff_load(const uint8_t *p, unsigned width, enum coff_order order)
{
  bool big = order == COFF_BIG;
  uint64_t v = 0;
  switch (width) {
  case 0: return 0;
  case 1: return *p;
  case 2: return big ? coff_be16(p) : coff_le16(p);
  case 4: return big ? coff_be32(p) : coff_le32(p);
  case 8: return big ? coff_be64(p) : coff_le64(p);
  default: break;
  }
  for (unsigned i = 0; i < width; i++)
    v = v << 8 | p[big ? i : width - 1 - i];
  return v;
}

// Stores the low WIDTH bytes of V and returns the bits that did not fit, so that a caller can
// refuse a value instead of truncating it.
static inline uint64_t coff_store(uint8_t *p, unsigned width, enum coff_order order, uint64_t v)
{
  for (unsigned i = 0; i < width; i++, v >>= 8)
    p[order == COFF_BIG ? width - 1 - i : i] = (uint8_t)v;
  return v;
}

// Reads the low BITS (1 to 64) of V as a two's complement number.
static inline int64_t coff_sign_extend(uint64_t v, unsigned bits)
{
  uint64_t sign = (uint64_t)1 << (bits - 1);
  v &= sign | (sign - 1);
  return (int64_t)((v ^ sign) - sign);
}
#endif
