// The records of NEC SX: System V's, with 64-bit addresses and names of 16 characters.
//
// Skip it unless you port a flavour. Offsets are those of the SX headers filehdr.h, aouthdr.h,
// scnhdr.h, syms.h, reloc.h and linenum.h.
#include "coff/format-sysv.h"
#include "coff/target.h"

static const struct coff_filehdr_layout filehdr = {
    .size = 40,
    .magic = {0, 2},
    .nscns = {4, 4},
    .timdat = {8, 4},
    .symptr = {16, 8},
    .nsyms = {24, 8},
    .opthdr = {32, 4},
    .flags = {36, 2},
    .flags3 = {2, 1},
    .float_type = {38, 1},
    .flags2 = {39, 1},
};

// clang-format off
static const struct coff_aout_item aout_items[] = {
  // id,                  at, width, style,        name
  {COFF_AOUT_MAGIC,        0, 2, COFF_STYLE_HEX, "magic"},
  {COFF_AOUT_VSTAMP,       2, 2, COFF_STYLE_HEX, "vstamp"},
  {COFF_AOUT_TSIZE,        8, 8, COFF_STYLE_HEX, "tsize"},
  {COFF_AOUT_DSIZE,       16, 8, COFF_STYLE_HEX, "dsize"},
  {COFF_AOUT_BSIZE,       24, 8, COFF_STYLE_HEX, "bsize"},
  {COFF_AOUT_ENTRY,       32, 8, COFF_STYLE_HEX, "entry"},
  {COFF_AOUT_TEXT_START,  40, 8, COFF_STYLE_HEX, "text_start"},
  {COFF_AOUT_DATA_START,  48, 8, COFF_STYLE_HEX, "data_start"},
  {COFF_AOUT_SSIZE,       64, 8, COFF_STYLE_HEX, "ssize"},
};
// clang-format on

static const struct coff_aouthdr_layout aouthdr = {.name = "a.out (SX)",
                                                   .size = 104,
                                                   .min_size = 104,
                                                   .nitems = COFF_COUNT(aout_items),
                                                   .items = aout_items};
static const struct coff_aouthdr_layout *const aouthdrs[] = {&aouthdr, NULL};

static const struct coff_scnhdr_layout scnhdr = {
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

static const struct coff_syment_layout syment = {
    .size = 36,
    .name = {0, 16},
    .zeroes = {0, 8},
    .strx = {8, 8},
    .value = {16, 8},
    .scnum = {24, 4},
    .type = {28, 4},
    .sclass = {32, 1},
    .numaux = {33, 1},
    .misc = {34, 2},
    .scnum_max = 0x7fffffff,
};

static const struct coff_reloc_layout reloc = {
    .size = 16, .vaddr = {0, 8}, .symndx = {8, 4}, .type = {12, 2}};

static const struct coff_lineno_layout lineno = {
    .size = 12, .addr = {0, 8}, .symndx = {0, 4}, .lnno = {8, 4}};

// ---- Auxiliary entries ------------------------------------------------------------------------

// clang-format off
static const struct coff_aux_item symbol_items[] = {
  // id,             at, width, shift, name
  {COFF_AUX_TAGNDX,   0, 4, 0, "x_tagndx"},
  {COFF_AUX_TYPE,     4, 4, 0, "x_type"},
  {COFF_AUX_LNNO,     8, 4, 0, "x_lnno"},
  {COFF_AUX_SIZE,    12, 4, 0, "x_size"},
  {COFF_AUX_SPAN,    16, 4, 0, "x_span"},
  {COFF_AUX_CSIZE,   20, 4, 0, "x_csize"},
  {COFF_AUX_F90,     32, 2, 0, "x_f90"},
};
static const struct coff_aux_item array_items[] = {
  {COFF_AUX_TAGNDX,   0, 4, 0, "x_tagndx"},
  {COFF_AUX_TYPE,     4, 4, 0, "x_type"},
  {COFF_AUX_LNNO,     8, 4, 0, "x_lnno"},
  {COFF_AUX_SIZE,    12, 4, 0, "x_size"},
  {COFF_AUX_DIMEN0,  16, 4, 0, "x_dimen[0]"},
  {COFF_AUX_DIMEN1,  20, 4, 0, "x_dimen[1]"},
  {COFF_AUX_DIMEN2,  24, 4, 0, "x_dimen[2]"},
  {COFF_AUX_DIMEN3,  28, 4, 0, "x_dimen[3]"},
  {COFF_AUX_DIMEN4,  32, 4, 0, "x_dimen[4]"},
};
static const struct coff_aux_item function_items[] = {
  {COFF_AUX_TAGNDX,   0, 4, 0, "x_tagndx"},
  {COFF_AUX_TYPE,     4, 4, 0, "x_type"},
  {COFF_AUX_FSIZE,    8, 8, 0, "x_fsize"},
  {COFF_AUX_LNNOPTR, 16, 8, 0, "x_lnnoptr"},
  {COFF_AUX_ENDNDX,  24, 4, 0, "x_endndx"},
  {COFF_AUX_STKSZ,   28, 4, 0, "x_stksz"},
  {COFF_AUX_TVNDX,   32, 4, 0, "x_tvndx"},
};
static const struct coff_aux_item scope_items[] = {
  {COFF_AUX_TAGNDX,   0, 4, 0, "x_tagndx"},
  {COFF_AUX_TYPE,     4, 4, 0, "x_type"},
  {COFF_AUX_LNNO,     8, 4, 0, "x_lnno"},
  {COFF_AUX_SIZE,    12, 4, 0, "x_size"},
  {COFF_AUX_LNNOPTR, 16, 8, 0, "x_lnnoptr"},
  {COFF_AUX_ENDNDX,  24, 4, 0, "x_endndx"},
};
static const struct coff_aux_item end_items[] = {
  {COFF_AUX_TAGNDX,   0, 4, 0, "x_tagndx"},
  {COFF_AUX_TYPE,     4, 4, 0, "x_type"},
  {COFF_AUX_LNNO,     8, 4, 0, "x_lnno"},
  {COFF_AUX_SIZE,    12, 4, 0, "x_size"},
};
static const struct coff_aux_item section_items[] = {
  {COFF_AUX_SCNLEN,   0, 8, 0, "x_scnlen"},
  {COFF_AUX_NRELOC,   8, 4, 0, "x_nreloc"},
  {COFF_AUX_NLINNO,  12, 4, 0, "x_nlinno"},
};

#define LAYOUT(form_, table) {.form = (form_), .nitems = COFF_COUNT(table), .items = (table)}
static const struct coff_aux_layout aux_symbol = LAYOUT(COFF_AUX_SYMBOL, symbol_items);
static const struct coff_aux_layout aux_array = LAYOUT(COFF_AUX_ARRAY, array_items);
static const struct coff_aux_layout aux_function = LAYOUT(COFF_AUX_FUNCTION, function_items);
static const struct coff_aux_layout aux_tag = LAYOUT(COFF_AUX_TAG, scope_items);
static const struct coff_aux_layout aux_block = LAYOUT(COFF_AUX_BLOCK, scope_items);
static const struct coff_aux_layout aux_end = LAYOUT(COFF_AUX_END, end_items);
static const struct coff_aux_layout aux_section = LAYOUT(COFF_AUX_SECTION, section_items);
// Nothing but a name: none of the items is its own, but a table is there.
static const struct coff_aux_layout aux_file = {.form = COFF_AUX_FILE, .items = symbol_items, .name = {0, 36}};

static const struct coff_aux_rule aux_rules[] = {
  // class,         when,                                      x_auxtype,        layout
  {C_FILE,          COFF_AUX_ALWAYS,                           COFF_ANY_AUXTYPE, &aux_file},
  {C_STAT,          COFF_AUX_IF_UNTYPED | COFF_AUX_IF_DEFINED, COFF_ANY_AUXTYPE, &aux_section},
  {C_STRTAG,        COFF_AUX_ALWAYS,                           COFF_ANY_AUXTYPE, &aux_tag},
  {C_UNTAG,         COFF_AUX_ALWAYS,                           COFF_ANY_AUXTYPE, &aux_tag},
  {C_ENTAG,         COFF_AUX_ALWAYS,                           COFF_ANY_AUXTYPE, &aux_tag},
  {C_EOS,           COFF_AUX_ALWAYS,                           COFF_ANY_AUXTYPE, &aux_end},
  {C_BLOCK,         COFF_AUX_IF_END,                           COFF_ANY_AUXTYPE, &aux_end},
  {C_BLOCK,         COFF_AUX_ALWAYS,                           COFF_ANY_AUXTYPE, &aux_block},
  {C_FCN,           COFF_AUX_IF_END,                           COFF_ANY_AUXTYPE, &aux_end},
  {C_FCN,           COFF_AUX_ALWAYS,                           COFF_ANY_AUXTYPE, &aux_block},
  {COFF_ANY_CLASS,  COFF_AUX_IF_FUNCTION,                      COFF_ANY_AUXTYPE, &aux_function},
  {COFF_ANY_CLASS,  COFF_AUX_IF_ARRAY,                         COFF_ANY_AUXTYPE, &aux_array},
  {COFF_ANY_CLASS,  COFF_AUX_ALWAYS,                           COFF_ANY_AUXTYPE, &aux_symbol},
  {0, 0, 0, NULL},
};
// clang-format on

const struct coff_records coff_records_sx = {
    .name = "SX",
    .filehdr = &filehdr,
    .aouthdrs = aouthdrs,
    .scnhdr = &scnhdr,
    .syment = &syment,
    .reloc = &reloc,
    .lineno = &lineno,
    .aux_rules = aux_rules,
    .auxesz = 36,
    .filnmlen = 36,
    .swap = &coff_swap_generic,
};
