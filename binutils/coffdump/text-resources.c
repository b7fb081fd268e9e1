// Text: the resource tree.
//
// Skip it unless it is printed wrongly.
#include "coffdump/text.h"

void text_resources(const struct text *x)
{
  (void)x;
}
