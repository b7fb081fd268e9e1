// What the readers of .NET metadata share.
//
// Skip it unless you work on metadata*.c.
#ifndef COFFGEN_IMAGE_METADATA_H
#define COFFGEN_IMAGE_METADATA_H
#include "coff/clr.h"

// Reports TEXT at the begin of AT, or at no place for metadata that are no part of the file. Returns
// false.
bool metadata_fail(const struct coff_metadata *m, struct coff_view at, const char *text);
// The compressed number (II.23.2) at *AT of V, which is moved behind it. False past the end.
bool metadata_number(struct coff_view v, uint64_t *at, uint32_t *value);

// SHA-1 (FIPS 180-4) of V: public key tokens are made from it. It secures nothing any more.
void metadata_sha1(struct coff_view v, uint8_t digest[20]);
#endif
