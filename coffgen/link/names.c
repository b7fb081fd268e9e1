// Names of global symbols: each has one id, whoever speaks of it.
//
// Skip it unless a symbol is not found.
#include "base/alloc.h"
#include "base/hash.h"
#include "link/link.h"
#include <string.h>

enum { FIRST_SLOTS = 4096 };

uint32_t coff_link_hash(struct coff_str name)
{
  return coff_hash(name.data, name.size);
}

// The slot of NAME, or the free one where it belongs. At least one slot is free. Slots hold the hash, so that
// other names' symbols are not touched.
static struct coff_link_slot *slot_of(const struct coff_link *ld, struct coff_str name,
                                      uint32_t hash)
{
  uint32_t mask = ld->nslots - 1;
  for (uint32_t i = hash & mask;; i = (i + 1) & mask) {
    struct coff_link_slot *slot = &ld->slots[i];
    if (slot->symbol == 0)
      return slot;
    if (slot->hash == hash && coff_link_same(ld->symbols[slot->symbol - 1].name, name))
      return slot;
  }
}

static bool rehash(struct coff_link *ld, uint32_t nslots)
{
  struct coff_link_slot *slots = coff_alloc_array(ld->ctx, nslots, sizeof *slots);
  if (slots == NULL)
    return coff_link_out_of_memory(ld);
  for (uint32_t id = 0; id < ld->nsymbols; id++) {
    uint32_t i = ld->symbols[id].hash & (nslots - 1);
    while (slots[i].symbol != 0)
      i = (i + 1) & (nslots - 1);
    slots[i] = (struct coff_link_slot){ld->symbols[id].hash, id + 1};
  }
  coff_free(ld->ctx, ld->slots);
  ld->slots = slots;
  ld->nslots = nslots;
  return true;
}

uint32_t coff_link_find(const struct coff_link *ld, struct coff_str name, uint32_t hash)
{
  return ld->nslots == 0 ? COFF_NO_ID : slot_of(ld, name, hash)->symbol - 1;
}

uint32_t coff_link_find_text(const struct coff_link *ld, const char *name)
{
  struct coff_str s = coff_link_str(name);
  return coff_link_find(ld, s, coff_link_hash(s));
}

uint32_t coff_link_intern(struct coff_link *ld, struct coff_str name)
{
  return coff_link_intern_hashed(ld, name, coff_link_hash(name));
}

uint32_t coff_link_intern_hashed(struct coff_link *ld, struct coff_str name, uint32_t hash)
{
  // Half of the slots stay free.
  if (ld->nsymbols >= ld->nslots / 2 && !rehash(ld, ld->nslots == 0 ? FIRST_SLOTS : ld->nslots * 2))
    return COFF_NO_ID;
  struct coff_link_slot *slot = slot_of(ld, name, hash);
  if (slot->symbol != 0)
    return slot->symbol - 1;
  struct coff_link_symbol *grown =
      coff_link_grow(ld, ld->symbols, ld->nsymbols, 1, &ld->room_symbols, sizeof *grown);
  if (grown == NULL)
    return COFF_NO_ID;
  ld->symbols = grown;
  ld->symbols[ld->nsymbols] = (struct coff_link_symbol){
      .name = name, .hash = hash, .atom = COFF_NO_ID, .fallback = COFF_REF_NONE};
  *slot = (struct coff_link_slot){hash, ++ld->nsymbols};
  return ld->nsymbols - 1;
}
