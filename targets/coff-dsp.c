// Motorola DSP56000 and its relatives, DSP96000 and StarCore.
//
// Skip it unless you work on these processors. The tools wrote headers in the order of their host;
// each target has a variant for the other one. A word of memory is four bytes in the file.
#include "targets/howto.h"
#include "targets/sysv.h"

enum { // n_sclass
  C_MEMREG = 19,
  C_OPTIMIZED = 20,
  A_FILE = 200,
  A_SECT = 201,
  A_BLOCK = 202,
  A_MACRO = 203
};

// clang-format off
// Relocations are expressions that only the vendor's linker understands; the one type with a public
// number says that there is nothing to be done.
static const struct coff_howto howtos[] = {
  // type, name, calc, put, size, bits, rightshift, bitpos, bias, overflow, addend, code, rsize, mask
  {0x0, "R_ABS", NOTHING, FIELD, 0, 0, 0, 0, 0, ANY, NO_A, R_NONE, 0, 0},
};

#define MACHINE(magic, name, constant) {{(magic), 0, 0, COFF_ARCH_UNKNOWN, (name), (constant)}}
static const struct coff_machine m56k[] = MACHINE(0x2c5, "DSP56000", "M56MAGIC");
static const struct coff_machine m96k[] = MACHINE(0x2c6, "DSP96000", "M96MAGIC");
static const struct coff_machine m16k[] = MACHINE(0x2c7, "DSP56100", "M16MAGIC");
static const struct coff_machine m563[] = MACHINE(0x2c8, "DSP56300", "M563MAGIC");
static const struct coff_machine m568[] = MACHINE(0x2c9, "DSP56800", "M568MAGIC");
static const struct coff_machine m566[] = MACHINE(0x2ca, "DSP56600", "M566MAGIC");
static const struct coff_machine sc1[] = MACHINE(0x2cb, "StarCore", "SC100MAGIC");
static const struct coff_machine m567[] = MACHINE(0x2cc, "DSP56700", "M567MAGIC");

static const struct coff_flag section_flag_rows[] = {
  // mask,     value,       name,            meaning
  {0x0fff,     STYP_REG,    "STYP_REG",      COFF_SEC_DATA | COFF_SEC_READ | COFF_SEC_WRITE},
  {STYP_DSECT, STYP_DSECT,  "STYP_DSECT",    COFF_SEC_DUMMY},
  {STYP_NOLOAD, STYP_NOLOAD, "STYP_NOLOAD",  COFF_SEC_NOLOAD},
  {STYP_GROUP, STYP_GROUP,  "STYP_GROUP",    0},
  {STYP_PAD,   STYP_PAD,    "STYP_PAD",      0},
  {STYP_COPY,  STYP_COPY,   "STYP_COPY",     COFF_SEC_NOLOAD},
  {STYP_TEXT,  STYP_TEXT,   "STYP_TEXT",     COFF_SEC_CODE | COFF_SEC_READ | COFF_SEC_EXEC},
  {STYP_DATA,  STYP_DATA,   "STYP_DATA",     COFF_SEC_DATA | COFF_SEC_READ | COFF_SEC_WRITE},
  {STYP_BSS,   STYP_BSS,    "STYP_BSS",      COFF_SEC_BSS | COFF_SEC_READ | COFF_SEC_WRITE},
  {0x0100,     0x0100,      "STYP_DEBUG",    COFF_SEC_DEBUG},
  {STYP_INFO,  STYP_INFO,   "STYP_INFO",     COFF_SEC_INFO},
  {0x0400,     0x0400,      "STYP_BLOCK",    0},
  {0x0800,     0x0800,      "STYP_OVERLAY",  COFF_SEC_NOLOAD},
  {0x1000,     0x1000,      "STYP_MACRO",    0},
  {0x2000,     0x2000,      "STYP_BW",       0},
  {0x4000,     0x4000,      "STYP_OVERLAYP", COFF_SEC_NOLOAD},
  {0x10000,    0x10000,     "STYP_P",        0},
  {0x20000,    0x20000,     "STYP_X",        0},
  {0x40000,    0x40000,     "STYP_Y",        0},
  {0x80000,    0x80000,     "STYP_EMI",      0},
};
static const struct coff_flags section_flags = {section_flag_rows, COFF_COUNT(section_flag_rows)};

static const struct coff_class class_rows[] = {
  SYSV_CLASSES_TO_18,
  {C_MEMREG,    COFF_CLASS_DEBUG, "C_MEMREG"},
  {C_OPTIMIZED, COFF_CLASS_DEBUG, "C_OPTIMIZED"},
  SYSV_CLASSES_100_TO_106,
  {A_FILE,      COFF_CLASS_DEBUG, "A_FILE"},
  {A_SECT,      COFF_CLASS_DEBUG, "A_SECT"},
  {A_BLOCK,     COFF_CLASS_DEBUG, "A_BLOCK"},
  {A_MACRO,     COFF_CLASS_DEBUG, "A_MACRO"},
  SYSV_CLASS_255,
};
static const struct coff_classes classes = {class_rows, COFF_COUNT(class_rows)};

#define DSP(name_, machines_) \
  SYSV_TARGET, SYSV_HOWTOS(howtos), SYSV_MACHINES(machines_), \
  .link = &coff_link_plain, \
  .name = (name_), \
  .address_bits = 32, \
  .records = &coff_records_dsp, \
  .scn_flags_known = 0x000f7fff, \
  .long_filenames = true, \
  .section_align_power = 2, \
  .file_flags = &coff_file_flags_sysv, \
  .section_flags = &section_flags, \
  .classes = &classes, \
  .types = &coff_types_dsp

// Both orders of one processor: the target, and its variant, which has its name.
#define BOTH(name, machines) \
  {{DSP(name, machines), SYSV_BIG, .variants = little_of_##machines}, \
   {DSP(name, machines), SYSV_LITTLE}}

enum { BIG, LITTLE };
#define LITTLE_OF(machines, i) \
  static const struct coff_target *const little_of_##machines[] = {&targets[i][LITTLE], NULL}

static const struct coff_target targets[8][2];
LITTLE_OF(m56k, 0);
LITTLE_OF(m96k, 1);
LITTLE_OF(m16k, 2);
LITTLE_OF(m563, 3);
LITTLE_OF(m568, 4);
LITTLE_OF(m566, 5);
LITTLE_OF(sc1, 6);
LITTLE_OF(m567, 7);
static const struct coff_target targets[8][2] = {
  BOTH("coff-m56k", m56k), BOTH("coff-m96k", m96k), BOTH("coff-m16k", m16k), BOTH("coff-m563", m563),
  BOTH("coff-m568", m568), BOTH("coff-m566", m566), BOTH("coff-sc1", sc1), BOTH("coff-m567", m567),
};
// clang-format on

const struct coff_target *const coff_targets_coff_dsp[] = {
    &targets[0][BIG], &targets[1][BIG], &targets[2][BIG],
    &targets[3][BIG], &targets[4][BIG], &targets[5][BIG],
    &targets[6][BIG], &targets[7][BIG], NULL,
};
