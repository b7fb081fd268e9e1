// What the printers of the load configuration share.
//
// Skip it unless you print a part of it.
#ifndef COFFDUMP_TEXT_LOAD_CONFIG_H
#define COFFDUMP_TEXT_LOAD_CONFIG_H
#include "coff/dynrelocs.h"
#include "coffdump/text.h"

// Every field that a record has, a line each.
void text_lc_fields(const struct text *x, const struct coff_lc_record *r);
// "0x00001000 in .text+0x10"
void text_lc_rva(const struct text *x, uint64_t rva);
void text_dynrelocs(const struct text *x, const struct coff_lc_record *lc);
#endif
