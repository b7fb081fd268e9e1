// Fuzz target: short import objects, and which part of an import library a member is.
//
// Skip it unless it finds something.
//
// The bytes are read as they are and, so that few of them are wasted on the signature, as what stands
// behind it. Checked besides: every string lies inside of the bytes.
#include "coff/archive.h"
#include <stdlib.h>
#include <string.h>

enum { SIGNATURE = 6, LONGEST = 1 << 16 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_string(struct coff_str s, const uint8_t *data, size_t size)
{
  const uint8_t *p = (const uint8_t *)s.data;
  if (s.size != 0 && (p < data || p > data + size || s.size > (size_t)(data + size - p)))
    abort();
}

static void read_import(const uint8_t *data, size_t size)
{
  struct coff_context ctx = {0};
  struct coff_open how = {.maybe = true};
  struct coff_import m;
  struct coff_import_member part;
  struct coff_file *f = coff_file_from_memory(&ctx, "bytes", data, size, &how);
  if (f == NULL)
    return;
  coff_import_get(f, &m);
  check_string(m.symbol, data, size);
  check_string(m.dll, data, size);
  check_string(m.export_as, data, size);
  check_string(m.import_name, data, size);
  coff_import_classify(f, &part);
  check_string(part.dll, data, size);
  check_string(part.symbol, data, size);
  check_string(part.name, data, size);
  check_string(part.link, data, size);
  coff_file_close(f);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  static const uint8_t signature[SIGNATURE] = {0, 0, 0xff, 0xff, 0, 0};
  read_import(data, size);
  if (size > LONGEST)
    return 0;
  uint8_t *whole = malloc(SIGNATURE + size);
  if (whole == NULL)
    return 0;
  memcpy(whole, signature, SIGNATURE);
  if (size != 0)
    memcpy(whole + SIGNATURE, data, size);
  read_import(whole, SIGNATURE + size);
  free(whole);
  return 0;
}
