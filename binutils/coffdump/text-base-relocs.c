// Text: base relocations.
//
// Skip it unless it is printed wrongly.
#include "coffdump/text.h"

void text_base_relocs(const struct text *x)
{
  (void)x;
}
