// The loader section of XCOFF, a layout a word size (AIX Files Reference, "XCOFF Object File
// Format", "Loader Section").
//
// Skip it unless a loader section is read wrongly.
#include "coff/target.h"

// clang-format off
const struct coff_loader_layout coff_loader_xcoff32 = {
    .header_size = 32, .symbol_size = 24, .reloc_size = 12,
    .version = {0, 4}, .nsyms = {4, 4}, .nreloc = {8, 4}, .istlen = {12, 4}, .nimpid = {16, 4},
    .impoff = {20, 4}, .stlen = {24, 4}, .stoff = {28, 4},
    .name = {0, 8}, .zeroes = {0, 4}, .strx = {4, 4},
    .value = {8, 4}, .scnum = {12, 2}, .smtype = {14, 1}, .smclas = {15, 1}, .ifile = {16, 4},
    .parm = {20, 4},
    .vaddr = {0, 4}, .symndx = {4, 4}, .rsize = {8, 1}, .rtype = {9, 1}, .rsecnm = {10, 2},
};

// The lengths stand together and so do the offsets, so that both are aligned.
const struct coff_loader_layout coff_loader_xcoff64 = {
    .header_size = 56, .symbol_size = 24, .reloc_size = 16,
    .version = {0, 4}, .nsyms = {4, 4}, .nreloc = {8, 4}, .istlen = {12, 4}, .nimpid = {16, 4},
    .stlen = {20, 4}, .impoff = {24, 8}, .stoff = {32, 8}, .symoff = {40, 8}, .rldoff = {48, 8},
    .strx = {8, 4},
    .value = {0, 8}, .scnum = {12, 2}, .smtype = {14, 1}, .smclas = {15, 1}, .ifile = {16, 4},
    .parm = {20, 4},
    .vaddr = {0, 8}, .rsize = {8, 1}, .rtype = {9, 1}, .rsecnm = {10, 2}, .symndx = {12, 4},
};
// clang-format on
