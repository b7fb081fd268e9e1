// What kind of data bytes are, by what they begin with.
//
// Skip it unless you name what is no COFF.
#include "base/magic.h"
#include <string.h>

const char *coff_magic_find(const struct coff_magic *all, size_t n, struct coff_view v)
{
  for (const struct coff_magic *m = all; m < all + n; m++)
    if (v.size >= (uint64_t)m->at + m->size && memcmp(v.data + m->at, m->bytes, m->size) == 0)
      return m->what;
  return NULL;
}
