// Layouts that the decoder knows by heart. Those that record sets share are in coff/target.h.
//
// Skip it unless you write a record set or a decoder.
#ifndef COFFGEN_CODEC_RECORDS_H
#define COFFGEN_CODEC_RECORDS_H
#include "coff/target.h"

// The records that most files are full of, as constants that the codec can see: it has code of its own for
// them. The file header of 20 bytes, the section header of 40, the symbols of 18 and of 20 bytes.
// clang-format off
#define COFF_LAYOUT_FILEHDR                                                                        \
  {                                                                                                \
    .size = 20, .magic = {0, 2}, .nscns = {2, 2}, .timdat = {4, 4}, .symptr = {8, 4},              \
    .nsyms = {12, 4}, .opthdr = {16, 2}, .flags = {18, 2},                                         \
  }
#define COFF_LAYOUT_SCNHDR                                                                         \
  {                                                                                                \
    .size = 40, .name = {0, 8}, .paddr = {8, 4}, .vaddr = {12, 4}, .scnsize = {16, 4},             \
    .scnptr = {20, 4}, .relptr = {24, 4}, .lnnoptr = {28, 4}, .nreloc = {32, 2},                   \
    .nlnno = {34, 2}, .flags = {36, 4},                                                            \
  }
#define COFF_LAYOUT_RELOC {.size = 10, .vaddr = {0, 4}, .symndx = {4, 4}, .type = {8, 2}}
#define COFF_LAYOUT_SYMENT_BIGOBJ                                                                  \
  {                                                                                                \
    .size = 20, .name = {0, 8}, .zeroes = {0, 4}, .strx = {4, 4}, .value = {8, 4},                 \
    .scnum = {12, 4}, .type = {16, 2}, .sclass = {18, 1}, .numaux = {19, 1},                       \
    .scnum_max = 0x7fffffff,                                                                       \
  }
// clang-format on
#define COFF_LAYOUT_SYMENT(max)                                                                    \
  {                                                                                                \
    .size = 18, .name = {0, 8}, .zeroes = {0, 4}, .strx = {4, 4}, .value = {8, 4},                 \
    .scnum = {12, 2}, .type = {14, 2}, .sclass = {16, 1}, .numaux = {17, 1}, .scnum_max = (max),   \
  }
enum { COFF_PE_SCNUM_MAX = 0xfeff };
extern const struct coff_syment_layout coff_layout_syment_pe, coff_layout_syment_bigobj;

// codec/swap.c: N symbols of this layout, as coff_swap_syment_in and _out.
void coff_layout_syments_in(const struct coff_syment_layout *l, enum coff_order o, const uint8_t *p,
                            size_t n, struct coff_syment *s);
bool coff_layout_syments_out(const struct coff_syment_layout *l, enum coff_order o,
                             const struct coff_syment *s, size_t n, uint8_t *p);
#endif
