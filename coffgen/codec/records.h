// Layouts that several record sets are made of. All of them come from System V; records-sysv.c
// holds them.
//
// Skip it unless you write a record set.
#ifndef COFFGEN_CODEC_RECORDS_H
#define COFFGEN_CODEC_RECORDS_H
#include "coff/target.h"

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
