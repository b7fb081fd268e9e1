// Text: what the image exports.
//
// Skip it unless it is printed wrongly.
#include "coffdump/text.h"

void text_exports(const struct text *x)
{
  (void)x;
}
