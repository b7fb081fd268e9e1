// Microchip PIC24, dsPIC30 and dsPIC33.
//
// Skip it unless you work on these processors. What does not fit into s_flags, tools put into symbols
// whose name begins with __ext__attr_.
#include "targets/howto.h"
#include "targets/sysv.h"

enum { STYP_KINDS = 0x0fff };

// clang-format off
// A program address counts two for an instruction of 24 bits, which is four bytes in the file. Data
// see code through a window of 32 KB in the upper half of their space (PSVOFFSET). Handles are slots
// of a table that the linker makes, offsets into DMA memory need its base.
static const struct coff_howto howtos[] = {
  // type, name, calc, put, size, bits, rightshift, bitpos, bias, overflow, addend, code, rsize, mask
  {0x00, "R_PIC30_NONE",                   NOTHING,  FIELD, 0,  0,  0,  0, 0, ANY,      NO_A,     R_NONE,  0, 0},
  {0x0f, "R_RELBYTE",                      S,        FIELD, 1,  8,  0,  0, 0, ANY,      IN_FIELD, R_8,     0, 0xff},
  {0x10, "R_RELWORD",                      S,        FIELD, 2, 16,  0,  0, 0, ANY,      IN_FIELD, R_16,    0, 0xffff},
  {0x11, "R_RELLONG",                      S,        FIELD, 4, 32,  0,  0, 0, BITFIELD, IN_FIELD, R_32,    0, 0xffffffff},
  {0xa0, "R_PIC30_FILE_REG_BYTE",          S,        FIELD, 2, 13,  0,  0, 0, UNSIGNED, IN_FIELD, R_NONE,  0, 0x1fff},
  {0xa1, "R_PIC30_FILE_REG",               S,        FIELD, 2, 13,  0,  0, 0, UNSIGNED, IN_FIELD, R_NONE,  0, 0x1fff},
  {0xa2, "R_PIC30_FILE_REG_WORD",          S,        FIELD, 2, 16,  0,  0, 0, UNSIGNED, IN_FIELD, R_NONE,  0, 0xffff},
  {0xa3, "R_PIC30_FILE_REG_WORD_WITH_DST", S,        FIELD, 4, 15,  1,  4, 0, ANY,      IN_FIELD, R_NONE,  0, 0x7fff0},
  {0xa4, "R_PIC30_UNSIGNED_4",             S,        FIELD, 1,  4,  0,  0, 0, UNSIGNED, IN_FIELD, R_NONE,  0, 0xf},
  {0xa5, "R_PIC30_UNSIGNED_5",             S,        FIELD, 1,  5,  0,  0, 0, UNSIGNED, IN_FIELD, R_NONE,  0, 0x1f},
  {0xa6, "R_PIC30_PCREL_DO",               S_PC,     FIELD, 2, 16,  1,  0, 2, ANY,      IN_FIELD, R_NONE,  0, 0xffff},
  {0xa7, "R_PIC30_DO_ABSOLUTE",            S_PC,     FIELD, 2, 16,  1,  0, 2, ANY,      IN_FIELD, R_NONE,  0, 0xffff},
  {0xa8, "R_PIC30_SIGNED_10_BYTE",         S,        FIELD, 2, 10,  0,  4, 0, ANY,      IN_FIELD, R_NONE,  0, 0xff0},
  {0xa9, "R_PIC30_UNSIGNED_10",            S,        FIELD, 2, 10,  0,  4, 0, UNSIGNED, IN_FIELD, R_NONE,  0, 0x3ff0},
  {0xaa, "R_PIC30_UNSIGNED_14",            S,        FIELD, 2, 14,  0,  0, 0, UNSIGNED, IN_FIELD, R_NONE,  0, 0x3fff},
  {0xab, "R_PIC30_FRAME_SIZE",             S,        FIELD, 2, 14,  0,  0, 0, UNSIGNED, IN_FIELD, R_NONE,  0, 0x3fff},
  {0xac, "R_PIC30_WORD",                   S,        FIELD, 4, 16,  0,  4, 0, ANY,      IN_FIELD, R_NONE,  0, 0xffff0},
  {0xad, "R_PIC30_WORD_TBLOFFSET",         S,        FIELD, 4, 16,  0,  4, 0, ANY,      IN_FIELD, R_NONE,  0, 0xffff0},
  {0xae, "R_PIC30_WORD_PSVOFFSET",         S_WINDOW, FIELD, 4, 16,  0,  4, 0, ANY,      IN_FIELD, R_NONE,  0, 0xffff0},
  {0xaf, "R_PIC30_WORD_TBLPAGE",           S,        FIELD, 4, 16, 16,  4, 0, BITFIELD, IN_FIELD, R_NONE,  0, 0xffff0},
  {0xb0, "R_PIC30_WORD_PSVPAGE",           S,        FIELD, 4, 16, 15,  4, 0, BITFIELD, IN_FIELD, R_NONE,  0, 0xffff0},
  {0xb1, "R_PIC30_WORD_HANDLE",            SPECIAL,  FIELD, 4, 16,  0,  4, 0, BITFIELD, IN_FIELD, R_NONE,  0, 0xffff0},
  {0xb2, "R_PIC30_PCREL_BRANCH",           S_PC,     FIELD, 2, 16,  1,  0, 2, SIGNED,   IN_FIELD, R_NONE,  0, 0xffff},
  {0xb3, "R_PIC30_BRANCH_ABSOLUTE",        S_PC,     FIELD, 2, 16,  1,  0, 2, SIGNED,   IN_FIELD, R_NONE,  0, 0xffff},
  {0xb4, "R_PIC30_PGM_ADDR_LSB",           S,        FIELD, 2, 16,  0,  0, 0, ANY,      IN_FIELD, R_NONE,  0, 0xffff},
  {0xb5, "R_PIC30_PGM_ADDR_MSB",           S,        FIELD, 2, 16, 16,  0, 0, BITFIELD, IN_FIELD, R_NONE,  0, 0xffff},
  {0xb6, "R_PIC30_TBLOFFSET",              S,        FIELD, 2, 16,  0,  0, 0, ANY,      IN_FIELD, R_NONE,  0, 0xffff},
  {0xb7, "R_PIC30_PSVOFFSET",              S_WINDOW, FIELD, 2, 16,  0,  0, 0, ANY,      IN_FIELD, R_NONE,  0, 0xffff},
  {0xb8, "R_PIC30_TBLPAGE",                S,        FIELD, 2, 16, 16,  0, 0, BITFIELD, IN_FIELD, R_NONE,  0, 0xffff},
  {0xb9, "R_PIC30_PSVPAGE",                S,        FIELD, 2, 16, 15,  0, 0, BITFIELD, IN_FIELD, R_NONE,  0, 0xffff},
  {0xba, "R_PIC30_HANDLE",                 SPECIAL,  FIELD, 2, 16,  0,  0, 0, BITFIELD, IN_FIELD, R_NONE,  0, 0xffff},
  {0xbb, "R_PIC30_PADDR",                  S,        FIELD, 4, 24,  0,  0, 0, ANY,      IN_FIELD, R_NONE,  0, 0xffffff},
  {0xbc, "R_PIC30_P_TBLOFFSET",            S,        FIELD, 2, 16,  0,  0, 0, ANY,      IN_FIELD, R_NONE,  0, 0xffff},
  {0xbd, "R_PIC30_P_PSVOFFSET",            S_WINDOW, FIELD, 2, 16,  0,  0, 0, ANY,      IN_FIELD, R_NONE,  0, 0xffff},
  {0xbe, "R_PIC30_P_TBLPAGE",              S,        FIELD, 2, 16, 16,  0, 0, BITFIELD, IN_FIELD, R_NONE,  0, 0xffff},
  {0xbf, "R_PIC30_P_PSVPAGE",              S,        FIELD, 2, 16, 15,  0, 0, BITFIELD, IN_FIELD, R_NONE,  0, 0xffff},
  {0xc0, "R_PIC30_P_HANDLE",               SPECIAL,  FIELD, 2, 16,  0,  0, 0, BITFIELD, IN_FIELD, R_NONE,  0, 0xffff},
  {0xc1, "R_PIC30_P_PADDR",                S,        FIELD, 4, 24,  0,  0, 0, ANY,      IN_FIELD, R_NONE,  0, 0xffffff},
  {0xc2, "R_PIC30_BIT_SELECT_3",           S,        FIELD, 2,  3,  0, 13, 0, UNSIGNED, IN_FIELD, R_NONE,  0, 0xe000},
  {0xc3, "R_PIC30_BIT_SELECT_4_BYTE",      S,        FIELD, 2,  3,  0, 12, 0, UNSIGNED, IN_FIELD, R_NONE,  0, 0x7000},
  {0xc4, "R_PIC30_BIT_SELECT_4",           S,        FIELD, 2,  4,  0, 12, 0, UNSIGNED, IN_FIELD, R_NONE,  0, 0xf000},
  {0xc5, "R_PIC30_DSP_6",                  S,        FIELD, 1,  6,  0,  0, 0, ANY,      IN_FIELD, R_NONE,  0, 0x3f},
  {0xc6, "R_PIC30_DSP_PRESHIFT",           S,        FIELD, 2,  4,  0,  7, 0, SIGNED,   IN_FIELD, R_NONE,  0, 0x780},
  {0xc7, "R_PIC30_PWRSAV_MODE",            S,        FIELD, 1,  1,  0,  0, 0, UNSIGNED, IN_FIELD, R_NONE,  0, 0x1},
  {0xc8, "R_PIC30_PBYTE",                  S,        FIELD, 1,  8,  0,  0, 0, ANY,      IN_FIELD, R_NONE,  0, 0xff},
  {0xc9, "R_PIC30_PWORD",                  S,        FIELD, 4, 24,  0,  0, 0, ANY,      IN_FIELD, R_24,    0, 0xffffff},
  {0xca, "R_PIC30_QUAD",                   S,        FIELD, 8, 64,  0,  0, 0, BITFIELD, IN_FIELD, R_64,    0, 0xffffffffffffffff},
  {0xcb, "R_PIC30_WORD_DMAOFFSET",         SPECIAL,  FIELD, 4, 16,  0,  4, 0, ANY,      IN_FIELD, R_NONE,  0, 0xffff0},
  {0xcc, "R_PIC30_DMAOFFSET",              SPECIAL,  FIELD, 2, 16,  0,  0, 0, ANY,      IN_FIELD, R_NONE,  0, 0xffff},
  {0xcd, "R_PIC30_P_DMAOFFSET",            SPECIAL,  FIELD, 2, 16,  0,  0, 0, ANY,      IN_FIELD, R_NONE,  0, 0xffff},
  {0xde, "R_PIC30_UNSIGNED_8",             S,        BITS,  2,  8,  0,  0, 0, UNSIGNED, IN_FIELD, R_NONE,  0, 0x39f},
  {0xdf, "R_PIC30_UNSIGNED_15",            S,        FIELD, 2, 15,  0,  0, 0, UNSIGNED, IN_FIELD, R_NONE,  0, 0x7fff},
  {0xe0, "R_PIC30_NO_SHIFT_UNSIGNED_10",   S,        FIELD, 2, 10,  0,  0, 0, UNSIGNED, IN_FIELD, R_NONE,  0, 0x3ff},
  {0xe1, "R_PIC30_PCREL_BRANCH_SLIT6",     S_PC,     FIELD, 2,  6,  1,  4, 2, SIGNED,   IN_FIELD, R_NONE,  0, 0x3f0},
  {0xe2, "R_PIC30_WORD_DMAPAGE",           SPECIAL,  FIELD, 4, 16,  0,  4, 0, BITFIELD, IN_FIELD, R_NONE,  0, 0xffff0},
  {0xe3, "R_PIC30_DMAPAGE",                SPECIAL,  FIELD, 2, 16,  0,  0, 0, BITFIELD, IN_FIELD, R_NONE,  0, 0xffff},
  {0xe4, "R_PIC30_P_DMAPAGE",              SPECIAL,  FIELD, 2, 16,  0,  0, 0, BITFIELD, IN_FIELD, R_NONE,  0, 0xffff},
  {0xe5, "R_PIC30_UNSIGNED_10_TBLOFFSET",  S,        FIELD, 2, 10,  0,  0, 0, ANY,      IN_FIELD, R_NONE,  0, 0x3ff},
  {0xe6, "R_PIC30_UNSIGNED_10_PSVOFFSET",  S_WINDOW, FIELD, 2, 10,  0,  0, 0, ANY,      IN_FIELD, R_NONE,  0, 0x3ff},
  {0xe7, "R_PIC30_UNSIGNED_10_TBLPAGE",    S,        FIELD, 2, 10,  0,  0, 0, BITFIELD, IN_FIELD, R_NONE,  0, 0x3ff},
  {0xe8, "R_PIC30_UNSIGNED_10_PSVPAGE",    S,        FIELD, 2, 10,  0,  0, 0, BITFIELD, IN_FIELD, R_NONE,  0, 0x3ff},
  {0xe9, "R_PIC30_UNSIGNED_10_HANDLE",     SPECIAL,  FIELD, 2, 10,  0,  0, 0, BITFIELD, IN_FIELD, R_NONE,  0, 0x3ff},
  {0xea, "R_PIC30_UNSIGNED_10_DMAPAGE",    SPECIAL,  FIELD, 2, 10,  0,  0, 0, BITFIELD, IN_FIELD, R_NONE,  0, 0x3ff},
  {0xeb, "R_PIC30_UNSIGNED_10_DMAOFFSET",  SPECIAL,  FIELD, 2, 10,  0,  0, 0, ANY,      IN_FIELD, R_NONE,  0, 0x3ff},
};

static const struct coff_machine machines[] = {
  // magic, mask, value, architecture, name, constant
  {0x1236, 0, 0, COFF_ARCH_UNKNOWN, "PIC24, dsPIC", "PIC30MAGIC"},
};

static const struct coff_flag section_flag_rows[] = {
  // mask,       value,      name,            meaning
  {STYP_KINDS,   STYP_REG,   "STYP_REG",      COFF_SEC_DATA | COFF_SEC_READ | COFF_SEC_WRITE},
  {STYP_DSECT,   STYP_DSECT, "STYP_DSECT",    COFF_SEC_DUMMY},
  {STYP_NOLOAD,  STYP_NOLOAD, "STYP_NOLOAD",  COFF_SEC_NOLOAD},
  {STYP_GROUP,   STYP_GROUP, "STYP_GROUP",    0},
  {STYP_PAD,     STYP_PAD,   "STYP_PAD",      0},
  {STYP_COPY,    STYP_COPY,  "STYP_COPY",     COFF_SEC_NOLOAD},
  {STYP_LIT,     STYP_TEXT,  "STYP_TEXT",     COFF_SEC_CODE | COFF_SEC_READ | COFF_SEC_EXEC},
  {STYP_LIT,     STYP_LIT,   "STYP_LIT",      COFF_SEC_DATA | COFF_SEC_READ},
  {STYP_DATA,    STYP_DATA,  "STYP_DATA",     COFF_SEC_DATA | COFF_SEC_READ | COFF_SEC_WRITE},
  {STYP_BSS,     STYP_BSS,   "STYP_BSS",      COFF_SEC_BSS | COFF_SEC_READ | COFF_SEC_WRITE},
  {STYP_INFO,    STYP_INFO,  "STYP_INFO",     COFF_SEC_INFO},
  {STYP_OVER,    STYP_OVER,  "STYP_OVER",     COFF_SEC_NOLOAD},
  {STYP_LIB,     STYP_LIB,   "STYP_LIB",      COFF_SEC_INFO},
  {0x00010000,   0x00010000, "STYP_NEAR",     0},
  {0x00020000,   0x00020000, "STYP_PERSIST",  0},
  {0x00040000,   0x00040000, "STYP_XMEM",     0},
  {0x00080000,   0x00080000, "STYP_YMEM",     0},
  {0x00100000,   0x00100000, "STYP_PSV",      COFF_SEC_DATA | COFF_SEC_READ},
  {0x00200000,   0x00200000, "STYP_EEDATA",   0},
  {0x00400000,   0x00400000, "STYP_ABSOLUTE", 0},
  {0x00800000,   0x00800000, "STYP_REVERSE",  0},
  {0x01000000,   0x01000000, "STYP_MEMORY",   0},
  {0x02000000,   0x02000000, "STYP_DMA",      0},
  {0x04000000,   0x04000000, "STYP_BOOT",     0},
  {0x08000000,   0x08000000, "STYP_SECURE",   0},
};
static const struct coff_flags section_flags = {section_flag_rows, COFF_COUNT(section_flag_rows)};
// clang-format on

static const struct coff_target pic30 = {
    SYSV_TARGET,
    SYSV_LITTLE,
    SYSV_MACHINES(machines),
    SYSV_HOWTOS(howtos),
    .name = "coff-pic30",
    .address_bits = 32,
    .leading_char = '_',
    .records = &coff_records_sysv_pic30,
    .scn_flags_known = 0xffffffff,
    .long_names = COFF_LONG_NAMES_ON,
    .name_scheme = COFF_NAME_SLASH,
    .long_filenames = true,
    .symbol_in_field = true,
    .section_align_power = 1,
    .align = {0xf0000000, 28, 0},
    .file_flags = &coff_file_flags_sysv,
    .section_flags = &section_flags,
    .classes = &coff_classes_sysv,
    .types = &coff_types_sysv,
    .link = &coff_link_plain,
};

const struct coff_target *const coff_targets_coff_pic30[] = {&pic30, NULL};
