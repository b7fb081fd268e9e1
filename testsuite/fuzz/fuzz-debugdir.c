// Fuzz target: the debug directory and the data of its entries.
//
// Skip this unless you change coffgen/image/debugdir*.c. The input is a directory whose entries have
// their data in itself: contents of a section at address MADE_RVA and offset MADE_OFFSET.
#include "testsuite/unit/made-image.h"
#include "testsuite/unit/walk-debugdir.h"
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  struct walk w = {0};
  struct coff_context ctx = {.sink = walk_sink, .sink_user = &w};
  size_t total;
  uint8_t *image = made_image(0x8664, true, COFF_DIR_DEBUG, data, size, &total);
  struct coff_file *f = coff_file_from_memory(&ctx, "fuzz", image, total, NULL);
  if (f != NULL)
    walk_debugdir(f, &w);
  coff_file_close(f);
  free(image);
  return 0;
}
