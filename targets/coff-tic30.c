// TI TMS320C30, in the flavour of the GNU tools: System V records, and nothing of TI's COFF.
//
// Skip it unless you work on this processor. Headers are little-endian and words of code are
// big-endian. Addresses in headers count bytes, those in instructions words.
#include "targets/howto.h"
#include "targets/sysv.h"

// clang-format off
// The fields hold the addend in words; r_offset is 0 (or what another linker made of it). The field
// of LDP is the byte that its relocation points to; that of the 24-bit types, three bytes.
static const struct coff_howto howtos[] = {
  // type, name, calc, put, size, bits, rightshift, bitpos, bias, overflow, addend, code, rsize, mask
  {0x100, "R_TIC30_ABS16", S,         FIELD, 2, 16,  2, 0, 0, ANY,      IN_FIELD, R_16,    0, 0xffff},
  {0x101, "R_TIC30_ABS24", S,         FIELD, 3, 24,  2, 0, 0, BITFIELD, IN_FIELD, R_24,    0, 0xffffff},
  {0x102, "R_TIC30_ABS32", S,         FIELD, 4, 32,  2, 0, 0, BITFIELD, IN_FIELD, R_32,    0, 0xffffffff},
  {0x103, "R_TIC30_LDP",   S,         FIELD, 1,  8, 18, 0, 0, BITFIELD, IN_FIELD, R_NONE,  0, 0xff},
  {0x104, "R_TIC30_PC16",  S_PC_DISP, FIELD, 2, 16,  2, 0, 2, SIGNED,   IN_FIELD, R_16_PC, 0, 0xffff},
};

static const struct coff_machine machines[] = {
  // magic, mask, value, architecture, name, constant
  {0xc000, 0, 0, COFF_ARCH_UNKNOWN, "TMS320C30", "TIC30MAGIC"},
};
// clang-format on

static const struct coff_target tic30 = {
    SYSV_TARGET,
    SYSV_NAMES,
    SYSV_MACHINES(machines),
    SYSV_HOWTOS(howtos),
    .order = COFF_LITTLE,
    .data_order = COFF_BIG,
    .name = "coff-tic30",
    .address_bits = 32,
    .leading_char = '_',
    .records = &coff_records_sysv_ofs,
    .section_align_power = 1,
    .link = &coff_link_plain,
};

const struct coff_target *const coff_targets_coff_tic30[] = {&tic30, NULL};
