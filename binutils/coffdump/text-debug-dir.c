// Text: the debug directory.
//
// Skip it unless it is printed wrongly.
#include "coffdump/text.h"

void text_debug_dir(const struct text *x)
{
  (void)x;
}
