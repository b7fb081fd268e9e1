// Fuzz target: the loader section of XCOFF modules.
//
// Skip this unless you change coffgen/image/xcoffloader.c. The first byte chooses the word size; the rest
// are the contents of a loader section, around which a module is made.
#include "testsuite/unit/walk.h"
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { HEADERS = 96 };

static void make_headers(uint8_t *p, bool wide, size_t size)
{
  uint8_t *section = p + (wide ? 24 : 20);
  unsigned width = wide ? 8 : 4;
  coff_store(p, 2, COFF_BIG, wide ? 0x01f7 : 0x01df);
  coff_store(p + 2, 2, COFF_BIG, 1);
  coff_store(p + 18, 2, COFF_BIG, 0x2000);
  memcpy(section, ".loader", 7);
  coff_store(section + 8 + 2 * width, width, COFF_BIG, size);
  coff_store(section + 8 + 3 * width, width, COFF_BIG, HEADERS);
  coff_store(section + (wide ? 64 : 36), 4, COFF_BIG, 0x1000);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  struct walk w = {0};
  struct coff_context ctx = {.sink = walk_sink, .sink_user = &w};
  if (size == 0)
    return 0;
  uint8_t *bytes = calloc(1, HEADERS + size - 1);
  if (bytes == NULL)
    return 0;
  memcpy(bytes + HEADERS, data + 1, size - 1);
  make_headers(bytes, (data[0] & 1) != 0, size - 1);
  walk_bytes(&ctx, NULL, bytes, HEADERS + size - 1, &w);
  free(bytes);
  return 0;
}
