// JSON: the loader section of XCOFF modules.
//
// Skip it unless it is written wrongly.
#include "coffdump/json.h"

void json_xcoff_loader(struct document *d)
{
  (void)d;
}
