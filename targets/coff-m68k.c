// Motorola 68000 family.
//
// Skip it unless you work on this processor.
#include "coff/format-sysv.h"
#include "targets/howto.h"

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
// clang-format on

static const struct coff_target m68k = {
    .name = "coff-m68k",
    .family = COFF_FAMILY_SYSV,
    .kinds = COFF_KIND_OBJECT | COFF_KIND_IMAGE,
    .container = COFF_AT_START,
    .machines = machines,
    .nmachines = COFF_COUNT(machines),
    .order = COFF_BIG,
    .data_order = COFF_BIG,
    .address_bits = 32,
    .priority = 10,
    .image_flags = F_EXEC,
    .records = &coff_records_sysv,
    .scn_flags_known = 0x0000ffff,
    .symbol_in_field = true,
    .section_align_power = 2,
    .max_sections = 0x7fff,
    .file_flags = &coff_file_flags_sysv,
    .section_flags = &coff_section_flags_sysv,
    .classes = &coff_classes_sysv,
    .types = &coff_types_sysv,
    .howtos = howtos,
    .nhowtos = COFF_COUNT(howtos),
    .special_sections = &coff_special_sections_sysv,
};

const struct coff_target *const coff_targets_coff_m68k[] = {&m68k, NULL};
