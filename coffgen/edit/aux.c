// Auxiliary entries as they are written: ids become indices, lengths those of the section.
//
// Skip it unless an entry refers to the wrong symbol.
//
// Only fields that change are written: what no layout names in an entry that was read from a file stays.
#include "coff/format-xcoff.h"
#include "edit/memory.h"
#include "edit/symbols.h"
#include "edit/take.h"
#include <inttypes.h>
#include <string.h>
#include <zlib.h>

enum { LARGEST_AUX = 64 };

enum coff_aux_refers coff_build_refers(const struct coff_auxent *a, enum coff_aux_id id)
{
  bool must = a->layout->form == COFF_AUX_WEAK || a->layout->form == COFF_AUX_CLR;
  switch (id) {
  case COFF_AUX_TAGNDX: return must ? COFF_REFERS_SYMBOL : COFF_REFERS_SYMBOL_OR_NONE;
  case COFF_AUX_TVNDX: return COFF_REFERS_SYMBOL_OR_NONE;
  case COFF_AUX_ENDNDX: return COFF_REFERS_END;
  case COFF_AUX_ASSOCIATED: return COFF_REFERS_SECTION;
  // AIX Files Reference, csect auxiliary entry: of a label it is the containing csect.
  case COFF_AUX_SCNLEN:
    return a->layout->form == COFF_AUX_CSECT && (a->field[COFF_AUX_SMTYP] & 7) == XTY_LD
               ? COFF_REFERS_SYMBOL
               : COFF_REFERS_NOT;
  default: return COFF_REFERS_NOT;
  }
}

bool coff_build_symbol_index(const struct coff_build *b, uint32_t id, unsigned width,
                             const char *who, uint32_t *index)
{
  if (id == COFF_BUILD_NONE) {
    *index = width >= 4 ? UINT32_MAX : ((uint32_t)1 << 8 * width) - 1;
    return true;
  }
  const struct coff_build_symbol *s = coff_build_symbol_at(b, id, who);
  if (s == NULL)
    return false;
  if (coff_build_is_left_out(b, s))
    return coff_fail(b->ctx, coff_build_where(b),
                     "%s refers to symbol %" PRIu32 " (%.*s), which is dropped", who, id,
                     (int)(s->name.size < 200 ? s->name.size : 200), s->name.data);
  *index = b->indices[id];
  return true;
}

bool coff_build_is_chained(const struct coff_build *b, const struct coff_build_symbol *s)
{
  return s->what == COFF_BUILD_SYMBOL && s->native.value < b->nsymbols &&
         b->symbols[s->native.value].native.sclass == s->native.sclass;
}

uint32_t coff_build_next_in_chain(const struct coff_build *b, const struct coff_build_symbol *s)
{
  const struct coff_build_symbol *next = &b->symbols[s->native.value];
  // Indices grow along a chain that is sound; one that is not is not followed.
  while (coff_build_is_left_out(b, next) && coff_build_is_chained(b, next) &&
         &b->symbols[next->native.value] > next)
    next = &b->symbols[next->native.value];
  return b->indices[next - b->symbols]; // of one that is left out: the next that is left
}

bool coff_build_section_number(const struct coff_build *b, int32_t id, const char *who,
                               int32_t *number)
{
  *number = id;
  if (id <= 0)
    return true;
  const struct coff_build_section *s = coff_build_section_at(b, (uint32_t)id, who);
  if (s == NULL)
    return false;
  if (s->dropped)
    return coff_fail(b->ctx, coff_build_where(b),
                     "%s refers to section %" PRId32 " (%.*s), which is dropped", who, id,
                     (int)(s->name.size < 200 ? s->name.size : 200), s->name.data);
  *number = (int32_t)s->number;
  return true;
}

// Turns the ids in one field into what the file has there.
static bool resolve_field(const struct coff_build *b, struct coff_auxent *e, enum coff_aux_id id)
{
  uint64_t v = e->field[id];
  uint32_t index;
  int32_t number;
  enum coff_aux_refers refers = coff_build_refers(e, id);
  if (refers == COFF_REFERS_NOT || (v == 0 && refers != COFF_REFERS_SYMBOL))
    return true;
  if (refers == COFF_REFERS_SECTION) {
    if (!coff_build_section_number(b, v > INT32_MAX ? INT32_MAX : (int32_t)v, "an auxiliary entry",
                                   &number))
      return false;
    e->field[id] = (uint64_t)number;
    return true;
  }
  if (refers == COFF_REFERS_END && v <= b->nsymbols) {
    e->field[id] = b->indices[v]; // of a dropped symbol: the next that is left
    return true;
  }
  // In a file that is edited, what describes a symbol outlives it. In an image nobody looks for the default
  // of a weak external any more, and GNU ld leaves the object's index there.
  bool may_go = refers == COFF_REFERS_SYMBOL_OR_NONE || b->kind == COFF_KIND_IMAGE;
  if (may_go && b->from != NULL && v < b->nsymbols && coff_build_is_left_out(b, &b->symbols[v])) {
    e->field[id] = 0;
    return true;
  }
  if (!coff_build_symbol_index(b, v > UINT32_MAX ? UINT32_MAX - 1 : (uint32_t)v, 4,
                               "an auxiliary entry", &index))
    return false;
  e->field[id] = index;
  return true;
}

static bool resolve_offsets(const struct coff_build *b, const struct coff_build_aux *a,
                            struct coff_auxent *e)
{
  const struct coff_build_section *s;
  if (a->lines_of != 0) {
    s = coff_build_section_at(b, a->lines_of, "an auxiliary entry");
    if (s == NULL)
      return false;
    e->field[COFF_AUX_LNNOPTR] =
        s->nlines == 0 || s->dropped
            ? 0
            : s->placed.lnnoptr + e->field[COFF_AUX_LNNOPTR] * b->target->records->lineno->size;
  }
  if (a->contents_of != 0) {
    s = coff_build_section_at(b, a->contents_of, "an auxiliary entry");
    if (s == NULL)
      return false;
    e->field[COFF_AUX_EXPTR] += s->placed.scnptr;
  }
  return true;
}

static uint64_t clip(uint64_t v, const struct coff_aux_layout *l, enum coff_aux_id id)
{
  for (const struct coff_aux_item *i = l->items; i < l->items + l->nitems; i++)
    if (i->id == id && i->width < 8 && v >> 8 * i->width != 0)
      return ((uint64_t)1 << 8 * i->width) - 1;
  return v;
}

// PE specification 5.5.5. The checksum is what linkers compare COMDATs by: CRC-32 without the final
// inversion, as all writers of the field compute it.
static void measure(const struct coff_build *b, const struct coff_build_symbol *symbol,
                    struct coff_auxent *e)
{
  const struct coff_aux_layout *l = e->layout;
  if (symbol->native.scnum <= 0 || (uint32_t)symbol->native.scnum > b->nsections)
    return;
  const struct coff_build_section *s = &b->sections[symbol->native.scnum - 1];
  unsigned long crc = crc32(0, NULL, 0);
  uint64_t size = 0;
  for (uint32_t i = 0; i < s->npieces; i++) {
    size += s->pieces[i].size;
    for (uint64_t at = 0; at < s->pieces[i].size; at += 1u << 30) {
      uint64_t left = s->pieces[i].size - at;
      crc = crc32(crc, s->pieces[i].data + at, (uInt)(left < 1u << 30 ? left : 1u << 30));
    }
  }
  e->field[COFF_AUX_SCNLEN] = size != 0 ? size : s->header.size;
  e->field[COFF_AUX_NRELOC] = clip(s->nrelocs, l, COFF_AUX_NRELOC);
  e->field[COFF_AUX_NLINNO] = clip(s->nlines, l, COFF_AUX_NLINNO);
  for (const struct coff_aux_item *i = l->items; i < l->items + l->nitems; i++)
    if (i->id == COFF_AUX_CHECKSUM && size != 0 &&
        (s->from == 0 || (e->field[COFF_AUX_CHECKSUM] != 0 &&
                          !coff_build_same_contents(b, s)))) // not all assemblers make one
      e->field[COFF_AUX_CHECKSUM] = ~(uint32_t)crc;
}

// Writes to P what differs between the encodings of WAS and IS.
static bool rewrite(const struct coff_build *b, const struct coff_auxent *was,
                    const struct coff_auxent *is, uint8_t *p)
{
  uint8_t old[LARGEST_AUX], new[LARGEST_AUX];
  coff_swap_auxent_out(b->target, was, old);
  if (!coff_swap_auxent_out(b->target, is, new))
    return false;
  for (unsigned i = 0; i < b->target->records->auxesz; i++)
    p[i] ^= old[i] ^ new[i];
  return true;
}

bool coff_build_encode_aux(const struct coff_build *b, const struct coff_build_symbol *symbol,
                           const struct coff_build_aux *a, uint8_t *p)
{
  struct coff_auxent was, is;
  memcpy(p, a->bytes, b->target->records->auxesz);
  if (a->layout == NULL || (a->plain && !a->measure))
    return true;
  coff_swap_auxent_in(b->target, a->layout, a->bytes, &was);
  is = was;
  if (a->measure)
    measure(b, symbol, &is);
  for (const struct coff_aux_item *i = a->layout->items; i < a->layout->items + a->layout->nitems;
       i++) {
    // Of a field in two parts, the first stands for both.
    bool again = false;
    for (const struct coff_aux_item *k = a->layout->items; k < i; k++)
      again = again || k->id == i->id;
    if (!again && !resolve_field(b, &is, i->id))
      return false;
  }
  if (!resolve_offsets(b, a, &is))
    return false;
  if (a->name.size != 0) {
    is.field[COFF_AUX_STRX] = a->strx;
    is.name.size = 0;
  }
  if (memcmp(&was, &is, sizeof is) == 0 || rewrite(b, &was, &is, p))
    return true;
  return coff_fail(b->ctx, coff_build_where(b), "an auxiliary entry of symbol %.*s does not fit",
                   (int)(symbol->name.size < 200 ? symbol->name.size : 200), symbol->name.data);
}
