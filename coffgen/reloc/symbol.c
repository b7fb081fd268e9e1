// The symbol of a relocation: its address, its section, and whether it is a symbol at all.
//
// Skip this unless a relocation's symbol is taken for an auxiliary entry, or the other way round.
#include "reloc/symbol.h"
#include "object/file.h"

// Only the symbol before it tells that an entry is auxiliary, so strictly one has to walk from the
// first. But numaux is one byte: no entry reaches further than this.
#define REACH 255
// How far back a start is looked for. A table that offers none so near (every entry claims its
// followers: no tool writes that) has its indices taken as they are; the entry is read all the
// same, so this is a warning less and not a hazard.
#define LOOK_BACK 512

// The numaux bytes of consecutive entries: the whole search runs over nothing else, and runs for
// nearly every relocation of an object with many symbols.
struct counts {
  const uint8_t *first; // of entry 0
  size_t stride;
};

// One past the last entry that entry I claims, should it be a symbol.
static uint64_t claims(struct counts c, uint64_t i)
{
  return i + 1 + c.first[i * c.stride];
}

// The last entry up to INDEX that no entry before it can claim, symbol or not; INDEX + 1 if none.
static uint64_t certain_symbol(struct counts c, uint64_t index)
{
  uint64_t from = index > LOOK_BACK ? index - LOOK_BACK : 0;
  uint64_t claimed = from == 0 ? 0 : from + REACH; // first entry that nobody claims so far
  uint64_t found = index + 1;
  for (uint64_t i = from; i <= index; i++) {
    if (i >= claimed)
      found = i;
    if (claims(c, i) > claimed)
      claimed = claims(c, i);
  }
  return found;
}

static bool is_auxiliary(const struct coff_file *f, uint64_t index)
{
  const struct coff_syment_layout *l = coff_file_target(f)->records->syment;
  if (l->numaux.width != 1)
    return false;
  struct counts c = {coff_syment_table(f).data + l->numaux.at, l->size};
  uint64_t i = certain_symbol(c, index);
  if (i > index)
    return false;
  while (i < index)
    i = claims(c, i);
  return i != index;
}

static void resolve(const struct coff_file *f, uint32_t index, struct coff_reloc_symbol *r)
{
  *r = (struct coff_reloc_symbol){.state = COFF_RELOC_SYMBOL_PAST_END, .index = index};
  if (coff_syment_read(f, index, 1, &r->native) == 0)
    return;
  r->state = COFF_RELOC_SYMBOL_AUXILIARY;
  if (is_auxiliary(f, index))
    return;
  r->state = COFF_RELOC_SYMBOL_GOOD;
  if (r->native.scnum == 0) // undefined, or common with its size as value
    return;
  r->address = r->native.value;
  if (r->native.scnum < 0)
    return;
  if ((uint32_t)r->native.scnum > coff_section_count(f))
    return;
  r->section = (uint32_t)r->native.scnum;
  // Not coff_section_get: a name in the string table costs its length, for every symbol.
  r->section_base = coff_section_address(f, r->section);
  if (coff_file_target(f)->section_relative)
    r->address += r->section_base;
}

const struct coff_reloc_symbol *coff_reloc_symbol(struct coff_reloc_symbols *c, uint32_t index)
{
  struct coff_reloc_symbol *r = &c->cache[index % COFF_RELOC_CACHED_SYMBOLS];
  if (r->state == COFF_RELOC_SYMBOL_FREE || r->index != index)
    resolve(c->file, index, r);
  return r;
}

const struct coff_reloc_symbol *coff_reloc_symbol_of(struct coff_reloc_symbols *c,
                                                     const struct coff_reloc *r)
{
  struct coff_reloc_symbol *s = &c->section;
  if (!r->by_section)
    return coff_reloc_symbol(c, r->symndx);
  *s = (struct coff_reloc_symbol){.state = COFF_RELOC_SYMBOL_PAST_END, .index = r->symndx};
  if (!coff_reloc_syment(c->file, r, &s->native))
    return s;
  s->state = COFF_RELOC_SYMBOL_GOOD;
  s->section = (uint32_t)s->native.scnum;
  s->address = s->section_base = coff_section_address(c->file, s->section);
  return s;
}
