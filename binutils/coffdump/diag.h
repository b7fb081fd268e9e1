// Where diagnostics go: to standard error as they come, and into a list for the JSON document.
//
// Skip it unless you change what becomes of a message.
#ifndef COFFDUMP_DIAG_H
#define COFFDUMP_DIAG_H
#include "coff/archive.h"
#include "coffdump/coffdump.h"

enum { DIAG_SEEN = 1024, DIAG_KEPT = 1 << 16, DIAG_PRINTED = 10000 };

struct diag_sink {
  const char *program; // whose messages they are
  struct out *err;
  struct out *shown; // what was shown before a message goes out before it; or NULL
  struct diag_list list;
  bool keep;      // fill LIST
  size_t errors;  // of all files
  size_t printed; // about this file: DIAG_PRINTED at most
  // If set, messages about all else are dropped: they come again.
  const struct coff_archive *about;
  uint64_t member;          // of an archive: its number; messages of two members are two
  uint64_t seen[DIAG_SEEN]; // hashes of what was said about this file
};

// The sink of a coff_context whose sink_user is a struct diag_sink. Errors and warnings are printed,
// notes only kept. What was said with the same offset and the same words is not said again.
void diag_receive(void *user, const struct coff_diag *d);
// Forgets what was said about the last file.
void diag_next_file(struct diag_sink *s);
// The same for the list only: the next document is of member NUMBER, or (0) of the archive.
void diag_next_member(struct diag_sink *s, uint64_t number);
void diag_free(struct diag_sink *s);
#endif
