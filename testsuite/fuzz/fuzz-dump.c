// Fuzz target: all that coffdump prints, as text and as JSON.
//
// Skip it unless it finds something.
//
// The target is chosen as in fuzz-object.c. The last byte picks what is printed, for both forms together
// take twice the time: with 0, as most files end, it is all.
#include "coff/target.h"
#include "testsuite/fuzz/reached.h"
#include "testsuite/unit/dump.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static unsigned pick(uint8_t last)
{
  static const unsigned forms[] = {DUMP_TEXT | DUMP_JSON, DUMP_TEXT, DUMP_JSON};
  enum { FORMS = sizeof forms / sizeof *forms };
  unsigned how = forms[last % FORMS];
  if (last / FORMS % 2 != 0)
    how |= DUMP_MANGLED;
  if (last / FORMS / 2 % 2 != 0)
    how |= DUMP_PRETTY;
  return how;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  struct coff_context ctx = {0};
  if (size == 0)
    return 0;
  unsigned how = pick(data[size - 1]);
  if (dump_bytes(&ctx, NULL, data, size, how, reached_file) || data[0] == 0)
    return 0;
  const struct coff_target *t = coff_target_at(data[0] - 1u);
  if (t != NULL)
    dump_bytes(&ctx, t->name, data + 1, size - 1, how, reached_file);
  return 0;
}
