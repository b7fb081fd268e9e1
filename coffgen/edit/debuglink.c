// The section that says where debug information is.
//
// Skip it unless a debugger does not find it.
#include "base/input.h"
#include "coff/edit.h"
#include <string.h>
#include <zlib.h>

static const struct coff_str section = {".gnu_debuglink", 14};

static uint32_t checksum(struct coff_view v)
{
  unsigned long crc = crc32(0, NULL, 0);
  for (uint64_t at = 0; at < v.size; at += 1u << 30)
    crc = crc32(crc, v.data + at, (uInt)(v.size - at < 1u << 30 ? v.size - at : 1u << 30));
  return (uint32_t)crc;
}

bool coff_edit_add_debuglink(struct coff_build *b, const char *path)
{
  const char *slash = strrchr(path, '/'), *name = slash == NULL ? path : slash + 1;
  size_t at = (strlen(name) + 4) / 4 * 4; // the name's NUL counts
  uint8_t *p = coff_build_bytes(b, at + 4);
  struct coff_input in;
  if (p == NULL || !coff_input_open(b->ctx, path, 0, 0, false, &in))
    return false;
  memcpy(p, name, strlen(name));
  coff_store(p + at, 4, b->target->order, checksum(in.bytes));
  coff_input_close(b->ctx, &in);
  struct coff_view v = {p, at + 4, 0};
  uint32_t old = coff_edit_find(b, section, 0);
  if (old != 0)
    return coff_edit_contents(b, old, v);
  return coff_edit_add_section(
             b, section, v, COFF_SEC_DATA | COFF_SEC_READ | COFF_SEC_DISCARD | COFF_SEC_DEBUG) != 0;
}
