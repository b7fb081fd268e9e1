// coff-ar: what its command line asks for, and the archive that it works on.
//
// Skip it unless you change what it does.
#ifndef AR_H
#define AR_H
#include "coff/archive-build.h"
#include "tool/tool.h"

enum ar_operation {
  AR_NONE,
  AR_DELETE,
  AR_MOVE,
  AR_PRINT,
  AR_QUICK,
  AR_REPLACE,
  AR_INDEX,
  AR_LIST,
  AR_EXTRACT,
  AR_SCRIPT
};
enum ar_position { AR_DEFAULT, AR_BEFORE, AR_AFTER };

struct ar {
  struct tool *tool;
  enum ar_operation operation;
  enum ar_position position;
  const char *beside;  // the member that AR_BEFORE and AR_AFTER are about
  unsigned long count; // N: which of the members of one name; 0: not said
  int verbose;
  bool quiet_create, dates, offsets, newer, full_names, truncate;
  bool make_index, no_index, keep_owners, deterministic, thin;
  bool no_operation_yet; // s stands alone so far
  const char *output;    // folder for what is extracted
  const char *target;    // as which members are read
  enum coff_dialect dialect;
  const char *path; // of the archive
  // What PATH holds; NULL: there is none yet.
  struct coff_archive *archive;
};

// Opens the archive. False after a message; a missing one is reported unless MAKE is set.
bool ar_open(struct ar *r, bool make);
void ar_close(struct ar *r);
// The name by which FILE is a member of the archive: to be freed; NULL if out of memory.
char *ar_member_name(const struct ar *r, const char *file);
// The name of a member for people: of one that another archive holds, its name there. To be freed.
char *ar_shown_name(const struct ar *r, const struct coff_member *m);
// NAME and NAME of another spelling of the same length are not the same.
bool ar_is_called(struct coff_str name, const char *wanted);
void ar_say(const struct ar *r, const char *words, const char *name); // "coff-ar: WORDS"

// list.c: t, p, x. Each is called for all members, or for those named.
bool ar_read(struct ar *r, int nfiles, char **files);
bool ar_list_all(struct ar *r, struct out *o, const struct coff_archive *a, bool verbose);
bool ar_extract(struct ar *r, const struct coff_member *m);

// change.c: d, m, q, r, s, on the builder.
bool ar_change(struct ar *r, int nfiles, char **files);
bool ar_add(struct ar *r, struct coff_archive_build *b, const char *file, bool replace);
bool ar_add_library(struct ar *r, struct coff_archive_build *b, const char *path);
bool ar_delete(struct ar *r, struct coff_archive_build *b, int nfiles, char **files);
struct coff_archive_build *ar_begin(struct ar *r);
bool ar_end(struct ar *r, struct coff_archive_build *b, const char *path);

// script.c: M.
bool ar_script(struct ar *r, FILE *in);
#endif
