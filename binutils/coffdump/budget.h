// How much may be shown of sections that share bytes of the file.
//
// Skip it unless you show something of each section. Sound files give each byte to one section. In a
// hostile one 65,000 headers name the whole file, and what is shown would grow with the product.
#ifndef COFFDUMP_BUDGET_H
#define COFFDUMP_BUDGET_H
#include "coff/object.h"
#include "coffdump/out.h"

// Decompressed contents may be a thousand times as large as what is in the file; a sound object's are
// some four times as large, and a section's are in memory at once.
enum { SHARED_SPARE = 65536, DECOMPRESSED_SPARE = 64 << 20 };

struct budget {
  const struct coff_file *f;
  const char *what; // is left out when nothing is left: "contents"
  uint64_t left;    // bytes
  bool spent;       // they were not enough, and that was said
};

// SPARE bytes and four times the size of the file, for WHAT.
void budget_open(struct budget *, const struct coff_file *, uint64_t spare, const char *what);
// Takes SIZE bytes, which section S is about to show. False if they are not there: from then on for
// good, and reported once.
bool budget_spend(struct budget *, const struct coff_section *s, uint64_t size);
// Reports, at the end of file F, that not all of its long names fit.
void budget_report_names(const struct coff_file *f, const struct out *o);
#endif
