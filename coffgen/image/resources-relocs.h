// Where the data of an object's resources are: what the relocations of its data entries say.
//
// Skip it unless resources of objects lead to the wrong bytes.
#ifndef COFFGEN_IMAGE_RESOURCES_RELOCS_H
#define COFFGEN_IMAGE_RESOURCES_RELOCS_H
#include "coff/resources.h"

// The relocations of section S, sorted by place. NULL, after a report, if out of memory.
struct coff_resource_relocs *coff_resource_relocs_open(const struct coff_file *,
                                                       const struct coff_section *s);
void coff_resource_relocs_close(const struct coff_file *, struct coff_resource_relocs *);
// Fills section and bytes of D, whose data entry lies in TREE. False, after a report, if not all of
// its bytes are there.
bool coff_resource_relocs_find(const struct coff_resource_relocs *, const struct coff_file *,
                               struct coff_view tree, struct coff_resource_data *d);
#endif
