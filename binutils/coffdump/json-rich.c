// JSON: the Rich header.
//
// Skip it unless it is written wrongly.
#include "coffdump/json.h"

void json_rich(struct document *d)
{
  (void)d;
}
