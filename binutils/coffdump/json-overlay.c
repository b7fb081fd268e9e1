// JSON: the stub before and the overlay behind the image.
//
// Skip it unless it is written wrongly.
#include "coffdump/json.h"

void json_overlay(struct document *d)
{
  (void)d;
}
