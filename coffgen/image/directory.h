// What the readers of data directories share: the width of an address, the place of a name, many
// faults of one kind.
//
// Skip it unless you read a directory.
#ifndef COFFGEN_IMAGE_DIRECTORY_H
#define COFFGEN_IMAGE_DIRECTORY_H
#include "coff/image.h"

// Bytes of an address in tables: 4 or 8.
static inline unsigned coff_image_address_size(const struct coff_file *f)
{
  return coff_file_target(f)->address_bits / 8u;
}

// Claims the SIZE bytes at OFFSET of the file as items, if they are there.
void coff_claim_bytes(const struct coff_file *f, struct coff_claims *claims, const char *what,
                      uint64_t offset, uint64_t size);
// The same for S, which points into the file, with the NUL behind it. Empty names are not claimed.
void coff_claim_string(const struct coff_file *f, struct coff_claims *claims, const char *what,
                       struct coff_str s);

// True if V begins with an MZ program that leads to a PE signature.
bool coff_image_begins(struct coff_view v);

// Entries of a table with the same fault: how many, and where the first is. One report does for all.
struct coff_fault {
  uint64_t count, first;
};

static inline void coff_fault_add(struct coff_fault *fault, bool wrong, uint64_t offset)
{
  if (!wrong)
    return;
  if (fault->count++ == 0)
    fault->first = offset;
}
#endif
