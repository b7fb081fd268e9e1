// Recognition of many files that are alike: members of an archive.
//
// Skip it unless you open such files.
#ifndef COFFGEN_CODEC_RECOGNISE_H
#define COFFGEN_CODEC_RECOGNISE_H
#include "coff/recognise.h"

enum { COFF_LIKE_MOST = 16 };

// The targets whose files may begin with two certain bytes, which are then the file header's.
struct coff_like {
  uint8_t first[2];
  uint8_t n;
  const struct coff_target *targets[COFF_LIKE_MOST];
};

// Which those are for the first bytes of V. False if there is another container, or too many.
bool coff_like_make(struct coff_view v, struct coff_like *like);
// As coff_recognise: with LIKE (may be NULL), only its targets are asked if V begins with those bytes.
size_t coff_recognise_like(struct coff_view v, const struct coff_like *like, struct coff_match *out,
                           size_t max);
#endif
