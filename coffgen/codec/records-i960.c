// The records of i960: sections that state their alignment, symbols with flags and wider types, and
// a second auxiliary entry for procedures that are called in other ways.
//
// Skip it unless you port a flavour. Offsets are those of Intel's and GNU's coff/i960.h.
#include "coff/format-sysv.h"
#include "coff/target.h"

// clang-format off
static const struct coff_aout_item aout_items[] = {
  // id,                  at, width, style,        name
  {COFF_AOUT_MAGIC,        0, 2, COFF_STYLE_HEX, "magic"},
  {COFF_AOUT_VSTAMP,       2, 2, COFF_STYLE_HEX, "vstamp"},
  {COFF_AOUT_TSIZE,        4, 4, COFF_STYLE_HEX, "tsize"},
  {COFF_AOUT_DSIZE,        8, 4, COFF_STYLE_HEX, "dsize"},
  {COFF_AOUT_BSIZE,       12, 4, COFF_STYLE_HEX, "bsize"},
  {COFF_AOUT_ENTRY,       16, 4, COFF_STYLE_HEX, "entry"},
  {COFF_AOUT_TEXT_START,  20, 4, COFF_STYLE_HEX, "text_start"},
  {COFF_AOUT_DATA_START,  24, 4, COFF_STYLE_HEX, "data_start"},
  {COFF_AOUT_TAGENTRIES,  28, 4, COFF_STYLE_DEC, "tagentries"},
};
// clang-format on

static const struct coff_aouthdr_layout aouthdr = {.name = "a.out (i960)",
                                                   .size = 32,
                                                   .min_size = 28,
                                                   .nitems = COFF_COUNT(aout_items),
                                                   .items = aout_items};
static const struct coff_aouthdr_layout *const aouthdrs[] = {&aouthdr, NULL};

static const struct coff_scnhdr_layout scnhdr = {
    .size = 44,
    .name = {0, 8},
    .paddr = {8, 4},
    .vaddr = {12, 4},
    .scnsize = {16, 4},
    .scnptr = {20, 4},
    .relptr = {24, 4},
    .lnnoptr = {28, 4},
    .nreloc = {32, 2},
    .nlnno = {34, 2},
    .flags = {36, 4},
    .align = {40, 4},
};

static const struct coff_syment_layout syment = {
    .size = 24,
    .name = {0, 8},
    .zeroes = {0, 4},
    .strx = {4, 4},
    .value = {8, 4},
    .scnum = {12, 2},
    .flags = {14, 2},
    .type = {16, 4},
    .sclass = {20, 1},
    .numaux = {21, 1},
    .scnum_max = 0x7fff,
};

static const struct coff_reloc_layout reloc = {
    .size = 12, .vaddr = {0, 4}, .symndx = {4, 4}, .type = {8, 2}};

static const struct coff_lineno_layout lineno = {
    .size = 8, .addr = {0, 4}, .symndx = {0, 4}, .lnno = {4, 2}};

// ---- Auxiliary entries ------------------------------------------------------------------------

// x_balntry is an address, in objects too (gas 2.16.1).
// Storage classes of i960 whose symbols have a second entry.
enum { C_SCALL = 107, C_LEAFEXT = 108, C_LEAFSTAT = 113 };

// clang-format off
static const struct coff_aux_item call_items[] = {
  {COFF_AUX_STINDX, 0, 4, 0, "x_stindx"},
};
static const struct coff_aux_item leaf_items[] = {
  {COFF_AUX_BALNTRY, 0, 4, 0, "x_balntry"},
};
static const struct coff_aux_item ident_items[] = {
  {COFF_AUX_TIMESTAMP, 0, 4, 0, "x_timestamp"},
};
static const struct coff_aux_item file_items[] = {
  {COFF_AUX_STRX, 4, 4, 0, "x_offset"},
};
static const struct coff_aux_item section_items[] = {
  {COFF_AUX_SCNLEN, 0, 4, 0, "x_scnlen"},
  {COFF_AUX_NRELOC, 4, 2, 0, "x_nreloc"},
  {COFF_AUX_NLINNO, 6, 2, 0, "x_nlinno"},
};
static const struct coff_aux_layout aux_call = {
  .form = COFF_AUX_LEAF, .nitems = COFF_COUNT(call_items), .items = call_items};
static const struct coff_aux_layout aux_leaf = {
  .form = COFF_AUX_LEAF, .nitems = COFF_COUNT(leaf_items), .items = leaf_items};
static const struct coff_aux_layout aux_ident = {
  .form = COFF_AUX_IDENT, .nitems = COFF_COUNT(ident_items), .items = ident_items, .name = {4, 20}};
static const struct coff_aux_layout aux_file = {
  .form = COFF_AUX_FILE, .nitems = COFF_COUNT(file_items), .items = file_items, .name = {0, 14}};
static const struct coff_aux_layout aux_section = {
  .form = COFF_AUX_SECTION, .nitems = COFF_COUNT(section_items), .items = section_items};

// A file symbol's second entry says which version it is.
static const struct coff_aux_rule aux_rules[] = {
  // class,         when,                                      x_auxtype,        layout
  {C_FILE,          COFF_AUX_IF_FIRST,                         COFF_ANY_AUXTYPE, &aux_file},
  {C_FILE,          COFF_AUX_ALWAYS,                           COFF_ANY_AUXTYPE, &aux_ident},
  {C_SCALL,         COFF_AUX_IF_FIRST,                         COFF_ANY_AUXTYPE, &coff_layout_aux_function},
  {C_SCALL,         COFF_AUX_ALWAYS,                           COFF_ANY_AUXTYPE, &aux_call},
  {C_LEAFEXT,       COFF_AUX_IF_FIRST,                         COFF_ANY_AUXTYPE, &coff_layout_aux_function},
  {C_LEAFEXT,       COFF_AUX_ALWAYS,                           COFF_ANY_AUXTYPE, &aux_leaf},
  {C_LEAFSTAT,      COFF_AUX_IF_FIRST,                         COFF_ANY_AUXTYPE, &coff_layout_aux_function},
  {C_LEAFSTAT,      COFF_AUX_ALWAYS,                           COFF_ANY_AUXTYPE, &aux_leaf},
  {C_STAT,          COFF_AUX_IF_UNTYPED | COFF_AUX_IF_DEFINED, COFF_ANY_AUXTYPE, &aux_section},
  {C_STRTAG,        COFF_AUX_ALWAYS,                           COFF_ANY_AUXTYPE, &coff_layout_aux_tag},
  {C_UNTAG,         COFF_AUX_ALWAYS,                           COFF_ANY_AUXTYPE, &coff_layout_aux_tag},
  {C_ENTAG,         COFF_AUX_ALWAYS,                           COFF_ANY_AUXTYPE, &coff_layout_aux_tag},
  {C_EOS,           COFF_AUX_ALWAYS,                           COFF_ANY_AUXTYPE, &coff_layout_aux_end},
  {C_BLOCK,         COFF_AUX_IF_END,                           COFF_ANY_AUXTYPE, &coff_layout_aux_end},
  {C_BLOCK,         COFF_AUX_ALWAYS,                           COFF_ANY_AUXTYPE, &coff_layout_aux_block},
  {C_FCN,           COFF_AUX_IF_END,                           COFF_ANY_AUXTYPE, &coff_layout_aux_end},
  {C_FCN,           COFF_AUX_ALWAYS,                           COFF_ANY_AUXTYPE, &coff_layout_aux_block},
  {COFF_ANY_CLASS,  COFF_AUX_IF_FUNCTION,                      COFF_ANY_AUXTYPE, &coff_layout_aux_function},
  {COFF_ANY_CLASS,  COFF_AUX_IF_ARRAY,                         COFF_ANY_AUXTYPE, &coff_layout_aux_array},
  {COFF_ANY_CLASS,  COFF_AUX_ALWAYS,                           COFF_ANY_AUXTYPE, &coff_layout_aux_symbol},
  {0, 0, 0, NULL},
};
// clang-format on

const struct coff_records coff_records_i960 = {
    .name = "i960",
    .filehdr = &coff_layout_filehdr,
    .aouthdrs = aouthdrs,
    .scnhdr = &scnhdr,
    .syment = &syment,
    .reloc = &reloc,
    .lineno = &lineno,
    .aux_rules = aux_rules,
    .auxesz = 24,
    .filnmlen = 14,
    .swap = &coff_swap_generic,
};
