// JSON: the CLR header and metadata.
//
// Skip it unless it is written wrongly.
#include "coffdump/json.h"

void json_clr(struct document *d)
{
  (void)d;
}
