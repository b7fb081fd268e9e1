// The records of m88k BCS: counts and line numbers of four bytes, and symbols padded to twenty.
//
// Skip it unless you port a flavour. Offsets are those of the 88open Binary Compatibility Standard's
// object file format.
#include "coff/format-sysv.h"
#include "coff/target.h"

static const struct coff_scnhdr_layout scnhdr = {
    .size = 44,
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
};

static const struct coff_syment_layout syment = {
    .size = 20,
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

static const struct coff_reloc_layout reloc = {
    .size = 12, .vaddr = {0, 4}, .symndx = {4, 4}, .type = {8, 2}, .offset = {10, 2}};

static const struct coff_lineno_layout lineno = {
    .size = 8, .addr = {0, 4}, .symndx = {0, 4}, .lnno = {4, 4}};

// ---- Auxiliary entries ------------------------------------------------------------------------

// clang-format off
static const struct coff_aux_item symbol_items[] = {
  // id,             at, width, shift, name
  {COFF_AUX_TAGNDX,   0, 4, 0, "x_tagndx"},
  {COFF_AUX_LNNO,     4, 4, 0, "x_lnno"},
  {COFF_AUX_SIZE,     8, 4, 0, "x_size"},
  {COFF_AUX_DIMEN0,  12, 2, 0, "x_dimen[0]"},
  {COFF_AUX_DIMEN1,  14, 2, 0, "x_dimen[1]"},
  {COFF_AUX_DIMEN2,  16, 2, 0, "x_dimen[2]"},
  {COFF_AUX_DIMEN3,  18, 2, 0, "x_dimen[3]"},
};
static const struct coff_aux_item function_items[] = {
  {COFF_AUX_TAGNDX,   0, 4, 0, "x_tagndx"},
  {COFF_AUX_FSIZE,    4, 4, 0, "x_fsize"},
  {COFF_AUX_LNNOPTR, 12, 4, 0, "x_lnnoptr"},
  {COFF_AUX_ENDNDX,  16, 4, 0, "x_endndx"},
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
  {COFF_AUX_STRX,     4, 4, 0, "x_offset"},
};
static const struct coff_aux_item section_items[] = {
  {COFF_AUX_SCNLEN,   0, 4, 0, "x_scnlen"},
  {COFF_AUX_NRELOC,   4, 4, 0, "x_nreloc"},
  {COFF_AUX_NLINNO,   8, 4, 0, "x_nlinno"},
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
  .form = COFF_AUX_FILE, .nitems = COFF_COUNT(file_items), .items = file_items, .name = {0, 14}};

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

const struct coff_records coff_records_m88k = {
    .name = "m88k BCS",
    .filehdr = &coff_layout_filehdr,
    .aouthdrs = coff_layout_aouthdrs,
    .scnhdr = &scnhdr,
    .syment = &syment,
    .reloc = &reloc,
    .lineno = &lineno,
    .aux_rules = aux_rules,
    .auxesz = 20,
    .filnmlen = 14,
    .swap = &coff_swap_generic,
};
