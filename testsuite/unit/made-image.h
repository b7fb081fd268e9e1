// An image made around the bytes of one data directory, for tests and fuzz targets.
//
// Skip it unless you test what images hold.
#ifndef TESTSUITE_UNIT_MADE_IMAGE_H
#define TESTSUITE_UNIT_MADE_IMAGE_H
#include "coff/target.h"

enum {
  MADE_RVA = 0x1000,              // of the contents
  MADE_OFFSET = 0x400,            // of the contents in the file
  MADE_FILHDR = 0x44,             // headers: of the file,
  MADE_OPTHDR = 0x58,             // the optional one,
  MADE_SCNHDR = MADE_OPTHDR + 240 // and that of the section, in PE32+
};

// A PE32 (MACHINE's optional header of 32 bits) or PE32+ image with one section, which holds SIZE
// bytes at DATA; directory DIR names all of it. Image base 0x400000. *TOTAL: bytes of the image,
// which the caller frees.
uint8_t *made_image(uint16_t machine, bool plus, enum coff_dir dir, const uint8_t *data,
                    size_t size, size_t *total);
// The entry for DIR in the optional header of such an image: address and size.
uint8_t *made_directory(uint8_t *image, enum coff_dir dir);
#endif
