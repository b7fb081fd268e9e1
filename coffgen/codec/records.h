// Layouts that several record sets are made of. All of them come from System V; records-sysv.c
// holds them.
//
// Skip it unless you write a record set.
#ifndef COFFGEN_CODEC_RECORDS_H
#define COFFGEN_CODEC_RECORDS_H
#include "coff/target.h"

// The symbol of 18 bytes. A constant that the decoder can see: it has code of its own for the record that
// most files are full of.
#define COFF_LAYOUT_SYMENT(max)                                                                    \
  {                                                                                                \
    .size = 18, .name = {0, 8}, .zeroes = {0, 4}, .strx = {4, 4}, .value = {8, 4},                 \
    .scnum = {12, 2}, .type = {14, 2}, .sclass = {16, 1}, .numaux = {17, 1}, .scnum_max = (max),   \
  }
enum { COFF_PE_SCNUM_MAX = 0xfeff };
extern const struct coff_syment_layout coff_layout_syment_pe;

extern const struct coff_filehdr_layout coff_layout_filehdr; // 20 bytes
extern const struct coff_aouthdr_layout coff_layout_aouthdr; // 28 bytes
extern const struct coff_scnhdr_layout coff_layout_scnhdr;   // 40 bytes
extern const struct coff_lineno_layout coff_layout_lineno;   // 6 bytes
extern const struct coff_reloc_layout coff_layout_reloc;     // 10 bytes
// Auxiliary entries of debug symbols, of which PE has kept the first 18 bytes.
extern const struct coff_aux_layout coff_layout_aux_symbol, coff_layout_aux_array;
extern const struct coff_aux_layout coff_layout_aux_function, coff_layout_aux_tag;
extern const struct coff_aux_layout coff_layout_aux_block, coff_layout_aux_end;
#endif
