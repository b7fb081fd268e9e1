// The debug directory of an image: what debug data there is, and where.
//
// Skip it unless one of them is read wrongly.
#include "coff/debugdir.h"
#include "image/claims.h"

void coff_claim_debugdir(const struct coff_file *f, struct coff_claims *claims)
{
  (void)f;
  (void)claims;
}
