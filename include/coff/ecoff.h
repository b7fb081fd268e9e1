// The symbolic information of ECOFF files: header, file descriptors, procedures, local symbols with
// their types, packed line numbers.
//
// Skip it unless you work with MIPS or Alpha ECOFF and need more than symbols.h says.
//
// Symbols have one space of indices: the external ones first, in the order of their table, then the
// local ones. object.h and symbols.h give them as those of any other flavour; struct coff_syment
// has the symbol type as TYPE and the storage class as SCLASS (format-ecoff.h).
#ifndef COFF_ECOFF_H
#define COFF_ECOFF_H
#include "coff/object.h"

#ifdef __cplusplus
extern "C" {
#endif

// The symbolic header; NULL if the file has none.
COFF_API const struct coff_symbolic_numbers *coff_ecoff_header(const struct coff_file *);
// A table of it, cut to the whole entries that are in the file; *COUNT (may be NULL) entries.
COFF_API struct coff_view coff_ecoff_table(const struct coff_file *, enum coff_symbolic_table_id,
                                           uint64_t *count);
COFF_API const char *coff_ecoff_table_name(enum coff_symbolic_table_id);

// Records of the tables that hold numbers only, by index: COFF_SYMBOLIC_FDR, _PDR, _OPTR, _DNR, _RFDT.
// False, without a report, past the last.
COFF_API bool coff_ecoff_record(const struct coff_file *, enum coff_symbolic_record, uint64_t index,
                                struct coff_symbolic_numbers *);
// Names of the record's numbers, in the order of the record; NULL past the last. *ID is the number.
COFF_API const char *coff_ecoff_field_name(const struct coff_target *, enum coff_symbolic_record,
                                           unsigned n, unsigned *id);
COFF_API bool coff_ecoff_field_is_signed(const struct coff_target *, enum coff_symbolic_record,
                                         unsigned n);

// ---- Files ------------------------------------------------------------------------------------

struct coff_ecoff_file {
  uint32_t number;
  struct coff_symbolic_numbers native; // COFF_FDR_*
  struct coff_str name;                // empty if it has none, or it is out of reach
  bool has_name, name_is_damaged;
  uint64_t first_symbol; // index of its first local symbol
  bool stabs;            // its symbols are stabs, which say so in their index
  enum coff_order order; // of its auxiliary symbols
};

COFF_API bool coff_ecoff_file_get(const struct coff_file *, uint64_t number,
                                  struct coff_ecoff_file *);
// The file that file FD calls number RFD: through its relative file descriptors, if it has some.
// False, without a report, if there is no such file.
COFF_API bool coff_ecoff_relative_file(const struct coff_file *, const struct coff_ecoff_file *fd,
                                       uint64_t rfd, uint32_t *number);
// Names of languages (lang), levels of debugging (glevel), symbol types, basic types, optimisation
// symbols (ot) and stabs (codes); NULL if unknown.
COFF_API const char *coff_ecoff_language_name(uint64_t lang);
COFF_API const char *coff_ecoff_optimisation_name(uint64_t ot);
COFF_API const char *coff_ecoff_stab_name(uint32_t code);
COFF_API const char *coff_ecoff_symbol_type_name(const struct coff_target *, uint32_t type);
// The level as compilers are told it (-g0 to -g3): glevel holds 2, 1, 0, 3 for these.
COFF_API unsigned coff_ecoff_debug_level(uint64_t glevel);

// ---- Procedures and lines ---------------------------------------------------------------------

struct coff_ecoff_procedure {
  uint32_t number;
  uint32_t file;                       // number of its file descriptor; all ones: of none
  struct coff_symbolic_numbers native; // COFF_PDR_*
  uint64_t symbol;                     // index of its symbol, or UINT64_MAX
  struct coff_str name;                // of that; empty if there is none
  uint64_t address;
  struct coff_view lines; // its packed line numbers
};

COFF_API bool coff_ecoff_procedure_get(const struct coff_file *, uint64_t number,
                                       struct coff_ecoff_procedure *);

struct coff_ecoff_line {
  uint64_t address;
  int64_t line;
  unsigned instructions; // that the line is for, from ADDRESS on
};
struct coff_ecoff_lines {
  struct coff_view bytes;
  uint64_t next, address;
  int64_t line;
  unsigned unit;
};
COFF_API void coff_ecoff_line_first(const struct coff_file *, const struct coff_ecoff_procedure *,
                                    struct coff_ecoff_lines *);
// False after the last line.
COFF_API bool coff_ecoff_line_next(struct coff_ecoff_lines *, struct coff_ecoff_line *);

// ---- Symbols ----------------------------------------------------------------------------------

// What else a symbol says in its index.
struct coff_ecoff_meaning {
  bool is_stab;
  uint32_t stab; // code, if it is one
  bool has_symbol;
  enum coff_symbolic_index
      how; // COFF_INDEX_END: SYMBOL is behind its end, _BEGIN: where it begins,
           // _PROC: its end; of an external symbol, its local one
  uint64_t symbol;
  bool has_type;
  uint64_t type; // index of its type in the auxiliary symbols of its file
};
COFF_API void coff_ecoff_meaning(const struct coff_file *, const struct coff_syment *,
                                 struct coff_ecoff_meaning *);
// Auxiliary symbol INDEX of file FD, as the record KIND (TIR, RNDX, ISYM). False past its last.
COFF_API bool coff_ecoff_auxiliary(const struct coff_file *, const struct coff_ecoff_file *fd,
                                   uint64_t index, enum coff_symbolic_record kind,
                                   struct coff_symbolic_numbers *);
// The file of auxiliary symbol INDEX of the whole table, and its index there; *FILE is all ones if it
// is of none. False past the last.
COFF_API bool coff_ecoff_auxiliary_owner(const struct coff_file *, uint64_t index, uint32_t *file,
                                         uint64_t *in_file);
// A type: a basic type, and what is done to it.
struct coff_ecoff_qualifier {
  uint8_t tq;                // tqPtr, ... (format-ecoff.h); tqNil is left out
  int64_t low, high, stride; // of an array; STRIDE in bits
};
enum { COFF_ECOFF_QUALIFIERS = 24 };
struct coff_ecoff_type {
  uint8_t bt;                                                    // btInt, ... (format-ecoff.h)
  struct coff_ecoff_qualifier qualifiers[COFF_ECOFF_QUALIFIERS]; // the innermost first
  unsigned nqualifiers;
  bool has_bits; // it is a bit field of BITS bits
  int64_t bits;
  int64_t low, high; // of btRange
  // The tag or type that BT refers to: symbol or auxiliary symbol INDEX of the file that this one calls
  // RFD; FILE is the number of that, if there is such a file.
  bool refers, has_file;
  uint32_t rfd, file;
  uint64_t index;
};
// The type at auxiliary symbol INDEX of file FD. False, without a report, if it does not lie within those of
// the file.
COFF_API bool coff_ecoff_type_get(const struct coff_file *, const struct coff_ecoff_file *fd,
                                  uint64_t index, struct coff_ecoff_type *);
// Spells the type at auxiliary symbol INDEX of file FD ("pointer to struct point") into BUF, as
// coff_type_spell does.
COFF_API size_t coff_ecoff_type_spell(const struct coff_file *, const struct coff_ecoff_file *fd,
                                      uint64_t index, char *buf, size_t size);

#ifdef __cplusplus
}
#endif
#endif
