// Linking: object files and libraries become an image, or one object.
//
// Skip it unless you are a linker's command line, or link in process.
//
// A link is one call: options and inputs in, a file out. Nothing is kept between calls and nothing is global, so
// links may run in many threads at once. The same inputs and options give the same bytes.
#ifndef COFF_LINK_H
#define COFF_LINK_H
#include "coff/diag.h"
#include "coff/target.h"

#ifdef __cplusplus
extern "C" {
#endif

enum coff_link_kind {
  COFF_LINK_PROGRAM,
  COFF_LINK_LIBRARY, // a DLL
  COFF_LINK_OBJECT   // one object of many (-r)
};

enum coff_link_input_kind {
  COFF_LINK_FILE,   // NAME is a path
  COFF_LINK_SEARCH, // NAME is what stands behind -l; ":NAME" is the file's name
  COFF_LINK_GROUP,  // libraries up to the end of the group are searched until nothing more is found
  COFF_LINK_GROUP_END
};

struct coff_link_input {
  enum coff_link_input_kind kind;
  const char *name;
  bool whole;      // every member of a library, wanted or not
  bool no_imports; // libraries of DLLs are not looked for (-Bstatic)
};

// A symbol that is defined on the command line: the address of another one, or 0, plus a number.
struct coff_link_define {
  const char *name, *symbol; // SYMBOL may be NULL
  uint64_t value;
};

enum coff_link_strip { COFF_STRIP_NONE, COFF_STRIP_DEBUG, COFF_STRIP_ALL };

// A number that may not have been said.
struct coff_link_number {
  bool said;
  uint64_t value;
};

struct coff_link_section_address {
  const char *name;
  uint64_t address;
};

// Zeroed, it asks for a program with everything as the flavour has it by default. Strings and arrays
// must outlive the call.
struct coff_link_options {
  enum coff_link_kind kind;
  const char *output;
  const char *
      target; // name of a target, or an emulation of GNU ld ("i386pep"); NULL: that of the first object
  const struct coff_link_input *inputs;
  size_t ninputs;
  const char *const *paths; // where libraries are looked for
  size_t npaths;
  const char *const *undefined; // symbols that are to be had from libraries, and are roots
  size_t nundefined;
  const struct coff_link_define *defines;
  size_t ndefines;
  const char *const *wraps; // --wrap: references to S go to __wrap_S, those to __real_S to S
  size_t nwraps;
  const struct coff_link_section_address *addresses;
  size_t naddresses;
  const char *entry; // symbol, or a number; NULL: the flavour's
  enum coff_link_strip strip;
  bool discard_locals; // -x: local symbols are left out
  bool gc_sections, print_gc_sections;
  bool allow_multiple_definition;
  bool fatal_warnings;
  bool trace;                                      // names each input as it is read
  struct coff_link_number settings[COFF_AOUT_IDS]; // fields of the optional header (COFF_AOUT_*)
  bool no_relocation;                              // the image has no base relocations
  // Bits of DllCharacteristics to be set and cleared, after those that the flavour has by default.
  uint32_t characteristics_on, characteristics_off;
  uint32_t timestamp;
  unsigned threads; // 0: as many as there are processors
  // Receives lines for the user that are no diagnostics (--trace, --print-gc-sections); NULL drops them.
  void (*print)(void *user, const char *line);
  void *print_user;
};

// Links. False after at least one report; the output is then as it was.
COFF_API bool coff_link(const struct coff_context *, const struct coff_link_options *);

#ifdef __cplusplus
}
#endif
#endif
