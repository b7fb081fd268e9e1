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
  const struct coff_file *file; // NULL: no COFF
};

// Calls SHOW for the file at PATH or, if it is an archive, TITLE (may be NULL) for itself and SHOW for
// each ordinary member. Members of archives in it are its own.
typedef void tool_show(struct tool *, const struct tool_item *, void *user);
void tool_each(struct tool *, const char *path, const char *target, tool_show *title,
               tool_show *show, void *user);

// Replaces each argument @FILE by the words in FILE, which white space separates; quotes and backslashes
// keep it together. The result lives as long as the process. NULL, after a message, if there is no memory.
char **tool_expand(const char *name, int *argc, char **argv);
#endif
