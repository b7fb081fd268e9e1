// Symbols and auxiliary entries of a builder, as they will be written.
//
// Skip it unless you work inside of the builder.
#ifndef COFFGEN_EDIT_SYMBOLS_H
#define COFFGEN_EDIT_SYMBOLS_H
#include "coff/build.h"

// What a field of an auxiliary entry refers to.
enum coff_aux_refers {
  COFF_REFERS_NOT,
  COFF_REFERS_SYMBOL,         // an index; 0 is the first symbol
  COFF_REFERS_SYMBOL_OR_NONE, // an index, or 0
  COFF_REFERS_END,            // the index past a range of symbols, or 0
  COFF_REFERS_SECTION         // a section number, or 0
};
enum coff_aux_refers coff_build_refers(const struct coff_auxent *a, enum coff_aux_id id);

// The index that a reference to symbol ID has in the placed file: COFF_BUILD_NONE is all ones in the WIDTH
// bytes of the field. False, after a report about WHO refers, if there is no such symbol (any more).
bool coff_build_symbol_index(const struct coff_build *b, uint32_t id, unsigned width,
                             const char *who, uint32_t *index);
// An auxiliary entry of the last symbol whose BYTES, which nobody writes to, outlive the builder.
bool coff_build_share_aux(struct coff_build *b, const uint8_t *bytes,
                          const struct coff_aux_layout *layout, bool plain);
// Whether a symbol is not in the file: dropped, or a local one of those that are left out.
bool coff_build_is_left_out(const struct coff_build *b, const struct coff_build_symbol *s);
// coff_build_symbol, for a local symbol whose file descriptor has counted it.
uint32_t coff_build_counted_symbol(struct coff_build *b, struct coff_str name,
                                   const struct coff_syment *native);
// The file descriptor that WHAT is added to; NULL after a report.
struct coff_build_fd *coff_build_last_fd(const struct coff_build *b, const char *what);
// Encodes a record of symbolic information to P; false after a report that names the number.
bool coff_build_encode_symbolic(const struct coff_build *b, enum coff_symbolic_record kind,
                                enum coff_order order, const struct coff_symbolic_numbers *v,
                                uint8_t *p);
// Takes over the symbolic information of F but for its symbols; false after a report.
bool coff_build_read_symbolic(struct coff_build *b, const struct coff_file *f);
// read.c: the symbol that R, as the file has it, names, by its id; likewise of a row of line numbers. False
// after a report.
bool coff_build_reloc_id(const struct coff_build *b, struct coff_reloc *r);
bool coff_build_line_id(const struct coff_build *b, struct coff_lineno *one);
// The number of section ID (0 and below: itself) in the placed file; false after a report.
bool coff_build_section_number(const struct coff_build *b, int32_t id, const char *who,
                               int32_t *number);

// aux.c: whether the value of S is the next of a chain of files, and the index of the next that is left.
bool coff_build_is_chained(const struct coff_build *b, const struct coff_build_symbol *s);
uint32_t coff_build_next_in_chain(const struct coff_build *b, const struct coff_build_symbol *s);

// Writes entry AUX of SYMBOL, placed, to P, which has room for a symbol. False after a report.
bool coff_build_encode_aux(const struct coff_build *b, const struct coff_build_symbol *symbol,
                           const struct coff_build_aux *aux, uint8_t *p);
#endif
