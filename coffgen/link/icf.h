// Identical code folding: the passes, and what they hand to each other.
//
// Skip it unless you work on that.
#ifndef COFFGEN_LINK_ICF_H
#define COFFGEN_LINK_ICF_H
#include "link/link.h"

void coff_link_fold(struct coff_link *ld);
void coff_link_place_folded(struct coff_link *ld); // what they are folded into has addresses

// Whose address may be compared with another one, or go where nobody sees it.
struct coff_link_taken {
  uint8_t *atoms; // by atom: such an address; NULL: not known, for nobody needs it
  uint8_t *files; // by file: it says itself which of its references take an address
};

// taken.c: CODE: it matters for code, else only for data of files that say it themselves. To be freed, by who called,
// even after a failure, which is reported.
bool coff_link_find_taken(struct coff_link *ld, bool code, struct coff_link_taken *taken);
void coff_link_free_taken(struct coff_link *ld, struct coff_link_taken *taken);

// gc.c: what describes the code of one section alone follows that from here on.
void coff_link_follow_code(struct coff_link *ld);
#endif
