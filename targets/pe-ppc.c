// Windows NT on PowerPC, Xbox 360 and Microsoft's tools for the Power Macintosh.
//
// Skip it unless you work on this processor.
#include "targets/howto.h"
#include "targets/pe.h"

// clang-format off
// Numbers above 0xff are flags, which stand here by themselves and with the types that they are seen
// with. Those that only hint (branch prediction, who defines a TOC slot) are left away in a lookup.
#define ROWS(PC) \
  {0x00,  "IMAGE_REL_PPC_ABSOLUTE",           NOTHING,         FIELD, 0,  0,  0, 0, 0, ANY,      NO_A,        R_NONE,   0, 0}, \
  {0x01,  "IMAGE_REL_PPC_ADDR64",             S,               FIELD, 8, 64,  0, 0, 0, BITFIELD, IN_FIELD,    R_64,     0, UINT64_MAX}, \
  {0x02,  "IMAGE_REL_PPC_ADDR32",             S,               FIELD, 4, 32,  0, 0, 0, BITFIELD, IN_FIELD,    R_32,     0, 0xffffffff}, \
  {0x03,  "IMAGE_REL_PPC_ADDR24",             S,               FIELD, 4, 26,  0, 0, 0, BITFIELD, IN_FIELD,    R_NONE,   0, 0x3fffffc}, \
  {0x04,  "IMAGE_REL_PPC_ADDR16",             S,               FIELD, 2, 16,  0, 0, 0, SIGNED,   IN_FIELD,    R_16,     0, 0xffff}, \
  {0x05,  "IMAGE_REL_PPC_ADDR14",             S,               FIELD, 2, 16,  0, 0, 0, SIGNED,   IN_FIELD,    R_NONE,   0, 0xfffc}, \
  {0x06,  "IMAGE_REL_PPC_REL24",              PC,              FIELD, 4, 26,  0, 0, 0, SIGNED,   IN_FIELD,    R_NONE,   0, 0x3fffffc}, \
  {0x07,  "IMAGE_REL_PPC_REL14",              PC,              FIELD, 2, 16,  0, 0, 0, SIGNED,   IN_FIELD,    R_16_PC,  0, 0xfffc}, \
  {0x08,  "IMAGE_REL_PPC_TOCREL16",           S_TOC,           FIELD, 2, 16,  0, 0, 0, ANY,      NO_A,        R_NONE,   0, 0xffff}, \
  {0x09,  "IMAGE_REL_PPC_TOCREL14",           S_TOC,           FIELD, 2, 16,  0, 0, 0, SIGNED,   NO_A,        R_NONE,   0, 0xfffc}, \
  {0x0a,  "IMAGE_REL_PPC_ADDR32NB",           S_IMAGE,         FIELD, 4, 32,  0, 0, 0, SIGNED,   IN_FIELD,    R_RVA,    0, 0xffffffff}, \
  {0x0b,  "IMAGE_REL_PPC_SECREL",             S_SECREL,        FIELD, 4, 32,  0, 0, 0, SIGNED,   IN_FIELD,    R_SECREL, 0, 0xffffffff}, \
  {0x0c,  "IMAGE_REL_PPC_SECTION",            S_SECTION,       FIELD, 2, 16,  0, 0, 0, SIGNED,   IN_FIELD,    R_SECIDX, 0, 0xffff}, \
  {0x0d,  "IMAGE_REL_PPC_IFGLUE",             SPECIAL,         FIELD, 4, 32,  0, 0, 0, SIGNED,   IN_FIELD,    R_NONE,   0, 0xffffffff}, \
  {0x0e,  "IMAGE_REL_PPC_IMGLUE",             NOTHING,         FIELD, 4, 32,  0, 0, 0, BITFIELD, NO_A,        R_NONE,   0, 0xffffffff}, \
  {0x0f,  "IMAGE_REL_PPC_SECREL16",           S_SECREL,        FIELD, 2, 16,  0, 0, 0, SIGNED,   IN_FIELD,    R_NONE,   0, 0xffff}, \
  {0x10,  "IMAGE_REL_PPC_REFHI",              S_HIGH_ADJUSTED, FIELD, 2, 16, 16, 0, 0, ANY,      IN_NEXT_LOW, R_NONE,   0, 0xffff}, \
  {0x11,  "IMAGE_REL_PPC_REFLO",              S,               FIELD, 2, 16,  0, 0, 0, ANY,      IN_FIELD,    R_NONE,   0, 0xffff}, \
  {0x12,  "IMAGE_REL_PPC_PAIR",               NOTHING,         FIELD, 0,  0,  0, 0, 0, ANY,      NO_A,        R_NONE,   0, 0}, \
  {0x13,  "IMAGE_REL_PPC_SECRELLO",           S_SECREL,        FIELD, 2, 16,  0, 0, 0, ANY,      IN_FIELD,    R_NONE,   0, 0xffff}, \
  {0x14,  "IMAGE_REL_PPC_SECRELHI",           S_SECREL_HI,     FIELD, 2, 16, 16, 0, 0, ANY,      IN_NEXT_LOW, R_NONE,   0, 0xffff}, \
  {0x15,  "IMAGE_REL_PPC_GPREL",              S_GP,            FIELD, 2, 16,  0, 0, 0, BITFIELD, IN_FIELD,    R_NONE,   0, 0xffff}, \
  {0x16,  "IMAGE_REL_PPC_TOKEN",              S_TOKEN,         FIELD, 4, 32,  0, 0, 0, ANY,      NO_A,        R_NONE,   0, 0xffffffff}, \
  {0x100, "IMAGE_REL_PPC_NEG",                SPECIAL,         FIELD, 0,  0,  0, 0, 0, ANY,      NO_A,        R_NONE,   0, 0}, \
  {0x102, "IMAGE_REL_PPC_ADDR32 | NEG",       S_NEG,           FIELD, 4, 32,  0, 0, 0, BITFIELD, IN_FIELD,    R_NONE,   0, 0xffffffff}, \
  {0x104, "IMAGE_REL_PPC_ADDR16 | NEG",       S_NEG,           FIELD, 2, 16,  0, 0, 0, BITFIELD, IN_FIELD,    R_NONE,   0, 0xffff}, \
  {0x200, "IMAGE_REL_PPC_BRTAKEN",            SPECIAL,         FIELD, 0,  0,  0, 0, 0, ANY,      NO_A,        R_NONE,   0, 0}, \
  {0x400, "IMAGE_REL_PPC_BRNTAKEN",           SPECIAL,         FIELD, 0,  0,  0, 0, 0, ANY,      NO_A,        R_NONE,   0, 0}, \
  {0x800, "IMAGE_REL_PPC_TOCDEFN",            SPECIAL,         FIELD, 0,  0,  0, 0, 0, ANY,      NO_A,        R_NONE,   0, 0}, \
  {0x808, "IMAGE_REL_PPC_TOCREL16 | TOCDEFN", S_TOC,           FIELD, 2, 16,  0, 0, 0, ANY,      NO_A,        R_NONE,   0, 0xffff}

// GNU as has subtracted the field's address already; Microsoft's compilers leave that to the linker.
static const struct coff_howto gnu_howtos[] = {
  // type, name, calc, put, size, bits, rightshift, bitpos, bias, overflow, addend, code, rsize, mask
  ROWS(S_PC_DISP)
};

static const struct coff_howto howtos[] = {
  ROWS(S_PC)
};

static const struct coff_flag hints[] = {
  {0x200, 0x200, "IMAGE_REL_PPC_BRTAKEN", 0},
  {0x400, 0x400, "IMAGE_REL_PPC_BRNTAKEN", 0},
  {0x800, 0x800, "IMAGE_REL_PPC_TOCDEFN", 0},
};
static const struct coff_flags reloc_hints = {hints, COFF_COUNT(hints)};

static const struct coff_machine machines[] = {
  // magic, mask, value, architecture, name, constant
  {0x01f0, 0, 0, COFF_ARCH_POWERPC, "PowerPC", "IMAGE_FILE_MACHINE_POWERPC"},
};

static const struct coff_machine fp_machines[] = {
  // magic, mask, value, architecture, name, constant
  {0x01f1, 0, 0, COFF_ARCH_POWERPC, "PowerPC with floating point", "IMAGE_FILE_MACHINE_POWERPCFP"},
};

static const struct coff_machine be_machines[] = {
  // magic, mask, value, architecture, name, constant
  {0x01f2, 0, 0, COFF_ARCH_POWERPC, "PowerPC, big-endian (Xbox 360)", "IMAGE_FILE_MACHINE_POWERPCBE"},
};

static const struct coff_machine mac_machines[] = {
  // magic, mask, value, architecture, name, constant
  {0x0601, 0, 0, COFF_ARCH_POWERPC, "PowerPC 601 (Macintosh)", "IMAGE_FILE_MACHINE_MPPC_601"},
};
// clang-format on

enum { PAIR = 0x12 }; // type of the relocation behind one that has half of its addend

// What all of them state alike.
// clang-format off
#define PPC \
  .pair_type = PAIR, \
  .reloc_hints = &reloc_hints
// clang-format on

static const struct coff_target little_object = {
    PE_OBJECT,
    PE_LITTLE,
    PE_MACHINES(machines),
    PE_HOWTOS(gnu_howtos),
    .name = "pe-powerpcle",
    .address_bits = 32,
    .records = &coff_records_pe,
    .section_align_power = 3,
    .priority = 20,
    PPC,
    .pdata = &coff_pdata_mips,
};

static const struct coff_target little_image = {
    PE_IMAGE,
    PE_LITTLE,
    PE_MACHINES(machines),
    PE_HOWTOS(gnu_howtos),
    .name = "pei-powerpcle",
    .address_bits = 32,
    .records = &coff_records_pe,
    .base_relocs = &coff_base_relocs_pe,
    .section_align_power = 3,
    .priority = 20,
    PPC,
    .pdata = &coff_pdata_mips,
};

static const struct coff_target big_object = {
    PE_OBJECT,
    PE_BIG,
    PE_MACHINES(machines),
    PE_HOWTOS(gnu_howtos),
    .name = "pe-powerpc",
    .address_bits = 32,
    .records = &coff_records_pe,
    .section_align_power = 3,
    .priority = 20,
    PPC,
    .pdata = &coff_pdata_mips,
};

static const struct coff_target big_image = {
    PE_IMAGE,
    PE_BIG,
    PE_MACHINES(machines),
    PE_HOWTOS(gnu_howtos),
    .name = "pei-powerpc",
    .address_bits = 32,
    .records = &coff_records_pe,
    .base_relocs = &coff_base_relocs_pe,
    .section_align_power = 3,
    .priority = 20,
    PPC,
    .pdata = &coff_pdata_mips,
};

static const struct coff_target fp_object = {
    PE_OBJECT,
    PE_LITTLE,
    PE_MACHINES(fp_machines),
    PE_HOWTOS(howtos),
    PE_ASSUMED,
    .name = "pe-powerpcfp",
    .address_bits = 32,
    .records = &coff_records_pe,
    .section_align_power = 4,
    PPC,
    .pdata = &coff_pdata_mips,
};

static const struct coff_target fp_image = {
    PE_IMAGE,
    PE_LITTLE,
    PE_MACHINES(fp_machines),
    PE_HOWTOS(howtos),
    PE_ASSUMED,
    .name = "pei-powerpcfp",
    .address_bits = 32,
    .records = &coff_records_pe,
    .base_relocs = &coff_base_relocs_pe,
    .section_align_power = 4,
    PPC,
    .pdata = &coff_pdata_mips,
};

static const struct coff_target be_object = {
    PE_OBJECT,
    PE_BIG_DATA,
    PE_MACHINES(be_machines),
    PE_HOWTOS(howtos),
    PE_ASSUMED,
    .name = "pe-powerpcbe",
    .address_bits = 32,
    .records = &coff_records_pe,
    .section_align_power = 4,
    PPC,
    .pdata = &coff_pdata_wince,
};

static const struct coff_target be_image = {
    PE_IMAGE,
    PE_BIG_DATA,
    PE_MACHINES(be_machines),
    PE_HOWTOS(howtos),
    PE_ASSUMED,
    .name = "pei-powerpcbe",
    .address_bits = 32,
    .records = &coff_records_pe,
    .base_relocs = &coff_base_relocs_pe,
    .section_align_power = 4,
    PPC,
    .pdata = &coff_pdata_wince,
};

// Which relocations these have was never published.
static const struct coff_target mac_object = {
    PE_OBJECT,
    PE_BIG_DATA,
    PE_MACHINES(mac_machines),
    PE_ASSUMED,
    .name = "pe-mppc601",
    .address_bits = 32,
    .records = &coff_records_pe,
    .section_align_power = 4,
};

static const struct coff_target mac_image = {
    PE_IMAGE,
    PE_BIG_DATA,
    PE_MACHINES(mac_machines),
    PE_ASSUMED,
    .name = "pei-mppc601",
    .address_bits = 32,
    .records = &coff_records_pe,
    .base_relocs = &coff_base_relocs_pe,
    .section_align_power = 4,
};

const struct coff_target *const coff_targets_pe_ppc[] = {
    &little_object, &little_image, &big_object, &big_image, &fp_object, &fp_image,
    &be_object,     &be_image,     &mac_object, &mac_image, NULL};
