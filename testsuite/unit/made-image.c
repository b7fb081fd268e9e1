// An image made around the bytes of one data directory, for tests and fuzz targets.
//
// Skip it unless you test what images hold. PE and COFF specification, "File Headers".
#include "testsuite/unit/made-image.h"
#include "coff/format-pe.h"
#include <stdlib.h>
#include <string.h>

enum { LFANEW = MADE_FILHDR - 4 };

static void put(uint8_t *p, unsigned width, uint64_t v)
{
  coff_store(p, width, COFF_LITTLE, v);
}

uint8_t *made_directory(uint8_t *image, enum coff_dir dir)
{
  uint8_t *p = image + MADE_OPTHDR;
  return p + (coff_le16(p) == 0x20b ? 112 : 96) + 8 * dir;
}

static void optional_header(uint8_t *p, bool plus, size_t size)
{
  put(p, 2, plus ? 0x20b : 0x10b);
  put(p + (plus ? 24 : 28), plus ? 8 : 4, 0x400000); // ImageBase
  put(p + 32, 4, MADE_RVA);                          // SectionAlignment
  put(p + 36, 4, 0x200);                             // FileAlignment
  put(p + 56, 4, MADE_RVA + ((size + 0xfff) & ~(size_t)0xfff));
  put(p + 60, 4, MADE_OFFSET); // SizeOfHeaders
  put(p + 68, 2, 3);           // Subsystem
  put(p + (plus ? 108 : 92), 4, COFF_DIRS);
}

uint8_t *made_image(uint16_t machine, bool plus, enum coff_dir dir, const uint8_t *data,
                    size_t size, size_t *total)
{
  uint8_t *p = calloc(1, MADE_OFFSET + size + 1);
  uint16_t opthdr = plus ? 240 : 224;
  uint8_t *scn = p + MADE_OPTHDR + opthdr;
  if (p == NULL)
    abort();
  memcpy(p, "MZ", 2);
  put(p + 0x3c, 4, LFANEW);
  memcpy(p + LFANEW, "PE\0\0", 4);
  put(p + MADE_FILHDR, 2, machine);
  put(p + MADE_FILHDR + 2, 2, 1);
  put(p + MADE_FILHDR + 16, 2, opthdr);
  put(p + MADE_FILHDR + 18, 2, IMAGE_FILE_EXECUTABLE_IMAGE);
  optional_header(p + MADE_OPTHDR, plus, size);
  put(made_directory(p, dir), 4, dir == COFF_DIR_CERTIFICATE ? MADE_OFFSET : MADE_RVA);
  put(made_directory(p, dir) + 4, 4, size);
  memcpy(scn, ".made", 5);
  put(scn + 8, 4, size);
  put(scn + 12, 4, MADE_RVA);
  put(scn + 16, 4, size);
  put(scn + 20, 4, MADE_OFFSET);
  put(scn + 36, 4, 0xc0000040);
  if (size != 0)
    memcpy(p + MADE_OFFSET, data, size);
  *total = MADE_OFFSET + size;
  return p;
}
