// Reads everything that the library can say of resources.
//
// Skip it unless the library learns to read something new in them.
#ifndef TESTSUITE_UNIT_WALK_RESOURCES_H
#define TESTSUITE_UNIT_WALK_RESOURCES_H
#include "coff/resources.h"
#include "testsuite/unit/walk.h"

// All of a file's resources; W->symbols counts leaves, W->lines what is in them.
void walk_resources(const struct coff_file *, struct walk *w);
// What a leaf of TYPE (RT_VERSION, ...) holds.
void walk_resource_content(const struct coff_file *, uint32_t type, struct coff_view v,
                           struct walk *w);
#endif
