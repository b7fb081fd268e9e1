// The checksum of a PE image, for those who make one.
//
// Skip it unless you write images.
#ifndef COFFGEN_IMAGE_CHECKSUM_H
#define COFFGEN_IMAGE_CHECKSUM_H
#include "coff/view.h"

// What the field of four bytes at AT of an image, which is ALL, must hold.
COFF_API uint32_t coff_checksum_of(struct coff_view all, uint64_t at);
// The same from parts, with 0 in the field: what BYTES, which stand at offset AT of the image, add to the sum, and
// what the sum of all parts makes of an image of SIZE bytes.
COFF_API uint64_t coff_checksum_part(struct coff_view bytes, uint64_t at);
COFF_API uint32_t coff_checksum_sum(uint64_t parts, uint64_t size);
#endif
