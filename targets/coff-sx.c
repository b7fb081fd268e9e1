// NEC SX-3 to SX-9, 64 bits.
//
// Skip it unless you work on these processors.
#include "targets/howto.h"
#include "targets/sysv.h"

// clang-format off
static const struct coff_howto howtos[] = {
  // type, name, calc, put, size, bits, rightshift, bitpos, bias, overflow, addend, code, rsize, mask
  {0x00, "R_SX_ABS",     NOTHING, FIELD, 0,  0, 0, 0, 0, ANY,      NO_A,     R_NONE, 0, 0},
  {0x11, "R_SX_RELLONG", S,       FIELD, 4, 32, 0, 0, 0, BITFIELD, IN_FIELD, R_32,   0, 0xffffffff},
  {0x12, "R_SX_RELLLNG", S,       FIELD, 8, 64, 0, 0, 0, ANY,      IN_FIELD, R_64,   0, 0xffffffffffffffff},
  {0x13, "R_SX_RELPROC", S,       FIELD, 8, 64, 0, 0, 0, ANY,      IN_FIELD, R_NONE, 0, 0xffffffffffffffff},
  {0x14, "R_SX_RELLCOM", S,       FIELD, 8, 64, 0, 0, 0, ANY,      IN_FIELD, R_NONE, 0, 0xffffffffffffffff},
};

static const struct coff_machine machines[] = {
  // magic, mask, value, architecture, name, constant
  {0x0420, 0, 0, COFF_ARCH_UNKNOWN, "SX-3",       "SX3MAGIC"},
  {0x0422, 0, 0, COFF_ARCH_UNKNOWN, "SX-4",       "SX4MAGIC"},
  {0x0423, 0, 0, COFF_ARCH_UNKNOWN, "SX-5, SX-6", "SX5MAGIC"},
  {0x0424, 0, 0, COFF_ARCH_UNKNOWN, "SX-8",       "SX8MAGIC"},
  {0x0425, 0, 0, COFF_ARCH_UNKNOWN, "SX-9",       "SX9MAGIC"},
};
// clang-format on

static const struct coff_target sx = {
    SYSV_TARGET,
    SYSV_BIG,
    SYSV_MACHINES(machines),
    SYSV_HOWTOS(howtos),
    .name = "coff-sx64",
    .address_bits = 64,
    .records = &coff_records_sx,
    .scn_flags_known = 0x0000ffff,
    .symbol_in_field = true,
    .section_align_power = 3,
    .file_flags = &coff_file_flags_sysv,
    .section_flags = &coff_section_flags_sysv,
    .classes = &coff_classes_sysv,
    .types = &coff_types_sx,
    .link = &coff_link_plain,
};

const struct coff_target *const coff_targets_coff_sx[] = {&sx, NULL};
