// Fuzz target: the resource tree and what its leaves hold.
//
// Skip this unless you change coffgen/image/resources*.c. The first byte chooses a type whose contents
// the rest are; the rest are also the resources of an image, which is made around them, and the
// whole is tried as a file.
#include "coff/resources.h"
#include "testsuite/unit/made-image.h"
#include "testsuite/unit/walk-resources.h"
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void read_file(const struct coff_context *ctx, const uint8_t *data, size_t size,
                      uint32_t type, struct coff_view content, struct walk *w)
{
  struct coff_file *f = coff_file_from_memory(ctx, "resources", data, size, NULL);
  if (f == NULL)
    return;
  walk_resources(f, w);
  if (type != 0)
    walk_resource_content(f, type, content, w);
  coff_file_close(f);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  struct walk w = {0};
  struct coff_context ctx = {.sink = walk_sink, .sink_user = &w};
  if (size < 2)
    return 0;
  size_t total;
  uint8_t *image = made_image(0x8664, true, COFF_DIR_RESOURCE, data + 1, size - 1, &total);
  // An exact block, so that a sanitizer sees the first byte read past the end.
  uint8_t *content = malloc(size - 1);
  if (content != NULL && image != NULL) {
    struct coff_view v = {content, size - 1, 0};
    memcpy(content, data + 1, size - 1);
    read_file(&ctx, image, total, data[0] == 0 ? RT_TOOLBAR : data[0], v, &w);
  }
  free(content);
  free(image);
  read_file(&ctx, data, size, 0, (struct coff_view){0}, &w);
  return 0;
}
