// Objects from which only symbols and debug information are taken: what strip is called for most.
//
// Skip it unless such an object is stripped wrongly; the library knows which it can do (coff_edit_strip).
#include "objcopy/objcopy.h"
#include <stdlib.h>

enum coff_stripped strip_object(const struct objcopy *o, const struct coff_file *f,
                                struct coff_view *v)
{
  bool *goes = calloc((size_t)coff_section_count(f) + 1, sizeof *goes);
  if (goes == NULL) {
    coff_fail(coff_file_context(f), (struct coff_place){coff_file_name(f), NULL, COFF_NOWHERE},
              "out of memory");
    return COFF_STRIP_FAILED;
  }
  find_debug(f, goes);
  enum coff_stripped done = coff_edit_strip(f, o->strip == STRIP_ALL, goes, v);
  free(goes);
  return done;
}
