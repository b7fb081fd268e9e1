// How long the parts of a link take (--stats).
//
// Skip it unless a part of the link is to be timed by itself.
#ifndef COFFGEN_LINK_STATS_H
#define COFFGEN_LINK_STATS_H
#include "link/link.h"

// What follows is called NAME, up to the next call; without --stats it does nothing.
void coff_link_stage(struct coff_link *ld, const char *name);
void coff_link_print_stats(struct coff_link *ld);
#endif
