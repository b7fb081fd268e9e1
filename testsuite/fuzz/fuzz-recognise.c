// Fuzz target: recognition of any bytes, and the order of what it finds.
//
// Skip it unless it finds something.
#include "coff/recognise.h"
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  struct coff_match all[16], best, again;
  struct coff_view v = {data, size, 0};
  size_t n = coff_recognise(v, all, 16);
  for (size_t i = 1; i < n && i < 16; i++)
    if (all[i].evidence > all[i - 1].evidence)
      abort();
  // Asking for fewer gives the same ones.
  if (coff_recognise(v, &best, 1) != n || (n != 0 && best.target != all[0].target))
    abort();
  // What was recognised is found again by its target.
  if (n != 0 && (!coff_recognise_as(v, best.target, &again) || again.header != best.header))
    abort();
  return 0;
}
