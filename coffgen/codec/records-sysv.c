// The records of System V COFF, and of its dialect whose relocations carry an addend.
//
// Skip it unless you port a flavour. Offsets are those of the System V headers filehdr.h, aouthdr.h,
// scnhdr.h, syms.h, reloc.h and linenum.h.
#include "codec/records.h"
#include "coff/format-sysv.h"

const struct coff_filehdr_layout coff_layout_filehdr = COFF_LAYOUT_FILEHDR;

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
};
// clang-format on

const struct coff_aouthdr_layout coff_layout_aouthdr = {
    .name = "a.out",
    .size = 28,
    .min_size = 28,
    .nitems = COFF_COUNT(aout_items),
    .items = aout_items,
};

const struct coff_aouthdr_layout *const coff_layout_aouthdrs[] = {&coff_layout_aouthdr, NULL};

const struct coff_scnhdr_layout coff_layout_scnhdr = COFF_LAYOUT_SCNHDR;

const struct coff_syment_layout coff_layout_syment = COFF_LAYOUT_SYMENT(0x7fff);

const struct coff_reloc_layout coff_layout_reloc = COFF_LAYOUT_RELOC;

// r_stuff is the two characters "SC" in files of the GNU assembler.
static const struct coff_reloc_layout reloc_ofs = {.size = 16,
                                                   .vaddr = {0, 4},
                                                   .symndx = {4, 4},
                                                   .offset = {8, 4},
                                                   .type = {12, 2},
                                                   .stuff = {14, 2}};

const struct coff_lineno_layout coff_layout_lineno = {
    .size = 6, .addr = {0, 4}, .symndx = {0, 4}, .lnno = {4, 2}};

static const struct coff_lineno_layout lineno_ofs = {
    .size = 8, .addr = {0, 4}, .symndx = {0, 4}, .lnno = {4, 4}};

// ---- Auxiliary entries ------------------------------------------------------------------------

// clang-format off
static const struct coff_aux_item symbol_items[] = {
  // id,             at, width, shift, name
  {COFF_AUX_TAGNDX,   0, 4, 0, "x_tagndx"},
  {COFF_AUX_LNNO,     4, 2, 0, "x_lnno"},
  {COFF_AUX_SIZE,     6, 2, 0, "x_size"},
  {COFF_AUX_DIMEN0,   8, 2, 0, "x_dimen[0]"},
  {COFF_AUX_DIMEN1,  10, 2, 0, "x_dimen[1]"},
  {COFF_AUX_DIMEN2,  12, 2, 0, "x_dimen[2]"},
  {COFF_AUX_DIMEN3,  14, 2, 0, "x_dimen[3]"},
  {COFF_AUX_TVNDX,   16, 2, 0, "x_tvndx"},
};
static const struct coff_aux_item function_items[] = {
  {COFF_AUX_TAGNDX,   0, 4, 0, "x_tagndx"},
  {COFF_AUX_FSIZE,    4, 4, 0, "x_fsize"},
  {COFF_AUX_LNNOPTR,  8, 4, 0, "x_lnnoptr"},
  {COFF_AUX_ENDNDX,  12, 4, 0, "x_endndx"},
  {COFF_AUX_TVNDX,   16, 2, 0, "x_tvndx"},
};
// Tags and blocks say where they end; x_tagndx stands there too, for compilers do fill it in.
static const struct coff_aux_item scope_items[] = {
  {COFF_AUX_TAGNDX,   0, 4, 0, "x_tagndx"},
  {COFF_AUX_LNNO,     4, 2, 0, "x_lnno"},
  {COFF_AUX_SIZE,     6, 2, 0, "x_size"},
  {COFF_AUX_LNNOPTR,  8, 4, 0, "x_lnnoptr"},
  {COFF_AUX_ENDNDX,  12, 4, 0, "x_endndx"},
  {COFF_AUX_TVNDX,   16, 2, 0, "x_tvndx"},
};
static const struct coff_aux_item end_items[] = {
  {COFF_AUX_TAGNDX,   0, 4, 0, "x_tagndx"},
  {COFF_AUX_LNNO,     4, 2, 0, "x_lnno"},
  {COFF_AUX_SIZE,     6, 2, 0, "x_size"},
};
static const struct coff_aux_item file_items[] = {
  {COFF_AUX_STRX,     4, 4, 0, "x_offset"},
};
static const struct coff_aux_item section_items[] = {
  {COFF_AUX_SCNLEN,   0, 4, 0, "x_scnlen"},
  {COFF_AUX_NRELOC,   4, 2, 0, "x_nreloc"},
  {COFF_AUX_NLINNO,   6, 2, 0, "x_nlinno"},
};
// clang-format on

const struct coff_aux_layout coff_layout_aux_symbol = {
    .form = COFF_AUX_SYMBOL, .nitems = COFF_COUNT(symbol_items), .items = symbol_items};
const struct coff_aux_layout coff_layout_aux_array = {
    .form = COFF_AUX_ARRAY, .nitems = COFF_COUNT(symbol_items), .items = symbol_items};
const struct coff_aux_layout coff_layout_aux_function = {
    .form = COFF_AUX_FUNCTION, .nitems = COFF_COUNT(function_items), .items = function_items};
const struct coff_aux_layout coff_layout_aux_tag = {
    .form = COFF_AUX_TAG, .nitems = COFF_COUNT(scope_items), .items = scope_items};
const struct coff_aux_layout coff_layout_aux_block = {
    .form = COFF_AUX_BLOCK, .nitems = COFF_COUNT(scope_items), .items = scope_items};
const struct coff_aux_layout coff_layout_aux_end = {
    .form = COFF_AUX_END, .nitems = COFF_COUNT(end_items), .items = end_items};
static const struct coff_aux_layout aux_file = {
    .form = COFF_AUX_FILE, .nitems = COFF_COUNT(file_items), .items = file_items, .name = {0, 14}};
static const struct coff_aux_layout aux_section = {
    .form = COFF_AUX_SECTION, .nitems = COFF_COUNT(section_items), .items = section_items};

// clang-format off
const struct coff_aux_rule coff_aux_rules_sysv[] = {
  // class,         when,                                          x_auxtype,        layout
  {C_FILE,          COFF_AUX_ALWAYS,                               COFF_ANY_AUXTYPE, &aux_file},
  {C_STAT,          COFF_AUX_IF_UNTYPED | COFF_AUX_IF_DEFINED,     COFF_ANY_AUXTYPE, &aux_section},
  {C_STRTAG,        COFF_AUX_ALWAYS,                               COFF_ANY_AUXTYPE, &coff_layout_aux_tag},
  {C_UNTAG,         COFF_AUX_ALWAYS,                               COFF_ANY_AUXTYPE, &coff_layout_aux_tag},
  {C_ENTAG,         COFF_AUX_ALWAYS,                               COFF_ANY_AUXTYPE, &coff_layout_aux_tag},
  {C_EOS,           COFF_AUX_ALWAYS,                               COFF_ANY_AUXTYPE, &coff_layout_aux_end},
  {C_BLOCK,         COFF_AUX_IF_END,                               COFF_ANY_AUXTYPE, &coff_layout_aux_end},
  {C_BLOCK,         COFF_AUX_ALWAYS,                               COFF_ANY_AUXTYPE, &coff_layout_aux_block},
  {C_FCN,           COFF_AUX_IF_END,                               COFF_ANY_AUXTYPE, &coff_layout_aux_end},
  {C_FCN,           COFF_AUX_ALWAYS,                               COFF_ANY_AUXTYPE, &coff_layout_aux_block},
  {COFF_ANY_CLASS,  COFF_AUX_IF_FUNCTION,                          COFF_ANY_AUXTYPE, &coff_layout_aux_function},
  {COFF_ANY_CLASS,  COFF_AUX_IF_ARRAY,                             COFF_ANY_AUXTYPE, &coff_layout_aux_array},
  {COFF_ANY_CLASS,  COFF_AUX_ALWAYS,                               COFF_ANY_AUXTYPE, &coff_layout_aux_symbol},
  {0, 0, 0, NULL},
};
// clang-format on

// ---- The record sets --------------------------------------------------------------------------

const struct coff_records coff_records_sysv = {
    .name = "System V",
    .filehdr = &coff_layout_filehdr,
    .aouthdrs = coff_layout_aouthdrs,
    .scnhdr = &coff_layout_scnhdr,
    .syment = &coff_layout_syment,
    .reloc = &coff_layout_reloc,
    .lineno = &coff_layout_lineno,
    .aux_rules = coff_aux_rules_sysv,
    .auxesz = 18,
    .filnmlen = 14,
    .swap = &coff_swap_generic,
};

const struct coff_records coff_records_sysv_ofs = {
    .name = "System V with relocation addends",
    .filehdr = &coff_layout_filehdr,
    .aouthdrs = coff_layout_aouthdrs,
    .scnhdr = &coff_layout_scnhdr,
    .syment = &coff_layout_syment,
    .reloc = &reloc_ofs,
    .lineno = &lineno_ofs,
    .aux_rules = coff_aux_rules_sysv,
    .auxesz = 18,
    .filnmlen = 14,
    .swap = &coff_swap_generic,
};
