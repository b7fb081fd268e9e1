// Options in objects.
//
// Skip it unless you work on them.
#ifndef COFFGEN_LINK_DIRECTIVES_H
#define COFFGEN_LINK_DIRECTIVES_H
#include "coff/debug.h"
#include "link/link.h"

// An option that two objects must agree on (-failifmismatch).
struct coff_link_agreement {
  struct coff_str key, value;
  uint32_t file;
};

// One that is about the image; false if it is none of those.
bool coff_link_image_directive(struct coff_link *ld, uint32_t file, const struct coff_directive *d);
// Options of the command line.
void coff_link_said_directives(struct coff_link *ld);
// A library that objects ask for is not to be linked; NAME empty: none is.
void coff_link_refuse_library(struct coff_link *ld, struct coff_str name);
bool coff_link_directive_is(const struct coff_directive *d, const char *name);
// S without quotes around it.
struct coff_str coff_link_unquoted(struct coff_str s);
// A number up to a comma or the end, which are taken off S; false if there is none.
bool coff_link_take_number(struct coff_str *s, uint64_t *n);
#endif
