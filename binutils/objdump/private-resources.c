// resources
//
// Skip it
#include "objdump/private.h"

void private_resources(const struct dump *d)
{
  (void)d;
}
