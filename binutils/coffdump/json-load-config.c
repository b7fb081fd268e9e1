// JSON: the load configuration.
//
// Skip it unless it is written wrongly.
#include "coffdump/json.h"

void json_load_config(struct document *d)
{
  (void)d;
}
