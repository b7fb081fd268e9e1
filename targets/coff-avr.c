// Atmel AVR: what assemblers and linkers hand to AVR Studio. There are no objects, only programs.
//
// Skip it unless you work on this processor.
#include "targets/howto.h"
#include "targets/sysv.h"

// clang-format off
static const struct coff_howto howtos[] = {
  // type, name, calc, put, size, bits, rightshift, bitpos, bias, overflow, addend, code, rsize, mask
  {0x0, "R_ABS", NOTHING, FIELD, 0, 0, 0, 0, 0, ANY, NO_A, R_NONE, 0, 0},
};

static const struct coff_machine machines[] = {
  // magic, mask, value, architecture, name, constant
  {0x0a12, 0, 0, COFF_ARCH_UNKNOWN, "AVR", "MAGIC_NUMBER_AVR"},
};
// clang-format on

static const struct coff_target avr = {
    SYSV_NAMES,
    SYSV_LITTLE,
    SYSV_MACHINES(machines),
    SYSV_HOWTOS(howtos),
    .name = "coff-avr",
    .family = COFF_FAMILY_SYSV,
    .kinds = COFF_KIND_IMAGE,
    .container = COFF_AT_START,
    .address_bits = 32,
    .image_flags = F_EXEC,
    .leading_char = '_',
    .records = &coff_records_sysv,
    .max_sections = 0x7fff,
    .special_sections = &coff_special_sections_sysv,
    .link = &coff_link_plain,
};

const struct coff_target *const coff_targets_coff_avr[] = {&avr, NULL};
