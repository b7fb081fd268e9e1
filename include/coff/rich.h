// The Rich header: which tools made the objects of an image. Microsoft's linkers write it between the
// DOS program and the PE header; no specification describes it.
//
// Skip it unless you ask who built an image.
//
// It is an array of pairs of words, each XORed with a key that stands behind it: "DanS", three zeroes,
// then (comp.id, count) for each tool, "Rich" in clear, the key. The key is a checksum over the DOS
// header, the DOS program and the pairs, so that it tells whether somebody changed one of them.
#ifndef COFF_RICH_H
#define COFF_RICH_H
#include "coff/image.h"

#ifdef __cplusplus
extern "C" {
#endif

struct coff_rich {
  struct coff_view bytes; // as they lie in the file, from "DanS" to the key
  uint32_t key;           // as stored
  uint32_t checksum;      // computed; that of a header that nobody touched is the key
  uint64_t count;         // entries
};

// One tool: COUNT objects (imports, for product 1) carry this @comp.id.
struct coff_rich_entry {
  uint16_t product, build;
  uint32_t count;
};

// Finds and checks the header. False, without a report, if the file has none. A "Rich" that nothing
// begins, and an entry that is cut off, are reported; a checksum that is wrong is not.
COFF_API bool coff_rich_open(const struct coff_file *, struct coff_rich *);
// Entry INDEX (0, 1, ...), decoded; false past the last.
COFF_API bool coff_rich_get(const struct coff_rich *, uint64_t index, struct coff_rich_entry *);
// Microsoft's name for a product, without the "prodid" that all of them begin with: "Linker1400",
// "Utc1900_CPP" (UTC is the compiler's back end). NULL if it is not known.
COFF_API const char *coff_rich_product_name(uint16_t product);
// The release that a tool came with: "Visual Studio 2019". Since 2015 products keep their numbers
// and builds tell. NULL if it is not known.
COFF_API const char *coff_rich_release(uint16_t product, uint16_t build);

#ifdef __cplusplus
}
#endif
#endif
