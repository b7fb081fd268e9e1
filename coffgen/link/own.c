// Relocations of what the linker makes, so that later passes need not know who made an atom.
//
// Skip it unless a table that the linker made holds a wrong address.
//
// File 0 is an object without sections and symbols. Its references are the linker's own: one for each relocation.
#include "base/alloc.h"
#include "coff/swap.h"
#include "link/link.h"
#include <string.h>

bool coff_link_begin_own(struct coff_link *ld)
{
  uint64_t size;
  struct coff_build *b =
      coff_build_new(ld->ctx, ld->opt->output, ld->target, COFF_KIND_OBJECT, ld->machine);
  uint8_t *bytes = NULL;
  if (b != NULL && coff_place(b, &size))
    bytes = coff_link_bytes(ld, (size_t)size);
  if (bytes != NULL && coff_write(b, bytes, size))
    ld->files[0].file = coff_file_from_memory(ld->ctx, ld->opt->output, bytes, (size_t)size,
                                              &(struct coff_open){.target = ld->target->name});
  coff_build_free(b);
  ld->files[0].target = ld->target;
  ld->files[0].first_atom = 1;
  if (ld->files[0].file == NULL)
    ld->errors++;
  return ld->files[0].file != NULL;
}

bool coff_link_set_relocs(struct coff_link *ld, uint32_t atom, const struct coff_link_fix *fixes,
                          uint32_t n)
{
  struct coff_link_file *own = &ld->files[0];
  size_t size = ld->target->records->reloc->size;
  uint8_t *records = coff_link_bytes(ld, n * size);
  uint32_t *refs = coff_link_grow(ld, own->refs, own->nrefs, n, &ld->room_refs, sizeof *refs);
  if (refs != NULL)
    own->refs = refs;
  if (records == NULL || refs == NULL)
    return false;
  for (uint32_t i = 0; i < n; i++) {
    struct coff_reloc r = {.vaddr = fixes[i].at, .type = fixes[i].type, .symndx = own->nrefs};
    r.is_number = ld->target->pair_type != 0 && r.type == ld->target->pair_type;
    if (r.is_number)
      r.symndx = 0;
    refs[own->nrefs++] = fixes[i].ref;
    coff_swap_reloc_out(ld->target, &r, 1, records + i * size);
  }
  ld->atoms[atom].relocs = records;
  ld->atoms[atom].nrelocs = n;
  return true;
}

uint16_t coff_link_type_for(struct coff_link *ld, enum coff_reloc_code code)
{
  const struct coff_howto *h = coff_howto_for_code(ld->target, code);
  if (h != NULL)
    return h->type;
  coff_link_fail(ld, coff_link_at(ld->opt->output), "%s has no relocation for what is to be made",
                 ld->target->name);
  return 0;
}

uint16_t coff_link_pointer_type(struct coff_link *ld)
{
  return coff_link_type_for(ld, ld->image->address_bits == 64 ? COFF_RELOC_64 : COFF_RELOC_32);
}

unsigned coff_link_word(const struct coff_link *ld)
{
  return ld->image->address_bits / 8u;
}

uint8_t coff_link_word_power(const struct coff_link *ld)
{
  return coff_link_word(ld) == 8 ? 3 : 2;
}
