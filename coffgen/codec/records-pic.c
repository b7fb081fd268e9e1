// The records of Microchip's 8-bit processors, in the two versions of their format.
//
// Skip it unless you port a flavour. Offsets are those of the "Common Object File Format" appendix of
// Microchip's MPASM/MPLINK guide, and of gputils' gpcoff.h for version 2, which widened types and
// with them symbols and auxiliary entries.
#include "coff/format-sysv.h"
#include "coff/target.h"

// clang-format off
static const struct coff_aout_item aout1_items[] = {
  // id,                  at, width, style,        name
  {COFF_AOUT_MAGIC,        0, 2, COFF_STYLE_HEX, "magic"},
  {COFF_AOUT_VSTAMP,       2, 2, COFF_STYLE_HEX, "vstamp"},
  {COFF_AOUT_PROC_TYPE,    4, 4, COFF_STYLE_HEX, "proc_type"},
  {COFF_AOUT_ROM_WIDTH,    8, 4, COFF_STYLE_DEC, "rom_width_bits"},
  {COFF_AOUT_RAM_WIDTH,   12, 4, COFF_STYLE_DEC, "ram_width_bits"},
};
static const struct coff_aout_item aout2_items[] = {
  {COFF_AOUT_MAGIC,        0, 2, COFF_STYLE_HEX, "magic"},
  {COFF_AOUT_VSTAMP,       2, 4, COFF_STYLE_HEX, "vstamp"},
  {COFF_AOUT_PROC_TYPE,    6, 4, COFF_STYLE_HEX, "proc_type"},
  {COFF_AOUT_ROM_WIDTH,   10, 4, COFF_STYLE_DEC, "rom_width_bits"},
  {COFF_AOUT_RAM_WIDTH,   14, 4, COFF_STYLE_DEC, "ram_width_bits"},
};
// clang-format on

enum { AOUT_MAGIC = 0x5678 };

static const struct coff_aouthdr_layout aout1 = {.name = "PIC",
                                                 .magic = AOUT_MAGIC,
                                                 .size = 16,
                                                 .min_size = 16,
                                                 .nitems = COFF_COUNT(aout1_items),
                                                 .items = aout1_items};
static const struct coff_aouthdr_layout aout2 = {.name = "PIC",
                                                 .magic = AOUT_MAGIC,
                                                 .size = 18,
                                                 .min_size = 18,
                                                 .nitems = COFF_COUNT(aout2_items),
                                                 .items = aout2_items};
static const struct coff_aouthdr_layout *const aouthdrs1[] = {&aout1, NULL};
static const struct coff_aouthdr_layout *const aouthdrs2[] = {&aout2, NULL};

static const struct coff_syment_layout syment2 = {
    .size = 20,
    .name = {0, 8},
    .zeroes = {0, 4},
    .strx = {4, 4},
    .value = {8, 4},
    .scnum = {12, 2},
    .type = {14, 4},
    .sclass = {18, 1},
    .numaux = {19, 1},
    .scnum_max = 0x7fff,
};

static const struct coff_reloc_layout reloc = {
    .size = 12, .vaddr = {0, 4}, .symndx = {4, 4}, .offset = {8, 2}, .type = {10, 2}};

// A row names its source file and, if a flag says so, its function; none begins a function.
static const struct coff_lineno_layout lineno = {.size = 16,
                                                 .srcndx = {0, 4},
                                                 .lnno = {4, 2},
                                                 .addr = {6, 4},
                                                 .symndx = {6, 0},
                                                 .flags = {10, 2},
                                                 .fcnndx = {12, 4}};

// ---- Auxiliary entries ------------------------------------------------------------------------

enum { C_SECTION_PIC = 109 };

// clang-format off
static const struct coff_aux_item file_items[] = {
  // id,              at, width, shift, name
  {COFF_AUX_STRX,      0, 4, 0, "x_offset"},
  {COFF_AUX_LINE,      4, 4, 0, "x_incline"},
  {COFF_AUX_FLAGS,     8, 1, 0, "x_flags"},
};
static const struct coff_aux_item section_items[] = {
  {COFF_AUX_SCNLEN,    0, 4, 0, "x_scnlen"},
  {COFF_AUX_NRELOC,    4, 2, 0, "x_nreloc"},
  {COFF_AUX_NLINNO,    6, 2, 0, "x_nlinno"},
};
static const struct coff_aux_item function_items[] = {
  {COFF_AUX_TAGNDX,    0, 4, 0, "x_tagndx"},
  {COFF_AUX_FSIZE,     4, 4, 0, "x_fsize"},
  {COFF_AUX_LNNOPTR,   8, 4, 0, "x_lnnoptr"},
  {COFF_AUX_ENDNDX,   12, 4, 0, "x_endndx"},
  {COFF_AUX_ACTSCNUM, 16, 2, 0, "x_actscnum"},
};
static const struct coff_aux_item call_items[] = {
  {COFF_AUX_TAGNDX,    0, 4, 0, "x_calleendx"},
  {COFF_AUX_INTERRUPT, 4, 4, 0, "x_is_interrupt"},
};
static const struct coff_aux_layout aux_file = {
  .form = COFF_AUX_FILE, .nitems = COFF_COUNT(file_items), .items = file_items};
static const struct coff_aux_layout aux_section = {
  .form = COFF_AUX_SECTION, .nitems = COFF_COUNT(section_items), .items = section_items};
static const struct coff_aux_layout aux_function = {
  .form = COFF_AUX_FUNCTION, .nitems = COFF_COUNT(function_items), .items = function_items};
static const struct coff_aux_layout aux_call = {
  .form = COFF_AUX_LEAF, .nitems = COFF_COUNT(call_items), .items = call_items};

// Behind its own entry, a function has one for each function that it calls.
static const struct coff_aux_rule aux_rules[] = {
  // class,         when,                                      x_auxtype,        layout
  {C_FILE,          COFF_AUX_ALWAYS,                           COFF_ANY_AUXTYPE, &aux_file},
  {C_SECTION_PIC,   COFF_AUX_ALWAYS,                           COFF_ANY_AUXTYPE, &aux_section},
  {C_STAT,          COFF_AUX_IF_UNTYPED | COFF_AUX_IF_DEFINED, COFF_ANY_AUXTYPE, &aux_section},
  {C_STRTAG,        COFF_AUX_ALWAYS,                           COFF_ANY_AUXTYPE, &coff_layout_aux_tag},
  {C_UNTAG,         COFF_AUX_ALWAYS,                           COFF_ANY_AUXTYPE, &coff_layout_aux_tag},
  {C_ENTAG,         COFF_AUX_ALWAYS,                           COFF_ANY_AUXTYPE, &coff_layout_aux_tag},
  {C_EOS,           COFF_AUX_ALWAYS,                           COFF_ANY_AUXTYPE, &coff_layout_aux_end},
  {C_BLOCK,         COFF_AUX_IF_END,                           COFF_ANY_AUXTYPE, &coff_layout_aux_end},
  {C_BLOCK,         COFF_AUX_ALWAYS,                           COFF_ANY_AUXTYPE, &coff_layout_aux_block},
  {C_FCN,           COFF_AUX_IF_END,                           COFF_ANY_AUXTYPE, &coff_layout_aux_end},
  {C_FCN,           COFF_AUX_ALWAYS,                           COFF_ANY_AUXTYPE, &coff_layout_aux_block},
  {COFF_ANY_CLASS,  COFF_AUX_IF_FUNCTION | COFF_AUX_IF_FIRST,  COFF_ANY_AUXTYPE, &aux_function},
  {COFF_ANY_CLASS,  COFF_AUX_IF_FUNCTION,                      COFF_ANY_AUXTYPE, &aux_call},
  {COFF_ANY_CLASS,  COFF_AUX_IF_ARRAY,                         COFF_ANY_AUXTYPE, &coff_layout_aux_array},
  {COFF_ANY_CLASS,  COFF_AUX_ALWAYS,                           COFF_ANY_AUXTYPE, &coff_layout_aux_symbol},
  {0, 0, 0, NULL},
};
// clang-format on

const struct coff_records coff_records_pic1 = {
    .name = "PIC, version 1",
    .filehdr = &coff_layout_filehdr,
    .aouthdrs = aouthdrs1,
    .scnhdr = &coff_layout_scnhdr,
    .syment = &coff_layout_syment,
    .reloc = &reloc,
    .lineno = &lineno,
    .aux_rules = aux_rules,
    .auxesz = 18,
    .swap = &coff_swap_generic,
};

const struct coff_records coff_records_pic2 = {
    .name = "PIC, version 2",
    .filehdr = &coff_layout_filehdr,
    .aouthdrs = aouthdrs2,
    .scnhdr = &coff_layout_scnhdr,
    .syment = &syment2,
    .reloc = &reloc,
    .lineno = &lineno,
    .aux_rules = aux_rules,
    .auxesz = 20,
    .swap = &coff_swap_generic,
};
