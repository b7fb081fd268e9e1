// What the writers of the load configuration share.
//
// Skip it unless you write a part of it.
#ifndef COFFDUMP_JSON_LOAD_CONFIG_H
#define COFFDUMP_JSON_LOAD_CONFIG_H
#include "coff/dynrelocs.h"
#include "coffdump/json.h"

// The object "fields" with every field that the record has.
void json_lc_fields(struct document *d, const struct coff_lc_record *r);
// The key "dynamic_relocations".
void json_dynrelocs(struct document *d, const struct coff_lc_record *lc);
#endif
