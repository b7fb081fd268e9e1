// Symbols of an object one after the other, as the linker wants them.
//
// Skip it unless a pass goes over symbol tables.
#ifndef COFFGEN_LINK_SCAN_H
#define COFFGEN_LINK_SCAN_H
#include "link/link.h"

enum coff_link_entry_kind {
  COFF_ENTRY_FILE,
  COFF_ENTRY_DEBUG,
  COFF_ENTRY_UNDEFINED,
  COFF_ENTRY_WEAK, // undefined, with a default in its auxiliary entry
  COFF_ENTRY_COMMON,
  COFF_ENTRY_ABSOLUTE,
  COFF_ENTRY_DEFINED
};

// A symbol of an object, and a cursor over them.
struct coff_link_scan {
  const struct coff_link *ld;
  const struct coff_link_file *file;
  uint64_t index, next;
  const uint8_t *record; // in the file
  struct coff_syment native;
  enum coff_link_entry_kind kind;
  bool global, weak;
  uint64_t value; // of what is in a section: from its start
};

void coff_link_learn_classes(struct coff_link *ld);
struct coff_link_scan coff_link_scan(const struct coff_link *ld, const struct coff_link_file *file);
bool coff_link_scan_next(struct coff_link_scan *);
// False, without a report, if the name is out of reach. Lives as long as the file.
bool coff_link_scan_name(const struct coff_link_scan *, struct coff_str *name);
#endif
