// The records of Texas Instruments' COFF, versions 0, 1 and 2.
//
// Skip it unless you port a TI flavour. Symbols, auxiliary entries, line numbers and the optional
// header are System V's. Offsets are those of the application note SPRAAO8 and of TI's header, except
// for relocations of version 2, which the note prints two bytes short.
#include "coff/target.h"

// f_target_id says what processor it is; f_magic only the version of the format.
static const struct coff_filehdr_layout filehdr = {
    .size = 22,
    .magic = {0, 2},
    .nscns = {2, 2},
    .timdat = {4, 4},
    .symptr = {8, 4},
    .nsyms = {12, 4},
    .opthdr = {16, 2},
    .flags = {18, 2},
    .target_id = {20, 2},
};

static const struct coff_scnhdr_layout scnhdr1 = {
    .size = 40,
    .name = {0, 8},
    .paddr = {8, 4},
    .vaddr = {12, 4},
    .scnsize = {16, 4},
    .scnptr = {20, 4},
    .relptr = {24, 4},
    .lnnoptr = {28, 4},
    .nreloc = {32, 2},
    .nlnno = {34, 2},
    .flags = {36, 2},
    .mem_width = {38, 1},
    .page = {39, 1},
};

static const struct coff_scnhdr_layout scnhdr2 = {
    .size = 48,
    .name = {0, 8},
    .paddr = {8, 4},
    .vaddr = {12, 4},
    .scnsize = {16, 4},
    .scnptr = {20, 4},
    .relptr = {24, 4},
    .lnnoptr = {28, 4},
    .nreloc = {32, 4},
    .nlnno = {36, 4},
    .flags = {40, 4},
    .mem_width = {44, 1},
    .page = {46, 2},
};

static const struct coff_reloc_layout reloc0 = {
    .size = 10, .vaddr = {0, 4}, .symndx = {4, 2}, .stuff = {6, 2}, .type = {8, 2}};
// r_stuff is what TI calls r_disp: more of the addend.
static const struct coff_reloc_layout reloc1 = {
    .size = 12, .vaddr = {0, 4}, .symndx = {4, 4}, .stuff = {8, 2}, .type = {10, 2}};

const struct coff_records coff_records_ti0 = {
    .name = "TI COFF version 0",
    .filehdr = &coff_layout_filehdr,
    .aouthdrs = coff_layout_aouthdrs,
    .scnhdr = &scnhdr1,
    .syment = &coff_layout_syment,
    .reloc = &reloc0,
    .lineno = &coff_layout_lineno,
    .aux_rules = coff_aux_rules_sysv,
    .auxesz = 18,
    .filnmlen = 14,
    .swap = &coff_swap_generic,
};

const struct coff_records coff_records_ti1 = {
    .name = "TI COFF version 1",
    .filehdr = &filehdr,
    .aouthdrs = coff_layout_aouthdrs,
    .scnhdr = &scnhdr1,
    .syment = &coff_layout_syment,
    .reloc = &reloc1,
    .lineno = &coff_layout_lineno,
    .aux_rules = coff_aux_rules_sysv,
    .auxesz = 18,
    .filnmlen = 14,
    .swap = &coff_swap_generic,
};

const struct coff_records coff_records_ti2 = {
    .name = "TI COFF version 2",
    .filehdr = &filehdr,
    .aouthdrs = coff_layout_aouthdrs,
    .scnhdr = &scnhdr2,
    .syment = &coff_layout_syment,
    .reloc = &reloc1,
    .lineno = &coff_layout_lineno,
    .aux_rules = coff_aux_rules_sysv,
    .auxesz = 18,
    .filnmlen = 14,
    .swap = &coff_swap_generic,
};
