// What kind of data bytes are, by what they begin with.
//
// Skip it unless you name what is no COFF.
#ifndef COFFGEN_BASE_MAGIC_H
#define COFFGEN_BASE_MAGIC_H
#include "coff/view.h"

// SIZE bytes AT an offset that data of this kind have.
struct coff_magic {
  uint16_t at, size;
  const char *bytes, *what;
};

// The words of the first of the N that fits; NULL if none does.
const char *coff_magic_find(const struct coff_magic *all, size_t n, struct coff_view v);
#endif
