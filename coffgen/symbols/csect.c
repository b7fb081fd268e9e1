// What an XCOFF csect auxiliary entry adds to its symbol: in XCOFF the mapping class, not the
// section, tells code from data, and a common block is a csect of its own in .bss.
//
// Skip it unless you work on XCOFF.
#include "symbols/csect.h"
#include "coff/format-xcoff.h"

void coff_csect_describe(const struct coff_auxent *a, struct coff_symbol *s)
{
  unsigned type = a->field[COFF_AUX_SMTYP] & 7;
  unsigned class = (unsigned)a->field[COFF_AUX_SMCLAS];
  if (s->section <= 0)
    return;
  // Of a label the length field is the index of its csect's symbol.
  if (type == XTY_SD || type == XTY_CM) {
    s->size = a->field[COFF_AUX_SCNLEN];
    s->has_size = true;
  }
  if (type == XTY_CM)
    s->kind = COFF_SYMBOL_COMMON;
  else if (s->kind == COFF_SYMBOL_LABEL || s->kind == COFF_SYMBOL_OBJECT)
    s->kind = class == XMC_PR || class == XMC_GL ? COFF_SYMBOL_FUNCTION : COFF_SYMBOL_OBJECT;
}
