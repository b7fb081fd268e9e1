// Fuzz target: all that coffdump prints, as text and as JSON.
//
// Skip it unless it finds something. The first byte chooses the target: 0 recognises.
#include "coff/target.h"
#include "testsuite/unit/dump.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  struct coff_context ctx = {0};
  if (size == 0)
    return 0;
  const struct coff_target *t = data[0] == 0 ? NULL : coff_target_at(data[0] - 1u);
  dump_bytes(&ctx, NULL, data, size);
  if (t != NULL)
    dump_bytes(&ctx, t->name, data + 1, size - 1);
  return 0;
}
