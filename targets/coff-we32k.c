// AT&T WE 32000 (3B2).
//
// Skip it unless you work on this processor.
#include "targets/howto.h"
#include "targets/sysv.h"

enum { // f_flags
  F_BM32B = 0x2000,
  F_BM32MAU = 0x4000
};

// clang-format off
static const struct coff_howto howtos[] = {
  // type, name, calc, put, size, bits, rightshift, bitpos, bias, overflow, addend, code, rsize, mask
  {0x06, "R_DIR32",   S,         FIELD, 4, 32, 0, 0, 0, BITFIELD, IN_FIELD, R_32,    0, 0xffffffff},
  {0x0f, "R_RELBYTE", S,         FIELD, 1,  8, 0, 0, 0, BITFIELD, IN_FIELD, R_8,     0, 0xff},
  {0x10, "R_RELWORD", S,         FIELD, 2, 16, 0, 0, 0, BITFIELD, IN_FIELD, R_16,    0, 0xffff},
  {0x11, "R_RELLONG", S,         FIELD, 4, 32, 0, 0, 0, BITFIELD, IN_FIELD, R_NONE,  0, 0xffffffff},
  {0x12, "R_PCRBYTE", S_PC_DISP, FIELD, 1,  8, 0, 0, 0, SIGNED,   IN_FIELD, R_8_PC,  0, 0xff},
  {0x13, "R_PCRWORD", S_PC_DISP, FIELD, 2, 16, 0, 0, 0, SIGNED,   IN_FIELD, R_16_PC, 0, 0xffff},
  {0x14, "R_PCRLONG", S_PC_DISP, FIELD, 4, 32, 0, 0, 0, SIGNED,   IN_FIELD, R_32_PC, 0, 0xffffffff},
};

static const struct coff_machine machines[] = {
  // magic, mask, value, architecture, name, constant
  {0x0170, 0, 0, COFF_ARCH_UNKNOWN, "WE 32000",                   "WE32KMAGIC"},
  {0x0171, 0, 0, COFF_ARCH_UNKNOWN, "WE 32000 (transfer vector)", "FBOMAGIC"},
  {0x0172, 0, 0, COFF_ARCH_UNKNOWN, "WE 32000 (reserved)",        "RBOMAGIC"},
};

static const struct coff_flag file_flag_rows[] = {
  // mask,    value,     name,        meaning
  SYSV_FILE_FLAGS,
  {F_BM32B,   F_BM32B,   "F_BM32B",   0},
  {F_BM32MAU, F_BM32MAU, "F_BM32MAU", 0},
};
static const struct coff_flags file_flags = {file_flag_rows, COFF_COUNT(file_flag_rows)};
// clang-format on

static const struct coff_target we32k = {
    SYSV_TARGET,
    SYSV_BIG,
    SYSV_MACHINES(machines),
    SYSV_HOWTOS(howtos),
    .name = "coff-we32k",
    .address_bits = 32,
    .records = &coff_records_sysv,
    .scn_flags_known = 0x0000ffff,
    .symbol_in_field = true,
    .section_align_power = 3,
    .file_flags = &file_flags,
    .section_flags = &coff_section_flags_sysv,
    .classes = &coff_classes_sysv,
    .types = &coff_types_sysv,
    .link = &coff_link_plain,
};

const struct coff_target *const coff_targets_coff_we32k[] = {&we32k, NULL};
