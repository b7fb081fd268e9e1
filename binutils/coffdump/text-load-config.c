// Text: the load configuration.
//
// Skip it unless it is printed wrongly.
#include "coffdump/text.h"

void text_load_config(const struct text *x)
{
  (void)x;
}
