// Immediates in the slots of IA-64 bundles.
//
// Skip this unless you work on IA-64. A bundle has 128 bits, little-endian: five of template and three
// slots of 41. Formats are those of the Intel Itanium Architecture Software Developer's Manual,
// volume 3, section 4.
#include "reloc/place.h"

enum {
  TEMPLATE_BITS = 5,
  SLOT_BITS = 41,
  LONG_SLOT = 2,    // the slot of an instruction that fills two
  IN_LOW_SLOT = 64, // added to AT: the run lies in the slot below
  MOST_RUNS = 6
};

// N bits of the immediate from bit FROM, at bit AT of the slot.
struct run {
  uint8_t from, n, at;
};

struct form {
  struct run runs[MOST_RUNS];
};

// clang-format off
static const struct form forms[] = {
  [COFF_PUT_IA64_IMM14 - COFF_PUT_IA64_IMM14]    = {{{0, 7, 13}, {7, 6, 27}, {13, 1, 36}}},              // A4
  [COFF_PUT_IA64_IMM22 - COFF_PUT_IA64_IMM14]    = {{{0, 7, 13}, {7, 9, 27}, {16, 5, 22}, {21, 1, 36}}}, // A5
  [COFF_PUT_IA64_IMM64 - COFF_PUT_IA64_IMM14]    = {{{0, 7, 13}, {7, 9, 27}, {16, 5, 22}, {21, 1, 21},   // X2
                                                     {22, 41, IN_LOW_SLOT}, {63, 1, 36}}},
  [COFF_PUT_IA64_BRANCH - COFF_PUT_IA64_IMM14]   = {{{0, 20, 13}, {20, 1, 36}}},                         // B1
  [COFF_PUT_IA64_CHECK - COFF_PUT_IA64_IMM14]    = {{{0, 7, 6}, {7, 13, 20}, {20, 1, 36}}},              // M20
  [COFF_PUT_IA64_FCHECK - COFF_PUT_IA64_IMM14]   = {{{0, 20, 6}, {20, 1, 36}}},                          // F14
  [COFF_PUT_IA64_BRANCH60 - COFF_PUT_IA64_IMM14] = {{{0, 20, 13}, {20, 39, IN_LOW_SLOT + 2}, {59, 1, 36}}}, // X3
};
// clang-format on

static bool is_long(const struct coff_howto *h)
{
  return h->put == COFF_PUT_IA64_IMM64 || h->put == COFF_PUT_IA64_BRANCH60;
}

// The bit of the bundle where the run begins.
static unsigned first_bit(const struct coff_howto *h, const struct run *r)
{
  unsigned slot = is_long(h) ? LONG_SLOT : h->bitpos;
  if (r->at >= IN_LOW_SLOT)
    return TEMPLATE_BITS + (slot - 1) * SLOT_BITS + r->at - IN_LOW_SLOT;
  return TEMPLATE_BITS + slot * SLOT_BITS + r->at;
}

void coff_reloc_put_ia64(const struct coff_howto *h, uint8_t *p, uint64_t v)
{
  const struct run *runs = forms[h->put - COFF_PUT_IA64_IMM14].runs;
  for (unsigned i = 0; i < MOST_RUNS && runs[i].n != 0; i++) {
    unsigned at = first_bit(h, &runs[i]);
    for (unsigned k = 0; k < runs[i].n; k++, at++) {
      unsigned bit = v >> (runs[i].from + k) & 1;
      p[at / 8] = (uint8_t)((p[at / 8] & ~(1u << at % 8)) | bit << at % 8);
    }
  }
}

int64_t coff_reloc_addend_ia64(const struct coff_howto *h, const uint8_t *p)
{
  const struct run *runs = forms[h->put - COFF_PUT_IA64_IMM14].runs;
  uint64_t v = 0;
  for (unsigned i = 0; i < MOST_RUNS && runs[i].n != 0; i++) {
    unsigned at = first_bit(h, &runs[i]);
    for (unsigned k = 0; k < runs[i].n; k++, at++)
      v |= (uint64_t)(p[at / 8] >> at % 8 & 1) << (runs[i].from + k);
  }
  return (int64_t)((uint64_t)coff_sign_extend(v, h->bits) << h->rightshift);
}
