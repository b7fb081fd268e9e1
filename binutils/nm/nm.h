// coff-nm: which symbols files have.
//
// Skip it unless you change what it lists.
#ifndef NM_H
#define NM_H
#include "coff/symbols.h"
#include "tool/names.h"
#include "tool/tool.h"

enum nm_format { NM_BSD, NM_SYSV, NM_POSIX, NM_NAMES };
enum nm_order { NM_BY_NAME, NM_BY_VALUE, NM_BY_SIZE, NM_AS_THEY_ARE };

// Letters of sections that were met in the files before: most sections have one of a few headers.
struct nm_section {
  const struct coff_target *target;
  char name[8];
  uint32_t flags;
  bool contents;
  char letter;
};
enum { NM_SECTIONS = 64 };

struct nm_symbol;
struct nm {
  enum nm_format format;
  enum nm_order order;
  unsigned radix; // 8, 10, 16; 0: not said
  bool reverse;
  bool debugging, globals, undefined, defined, no_weak, dynamic; // what is listed
  bool file_names, index, quiet, demangle, lines, sizes;
  struct tool_names names;
  const char *target;
  unsigned nfiles;
  struct nm_section sections[NM_SECTIONS];
  struct nm_symbol *room; // for the list of a file, of NROOM symbols
  size_t nroom;
};

struct nm_symbol {
  struct coff_str name; // a view of the file
  uint64_t value, size; // SIZE: worked out only if the list is in its order
  uint64_t index;
  int32_t section;
  uint32_t type;
  uint16_t sclass;
  char letter; // 'T', 'U', ...
  bool undefined;
};

// The symbols of a file that are asked for, in order, as long as no other file is listed. False, after a
// report, if memory runs out.
struct nm_list {
  struct nm_symbol *all;
  size_t count;
  bool any; // the file has symbols, listed or not
};
bool nm_collect(struct nm *, const struct coff_file *, struct nm_list *);
// The same of those for the loader, which have no index in the table of symbols.
bool nm_collect_dynamic(struct nm *, const struct coff_file *, struct nm_list *);

// order.c. False if memory runs out.
bool nm_put_in_order(const struct nm *, const struct coff_file *, struct nm_list *);

// letters.c
bool nm_is_undefined(const struct coff_file *, const struct coff_symbol *);
// Only for debuggers; the ends of blocks and functions count as labels.
bool nm_is_local_code(const struct coff_file *, const struct coff_symbol *);
bool nm_is_debugging(const struct coff_file *, const struct coff_symbol *);
// A section of which the file has but the name (PE, storage class C_SECTION).
bool nm_is_section_elsewhere(const struct coff_symbol *);
// NAME: of the symbol.
char nm_letter(struct nm *, const struct coff_file *, const struct coff_symbol *,
               struct coff_str name);
// What the column "Type" of the System V form says; BUF for a word that is made.
enum { NM_TYPE = 32 };
const char *nm_type(const struct coff_file *, const struct nm_symbol *, char buf[NM_TYPE]);

void nm_print(const struct nm *, struct out *, const struct tool_item *, const struct nm_list *);
void nm_print_archive(const struct nm *, struct out *, const struct tool_item *);
#endif
