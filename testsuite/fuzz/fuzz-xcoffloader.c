// Fuzz target: the loader section of XCOFF modules.
//
// Skip this unless you change coffgen/image/xcoffloader.c. The first byte chooses the word size; the rest
// are the contents of a loader section, around which a module is made.
#include "coff/xcoffloader.h"
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { HEADERS = 96 };

// What is given must be there: it is touched, so that a sanitizer sees.
static void touch(const void *p, uint64_t n)
{
  const volatile uint8_t *b = p;
  for (uint64_t i = 0; i < n; i++)
    (void)b[i];
}

static void touch_str(struct coff_str s)
{
  touch(s.data, s.size);
}

static void read_loader(const struct coff_file *f)
{
  struct coff_xcoff_loader l;
  struct coff_xcoff_import_file file;
  struct coff_xcoff_symbol s;
  struct coff_xcoff_reloc r;
  if (!coff_xcoff_loader_open(f, &l))
    return;
  struct coff_xcoff_import_files c = coff_xcoff_import_files(&l);
  while (coff_xcoff_import_file_next(&c, &file)) {
    touch_str(file.path);
    touch_str(file.base);
    touch_str(file.member);
  }
  for (uint64_t i = 0; coff_xcoff_symbol_get(&l, i, &s); i++) {
    touch_str(s.name);
    touch(s.check.data, s.check.size);
  }
  for (uint64_t i = 0; coff_xcoff_reloc_get(&l, i, &r); i++)
    touch_str(r.name);
}

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
  struct coff_context ctx = {0};
  struct coff_map map;
  size_t n;
  if (size == 0)
    return 0;
  uint8_t *bytes = calloc(1, HEADERS + size - 1);
  if (bytes == NULL)
    return 0;
  memcpy(bytes + HEADERS, data + 1, size - 1);
  make_headers(bytes, (data[0] & 1) != 0, size - 1);
  struct coff_file *f = coff_file_from_memory(&ctx, "loader", bytes, HEADERS + size - 1, NULL);
  if (f != NULL) {
    read_loader(f);
    const struct coff_claimer *claimers = coff_image_claimers(&n);
    if (coff_map_build_with(f, claimers, n, &map))
      coff_map_free(f, &map);
    coff_file_close(f);
  }
  free(bytes);
  return 0;
}
