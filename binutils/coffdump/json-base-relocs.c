// JSON: base relocations.
//
// Skip it unless it is written wrongly.
#include "coffdump/json.h"

void json_base_relocs(struct document *d)
{
  (void)d;
}
