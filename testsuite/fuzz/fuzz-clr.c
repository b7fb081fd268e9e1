// Fuzz target: the CLR header, what it names, and .NET metadata.
//
// Skip this unless you change coffgen/image/clr.c or metadata*.c. The input is read twice: as metadata,
// and as the contents of a section that begins with a CLR header.
#include "testsuite/unit/made-image.h"
#include "testsuite/unit/walk-debugdir.h"
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  struct walk w = {0};
  struct coff_context ctx = {.sink = walk_sink, .sink_user = &w};
  size_t total;
  uint8_t *image = made_image(0x8664, true, COFF_DIR_CLR, data, size, &total);
  struct coff_file *f = coff_file_from_memory(&ctx, "fuzz", image, total, NULL);
  if (f != NULL) {
    walk_clr(f, &w);
    walk_metadata(f, (struct coff_view){data, size, 0}, false, NULL, &w);
  }
  coff_file_close(f);
  free(image);
  return 0;
}
