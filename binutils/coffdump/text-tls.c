// Text: thread-local storage.
//
// Skip it unless it is printed wrongly.
#include "coffdump/text.h"

void text_tls(const struct text *x)
{
  (void)x;
}
