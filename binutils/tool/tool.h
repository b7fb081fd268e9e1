// What the small tools have in common: one run over some files, its output and its messages.
//
// Skip it unless you write a tool.
#ifndef TOOL_H
#define TOOL_H
#include "coff/archive.h"
#include "coffdump/diag.h"
#include "coffdump/out.h"

struct tool {
  const char *name; // "coff-nm", before every message
  struct coff_context ctx;
  struct diag_sink diags;
  struct out out, err;
  bool failed; // something was wrong that no diagnostic of the library says
};

// To be ended with tool_end. NULL, after a message, if there is no memory.
struct tool *tool_begin(const char *name);
// The exit status: 1 if anything was wrong with a file or with the output.
int tool_end(struct tool *);
// "NAME: PATH: WORDS" on standard error, behind what was shown; MEMBER may be NULL.
void tool_say(struct tool *, const char *path, const char *member, const char *words);

// One thing that a file is or holds.
struct tool_item {
  const char *path;   // as the user gave it
  const char *member; // in an archive, else NULL
  const struct coff_archive *archive;
  const struct coff_file *file;   // NULL: no COFF; of a short import: the object that it stands for
  const struct coff_file *import; // the short import, else NULL
  const struct coff_member *header; // in an archive, else NULL
};

// Calls SHOW for the file at PATH or, if it is an archive, TITLE (may be NULL) for itself and SHOW for
// each ordinary member. Members of archives in it are its own.
typedef void tool_show(struct tool *, const struct tool_item *, void *user);
void tool_each(struct tool *, const char *path, const char *target, tool_show *title,
               tool_show *show, void *user);
// The same for NFILES files, or for a.out if there are none.
void tool_all(struct tool *, int nfiles, char **files, const char *target, tool_show *title,
              tool_show *show, void *user);

// A command line. Options -h and -V, --help and --version are the same in every tool.
struct option;
struct tool_command {
  const char *name, *usage;
  const char *letters;          // for getopt_long, "hV" included; -H is -h, and of "vV" -v is -V
  const struct option *options; // the same
  // What option C does; ARGUMENT may be NULL. False if it has no meaning.
  bool (*option)(void *user, int c, const char *argument);
  int (*run)(void *user, int nfiles, char **files); // the exit status
};
// main: 2 if the command line is wrong.
int tool_main(const struct tool_command *, void *user, int argc, char **argv);

// The arguments, each @FILE replaced by the words in FILE, which white space separates; quotes and
// backslashes keep it together. False if there are too many or there is no memory. To be freed in any case.
struct tool_list {
  char **all;
  int count, room;
};
struct tool_words {
  struct tool_list words, texts; // TEXTS: what the words of files are part of
};
bool tool_expand(struct tool_words *, int argc, char **argv);
void tool_words_free(struct tool_words *);
#endif
