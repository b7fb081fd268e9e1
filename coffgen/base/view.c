// Strings inside of views.
//
// Skip it unless a string comes out too long or too short.
#include "coff/view.h"
#include <string.h>

struct coff_str coff_view_string(struct coff_view v, uint64_t off, bool *terminated)
{
  struct coff_str s = {"", 0};
  bool found = false;
  if (off < v.size) {
    size_t room = (size_t)(v.size - off);
    s.data = (const char *)v.data + off;
    const char *nul = memchr(s.data, 0, room);
    found = nul != NULL;
    s.size = found ? (size_t)(nul - s.data) : room;
  }
  if (terminated != NULL)
    *terminated = found;
  return s;
}
