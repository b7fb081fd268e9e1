// Motorola 68000 family: System V, and the dialects of A/UX, Delta, Bull DPX/2, LynxOS and Apollo.
//
// Skip it unless you work on this processor. Nothing in an object of the first three tells which it
// is; they differ in what the field of a common symbol holds.
#include "targets/howto.h"
#include "targets/sysv.h"

// clang-format off
// PC-relative fields hold the addend less the address that the processor counts from: the byte
// after an opcode word, that is the field itself, or one past it for 8 bits.
static const struct coff_howto howtos[] = {
  // type, name, calc, put, size, bits, rightshift, bitpos, bias, overflow, addend, code, rsize, mask
  {0x0f, "R_RELBYTE",     S,         FIELD, 1,  8,  0, 0, 0, BITFIELD, IN_FIELD, R_8,     0, 0xff},
  {0x10, "R_RELWORD",     S,         FIELD, 2, 16,  0, 0, 0, BITFIELD, IN_FIELD, R_16,    0, 0xffff},
  {0x11, "R_RELLONG",     S,         FIELD, 4, 32,  0, 0, 0, BITFIELD, IN_FIELD, R_32,    0, 0xffffffff},
  {0x12, "R_PCRBYTE",     S_PC_DISP, FIELD, 1,  8,  0, 0, 1, SIGNED,   IN_FIELD, R_8_PC,  0, 0xff},
  {0x13, "R_PCRWORD",     S_PC_DISP, FIELD, 2, 16,  0, 0, 0, SIGNED,   IN_FIELD, R_16_PC, 0, 0xffff},
  {0x14, "R_PCRLONG",     S_PC_DISP, FIELD, 4, 32,  0, 0, 0, SIGNED,   IN_FIELD, R_32_PC, 0, 0xffffffff},
  {0x45, "R_RELLONG_NEG", S_NEG,     FIELD, 4, 32,  0, 0, 0, BITFIELD, IN_FIELD, R_NONE,  0, 0xffffffff},
};

static const struct coff_machine machines[] = {
  // magic, mask, value, architecture, name, constant
  {0x0150, 0, 0, COFF_ARCH_M68K, "m68k",          "MC68MAGIC"},
  {0x0151, 0, 0, COFF_ARCH_M68K, "m68k",          "MC68TVMAGIC"},
  {0x0152, 0, 0, COFF_ARCH_M68K, "m68k",          "MC68KPGMAGIC"},
  {0x0088, 0, 0, COFF_ARCH_M68K, "m68k",          "M68MAGIC"},
  {0x0089, 0, 0, COFF_ARCH_M68K, "m68k",          "M68TVMAGIC"},
  {0x010d, 0, 0, COFF_ARCH_M68K, "m68k (LynxOS)", "LYNXCOFFMAGIC"},
};

static const struct coff_machine lynx_machines[] = {
  // magic, mask, value, architecture, name, constant
  {0x010d, 0, 0, COFF_ARCH_M68K, "m68k (LynxOS)", "LYNXCOFFMAGIC"},
  {0x0150, 0, 0, COFF_ARCH_M68K, "m68k",          "MC68MAGIC"},
  {0x0151, 0, 0, COFF_ARCH_M68K, "m68k",          "MC68TVMAGIC"},
  {0x0152, 0, 0, COFF_ARCH_M68K, "m68k",          "MC68KPGMAGIC"},
  {0x0088, 0, 0, COFF_ARCH_M68K, "m68k",          "M68MAGIC"},
  {0x0089, 0, 0, COFF_ARCH_M68K, "m68k",          "M68TVMAGIC"},
};
static const struct coff_machine bull_machines[] = {
  {0x0156, 0, 0, COFF_ARCH_M68K, "m68k (Bull DPX/2)", "MC68KBCSMAGIC"},
};
static const struct coff_machine apollo_machines[] = {
  {0x0197, 0, 0, COFF_ARCH_M68K, "m68k (Apollo)", "APOLLOM68KMAGIC"},
  {0x0150, 0, 0, COFF_ARCH_M68K, "m68k",          "MC68MAGIC"},
  {0x0151, 0, 0, COFF_ARCH_M68K, "m68k",          "MC68TVMAGIC"},
  {0x0152, 0, 0, COFF_ARCH_M68K, "m68k",          "MC68KPGMAGIC"},
  {0x0088, 0, 0, COFF_ARCH_M68K, "m68k",          "M68MAGIC"},
  {0x0089, 0, 0, COFF_ARCH_M68K, "m68k",          "M68TVMAGIC"},
};

// A/UX: what System V has at 0x200, 0x400 and 0x800 is something else.
static const struct coff_flag aux_section_flag_rows[] = {
  // mask,     value,       name,          meaning
  {0x0fff,     STYP_REG,    "STYP_REG",    COFF_SEC_DATA | COFF_SEC_READ | COFF_SEC_WRITE},
  {STYP_DSECT, STYP_DSECT,  "STYP_DSECT",  COFF_SEC_DUMMY},
  {STYP_NOLOAD, STYP_NOLOAD, "STYP_NOLOAD", COFF_SEC_NOLOAD},
  {STYP_GROUP, STYP_GROUP,  "STYP_GROUP",  0},
  {STYP_PAD,   STYP_PAD,    "STYP_PAD",    0},
  {STYP_COPY,  STYP_COPY,   "STYP_COPY",   COFF_SEC_NOLOAD},
  {STYP_LIT,   STYP_TEXT,   "STYP_TEXT",   COFF_SEC_CODE | COFF_SEC_READ | COFF_SEC_EXEC},
  {STYP_LIT,   STYP_LIT,    "STYP_LIT",    COFF_SEC_DATA | COFF_SEC_READ},
  {STYP_DATA,  STYP_DATA,   "STYP_DATA",   COFF_SEC_DATA | COFF_SEC_READ | COFF_SEC_WRITE},
  {STYP_BSS,   STYP_BSS,    "STYP_BSS",    COFF_SEC_BSS | COFF_SEC_READ | COFF_SEC_WRITE},
  {0x200,      0x200,       "STYP_LIB",    COFF_SEC_INFO},
  {0x400,      0x400,       "STYP_INIT",   COFF_SEC_CODE | COFF_SEC_READ | COFF_SEC_EXEC},
  {0x800,      0x800,       "STYP_IDENT",  COFF_SEC_INFO},
};
static const struct coff_flags aux_section_flags = {aux_section_flag_rows,
                                                    COFF_COUNT(aux_section_flag_rows)};

// Apollo: System V's, and more above them.
static const struct coff_flag apollo_section_flag_rows[] = {
  // mask,       value,      name,                  meaning
  {0x0fff,       STYP_REG,   "STYP_REG",            COFF_SEC_DATA | COFF_SEC_READ | COFF_SEC_WRITE},
  {STYP_DSECT,   STYP_DSECT, "STYP_DSECT",          COFF_SEC_DUMMY},
  {STYP_NOLOAD,  STYP_NOLOAD, "STYP_NOLOAD",        COFF_SEC_NOLOAD},
  {STYP_GROUP,   STYP_GROUP, "STYP_GROUP",          0},
  {STYP_PAD,     STYP_PAD,   "STYP_PAD",            0},
  {STYP_COPY,    STYP_COPY,  "STYP_COPY",           COFF_SEC_NOLOAD},
  {STYP_LIT,     STYP_TEXT,  "STYP_TEXT",           COFF_SEC_CODE | COFF_SEC_READ | COFF_SEC_EXEC},
  {STYP_LIT,     STYP_LIT,   "STYP_LIT",            COFF_SEC_DATA | COFF_SEC_READ},
  {STYP_DATA,    STYP_DATA,  "STYP_DATA",           COFF_SEC_DATA | COFF_SEC_READ | COFF_SEC_WRITE},
  {STYP_BSS,     STYP_BSS,   "STYP_BSS",            COFF_SEC_BSS | COFF_SEC_READ | COFF_SEC_WRITE},
  {STYP_INFO,    STYP_INFO,  "STYP_INFO",           COFF_SEC_INFO},
  {STYP_OVER,    STYP_OVER,  "STYP_OVER",           COFF_SEC_NOLOAD},
  {STYP_LIB,     STYP_LIB,   "STYP_LIB",            COFF_SEC_INFO},
  {0x00010000,   0x00010000, "STYP_RELOCATED_NOT_LOADED", COFF_SEC_NOLOAD},
  {0x00020000,   0x00020000, "STYP_DEBUG",          COFF_SEC_DEBUG},
  {0x00040000,   0x00040000, "STYP_OVERLAY",        COFF_SEC_NOLOAD},
  {0x00200000,   0x00200000, "STYP_INSTRUCTION",    COFF_SEC_CODE | COFF_SEC_READ | COFF_SEC_EXEC},
  {0x00800000,   0x00800000, "STYP_ZERO",           COFF_SEC_BSS | COFF_SEC_READ | COFF_SEC_WRITE},
  {0x02000000,   0x02000000, "STYP_INSTALLED",      0},
  {0x04000000,   0x04000000, "STYP_LOOK_INSTALLED", 0},
  {0x08000000,   0x08000000, "STYP_SECALIGN1",      0},
  {0x10000000,   0x10000000, "STYP_SECALIGN2",      0},
  {0x20000000,   0x20000000, "STYP_COMPRESSED",     0},
};
static const struct coff_flags apollo_section_flags = {apollo_section_flag_rows,
                                                       COFF_COUNT(apollo_section_flag_rows)};

#define M68K_COMMON \
  SYSV_TARGET, SYSV_BIG, SYSV_HOWTOS(howtos), \
  .link = &coff_link_plain, \
  .address_bits = 32, \
  .symbol_in_field = true, \
  .file_flags = &coff_file_flags_sysv, \
  .classes = &coff_classes_sysv, \
  .types = &coff_types_sysv
// clang-format on

static const struct coff_target m68k = {
    M68K_COMMON,
    SYSV_MACHINES(machines),
    .name = "coff-m68k",
    .priority = 10,
    .records = &coff_records_sysv,
    .section_align_power = 2,
    .scn_flags_known = 0x0000ffff,
    .section_flags = &coff_section_flags_sysv,
};

static const struct coff_target sysv68 = {
    M68K_COMMON,
    SYSV_MACHINES(machines),
    .name = "coff-m68k-sysv",
    .priority = 20,
    .records = &coff_records_sysv,
    .section_align_power = 2,
    .scn_flags_known = 0x0000ffff,
    .section_flags = &coff_section_flags_sysv,
    .common_in_field = true,
};

static const struct coff_target aux = {
    M68K_COMMON,
    SYSV_MACHINES(machines),
    .name = "coff-m68k-aux",
    .priority = 20,
    .records = &coff_records_sysv,
    .section_align_power = 2,
    .scn_flags_known = 0x0000ffff,
    .section_flags = &aux_section_flags,
    .common_in_field = true,
    .long_filenames = true,
};

static const struct coff_target lynx = {
    M68K_COMMON,
    SYSV_MACHINES(lynx_machines),
    .name = "coff-m68k-lynx",
    .priority = 30,
    .records = &coff_records_sysv,
    .section_align_power = 2,
    .scn_flags_known = 0x0000ffff,
    .section_flags = &coff_section_flags_sysv,
    .common_in_field = true,
    .long_filenames = true,
};

static const struct coff_target bull = {
    M68K_COMMON,
    SYSV_MACHINES(bull_machines),
    .name = "coff-m68k-un",
    .priority = 10,
    .records = &coff_records_sysv,
    .section_align_power = 2,
    .scn_flags_known = 0x0000ffff,
    .section_flags = &coff_section_flags_sysv,
    .leading_char = '_',
};

static const struct coff_target apollo = {
    M68K_COMMON,
    SYSV_MACHINES(apollo_machines),
    .name = "apollo-m68k",
    .priority = 40,
    .records = &coff_records_sysv_apollo,
    .section_align_power = 3,
    .scn_flags_known = 0x3ea7ffff,
    .section_flags = &apollo_section_flags,
    .scn_flags_typical = 0x3ea70000,
    .name_scheme = COFF_NAME_ZEROES,
};

const struct coff_target *const coff_targets_coff_m68k[] = {&m68k, &sysv68, &aux, &lynx,
                                                            &bull, &apollo, NULL};
