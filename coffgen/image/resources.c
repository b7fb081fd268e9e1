// Resources of an image or object: the tree, and what the leaves hold.
//
// Skip it unless one of them is read wrongly.
#include "coff/resources.h"
#include "image/claims.h"

void coff_claim_resources(const struct coff_file *f, struct coff_claims *claims)
{
  (void)f;
  (void)claims;
}
