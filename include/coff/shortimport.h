// The object that a short import stands for. Linkers make it up; tools that show objects, or change them,
// can have it in memory and need not know that there was none.
//
// Skip it unless you show or change the members of import libraries.
//
// It has what a linker makes of the import (PE and COFF specification, section 8), in the form in which
// GNU's tools show it: entries of lookup table and address table, hint and name, a jump if the import is
// a function, and their symbols. The instructions of the jump are struct coff_target's import_jump; of
// machines where they are not known, .text is empty.
#ifndef COFF_SHORTIMPORT_H
#define COFF_SHORTIMPORT_H
#include "coff/build.h"

#ifdef __cplusplus
extern "C" {
#endif

// The object for F, ready to be changed or written. F need not stay open. NULL, after a report, if F is no
// short import or is damaged, or if memory runs out.
COFF_API struct coff_build *coff_build_import_object(const struct coff_file *f);

// ... and that object written and opened.
struct coff_import_object {
  struct coff_file *file; // NULL after a report
  uint8_t *bytes;         // of FILE
  uint64_t size;
};
COFF_API bool coff_import_object_open(const struct coff_file *f, struct coff_import_object *o);
// CTX: that of F. To be called in any case.
COFF_API void coff_import_object_close(const struct coff_context *ctx,
                                       struct coff_import_object *o);

#ifdef __cplusplus
}
#endif
#endif
