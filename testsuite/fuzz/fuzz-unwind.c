// Fuzz target: function tables and unwind records, of images made around the input.
//
// Skip it unless it finds something.
//
// The first byte chooses the machine, the second how many entries the table has; the rest is the contents
// that table and records lie in. A file that the library knows is read as well.
#include "coff/unwind.h"
#include "testsuite/unit/made-image.h"
#include "testsuite/unit/walk-unwind.h"
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void read_file(const struct coff_context *ctx, const void *data, size_t size, struct walk *w)
{
  struct coff_file *f = coff_file_from_memory(ctx, "unwind", data, size, NULL);
  struct coff_map map;
  size_t n;
  if (f == NULL)
    return;
  walk_unwind(f, w);
  const struct coff_claimer *claimers = coff_unwind_claimers(&n);
  if (coff_map_build_with(f, claimers, n, &map))
    coff_map_free(f, &map);
  coff_file_close(f);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  static const uint16_t machines[] = {0x8664, 0xaa64, 0x1c4, 0x1c0};
  struct walk w = {0};
  struct coff_context ctx = {.sink = walk_sink, .sink_user = &w};
  size_t total;
  read_file(&ctx, data, size, &w);
  if (size < 2)
    return 0;
  unsigned which = data[0] % 4;
  bool plus = which < 2;
  uint8_t *image =
      made_image(machines[which], plus, COFF_DIR_EXCEPTION, data + 2, size - 2, &total);
  uint64_t table = (uint64_t)data[1] * 8;
  if (table < size - 2)
    coff_store(made_directory(image, COFF_DIR_EXCEPTION) + 4, 4, COFF_LITTLE, table);
  read_file(&ctx, image, total, &w);
  free(image);
  return 0;
}
