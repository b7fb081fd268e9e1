// Text: the stub before and the overlay behind the image.
//
// Skip it unless it is printed wrongly.
#include "coffdump/text.h"

void text_overlay(const struct text *x)
{
  (void)x;
}
