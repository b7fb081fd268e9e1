// The checksum of a PE image, for those who make one.
//
// Skip it unless you write images.
#ifndef COFFGEN_IMAGE_CHECKSUM_H
#define COFFGEN_IMAGE_CHECKSUM_H
#include "coff/view.h"

// What the field of four bytes at AT of an image, which is ALL, must hold.
COFF_API uint32_t coff_checksum_of(struct coff_view all, uint64_t at);
#endif
