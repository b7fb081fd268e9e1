// The list of those who know what is inside of an image's sections.
//
// Skip it unless you add a directory.
#include "coff/image.h"
#include "image/claims.h"

const struct coff_claimer *coff_image_claimers(size_t *n)
{
  static const struct coff_claimer all[] = {
      {coff_claim_exports},    {coff_claim_imports},     {coff_claim_baserelocs},
      {coff_claim_resources},  {coff_claim_debugdir},    {coff_claim_tls},
      {coff_claim_loadconfig}, {coff_claim_clr},         {coff_claim_certificates},
      {coff_claim_rich},       {coff_claim_xcoffloader},
  };
  *n = COFF_COUNT(all);
  return all;
}
