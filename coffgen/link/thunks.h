// Branches that do not reach their targets.
//
// Skip it unless you work on these.
#ifndef COFFGEN_LINK_THUNKS_H
#define COFFGEN_LINK_THUNKS_H
#include "link/link.h"

// A piece of code that goes on at a symbol.
struct coff_link_thunk {
  uint32_t symbol, atom;
  uint32_t before; // another one for the same symbol: its number, plus 1
  uint64_t target; // once addresses are final: that of the symbol
};

// Addresses have been assigned. Adds what branches out of reach need; true if addresses are to be assigned again.
bool coff_link_add_thunks(struct coff_link *ld);
// No more are added.
void coff_link_settle_thunks(struct coff_link *ld);
// The address of one for TARGET from which the branch at P (a type of HOWTO) reaches it; 0: none.
uint64_t coff_link_thunk_for(const struct coff_link *ld, const struct coff_howto *howto,
                             uint64_t target, uint64_t p);
#endif
