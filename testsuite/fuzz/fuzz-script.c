// Fuzz target: linker scripts that are inputs.
//
// Skip it unless it finds something.
//
// Checked besides: names lie in the text, one behind the other; groups begin and end in turns; there is an error, or the
// reading ends at the text's end.
#include "link/script.h"
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  struct coff_context ctx = {.sink = NULL};
  struct coff_script s = {.ctx = &ctx, .name = "text", .bytes = {data, size, 0}};
  struct coff_script_item item;
  const char *last = (const char *)data;
  bool group = false;
  while (coff_script_next(&s, &item)) {
    bool begins = item.kind == COFF_SCRIPT_GROUP, ends = item.kind == COFF_SCRIPT_GROUP_END;
    if (begins || ends) {
      if (group == begins)
        abort();
      group = begins;
      continue;
    }
    if (item.name.data < last || item.name.size > size ||
        (size_t)(item.name.data - (const char *)data) > size - item.name.size)
      abort();
    last = item.name.data + item.name.size;
  }
  if (!s.bad && (group || s.at != size || s.depth != 0))
    abort();
  return 0;
}
