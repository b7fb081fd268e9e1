// Disassembly as a sequence of rows, for the text and for the JSON document.
//
// Skip it unless you change what a disassembly shows.
//
// Memory grows with the symbols of the file and with the relocations of the section in hand.
#ifndef COFFDUMP_DISASSEMBLE_H
#define COFFDUMP_DISASSEMBLE_H
#include "coff/reloc.h"
#include "coff/symbols.h"
#include "coffdump/coffdump.h"

// ---- Labels -----------------------------------------------------------------------------------

// Symbols that name a place, sorted by section and address. In an image, where addresses alone tell
// places apart, all count as of one section.
struct labels {
  const struct coff_file *file;
  struct label {
    uint64_t address;
    uint32_t section;
    uint32_t symbol; // index
    bool starts;     // a function, or visible from outside: ends what stands before it
  } * all;
  size_t count, room;
};

// Whether S, outlined at least, is such a symbol; and whether it is one that STARTS something.
bool label_is_place(const struct coff_file *, const struct coff_symbol *s);
bool label_starts(const struct coff_symbol *s);
// False after a report if memory runs out.
bool labels_build(struct labels *l, const struct coff_file *f);
void labels_free(struct labels *l);
// The first label at ADDRESS or above it; COUNT past the last of the section.
size_t labels_at(const struct labels *l, uint32_t section, uint64_t address);
// The label at ADDRESS or nearest below it; NULL if there is none.
const struct label *labels_below(const struct labels *l, uint32_t section, uint64_t address);
// Whether label INDEX stands in SECTION, at ADDRESS.
bool labels_is_at(const struct labels *l, size_t index, uint32_t section, uint64_t address);

// ---- Decoding ---------------------------------------------------------------------------------

struct decoder; // Capstone's handle, or nothing but the size of a unit

// Never NULL but when memory runs out.
struct decoder *decoder_open(const struct coff_file *f);
// The same for another processor than the file's.
struct decoder *decoder_open_for(const struct coff_file *f, enum coff_arch arch);
void decoder_close(struct decoder *d);
// MODES: words with commas between, of which "att", "intel" and, for x86, "i8086", "i386" and "x86-64"
// change something. NULL: x86 code in the words of AT&T.
void decoder_modes(struct decoder *d, const char *modes);
unsigned decoder_unit(const struct decoder *d);
// True if Capstone knows the machine.
bool decoder_has_machine(const struct decoder *d);

struct decoded {
  unsigned size;
  const char *mnemonic, *operands; // valid until the next call
  bool branches;                   // TARGET holds where to
  uint64_t target;
};
// Decodes the instruction at P, which is at most N bytes long. False if it is none.
bool decoder_step(struct decoder *d, const uint8_t *p, size_t n, uint64_t address,
                  struct decoded *out);

// ---- Rows -------------------------------------------------------------------------------------

// An instruction, or some units that are none.
struct row {
  uint64_t address, offset; // OFFSET: in the section's contents
  const uint8_t *bytes;
  unsigned size, unit;    // UNIT: how the bytes group
  struct decoded decoded; // MNEMONIC is NULL for units
  size_t label;           // first label of ROWS->labels here, if labels_is_at says so
  size_t reloc, nreloc;   // relocations that begin in it, of ROWS->relocs
};

struct rows {
  const struct coff_file *file;
  const struct labels *labels;
  struct decoder *decoder;
  struct coff_section section;
  struct coff_view contents;
  uint64_t next, end; // offsets in the contents
  struct coff_reloc_table table;
  struct reloc_at {
    uint64_t offset, index;
  } * relocs; // sorted by offset
  size_t nrelocs, reloc;
};

// Rows of all of a section. False, after a report, if nothing of it can be shown.
bool rows_open(struct rows *r, const struct labels *l, struct decoder *d, uint32_t section);
bool rows_next(struct rows *r, struct row *row);
void rows_close(struct rows *r);

// A relocation of a row, with its symbol.
struct row_reloc {
  struct coff_reloc native;
  const struct coff_howto *howto; // NULL: unknown type
  bool has_symbol, has_addend;
  struct coff_syment symbol;
  struct coff_str name; // points into SYMBOL or the file
  int64_t addend;
};
// Relocation WHICH (index in R->relocs). Filled in place, for NAME may point into it.
bool rows_reloc(const struct rows *r, size_t which, struct row_reloc *out);
// The one that says where the branch in ROW goes; false if none does.
bool rows_branch_reloc(const struct rows *r, const struct row *row, struct row_reloc *out);

// ---- What to disassemble ----------------------------------------------------------------------

// Calls SHOW for each stretch that OPT asks for: every code section, or one function. An error is
// reported if there is no such function.
void disassemble_each(const struct coff_file *f, const struct options *opt,
                      void (*show)(void *user, struct rows *r), void *user);
#endif
