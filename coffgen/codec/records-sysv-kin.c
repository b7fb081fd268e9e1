// Record sets that differ from System V's in one or two records.
//
// Skip it unless you port a flavour. Sizes are those that the flavours' assemblers and linkers
// write.
#include "codec/records.h"
#include "coff/format-sysv.h"

// ---- Optional headers -------------------------------------------------------------------------

// clang-format off
#define AOUT28 \
  {COFF_AOUT_MAGIC,        0, 2, COFF_STYLE_HEX, "magic"}, \
  {COFF_AOUT_VSTAMP,       2, 2, COFF_STYLE_HEX, "vstamp"}, \
  {COFF_AOUT_TSIZE,        4, 4, COFF_STYLE_HEX, "tsize"}, \
  {COFF_AOUT_DSIZE,        8, 4, COFF_STYLE_HEX, "dsize"}, \
  {COFF_AOUT_BSIZE,       12, 4, COFF_STYLE_HEX, "bsize"}, \
  {COFF_AOUT_ENTRY,       16, 4, COFF_STYLE_HEX, "entry"}, \
  {COFF_AOUT_TEXT_START,  20, 4, COFF_STYLE_HEX, "text_start"}, \
  {COFF_AOUT_DATA_START,  24, 4, COFF_STYLE_HEX, "data_start"}

static const struct coff_aout_item apollo_items[] = {
  AOUT28,
  {COFF_AOUT_SRI,         28, 4, COFF_STYLE_HEX, "o_sri"},
  {COFF_AOUT_INLIB,       32, 4, COFF_STYLE_HEX, "o_inlib"},
  {COFF_AOUT_VID,         36, 8, COFF_STYLE_HEX, "vid"},
};
// What the last eight bytes mean is published nowhere.
static const struct coff_aout_item i860_items[] = {AOUT28};
// clang-format on

static const struct coff_aouthdr_layout aout_apollo = {.name = "a.out (Apollo)",
                                                       .size = 44,
                                                       .min_size = 44,
                                                       .nitems = COFF_COUNT(apollo_items),
                                                       .items = apollo_items};
static const struct coff_aouthdr_layout *const apollo_aouthdrs[] = {&aout_apollo,
                                                                    &coff_layout_aouthdr, NULL};

static const struct coff_aouthdr_layout aout_i860 = {.name = "a.out (i860)",
                                                     .size = 36,
                                                     .min_size = 36,
                                                     .nitems = COFF_COUNT(i860_items),
                                                     .items = i860_items};
static const struct coff_aouthdr_layout *const i860_aouthdrs[] = {&aout_i860, &coff_layout_aouthdr,
                                                                  NULL};

// ---- Symbols, relocations, line numbers -------------------------------------------------------

// SPARC: padded to a multiple of 4.
static const struct coff_syment_layout syment20 = {
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

static const struct coff_reloc_layout reloc_arm = {
    .size = 14, .vaddr = {0, 4}, .symndx = {4, 4}, .type = {8, 2}, .offset = {10, 4}};
static const struct coff_reloc_layout reloc_maxq = {
    .size = 12, .vaddr = {0, 4}, .symndx = {4, 4}, .type = {8, 2}, .offset = {10, 2}};
static const struct coff_reloc_layout reloc_sparc = {
    .size = 16, .vaddr = {0, 4}, .symndx = {4, 4}, .type = {8, 2}, .offset = {12, 4}};

// Microchip's 16-bit processors: line numbers of 4 bytes beside relocations of 10.
static const struct coff_lineno_layout lineno8 = {
    .size = 8, .addr = {0, 4}, .symndx = {0, 4}, .lnno = {4, 4}};

// ---- The record sets --------------------------------------------------------------------------

#define SYSV_RECORDS                                                                               \
  .filehdr = &coff_layout_filehdr, .scnhdr = &coff_layout_scnhdr,                                  \
  .aux_rules = coff_aux_rules_sysv, .filnmlen = 14, .swap = &coff_swap_generic

const struct coff_records coff_records_sysv_arm = {
    SYSV_RECORDS,
    .name = "System V (ARM)",
    .aouthdrs = coff_layout_aouthdrs,
    .syment = &coff_layout_syment,
    .reloc = &reloc_arm,
    .lineno = &coff_layout_lineno,
    .auxesz = 18,
};

const struct coff_records coff_records_sysv_maxq = {
    SYSV_RECORDS,
    .name = "System V (MAXQ)",
    .aouthdrs = coff_layout_aouthdrs,
    .syment = &coff_layout_syment,
    .reloc = &reloc_maxq,
    .lineno = &coff_layout_lineno,
    .auxesz = 18,
};

const struct coff_records coff_records_sysv_sparc = {
    SYSV_RECORDS,        .name = "System V (SPARC)", .aouthdrs = coff_layout_aouthdrs,
    .syment = &syment20, .reloc = &reloc_sparc,      .lineno = &coff_layout_lineno,
    .auxesz = 20,
};

const struct coff_records coff_records_sysv_apollo = {
    SYSV_RECORDS,
    .name = "System V (Apollo)",
    .aouthdrs = apollo_aouthdrs,
    .syment = &coff_layout_syment,
    .reloc = &coff_layout_reloc,
    .lineno = &coff_layout_lineno,
    .auxesz = 18,
};

const struct coff_records coff_records_sysv_i860 = {
    SYSV_RECORDS,
    .name = "System V (i860)",
    .aouthdrs = i860_aouthdrs,
    .syment = &coff_layout_syment,
    .reloc = &coff_layout_reloc,
    .lineno = &coff_layout_lineno,
    .auxesz = 18,
};

const struct coff_records coff_records_sysv_pic30 = {
    SYSV_RECORDS,
    .name = "System V (PIC30)",
    .aouthdrs = coff_layout_aouthdrs,
    .syment = &coff_layout_syment,
    .reloc = &coff_layout_reloc,
    .lineno = &lineno8,
    .auxesz = 18,
};
