// i386: System V COFF, that of LynxOS, and DJGPP's dialect with and without its MS-DOS stub.
//
// Skip it unless you work on this processor.
#include "targets/howto.h"
#include "targets/sysv.h"

// clang-format off
// PC-relative fields hold the addend less the address of the field's end within the object: only
// what the section moved by is subtracted from them (COFF_CALC_PC_DISP).
static const struct coff_howto howtos[] = {
  // type, name,         calc,    put,   size, bits, rightshift, bitpos, bias, overflow, addend, code, rsize, mask
  {0x06, "R_DIR32",     S,         FIELD, 4, 32, 0, 0, 0, BITFIELD, IN_FIELD, R_32,    0, 0xffffffff},
  {0x07, "R_IMAGEBASE", S_IMAGE,   FIELD, 4, 32, 0, 0, 0, BITFIELD, IN_FIELD, R_RVA,   0, 0xffffffff},
  {0x0f, "R_RELBYTE",   S,         FIELD, 1,  8, 0, 0, 0, BITFIELD, IN_FIELD, R_8,     0, 0xff},
  {0x10, "R_RELWORD",   S,         FIELD, 2, 16, 0, 0, 0, BITFIELD, IN_FIELD, R_16,    0, 0xffff},
  {0x11, "R_RELLONG",   S,         FIELD, 4, 32, 0, 0, 0, BITFIELD, IN_FIELD, R_NONE,  0, 0xffffffff},
  {0x12, "R_PCRBYTE",   S_PC_DISP, FIELD, 1,  8, 0, 0, 1, SIGNED,   IN_FIELD, R_8_PC,  0, 0xff},
  {0x13, "R_PCRWORD",   S_PC_DISP, FIELD, 2, 16, 0, 0, 2, SIGNED,   IN_FIELD, R_16_PC, 0, 0xffff},
  {0x14, "R_PCRLONG",   S_PC_DISP, FIELD, 4, 32, 0, 0, 4, SIGNED,   IN_FIELD, R_32_PC, 0, 0xffffffff},
};

static const struct coff_machine machines[] = {
  // magic, mask, value, architecture, name, constant
  {0x014c, 0, 0, COFF_ARCH_I386, "i386",            "I386MAGIC"},
  {0x0154, 0, 0, COFF_ARCH_I386, "i386 (PTX)",      "I386PTXMAGIC"},
  {0x0175, 0, 0, COFF_ARCH_I386, "i386 (AIX PS/2)", "I386AIXMAGIC"},
  {0x010d, 0, 0, COFF_ARCH_I386, "i386 (LynxOS)",   "LYNXCOFFMAGIC"},
};

static const struct coff_machine lynx_machines[] = {
  // magic, mask, value, architecture, name, constant
  {0x010d, 0, 0, COFF_ARCH_I386, "i386 (LynxOS)",   "LYNXCOFFMAGIC"},
  {0x014c, 0, 0, COFF_ARCH_I386, "i386",            "I386MAGIC"},
  {0x0154, 0, 0, COFF_ARCH_I386, "i386 (PTX)",      "I386PTXMAGIC"},
  {0x0175, 0, 0, COFF_ARCH_I386, "i386 (AIX PS/2)", "I386AIXMAGIC"},
};
// clang-format on

static const struct coff_target sysv = {
    SYSV_TARGET,
    SYSV_NAMES,
    SYSV_LITTLE,
    SYSV_MACHINES(machines),
    SYSV_HOWTOS(howtos),
    .name = "coff-i386",
    .address_bits = 32,
    .priority = 10,
    .records = &coff_records_sysv,
    .symbol_in_field = true,
    .common_in_field = true,
    .section_align_power = 2,
    .position = COFF_POSITION_CONGRUENT,
    .link = &coff_link_plain,
};

static const struct coff_target go32 = {
    SYSV_TARGET,
    SYSV_LITTLE,
    SYSV_MACHINES(machines),
    SYSV_HOWTOS(howtos),
    .name = "coff-go32",
    .address_bits = 32,
    .priority = 20,
    .leading_char = '_',
    .records = &coff_records_sysv,
    .scn_flags_known = 0x0100ffff,
    .long_names = COFF_LONG_NAMES_ON,
    .name_scheme = COFF_NAME_SLASH,
    .count_overflow = COFF_OVERFLOW_FIRST_ENTRY,
    .long_filenames = true,
    .symbol_in_field = true,
    .common_in_field = true,
    .line_high_in_nreloc = true,
    .section_align_power = 2,
    .file_flags = &coff_file_flags_sysv,
    .section_flags = &coff_section_flags_go32,
    .classes = &coff_classes_sysv,
    .types = &coff_types_sysv,
    .position = COFF_POSITION_CONGRUENT,
    .link = &coff_link_go32,
    .image_target = "coff-go32-exe",
    .emulation = "i386go32",
};

static const struct coff_target go32_exe = {
    .name = "coff-go32-exe",
    .family = COFF_FAMILY_SYSV,
    .kinds = COFF_KIND_IMAGE,
    .container = COFF_AFTER_STUB,
    .machines = machines,
    .nmachines = COFF_COUNT(machines),
    .order = COFF_LITTLE,
    .data_order = COFF_LITTLE,
    .address_bits = 32,
    .priority = 20,
    .image_flags = F_EXEC,
    .leading_char = '_',
    .records = &coff_records_sysv,
    .scn_flags_known = 0x0100ffff,
    .long_names = COFF_LONG_NAMES_ON,
    .name_scheme = COFF_NAME_SLASH,
    .long_filenames = true,
    .symbol_in_field = true,
    .common_in_field = true,
    .line_high_in_nreloc = true,
    .section_align_power = 2,
    .max_sections = 0x7fff,
    .file_flags = &coff_file_flags_sysv,
    .section_flags = &coff_section_flags_go32,
    .classes = &coff_classes_sysv,
    .types = &coff_types_sysv,
    .howtos = howtos,
    .nhowtos = COFF_COUNT(howtos),
    .special_sections = &coff_special_sections_sysv,
    .position = COFF_POSITION_CONGRUENT,
    .link = &coff_link_go32,
};

static const struct coff_target lynx = {
    SYSV_TARGET,
    SYSV_LITTLE,
    SYSV_NAMES,
    SYSV_MACHINES(lynx_machines),
    SYSV_HOWTOS(howtos),
    .name = "coff-i386-lynx",
    .address_bits = 32,
    .priority = 30,
    .records = &coff_records_sysv,
    .long_filenames = true,
    .symbol_in_field = true,
    .common_in_field = true,
    .section_align_power = 2,
    .link = &coff_link_plain,
};

const struct coff_target *const coff_targets_coff_i386[] = {&sysv, &go32, &go32_exe, &lynx, NULL};
