// Imports of an image: by name or ordinal, delayed, bound.
//
// Skip it unless one of them is read wrongly.
#include "coff/imports.h"
#include "image/claims.h"

void coff_claim_imports(const struct coff_file *f, struct coff_claims *claims)
{
  (void)f;
  (void)claims;
}
