// Addresses: of output sections and of the atoms in them.
//
// Skip it unless something lies at the wrong address.
#include "codec/names.h"
#include "link/attributes.h"
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

// What is zero at the end of a section takes no room in the file, if its header can say so.
static void place_atoms(struct coff_link *ld, struct coff_link_out *o)
{
  uint64_t at = o->address;
  o->data_size = 0;
  for (uint32_t i = 0; i < o->n; i++) {
    struct coff_atom *a = &ld->atoms[ld->order[o->first + i]];
    at = round_up(at, (uint64_t)1 << a->align_power);
    a->address = at;
    at += (a->capacity + o->octets - 1) / o->octets;
    if (a->data_size != 0)
      o->data_size = (a->address - o->address) * o->octets + a->data_size;
  }
  o->size = (at - o->address) * o->octets;
  if (o->data_size != 0 && !ld->image->virtual_size)
    o->data_size = o->size;
}

// TI: what describes a program may have narrower units than the program.
static uint8_t octets_of(const struct coff_link *ld, const struct coff_atom *a)
{
  struct coff_section s;
  if (ld->image->octets < 2 || a->section == 0)
    return ld->image->octets < 2 ? 1 : ld->image->octets;
  coff_section_get(ld->files[a->file].file, a->section, &s);
  return s.octets;
}

static void describe(const struct coff_link *ld, struct coff_link_out *o)
{
  o->octets = ld->image->octets < 2 ? 1 : ld->image->octets;
  for (uint32_t i = 0; i < o->n; i++) {
    struct coff_atom *a = &ld->atoms[ld->order[o->first + i]];
    if (ld->defaults->powers != NULL && a->section != 0)
      a->align_power = coff_link_usual_power(ld, a->name, a->align_power);
    if (i == 0)
      o->octets = octets_of(ld, a);
    if (i < o->n - o->merged)
      o->meaning |= a->flags;
    // What the layout aligns within a section does not move the section.
    if (a->align_power > o->align_power && (a->name.size != 0 || ld->defaults->headers_loaded))
      o->align_power = a->align_power;
  }
}

static bool is_one_bit(uint32_t v)
{
  return v != 0 && (v & (v - 1)) == 0;
}

// The flag of one kind of section, in flavours where a section has one kind.
static uint32_t flag_of_kind(const struct coff_link *ld, uint32_t kind)
{
  const struct coff_flags *names = ld->image->section_flags;
  for (size_t i = 0; names != NULL && i < names->n; i++)
    if ((names->flags[i].meaning & kind) != 0 && is_one_bit(names->flags[i].value) &&
        (kind == COFF_SEC_CODE || (names->flags[i].meaning & COFF_SEC_CODE) == 0))
      return names->flags[i].value;
  return 0;
}

static uint32_t kind_of(const struct coff_link_out *o)
{
  if (o->data_size == 0 && (o->meaning & COFF_SEC_BSS) != 0)
    return COFF_SEC_BSS;
  if ((o->meaning & COFF_SEC_CODE) != 0)
    return COFF_SEC_CODE;
  if (o->unloaded && (o->meaning & COFF_SEC_INFO) != 0)
    return COFF_SEC_INFO;
  return COFF_SEC_DATA;
}

// Flags of what was put together: contents beat zeroes, and no object's alignment or group is the image's.
static uint32_t flags_of(const struct coff_link *ld, const struct coff_link_out *o)
{
  uint32_t drop = COFF_SEC_COMDAT | COFF_SEC_REMOVE | COFF_SEC_INFO | COFF_SEC_COUNT_OVERFLOW;
  uint32_t meaning = o->meaning & ~drop;
  if (o->data_size != 0 && (meaning & (COFF_SEC_CODE | COFF_SEC_DATA)) != 0)
    meaning &= ~(uint32_t)COFF_SEC_BSS;
  uint32_t flags = 0;
  if (!ld->defaults->headers_loaded)
    return o->size == 0 && o->meaning == 0 ? 0 : flag_of_kind(ld, kind_of(o));
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

// ---- Output sections ----------------------------------------------------------------------------

struct cursor {
  uint64_t at;
  uint64_t page;                    // what sections are aligned to
  const struct coff_layout *region; // that they lie in, or NULL
  uint64_t region_end;
};

static bool is_kept(const struct coff_link *ld, const struct coff_link_out *o)
{
  for (uint32_t i = 0; i < o->n; i++)
    if (ld->atoms[ld->order[o->first + i]].capacity != 0)
      return true;
  return o->keep;
}

// What is not empty has a header. Base relocations are not known yet.
static uint32_t count_headers(const struct coff_link *ld)
{
  uint32_t n = 0;
  if (ld->defaults->headers_loaded)
    return ld->nouts;
  for (uint32_t i = 0; i < ld->nouts; i++)
    n += is_kept(ld, &ld->outs[i]);
  return n;
}

static void enter_region(const struct coff_link *ld, const struct coff_link_out *o,
                         struct cursor *c)
{
  const struct coff_layout *r = &ld->defaults->layout[o->region - 1];
  c->region = r;
  c->at = (uint64_t)r->value;
  c->region_end = c->at + r->flags;
  if ((r->how & COFF_LAYOUT_HEADERS) != 0)
    c->at += coff_link_headers_size(ld, count_headers(ld));
}

static uint64_t start_of(struct coff_link *ld, const struct coff_link_out *o, struct cursor *c)
{
  const struct coff_link_section_address *asked = asked_for(ld, o->name);
  uint64_t page = c->page != 0 ? c->page : (uint64_t)1 << o->align_power;
  if (asked != NULL)
    c->region = NULL;
  if (asked != NULL && (c->page == 0 || asked->address >= c->at))
    return asked->address;
  if (asked != NULL)
    coff_link_fail(ld, coff_link_at(ld->opt->output),
                   "section %.*s cannot begin at 0x%" PRIx64 ", the one before ends at 0x%" PRIx64,
                   (int)o->name.size, o->name.data, asked->address, c->at);
  // Behind headers: what is in the section is aligned, the section is not.
  if (o->region != 0 && (c->region->how & COFF_LAYOUT_HEADERS) != 0)
    return c->at;
  return round_up(c->at, page);
}

static void check_region(struct coff_link *ld, const struct coff_link_out *o,
                         const struct cursor *c)
{
  if (c->region != NULL && c->region->flags != 0 && c->at > c->region_end)
    coff_link_fail(ld, coff_link_at(ld->opt->output),
                   "section %.*s ends at 0x%" PRIx64 ": region %s ends at 0x%" PRIx64,
                   (int)o->name.size, o->name.data, c->at, c->region->text, c->region_end);
}

static void place_out(struct coff_link *ld, struct coff_link_out *o, struct cursor *c)
{
  if (o->region != 0)
    enter_region(ld, o, c);
  o->address = o->unloaded ? 0 : start_of(ld, o, c);
  place_atoms(ld, o);
  o->number = 0;
  if (o->size == 0 && !o->keep)
    return;
  o->number = ++ld->nsections;
  if (o->unloaded)
    return;
  c->at = o->address + o->size / o->octets;
  check_region(ld, o, c);
}

// Base relocations are known once the addresses of what is before them are, and they are the last that is
// loaded; so the sections behind them are placed again.
void coff_link_assign_addresses(struct coff_link *ld)
{
  bool loaded = ld->defaults->headers_loaded;
  struct cursor c = {.at = ld->image_base};
  if (loaded)
    c.page = setting(ld, COFF_AOUT_SECTION_ALIGNMENT, ld->defaults->section_alignment);
  if (loaded)
    c.at += coff_link_headers_size(ld, count_headers(ld));
  ld->nsections = 0;
  for (uint32_t i = 0; i < ld->nouts; i++)
    describe(ld, &ld->outs[i]);
  for (uint32_t i = 0; i < ld->nouts; i++) {
    struct coff_link_out *o = &ld->outs[i];
    place_out(ld, o, &c);
    if (ld->base_relocs != COFF_NO_ID && ld->atoms[ld->base_relocs].out == i) {
      coff_link_make_base_relocs(ld);
      if (o->size != 0)
        ld->nsections--;
      c.at = o->address;
      place_out(ld, o, &c);
    }
    if (o->flags == 0)
      o->flags = flags_of(ld, o);
    if (ld->nattributes != 0)
      o->flags = coff_link_rights(ld, o->name, o->flags);
  }
}
