// .NET metadata, which an image has by itself and inside of an embedded PDB.
//
// Skip it unless you print metadata.
#ifndef COFFDUMP_METADATA_H
#define COFFDUMP_METADATA_H
#include "coff/clr.h"
#include "coffdump/json.h"
#include "coffdump/text.h"

// Root, streams and row counts; each line is indented by two spaces more than INDENT says. CLR may be
// NULL: of an embedded PDB.
void text_metadata(const struct text *x, const struct coff_clr *clr, const struct coff_metadata *m,
                   unsigned indent);
// The same under KEY.
void json_metadata(struct document *d, const char *key, const struct coff_clr *clr,
                   const struct coff_metadata *m);
void out_spaces(struct out *o, unsigned n);
void out_hex_run(struct out *o, const uint8_t *p, uint64_t n); // two digits a byte
#endif
