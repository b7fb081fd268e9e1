// The CLR header of an image, its metadata root and streams.
//
// Skip it unless one of them is read wrongly.
#include "coff/clr.h"
#include "image/claims.h"

void coff_claim_clr(const struct coff_file *f, struct coff_claims *claims)
{
  (void)f;
  (void)claims;
}
