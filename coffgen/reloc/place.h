// Fields of instructions whose bits are scattered: one reader and one writer a processor.
//
// Skip this unless you add a placement.
//
// 1. Writers take the value and readers return the addend in bytes: how an instruction counts
//    (words, pages, access sizes) is known only beside its encoding.
// 2. The range has been checked against the howto; writers store what fits, and touch no bits but
//    the field's.
#ifndef COFFGEN_RELOC_PLACE_H
#define COFFGEN_RELOC_PLACE_H
#include "coff/reloc.h"

// False if the field cannot express the value for a reason other than its range.
bool coff_reloc_put_arm64(const struct coff_howto *, uint8_t *p, uint64_t value);
int64_t coff_reloc_addend_arm64(const struct coff_howto *, const uint8_t *p);

// COFF_PUT_BITS, COFF_PUT_BITS_SWAPPED and COFF_PUT_BITS_WORDS. V has been shifted right already; BITPOS is how many of
// its low bits are not stored.
void coff_reloc_put_bits(const struct coff_howto *, enum coff_order, uint8_t *p, uint64_t v);
int64_t coff_reloc_addend_bits(const struct coff_howto *, enum coff_order, const uint8_t *p);

void coff_reloc_put_mips16(const struct coff_howto *, enum coff_order, uint8_t *p, uint64_t value);
int64_t coff_reloc_addend_mips16(const struct coff_howto *, enum coff_order, const uint8_t *p);

// COFF_PUT_IA64_*: P is the bundle. V has been shifted right already.
void coff_reloc_put_ia64(const struct coff_howto *, uint8_t *p, uint64_t v);
int64_t coff_reloc_addend_ia64(const struct coff_howto *, const uint8_t *p);

// Offsets must be multiples of the access size, too.
bool coff_reloc_put_c6000(enum coff_order, uint8_t *p, uint64_t v);
int64_t coff_reloc_addend_c6000(enum coff_order, const uint8_t *p);

void coff_reloc_put_arm(const struct coff_howto *, enum coff_order, uint8_t *p, uint64_t value);
int64_t coff_reloc_addend_arm(const struct coff_howto *, enum coff_order, const uint8_t *p);

void coff_reloc_put_thumb(const struct coff_howto *, enum coff_order, uint8_t *p, uint64_t value);
int64_t coff_reloc_addend_thumb(const struct coff_howto *, enum coff_order, const uint8_t *p);
#endif
