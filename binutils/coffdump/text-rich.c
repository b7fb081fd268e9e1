// Text: the Rich header.
//
// Skip it unless it is printed wrongly.
#include "coffdump/text.h"

void text_rich(const struct text *x)
{
  (void)x;
}
