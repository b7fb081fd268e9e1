// The records of bigobj: PE/COFF objects with 32-bit section numbers (ANON_OBJECT_HEADER_BIGOBJ and
// IMAGE_SYMBOL_EX of winnt.h).
//
// Skip it unless you port a flavour.
#include "codec/records.h"
#include "coff/format-pe.h"
#include "coff/format-sysv.h"

// {D1BAA1C7-BAEE-4BA9-AF20-FAF66AA4DCB8}
const uint8_t coff_class_id_bigobj[16] = {0xc7, 0xa1, 0xba, 0xd1, 0xee, 0xba, 0xa9, 0x4b,
                                          0xaf, 0x20, 0xfa, 0xf6, 0x6a, 0xa4, 0xdc, 0xb8};

// There is no field for an optional header's size, nor one for Characteristics: Flags are those of
// anonymous objects.
static const struct coff_filehdr_layout filehdr = {
    .size = 56,
    .sig = {0, 4},
    .version = {4, 2},
    .magic = {6, 2},
    .timdat = {8, 4},
    .class_id = {12, 16},
    .data_size = {28, 4},
    .flags = {32, 4},
    .meta_size = {36, 4},
    .meta_offset = {40, 4},
    .nscns = {44, 4},
    .symptr = {48, 4},
    .nsyms = {52, 4},
};

const struct coff_syment_layout coff_layout_syment_bigobj = COFF_LAYOUT_SYMENT_BIGOBJ;

// clang-format off
static const struct coff_aux_item file_items[] = {
  // id,                      at, width, shift, name
  {COFF_AUX_STRX,              4, 4,  0, "x_offset"},
};
static const struct coff_aux_item section_items[] = {
  {COFF_AUX_SCNLEN,            0, 4,  0, "Length"},
  {COFF_AUX_NRELOC,            4, 2,  0, "NumberOfRelocations"},
  {COFF_AUX_NLINNO,            6, 2,  0, "NumberOfLinenumbers"},
  {COFF_AUX_CHECKSUM,          8, 4,  0, "CheckSum"},
  {COFF_AUX_ASSOCIATED,       12, 2,  0, "Number"},
  {COFF_AUX_SELECTION,        14, 1,  0, "Selection"},
  {COFF_AUX_ASSOCIATED,       16, 2, 16, "HighNumber"},
};
static const struct coff_aux_item weak_items[] = {
  {COFF_AUX_TAGNDX,            0, 4,  0, "TagIndex"},
  {COFF_AUX_CHARACTERISTICS,   4, 4,  0, "Characteristics"},
};
static const struct coff_aux_item clr_items[] = {
  {COFF_AUX_AUXTYPE,           0, 1,  0, "bAuxType"},
  {COFF_AUX_TAGNDX,            2, 4,  0, "SymbolTableIndex"},
};
// clang-format on

static const struct coff_aux_layout aux_file = {
    .form = COFF_AUX_FILE, .nitems = COFF_COUNT(file_items), .items = file_items, .name = {0, 20}};
static const struct coff_aux_layout aux_section = {
    .form = COFF_AUX_SECTION, .nitems = COFF_COUNT(section_items), .items = section_items};
static const struct coff_aux_layout aux_weak = {
    .form = COFF_AUX_WEAK, .nitems = COFF_COUNT(weak_items), .items = weak_items};
static const struct coff_aux_layout aux_clr = {
    .form = COFF_AUX_CLR, .nitems = COFF_COUNT(clr_items), .items = clr_items};

// clang-format off
static const struct coff_aux_rule aux_rules[] = {
  // class,                       when,                 x_auxtype,        layout
  {C_FILE,                        COFF_AUX_ALWAYS,      COFF_ANY_AUXTYPE, &aux_file},
  {IMAGE_SYM_CLASS_WEAK_EXTERNAL, COFF_AUX_ALWAYS,      COFF_ANY_AUXTYPE, &aux_weak},
  {IMAGE_SYM_CLASS_SECTION,       COFF_AUX_ALWAYS,      COFF_ANY_AUXTYPE, &aux_section},
  {IMAGE_SYM_CLASS_CLR_TOKEN,     COFF_AUX_ALWAYS,      COFF_ANY_AUXTYPE, &aux_clr},
  {C_STAT,                        COFF_AUX_IF_UNTYPED,  COFF_ANY_AUXTYPE, &aux_section},
  {C_STRTAG,                      COFF_AUX_ALWAYS,      COFF_ANY_AUXTYPE, &coff_layout_aux_tag},
  {C_UNTAG,                       COFF_AUX_ALWAYS,      COFF_ANY_AUXTYPE, &coff_layout_aux_tag},
  {C_ENTAG,                       COFF_AUX_ALWAYS,      COFF_ANY_AUXTYPE, &coff_layout_aux_tag},
  {C_EOS,                         COFF_AUX_ALWAYS,      COFF_ANY_AUXTYPE, &coff_layout_aux_end},
  {C_BLOCK,                       COFF_AUX_IF_END,      COFF_ANY_AUXTYPE, &coff_layout_aux_end},
  {C_BLOCK,                       COFF_AUX_ALWAYS,      COFF_ANY_AUXTYPE, &coff_layout_aux_block},
  {C_FCN,                         COFF_AUX_IF_END,      COFF_ANY_AUXTYPE, &coff_layout_aux_end},
  {C_FCN,                         COFF_AUX_ALWAYS,      COFF_ANY_AUXTYPE, &coff_layout_aux_block},
  {COFF_ANY_CLASS,                COFF_AUX_IF_FUNCTION, COFF_ANY_AUXTYPE, &coff_layout_aux_function},
  {COFF_ANY_CLASS,                COFF_AUX_IF_ARRAY,    COFF_ANY_AUXTYPE, &coff_layout_aux_array},
  {COFF_ANY_CLASS,                COFF_AUX_ALWAYS,      COFF_ANY_AUXTYPE, &coff_layout_aux_symbol},
  {0, 0, 0, NULL},
};
// clang-format on

static const struct coff_aouthdr_layout *const aouthdrs[] = {NULL};

const struct coff_records coff_records_bigobj = {
    .name = "bigobj",
    .filehdr = &filehdr,
    .aouthdrs = aouthdrs,
    .scnhdr = &coff_layout_scnhdr,
    .syment = &coff_layout_syment_bigobj,
    .reloc = &coff_layout_reloc,
    .lineno = &coff_layout_lineno,
    .aux_rules = aux_rules,
    .auxesz = 20,
    .filnmlen = 20,
    .file_aux_spans = true,
    .share_tails = true,
    .swap = &coff_swap_generic,
};
