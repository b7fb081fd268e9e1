// coff-nm: which symbols files have.
//
// Skip it unless you change what it lists.
#ifndef NM_H
#define NM_H
#include "coff/symbols.h"
#include "coffdump/coffdump.h"
#include "tool/tool.h"

enum nm_format { NM_BSD, NM_SYSV, NM_POSIX, NM_NAMES };
enum nm_order { NM_BY_NAME, NM_BY_VALUE, NM_AS_THEY_ARE };

struct nm {
  enum nm_format format;
  enum nm_order order;
  unsigned radix; // 8, 10, 16; 0: not said
  bool reverse;
  bool debugging, globals, undefined, defined, no_weak; // what is listed
  bool file_names, index, quiet, demangle;
  const char *target;
  unsigned nfiles;
};

struct nm_symbol {
  struct coff_str name; // a view of the file
  uint64_t value;
  int32_t section;
  char letter; // 'T', 'U', ...
  bool undefined, function;
};

// The symbols of a file that are asked for, in order; ALL is to be freed. False, after a report, if
// memory runs out.
struct nm_list {
  struct nm_symbol *all;
  size_t count;
  bool any; // the file has symbols, listed or not
};
bool nm_collect(const struct nm *, const struct coff_file *, struct nm_list *);

void nm_print(const struct nm *, struct out *, const struct tool_item *, const struct nm_list *);
void nm_print_archive(const struct nm *, struct out *, const struct tool_item *);
#endif
