// Text: unwind data.
//
// Skip it unless it is printed wrongly.
#include "coffdump/text.h"

void text_exceptions(const struct text *x)
{
  (void)x;
}
