// Text: certificates and the checksum.
//
// Skip it unless it is printed wrongly.
#include "coffdump/text.h"

void text_certificates(const struct text *x)
{
  (void)x;
}
