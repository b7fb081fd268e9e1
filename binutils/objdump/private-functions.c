// functions
//
// Skip it
#include "objdump/private.h"

void private_functions(const struct dump *d)
{
  (void)d;
}
