// What the flavour's own headers say: -p.
//
// Skip it unless you change what it shows first.
#include "objdump/objdump.h"

void dump_private(const struct dump *d)
{
  (void)d;
}
