// Exports of an image: names, ordinals, forwarders.
//
// Skip it unless one of them is read wrongly.
#include "coff/exports.h"
#include "image/claims.h"

void coff_claim_exports(const struct coff_file *f, struct coff_claims *claims)
{
  (void)f;
  (void)claims;
}
