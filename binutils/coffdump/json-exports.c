// JSON: what the image exports.
//
// Skip it unless it is written wrongly.
#include "coffdump/json.h"

void json_exports(struct document *d)
{
  (void)d;
}
