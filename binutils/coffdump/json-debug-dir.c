// JSON: the debug directory.
//
// Skip it unless it is written wrongly.
#include "coffdump/json.h"

void json_debug_dir(struct document *d)
{
  (void)d;
}
