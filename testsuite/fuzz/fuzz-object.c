// Fuzz target: everything that the library reads of a file.
//
// Skip it unless it finds something.
//
// Bytes of a known flavour are read as that. Of others the first byte chooses the target, so that every
// target's tables are reached, whatever it takes to be recognised; coverage.py says which are.
#include "coff/target.h"
#include "testsuite/fuzz/reached.h"
#include "testsuite/unit/walk.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  struct walk w = {.opened = reached_file};
  struct coff_context ctx = {.sink = walk_sink, .sink_user = &w};
  if (walk_bytes(&ctx, NULL, data, size, &w) || size == 0 || data[0] == 0)
    return 0;
  const struct coff_target *t = coff_target_at(data[0] - 1u);
  if (t != NULL)
    walk_bytes(&ctx, t->name, data + 1, size - 1, &w);
  return 0;
}
