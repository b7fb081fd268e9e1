// Which line of which source file a place is, by the file's own line numbers (COFF, not DWARF or
// CodeView), as GNU's tools take it.
//
// Skip it unless a tool names another line than GNU does.
#ifndef TOOL_LINES_H
#define TOOL_LINES_H
#include "coff/symbols.h"

struct tool_line {
  struct coff_str file; // empty: not known
  uint32_t line;        // 0: not known
};

// Line numbers of a file, in the order of the places that they are for.
struct tool_line_row {
  uint64_t address;
  uint32_t section, line;
};
// Where the symbols of a source file begin in a section.
struct tool_line_start {
  uint64_t address;
  uint64_t file; // index of its C_FILE symbol
  uint32_t section;
};
struct tool_lines {
  const struct coff_file *file;
  uint64_t first_file; // index of the first C_FILE symbol
  struct tool_line_row *rows;
  size_t nrows;
  struct tool_line_start *starts;
  size_t nstarts;
};

// False, after a report, if memory runs out. To be freed in any case.
bool tool_lines_open(const struct coff_file *, struct tool_lines *);
void tool_lines_free(struct tool_lines *);
// The place at ADDRESS in SECTION (a number). NAME of the file may be a view into BUF.
struct tool_line tool_line_at(const struct tool_lines *, uint32_t section, uint64_t address);
#endif
