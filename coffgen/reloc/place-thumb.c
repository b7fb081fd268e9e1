// Immediates of Thumb-2 instructions that hold parts of an address.
//
// Skip this unless you work on 32-bit ARM. An instruction is two half words, the first the more
// significant one; encodings are those of the Arm ARM for ARMv7, chapter A8.8.
#include "reloc/place.h"

static uint32_t load(const uint8_t *p, enum coff_order order)
{
  return (uint32_t)(coff_load(p, 2, order) << 16 | coff_load(p + 2, 2, order));
}

static void store(uint8_t *p, enum coff_order order, uint32_t insn)
{
  coff_store(p, 2, order, insn >> 16);
  coff_store(p + 2, 2, order, insn & 0xffff);
}

// MOVW and MOVT (A8.8.102 T3, A8.8.106 T1): imm4:i:imm3:imm8.
static uint32_t with_mov(uint32_t insn, uint64_t v)
{
  uint32_t imm = (uint32_t)v & 0xffff;
  return (insn & 0xfbf08f00u) | imm >> 12 << 16 | (imm >> 11 & 1) << 26 | (imm >> 8 & 7) << 12 |
         (imm & 0xff);
}

static uint32_t mov_imm(uint32_t insn)
{
  return (insn >> 4 & 0xf000) | (insn >> 15 & 0x800) | (insn >> 4 & 0x700) | (insn & 0xff);
}

// B<c>.W (A8.8.18 T3): S:J2:J1:imm6:imm11:0.
static uint32_t with_branch20(uint32_t insn, uint64_t v)
{
  uint32_t imm = (uint32_t)v;
  return (insn & 0xfbc0d000u) | (imm >> 20 & 1) << 26 | (imm >> 18 & 1) << 13 |
         (imm >> 19 & 1) << 11 | (imm >> 12 & 0x3f) << 16 | (imm >> 1 & 0x7ff);
}

static int64_t branch20_imm(uint32_t insn)
{
  uint32_t imm = (insn >> 26 & 1) << 20 | (insn >> 11 & 1) << 19 | (insn >> 13 & 1) << 18 |
                 (insn >> 16 & 0x3f) << 12 | (insn & 0x7ff) << 1;
  return coff_sign_extend(imm, 21);
}

// B.W and BL (A8.8.18 T4, A8.8.25 T1): S:I1:I2:imm10:imm11:0, with J = NOT(I XOR S). Within 4 MB
// I = S, so that both J are set: the branch of Thumb-1, which has one encoding with this.
static uint32_t with_branch24(uint32_t insn, uint64_t v)
{
  uint32_t imm = (uint32_t)v;
  uint32_t s = imm >> 24 & 1;
  uint32_t j1 = (imm >> 23 & 1) ^ s ^ 1;
  uint32_t j2 = (imm >> 22 & 1) ^ s ^ 1;
  return (insn & 0xf800d000u) | s << 26 | (imm >> 12 & 0x3ff) << 16 | j1 << 13 | j2 << 11 |
         (imm >> 1 & 0x7ff);
}

static int64_t branch24_imm(uint32_t insn)
{
  // A field that is zero throughout is one that nobody filled in: as an offset it would be 12 MB.
  if ((insn & 0x07ff2fffu) == 0)
    return 0;
  uint32_t s = insn >> 26 & 1;
  uint32_t i1 = (insn >> 13 & 1) ^ s ^ 1;
  uint32_t i2 = (insn >> 11 & 1) ^ s ^ 1;
  uint32_t imm = s << 24 | i1 << 23 | i2 << 22 | (insn >> 16 & 0x3ff) << 12 | (insn & 0x7ff) << 1;
  return coff_sign_extend(imm, 25);
}

// BLX (A8.8.25 T2) counts from the word that holds its address, and to a word. Seen from a half
// word in between, the distance is 2 short of that.
static bool is_blx(uint32_t insn)
{
  return (insn & 0xf800d000u) == 0xf000c000u;
}

void coff_reloc_put_thumb(const struct coff_howto *h, enum coff_order order, uint8_t *p, uint64_t v)
{
  uint32_t insn = load(p, order);
  if (h->put == COFF_PUT_THUMB_MOV32) {
    store(p + 4, order, with_mov(load(p + 4, order), v >> 16));
    store(p, order, with_mov(insn, v));
  } else if (h->put == COFF_PUT_THUMB_BRANCH20) {
    store(p, order, with_branch20(insn, v));
  } else {
    store(p, order, with_branch24(insn, is_blx(insn) ? (v + 2) & ~(uint64_t)3 : v));
  }
}

int64_t coff_reloc_addend_thumb(const struct coff_howto *h, enum coff_order order, const uint8_t *p)
{
  uint32_t insn = load(p, order);
  if (h->put == COFF_PUT_THUMB_MOV32)
    return coff_sign_extend(mov_imm(load(p + 4, order)) << 16 | mov_imm(insn), 32);
  if (h->put == COFF_PUT_THUMB_BRANCH20)
    return branch20_imm(insn);
  return branch24_imm(insn);
}
