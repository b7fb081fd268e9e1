// Thread-local storage of an image: the template and the callbacks.
//
// Skip it unless one of them is read wrongly.
#include "coff/tls.h"
#include "image/claims.h"

void coff_claim_tls(const struct coff_file *f, struct coff_claims *claims)
{
  (void)f;
  (void)claims;
}
