// The Rich header: which tools made the objects of an image.
//
// Skip it unless one of them is read wrongly.
#include "coff/rich.h"
#include "image/claims.h"

void coff_claim_rich(const struct coff_file *f, struct coff_claims *claims)
{
  (void)f;
  (void)claims;
}
