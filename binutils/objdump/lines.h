// Where code comes from: COFF line numbers, and the text of the sources that they name.
//
// Skip it unless -l or -S shows the wrong place.
#ifndef OBJDUMP_LINES_H
#define OBJDUMP_LINES_H
#include "objdump/objdump.h"

// One section's line numbers, in the order of their addresses.
struct lines {
  const struct dump *d;
  struct line {
    uint64_t address, owner;
    uint32_t line;
  } * all;
  size_t count, room;
  uint64_t *files; // indices of the symbols of source files
  size_t nfiles;
  // What was shown last.
  uint64_t owner;
  uint32_t line;
  struct source *sources; // read for -S; each once
};

// Neither fails: what there is no memory for is reported and left out.
void lines_open(struct lines *, const struct dump *, const struct coff_section *);
void lines_close(struct lines *);
// Shows the function and line at ADDRESS, if they are others than shown last: -l, and with SOURCE the
// text up to that line: -S. BEHIND stands behind the number.
void lines_show(struct lines *, uint64_t address, bool source, const char *behind);
#endif
