// Fuzz target: a file converted to every flavour that takes it.
//
// Skip it unless it finds something.
//
// Bytes of a known flavour are read as that. Of others the first byte chooses the target, as in
// fuzz-object.c. What is written must be a file of the other flavour.
#include "testsuite/unit/reconvert.h"
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { LARGEST = 1 << 16 };

static bool convert(const char *target, const uint8_t *data, size_t size)
{
  static const struct coff_context ctx = {.sink = NULL};
  struct coff_open as = {.target = target};
  struct coff_file *f = coff_file_from_memory(&ctx, "fuzzed", data, size, &as);
  unsigned made;
  char problem[200];
  if (f == NULL)
    return false;
  // Damaged tables are clipped, and counts with them.
  convert_to_all(f, &made, problem, sizeof problem);
  coff_file_close(f);
  return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  if (size > LARGEST || convert(NULL, data, size) || size == 0 || data[0] == 0)
    return 0;
  const struct coff_target *t = coff_target_at(data[0] - 1u);
  if (t != NULL)
    convert(t->name, data + 1, size - 1);
  return 0;
}
