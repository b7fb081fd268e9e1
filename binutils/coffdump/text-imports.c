// Text: what the image imports.
//
// Skip it unless it is printed wrongly.
#include "coffdump/text.h"

void text_imports(const struct text *x)
{
  (void)x;
}
