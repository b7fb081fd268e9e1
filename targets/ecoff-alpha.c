// Alpha ECOFF (OSF/1, Digital Unix).
//
// Skip it unless you work on this processor.
#include "coff/format-sysv.h"
#include "targets/howto.h"

// clang-format off
// Types and names: Alpha header reloc.h; of types 0x11 to 0x13 no file was seen. GPDISP sets a pair of
// instructions, whose distance is r_symndx; the OP types work on a stack. What IMMED sets depends on
// its r_size and on the IMMED before it, so it is left to a link. LITUSE says how a LITERAL is used.
// GPVALUE changes the global pointer for the relocations behind it, for the object and for its place in
// memory alike, so it changes nothing in what they compute.
static const struct coff_howto howtos[] = {
  // type, name, calc, put, size, bits, rightshift, bitpos, bias, overflow, addend, code, rsize, mask
  {0x00, "ALPHA_R_IGNORE",     NOTHING,   FIELD, 0,  0,  0, 0, 0, ANY,      NO_A,     R_NONE,  0, 0},
  {0x01, "ALPHA_R_REFLONG",    S,         FIELD, 4, 32,  0, 0, 0, BITFIELD, IN_FIELD, R_32,    0, 0xffffffff},
  {0x02, "ALPHA_R_REFQUAD",    S,         FIELD, 8, 64,  0, 0, 0, BITFIELD, IN_FIELD, R_64,    0, UINT64_MAX},
  {0x03, "ALPHA_R_GPREL32",    S_GP,      FIELD, 4, 32,  0, 0, 0, BITFIELD, IN_FIELD, R_NONE,  0, 0xffffffff},
  {0x04, "ALPHA_R_LITERAL",    S_GP,      FIELD, 4, 16,  0, 0, 0, SIGNED,   IN_FIELD, R_NONE,  0, 0xffff},
  {0x05, "ALPHA_R_LITUSE",     NOTHING,   FIELD, 0,  0,  0, 0, 0, ANY,      NO_A,     R_NONE,  0, 0},
  {0x06, "ALPHA_R_GPDISP",     COFF_CALC_GP_HERE,   FIELD, 4, 16, 16, 0, 0, ANY,      IN_FIELD, R_NONE,  0, 0xffff},
  {0x07, "ALPHA_R_BRADDR",     S_PC,      FIELD, 4, 21,  2, 0, 4, SIGNED,   IN_FIELD, R_NONE,  0, 0x1fffff},
  {0x08, "ALPHA_R_HINT",       S_PC,      FIELD, 4, 14,  2, 0, 4, ANY,      IN_FIELD, R_NONE,  0, 0x3fff},
  {0x09, "ALPHA_R_SREL16",     S_PC,      FIELD, 2, 16,  0, 0, 0, SIGNED,   IN_FIELD, R_16_PC, 0, 0xffff},
  {0x0a, "ALPHA_R_SREL32",     S_PC,      FIELD, 4, 32,  0, 0, 0, SIGNED,   IN_FIELD, R_32_PC, 0, 0xffffffff},
  {0x0b, "ALPHA_R_SREL64",     S_PC,      FIELD, 8, 64,  0, 0, 0, SIGNED,   IN_FIELD, R_64_PC, 0, UINT64_MAX},
  {0x0c, "ALPHA_R_OP_PUSH",    COFF_CALC_EXPR_PUSH_SUM,   FIELD, 0,  0,  0, 0, 0, ANY,      NO_A,     R_NONE,  0, 0},
  {0x0d, "ALPHA_R_OP_STORE",   COFF_CALC_EXPR_STORE_PART,   FIELD, 8, 64,  0, 0, 0, ANY,      NO_A,     R_NONE,  0, UINT64_MAX},
  {0x0e, "ALPHA_R_OP_PSUB",    COFF_CALC_EXPR_SUB_SUM,   FIELD, 0,  0,  0, 0, 0, ANY,      NO_A,     R_NONE,  0, 0},
  {0x0f, "ALPHA_R_OP_PRSHIFT", COFF_CALC_EXPR_SR_SUM,   FIELD, 0,  0,  0, 0, 0, ANY,      NO_A,     R_NONE,  0, 0},
  {0x10, "ALPHA_R_GPVALUE",    NOTHING,   FIELD, 0,  0,  0, 0, 0, ANY,      NO_A,     R_NONE,  0, 0},
  {0x11, "ALPHA_R_GPRELHIGH",  S_GP_HI,   FIELD, 4, 16, 16, 0, 0, SIGNED,   IN_FIELD, R_NONE,  0, 0xffff},
  {0x12, "ALPHA_R_GPRELLOW",   S_GP,      FIELD, 4, 16,  0, 0, 0, ANY,      IN_FIELD, R_NONE,  0, 0xffff},
  {0x13, "ALPHA_R_IMMED",      SPECIAL,   FIELD, 4, 16,  0, 0, 0, ANY,      IN_FIELD, R_NONE,  0, 0xffff},
};

static const struct coff_machine machines[] = {
  // magic, mask, value, architecture, name, constant
  {0x0183, 0, 0, COFF_ARCH_ALPHA, "Alpha", "ALPHAMAGIC"},
  {0x0185, 0, 0, COFF_ARCH_ALPHA, "Alpha", "ALPHA_MAGIC_BSD"},
};
// clang-format on

static const struct coff_target little = {
    .name = "ecoff-littlealpha",
    .family = COFF_FAMILY_ECOFF,
    .kinds = COFF_KIND_OBJECT | COFF_KIND_IMAGE,
    .container = COFF_AT_START,
    .machines = machines,
    .nmachines = COFF_COUNT(machines),
    .order = COFF_LITTLE,
    .data_order = COFF_LITTLE,
    .address_bits = 64,
    .priority = 10,
    .image_flags = F_EXEC,
    .records = &coff_records_ecoff64,
    .scn_flags_known = 0xdff7f7ff,
    .scn_flags_typical = 0x1e000100,
    .long_filenames = true,
    .gp_in_field = true,
    .section_align_power = 4,
    .max_sections = 0x7fff,
    .contents_align = 16,
    .file_flags = &coff_file_flags_ecoff_alpha,
    .section_flags = &coff_section_flags_ecoff,
    .classes = &coff_classes_ecoff,
    .types = &coff_types_ecoff,
    .howtos = howtos,
    .nhowtos = COFF_COUNT(howtos),
    .link = &coff_link_plain,
};

const struct coff_target *const coff_targets_ecoff_alpha[] = {&little, NULL};
