// Immediates of A32 instructions that hold parts of an address.
//
// Skip this unless you work on 32-bit ARM. Encodings are those of the Arm ARM for ARMv7, chapter
// A8.8.
#include "reloc/place.h"

// MOVW and MOVT (A8.8.102 A2, A8.8.106 A1): imm4 in bits 16 to 19, imm12 in bits 0 to 11.
static uint32_t with_mov(uint32_t insn, uint64_t v)
{
  uint32_t imm = (uint32_t)v & 0xffff;
  return (insn & 0xfff0f000u) | imm >> 12 << 16 | (imm & 0xfff);
}

static uint32_t mov_imm(uint32_t insn)
{
  return (insn >> 4 & 0xf000) | (insn & 0xfff);
}

// BLX (immediate, A8.8.25 A2) has no condition, and in bit 24 what is bit 1 of its target.
static bool is_blx(uint32_t insn)
{
  return insn >> 25 == 0x7d;
}

static uint32_t with_branch(uint32_t insn, uint64_t v)
{
  uint32_t imm = (uint32_t)(v >> 2) & 0xffffff;
  if (!is_blx(insn))
    return (insn & 0xff000000u) | imm;
  return (insn & 0xfe000000u) | (uint32_t)(v >> 1 & 1) << 24 | imm;
}

void coff_reloc_put_arm(const struct coff_howto *h, enum coff_order order, uint8_t *p, uint64_t v)
{
  uint32_t insn = (uint32_t)coff_load(p, 4, order);
  if (h->put == COFF_PUT_ARM_BRANCH24) {
    coff_store(p, 4, order, with_branch(insn, v));
    return;
  }
  uint32_t high = (uint32_t)coff_load(p + 4, 4, order);
  coff_store(p, 4, order, with_mov(insn, v));
  coff_store(p + 4, 4, order, with_mov(high, v >> 16));
}

int64_t coff_reloc_addend_arm(const struct coff_howto *h, enum coff_order order, const uint8_t *p)
{
  uint32_t insn = (uint32_t)coff_load(p, 4, order);
  if (h->put == COFF_PUT_ARM_MOV32) {
    uint32_t high = (uint32_t)coff_load(p + 4, 4, order);
    return coff_sign_extend(mov_imm(high) << 16 | mov_imm(insn), 32);
  }
  uint32_t half = is_blx(insn) ? insn >> 23 & 2 : 0;
  return coff_sign_extend((insn & 0xffffff) << 2 | half, 26);
}
