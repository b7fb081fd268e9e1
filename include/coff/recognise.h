// Recognition: which targets a file's bytes may be.
//
// Skip it unless you choose among targets yourself; coff_file_open does it for you.
#ifndef COFF_RECOGNISE_H
#define COFF_RECOGNISE_H
#include "coff/target.h"
#include "coff/view.h"

#ifdef __cplusplus
extern "C" {
#endif

// A target that a file's bytes may be, with how much speaks for it.
struct coff_match {
  const struct coff_target *target;
  enum coff_kind kind;
  uint64_t base;    // file offset that the file's own offsets count from
  uint64_t header;  // file offset of the file header
  int32_t evidence; // higher is more certain
};

// Fills OUT with the targets that the bytes fit, best first, and returns how many there are (at
// most MAX are stored). Looks at bytes only, builds nothing, reports nothing. Equal evidence is
// ordered by the targets' priority.
COFF_API size_t coff_recognise(struct coff_view bytes, struct coff_match *out, size_t max);

// The same for one target only: where its header is, if these bytes can be one of its files. Weak
// evidence does not count against it.
COFF_API bool coff_recognise_as(struct coff_view bytes, const struct coff_target *,
                                struct coff_match *out);

#ifdef __cplusplus
}
#endif
#endif
