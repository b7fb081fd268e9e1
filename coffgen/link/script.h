// Linker scripts that are inputs: lists of files that stand for a library.
//
// Skip it unless you read them.
#ifndef COFFGEN_LINK_SCRIPT_H
#define COFFGEN_LINK_SCRIPT_H
#include "coff/diag.h"
#include "coff/view.h"

enum coff_script_kind {
  COFF_SCRIPT_FILE,      // NAME is a path, or "-lNAME"
  COFF_SCRIPT_GROUP,     // files up to the end of the group need each other
  COFF_SCRIPT_GROUP_END, //
  COFF_SCRIPT_FOLDER,    // NAME is where libraries are looked for
  COFF_SCRIPT_FORMAT,    // NAME is a flavour
  COFF_SCRIPT_SYMBOL     // NAME is to be had from libraries
};

struct coff_script_item {
  enum coff_script_kind kind;
  struct coff_str name; // in the text
  uint32_t line;
};

// A place in a script. Zeroed but for its first three members, it is at the beginning.
struct coff_script {
  const struct coff_context *ctx;
  const char *name;       // of the file, for messages
  struct coff_view bytes; // must outlive what is read
  uint64_t at;
  uint32_t line; // that AT is in, from 0
  uint8_t depth; // parentheses that are open
  uint8_t list;  // the statement that they belong to
  bool group, bad;
};

// False at the end, and after a report of what is no list of files; BAD is set then.
bool coff_script_next(struct coff_script *, struct coff_script_item *);
#endif
