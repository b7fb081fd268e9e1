// Fuzz target: everything that the library reads of a file.
//
// Skip it unless it finds something.
//
// The first byte chooses the target: 0 lets the library recognise it.
#include "coff/target.h"
#include "testsuite/unit/walk.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  struct walk w = {0};
  struct coff_context ctx = {.sink = walk_sink, .sink_user = &w};
  if (size == 0)
    return 0;
  const struct coff_target *t = data[0] == 0 ? NULL : coff_target_at(data[0] - 1u);
  walk_bytes(&ctx, NULL, data, size, &w);
  walk_bytes(&ctx, t == NULL ? NULL : t->name, data + 1, size - 1, &w);
  return 0;
}
