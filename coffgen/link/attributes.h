// What inputs say of output sections: which become one, and what may be done with them.
//
// Skip it unless you work on that.
#ifndef COFFGEN_LINK_ATTRIBUTES_H
#define COFFGEN_LINK_ATTRIBUTES_H
#include "link/link.h"

// A section called NAME is part of INTO (/MERGE), or, if that is empty, has the rights MEANING (/SECTION).
struct coff_link_attribute {
  struct coff_str name, into;
  uint32_t meaning; // COFF_SEC_READ, _WRITE, _EXEC, _SHARED, _DISCARD
  uint32_t file;    // that says so
};

// Adds what FILE says; two that differ are a warning, the first one counts.
void coff_link_add_attribute(struct coff_link *ld, const struct coff_link_attribute *new);
// Sections are put together as asked for.
void coff_link_merge_sections(struct coff_link *ld);
// Native FLAGS of an output section, with the rights that were asked for.
uint32_t coff_link_rights(const struct coff_link *ld, struct coff_str name, uint32_t flags);
#endif
