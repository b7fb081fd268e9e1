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

// What may be said to be so or not so; what is not said is as the flavour, or the inputs, would have it.
enum coff_link_choice { COFF_LINK_UNSAID, COFF_LINK_YES, COFF_LINK_NO };

enum coff_link_severity { COFF_LINK_ERROR, COFF_LINK_WARNING, COFF_LINK_SILENT };

enum coff_link_icf { COFF_LINK_ICF_NONE, COFF_LINK_ICF_SAFE, COFF_LINK_ICF_ALL };

struct coff_link_names {
  const char **all;
  size_t n;
};

// What a DLL, or a program with exports, is to be like, and how DLLs are used.
struct coff_link_dll_options {
  bool export_all;                     // --export-all-symbols
  bool exclude_all;                    // --exclude-all-symbols
  bool kill_at;                        // --kill-at: exports without "@N"
  bool stdcall_alias;                  // --add-stdcall-alias: exports with and without it
  bool compat_implib;                  // --compat-implib
  bool warn_duplicates;                // --warn-duplicate-exports
  bool auto_base;                      // --enable-auto-image-base: from the DLL's name
  bool guard;                          // --guard-cf
  enum coff_link_choice guard_longjmp; // ... where longjmp goes; UNSAID: if GUARD
  bool guard_eh;                       // ... where handlers of exceptions go on
  enum coff_link_choice safe_seh;      // i386: UNSAID: if all objects can do with it
  enum coff_link_choice stdcall_fixup; // _f may be _f@4: UNSAID warns
  enum coff_link_choice auto_import;   // data of DLLs without dllimport: UNSAID does it
  enum coff_link_choice pseudo_relocs; // ... by relocations at start-up
  struct coff_link_names exclude_symbols, exclude_libs, exclude_modules;
  struct coff_link_names
      delayed; // --delayload: DLLs that are loaded when something of them is first called
  const char *import_library; // --out-implib: file to be written, or NULL
  const char *definitions;    // --output-def: the same
  const char *search_prefix;  // --dll-search-prefix: of file names behind -l, or NULL
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
  const char *sysroot; // what "=" at the beginning of a path in a linker script stands for, or NULL
  const char *const *undefined; // symbols that are to be had from libraries, and are roots
  size_t nundefined;
  struct coff_link_names required; // as UNDEFINED, and an error if nothing defines them
  const struct coff_link_define *defines;
  size_t ndefines;
  const char *const *wraps; // --wrap: references to S go to __wrap_S, those to __real_S to S
  size_t nwraps;
  const struct coff_link_section_address *addresses;
  size_t naddresses;
  const char *stub;  // file: the program for MS-DOS in front of the image; NULL: the library's
  const char *entry; // symbol, or a number; NULL: the flavour's
  enum coff_link_strip strip;
  bool discard_locals; // -x: local symbols are left out
  bool gc_sections, print_gc_sections;
  enum coff_link_icf icf; // functions with the same code become one
  bool print_icf_sections;
  bool allow_multiple_definition;
  bool fatal_warnings;
  enum coff_link_severity unresolved;      // of symbols that nothing defines
  struct coff_link_names may_be_undefined; // nothing is said of these
  struct coff_link_names directives;       // words of Microsoft's linker, as in objects' .drectve
  unsigned error_limit;                    // errors of one kind that are reported; 0: all
  bool trace;                              // names each input as it is read
  struct coff_link_names traced;           // -y: every mention of these symbols is named
  bool verbose;                            // says what was looked for, and chosen
  bool stats;                              // prints what was linked, and how long each part took
  bool warn_common;                        // common symbols that meet others of their name
  struct coff_link_dll_options dll;
  struct coff_link_number settings[COFF_AOUT_IDS]; // fields of the optional header (COFF_AOUT_*)
  bool no_relocation;                              // the image has no base relocations
  enum coff_link_choice large_addresses;           // the image can do with addresses above 2 GiB
  enum coff_link_choice long_section_names;
  // Bits of DllCharacteristics to be set and cleared, after those that the flavour has by default.
  uint32_t characteristics_on, characteristics_off;
  uint32_t timestamp;
  const char *build_id; // --build-id's style, "" for the usual one; NULL: none
  unsigned threads;     // 0: as many as there are processors
  const char *map;      // file for a map of the image, "-" for PRINT; NULL: none
  bool map_without_discarded;
  bool cref; // ... and for a table of who refers to what; to PRINT if there is no map
  const char *dependencies; // file for a make rule that names the inputs; NULL: none
  // Receives lines for the user that are no diagnostics (--trace, --print-gc-sections); NULL drops them.
  void (*print)(void *user, const char *line);
  void *print_user;
  // NAME as it is in the source, into TEXT with its NUL; false if that is the same, or there is no room.
  // NULL: names are shown as they are.
  bool (*demangle)(void *user, const struct coff_target *, const char *name, char *text,
                   size_t room);
  void *demangle_user;
};

// Links. False after at least one report; the output is then as it was, unless what could not be written is the map,
// import library or the like, which are written behind it.
COFF_API bool coff_link(const struct coff_context *, const struct coff_link_options *);

#ifdef __cplusplus
}
#endif
#endif
