// What stands before the file header of an image: an MZ program.
//
// Skip it unless MS-DOS gets to see an image.
//
// The program of its own is seven instructions of MS-DOS: print a text (function 9 of
// interrupt 21h: DX points to it, a '$' ends it), end with exit code 1 (function 4Ch).
#include "edit/place.h"
#include <string.h>

enum { LFANEW = 0x3c, HEADER = 0x40, PARAGRAPH = 16, SIGNATURE = 0x4550 };

// clang-format off
static const uint8_t program[] = {
  // e_magic, e_cblp, e_cp, e_crlc, e_cparhdr, e_minalloc, e_maxalloc, e_ss
  'M', 'Z', 0x80, 0, 1, 0, 0, 0, HEADER / PARAGRAPH, 0, 0x10, 0, 0xff, 0xff, 0, 0,
  // e_sp, e_csum, e_ip, e_cs, e_lfarlc, e_ovno, e_res[4]
  0xb8, 0, 0, 0, 0, 0, 0, 0, HEADER, 0, 0, 0, 0, 0, 0, 0,
  // the rest of e_res, e_oemid, e_oeminfo, e_res2[10]
  0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
  // the rest of e_res2, e_lfanew
  0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x80, 0, 0, 0,
  0x0e,             // push cs
  0x1f,             // pop ds
  0xba, 14, 0,      // mov dx, text
  0xb4, 0x09,       // mov ah, 9
  0xcd, 0x21,       // int 21h
  0xb8, 0x01, 0x4c, // mov ax, 4c01h
  0xcd, 0x21,       // int 21h
  'T', 'h', 'i', 's', ' ', 'i', 's', ' ', 'n', 'o', ' ', 'p', 'r', 'o', 'g', 'r', 'a', 'm', ' ', 'f', 'o',
  'r', ' ', 'p', 'l', 'a', 'i', 'n', ' ', 'M', 'S', '-', 'D', 'O', 'S', '.', '\r', '\n', '$',
  0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
};
// clang-format on

static bool has_stub(enum coff_container c)
{
  return c == COFF_AFTER_STUB || c == COFF_AT_LFANEW;
}

struct coff_view coff_build_stub(const struct coff_build *b)
{
  if (!has_stub(b->target->container))
    return (struct coff_view){program, 0, 0};
  if (b->stub.size != 0)
    return b->stub;
  return (struct coff_view){program, sizeof program, 0};
}

void coff_build_write_stub(const struct coff_build *b, uint8_t *p)
{
  struct coff_view stub = coff_build_stub(b);
  if (stub.size == 0)
    return;
  enum coff_order order = b->target->order;
  memcpy(p, stub.data, (size_t)stub.size);
  // All headers of big-endian PE images are big-endian.
  for (unsigned i = 0; stub.data == program && order == COFF_BIG && i < LFANEW; i += 2)
    coff_store(p + i, 2, order, coff_le16(program + i));
  if (b->target->container == COFF_AT_LFANEW && stub.size >= HEADER) {
    coff_store(p + LFANEW, 4, order, stub.size);
    coff_store(p + stub.size, 4, order, SIGNATURE);
  }
}
