// Fuzz target: the export directory.
//
// Skip it unless it finds something.
//
// The input is the contents of a section that the directory names whole.
#include "coff/exports.h"
#include "testsuite/unit/made-image.h"
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void read_all(const struct coff_file *f)
{
  struct coff_exports x;
  struct coff_export e;
  struct coff_export_name n;
  volatile size_t sum = 0;
  if (!coff_exports_open(f, &x))
    return;
  for (uint32_t i = 0; coff_export_get(&x, i, &e); i++)
    for (int32_t k = e.first_name; k != COFF_EXPORT_NO_NAME; k = n.next)
      sum += e.forwarder.size + (coff_export_name_get(&x, (uint32_t)k, &n) ? n.name.size : 0);
  coff_exports_close(&x);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  struct coff_context ctx = {0};
  size_t total;
  uint8_t *image = made_image(0x8664, true, COFF_DIR_EXPORT, data, size, &total);
  struct coff_file *f = coff_file_from_memory(&ctx, "fuzz", image, total, NULL);
  if (f != NULL)
    read_all(f);
  coff_file_close(f);
  free(image);
  return 0;
}
