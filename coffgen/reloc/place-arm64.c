// Immediates of A64 instructions that hold parts of an address.
//
// Skip this unless you work on ARM64. Instructions are little-endian whatever the data is (Arm
// ARM, B2.6.2); encodings are those of its chapter C6.2. Plain branches are fields: place.c.
#include "reloc/place.h"

#define IMM12_AT   10
#define IMM12_MASK 0xfffu

// log2 of the bytes that a load or store with an unsigned offset moves, which scales its
// immediate: size (bits 30, 31), and for vector registers (bit 26) opc<1> (bit 23) makes it 16.
static unsigned access_scale(uint32_t insn)
{
  unsigned size = insn >> 30;
  bool quad = (insn & 0x04800000) == 0x04800000;
  return quad ? size + 4 : size;
}

// ADR and ADRP: immlo in bits 29 and 30, immhi in bits 5 to 23.
static uint32_t with_adr(uint32_t insn, uint64_t v)
{
  uint32_t imm = (uint32_t)v & 0x1fffff;
  return (insn & 0x9f00001fu) | (imm & 3) << 29 | imm >> 2 << 5;
}

static uint32_t with_imm12(uint32_t insn, uint64_t v)
{
  return (insn & ~(IMM12_MASK << IMM12_AT)) | ((uint32_t)v & IMM12_MASK) << IMM12_AT;
}

static void store(uint8_t *p, uint32_t insn)
{
  coff_store(p, 4, COFF_LITTLE, insn);
}

bool coff_reloc_put_arm64(const struct coff_howto *h, uint8_t *p, uint64_t value)
{
  uint32_t insn = coff_le32(p);
  uint64_t v = value >> h->rightshift;
  if (h->put == COFF_PUT_ARM64_ADR) {
    store(p, with_adr(insn, v));
    return true;
  }
  if (h->put != COFF_PUT_ARM64_LDST12) {
    store(p, with_imm12(insn, v));
    return true;
  }
  unsigned scale = access_scale(insn);
  store(p, with_imm12(insn, (v & IMM12_MASK) >> scale));
  return (v & (((uint64_t)1 << scale) - 1)) == 0;
}

int64_t coff_reloc_addend_arm64(const struct coff_howto *h, const uint8_t *p)
{
  uint32_t insn = coff_le32(p);
  // The immediate of an unfinished ADRP counts bytes, not pages: linkers add it to S before they
  // take the page.
  if (h->put == COFF_PUT_ARM64_ADR)
    return coff_sign_extend((insn >> 3 & 0x1ffffc) | (insn >> 29 & 3), 21);
  unsigned shift = h->put == COFF_PUT_ARM64_LDST12 ? access_scale(insn) : h->rightshift;
  return (int64_t)(insn >> IMM12_AT & IMM12_MASK) << shift;
}
