// JSON: unwind data.
//
// Skip it unless it is written wrongly.
#include "coffdump/json.h"

void json_exceptions(struct document *d)
{
  (void)d;
}
