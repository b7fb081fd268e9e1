// Base relocations of an image.
//
// Skip it unless one of them is read wrongly.
#include "coff/baserelocs.h"
#include "image/claims.h"

void coff_claim_baserelocs(const struct coff_file *f, struct coff_claims *claims)
{
  (void)f;
  (void)claims;
}
