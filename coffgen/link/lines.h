// Line numbers that objects have, in an image: lines.c.
//
// Skip it unless a line number of an image is wrong.
#ifndef COFFGEN_LINK_LINES_H
#define COFFGEN_LINK_LINES_H
#include "link/link.h"

// The line numbers of an input section.
struct coff_link_lines {
  uint32_t atom, out;
  uint64_t count;
  uint64_t old; // file offset in the object
  uint64_t row; // the first one's number among those of the output section
};

// Counts those that are carried, and tells the builder. Output sections are in it.
bool coff_link_place_lines(struct coff_link *ld);
// Where the line number is that stood at OLD in FILE, or 0.
uint64_t coff_link_line_offset(const struct coff_link *ld, uint32_t file, uint64_t old);
// Writes those of FILE, whose symbol I has become INDICES[I].
void coff_link_write_lines(struct coff_link *ld, uint32_t file, const uint32_t *indices);

#endif
