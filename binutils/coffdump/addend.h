// What text and JSON say of a relocation alike: its addend, as a person means it, and that its symbol
// does not exist.
//
// Skip it unless you show relocations.
#ifndef COFFDUMP_ADDEND_H
#define COFFDUMP_ADDEND_H
#include "coff/reloc.h"

// The field of R in CONTENTS, those of section S; NULL if it is not inside.
const uint8_t *reloc_field(const struct coff_section *s, struct coff_view contents,
                           const struct coff_howto *h, const struct coff_reloc *r);
// Row INDEX of TABLE.
struct reloc_position {
  const struct coff_reloc_table *table;
  uint64_t index;
};
// Whether some or all of the addend lies in the bytes to be patched.
bool reloc_addend_in_field(const struct coff_howto *h);
// Addend A of S + A or S + A - P, where P counts as the howto says. FIELD is where R, which stands
// at AT, applies, and is not read if the relocation itself has the addend. SYM may be NULL.
//
// Two rows at one address may make a difference: the field holds S1 - S2 + A. A belongs to both, so
// it is given to the first, and 0 to the second. objdump and llvm-readobj, which show no addend here,
// leave the reader to suppose 0, and compilers do write 0; but A may be another number, and
// taking one symbol alone out of the field would show the other's address for an addend.
int64_t reloc_addend(const struct coff_file *f, struct reloc_position at,
                     const struct coff_howto *h, const struct coff_reloc *r,
                     const struct coff_syment *sym, const uint8_t *field);
// Reports that R, which stands at AT in the file, names a symbol that does not exist. It is an error
// in every form of output, for the form must not decide the exit status.
void reloc_bad_symbol(const struct coff_file *f, const struct coff_section *s,
                      const struct coff_reloc *r, uint64_t at);
#endif
