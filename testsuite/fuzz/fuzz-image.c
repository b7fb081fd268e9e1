// Fuzz target: all data directories of an image at once, and the byte map that they share.
//
// Skip it unless it finds something.
//
// The first byte chooses machine and width; 16 pairs of 16 bits say where in the rest each directory
// lies, so that they can lie in each other; the rest is the contents of the only section.
#include "coff/format-pe.h"
#include "testsuite/unit/made-image.h"
#include "testsuite/unit/walk.h"
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { PAIRS = 4 * COFF_DIRS };

static void point_directories(uint8_t *image, const uint8_t *pairs)
{
  uint8_t *entry = made_directory(image, 0);
  for (unsigned i = 0; i < COFF_DIRS; i++, entry += 8, pairs += 4) {
    uint32_t from = i == COFF_DIR_CERTIFICATE ? MADE_OFFSET : MADE_RVA;
    coff_store(entry, 4, COFF_LITTLE, coff_le16(pairs) == 0 ? 0 : from + coff_le16(pairs) - 1);
    coff_store(entry + 4, 4, COFF_LITTLE, coff_le16(pairs + 2));
  }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  static const uint16_t machines[] = {0x8664, 0x14c, 0xaa64, 0x1c4};
  struct walk w = {0};
  struct coff_context ctx = {.sink = walk_sink, .sink_user = &w};
  size_t total;
  if (size < 1 + PAIRS)
    return 0;
  unsigned which = data[0] % 4;
  bool plus = which != 1 && which != 3;
  uint8_t *image = made_image(machines[which], plus, COFF_DIR_EXPORT, data + 1 + PAIRS,
                              size - 1 - PAIRS, &total);
  point_directories(image, data + 1);
  walk_bytes(&ctx, NULL, image, total, &w);
  free(image);
  return 0;
}
