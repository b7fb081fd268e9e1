// Reads all that debug directory, CLR header and Rich header say: parts of walk_file, and by themselves
// for fuzz targets.
//
// Skip it unless you fuzz one of them.
#ifndef TESTSUITE_UNIT_WALK_DEBUGDIR_H
#define TESTSUITE_UNIT_WALK_DEBUGDIR_H
#include "coff/clr.h"
#include "testsuite/unit/walk.h"

void walk_debugdir(const struct coff_file *, struct walk *);
void walk_clr(const struct coff_file *, struct walk *);
void walk_rich(const struct coff_file *, struct walk *);
// CLR is that of the image, or NULL; IN_FILE as for coff_metadata_open.
void walk_metadata(const struct coff_file *, struct coff_view, bool in_file,
                   const struct coff_clr *clr, struct walk *);
#endif
