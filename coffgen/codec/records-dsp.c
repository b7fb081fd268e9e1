// The records of Motorola's DSPs: fields of four bytes throughout, and addresses of two words, of
// which the second says in which memory space the first one counts.
//
// Skip it unless you port a flavour. Offsets are those of the coff.h that Motorola's DSP assembler
// manual prints; no file has been seen.
#include "coff/format-sysv.h"
#include "coff/target.h"

static const struct coff_filehdr_layout filehdr = {
    .size = 28,
    .magic = {0, 4},
    .nscns = {4, 4},
    .timdat = {8, 4},
    .symptr = {12, 4},
    .nsyms = {16, 4},
    .opthdr = {20, 4},
    .flags = {24, 4},
};

// clang-format off
static const struct coff_aout_item aout_items[] = {
  // id,                        at, width, style,        name
  {COFF_AOUT_MAGIC,              0, 4, COFF_STYLE_HEX, "magic"},
  {COFF_AOUT_VSTAMP,             4, 4, COFF_STYLE_HEX, "vstamp"},
  {COFF_AOUT_TSIZE,              8, 4, COFF_STYLE_HEX, "tsize"},
  {COFF_AOUT_DSIZE,             12, 4, COFF_STYLE_HEX, "dsize"},
  {COFF_AOUT_BSIZE,             16, 4, COFF_STYLE_HEX, "bsize"},
  {COFF_AOUT_ENTRY,             20, 4, COFF_STYLE_HEX, "entry"},
  {COFF_AOUT_ENTRY_SPACE,       24, 4, COFF_STYLE_HEX, "entry_space"},
  {COFF_AOUT_TEXT_START,        28, 4, COFF_STYLE_HEX, "text_start"},
  {COFF_AOUT_TEXT_START_SPACE,  32, 4, COFF_STYLE_HEX, "text_start_space"},
  {COFF_AOUT_DATA_START,        36, 4, COFF_STYLE_HEX, "data_start"},
  {COFF_AOUT_DATA_START_SPACE,  40, 4, COFF_STYLE_HEX, "data_start_space"},
  {COFF_AOUT_TEXT_END,          44, 4, COFF_STYLE_HEX, "text_end"},
  {COFF_AOUT_TEXT_END_SPACE,    48, 4, COFF_STYLE_HEX, "text_end_space"},
  {COFF_AOUT_DATA_END,          52, 4, COFF_STYLE_HEX, "data_end"},
  {COFF_AOUT_DATA_END_SPACE,    56, 4, COFF_STYLE_HEX, "data_end_space"},
};
// clang-format on

static const struct coff_aouthdr_layout aouthdr = {.name = "a.out (DSP)",
                                                   .size = 60,
                                                   .min_size = 60,
                                                   .nitems = COFF_COUNT(aout_items),
                                                   .items = aout_items};
static const struct coff_aouthdr_layout *const aouthdrs[] = {&aouthdr, NULL};

static const struct coff_scnhdr_layout scnhdr = {
    .size = 52,
    .name = {0, 8},
    .paddr = {8, 4},
    .paddr_space = {12, 4},
    .vaddr = {16, 4},
    .vaddr_space = {20, 4},
    .scnsize = {24, 4},
    .scnptr = {28, 4},
    .relptr = {32, 4},
    .lnnoptr = {36, 4},
    .nreloc = {40, 4},
    .nlnno = {44, 4},
    .flags = {48, 4},
};

static const struct coff_syment_layout syment = {
    .size = 32,
    .name = {0, 8},
    .zeroes = {0, 4},
    .strx = {4, 4},
    .value = {8, 4},
    .flags = {12, 4},
    .scnum = {16, 4},
    .type = {20, 4},
    .sclass = {24, 4},
    .numaux = {28, 4},
    .scnum_max = 0x7fffffff,
};

static const struct coff_reloc_layout reloc = {
    .size = 12, .vaddr = {0, 4}, .symndx = {4, 4}, .type = {8, 4}};

static const struct coff_lineno_layout lineno = {
    .size = 12, .addr = {0, 4}, .symndx = {0, 4}, .space = {4, 4}, .lnno = {8, 4}};

// ---- Auxiliary entries ------------------------------------------------------------------------

// clang-format off
static const struct coff_aux_item symbol_items[] = {
  // id,             at, width, shift, name
  {COFF_AUX_TAGNDX,   0, 4, 0, "x_tagndx"},
  {COFF_AUX_LNNO,     4, 4, 0, "x_lnno"},
  {COFF_AUX_SIZE,     8, 4, 0, "x_size"},
  {COFF_AUX_DIMEN0,  12, 4, 0, "x_dimen[0]"},
  {COFF_AUX_DIMEN1,  16, 4, 0, "x_dimen[1]"},
  {COFF_AUX_DIMEN2,  20, 4, 0, "x_dimen[2]"},
  {COFF_AUX_DIMEN3,  24, 4, 0, "x_dimen[3]"},
  {COFF_AUX_TVNDX,   28, 4, 0, "x_tvndx"},
};
static const struct coff_aux_item function_items[] = {
  {COFF_AUX_TAGNDX,   0, 4, 0, "x_tagndx"},
  {COFF_AUX_FSIZE,    4, 4, 0, "x_fsize"},
  {COFF_AUX_LNNOPTR, 12, 4, 0, "x_lnnoptr"},
  {COFF_AUX_ENDNDX,  16, 4, 0, "x_endndx"},
  {COFF_AUX_TYPE,    20, 4, 0, "x_type"},
  {COFF_AUX_TVNDX,   28, 4, 0, "x_tvndx"},
};
static const struct coff_aux_item scope_items[] = {
  {COFF_AUX_TAGNDX,   0, 4, 0, "x_tagndx"},
  {COFF_AUX_LNNO,     4, 4, 0, "x_lnno"},
  {COFF_AUX_SIZE,     8, 4, 0, "x_size"},
  {COFF_AUX_LNNOPTR, 12, 4, 0, "x_lnnoptr"},
  {COFF_AUX_ENDNDX,  16, 4, 0, "x_endndx"},
};
static const struct coff_aux_item end_items[] = {
  {COFF_AUX_TAGNDX,   0, 4, 0, "x_tagndx"},
  {COFF_AUX_LNNO,     4, 4, 0, "x_lnno"},
  {COFF_AUX_SIZE,     8, 4, 0, "x_size"},
};
static const struct coff_aux_item file_items[] = {
  {COFF_AUX_STRX,    16, 4, 0, "x_foff"},
  {COFF_AUX_FTYPE,   20, 4, 0, "x_ftype"},
};
// x_soff: the section's name, if it is longer than its header can say.
static const struct coff_aux_item section_items[] = {
  {COFF_AUX_SCNLEN,   0, 4, 0, "x_scnlen"},
  {COFF_AUX_NRELOC,   4, 4, 0, "x_nreloc"},
  {COFF_AUX_NLINNO,   8, 4, 0, "x_nlinno"},
  {COFF_AUX_STRX,    12, 4, 0, "x_soff"},
};

#define LAYOUT(form_, table) {.form = (form_), .nitems = COFF_COUNT(table), .items = (table)}
static const struct coff_aux_layout aux_symbol = LAYOUT(COFF_AUX_SYMBOL, symbol_items);
static const struct coff_aux_layout aux_array = LAYOUT(COFF_AUX_ARRAY, symbol_items);
static const struct coff_aux_layout aux_function = LAYOUT(COFF_AUX_FUNCTION, function_items);
static const struct coff_aux_layout aux_tag = LAYOUT(COFF_AUX_TAG, scope_items);
static const struct coff_aux_layout aux_block = LAYOUT(COFF_AUX_BLOCK, scope_items);
static const struct coff_aux_layout aux_end = LAYOUT(COFF_AUX_END, end_items);
static const struct coff_aux_layout aux_section = LAYOUT(COFF_AUX_SECTION, section_items);
static const struct coff_aux_layout aux_file = {
  .form = COFF_AUX_FILE, .nitems = COFF_COUNT(file_items), .items = file_items, .name = {0, 16}};

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

const struct coff_records coff_records_dsp = {
    .name = "Motorola DSP",
    .filehdr = &filehdr,
    .aouthdrs = aouthdrs,
    .scnhdr = &scnhdr,
    .syment = &syment,
    .reloc = &reloc,
    .lineno = &lineno,
    .aux_rules = aux_rules,
    .auxesz = 32,
    .filnmlen = 16,
    .swap = &coff_swap_generic,
};
