// A hash of bytes, for tables in memory: nothing that is written depends on coff_hash. XXH3 itself may be written, as
// build ids are: what it gives is fixed (xxHash 0.8).
//
// Skip it unless a table is slow.
#ifndef COFFGEN_BASE_HASH_H
#define COFFGEN_BASE_HASH_H
#include <stddef.h>
#include <stdint.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

static inline uint32_t coff_hash(const void *p, size_t n)
{
  return (uint32_t)XXH3_64bits(p, n);
}
#endif
