// x86-64: System V COFF, which GNU tools can write beside PE.
//
// Skip it unless you work on this processor. PE has the same magic numbers; section flags of PE tell
// it apart.
#include "targets/howto.h"
#include "targets/sysv.h"

// clang-format off
// The types are those of PE, but for 0xe and up, which are GNU's own. As in other System V flavours,
// a PC-relative field also holds the addend less the address of the field's end in the object.
static const struct coff_howto howtos[] = {
  // type, name, calc, put, size, bits, rightshift, bitpos, bias, overflow, addend, code, rsize, mask
  {0x01, "IMAGE_REL_AMD64_ADDR64",   S,         FIELD, 8, 64, 0, 0, 0, BITFIELD, IN_FIELD, R_64,    0, 0xffffffffffffffff},
  {0x02, "IMAGE_REL_AMD64_ADDR32",   S,         FIELD, 4, 32, 0, 0, 0, BITFIELD, IN_FIELD, R_32,    0, 0xffffffff},
  {0x03, "IMAGE_REL_AMD64_ADDR32NB", S_IMAGE,   FIELD, 4, 32, 0, 0, 0, BITFIELD, IN_FIELD, R_RVA,   0, 0xffffffff},
  {0x04, "IMAGE_REL_AMD64_REL32",    S_PC_DISP, FIELD, 4, 32, 0, 0, 4, SIGNED,   IN_FIELD, R_32_PC, 0, 0xffffffff},
  {0x05, "IMAGE_REL_AMD64_REL32_1",  S_PC_DISP, FIELD, 4, 32, 0, 0, 5, SIGNED,   IN_FIELD, R_NONE,  0, 0xffffffff},
  {0x06, "IMAGE_REL_AMD64_REL32_2",  S_PC_DISP, FIELD, 4, 32, 0, 0, 6, SIGNED,   IN_FIELD, R_NONE,  0, 0xffffffff},
  {0x07, "IMAGE_REL_AMD64_REL32_3",  S_PC_DISP, FIELD, 4, 32, 0, 0, 7, SIGNED,   IN_FIELD, R_NONE,  0, 0xffffffff},
  {0x08, "IMAGE_REL_AMD64_REL32_4",  S_PC_DISP, FIELD, 4, 32, 0, 0, 8, SIGNED,   IN_FIELD, R_NONE,  0, 0xffffffff},
  {0x09, "IMAGE_REL_AMD64_REL32_5",  S_PC_DISP, FIELD, 4, 32, 0, 0, 9, SIGNED,   IN_FIELD, R_NONE,  0, 0xffffffff},
  {0x0e, "R_X86_64_PC64",            S_PC_DISP, FIELD, 8, 64, 0, 0, 8, SIGNED,   IN_FIELD, R_64_PC, 0, 0xffffffffffffffff},
  {0x0f, "R_X86_64_8",               S,         FIELD, 1,  8, 0, 0, 0, BITFIELD, IN_FIELD, R_8,     0, 0xff},
  {0x10, "R_X86_64_16",              S,         FIELD, 2, 16, 0, 0, 0, BITFIELD, IN_FIELD, R_16,    0, 0xffff},
  {0x11, "R_X86_64_32S",             S,         FIELD, 4, 32, 0, 0, 0, SIGNED,   IN_FIELD, R_NONE,  0, 0xffffffff},
  {0x12, "R_X86_64_PC8",             S_PC_DISP, FIELD, 1,  8, 0, 0, 1, SIGNED,   IN_FIELD, R_8_PC,  0, 0xff},
  {0x13, "R_X86_64_PC16",            S_PC_DISP, FIELD, 2, 16, 0, 0, 2, SIGNED,   IN_FIELD, R_16_PC, 0, 0xffff},
  {0x14, "R_X86_64_PC32",            S_PC_DISP, FIELD, 4, 32, 0, 0, 4, SIGNED,   IN_FIELD, R_NONE,  0, 0xffffffff},
};

static const struct coff_machine machines[] = {
  // magic, mask, value, architecture, name, constant
  {0x8664, 0, 0, COFF_ARCH_X86_64, "x86-64", "AMD64MAGIC"},
};
// clang-format on

static const struct coff_target x86_64 = {
    SYSV_TARGET,
    SYSV_LITTLE,
    SYSV_NAMES,
    SYSV_MACHINES(machines),
    SYSV_HOWTOS(howtos),
    .name = "coff-x86-64",
    .address_bits = 64,
    .priority = 30,
    .twin = true, // of pe-x86-64: nobody has seen such a file outside of tests
    .records = &coff_records_sysv,
    .symbol_in_field = true,
    .common_in_field = true,
    .section_align_power = 2,
    .link = &coff_link_plain,
};

const struct coff_target *const coff_targets_coff_x86_64[] = {&x86_64, NULL};
