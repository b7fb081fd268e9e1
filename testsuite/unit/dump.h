// Everything that coffdump prints of some bytes, in process and to nowhere.
//
// Skip it unless you write a test that dumps.
#ifndef TESTSUITE_UNIT_DUMP_H
#define TESTSUITE_UNIT_DUMP_H
#include "coff/object.h"

// How to dump.
enum dump_how {
  DUMP_TEXT = 1, // all parts
  DUMP_JSON = 2, // on one line
  DUMP_PRETTY = 4,
  DUMP_MANGLED = 8 // names are not demangled
};

// Called for each file that is no member of an archive, before it is dumped; or NULL.
typedef void dump_opened(const struct coff_file *);

// Dumps SIZE bytes at DATA, an archive with its members; HOW holds enum dump_how bits. TARGET (NULL: it is
// recognised): as which they are read. False if they cannot be opened.
bool dump_bytes(const struct coff_context *, const char *target, const void *data, size_t size,
                unsigned how, dump_opened *opened);
#endif
