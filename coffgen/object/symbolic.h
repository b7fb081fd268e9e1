// Symbolic information (ECOFF) from the inside: what f_symptr leads to.
//
// Skip it unless you work inside of the library.
#ifndef COFFGEN_OBJECT_SYMBOLIC_H
#define COFFGEN_OBJECT_SYMBOLIC_H
#include "object/file.h"

enum { COFF_STORAGE_CLASSES = 32, COFF_SECTION_CODES = 16 };

// What file descriptors have shares of.
enum coff_symbolic_owned {
  COFF_OWNED_SYMBOLS, // local ones
  COFF_OWNED_PROCEDURES,
  COFF_OWNED_AUXILIARIES,
  COFF_OWNED_KINDS
};

struct coff_symbolic_file {
  struct coff_symbolic_numbers header;
  struct coff_view header_bytes;
  struct coff_view tables[COFF_SYMBOLIC_TABLES]; // whole records that are in the file
  uint64_t counts[COFF_SYMBOLIC_TABLES];
  int32_t scnum[COFF_STORAGE_CLASSES];
  struct coff_once owners[COFF_OWNED_KINDS];
  struct coff_once procedures; // by address: symbols/ecoff-lines.c
};

// Bytes of an entry.
unsigned coff_symbolic_entry_size(const struct coff_target *t, unsigned table);

// Reads the header and finds the tables; damage is reported, and such tables are cut. False after a
// report if memory runs out. F->symbolic stays NULL if there is no header.
bool coff_symbolic_map(struct coff_file *f);
void coff_symbolic_free(struct coff_file *f);
// As the coff_syment functions of their names, for files that have f->symbolic.
const uint8_t *coff_symbolic_bytes(const struct coff_file *f, uint64_t index);
uint64_t coff_symbolic_offset(const struct coff_file *f, uint64_t index);
size_t coff_symbolic_read(const struct coff_file *f, uint64_t index, size_t n,
                          struct coff_syment *s);
bool coff_symbolic_name(const struct coff_file *f, const struct coff_syment *s,
                        struct coff_str *name);
// A symbol for the section that relocations by section call CODE; false: the file has no such.
bool coff_symbolic_section(const struct coff_file *f, uint32_t code, struct coff_syment *s);
// False if CODE says that there is no section.
bool coff_symbolic_is_code(const struct coff_target *t, uint32_t code);
// The file descriptor of entry INDEX of such a table; all ones: of none.
uint32_t coff_symbolic_owner(const struct coff_file *f, enum coff_symbolic_owned what,
                             uint64_t index);
#endif
