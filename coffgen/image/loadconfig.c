// The load configuration of an image and the tables that it names.
//
// Skip it unless one of them is read wrongly.
#include "coff/loadconfig.h"
#include "image/claims.h"

void coff_claim_loadconfig(const struct coff_file *f, struct coff_claims *claims)
{
  (void)f;
  (void)claims;
}
