// What a relocation needs to know of its symbol, looked up with a small cache.
//
// Skip this unless you apply the relocations of a file.
#ifndef COFFGEN_RELOC_SYMBOL_H
#define COFFGEN_RELOC_SYMBOL_H
#include "coff/object.h"

enum coff_reloc_symbol_state {
  COFF_RELOC_SYMBOL_FREE, // cache entry in no use
  COFF_RELOC_SYMBOL_GOOD,
  COFF_RELOC_SYMBOL_PAST_END,
  COFF_RELOC_SYMBOL_AUXILIARY
};

struct coff_reloc_symbol {
  enum coff_reloc_symbol_state state;
  uint32_t index;
  struct coff_syment native;
  uint64_t address;      // absolute; 0 for undefined and common symbols
  uint64_t section_base; // address of its section, 0 if it has none
  uint32_t section;      // number, 0 if it has none
};

enum { COFF_RELOC_CACHED_SYMBOLS = 64 };

// Zeroed by its owner before the first look-up. Relocations of one section name few symbols, and
// name them again and again.
struct coff_reloc_symbols {
  const struct coff_file *file;
  struct coff_reloc_symbol cache[COFF_RELOC_CACHED_SYMBOLS];
  struct coff_reloc_symbol section; // made for the last relocation by section
};

// Valid until the next look-up.
const struct coff_reloc_symbol *coff_reloc_symbol(struct coff_reloc_symbols *, uint32_t index);
// The symbol of R, or for one by section (ECOFF) its section as a symbol.
const struct coff_reloc_symbol *coff_reloc_symbol_of(struct coff_reloc_symbols *,
                                                     const struct coff_reloc *r);
#endif
