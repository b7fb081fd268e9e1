// Records between their external bytes and their structs, as the layouts say: the generic hooks.
//
// Each record kind is described once, by one inline decoder and one encoder. The layout is data
// read at run time and copied to a local first: the output holds bytes, and through a pointer the
// compiler would have to assume that storing a record changes the layout. Byte order is hoisted out
// of the loop by naming both cases.
//
// Skip it unless you change a record; what the hooks promise stands in coff/swap.h.
#include "coff/swap.h"
#include "codec/bitfields.h"
#include "codec/records.h"
#include <string.h>

#define INLINE static inline __attribute__((always_inline))

INLINE uint64_t get(const uint8_t *p, struct coff_field f, enum coff_order order)
{
  return coff_load(p + f.at, f.width, order);
}

// Returns the bits of V that the field cannot hold; a field that does not exist holds 0 only.
INLINE uint64_t put(uint8_t *p, struct coff_field f, enum coff_order order, uint64_t v)
{
  return coff_store(p + f.at, f.width, order, v);
}

// As put, for a signed number.
INLINE uint64_t put_signed(uint8_t *p, struct coff_field f, enum coff_order order, int64_t v)
{
  if (f.width == 0)
    return v != 0;
  coff_store(p + f.at, f.width, order, (uint64_t)v);
  return coff_sign_extend((uint64_t)v, f.width * 8u) != v;
}

// ---- File header ------------------------------------------------------------------------------

INLINE void decode_filehdr(const struct coff_filehdr_layout *l, enum coff_order o, const uint8_t *p,
                           struct coff_filehdr *h)
{
  *h = (struct coff_filehdr){
      .symptr = get(p, l->symptr, o),
      .nsyms = get(p, l->nsyms, o),
      .magic = (uint32_t)get(p, l->magic, o),
      .nscns = (uint32_t)get(p, l->nscns, o),
      .timdat = (uint32_t)get(p, l->timdat, o),
      .opthdr = (uint32_t)get(p, l->opthdr, o),
      .flags = (uint32_t)get(p, l->flags, o),
      .target_id = (uint32_t)get(p, l->target_id, o),
      .sig = (uint32_t)get(p, l->sig, o),
      .version = (uint32_t)get(p, l->version, o),
      .data_size = (uint32_t)get(p, l->data_size, o),
      .meta_size = (uint32_t)get(p, l->meta_size, o),
      .meta_offset = (uint32_t)get(p, l->meta_offset, o),
      .hint = (uint16_t)get(p, l->hint, o),
      .import_type = (uint16_t)get(p, l->import_type, o),
      .flags2 = (uint8_t)get(p, l->flags2, o),
      .flags3 = (uint8_t)get(p, l->flags3, o),
      .float_type = (uint8_t)get(p, l->float_type, o),
  };
  memcpy(h->class_id, p + l->class_id.at, l->class_id.width);
}

static void filehdr_in(const struct coff_target *t, const uint8_t *p, struct coff_filehdr *h)
{
  const struct coff_filehdr_layout usual = COFF_LAYOUT_FILEHDR;
  if (t->order == COFF_LITTLE && t->records->filehdr == &coff_layout_filehdr)
    decode_filehdr(&usual, COFF_LITTLE, p, h);
  else
    decode_filehdr(t->records->filehdr, t->order, p, h);
}

static bool filehdr_out(const struct coff_target *t, const struct coff_filehdr *h, uint8_t *p)
{
  const struct coff_filehdr_layout *l = t->records->filehdr;
  enum coff_order o = t->order;
  memset(p, 0, l->size);
  uint64_t lost = put(p, l->symptr, o, h->symptr) | put(p, l->nsyms, o, h->nsyms) |
                  put(p, l->magic, o, h->magic) | put(p, l->nscns, o, h->nscns) |
                  put(p, l->timdat, o, h->timdat) | put(p, l->opthdr, o, h->opthdr) |
                  put(p, l->flags, o, h->flags) | put(p, l->target_id, o, h->target_id) |
                  put(p, l->sig, o, h->sig) | put(p, l->version, o, h->version) |
                  put(p, l->data_size, o, h->data_size) | put(p, l->meta_size, o, h->meta_size) |
                  put(p, l->meta_offset, o, h->meta_offset) | put(p, l->hint, o, h->hint) |
                  put(p, l->import_type, o, h->import_type) | put(p, l->flags2, o, h->flags2) |
                  put(p, l->flags3, o, h->flags3) | put(p, l->float_type, o, h->float_type);
  memcpy(p + l->class_id.at, h->class_id, l->class_id.width);
  return lost == 0;
}

// ---- Optional header --------------------------------------------------------------------------

static void aouthdr_in(const struct coff_target *t, const struct coff_aouthdr_layout *l,
                       const uint8_t *p, size_t size, struct coff_aouthdr *h)
{
  memset(h, 0, sizeof *h);
  for (const struct coff_aout_item *i = l->items; i < l->items + l->nitems; i++)
    if ((size_t)i->at + i->width <= size)
      h->field[i->id] = coff_load(p + i->at, i->width, t->order);
}

static bool aouthdr_out(const struct coff_target *t, const struct coff_aouthdr_layout *l,
                        const struct coff_aouthdr *h, uint8_t *p, size_t size)
{
  uint64_t lost = 0;
  memset(p, 0, size);
  for (const struct coff_aout_item *i = l->items; i < l->items + l->nitems; i++)
    if ((size_t)i->at + i->width <= size)
      lost |= put(p, (struct coff_field){i->at, i->width}, t->order, h->field[i->id]);
    else
      lost |= h->field[i->id];
  return lost == 0;
}

// ---- Section header ---------------------------------------------------------------------------

INLINE void decode_scnhdrs(struct coff_scnhdr_layout l, enum coff_order o, const uint8_t *p,
                           size_t n, struct coff_scnhdr *s)
{
  for (size_t i = 0; i < n; i++, p += l.size, s++) {
    memcpy(s->name, p + l.name.at, sizeof s->name);
    s->paddr = get(p, l.paddr, o);
    s->vaddr = get(p, l.vaddr, o);
    s->size = get(p, l.scnsize, o);
    s->scnptr = get(p, l.scnptr, o);
    s->relptr = get(p, l.relptr, o);
    s->lnnoptr = get(p, l.lnnoptr, o);
    s->nreloc = (uint32_t)get(p, l.nreloc, o);
    s->nlnno = (uint32_t)get(p, l.nlnno, o);
    s->flags = (uint32_t)get(p, l.flags, o);
    s->align = (uint32_t)get(p, l.align, o);
    s->page = (uint16_t)get(p, l.page, o);
    s->mem_width = (uint8_t)get(p, l.mem_width, o);
    s->paddr_space = (uint32_t)get(p, l.paddr_space, o);
    s->vaddr_space = (uint32_t)get(p, l.vaddr_space, o);
  }
}

static void scnhdr_in(const struct coff_target *t, const uint8_t *p, size_t n,
                      struct coff_scnhdr *s)
{
  const struct coff_scnhdr_layout usual = COFF_LAYOUT_SCNHDR;
  if (t->order == COFF_LITTLE && t->records->scnhdr == &coff_layout_scnhdr)
    decode_scnhdrs(usual, COFF_LITTLE, p, n, s);
  else if (t->order == COFF_BIG)
    decode_scnhdrs(*t->records->scnhdr, COFF_BIG, p, n, s);
  else
    decode_scnhdrs(*t->records->scnhdr, COFF_LITTLE, p, n, s);
}

INLINE bool encode_scnhdrs(struct coff_scnhdr_layout l, enum coff_order o,
                           const struct coff_scnhdr *s, size_t n, uint8_t *p)
{
  uint64_t lost = 0;
  for (size_t i = 0; i < n; i++, p += l.size, s++) {
    memset(p, 0, l.size);
    memcpy(p + l.name.at, s->name, sizeof s->name);
    lost |= put(p, l.paddr, o, s->paddr) | put(p, l.vaddr, o, s->vaddr) |
            put(p, l.scnsize, o, s->size) | put(p, l.scnptr, o, s->scnptr) |
            put(p, l.relptr, o, s->relptr) | put(p, l.lnnoptr, o, s->lnnoptr) |
            put(p, l.nreloc, o, s->nreloc) | put(p, l.nlnno, o, s->nlnno) |
            put(p, l.flags, o, s->flags) | put(p, l.align, o, s->align) |
            put(p, l.page, o, s->page) | put(p, l.mem_width, o, s->mem_width) |
            put(p, l.paddr_space, o, s->paddr_space) | put(p, l.vaddr_space, o, s->vaddr_space);
  }
  return lost == 0;
}

static bool scnhdr_out(const struct coff_target *t, const struct coff_scnhdr *s, size_t n,
                       uint8_t *p)
{
  const struct coff_scnhdr_layout usual = COFF_LAYOUT_SCNHDR;
  if (t->order == COFF_LITTLE && t->records->scnhdr == &coff_layout_scnhdr)
    return encode_scnhdrs(usual, COFF_LITTLE, s, n, p);
  return encode_scnhdrs(*t->records->scnhdr, t->order, s, n, p);
}

// ---- Symbols ----------------------------------------------------------------------------------

// Section numbers are negative above the flavour's largest: -1 is absolute, -2 is debug.
INLINE int32_t section_number(uint64_t v, unsigned width, uint32_t max)
{
  return (int32_t)(v > max ? v - ((uint64_t)1 << width * 8) : v);
}

INLINE void decode_syments(struct coff_syment_layout l, enum coff_order o, const uint8_t *p,
                           size_t n, struct coff_syment *s)
{
  for (size_t i = 0; i < n; i++, p += l.size, s++) {
    memset(s->name, 0, sizeof s->name);
    s->strx = 0;
    if (get(p, l.zeroes, o) == 0)
      s->strx = get(p, l.strx, o);
    else if (l.name.width == 8)
      memcpy(s->name, p + l.name.at, 8);
    else
      memcpy(s->name, p + l.name.at, l.name.width);
    s->value = get(p, l.value, o);
    s->scnum = section_number(get(p, l.scnum, o), l.scnum.width, l.scnum_max);
    s->type = (uint32_t)get(p, l.type, o);
    s->sclass = (uint32_t)get(p, l.sclass, o);
    s->numaux = (uint32_t)get(p, l.numaux, o);
    s->flags = (uint32_t)get(p, l.flags, o);
    s->misc = (uint16_t)get(p, l.misc, o);
    s->file = (uint32_t)get(p, l.file, o);
    s->index = 0;
    s->local = false;
  }
}

// What fields of bits hold, in records that have such; parts of the flags lie side by side.
static void syment_parts_in(const struct coff_syment_layout *l, enum coff_order o, const uint8_t *p,
                            size_t n, struct coff_syment *s)
{
  const struct coff_bit_field *end = l->parts.fields + l->parts.n;
  for (size_t i = 0; i < n; i++, p += l->size, s++) {
    unsigned flag = 0;
    for (const struct coff_bit_field *f = l->parts.fields; f < end; f++) {
      uint32_t v = (uint32_t)coff_bits_get(p, f, o);
      switch ((enum coff_syment_part)f->id) {
      case COFF_SYMENT_TYPE: s->type = v; break;
      case COFF_SYMENT_SCLASS: s->sclass = v; break;
      case COFF_SYMENT_INDEX: s->index = v; break;
      case COFF_SYMENT_FLAGS:
        s->flags |= v << flag;
        flag += f->bits;
        break;
      }
    }
  }
}

void coff_layout_syments_in(const struct coff_syment_layout *l, enum coff_order o, const uint8_t *p,
                            size_t n, struct coff_syment *s)
{
  if (o == COFF_BIG)
    decode_syments(*l, COFF_BIG, p, n, s);
  else
    decode_syments(*l, COFF_LITTLE, p, n, s);
  if (l->parts.n != 0)
    syment_parts_in(l, o, p, n, s);
}

static void syment_in(const struct coff_target *t, const uint8_t *p, size_t n,
                      struct coff_syment *s)
{
  const struct coff_syment_layout pe = COFF_LAYOUT_SYMENT(COFF_PE_SCNUM_MAX);
  const struct coff_syment_layout bigobj = COFF_LAYOUT_SYMENT_BIGOBJ;
  if (t->order == COFF_LITTLE && t->records->syment == &coff_layout_syment_pe)
    decode_syments(pe, COFF_LITTLE, p, n, s);
  else if (t->order == COFF_LITTLE && t->records->syment == &coff_layout_syment_bigobj)
    decode_syments(bigobj, COFF_LITTLE, p, n, s);
  else
    coff_layout_syments_in(t->records->syment, t->order, p, n, s);
}

// A name of only NULs and one in the string table at offset 0 are the same bytes.
INLINE uint64_t put_name(uint8_t *p, const struct coff_syment_layout *l, enum coff_order o,
                         const struct coff_syment *s)
{
  static const char none[sizeof s->name];
  if (memcmp(s->name, none, l->zeroes.width) == 0)
    return put(p, l->strx, o, s->strx);
  uint64_t lost = s->strx;
  for (size_t i = l->name.width; i < sizeof s->name; i++)
    lost |= (uint8_t)s->name[i];
  memcpy(p + l->name.at, s->name, l->name.width);
  return lost;
}

static uint64_t syment_parts_out(const struct coff_syment_layout *l, enum coff_order o,
                                 const struct coff_syment *s, uint8_t *p)
{
  uint64_t lost = 0;
  uint64_t part[] = {[COFF_SYMENT_TYPE] = s->type,
                     [COFF_SYMENT_SCLASS] = s->sclass,
                     [COFF_SYMENT_INDEX] = s->index,
                     [COFF_SYMENT_FLAGS] = s->flags};
  const struct coff_bit_field *end = l->parts.fields + l->parts.n;
  for (const struct coff_bit_field *f = l->parts.fields; f < end; f++) {
    uint64_t v = part[f->id];
    if (f->id == COFF_SYMENT_FLAGS) {
      v &= coff_bits_mask(f);
      part[f->id] >>= f->bits;
    }
    lost |= coff_bits_put(p, f, o, v);
  }
  return lost | part[COFF_SYMENT_FLAGS];
}

INLINE bool encode_syments(struct coff_syment_layout l, enum coff_order o,
                           const struct coff_syment *s, size_t n, uint8_t *p)
{
  uint64_t lost = 0;
  for (size_t i = 0; i < n; i++, p += l.size, s++) {
    memset(p, 0, l.size);
    uint64_t scnum = (uint64_t)(int64_t)s->scnum;
    if (l.scnum.width < 8)
      scnum &= ((uint64_t)1 << l.scnum.width * 8) - 1;
    lost |= put_name(p, &l, o, s) | put(p, l.value, o, s->value) | put(p, l.file, o, s->file) |
            put(p, l.numaux, o, s->numaux) | put(p, l.misc, o, s->misc);
    if (l.parts.n != 0) { // the section follows from the storage class
      lost |= syment_parts_out(&l, o, s, p);
      continue;
    }
    lost |= section_number(scnum, l.scnum.width, l.scnum_max) != s->scnum;
    lost |= put(p, l.scnum, o, scnum) | put(p, l.type, o, s->type) |
            put(p, l.sclass, o, s->sclass) | put(p, l.flags, o, s->flags) | s->index;
  }
  return lost == 0;
}

bool coff_layout_syments_out(const struct coff_syment_layout *layout, enum coff_order o,
                             const struct coff_syment *s, size_t n, uint8_t *p)
{
  return encode_syments(*layout, o, s, n, p);
}

static bool syment_out(const struct coff_target *t, const struct coff_syment *s, size_t n,
                       uint8_t *p)
{
  const struct coff_syment_layout pe = COFF_LAYOUT_SYMENT(COFF_PE_SCNUM_MAX);
  const struct coff_syment_layout bigobj = COFF_LAYOUT_SYMENT_BIGOBJ;
  if (t->order == COFF_LITTLE && t->records->syment == &coff_layout_syment_pe)
    return encode_syments(pe, COFF_LITTLE, s, n, p);
  if (t->order == COFF_LITTLE && t->records->syment == &coff_layout_syment_bigobj)
    return encode_syments(bigobj, COFF_LITTLE, s, n, p);
  return encode_syments(*t->records->syment, t->order, s, n, p);
}

// ---- Auxiliary entries ------------------------------------------------------------------------

// Whether the string-table offset of a name has bytes of its own, beside the characters.
static bool strx_apart(const struct coff_aux_layout *l)
{
  for (const struct coff_aux_item *i = l->items; i < l->items + l->nitems; i++)
    if (i->id == COFF_AUX_STRX)
      return i->at >= l->name.at + l->name.width;
  return false;
}

static void auxent_in(const struct coff_target *t, const struct coff_aux_layout *l,
                      const uint8_t *p, struct coff_auxent *a)
{
  memset(a, 0, sizeof *a);
  a->layout = l;
  a->name = (struct coff_str){"", 0};
  if (l == NULL)
    return;
  for (const struct coff_aux_item *i = l->items; i < l->items + l->nitems; i++)
    a->field[i->id] |= coff_load(p + i->at, i->width, t->order) << i->shift;
  if (l->name.width == 0)
    return;
  if (coff_load(p + l->name.at, 4, t->order) == 0 && a->field[COFF_AUX_STRX] != 0)
    return; // the name lies in the string table
  if (!strx_apart(l))
    a->field[COFF_AUX_STRX] = 0;
  size_t n = l->name.width;
  while (n != 0 && p[l->name.at + n - 1] == 0)
    n--;
  a->name = (struct coff_str){(const char *)p + l->name.at, n};
}

// The part of V that a split number leaves to ITEM; *LOST collects bits that no item takes.
static uint64_t aux_part(const struct coff_aux_layout *l, const struct coff_aux_item *item,
                         uint64_t v, uint64_t *lost)
{
  uint64_t room = 0;
  for (const struct coff_aux_item *i = l->items; i < l->items + l->nitems; i++)
    if (i->id == item->id)
      room |= (i->width == 8 ? UINT64_MAX : ((uint64_t)1 << i->width * 8) - 1) << i->shift;
  *lost |= v & ~room;
  return v >> item->shift;
}

static bool auxent_out(const struct coff_target *t, const struct coff_auxent *a, uint8_t *p)
{
  const struct coff_aux_layout *l = a->layout;
  uint64_t lost = 0;
  memset(p, 0, t->records->auxesz);
  if (l == NULL)
    return false;
  if (l->name.width != 0 && (a->field[COFF_AUX_STRX] == 0 || strx_apart(l))) {
    size_t n = a->name.size < l->name.width ? a->name.size : l->name.width;
    memcpy(p + l->name.at, a->name.data, n);
    lost |= a->name.size > n;
  }
  for (const struct coff_aux_item *i = l->items; i < l->items + l->nitems; i++)
    if (i->id != COFF_AUX_STRX || a->field[COFF_AUX_STRX] != 0)
      coff_store(p + i->at, i->width, t->order, aux_part(l, i, a->field[i->id], &lost));
  return lost == 0;
}

// ---- Relocations ------------------------------------------------------------------------------

INLINE void decode_relocs(struct coff_reloc_layout l, enum coff_order o, const uint8_t *p, size_t n,
                          struct coff_reloc *r)
{
  for (size_t i = 0; i < n; i++, p += l.size, r++) {
    r->vaddr = get(p, l.vaddr, o);
    r->symndx = (uint32_t)get(p, l.symndx, o);
    r->type = (uint32_t)get(p, l.type, o);
    r->rsize = (uint8_t)get(p, l.rsize, o);
    r->offset =
        l.offset.width == 0 ? 0 : coff_sign_extend(get(p, l.offset, o), l.offset.width * 8u);
    r->stuff = (uint16_t)get(p, l.stuff, o);
    r->by_section = r->is_number = false;
    r->pair = 0;
  }
}

static void reloc_parts_in(const struct coff_reloc_layout *l, enum coff_order o, const uint8_t *p,
                           size_t n, struct coff_reloc *r)
{
  const struct coff_bit_field *end = l->parts.fields + l->parts.n;
  for (size_t i = 0; i < n; i++, p += l->size, r++) {
    unsigned type_bits = 0;
    for (const struct coff_bit_field *f = l->parts.fields; f < end; f++) {
      uint32_t v = (uint32_t)coff_bits_get(p, f, o);
      switch ((enum coff_reloc_part)f->id) {
      case COFF_RELOC_PART_SYMNDX: r->symndx = v; break;
      case COFF_RELOC_PART_TYPE:
        r->type = (uint16_t)v;
        type_bits = f->bits;
        break;
      case COFF_RELOC_PART_TYPE_HIGH: r->type |= (uint16_t)(v << type_bits); break;
      case COFF_RELOC_PART_EXTERN: r->by_section = v == 0; break;
      case COFF_RELOC_PART_OFFSET: r->offset = v; break;
      case COFF_RELOC_PART_SIZE: r->rsize = (uint8_t)v; break;
      }
    }
  }
}

static void reloc_in(const struct coff_target *t, const uint8_t *p, size_t n, struct coff_reloc *r)
{
  const struct coff_reloc_layout usual = COFF_LAYOUT_RELOC;
  if (t->order == COFF_LITTLE && t->records->reloc == &coff_layout_reloc)
    decode_relocs(usual, COFF_LITTLE, p, n, r);
  else if (t->order == COFF_BIG)
    decode_relocs(*t->records->reloc, COFF_BIG, p, n, r);
  else
    decode_relocs(*t->records->reloc, COFF_LITTLE, p, n, r);
  if (t->records->reloc->parts.n != 0)
    reloc_parts_in(t->records->reloc, t->order, p, n, r);
}

static uint64_t reloc_parts_out(const struct coff_reloc_layout *l, enum coff_order o,
                                const struct coff_reloc *r, uint8_t *p)
{
  uint64_t lost = 0, type = r->type;
  const struct coff_bit_field *end = l->parts.fields + l->parts.n;
  for (const struct coff_bit_field *f = l->parts.fields; f < end; f++) {
    uint64_t v = 0;
    switch ((enum coff_reloc_part)f->id) {
    case COFF_RELOC_PART_SYMNDX: v = r->symndx; break;
    case COFF_RELOC_PART_TYPE:
    case COFF_RELOC_PART_TYPE_HIGH:
      v = type & coff_bits_mask(f);
      type >>= f->bits;
      break;
    case COFF_RELOC_PART_EXTERN: v = r->by_section ? 0 : 1; break;
    case COFF_RELOC_PART_OFFSET: v = (uint64_t)r->offset; break;
    case COFF_RELOC_PART_SIZE: v = r->rsize; break;
    }
    lost |= coff_bits_put(p, f, o, v);
  }
  return lost | type;
}

static bool reloc_out(const struct coff_target *t, const struct coff_reloc *r, size_t n, uint8_t *p)
{
  const struct coff_reloc_layout l = *t->records->reloc;
  enum coff_order o = t->order;
  uint64_t lost = 0;
  for (size_t i = 0; i < n; i++, p += l.size, r++) {
    memset(p, 0, l.size);
    lost |= put(p, l.vaddr, o, r->vaddr) | put(p, l.stuff, o, r->stuff);
    if (l.symndx.width != 0 || l.parts.n == 0)
      lost |= put(p, l.symndx, o, r->symndx);
    if (l.parts.n != 0) {
      lost |= reloc_parts_out(&l, o, r, p);
      continue;
    }
    lost |= put(p, l.type, o, r->type) | put(p, l.rsize, o, r->rsize) |
            put_signed(p, l.offset, o, r->offset) | r->by_section;
  }
  return lost == 0;
}

// ---- Line numbers -----------------------------------------------------------------------------

INLINE void decode_linenos(struct coff_lineno_layout l, enum coff_order o, const uint8_t *p,
                           size_t n, struct coff_lineno *r)
{
  for (size_t i = 0; i < n; i++, p += l.size, r++) {
    r->lnno = (uint32_t)get(p, l.lnno, o);
    r->addr = r->lnno != 0 || l.symndx.width == 0 ? get(p, l.addr, o) : 0;
    r->symndx = r->lnno == 0 ? (uint32_t)get(p, l.symndx, o) : 0;
    r->srcndx = (uint32_t)get(p, l.srcndx, o);
    r->fcnndx = (uint32_t)get(p, l.fcnndx, o);
    r->space = (uint32_t)get(p, l.space, o);
    r->flags = (uint16_t)get(p, l.flags, o);
  }
}

static void lineno_in(const struct coff_target *t, const uint8_t *p, size_t n,
                      struct coff_lineno *r)
{
  if (t->order == COFF_BIG)
    decode_linenos(*t->records->lineno, COFF_BIG, p, n, r);
  else
    decode_linenos(*t->records->lineno, COFF_LITTLE, p, n, r);
}

static bool lineno_out(const struct coff_target *t, const struct coff_lineno *r, size_t n,
                       uint8_t *p)
{
  const struct coff_lineno_layout l = *t->records->lineno;
  enum coff_order o = t->order;
  uint64_t lost = 0;
  for (size_t i = 0; i < n; i++, p += l.size, r++) {
    memset(p, 0, l.size);
    bool starts = r->lnno == 0 && l.symndx.width != 0;
    lost |= starts ? put(p, l.symndx, o, r->symndx) : put(p, l.addr, o, r->addr);
    lost |= put(p, l.lnno, o, r->lnno) | put(p, l.srcndx, o, r->srcndx) |
            put(p, l.fcnndx, o, r->fcnndx) | put(p, l.flags, o, r->flags) |
            put(p, l.space, o, r->space);
  }
  return lost == 0;
}

const struct coff_swap coff_swap_generic = {
    .filehdr_in = filehdr_in,
    .aouthdr_in = aouthdr_in,
    .scnhdr_in = scnhdr_in,
    .syment_in = syment_in,
    .auxent_in = auxent_in,
    .reloc_in = reloc_in,
    .lineno_in = lineno_in,
    .filehdr_out = filehdr_out,
    .aouthdr_out = aouthdr_out,
    .scnhdr_out = scnhdr_out,
    .syment_out = syment_out,
    .auxent_out = auxent_out,
    .reloc_out = reloc_out,
    .lineno_out = lineno_out,
};
