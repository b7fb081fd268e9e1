// JSON: the resource tree.
//
// Skip it unless it is written wrongly.
#include "coffdump/json.h"

void json_resources(struct document *d)
{
  (void)d;
}
