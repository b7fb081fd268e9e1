// The records of ECOFF: 32-bit for MIPS, 64-bit for Alpha.
//
// Skip it unless you port a flavour. Names are those of the MIPS headers sym.h, symconst.h and
// reloc.h. Relocations, symbols and descriptors have fields of bits; the auxiliary symbols have the
// byte order of their file descriptor.
#include "codec/records.h"
#include "coff/format-ecoff.h"

// ---- Headers ----------------------------------------------------------------------------------

static const struct coff_filehdr_layout filehdr64 = {
    .size = 24,
    .magic = {0, 2},
    .nscns = {2, 2},
    .timdat = {4, 4},
    .symptr = {8, 8},
    .nsyms = {16, 4},
    .opthdr = {20, 2},
    .flags = {22, 2},
};

// clang-format off
static const struct coff_aout_item aout32_items[] = {
  // id,                  at, width, style,        name
  {COFF_AOUT_MAGIC,        0, 2, COFF_STYLE_HEX, "magic"},
  {COFF_AOUT_VSTAMP,       2, 2, COFF_STYLE_HEX, "vstamp"},
  {COFF_AOUT_TSIZE,        4, 4, COFF_STYLE_HEX, "tsize"},
  {COFF_AOUT_DSIZE,        8, 4, COFF_STYLE_HEX, "dsize"},
  {COFF_AOUT_BSIZE,       12, 4, COFF_STYLE_HEX, "bsize"},
  {COFF_AOUT_ENTRY,       16, 4, COFF_STYLE_HEX, "entry"},
  {COFF_AOUT_TEXT_START,  20, 4, COFF_STYLE_HEX, "text_start"},
  {COFF_AOUT_DATA_START,  24, 4, COFF_STYLE_HEX, "data_start"},
  {COFF_AOUT_BSS_START,   28, 4, COFF_STYLE_HEX, "bss_start"},
  {COFF_AOUT_GPRMASK,     32, 4, COFF_STYLE_HEX, "gprmask"},
  {COFF_AOUT_CPRMASK0,    36, 4, COFF_STYLE_HEX, "cprmask[0]"},
  {COFF_AOUT_CPRMASK1,    40, 4, COFF_STYLE_HEX, "cprmask[1]"},
  {COFF_AOUT_CPRMASK2,    44, 4, COFF_STYLE_HEX, "cprmask[2]"},
  {COFF_AOUT_CPRMASK3,    48, 4, COFF_STYLE_HEX, "cprmask[3]"},
  {COFF_AOUT_GP_VALUE,    52, 4, COFF_STYLE_HEX, "gp_value"},
};

static const struct coff_aout_item aout64_items[] = {
  {COFF_AOUT_MAGIC,        0, 2, COFF_STYLE_HEX, "magic"},
  {COFF_AOUT_VSTAMP,       2, 2, COFF_STYLE_HEX, "vstamp"},
  {COFF_AOUT_BLDREV,       4, 2, COFF_STYLE_HEX, "bldrev"},
  {COFF_AOUT_TSIZE,        8, 8, COFF_STYLE_HEX, "tsize"},
  {COFF_AOUT_DSIZE,       16, 8, COFF_STYLE_HEX, "dsize"},
  {COFF_AOUT_BSIZE,       24, 8, COFF_STYLE_HEX, "bsize"},
  {COFF_AOUT_ENTRY,       32, 8, COFF_STYLE_HEX, "entry"},
  {COFF_AOUT_TEXT_START,  40, 8, COFF_STYLE_HEX, "text_start"},
  {COFF_AOUT_DATA_START,  48, 8, COFF_STYLE_HEX, "data_start"},
  {COFF_AOUT_BSS_START,   56, 8, COFF_STYLE_HEX, "bss_start"},
  {COFF_AOUT_GPRMASK,     64, 4, COFF_STYLE_HEX, "gprmask"},
  {COFF_AOUT_FPRMASK,     68, 4, COFF_STYLE_HEX, "fprmask"},
  {COFF_AOUT_GP_VALUE,    72, 8, COFF_STYLE_HEX, "gp_value"},
};
// clang-format on

static const struct coff_aouthdr_layout aout32 = {
    .name = "ECOFF a.out",
    .size = 56,
    .min_size = 56,
    .nitems = COFF_COUNT(aout32_items),
    .items = aout32_items,
};
static const struct coff_aouthdr_layout aout64 = {
    .name = "ECOFF a.out, 64 bits",
    .size = 80,
    .min_size = 80,
    .nitems = COFF_COUNT(aout64_items),
    .items = aout64_items,
};
static const struct coff_aouthdr_layout *const aouthdrs32[] = {&aout32, NULL};
static const struct coff_aouthdr_layout *const aouthdrs64[] = {&aout64, NULL};

static const struct coff_scnhdr_layout scnhdr64 = {
    .size = 64,
    .name = {0, 8},
    .paddr = {8, 8},
    .vaddr = {16, 8},
    .scnsize = {24, 8},
    .scnptr = {32, 8},
    .relptr = {40, 8},
    .lnnoptr = {48, 8},
    .nreloc = {56, 2},
    .nlnno = {58, 2},
    .flags = {60, 4},
};

// ---- Symbols ----------------------------------------------------------------------------------

// clang-format off
static const struct coff_bit_field local32_parts[] = {
  // id, at, width, shift, bits
  {COFF_SYMENT_TYPE,    8, 4,  0,  6},
  {COFF_SYMENT_SCLASS,  8, 4,  6,  5},
  {COFF_SYMENT_INDEX,   8, 4, 12, 20},
};
static const struct coff_bit_field local64_parts[] = {
  {COFF_SYMENT_TYPE,   12, 4,  0,  6},
  {COFF_SYMENT_SCLASS, 12, 4,  6,  5},
  {COFF_SYMENT_INDEX,  12, 4, 12, 20},
};
static const struct coff_bit_field external32_parts[] = {
  {COFF_SYMENT_FLAGS,   0, 2,  0,  1}, // jmptbl
  {COFF_SYMENT_FLAGS,   0, 2,  1,  1}, // cobol_main
  {COFF_SYMENT_FLAGS,   0, 2,  2,  1}, // weakext
  {COFF_SYMENT_TYPE,   12, 4,  0,  6},
  {COFF_SYMENT_SCLASS, 12, 4,  6,  5},
  {COFF_SYMENT_INDEX,  12, 4, 12, 20},
};
static const struct coff_bit_field external64_parts[] = {
  {COFF_SYMENT_FLAGS,  16, 4,  0,  1},
  {COFF_SYMENT_FLAGS,  16, 4,  1,  1},
  {COFF_SYMENT_FLAGS,  16, 4,  2,  1},
  {COFF_SYMENT_TYPE,   12, 4,  0,  6},
  {COFF_SYMENT_SCLASS, 12, 4,  6,  5},
  {COFF_SYMENT_INDEX,  12, 4, 12, 20},
};
// clang-format on

static const struct coff_syment_layout local32 = {
    .size = 12,
    .strx = {0, 4},
    .value = {4, 4},
    .scnum_max = 0x7fff,
    .parts = {local32_parts, COFF_COUNT(local32_parts)}};
static const struct coff_syment_layout local64 = {
    .size = 16,
    .strx = {8, 4},
    .value = {0, 8},
    .scnum_max = 0x7fff,
    .parts = {local64_parts, COFF_COUNT(local64_parts)}};
static const struct coff_syment_layout external32 = {
    .size = 16,
    .strx = {4, 4},
    .value = {8, 4},
    .file = {2, 2},
    .scnum_max = 0x7fff,
    .parts = {external32_parts, COFF_COUNT(external32_parts)}};
static const struct coff_syment_layout external64 = {
    .size = 24,
    .strx = {8, 4},
    .value = {0, 8},
    .file = {20, 4},
    .scnum_max = 0x7fff,
    .parts = {external64_parts, COFF_COUNT(external64_parts)}};

// ---- Relocations ------------------------------------------------------------------------------

// clang-format off
static const struct coff_bit_field reloc32_parts[] = {
  {COFF_RELOC_PART_SYMNDX,     4, 4,  0, 24},
  {COFF_RELOC_PART_TYPE,       4, 4, 27,  4},
  {COFF_RELOC_PART_TYPE_HIGH,  4, 4, 26,  1}, // GNU and IRIX took one of three reserved bits
  {COFF_RELOC_PART_EXTERN,     4, 4, 31,  1},
};
static const struct coff_bit_field reloc64_parts[] = {
  {COFF_RELOC_PART_TYPE,      12, 4,  0,  8},
  {COFF_RELOC_PART_EXTERN,    12, 4,  8,  1},
  {COFF_RELOC_PART_OFFSET,    12, 4,  9,  6},
  {COFF_RELOC_PART_SIZE,      12, 4, 26,  6},
};
// clang-format on

static const struct coff_reloc_layout reloc32 = {
    .size = 8, .vaddr = {0, 4}, .parts = {reloc32_parts, COFF_COUNT(reloc32_parts)}};
static const struct coff_reloc_layout reloc64 = {
    .size = 16,
    .vaddr = {0, 8},
    .symndx = {8, 4},
    .parts = {reloc64_parts, COFF_COUNT(reloc64_parts)}};

// ---- Symbolic information ---------------------------------------------------------------------

// clang-format off
static const struct coff_symbolic_item mips_hdrr[] = {
  // id, at, width, shift, bits; signed, name
  {{COFF_HDRR_MAGIC,         0, 2,  0,  0}, false, "magic"},
  {{COFF_HDRR_VSTAMP,        2, 2,  0,  0}, false, "vstamp"},
  {{COFF_HDRR_ILINEMAX,      4, 4,  0,  0}, false, "ilineMax"},
  {{COFF_HDRR_COUNT + COFF_SYMBOLIC_LINES,   8, 4,  0,  0}, false, "cbLine"},
  {{COFF_HDRR_OFFSET + COFF_SYMBOLIC_LINES,  12, 4,  0,  0}, false, "cbLineOffset"},
  {{COFF_HDRR_COUNT + COFF_SYMBOLIC_DENSE,  16, 4,  0,  0}, false, "idnMax"},
  {{COFF_HDRR_OFFSET + COFF_SYMBOLIC_DENSE,  20, 4,  0,  0}, false, "cbDnOffset"},
  {{COFF_HDRR_COUNT + COFF_SYMBOLIC_PROCEDURES,  24, 4,  0,  0}, false, "ipdMax"},
  {{COFF_HDRR_OFFSET + COFF_SYMBOLIC_PROCEDURES,  28, 4,  0,  0}, false, "cbPdOffset"},
  {{COFF_HDRR_COUNT + COFF_SYMBOLIC_LOCALS,  32, 4,  0,  0}, false, "isymMax"},
  {{COFF_HDRR_OFFSET + COFF_SYMBOLIC_LOCALS,  36, 4,  0,  0}, false, "cbSymOffset"},
  {{COFF_HDRR_COUNT + COFF_SYMBOLIC_OPTIMISATIONS,  40, 4,  0,  0}, false, "ioptMax"},
  {{COFF_HDRR_OFFSET + COFF_SYMBOLIC_OPTIMISATIONS,  44, 4,  0,  0}, false, "cbOptOffset"},
  {{COFF_HDRR_COUNT + COFF_SYMBOLIC_AUXILIARIES,  48, 4,  0,  0}, false, "iauxMax"},
  {{COFF_HDRR_OFFSET + COFF_SYMBOLIC_AUXILIARIES,  52, 4,  0,  0}, false, "cbAuxOffset"},
  {{COFF_HDRR_COUNT + COFF_SYMBOLIC_STRINGS,  56, 4,  0,  0}, false, "issMax"},
  {{COFF_HDRR_OFFSET + COFF_SYMBOLIC_STRINGS,  60, 4,  0,  0}, false, "cbSsOffset"},
  {{COFF_HDRR_COUNT + COFF_SYMBOLIC_EXTERNAL_STRINGS,  64, 4,  0,  0}, false, "issExtMax"},
  {{COFF_HDRR_OFFSET + COFF_SYMBOLIC_EXTERNAL_STRINGS,  68, 4,  0,  0}, false, "cbSsExtOffset"},
  {{COFF_HDRR_COUNT + COFF_SYMBOLIC_FILES,  72, 4,  0,  0}, false, "ifdMax"},
  {{COFF_HDRR_OFFSET + COFF_SYMBOLIC_FILES,  76, 4,  0,  0}, false, "cbFdOffset"},
  {{COFF_HDRR_COUNT + COFF_SYMBOLIC_RELATIVES,  80, 4,  0,  0}, false, "crfd"},
  {{COFF_HDRR_OFFSET + COFF_SYMBOLIC_RELATIVES,  84, 4,  0,  0}, false, "cbRfdOffset"},
  {{COFF_HDRR_COUNT + COFF_SYMBOLIC_EXTERNALS,  88, 4,  0,  0}, false, "iextMax"},
  {{COFF_HDRR_OFFSET + COFF_SYMBOLIC_EXTERNALS,  92, 4,  0,  0}, false, "cbExtOffset"},
};
static const struct coff_symbolic_item alpha_hdrr[] = {
  // id, at, width, shift, bits; signed, name
  {{COFF_HDRR_MAGIC,         0, 2,  0,  0}, false, "magic"},
  {{COFF_HDRR_VSTAMP,        2, 2,  0,  0}, false, "vstamp"},
  {{COFF_HDRR_ILINEMAX,      4, 4,  0,  0}, false, "ilineMax"},
  {{COFF_HDRR_COUNT + COFF_SYMBOLIC_DENSE,   8, 4,  0,  0}, false, "idnMax"},
  {{COFF_HDRR_COUNT + COFF_SYMBOLIC_PROCEDURES,  12, 4,  0,  0}, false, "ipdMax"},
  {{COFF_HDRR_COUNT + COFF_SYMBOLIC_LOCALS,  16, 4,  0,  0}, false, "isymMax"},
  {{COFF_HDRR_COUNT + COFF_SYMBOLIC_OPTIMISATIONS,  20, 4,  0,  0}, false, "ioptMax"},
  {{COFF_HDRR_COUNT + COFF_SYMBOLIC_AUXILIARIES,  24, 4,  0,  0}, false, "iauxMax"},
  {{COFF_HDRR_COUNT + COFF_SYMBOLIC_STRINGS,  28, 4,  0,  0}, false, "issMax"},
  {{COFF_HDRR_COUNT + COFF_SYMBOLIC_EXTERNAL_STRINGS,  32, 4,  0,  0}, false, "issExtMax"},
  {{COFF_HDRR_COUNT + COFF_SYMBOLIC_FILES,  36, 4,  0,  0}, false, "ifdMax"},
  {{COFF_HDRR_COUNT + COFF_SYMBOLIC_RELATIVES,  40, 4,  0,  0}, false, "crfd"},
  {{COFF_HDRR_COUNT + COFF_SYMBOLIC_EXTERNALS,  44, 4,  0,  0}, false, "iextMax"},
  {{COFF_HDRR_COUNT + COFF_SYMBOLIC_LINES,  48, 8,  0,  0}, false, "cbLine"},
  {{COFF_HDRR_OFFSET + COFF_SYMBOLIC_LINES,  56, 8,  0,  0}, false, "cbLineOffset"},
  {{COFF_HDRR_OFFSET + COFF_SYMBOLIC_DENSE,  64, 8,  0,  0}, false, "cbDnOffset"},
  {{COFF_HDRR_OFFSET + COFF_SYMBOLIC_PROCEDURES,  72, 8,  0,  0}, false, "cbPdOffset"},
  {{COFF_HDRR_OFFSET + COFF_SYMBOLIC_LOCALS,  80, 8,  0,  0}, false, "cbSymOffset"},
  {{COFF_HDRR_OFFSET + COFF_SYMBOLIC_OPTIMISATIONS,  88, 8,  0,  0}, false, "cbOptOffset"},
  {{COFF_HDRR_OFFSET + COFF_SYMBOLIC_AUXILIARIES,  96, 8,  0,  0}, false, "cbAuxOffset"},
  {{COFF_HDRR_OFFSET + COFF_SYMBOLIC_STRINGS, 104, 8,  0,  0}, false, "cbSsOffset"},
  {{COFF_HDRR_OFFSET + COFF_SYMBOLIC_EXTERNAL_STRINGS, 112, 8,  0,  0}, false, "cbSsExtOffset"},
  {{COFF_HDRR_OFFSET + COFF_SYMBOLIC_FILES, 120, 8,  0,  0}, false, "cbFdOffset"},
  {{COFF_HDRR_OFFSET + COFF_SYMBOLIC_RELATIVES, 128, 8,  0,  0}, false, "cbRfdOffset"},
  {{COFF_HDRR_OFFSET + COFF_SYMBOLIC_EXTERNALS, 136, 8,  0,  0}, false, "cbExtOffset"},
};
static const struct coff_symbolic_item mips_fdr[] = {
  // id, at, width, shift, bits; signed, name
  {{COFF_FDR_ADR,            0, 4,  0,  0}, false, "adr"},
  {{COFF_FDR_RSS,            4, 4,  0,  0}, false, "rss"},
  {{COFF_FDR_ISSBASE,        8, 4,  0,  0}, false, "issBase"},
  {{COFF_FDR_CBSS,          12, 4,  0,  0}, false, "cbSs"},
  {{COFF_FDR_ISYMBASE,      16, 4,  0,  0}, false, "isymBase"},
  {{COFF_FDR_CSYM,          20, 4,  0,  0}, false, "csym"},
  {{COFF_FDR_ILINEBASE,     24, 4,  0,  0}, false, "ilineBase"},
  {{COFF_FDR_CLINE,         28, 4,  0,  0}, false, "cline"},
  {{COFF_FDR_IOPTBASE,      32, 4,  0,  0}, false, "ioptBase"},
  {{COFF_FDR_COPT,          36, 4,  0,  0}, false, "copt"},
  {{COFF_FDR_IPDFIRST,      40, 2,  0,  0}, false, "ipdFirst"},
  {{COFF_FDR_CPD,           42, 2,  0,  0}, false, "cpd"},
  {{COFF_FDR_IAUXBASE,      44, 4,  0,  0}, false, "iauxBase"},
  {{COFF_FDR_CAUX,          48, 4,  0,  0}, false, "caux"},
  {{COFF_FDR_RFDBASE,       52, 4,  0,  0}, false, "rfdBase"},
  {{COFF_FDR_CRFD,          56, 4,  0,  0}, false, "crfd"},
  {{COFF_FDR_LANG,          60, 4,  0,  5}, false, "lang"},
  {{COFF_FDR_FMERGE,        60, 4,  5,  1}, false, "fMerge"},
  {{COFF_FDR_FREADIN,       60, 4,  6,  1}, false, "fReadin"},
  {{COFF_FDR_FBIGENDIAN,    60, 4,  7,  1}, false, "fBigendian"},
  {{COFF_FDR_GLEVEL,        60, 4,  8,  2}, false, "glevel"},
  {{COFF_FDR_CBLINEOFFSET,  64, 4,  0,  0}, false, "cbLineOffset"},
  {{COFF_FDR_CBLINE,        68, 4,  0,  0}, false, "cbLine"},
};
static const struct coff_symbolic_item alpha_fdr[] = {
  // id, at, width, shift, bits; signed, name
  {{COFF_FDR_ADR,            0, 8,  0,  0}, false, "adr"},
  {{COFF_FDR_CBLINEOFFSET,   8, 8,  0,  0}, false, "cbLineOffset"},
  {{COFF_FDR_CBLINE,        16, 8,  0,  0}, false, "cbLine"},
  {{COFF_FDR_CBSS,          24, 8,  0,  0}, false, "cbSs"},
  {{COFF_FDR_RSS,           32, 4,  0,  0}, false, "rss"},
  {{COFF_FDR_ISSBASE,       36, 4,  0,  0}, false, "issBase"},
  {{COFF_FDR_ISYMBASE,      40, 4,  0,  0}, false, "isymBase"},
  {{COFF_FDR_CSYM,          44, 4,  0,  0}, false, "csym"},
  {{COFF_FDR_ILINEBASE,     48, 4,  0,  0}, false, "ilineBase"},
  {{COFF_FDR_CLINE,         52, 4,  0,  0}, false, "cline"},
  {{COFF_FDR_IOPTBASE,      56, 4,  0,  0}, false, "ioptBase"},
  {{COFF_FDR_COPT,          60, 4,  0,  0}, false, "copt"},
  {{COFF_FDR_IPDFIRST,      64, 4,  0,  0}, false, "ipdFirst"},
  {{COFF_FDR_CPD,           68, 4,  0,  0}, false, "cpd"},
  {{COFF_FDR_IAUXBASE,      72, 4,  0,  0}, false, "iauxBase"},
  {{COFF_FDR_CAUX,          76, 4,  0,  0}, false, "caux"},
  {{COFF_FDR_RFDBASE,       80, 4,  0,  0}, false, "rfdBase"},
  {{COFF_FDR_CRFD,          84, 4,  0,  0}, false, "crfd"},
  {{COFF_FDR_LANG,          88, 4,  0,  5}, false, "lang"},
  {{COFF_FDR_FMERGE,        88, 4,  5,  1}, false, "fMerge"},
  {{COFF_FDR_FREADIN,       88, 4,  6,  1}, false, "fReadin"},
  {{COFF_FDR_FBIGENDIAN,    88, 4,  7,  1}, false, "fBigendian"},
  {{COFF_FDR_GLEVEL,        88, 4,  8,  2}, false, "glevel"},
};
static const struct coff_symbolic_item mips_pdr[] = {
  // id, at, width, shift, bits; signed, name
  {{COFF_PDR_ADR,            0, 4,  0,  0}, false, "adr"},
  {{COFF_PDR_ISYM,           4, 4,  0,  0}, false, "isym"},
  {{COFF_PDR_ILINE,          8, 4,  0,  0}, false, "iline"},
  {{COFF_PDR_REGMASK,       12, 4,  0,  0}, false, "regmask"},
  {{COFF_PDR_REGOFFSET,     16, 4,  0,  0}, true , "regoffset"},
  {{COFF_PDR_IOPT,          20, 4,  0,  0}, false, "iopt"},
  {{COFF_PDR_FREGMASK,      24, 4,  0,  0}, false, "fregmask"},
  {{COFF_PDR_FREGOFFSET,    28, 4,  0,  0}, true , "fregoffset"},
  {{COFF_PDR_FRAMEOFFSET,   32, 4,  0,  0}, true , "frameoffset"},
  {{COFF_PDR_FRAMEREG,      36, 2,  0,  0}, false, "framereg"},
  {{COFF_PDR_PCREG,         38, 2,  0,  0}, false, "pcreg"},
  {{COFF_PDR_LNLOW,         40, 4,  0,  0}, true , "lnLow"},
  {{COFF_PDR_LNHIGH,        44, 4,  0,  0}, true , "lnHigh"},
  {{COFF_PDR_CBLINEOFFSET,  48, 4,  0,  0}, false, "cbLineOffset"},
};
static const struct coff_symbolic_item alpha_pdr[] = {
  // id, at, width, shift, bits; signed, name
  {{COFF_PDR_ADR,            0, 8,  0,  0}, false, "adr"},
  {{COFF_PDR_CBLINEOFFSET,   8, 8,  0,  0}, false, "cbLineOffset"},
  {{COFF_PDR_ISYM,          16, 4,  0,  0}, false, "isym"},
  {{COFF_PDR_ILINE,         20, 4,  0,  0}, false, "iline"},
  {{COFF_PDR_REGMASK,       24, 4,  0,  0}, false, "regmask"},
  {{COFF_PDR_REGOFFSET,     28, 4,  0,  0}, true , "regoffset"},
  {{COFF_PDR_IOPT,          32, 4,  0,  0}, false, "iopt"},
  {{COFF_PDR_FREGMASK,      36, 4,  0,  0}, false, "fregmask"},
  {{COFF_PDR_FREGOFFSET,    40, 4,  0,  0}, true , "fregoffset"},
  {{COFF_PDR_FRAMEOFFSET,   44, 4,  0,  0}, true , "frameoffset"},
  {{COFF_PDR_LNLOW,         48, 4,  0,  0}, true , "lnLow"},
  {{COFF_PDR_LNHIGH,        52, 4,  0,  0}, true , "lnHigh"},
  {{COFF_PDR_GP_PROLOGUE,   56, 4,  0,  8}, false, "gp_prologue"},
  {{COFF_PDR_GP_USED,       56, 4,  8,  1}, false, "gp_used"},
  {{COFF_PDR_REG_FRAME,     56, 4,  9,  1}, false, "reg_frame"},
  {{COFF_PDR_PROF,          56, 4, 10,  1}, false, "prof"},
  {{COFF_PDR_LOCALOFF,      56, 4, 24,  8}, false, "localoff"},
  {{COFF_PDR_FRAMEREG,      60, 2,  0,  0}, false, "framereg"},
  {{COFF_PDR_PCREG,         62, 2,  0,  0}, false, "pcreg"},
};
static const struct coff_symbolic_item optr[] = {
  // id, at, width, shift, bits; signed, name
  {{COFF_OPTR_OT,            0, 4,  0,  8}, false, "ot"},
  {{COFF_OPTR_VALUE,         0, 4,  8, 24}, false, "value"},
  {{COFF_OPTR_RFD,           4, 4,  0, 12}, false, "rndx.rfd"},
  {{COFF_OPTR_INDEX,         4, 4, 12, 20}, false, "rndx.index"},
  {{COFF_OPTR_OFFSET,        8, 4,  0,  0}, false, "offset"},
};
static const struct coff_symbolic_item dnr[] = {
  // id, at, width, shift, bits; signed, name
  {{COFF_DNR_RFD,            0, 4,  0,  0}, false, "rfd"},
  {{COFF_DNR_INDEX,          4, 4,  0,  0}, false, "index"},
};
static const struct coff_symbolic_item rfdt[] = {
  // id, at, width, shift, bits; signed, name
  {{COFF_RFDT_IFD,           0, 4,  0,  0}, false, "rfd"},
};
static const struct coff_symbolic_item tir[] = {
  // id, at, width, shift, bits; signed, name
  {{COFF_TIR_FBITFIELD,      0, 4,  0,  1}, false, "fBitfield"},
  {{COFF_TIR_CONTINUED,      0, 4,  1,  1}, false, "continued"},
  {{COFF_TIR_BT,             0, 4,  2,  6}, false, "bt"},
  {{COFF_TIR_TQ4,            0, 4,  8,  4}, false, "tq4"},
  {{COFF_TIR_TQ5,            0, 4, 12,  4}, false, "tq5"},
  {{COFF_TIR_TQ0,            0, 4, 16,  4}, false, "tq0"},
  {{COFF_TIR_TQ1,            0, 4, 20,  4}, false, "tq1"},
  {{COFF_TIR_TQ2,            0, 4, 24,  4}, false, "tq2"},
  {{COFF_TIR_TQ3,            0, 4, 28,  4}, false, "tq3"},
};
static const struct coff_symbolic_item rndx[] = {
  // id, at, width, shift, bits; signed, name
  {{COFF_RNDX_RFD,           0, 4,  0, 12}, false, "rfd"},
  {{COFF_RNDX_INDEX,         0, 4, 12, 20}, false, "index"},
};
static const struct coff_symbolic_item isym[] = {
  // id, at, width, shift, bits; signed, name
  {{COFF_ISYM_VALUE,         0, 4,  0,  0}, true , "isym"},
};

enum { SECTION = COFF_STORAGE_SECTION, NOWHERE = COFF_STORAGE_NOWHERE };
static const struct coff_storage storage[] = {
  [scNil]        = {NOWHERE, false, NULL},
  [scText]       = {SECTION, false, ".text"},
  [scData]       = {SECTION, false, ".data"},
  [scBss]        = {SECTION, false, ".bss"},
  [scRegister]   = {NOWHERE, false, NULL},
  [scAbs]        = {COFF_STORAGE_ABSOLUTE, false, NULL},
  [scUndefined]  = {COFF_STORAGE_UNDEFINED, false, NULL},
  [scCdbLocal]   = {NOWHERE, false, NULL},
  [scBits]       = {NOWHERE, false, NULL},
  [scCdbSystem]  = {NOWHERE, false, NULL},
  [scRegImage]   = {NOWHERE, false, NULL},
  [scInfo]       = {NOWHERE, false, NULL},
  [scUserStruct] = {NOWHERE, false, NULL},
  [scSData]      = {SECTION, false, ".sdata"},
  [scSBss]       = {SECTION, false, ".sbss"},
  [scRData]      = {SECTION, false, ".rdata"},
  [scVar]        = {NOWHERE, false, NULL},
  [scCommon]     = {COFF_STORAGE_UNDEFINED, true, NULL},
  [scSCommon]    = {COFF_STORAGE_UNDEFINED, true, NULL},
  [scVarRegister] = {NOWHERE, false, NULL},
  [scVariant]    = {NOWHERE, false, NULL},
  [scSUndefined] = {COFF_STORAGE_UNDEFINED, false, NULL},
  [scInit]       = {SECTION, false, ".init"},
  [scBasedVar]   = {NOWHERE, false, NULL},
  [scXData]      = {SECTION, false, ".xdata"},
  [scPData]      = {SECTION, false, ".pdata"},
  [scFini]       = {SECTION, false, ".fini"},
  [scRConst]     = {SECTION, false, ".rconst"},
};

static const struct coff_symbolic_type types[] = {
  // kind, is it a function, what its index counts, name
  [stNil]        = {COFF_CLASS_DEBUG,    false, COFF_INDEX_NONE,  "stNil"},
  [stGlobal]     = {COFF_CLASS_EXTERNAL, false, COFF_INDEX_TYPE,  "stGlobal"},
  [stStatic]     = {COFF_CLASS_STATIC,   false, COFF_INDEX_TYPE,  "stStatic"},
  [stParam]      = {COFF_CLASS_DEBUG,    false, COFF_INDEX_TYPE,  "stParam"},
  [stLocal]      = {COFF_CLASS_DEBUG,    false, COFF_INDEX_TYPE,  "stLocal"},
  [stLabel]      = {COFF_CLASS_LABEL,    false, COFF_INDEX_NONE,  "stLabel"},
  [stProc]       = {COFF_CLASS_EXTERNAL, true,  COFF_INDEX_PROC,  "stProc"},
  [stBlock]      = {COFF_CLASS_DEBUG,    false, COFF_INDEX_END,   "stBlock"},
  [stEnd]        = {COFF_CLASS_DEBUG,    false, COFF_INDEX_BEGIN, "stEnd"},
  [stMember]     = {COFF_CLASS_DEBUG,    false, COFF_INDEX_TYPE,  "stMember"},
  [stTypedef]    = {COFF_CLASS_DEBUG,    false, COFF_INDEX_TYPE,  "stTypedef"},
  [stFile]       = {COFF_CLASS_FILE,     false, COFF_INDEX_END,   "stFile"},
  [stRegReloc]   = {COFF_CLASS_DEBUG,    false, COFF_INDEX_TYPE,  "stRegReloc"},
  [stForward]    = {COFF_CLASS_DEBUG,    false, COFF_INDEX_NONE,  "stForward"},
  [stStaticProc] = {COFF_CLASS_STATIC,   true,  COFF_INDEX_PROC,  "stStaticProc"},
  [stConstant]   = {COFF_CLASS_DEBUG,    false, COFF_INDEX_TYPE,  "stConstant"},
  [stStaParam]   = {COFF_CLASS_DEBUG,    false, COFF_INDEX_TYPE,  "stStaParam"},
  [stStruct]     = {COFF_CLASS_DEBUG,    false, COFF_INDEX_END,   "stStruct"},
  [stUnion]      = {COFF_CLASS_DEBUG,    false, COFF_INDEX_END,   "stUnion"},
  [stEnum]       = {COFF_CLASS_DEBUG,    false, COFF_INDEX_END,   "stEnum"},
  [stIndirect]   = {COFF_CLASS_DEBUG,    false, COFF_INDEX_TYPE,  "stIndirect"},
  [stStr]        = {COFF_CLASS_DEBUG,    false, COFF_INDEX_NONE,  "stStr"},
  [stNumber]     = {COFF_CLASS_DEBUG,    false, COFF_INDEX_NONE,  "stNumber"},
  [stExpr]       = {COFF_CLASS_DEBUG,    false, COFF_INDEX_NONE,  "stExpr"},
  [stType]       = {COFF_CLASS_DEBUG,    false, COFF_INDEX_NONE,  "stType"},
};

// Relocations by section: RELOC_SECTION_NONE, _TEXT, ...
static const char *const codes[] = {
  NULL, ".text", ".rdata", ".data", ".sdata", ".sbss", ".bss", ".init", ".lit8", ".lit4",
  ".xdata", ".pdata", ".fini", ".lita", NULL, ".rconst",
};
// clang-format on

#define ITEMS(size, items)                                                                         \
  {                                                                                                \
    size, COFF_COUNT(items), items                                                                 \
  }

static const struct coff_symbolic symbolic32 = {
    .magic = 0x7009,
    .vstamp = 0x20b, // 2.11, as GNU as writes it
    .instruction = 4,
    .align = 4,
    .records = {[COFF_SYMBOLIC_HDRR] = ITEMS(96, mips_hdrr),
                [COFF_SYMBOLIC_FDR] = ITEMS(72, mips_fdr),
                [COFF_SYMBOLIC_PDR] = ITEMS(52, mips_pdr),
                [COFF_SYMBOLIC_OPTR] = ITEMS(12, optr),
                [COFF_SYMBOLIC_DNR] = ITEMS(8, dnr),
                [COFF_SYMBOLIC_RFDT] = ITEMS(4, rfdt),
                [COFF_SYMBOLIC_TIR] = ITEMS(4, tir),
                [COFF_SYMBOLIC_RNDX] = ITEMS(4, rndx),
                [COFF_SYMBOLIC_ISYM] = ITEMS(4, isym)},
    .local = &local32,
    .storage = storage,
    .nstorage = COFF_COUNT(storage),
    .types = types,
    .ntypes = COFF_COUNT(types),
    .codes = codes,
    .ncodes = COFF_COUNT(codes),
    .high_type = 4, // REFHI, REFLO
    .low_type = 5,
};

static const struct coff_symbolic symbolic64 = {
    .magic = 0x1992,
    .vstamp = 0x30b,
    .instruction = 4,
    .align = 8,
    .records = {[COFF_SYMBOLIC_HDRR] = ITEMS(144, alpha_hdrr),
                [COFF_SYMBOLIC_FDR] = ITEMS(96, alpha_fdr),
                [COFF_SYMBOLIC_PDR] = ITEMS(64, alpha_pdr),
                [COFF_SYMBOLIC_OPTR] = ITEMS(12, optr),
                [COFF_SYMBOLIC_DNR] = ITEMS(8, dnr),
                [COFF_SYMBOLIC_RFDT] = ITEMS(4, rfdt),
                [COFF_SYMBOLIC_TIR] = ITEMS(4, tir),
                [COFF_SYMBOLIC_RNDX] = ITEMS(4, rndx),
                [COFF_SYMBOLIC_ISYM] = ITEMS(4, isym)},
    .local = &local64,
    .storage = storage,
    .nstorage = COFF_COUNT(storage),
    .types = types,
    .ntypes = COFF_COUNT(types),
    .codes = codes,
    .ncodes = COFF_COUNT(codes),
    .number_types = 1u << 5 | 1u << 6 | 1u << 16, // LITUSE, GPDISP, GPVALUE
};

// ---- The record sets --------------------------------------------------------------------------

// No symbol has auxiliary entries in its row: the auxiliary symbols are a table of their own.
static const struct coff_aux_rule no_rules[] = {{0, 0, 0, NULL}};

const struct coff_records coff_records_ecoff32 = {
    .name = "ECOFF32",
    .filehdr = &coff_layout_filehdr,
    .aouthdrs = aouthdrs32,
    .scnhdr = &coff_layout_scnhdr,
    .syment = &external32,
    .reloc = &reloc32,
    .aux_rules = no_rules,
    .auxesz = 4,
    .filnmlen = 14,
    .symbolic = &symbolic32,
    .swap = &coff_swap_generic,
};

const struct coff_records coff_records_ecoff64 = {
    .name = "ECOFF64",
    .filehdr = &filehdr64,
    .aouthdrs = aouthdrs64,
    .scnhdr = &scnhdr64,
    .syment = &external64,
    .reloc = &reloc64,
    .aux_rules = no_rules,
    .auxesz = 4,
    .filnmlen = 14,
    .symbolic = &symbolic64,
    .swap = &coff_swap_generic,
};
