// JSON: thread-local storage.
//
// Skip it unless it is written wrongly.
#include "coffdump/json.h"

void json_tls(struct document *d)
{
  (void)d;
}
