// JSON: what the image imports.
//
// Skip it unless it is written wrongly.
#include "coffdump/json.h"

void json_imports(struct document *d)
{
  (void)d;
}
