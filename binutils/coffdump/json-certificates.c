// JSON: certificates and the checksum.
//
// Skip it unless it is written wrongly.
#include "coffdump/json.h"

void json_certificates(struct document *d)
{
  (void)d;
}
