// The bytes of an image, from atoms into the file.
//
// Skip it unless you change how an image is written.
#ifndef COFFGEN_LINK_CONTENTS_H
#define COFFGEN_LINK_CONTENTS_H
#include "link/link.h"

// relocate.c: the fields of A, whose bytes are copied to P. WRONG is set if something is, which is then not reported;
// NULL: it is.
void coff_link_relocate_atom(struct coff_link *ld, const struct coff_link_out *o,
                             const struct coff_atom *a, uint8_t *p, bool *wrong);

// SIZE bytes of the file at AT that are final, and what is known of them.
struct coff_link_written {
  uint64_t at, size;
  uint64_t sum;     // of the image's checksum, if it has one
  uint8_t hash[16]; // if there is to be a build id
  bool in_file;     // else they are in ld->buf
};

enum { COFF_LINK_MODE = 0777 };

// contents.c: relocates all atoms. Their bytes go to ld->output, or, where that cannot be, to ld->buf.
void coff_link_write_contents(struct coff_link *ld);
#endif
