// The command line.
//
// Skip it unless you add an option.
#ifndef COFFDUMP_OPTIONS_H
#define COFFDUMP_OPTIONS_H
#include "coffdump/coffdump.h"

enum action { ACTION_DUMP, ACTION_LIST_TARGETS, ACTION_HELP, ACTION_VERSION, ACTION_WRONG };

struct command {
  enum action action;
  struct options options;
  char *const *files; // points into argv
  int nfiles;
};

// Reads ARGV (and reorders it). ACTION_WRONG: what is wrong was printed on stderr.
void options_parse(int argc, char **argv, struct command *c);
void options_help(struct out *o);
void options_version(struct out *o);
#endif
