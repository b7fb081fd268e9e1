// Records between their external bytes and their structs, by target: for debuggers, assemblers and
// everyone who has COFF records outside a file.
//
// Skip it unless you have such records.
//
// P must hold N records of the target's size (see coff_records). A record whose layout is NULL there
// the target does not have, and must not be asked for: short import and anonymous objects have file
// headers only. Input never fails: any bytes are a record. Output returns false if a value does not fit its field; what fits has been stored.
#ifndef COFF_SWAP_H
#define COFF_SWAP_H
#include "coff/target.h"

#ifdef __cplusplus
extern "C" {
#endif

COFF_API void coff_swap_filehdr_in(const struct coff_target *, const uint8_t *p,
                                   struct coff_filehdr *);
COFF_API bool coff_swap_filehdr_out(const struct coff_target *, const struct coff_filehdr *,
                                    uint8_t *p);

// The layout that explains an optional header of SIZE bytes (f_opthdr) at P, or NULL.
COFF_API const struct coff_aouthdr_layout *coff_aouthdr_layout_for(const struct coff_target *,
                                                                   const uint8_t *p, size_t size);
COFF_API void coff_swap_aouthdr_in(const struct coff_target *, const struct coff_aouthdr_layout *,
                                   const uint8_t *p, size_t size, struct coff_aouthdr *);
COFF_API bool coff_swap_aouthdr_out(const struct coff_target *, const struct coff_aouthdr_layout *,
                                    const struct coff_aouthdr *, uint8_t *p, size_t size);

COFF_API void coff_swap_scnhdr_in(const struct coff_target *, const uint8_t *p, size_t n,
                                  struct coff_scnhdr *);
COFF_API bool coff_swap_scnhdr_out(const struct coff_target *, const struct coff_scnhdr *, size_t n,
                                   uint8_t *p);

// Auxiliary entries are not symbols: step over numaux of them yourself.
COFF_API void coff_swap_syment_in(const struct coff_target *, const uint8_t *p, size_t n,
                                  struct coff_syment *);
COFF_API bool coff_swap_syment_out(const struct coff_target *, const struct coff_syment *, size_t n,
                                   uint8_t *p);

// The form of auxiliary entry number WHICH (0, 1, ...) of SYM, whose bytes are at P and whose
// inline name is NAME. NULL: raw bytes.
COFF_API const struct coff_aux_layout *coff_aux_layout_for(const struct coff_target *,
                                                           const struct coff_syment *sym,
                                                           struct coff_str name, unsigned which,
                                                           const uint8_t *p);
// The name of value V of the field ID ("XMC_PR"); NULL if V has none, or ID is no enumeration.
COFF_API const char *coff_aux_value_name(enum coff_aux_id id, uint64_t v);
// Whether the field ID of this entry holds the index of a symbol.
COFF_API bool coff_aux_is_symbol(const struct coff_auxent *, enum coff_aux_id id);
// The alignment in bytes that is part of the field ID of this entry; 0 if none is.
COFF_API uint64_t coff_aux_alignment(const struct coff_auxent *, enum coff_aux_id id);
COFF_API void coff_swap_auxent_in(const struct coff_target *, const struct coff_aux_layout *,
                                  const uint8_t *p, struct coff_auxent *);
// Bytes that the layout does not name become zero.
COFF_API bool coff_swap_auxent_out(const struct coff_target *, const struct coff_auxent *,
                                   uint8_t *p);

COFF_API void coff_swap_reloc_in(const struct coff_target *, const uint8_t *p, size_t n,
                                 struct coff_reloc *);
COFF_API bool coff_swap_reloc_out(const struct coff_target *, const struct coff_reloc *, size_t n,
                                  uint8_t *p);

COFF_API void coff_swap_lineno_in(const struct coff_target *, const uint8_t *p, size_t n,
                                  struct coff_lineno *);
COFF_API bool coff_swap_lineno_out(const struct coff_target *, const struct coff_lineno *, size_t n,
                                   uint8_t *p);

// ECOFF: local symbols, whose records differ from those of external ones. Neither has the number of a
// section: opened files find it by the storage class.
COFF_API void coff_swap_local_in(const struct coff_target *, const uint8_t *p, size_t n,
                                 struct coff_syment *);
COFF_API bool coff_swap_local_out(const struct coff_target *, const struct coff_syment *, size_t n,
                                  uint8_t *p);
// The other records of its symbolic information. ORDER is that of the target, but for auxiliary
// symbols (TIR, RNDX, ISYM): that of their file descriptor.
COFF_API void coff_swap_symbolic_in(const struct coff_target *, enum coff_symbolic_record,
                                    enum coff_order order, const uint8_t *p,
                                    struct coff_symbolic_numbers *);
COFF_API bool coff_swap_symbolic_out(const struct coff_target *, enum coff_symbolic_record,
                                     enum coff_order order, const struct coff_symbolic_numbers *,
                                     uint8_t *p);

#ifdef __cplusplus
}
#endif
#endif
