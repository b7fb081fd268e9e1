// The records of XCOFF, 32-bit and 64-bit (AIX Files Reference, "XCOFF Object File Format").
//
// Skip it unless you port a flavour. Loader sections and exception tables are not here: they are
// contents of sections.
#include "codec/records.h"
#include "coff/format-sysv.h"
#include "coff/format-xcoff.h"

// ---- 32 bits ----------------------------------------------------------------------------------

// clang-format off
static const struct coff_aout_item aout32_items[] = {
  // id,                      at, width, style,          name
  {COFF_AOUT_MAGIC,            0, 2, COFF_STYLE_HEX,   "o_mflag"},
  {COFF_AOUT_VSTAMP,           2, 2, COFF_STYLE_HEX,   "o_vstamp"},
  {COFF_AOUT_TSIZE,            4, 4, COFF_STYLE_HEX,   "o_tsize"},
  {COFF_AOUT_DSIZE,            8, 4, COFF_STYLE_HEX,   "o_dsize"},
  {COFF_AOUT_BSIZE,           12, 4, COFF_STYLE_HEX,   "o_bsize"},
  {COFF_AOUT_ENTRY,           16, 4, COFF_STYLE_HEX,   "o_entry"},
  {COFF_AOUT_TEXT_START,      20, 4, COFF_STYLE_HEX,   "o_text_start"},
  {COFF_AOUT_DATA_START,      24, 4, COFF_STYLE_HEX,   "o_data_start"},
  {COFF_AOUT_TOC,             28, 4, COFF_STYLE_HEX,   "o_toc"},
  {COFF_AOUT_SNENTRY,         32, 2, COFF_STYLE_DEC,   "o_snentry"},
  {COFF_AOUT_SNTEXT,          34, 2, COFF_STYLE_DEC,   "o_sntext"},
  {COFF_AOUT_SNDATA,          36, 2, COFF_STYLE_DEC,   "o_sndata"},
  {COFF_AOUT_SNTOC,           38, 2, COFF_STYLE_DEC,   "o_sntoc"},
  {COFF_AOUT_SNLOADER,        40, 2, COFF_STYLE_DEC,   "o_snloader"},
  {COFF_AOUT_SNBSS,           42, 2, COFF_STYLE_DEC,   "o_snbss"},
  {COFF_AOUT_ALGNTEXT,        44, 2, COFF_STYLE_DEC,   "o_algntext"},
  {COFF_AOUT_ALGNDATA,        46, 2, COFF_STYLE_DEC,   "o_algndata"},
  {COFF_AOUT_MODTYPE,         48, 2, COFF_STYLE_CHARS, "o_modtype"},
  {COFF_AOUT_CPUFLAG,         50, 1, COFF_STYLE_HEX,   "o_cpuflag"},
  {COFF_AOUT_CPUTYPE,         51, 1, COFF_STYLE_HEX,   "o_cputype"},
  {COFF_AOUT_STACK_RESERVE,   52, 4, COFF_STYLE_HEX,   "o_maxstack"},
  {COFF_AOUT_HEAP_RESERVE,    56, 4, COFF_STYLE_HEX,   "o_maxdata"},
  {COFF_AOUT_DEBUGGER,        60, 4, COFF_STYLE_HEX,   "o_debugger"},
  {COFF_AOUT_TEXTPSIZE,       64, 1, COFF_STYLE_DEC,   "o_textpsize"},
  {COFF_AOUT_DATAPSIZE,       65, 1, COFF_STYLE_DEC,   "o_datapsize"},
  {COFF_AOUT_STACKPSIZE,      66, 1, COFF_STYLE_DEC,   "o_stackpsize"},
  {COFF_AOUT_FLAGS,           67, 1, COFF_STYLE_HEX,   "o_flags"},
  {COFF_AOUT_SNTDATA,         68, 2, COFF_STYLE_DEC,   "o_sntdata"},
  {COFF_AOUT_SNTBSS,          70, 2, COFF_STYLE_DEC,   "o_sntbss"},
};
// clang-format on

static const struct coff_aouthdr_layout aouthdr32 = {
    .name = "XCOFF auxiliary header",
    .size = 72,
    .min_size = 72,
    .nitems = COFF_COUNT(aout32_items),
    .items = aout32_items,
};
// Objects may have the System V header alone.
static const struct coff_aouthdr_layout *const aouthdrs32[] = {&aouthdr32, &coff_layout_aouthdr,
                                                               NULL};

static const struct coff_syment_layout syment32 = {
    .size = 18,
    .name = {0, 8},
    .zeroes = {0, 4},
    .strx = {4, 4},
    .value = {8, 4},
    .scnum = {12, 2},
    .type = {14, 2},
    .sclass = {16, 1},
    .numaux = {17, 1},
    .scnum_max = 0x7fff,
};

static const struct coff_reloc_layout reloc32 = {
    .size = 10, .vaddr = {0, 4}, .symndx = {4, 4}, .rsize = {8, 1}, .type = {9, 1}};

// clang-format off
static const struct coff_aux_item file32_items[] = {
  // id,              at, width, shift, name
  {COFF_AUX_STRX,      4, 4,  0, "x_offset"},
  {COFF_AUX_FTYPE,    14, 1,  0, "x_ftype"},
};
static const struct coff_aux_item csect32_items[] = {
  {COFF_AUX_SCNLEN,    0, 4,  0, "x_scnlen"},
  {COFF_AUX_PARMHASH,  4, 4,  0, "x_parmhash"},
  {COFF_AUX_SNHASH,    8, 2,  0, "x_snhash"},
  {COFF_AUX_SMTYP,    10, 1,  0, "x_smtyp"},
  {COFF_AUX_SMCLAS,   11, 1,  0, "x_smclas"},
  {COFF_AUX_STAB,     12, 4,  0, "x_stab"},
  {COFF_AUX_SNSTAB,   16, 2,  0, "x_snstab"},
};
static const struct coff_aux_item function32_items[] = {
  {COFF_AUX_EXPTR,     0, 4,  0, "x_exptr"},
  {COFF_AUX_FSIZE,     4, 4,  0, "x_fsize"},
  {COFF_AUX_LNNOPTR,   8, 4,  0, "x_lnnoptr"},
  {COFF_AUX_ENDNDX,   12, 4,  0, "x_endndx"},
};
static const struct coff_aux_item block32_items[] = {
  {COFF_AUX_LNNO,      2, 4,  0, "x_lnno"}, // x_lnnohi, x_lnno
};
static const struct coff_aux_item section32_items[] = {
  {COFF_AUX_SCNLEN,    0, 4,  0, "x_scnlen"},
  {COFF_AUX_NRELOC,    4, 2,  0, "x_nreloc"},
  {COFF_AUX_NLINNO,    6, 2,  0, "x_nlinno"},
};
static const struct coff_aux_item dwarf32_items[] = {
  {COFF_AUX_SCNLEN,    0, 4,  0, "x_scnlen"},
  {COFF_AUX_NRELOC,    8, 4,  0, "x_nreloc"},
};
// clang-format on

static const struct coff_aux_layout file32 = {.form = COFF_AUX_FILE,
                                              .nitems = COFF_COUNT(file32_items),
                                              .items = file32_items,
                                              .name = {0, 14}};
static const struct coff_aux_layout csect32 = {
    .form = COFF_AUX_CSECT, .nitems = COFF_COUNT(csect32_items), .items = csect32_items};
static const struct coff_aux_layout function32 = {
    .form = COFF_AUX_FUNCTION, .nitems = COFF_COUNT(function32_items), .items = function32_items};
static const struct coff_aux_layout block32 = {
    .form = COFF_AUX_BLOCK, .nitems = COFF_COUNT(block32_items), .items = block32_items};
static const struct coff_aux_layout section32 = {
    .form = COFF_AUX_SECTION, .nitems = COFF_COUNT(section32_items), .items = section32_items};
static const struct coff_aux_layout dwarf32 = {
    .form = COFF_AUX_DWARF, .nitems = COFF_COUNT(dwarf32_items), .items = dwarf32_items};

// clang-format off
// The csect entry is the last one of an external symbol; those before it describe a function.
static const struct coff_aux_rule aux_rules32[] = {
  // class,        when,             x_auxtype,        layout
  {C_FILE,         COFF_AUX_ALWAYS,  COFF_ANY_AUXTYPE, &file32},
  {C_EXT,          COFF_AUX_IF_LAST, COFF_ANY_AUXTYPE, &csect32},
  {C_HIDEXT,       COFF_AUX_IF_LAST, COFF_ANY_AUXTYPE, &csect32},
  {C_AIX_WEAKEXT,  COFF_AUX_IF_LAST, COFF_ANY_AUXTYPE, &csect32},
  {C_EXT,          COFF_AUX_ALWAYS,  COFF_ANY_AUXTYPE, &function32},
  {C_HIDEXT,       COFF_AUX_ALWAYS,  COFF_ANY_AUXTYPE, &function32},
  {C_AIX_WEAKEXT,  COFF_AUX_ALWAYS,  COFF_ANY_AUXTYPE, &function32},
  {C_STAT,         COFF_AUX_ALWAYS,  COFF_ANY_AUXTYPE, &section32},
  {C_DWARF,        COFF_AUX_ALWAYS,  COFF_ANY_AUXTYPE, &dwarf32},
  {C_BLOCK,        COFF_AUX_ALWAYS,  COFF_ANY_AUXTYPE, &block32},
  {C_FCN,          COFF_AUX_ALWAYS,  COFF_ANY_AUXTYPE, &block32},
  {0, 0, 0, NULL},
};
// clang-format on

const struct coff_records coff_records_xcoff32 = {
    .name = "XCOFF32",
    .filehdr = &coff_layout_filehdr,
    .aouthdrs = aouthdrs32,
    .scnhdr = &coff_layout_scnhdr,
    .syment = &syment32,
    .reloc = &reloc32,
    .lineno = &coff_layout_lineno,
    .aux_rules = aux_rules32,
    .auxesz = 18,
    .filnmlen = 14,
    .swap = &coff_swap_generic,
};

// ---- 64 bits ----------------------------------------------------------------------------------

static const struct coff_filehdr_layout filehdr64 = {
    .size = 24,
    .magic = {0, 2},
    .nscns = {2, 2},
    .timdat = {4, 4},
    .symptr = {8, 8},
    .opthdr = {16, 2},
    .flags = {18, 2},
    .nsyms = {20, 4},
};

// clang-format off
static const struct coff_aout_item aout64_items[] = {
  // id,                      at, width, style,          name
  {COFF_AOUT_MAGIC,            0, 2, COFF_STYLE_HEX,   "o_mflag"},
  {COFF_AOUT_VSTAMP,           2, 2, COFF_STYLE_HEX,   "o_vstamp"},
  {COFF_AOUT_DEBUGGER,         4, 4, COFF_STYLE_HEX,   "o_debugger"},
  {COFF_AOUT_TEXT_START,       8, 8, COFF_STYLE_HEX,   "o_text_start"},
  {COFF_AOUT_DATA_START,      16, 8, COFF_STYLE_HEX,   "o_data_start"},
  {COFF_AOUT_TOC,             24, 8, COFF_STYLE_HEX,   "o_toc"},
  {COFF_AOUT_SNENTRY,         32, 2, COFF_STYLE_DEC,   "o_snentry"},
  {COFF_AOUT_SNTEXT,          34, 2, COFF_STYLE_DEC,   "o_sntext"},
  {COFF_AOUT_SNDATA,          36, 2, COFF_STYLE_DEC,   "o_sndata"},
  {COFF_AOUT_SNTOC,           38, 2, COFF_STYLE_DEC,   "o_sntoc"},
  {COFF_AOUT_SNLOADER,        40, 2, COFF_STYLE_DEC,   "o_snloader"},
  {COFF_AOUT_SNBSS,           42, 2, COFF_STYLE_DEC,   "o_snbss"},
  {COFF_AOUT_ALGNTEXT,        44, 2, COFF_STYLE_DEC,   "o_algntext"},
  {COFF_AOUT_ALGNDATA,        46, 2, COFF_STYLE_DEC,   "o_algndata"},
  {COFF_AOUT_MODTYPE,         48, 2, COFF_STYLE_CHARS, "o_modtype"},
  {COFF_AOUT_CPUFLAG,         50, 1, COFF_STYLE_HEX,   "o_cpuflag"},
  {COFF_AOUT_CPUTYPE,         51, 1, COFF_STYLE_HEX,   "o_cputype"},
  {COFF_AOUT_TEXTPSIZE,       52, 1, COFF_STYLE_DEC,   "o_textpsize"},
  {COFF_AOUT_DATAPSIZE,       53, 1, COFF_STYLE_DEC,   "o_datapsize"},
  {COFF_AOUT_STACKPSIZE,      54, 1, COFF_STYLE_DEC,   "o_stackpsize"},
  {COFF_AOUT_FLAGS,           55, 1, COFF_STYLE_HEX,   "o_flags"},
  {COFF_AOUT_TSIZE,           56, 8, COFF_STYLE_HEX,   "o_tsize"},
  {COFF_AOUT_DSIZE,           64, 8, COFF_STYLE_HEX,   "o_dsize"},
  {COFF_AOUT_BSIZE,           72, 8, COFF_STYLE_HEX,   "o_bsize"},
  {COFF_AOUT_ENTRY,           80, 8, COFF_STYLE_HEX,   "o_entry"},
  {COFF_AOUT_STACK_RESERVE,   88, 8, COFF_STYLE_HEX,   "o_maxstack"},
  {COFF_AOUT_HEAP_RESERVE,    96, 8, COFF_STYLE_HEX,   "o_maxdata"},
  {COFF_AOUT_SNTDATA,        104, 2, COFF_STYLE_DEC,   "o_sntdata"},
  {COFF_AOUT_SNTBSS,         106, 2, COFF_STYLE_DEC,   "o_sntbss"},
  {COFF_AOUT_X64FLAGS,       108, 2, COFF_STYLE_HEX,   "o_x64flags"},
};
// clang-format on

// Files from before the TLS fields stop at byte 104 or 110.
static const struct coff_aouthdr_layout aouthdr64 = {
    .name = "XCOFF64 auxiliary header",
    .size = 120,
    .min_size = 104,
    .nitems = COFF_COUNT(aout64_items),
    .items = aout64_items,
};
static const struct coff_aouthdr_layout *const aouthdrs64[] = {&aouthdr64, NULL};

static const struct coff_scnhdr_layout scnhdr64 = {
    .size = 72,
    .name = {0, 8},
    .paddr = {8, 8},
    .vaddr = {16, 8},
    .scnsize = {24, 8},
    .scnptr = {32, 8},
    .relptr = {40, 8},
    .lnnoptr = {48, 8},
    .nreloc = {56, 4},
    .nlnno = {60, 4},
    .flags = {64, 4},
};

static const struct coff_syment_layout syment64 = {
    .size = 18,
    .value = {0, 8},
    .strx = {8, 4},
    .scnum = {12, 2},
    .type = {14, 2},
    .sclass = {16, 1},
    .numaux = {17, 1},
    .scnum_max = 0x7fff,
};

static const struct coff_reloc_layout reloc64 = {
    .size = 14, .vaddr = {0, 8}, .symndx = {8, 4}, .rsize = {12, 1}, .type = {13, 1}};

static const struct coff_lineno_layout lineno64 = {
    .size = 12, .addr = {0, 8}, .symndx = {0, 4}, .lnno = {8, 4}};

// clang-format off
static const struct coff_aux_item file64_items[] = {
  // id,              at, width, shift, name
  {COFF_AUX_STRX,      4, 4,  0, "x_offset"},
  {COFF_AUX_FTYPE,    14, 1,  0, "x_ftype"},
  {COFF_AUX_AUXTYPE,  17, 1,  0, "x_auxtype"},
};
static const struct coff_aux_item csect64_items[] = {
  {COFF_AUX_SCNLEN,    0, 4,  0, "x_scnlen_lo"},
  {COFF_AUX_PARMHASH,  4, 4,  0, "x_parmhash"},
  {COFF_AUX_SNHASH,    8, 2,  0, "x_snhash"},
  {COFF_AUX_SMTYP,    10, 1,  0, "x_smtyp"},
  {COFF_AUX_SMCLAS,   11, 1,  0, "x_smclas"},
  {COFF_AUX_SCNLEN,   12, 4, 32, "x_scnlen_hi"},
  {COFF_AUX_AUXTYPE,  17, 1,  0, "x_auxtype"},
};
static const struct coff_aux_item function64_items[] = {
  {COFF_AUX_LNNOPTR,   0, 8,  0, "x_lnnoptr"},
  {COFF_AUX_FSIZE,     8, 4,  0, "x_fsize"},
  {COFF_AUX_ENDNDX,   12, 4,  0, "x_endndx"},
  {COFF_AUX_AUXTYPE,  17, 1,  0, "x_auxtype"},
};
static const struct coff_aux_item except64_items[] = {
  {COFF_AUX_EXPTR,     0, 8,  0, "x_exptr"},
  {COFF_AUX_FSIZE,     8, 4,  0, "x_fsize"},
  {COFF_AUX_ENDNDX,   12, 4,  0, "x_endndx"},
  {COFF_AUX_AUXTYPE,  17, 1,  0, "x_auxtype"},
};
static const struct coff_aux_item block64_items[] = {
  {COFF_AUX_LNNO,      0, 4,  0, "x_lnno"},
  {COFF_AUX_AUXTYPE,  17, 1,  0, "x_auxtype"},
};
static const struct coff_aux_item section64_items[] = {
  {COFF_AUX_SCNLEN,    0, 8,  0, "x_scnlen"},
  {COFF_AUX_NRELOC,    8, 8,  0, "x_nreloc"},
  {COFF_AUX_AUXTYPE,  17, 1,  0, "x_auxtype"},
};
// clang-format on

static const struct coff_aux_layout file64 = {.form = COFF_AUX_FILE,
                                              .nitems = COFF_COUNT(file64_items),
                                              .items = file64_items,
                                              .name = {0, 14}};
static const struct coff_aux_layout csect64 = {
    .form = COFF_AUX_CSECT, .nitems = COFF_COUNT(csect64_items), .items = csect64_items};
static const struct coff_aux_layout function64 = {
    .form = COFF_AUX_FUNCTION, .nitems = COFF_COUNT(function64_items), .items = function64_items};
static const struct coff_aux_layout except64 = {
    .form = COFF_AUX_EXCEPT, .nitems = COFF_COUNT(except64_items), .items = except64_items};
static const struct coff_aux_layout block64 = {
    .form = COFF_AUX_BLOCK, .nitems = COFF_COUNT(block64_items), .items = block64_items};
static const struct coff_aux_layout section64 = {
    .form = COFF_AUX_SECTION, .nitems = COFF_COUNT(section64_items), .items = section64_items};
static const struct coff_aux_layout dwarf64 = {
    .form = COFF_AUX_DWARF, .nitems = COFF_COUNT(section64_items), .items = section64_items};

// clang-format off
// Every entry says what it is in its last byte. GNU as 2.16 says that blocks are functions.
static const struct coff_aux_rule aux_rules64[] = {
  // class,        when,             x_auxtype,   layout
  {C_FCN,          COFF_AUX_ALWAYS,  _AUX_FCN,    &block64},
  {C_BLOCK,        COFF_AUX_ALWAYS,  _AUX_FCN,    &block64},
  {COFF_ANY_CLASS, COFF_AUX_ALWAYS,  _AUX_FILE,   &file64},
  {COFF_ANY_CLASS, COFF_AUX_ALWAYS,  _AUX_CSECT,  &csect64},
  {COFF_ANY_CLASS, COFF_AUX_ALWAYS,  _AUX_FCN,    &function64},
  {COFF_ANY_CLASS, COFF_AUX_ALWAYS,  _AUX_EXCEPT, &except64},
  {COFF_ANY_CLASS, COFF_AUX_ALWAYS,  _AUX_SYM,    &block64},
  {C_DWARF,        COFF_AUX_ALWAYS,  _AUX_SECT,   &dwarf64},
  {COFF_ANY_CLASS, COFF_AUX_ALWAYS,  _AUX_SECT,   &section64},
  {0, 0, 0, NULL},
};
// clang-format on

const struct coff_records coff_records_xcoff64 = {
    .name = "XCOFF64",
    .filehdr = &filehdr64,
    .aouthdrs = aouthdrs64,
    .scnhdr = &scnhdr64,
    .syment = &syment64,
    .reloc = &reloc64,
    .lineno = &lineno64,
    .aux_rules = aux_rules64,
    .auxesz = 18,
    .filnmlen = 14,
    .swap = &coff_swap_generic,
};
