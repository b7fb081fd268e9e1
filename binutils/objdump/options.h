// The command line of coff-objdump.
//
// Skip it unless you change what happens to it.
#ifndef OBJDUMP_OPTIONS_H
#define OBJDUMP_OPTIONS_H
#include "objdump/objdump.h"

enum parsed {
  PARSED_RUN, // the files begin at argument D->first
  PARSED_HELP,
  PARSED_VERSION,
  PARSED_NOTHING, // nothing is to be shown
  PARSED_WRONG    // said
};

// The lists of D have room for ARGC entries.
enum parsed options_parse(struct objdump *d, int argc, char **argv);
#endif
