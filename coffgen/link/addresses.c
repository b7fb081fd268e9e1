// Addresses: of output sections and of the atoms in them.
//
// Skip it unless something lies at the wrong address.
#include "codec/names.h"
#include "link/link.h"
#include <inttypes.h>

static uint64_t round_up(uint64_t v, uint64_t align)
{
  return (v + align - 1) / align * align;
}

static uint64_t setting(const struct coff_link *ld, enum coff_aout_id id, uint64_t otherwise)
{
  return ld->settings[id].said ? ld->settings[id].value : otherwise;
}

// What is zero at the end of a section takes no room in the file.
static void place_atoms(struct coff_link *ld, struct coff_link_out *o)
{
  uint64_t at = o->address;
  o->data_size = 0;
  for (uint32_t i = 0; i < o->n; i++) {
    struct coff_atom *a = &ld->atoms[ld->order[o->first + i]];
    at = round_up(at, (uint64_t)1 << a->align_power);
    a->address = at;
    at += a->capacity;
    if (a->data_size != 0)
      o->data_size = a->address + a->data_size - o->address;
  }
  o->size = at - o->address;
}

static void describe(const struct coff_link *ld, struct coff_link_out *o)
{
  for (uint32_t i = 0; i < o->n; i++) {
    const struct coff_atom *a = &ld->atoms[ld->order[o->first + i]];
    o->meaning |= a->flags;
    if (a->align_power > o->align_power)
      o->align_power = a->align_power;
  }
}

// Flags of what was put together: contents beat zeroes, and no object's alignment or group is the image's.
static uint32_t flags_of(const struct coff_link *ld, const struct coff_link_out *o)
{
  uint32_t drop = COFF_SEC_COMDAT | COFF_SEC_REMOVE | COFF_SEC_INFO | COFF_SEC_COUNT_OVERFLOW;
  uint32_t meaning = o->meaning & ~drop;
  if (o->data_size != 0 && (meaning & (COFF_SEC_CODE | COFF_SEC_DATA)) != 0)
    meaning &= ~(uint32_t)COFF_SEC_BSS;
  uint32_t flags = 0;
  for (uint32_t bit = 1; bit != 0 && bit <= meaning; bit <<= 1)
    if ((meaning & bit) != 0)
      flags |= coff_section_flag_for(ld->image, bit);
  return flags;
}

static const struct coff_link_section_address *asked_for(const struct coff_link *ld,
                                                         struct coff_str name)
{
  for (size_t i = 0; i < ld->opt->naddresses; i++)
    if (coff_link_is(name, ld->opt->addresses[i].name))
      return &ld->opt->addresses[i];
  return NULL;
}

static void place_out(struct coff_link *ld, struct coff_link_out *o, uint64_t *at, uint64_t page)
{
  const struct coff_link_section_address *asked = asked_for(ld, o->name);
  o->address = asked != NULL ? asked->address : round_up(*at, page);
  if (o->address < *at)
    coff_link_fail(ld, coff_link_at(ld->opt->output),
                   "section %.*s cannot begin at 0x%" PRIx64 ", the one before ends at 0x%" PRIx64,
                   (int)o->name.size, o->name.data, o->address, *at);
  place_atoms(ld, o);
  o->number = 0;
  if (o->size != 0) {
    o->number = ++ld->nsections;
    *at = o->address + o->size;
  }
}

// Base relocations are known once the addresses of what is before them are, and they are the last that is
// loaded; so the sections behind them are placed again.
void coff_link_assign_addresses(struct coff_link *ld)
{
  uint64_t page = setting(ld, COFF_AOUT_SECTION_ALIGNMENT, ld->defaults->section_alignment);
  uint64_t at = ld->image_base + coff_link_headers_size(ld);
  ld->nsections = 0;
  for (uint32_t i = 0; i < ld->nouts; i++)
    describe(ld, &ld->outs[i]);
  for (uint32_t i = 0; i < ld->nouts; i++) {
    struct coff_link_out *o = &ld->outs[i];
    place_out(ld, o, &at, page);
    if (ld->base_relocs != COFF_NO_ID && ld->atoms[ld->base_relocs].out == i) {
      coff_link_make_base_relocs(ld);
      if (o->size != 0)
        ld->nsections--;
      at = o->address;
      place_out(ld, o, &at, page);
    }
    if (o->flags == 0)
      o->flags = flags_of(ld, o);
  }
}
