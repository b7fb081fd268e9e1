// Relocations: what a type means, its value as a pure function, and its place in the bytes.
//
// Skip it unless you relocate: a linker, a disassembly and a debug reader share this engine, and
// only the addresses differ.
#ifndef COFF_RELOC_H
#define COFF_RELOC_H
#include "coff/object.h"

#ifdef __cplusplus
extern "C" {
#endif

// The howto of a native relocation, or NULL if the flavour knows no such type.
COFF_API const struct coff_howto *coff_howto_find(const struct coff_target *,
                                                  const struct coff_reloc *);
// Of a relocation of an IA-64 bundle, the address is that of the bundle plus the number of a slot:
// leaves that of the bundle in R and returns COPY, which says the slot; NULL if there is no such slot.
// Other howtos are returned as they are.
COFF_API const struct coff_howto *coff_howto_in_slot(const struct coff_howto *,
                                                     struct coff_reloc *r, struct coff_howto *copy);
COFF_API const struct coff_howto *coff_howto_for_code(const struct coff_target *,
                                                      enum coff_reloc_code);
COFF_API const struct coff_howto *coff_howto_by_name(const struct coff_target *, const char *name);

// All that a relocation's value may depend on. Addresses are absolute.
struct coff_reloc_input {
  uint64_t s; // the symbol's address
  uint64_t p; // address of the field's first byte
  uint64_t image_base;
  uint64_t section_base; // address of the section of S
  uint32_t section;      // its number
  bool code;             // it holds code
  uint32_t symndx;
  uint64_t toc;
  uint64_t gp;
  uint64_t start;        // address of the patched section
  uint64_t displacement; // how far the patched section moved from the address in its header
};

// *V = what the relocation computes with addend A. False if that needs more than the input
// (COFF_CALC_SPECIAL).
COFF_API bool coff_reloc_value(const struct coff_howto *, const struct coff_reloc_input *,
                               int64_t addend, uint64_t *v);
// V as the field sees it: addresses wrap around at the end of the address space, and fields may be wider
// than addresses.
COFF_API uint64_t coff_reloc_wrap(const struct coff_target *, const struct coff_howto *,
                                  uint64_t v);
// The addend in the HOWTO's field at P (ORDER: that of section contents).
COFF_API int64_t coff_reloc_addend(const struct coff_howto *, enum coff_order, const uint8_t *p);
// The addend of R, wherever the howto says it is; P is its field. Where the flavour's fields also
// hold the value of the symbol SYM in the object (symbol_in_field), that is taken out of it (A - S:
// put back). SYM may be NULL: R names no symbol.
COFF_API int64_t coff_reloc_object_addend(const struct coff_target *, const struct coff_howto *,
                                          const struct coff_reloc *, const struct coff_syment *sym,
                                          const uint8_t *p);
// The same for a relocation of file F: fields that are relative to the global pointer may have that of
// the optional header taken off (by section; gp_in_field).
COFF_API int64_t coff_reloc_file_addend(const struct coff_file *, const struct coff_howto *,
                                        const struct coff_reloc *, const struct coff_syment *sym,
                                        const uint8_t *p);
// COFF_CALC_GP_HERE: the value stands in the low 16 bits of two instructions, at P and r_symndx bytes
// further, the high half first and the low one signed. What both hold; false from the second if V does
// not fit.
COFF_API int64_t coff_reloc_pair_addend(enum coff_order, const uint8_t *high, const uint8_t *low);
COFF_API bool coff_reloc_put_pair(enum coff_order, uint8_t *high, uint8_t *low, uint64_t v);
// Puts V into the field at P. Returns false if it overflows the howto's rule; what fits is stored.
COFF_API bool coff_reloc_put(const struct coff_howto *, enum coff_order, uint8_t *p, uint64_t v);

// Expressions (COFF_CALC_EXPR_*): a run of relocations at one address, each of which is an operator on
// one stack. The stack is zeroed before the run.
enum { COFF_RELOC_STACK = 64 };
struct coff_reloc_stack {
  uint64_t value[COFF_RELOC_STACK];
  unsigned depth;
};

enum coff_reloc_step {
  COFF_STEP_DONE,
  COFF_STEP_OVERFLOW, // what fits has been stored
  COFF_STEP_DAMAGED   // values are missing or too many, a division by 0, no such field
};

// BITS bits from bit OFFSET on of a number of BYTES bytes in the order of the data.
struct coff_reloc_field {
  uint8_t offset, bits, bytes;
};

COFF_API bool coff_reloc_is_expression(const struct coff_howto *);
// Whether such an operator pushes the number in symndx.
COFF_API bool coff_reloc_has_number(const struct coff_howto *);
// Whether relocations of this type describe a field, and the field that R describes.
COFF_API bool coff_reloc_has_field(const struct coff_howto *);
// Whether r_vaddr of such an operator is a number to be added to S: it is at no address.
COFF_API bool coff_reloc_has_operand(const struct coff_howto *);
COFF_API struct coff_reloc_field coff_reloc_field(const struct coff_target *,
                                                  const struct coff_reloc *r);
// Does what R says. P: the bytes at its address, of which there are SIZE.
COFF_API enum coff_reloc_step coff_reloc_step(const struct coff_target *, const struct coff_howto *,
                                              const struct coff_reloc *r,
                                              const struct coff_reloc_input *,
                                              struct coff_reloc_stack *, uint8_t *p, size_t size);

// Contents of a section with its relocations applied as if the file were loaded where its headers
// say: what a debug reader or a disassembler wants. Fills the SIZE bytes of BUF with the first of
// them, and with zeroes behind the last; fields that do not lie in BUF as a whole stay as they are.
// Allocate as many bytes as coff_section_contents gives: section->file_size is only a claim.
// Undefined symbols count as 0; relocations that cannot be applied are reported as warnings and
// skipped. Returns false if the contents or the relocations are damaged; BUF then has what is there.
COFF_API bool coff_section_relocated(const struct coff_file *, const struct coff_section *,
                                     uint8_t *buf, size_t size);

#ifdef __cplusplus
}
#endif
#endif
