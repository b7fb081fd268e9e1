// The loader section of an XCOFF module.
//
// Skip it unless one of them is read wrongly.
#include "coff/xcoffloader.h"
#include "image/claims.h"

void coff_claim_xcoffloader(const struct coff_file *f, struct coff_claims *claims)
{
  (void)f;
  (void)claims;
}
