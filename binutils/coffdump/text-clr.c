// Text: the CLR header and metadata.
//
// Skip it unless it is printed wrongly.
#include "coffdump/text.h"

void text_clr(const struct text *x)
{
  (void)x;
}
