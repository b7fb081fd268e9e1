// What coffdump was asked for, and the two ways to show it.
//
// Skip it unless you add an option or a part.
#ifndef COFFDUMP_H
#define COFFDUMP_H
#include "coff/symbols.h"
#include "coffdump/out.h"

enum part {
  PART_SUMMARY = 0x1,
  PART_HEADERS = 0x2,
  PART_SECTIONS = 0x4,
  PART_SYMBOLS = 0x8,
  PART_RELOCS = 0x10,
  PART_LINES = 0x20,
  PART_STRINGS = 0x40,
  PART_DIRECTIVES = 0x80,
  PART_COMDAT = 0x100,
  PART_DEBUG = 0x200,
  PART_CONTENTS = 0x400,
  PART_DISASSEMBLY = 0x800,
  PART_MAP = 0x1000,
  PART_IMPORTS = 0x2000,
  PART_EXPORTS = 0x4000,
  PART_RESOURCES = 0x8000,
  PART_UNWIND = 0x10000,
  PART_BASE_RELOCS = 0x20000,
  PART_DEBUG_DIR = 0x40000,
  PART_TLS = 0x80000,
  PART_LOAD_CONFIG = 0x100000,
  PART_CLR = 0x200000,
  PART_RICH = 0x400000,
  PART_CERTIFICATES = 0x800000,
  PART_OVERLAY = 0x1000000, // and the stub
  PART_LOADER = 0x2000000,  // XCOFF
  PART_DIRECTORIES = PART_IMPORTS | PART_EXPORTS | PART_RESOURCES | PART_UNWIND | PART_BASE_RELOCS |
                     PART_DEBUG_DIR | PART_TLS | PART_LOAD_CONFIG | PART_CLR | PART_CERTIFICATES,
  PART_ARCHIVE_INDEX = 0x4000000,
  PART_ALL = 0x7ffffff
};

enum json { JSON_NONE, JSON_LINE, JSON_PRETTY };

struct options {
  unsigned parts; // enum part
  enum json json;
  const char *target;      // --target, or NULL
  const char *contents;    // --contents=SECTION, or NULL for all
  const char *disassemble; // --disassemble=SYMBOL, or NULL for all
  const char *resources;   // --resources=TYPE/NAME/LANG, or NULL for all
  const char *output;      // --output=FILE: where to extract a resource, or NULL
  const char *member;      // --member=GLOB, or NULL for all
  bool demangle;
  bool color;
};

// One diagnostic, kept for the JSON document.
struct diag_list {
  struct diag_entry {
    enum coff_severity severity;
    uint64_t offset;
    char *text;
  } * entries;
  size_t count, room, dropped;
};

// Text for one opened file (summary or the parts asked for). Diagnostics go to stderr by themselves.
void text_dump(const struct coff_file *f, const struct options *opt, struct out *o);

// One JSON document: F is NULL if the file could not be opened (NAME and BYTES then say what is
// known). Diagnostics that arrive while it is written are in DIAGS at the end: it is written last.
void json_dump(const struct coff_file *f, const char *name, const char *member, uint64_t size,
               const struct options *opt, const struct diag_list *diags, struct out *o);

// text-symbols.c: reports auxiliary entries of S that it claims and the table does not have.
void report_missing_aux(const struct coff_file *f, const struct coff_symbol *s);

// Disassembly of the code sections (or of one symbol), with symbols and relocations in the text.
void disassemble(const struct coff_file *f, const struct options *opt, struct out *o);

// NAME demangled (Itanium, Rust, D) if that was asked for and works, else NULL. To be freed.
char *demangled(const struct options *opt, struct coff_str name);
#endif
