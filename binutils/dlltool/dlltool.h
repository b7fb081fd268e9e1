// coff-dlltool: what its command line asks for.
//
// Skip it unless you change what it does.
#ifndef DLLTOOL_H
#define DLLTOOL_H
#include "coff/def.h"
#include "coff/implib.h"
#include "tool/tool.h"

enum { DLLTOOL_AUTO = -1 };

struct dlltool_machine {
  const char *name, *target;
  enum coff_implib_form form; // the usual one
};

struct dlltool {
  struct tool *tool;
  const struct dlltool_machine *machine;
  const char *def, *library, *delay_library, *dll, *output_def, *exports, *tag, *identify;
  const char *prefix; // of further names
  const char *exclude;
  int form;               // enum coff_implib_form, or DLLTOOL_AUTO
  int leading_underscore; // 0, 1, or DLLTOOL_AUTO: as the machine has it
  bool strict, kill_at, stdcall_alias, add_underscore, add_stdcall_underscore, verbose, no_lookup,
      no_addresses, nul_prefixed, all_symbols, no_default_excludes, now;
  struct coff_def input; // what -d says
  bool has_input;
  struct coff_str dll_name;
};

// Reports and counts as a failure.
bool dlltool_fail(struct dlltool *d, const char *words, const char *name);

// library.c
bool dlltool_write_library(struct dlltool *d, const char *path, bool delayed);
// A name of the DLL without what --kill-at takes off; ALL of it may be the same. No memory.
struct coff_str dlltool_plain_name(struct coff_str name);

// definition.c: exports of the files, or of -d, as a module definition file.
bool dlltool_write_definition(struct dlltool *d, int nfiles, char **files);

// exports.c: the object with the export directory.
bool dlltool_write_exports(struct dlltool *d);
#endif
