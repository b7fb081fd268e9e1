// AIX on POWER: XCOFF32, and XCOFF64 with its two magic numbers.
//
// Skip it unless you work on this processor.
#include "coff/format-sysv.h"
#include "coff/format-xcoff.h"
#include "targets/howto.h"

// clang-format off
// The low bits of r_size are the width of the field less one; a row without rsize is the usual width
// of the type. PC-relative fields hold the addend less r_vaddr; those of TOC types are overwritten.
// Type 4 is old (R_RTB): GNU tools call it R_TRL, which AIX has at 0x12.
static const struct coff_howto howtos32[] = {
  // type, name, calc, put, size, bits, rightshift, bitpos, bias, overflow, addend, code, rsize, mask
  {0x00, "R_POS",    S,          FIELD, 4, 32,  0, 0, 0, BITFIELD, IN_FIELD, R_32,       0,  0xffffffff},
  {0x00, "R_POS",    S,          FIELD, 2, 16,  0, 0, 0, BITFIELD, IN_FIELD, R_16,       15, 0xffff},
  {0x01, "R_NEG",    S_NEG,      FIELD, 4, 32,  0, 0, 0, BITFIELD, IN_FIELD, R_NONE,     0,  0xffffffff},
  {0x01, "R_NEG",    S_NEG,      FIELD, 2, 16,  0, 0, 0, BITFIELD, IN_FIELD, R_NONE,     15, 0xffff},
  {0x02, "R_REL",    S_PC_DISP,  FIELD, 4, 32,  0, 0, 0, SIGNED,   IN_FIELD, R_32_PC,    0,  0xffffffff},
  {0x02, "R_REL",    S_PC_DISP,  FIELD, 2, 16,  0, 0, 0, SIGNED,   IN_FIELD, R_16_PC,    15, 0xffff},
  {0x03, "R_TOC",    S_TOC,      FIELD, 2, 16,  0, 0, 0, SIGNED,   NO_A,     R_TOC16,    0,  0xffff},
  {0x04, "R_RTB",    S_TOC,      FIELD, 2, 16,  0, 0, 0, SIGNED,   NO_A,     R_NONE,     0,  0xffff},
  {0x05, "R_GL",     SPECIAL,    FIELD, 2, 16,  0, 0, 0, SIGNED,   NO_A,     R_NONE,     0,  0xffff},
  {0x06, "R_TCL",    S_TOC,      FIELD, 2, 16,  0, 0, 0, SIGNED,   NO_A,     R_NONE,     0,  0xffff},
  {0x08, "R_BA",     S,          FIELD, 4, 26,  0, 0, 0, BITFIELD, IN_FIELD, R_NONE,     0,  0x3fffffc},
  {0x08, "R_BA",     S,          FIELD, 2, 16,  0, 0, 0, BITFIELD, IN_FIELD, R_NONE,     15, 0xfffc},
  {0x0a, "R_BR",     S_PC_DISP,  FIELD, 4, 26,  0, 0, 0, SIGNED,   IN_FIELD, R_BRANCH26, 0,  0x3fffffc},
  {0x0c, "R_RL",     S,          FIELD, 4, 32,  0, 0, 0, BITFIELD, IN_FIELD, R_NONE,     0,  0xffffffff},
  {0x0d, "R_RLA",    S,          FIELD, 4, 32,  0, 0, 0, BITFIELD, IN_FIELD, R_NONE,     0,  0xffffffff},
  {0x0f, "R_REF",    NOTHING,    FIELD, 0,  0,  0, 0, 0, ANY,      NO_A,     R_NONE,     0,  0},
  {0x12, "R_TRL",    S_TOC,      FIELD, 2, 16,  0, 0, 0, SIGNED,   NO_A,     R_NONE,     0,  0xffff},
  {0x13, "R_TRLA",   S_TOC,      FIELD, 2, 16,  0, 0, 0, SIGNED,   NO_A,     R_NONE,     0,  0xffff},
  {0x14, "R_RRTBI",  SPECIAL,    FIELD, 4, 32,  1, 0, 0, BITFIELD, IN_FIELD, R_NONE,     0,  0xffffffff},
  {0x15, "R_RRTBA",  SPECIAL,    FIELD, 4, 32,  1, 0, 0, BITFIELD, IN_FIELD, R_NONE,     0,  0xffffffff},
  {0x16, "R_CAI",    S,          FIELD, 2, 16,  0, 0, 0, BITFIELD, IN_FIELD, R_NONE,     0,  0xffff},
  {0x17, "R_CREL",   SPECIAL,    FIELD, 2, 16,  0, 0, 0, BITFIELD, IN_FIELD, R_NONE,     0,  0xffff},
  {0x18, "R_RBA",    S,          FIELD, 4, 26,  0, 0, 0, BITFIELD, IN_FIELD, R_NONE,     0,  0x3fffffc},
  {0x18, "R_RBA",    S,          FIELD, 2, 16,  0, 0, 0, BITFIELD, IN_FIELD, R_NONE,     15, 0xffff},
  {0x19, "R_RBAC",   S,          FIELD, 4, 32,  0, 0, 0, BITFIELD, IN_FIELD, R_NONE,     0,  0xffffffff},
  {0x1a, "R_RBR",    S_PC_DISP,  FIELD, 4, 26,  0, 0, 0, SIGNED,   IN_FIELD, R_NONE,     0,  0x3fffffc},
  {0x1a, "R_RBR",    S_PC_DISP,  FIELD, 2, 16,  0, 0, 0, SIGNED,   IN_FIELD, R_NONE,     15, 0xfffc},
  {0x1b, "R_RBRC",   SPECIAL,    FIELD, 2, 16,  0, 0, 0, BITFIELD, IN_FIELD, R_NONE,     0,  0xffff},
  {0x20, "R_TLS",    SPECIAL,    FIELD, 4, 32,  0, 0, 0, BITFIELD, IN_FIELD, R_NONE,     0,  0xffffffff},
  {0x21, "R_TLS_IE", SPECIAL,    FIELD, 4, 32,  0, 0, 0, BITFIELD, IN_FIELD, R_NONE,     0,  0xffffffff},
  {0x22, "R_TLS_LD", SPECIAL,    FIELD, 4, 32,  0, 0, 0, BITFIELD, IN_FIELD, R_NONE,     0,  0xffffffff},
  {0x23, "R_TLS_LE", SPECIAL,    FIELD, 4, 32,  0, 0, 0, BITFIELD, IN_FIELD, R_NONE,     0,  0xffffffff},
  {0x24, "R_TLSM",   SPECIAL,    FIELD, 4, 32,  0, 0, 0, BITFIELD, IN_FIELD, R_NONE,     0,  0xffffffff},
  {0x25, "R_TLSML",  SPECIAL,    FIELD, 4, 32,  0, 0, 0, BITFIELD, IN_FIELD, R_NONE,     0,  0xffffffff},
  {0x30, "R_TOCU",   S_TOC_HIGH, FIELD, 2, 16, 16, 0, 0, SIGNED,   NO_A,     R_NONE,     0,  0xffff},
  {0x31, "R_TOCL",   S_TOC,      FIELD, 2, 16,  0, 0, 0, ANY,      NO_A,     R_NONE,     0,  0xffff},
};

static const struct coff_howto howtos64[] = {
  // type, name, calc, put, size, bits, rightshift, bitpos, bias, overflow, addend, code, rsize, mask
  {0x00, "R_POS",    S,          FIELD, 8, 64,  0, 0, 0, BITFIELD, IN_FIELD, R_64,       0,  UINT64_MAX},
  {0x00, "R_POS",    S,          FIELD, 2, 16,  0, 0, 0, BITFIELD, IN_FIELD, R_16,       15, 0xffff},
  {0x00, "R_POS",    S,          FIELD, 4, 32,  0, 0, 0, BITFIELD, IN_FIELD, R_32,       31, 0xffffffff},
  {0x01, "R_NEG",    S_NEG,      FIELD, 8, 64,  0, 0, 0, BITFIELD, IN_FIELD, R_NONE,     0,  UINT64_MAX},
  {0x01, "R_NEG",    S_NEG,      FIELD, 2, 16,  0, 0, 0, BITFIELD, IN_FIELD, R_NONE,     15, 0xffff},
  {0x01, "R_NEG",    S_NEG,      FIELD, 4, 32,  0, 0, 0, BITFIELD, IN_FIELD, R_NONE,     31, 0xffffffff},
  {0x02, "R_REL",    S_PC_DISP,  FIELD, 8, 64,  0, 0, 0, SIGNED,   IN_FIELD, R_64_PC,    0,  UINT64_MAX},
  {0x02, "R_REL",    S_PC_DISP,  FIELD, 2, 16,  0, 0, 0, SIGNED,   IN_FIELD, R_16_PC,    15, 0xffff},
  {0x02, "R_REL",    S_PC_DISP,  FIELD, 4, 32,  0, 0, 0, SIGNED,   IN_FIELD, R_32_PC,    31, 0xffffffff},
  {0x03, "R_TOC",    S_TOC,      FIELD, 2, 16,  0, 0, 0, SIGNED,   NO_A,     R_TOC16,    0,  0xffff},
  {0x04, "R_RTB",    S_TOC,      FIELD, 2, 16,  0, 0, 0, SIGNED,   NO_A,     R_NONE,     0,  0xffff},
  {0x05, "R_GL",     SPECIAL,    FIELD, 2, 16,  0, 0, 0, SIGNED,   NO_A,     R_NONE,     0,  0xffff},
  {0x06, "R_TCL",    S_TOC,      FIELD, 2, 16,  0, 0, 0, SIGNED,   NO_A,     R_NONE,     0,  0xffff},
  {0x08, "R_BA",     S,          FIELD, 4, 26,  0, 0, 0, BITFIELD, IN_FIELD, R_NONE,     0,  0x3fffffc},
  {0x08, "R_BA",     S,          FIELD, 2, 16,  0, 0, 0, BITFIELD, IN_FIELD, R_NONE,     15, 0xfffc},
  {0x0a, "R_BR",     S_PC_DISP,  FIELD, 4, 26,  0, 0, 0, SIGNED,   IN_FIELD, R_BRANCH26, 0,  0x3fffffc},
  {0x0c, "R_RL",     S,          FIELD, 8, 64,  0, 0, 0, BITFIELD, IN_FIELD, R_NONE,     0,  UINT64_MAX},
  {0x0d, "R_RLA",    S,          FIELD, 8, 64,  0, 0, 0, BITFIELD, IN_FIELD, R_NONE,     0,  UINT64_MAX},
  {0x0f, "R_REF",    NOTHING,    FIELD, 0,  0,  0, 0, 0, ANY,      NO_A,     R_NONE,     0,  0},
  {0x12, "R_TRL",    S_TOC,      FIELD, 2, 16,  0, 0, 0, SIGNED,   NO_A,     R_NONE,     0,  0xffff},
  {0x13, "R_TRLA",   S_TOC,      FIELD, 2, 16,  0, 0, 0, SIGNED,   NO_A,     R_NONE,     0,  0xffff},
  {0x14, "R_RRTBI",  SPECIAL,    FIELD, 4, 32,  1, 0, 0, BITFIELD, IN_FIELD, R_NONE,     0,  0xffffffff},
  {0x15, "R_RRTBA",  SPECIAL,    FIELD, 4, 32,  1, 0, 0, BITFIELD, IN_FIELD, R_NONE,     0,  0xffffffff},
  {0x16, "R_CAI",    S,          FIELD, 2, 16,  0, 0, 0, BITFIELD, IN_FIELD, R_NONE,     0,  0xffff},
  {0x17, "R_CREL",   SPECIAL,    FIELD, 2, 16,  0, 0, 0, BITFIELD, IN_FIELD, R_NONE,     0,  0xffff},
  {0x18, "R_RBA",    S,          FIELD, 4, 26,  0, 0, 0, BITFIELD, IN_FIELD, R_NONE,     0,  0x3fffffc},
  {0x18, "R_RBA",    S,          FIELD, 2, 16,  0, 0, 0, BITFIELD, IN_FIELD, R_NONE,     15, 0xffff},
  {0x19, "R_RBAC",   S,          FIELD, 4, 32,  0, 0, 0, BITFIELD, IN_FIELD, R_NONE,     0,  0xffffffff},
  {0x1a, "R_RBR",    S_PC_DISP,  FIELD, 4, 26,  0, 0, 0, SIGNED,   IN_FIELD, R_NONE,     0,  0x3fffffc},
  {0x1a, "R_RBR",    S_PC_DISP,  FIELD, 2, 16,  0, 0, 0, SIGNED,   IN_FIELD, R_NONE,     15, 0xfffc},
  {0x1b, "R_RBRC",   SPECIAL,    FIELD, 2, 16,  0, 0, 0, BITFIELD, IN_FIELD, R_NONE,     0,  0xffff},
  {0x20, "R_TLS",    SPECIAL,    FIELD, 8, 64,  0, 0, 0, BITFIELD, IN_FIELD, R_NONE,     0,  UINT64_MAX},
  {0x21, "R_TLS_IE", SPECIAL,    FIELD, 8, 64,  0, 0, 0, BITFIELD, IN_FIELD, R_NONE,     0,  UINT64_MAX},
  {0x22, "R_TLS_LD", SPECIAL,    FIELD, 8, 64,  0, 0, 0, BITFIELD, IN_FIELD, R_NONE,     0,  UINT64_MAX},
  {0x23, "R_TLS_LE", SPECIAL,    FIELD, 8, 64,  0, 0, 0, BITFIELD, IN_FIELD, R_NONE,     0,  UINT64_MAX},
  {0x24, "R_TLSM",   SPECIAL,    FIELD, 8, 64,  0, 0, 0, BITFIELD, IN_FIELD, R_NONE,     0,  UINT64_MAX},
  {0x25, "R_TLSML",  SPECIAL,    FIELD, 8, 64,  0, 0, 0, BITFIELD, IN_FIELD, R_NONE,     0,  UINT64_MAX},
  {0x30, "R_TOCU",   S_TOC_HIGH, FIELD, 2, 16, 16, 0, 0, SIGNED,   NO_A,     R_NONE,     0,  0xffff},
  {0x31, "R_TOCL",   S_TOC,      FIELD, 2, 16,  0, 0, 0, ANY,      NO_A,     R_NONE,     0,  0xffff},
};

static const struct coff_machine machines32[] = {
  // magic, mask, value, architecture, name, constant
  {0x01df, 0, 0, COFF_ARCH_POWERPC, "rs6000",                  "U802TOCMAGIC"},
  {0x01d8, 0, 0, COFF_ARCH_POWERPC, "rs6000 (writable text)",  "U802WRMAGIC"},
  {0x01dd, 0, 0, COFF_ARCH_POWERPC, "rs6000 (shareable text)", "U802ROMAGIC"},
};

static const struct coff_machine machines64[] = {
  // magic, mask, value, architecture, name, constant
  {0x01f7, 0, 0, COFF_ARCH_POWERPC64, "powerpc64", "U64_TOCMAGIC"},
};

static const struct coff_machine machines64_old[] = {
  // magic, mask, value, architecture, name, constant
  {0x01ef, 0, 0, COFF_ARCH_POWERPC64, "powerpc64 (AIX 4.3)", "U803XTOCMAGIC"},
};
// clang-format on

// What AIX and the Power Macintosh share.
// clang-format off
#define XCOFF32 \
  .family = COFF_FAMILY_XCOFF, \
  .aix_archives = true, \
  .kinds = COFF_KIND_OBJECT | COFF_KIND_IMAGE, \
  .container = COFF_AT_START, \
  .machines = machines32, \
  .nmachines = COFF_COUNT(machines32), \
  .order = COFF_BIG, \
  .data_order = COFF_BIG, \
  .address_bits = 32, \
  .image_flags = F_EXEC | F_SHROBJ, \
  .records = &coff_records_xcoff32, \
  .scn_flags_known = 0x000fffff, \
  .count_overflow = COFF_OVERFLOW_SECTION, \
  .long_filenames = true, \
  .symbol_in_field = true, \
  .debug_prefix = 2, \
  .debug_name_classes = 0x80, \
  .debug_section = ".debug", \
  .section_align_power = 3, \
  .max_sections = 0x7fff, \
  .file_flags = &coff_file_flags_xcoff, \
  .section_flags = &coff_section_flags_xcoff, \
  .classes = &coff_classes_xcoff, \
  .types = &coff_types_xcoff, \
  .howtos = howtos32, \
  .nhowtos = COFF_COUNT(howtos32), \
  .link = &coff_link_plain, \
  .special_sections = &coff_special_sections_sysv, \
  .loader = &coff_loader_xcoff32
// clang-format on

static const struct coff_target xcoff32 = {
    XCOFF32,
    .name = "aixcoff-rs6000",
};

// What linkers for the Power Macintosh take: nothing in the file tells.
static const struct coff_target powermac = {
    XCOFF32,
    .name = "xcoff-powermac",
    .priority = 10,
    .twin = true,
};

static const struct coff_target xcoff64 = {
    .name = "aix5coff64-rs6000",
    .family = COFF_FAMILY_XCOFF,
    .aix_archives = true,
    .kinds = COFF_KIND_OBJECT | COFF_KIND_IMAGE,
    .container = COFF_AT_START,
    .machines = machines64,
    .nmachines = COFF_COUNT(machines64),
    .order = COFF_BIG,
    .data_order = COFF_BIG,
    .address_bits = 64,
    .image_flags = F_EXEC | F_SHROBJ,
    .records = &coff_records_xcoff64,
    .scn_flags_known = 0x000fffff,
    .long_filenames = true,
    .names_in_strings = true,
    .symbol_in_field = true,
    .debug_prefix = 4,
    .debug_name_classes = 0x80,
    .debug_section = ".debug",
    .section_align_power = 3,
    .max_sections = 0x7fff,
    .file_flags = &coff_file_flags_xcoff,
    .section_flags = &coff_section_flags_xcoff,
    .classes = &coff_classes_xcoff,
    .types = &coff_types_xcoff,
    .howtos = howtos64,
    .nhowtos = COFF_COUNT(howtos64),
    .special_sections = &coff_special_sections_sysv,
    .loader = &coff_loader_xcoff64,
    .link = &coff_link_plain,
};

static const struct coff_target xcoff64_old = {
    .name = "aixcoff64-rs6000",
    .family = COFF_FAMILY_XCOFF,
    .aix_archives = true,
    .kinds = COFF_KIND_OBJECT | COFF_KIND_IMAGE,
    .container = COFF_AT_START,
    .machines = machines64_old,
    .nmachines = COFF_COUNT(machines64_old),
    .order = COFF_BIG,
    .data_order = COFF_BIG,
    .address_bits = 64,
    .image_flags = F_EXEC | F_SHROBJ,
    .records = &coff_records_xcoff64,
    .scn_flags_known = 0x000fffff,
    .long_filenames = true,
    .names_in_strings = true,
    .symbol_in_field = true,
    .debug_prefix = 4,
    .debug_name_classes = 0x80,
    .debug_section = ".debug",
    .section_align_power = 3,
    .max_sections = 0x7fff,
    .file_flags = &coff_file_flags_xcoff,
    .section_flags = &coff_section_flags_xcoff,
    .classes = &coff_classes_xcoff,
    .types = &coff_types_xcoff,
    .howtos = howtos64,
    .nhowtos = COFF_COUNT(howtos64),
    .special_sections = &coff_special_sections_sysv,
    .loader = &coff_loader_xcoff64,
    .link = &coff_link_plain,
};

const struct coff_target *const coff_targets_xcoff[] = {&xcoff32, &powermac, &xcoff64, &xcoff64_old,
                                                        NULL};
