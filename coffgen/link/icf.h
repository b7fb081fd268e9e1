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

struct coff_link_unit {
  uint64_t key;
  uint32_t part, nparts; // in parts
  uint32_t edge, nedges; // in edges: the units that its references lead to
};

// Units order[first] to [first + n - 1].
struct coff_link_class {
  uint32_t first, n;
};

// A unit with references to the class that is looked at, and which of its references these are.
struct coff_link_leading {
  uint64_t key;
  uint32_t unit, class;
};

// The reference number AT of UNIT.
struct coff_link_source {
  uint32_t unit, at;
};

struct coff_link_folding {
  struct coff_link *ld;
  struct coff_link_taken taken;
  struct coff_link_unit *units;
  uint32_t nunits;
  uint32_t *parts; // atoms
  uint32_t nparts;
  uint32_t *part_of; // by atom: number in parts, plus 1; 0: of no unit
  uint8_t *fixed;    // by atom: begins no unit
  uint32_t *unit_of; // by part
  uint32_t *edges;
  uint32_t *class_of; // by unit
  struct coff_link_class *classes;
  uint32_t nclasses;
  uint32_t *order, *place; // by unit: its index in order
  // References that lead to unit N: sources[starts[N]] to before sources[starts[N + 1]].
  struct coff_link_source *sources;
  uint32_t *starts;
  uint32_t *work; // classes
  uint32_t nwork;
  struct coff_link_leading *items;
  uint32_t *item_of; // by unit: number of its item, plus 1
  uint8_t *differs;  // by unit: from the first of its class
};

static inline uint64_t coff_link_mix_key(uint64_t key, uint64_t v)
{
  key = (key ^ v) * 0x9e3779b97f4a7c15;
  return key ^ key >> 32;
}

// classes.c: by the keys of the units, then by what their references lead to; both need room. False after a report.
bool coff_link_classify(struct coff_link_folding *f);
void coff_link_refine(struct coff_link_folding *f);
// Units that differ are classes of their own from now on; true if there are any.
bool coff_link_take_out(struct coff_link_folding *f);

// taken.c: CODE: it matters for code, else only for data of files that say it themselves. To be freed, by who called,
// even after a failure, which is reported.
bool coff_link_find_taken(struct coff_link *ld, bool code, struct coff_link_taken *taken);
void coff_link_free_taken(struct coff_link *ld, struct coff_link_taken *taken);

// gc.c: what describes the code of one section alone follows that from here on.
void coff_link_follow_code(struct coff_link *ld);
#endif
