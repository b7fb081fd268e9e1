// The canonical view: what a symbol is, the same for all flavours, with the native record beside
// it; and what is built on symbols: COMDAT groups, owners of line numbers, type words.
//
// Skip it unless native entries are all that you need (object.h).
#ifndef COFF_SYMBOLS_H
#define COFF_SYMBOLS_H
#include "coff/ecoff.h"

#ifdef __cplusplus
extern "C" {
#endif

enum coff_symbol_kind {
  COFF_SYMBOL_FILE,
  COFF_SYMBOL_SECTION,
  COFF_SYMBOL_FUNCTION,
  COFF_SYMBOL_OBJECT,
  COFF_SYMBOL_LABEL,
  COFF_SYMBOL_COMMON,
  COFF_SYMBOL_UNDEFINED,
  COFF_SYMBOL_ABSOLUTE,
  COFF_SYMBOL_DEBUG,
  COFF_SYMBOL_WEAK // PE weak external: undefined, with a default
};

enum coff_binding { COFF_BIND_LOCAL, COFF_BIND_GLOBAL, COFF_BIND_WEAK };

struct coff_symbol {
  uint64_t index;       // in the symbol table
  struct coff_str name; // points into NATIVE or the file; COFF_SYMBOL_FILE: the file's name
  uint64_t value;       // relative to the section's address; of a common symbol: its size
  uint64_t address;     // value plus the section's address (absolute symbols: the value)
  int32_t section;      // number, or 0, -1, -2
  enum coff_symbol_kind kind;
  enum coff_binding binding;
  bool has_size;
  uint64_t size; // bytes, if has_size
  // COFF_SYMBOL_WEAK: index of the symbol used if nothing defines this one; not checked
  uint64_t weak_default;
  struct coff_syment native;
};

// Decodes the symbol at INDEX, which must not be an auxiliary entry; false, without a report, past
// the end. Damaged names are reported and left as the raw field or empty, and so are sections that
// do not exist; such a symbol has the address 0 plus its value. SYM is filled in place because
// SYM->name may point into SYM->native: do not copy the struct and keep its name.
COFF_API bool coff_symbol_get(const struct coff_file *, uint64_t index, struct coff_symbol *sym);
// Kind, binding, place and native record alone, for walks over all symbols: no name, no size, no report.
COFF_API bool coff_symbol_outline(const struct coff_file *, uint64_t index,
                                  struct coff_symbol *sym);
// The same, but that all symbols with a place are COFF_SYMBOL_OBJECT: for lists of names.
COFF_API bool coff_symbol_sketch(const struct coff_file *, uint64_t index, struct coff_symbol *sym);
// The index after SYM and its auxiliary entries.
COFF_API uint64_t coff_symbol_next(const struct coff_symbol *sym);
COFF_API const char *coff_symbol_kind_name(enum coff_symbol_kind);
COFF_API const char *coff_binding_name(enum coff_binding);

// ---- Type words -------------------------------------------------------------------------------

// Spells the type word of SYM ("function returning pointer to int", "array[4] of struct point",
// "" for none) into BUF of SIZE bytes, always terminated. Tag names and dimensions come from the
// auxiliary entry. Returns the length that it needs, as snprintf does.
COFF_API size_t coff_type_spell(const struct coff_file *, const struct coff_symbol *sym, char *buf,
                                size_t size);
// True if the outermost derived type of TYPE is function (array, pointer).
COFF_API bool coff_type_is_function(const struct coff_target *, uint32_t type);
COFF_API bool coff_type_is_array(const struct coff_target *, uint32_t type);
COFF_API bool coff_type_is_pointer(const struct coff_target *, uint32_t type);

// ---- COMDAT -----------------------------------------------------------------------------------

struct coff_comdat {
  uint32_t section;
  uint32_t selection;  // IMAGE_COMDAT_SELECT_*
  uint64_t symbol;     // index of the section symbol
  uint64_t leader;     // index of the COMDAT symbol, or UINT64_MAX
  uint32_t associated; // section that this one follows, if selection is ASSOCIATIVE
  uint64_t length, checksum;
};

// False, without a report, if section NUMBER is no COMDAT; false with one if nothing says how to
// choose, or memory runs out. A parent that cannot be is reported and left in ASSOCIATED. The first
// call walks the symbols once (memory: 8 bytes a section).
COFF_API bool coff_comdat_get(const struct coff_file *, uint32_t number, struct coff_comdat *);
COFF_API const char *coff_comdat_selection_name(uint32_t selection); // NULL if unknown

// ---- Line numbers, with their owners ----------------------------------------------------------

// One row of a section's line numbers with what it belongs to.
struct coff_line {
  struct coff_lineno native;
  uint64_t owner;   // index of the function's or file's symbol; UINT64_MAX: none yet
  uint32_t line;    // line in the source file; 0 for the row that starts a function
  uint64_t address; // of the instruction; of the owner for the row that starts it
};

struct coff_line_cursor {
  const struct coff_file *file;
  struct coff_lineno_table table;
  uint64_t next, owner, owner_address;
  uint32_t base; // line that relative lines count from
  // ECOFF: packed line numbers of the procedures in the section, in order of address.
  struct coff_ecoff_lines packed;
  uint64_t procedure, last; // the next one; behind the last
  uint64_t left;            // bytes that the others may take, for procedures can share theirs
};

// ECOFF: the native record is made up, rows without a line of the source (0 and below) are left out. False
// after a report if the table is damaged or memory runs out.
COFF_API bool coff_line_first(const struct coff_file *, const struct coff_section *,
                              struct coff_line_cursor *);
// False after the last row. Reports a row whose symbol is out of range once and goes on.
COFF_API bool coff_line_next(struct coff_line_cursor *, struct coff_line *);

#ifdef __cplusplus
}
#endif
#endif
