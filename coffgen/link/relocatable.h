// What the parts of linking into an object share.
//
// Skip it unless you work on coff-ld -r.
#ifndef COFFGEN_LINK_RELOCATABLE_H
#define COFFGEN_LINK_RELOCATABLE_H
#include "link/link.h"

// Ids of symbols are those of builders: what the files say is the builder's own there, indices and offsets
// are ids already.
struct coff_link_merging {
  struct coff_link *ld;
  struct coff_build *to;
  struct coff_build **from; // by file
  uint32_t *
      *written;      // by file, then symbol: its id in TO, or COFF_NO_ID if it is not written there
  uint32_t *globals; // by symbol of the link: its id in TO, or COFF_NO_ID
  uint32_t *sections; // by output section: its id in TO
  uint32_t *symbols;  // by output section: its section symbol in TO, or COFF_NO_ID
  uint64_t *lines;    // by atom: where its line numbers begin in those of the section
};

// The section of TO that section NUMBER of FILE is in, and its atom; 0: it is left out.
uint32_t coff_link_merged_section(const struct coff_link_merging *m, uint32_t file, uint32_t number,
                                  const struct coff_atom **atom);
// Every symbol of TO, and the maps. False after a report.
bool coff_link_merge_symbols(struct coff_link_merging *m);
// The symbol of TO that symbol ID of FILE is, or COFF_NO_ID.
uint32_t coff_link_merged_symbol(const struct coff_link_merging *m, uint32_t file, uint32_t id);
#endif
