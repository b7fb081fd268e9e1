// Intel i960, headers in either byte order.
//
// Skip it unless you work on this processor. Memory is little-endian, whatever the headers are.
#include "targets/howto.h"
#include "targets/sysv.h"

enum { F_I960TYPE = 0xf000 }; // f_flags

enum { // n_sclass
  C_SCALL = 107,
  C_LEAFEXT = 108,
  C_OPTVAR = 109,
  C_DEFINE = 110,
  C_PRAGMA = 111,
  C_SEGMENT = 112,
  C_LEAFSTAT = 113
};

// clang-format off
// A call through OPTCALL becomes a branch-and-link if its procedure is a leaf: that is a linker's
// affair, what it stores is a distance all the same. As in other System V flavours, the field holds
// the addend less its own address already.
static const struct coff_howto howtos[] = {
  // type, name, calc, put, size, bits, rightshift, bitpos, bias, overflow, addend, code, rsize, mask
  {0x11, "R_RELLONG",  S,         FIELD, 4, 32, 0, 0, 0, BITFIELD, IN_FIELD, R_32,   0, 0xffffffff},
  {0x19, "R_IPRMED",   S_PC_DISP, FIELD, 4, 24, 0, 0, 0, SIGNED,   IN_FIELD, R_24_PC, 0, 0xffffff},
  {0x1b, "R_OPTCALL",  S_PC_DISP, FIELD, 4, 24, 0, 0, 0, SIGNED,   IN_FIELD, R_NONE, 0, 0xffffff},
  {0x1c, "R_OPTCALLX", SPECIAL,   FIELD, 8, 32, 0, 0, 0, ANY,      IN_FIELD, R_NONE, 0, 0xffffffff},
  {0x1d, "R_IPR13",    S_PC_DISP, FIELD, 4, 13, 0, 0, 0, SIGNED,   IN_FIELD, R_NONE, 0, 0x1fff},
  {0x1e, "R_ALIGN",    NOTHING,   FIELD, 0,  0, 0, 0, 0, ANY,      NO_A,     R_NONE, 0, 0},
};

#define MACHINES(magic, constant) \
  {(magic), F_I960TYPE, 0x1000, COFF_ARCH_UNKNOWN, "i960 (core)",  (constant)}, \
  {(magic), F_I960TYPE, 0x2000, COFF_ARCH_UNKNOWN, "i960 KB, SB",  (constant)}, \
  {(magic), F_I960TYPE, 0x3000, COFF_ARCH_UNKNOWN, "i960 MC",      (constant)}, \
  {(magic), F_I960TYPE, 0x4000, COFF_ARCH_UNKNOWN, "i960 XA",      (constant)}, \
  {(magic), F_I960TYPE, 0x5000, COFF_ARCH_UNKNOWN, "i960 CA",      (constant)}, \
  {(magic), F_I960TYPE, 0x6000, COFF_ARCH_UNKNOWN, "i960 KA, SA",  (constant)}, \
  {(magic), F_I960TYPE, 0x7000, COFF_ARCH_UNKNOWN, "i960 JX",      (constant)}, \
  {(magic), F_I960TYPE, 0x8000, COFF_ARCH_UNKNOWN, "i960 HX",      (constant)}, \
  {(magic), 0,          0,      COFF_ARCH_UNKNOWN, "i960",         (constant)}

static const struct coff_machine machines[] = {
  // magic, mask, value, architecture, name, constant
  MACHINES(0x0160, "I960ROMAGIC"),
  MACHINES(0x0161, "I960RWMAGIC"),
};

static const struct coff_flag file_flag_rows[] = {
  // mask,     value,    name,          meaning
  SYSV_FILE_FLAGS_TO_8,
  {F_AR32WR,   F_AR32WR, "F_AR32WR",    COFF_FILE_32BIT},
  {F_AR32W,    F_AR32W,  "F_AR32W",     0},
  {F_I960TYPE, 0x1000,   "F_I960CORE",  0},
  {F_I960TYPE, 0x2000,   "F_I960KB",    0},
  {F_I960TYPE, 0x3000,   "F_I960MC",    0},
  {F_I960TYPE, 0x4000,   "F_I960XA",    0},
  {F_I960TYPE, 0x5000,   "F_I960CA",    0},
  {F_I960TYPE, 0x6000,   "F_I960KA",    0},
  {F_I960TYPE, 0x7000,   "F_I960JX",    0},
  {F_I960TYPE, 0x8000,   "F_I960HX",    0},
};
static const struct coff_flags file_flags = {file_flag_rows, COFF_COUNT(file_flag_rows)};

static const struct coff_class class_rows[] = {
  SYSV_CLASSES_TO_18,
  SYSV_CLASSES_19_AND_20,
  SYSV_CLASSES_100_TO_106,
  {C_SCALL,    COFF_CLASS_EXTERNAL, "C_SCALL"},
  {C_LEAFEXT,  COFF_CLASS_EXTERNAL, "C_LEAFEXT"},
  {C_OPTVAR,   COFF_CLASS_DEBUG,    "C_OPTVAR"},
  {C_DEFINE,   COFF_CLASS_DEBUG,    "C_DEFINE"},
  {C_PRAGMA,   COFF_CLASS_DEBUG,    "C_PRAGMA"},
  {C_SEGMENT,  COFF_CLASS_DEBUG,    "C_SEGMENT"},
  {C_LEAFSTAT, COFF_CLASS_STATIC,   "C_LEAFSTAT"},
  SYSV_CLASS_127,
  SYSV_CLASS_255,
};
static const struct coff_classes classes = {class_rows, COFF_COUNT(class_rows)};

#define I960_COMMON \
  SYSV_TARGET, SYSV_MACHINES(machines), SYSV_HOWTOS(howtos), \
  .link = &coff_link_plain, \
  .data_order = COFF_LITTLE, \
  .address_bits = 32, \
  .priority = 15, \
  .leading_char = '_', \
  .records = &coff_records_i960, \
  .scn_flags_known = 0x0000ffff, \
  .long_filenames = true, \
  .symbol_in_field = true, \
  .section_align_power = 3, \
  .file_flags = &file_flags, \
  .section_flags = &coff_section_flags_sysv, \
  .classes = &classes, \
  .types = &coff_types_i960
// clang-format on

static const struct coff_target little = {I960_COMMON, .name = "coff-Intel-little",
                                          .order = COFF_LITTLE};
static const struct coff_target big = {I960_COMMON, .name = "coff-Intel-big", .order = COFF_BIG};

const struct coff_target *const coff_targets_coff_i960[] = {&little, &big, NULL};
