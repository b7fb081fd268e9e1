// Text: the loader section of XCOFF modules.
//
// Skip it unless it is printed wrongly.
#include "coffdump/text.h"

void text_xcoff_loader(const struct text *x)
{
  (void)x;
}
