// What is loaded, as bytes or records without headers.
//
// Skip it unless you make images for memories; the formats are in format-*.c.
#include "objcopy/objcopy.h"

bool is_raw_format(const char *name)
{
  (void)name;
  return false;
}

bool copy_to_raw(struct objcopy *o, struct coff_build *b, const char *path)
{
  (void)b;
  return coff_fail(&o->tool->ctx, (struct coff_place){path, NULL, COFF_NOWHERE}, "no raw format");
}
