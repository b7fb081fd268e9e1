// Types of base relocations, a table a processor: numbers 5 and 7 to 9 mean something else on each.
//
// Skip it unless you port a PE flavour. PE and COFF specification, "Base Relocation Types"; what it
// leaves out (HIGH3ADJ, IA64_IMM64) stands in the Windows SDK.
#include "coff/target.h"

// clang-format off
static const struct coff_base_reloc_type common[] = {
  // type, bytes, parameters, bits, put, name
  {0,  0, 0, 0, COFF_PUT_FIELD, "IMAGE_REL_BASED_ABSOLUTE"},
  {1,  2, 0, 0, COFF_PUT_FIELD, "IMAGE_REL_BASED_HIGH"},
  {2,  2, 0, 0, COFF_PUT_FIELD, "IMAGE_REL_BASED_LOW"},
  {3,  4, 0, 32, COFF_PUT_FIELD, "IMAGE_REL_BASED_HIGHLOW"},
  {4,  2, 1, 0, COFF_PUT_FIELD, "IMAGE_REL_BASED_HIGHADJ"},
  {10, 8, 0, 64, COFF_PUT_FIELD, "IMAGE_REL_BASED_DIR64"},
  {11, 2, 2, 0, COFF_PUT_FIELD, "IMAGE_REL_BASED_HIGH3ADJ"},
};

// Both move a pair of MOVW and MOVT: 2 * 4 bytes.
static const struct coff_base_reloc_type arm[] = {
  {5,  8, 0, 32, COFF_PUT_ARM_MOV32, "IMAGE_REL_BASED_ARM_MOV32"},
  {7,  8, 0, 32, COFF_PUT_THUMB_MOV32, "IMAGE_REL_BASED_THUMB_MOV32"},
};

static const struct coff_base_reloc_type mips[] = {
  {5,  4, 0, 0, COFF_PUT_FIELD, "IMAGE_REL_BASED_MIPS_JMPADDR"},
  {9,  4, 0, 0, COFF_PUT_FIELD, "IMAGE_REL_BASED_MIPS_JMPADDR16"},
};

static const struct coff_base_reloc_type riscv[] = {
  {5,  4, 0, 0, COFF_PUT_FIELD, "IMAGE_REL_BASED_RISCV_HIGH20"},
  {7,  4, 0, 0, COFF_PUT_FIELD, "IMAGE_REL_BASED_RISCV_LOW12I"},
  {8,  4, 0, 0, COFF_PUT_FIELD, "IMAGE_REL_BASED_RISCV_LOW12S"},
};

// The instructions that put an address together: two on the 32-bit processor, four on the other.
static const struct coff_base_reloc_type loongarch32[] = {
  {8,  8, 0, 0, COFF_PUT_FIELD, "IMAGE_REL_BASED_LOONGARCH32_MARK_LA"},
};

static const struct coff_base_reloc_type loongarch64[] = {
  {8, 16, 0, 0, COFF_PUT_FIELD, "IMAGE_REL_BASED_LOONGARCH64_MARK_LA"},
};

// A bundle, of which a MOVL fills two slots.
static const struct coff_base_reloc_type ia64[] = {
  {9, 16, 0, 0, COFF_PUT_FIELD, "IMAGE_REL_BASED_IA64_IMM64"},
};

const struct coff_base_reloc_types
    coff_base_relocs_pe          = {NULL, 0},
    coff_base_relocs_arm         = {arm, COFF_COUNT(arm)},
    coff_base_relocs_mips        = {mips, COFF_COUNT(mips)},
    coff_base_relocs_riscv       = {riscv, COFF_COUNT(riscv)},
    coff_base_relocs_loongarch32 = {loongarch32, COFF_COUNT(loongarch32)},
    coff_base_relocs_loongarch64 = {loongarch64, COFF_COUNT(loongarch64)},
    coff_base_relocs_ia64        = {ia64, COFF_COUNT(ia64)};
// clang-format on

static const struct coff_base_reloc_type *find(const struct coff_base_reloc_type *types, size_t n,
                                               unsigned type)
{
  for (size_t i = 0; i < n; i++)
    if (types[i].type == type)
      return &types[i];
  return NULL;
}

const struct coff_base_reloc_type *coff_target_base_reloc(const struct coff_target *t,
                                                          unsigned type)
{
  const struct coff_base_reloc_type *own;
  if (t->base_relocs == NULL)
    return NULL;
  own = find(t->base_relocs->types, t->base_relocs->n, type);
  return own != NULL ? own : find(common, COFF_COUNT(common), type);
}
