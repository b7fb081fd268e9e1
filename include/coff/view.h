// A view is a checked window on bytes that someone else owns (a mapping or a buffer).
//
// Skip it unless you walk bytes that the other headers hand out.
#ifndef COFF_VIEW_H
#define COFF_VIEW_H
#include "coff/bytes.h"

struct coff_view {
  const uint8_t *data;
  uint64_t size;   // bytes
  uint64_t origin; // offset of data[0] in the file, for messages
};

// Narrows V to COUNT records of SIZE bytes at OFF. Compares before it adds or multiplies, so that
// no input can wrap the arithmetic. Returns false, and leaves OUT alone, if the table does not fit.
static inline bool coff_view_table(struct coff_view v, uint64_t off, uint64_t count, uint64_t size,
                                   struct coff_view *out)
{
  if (off > v.size || (size != 0 && count > (v.size - off) / size))
    return false;
  out->data = v.data == NULL ? NULL : v.data + off;
  out->size = count * size;
  out->origin = v.origin + off;
  return true;
}

// As coff_view_table, but gives as many whole records as there are. Returns that number.
static inline uint64_t coff_view_clip(struct coff_view v, uint64_t off, uint64_t count,
                                      uint64_t size, struct coff_view *out)
{
  uint64_t room = off > v.size || size == 0 ? 0 : (v.size - off) / size;
  uint64_t n = count < room ? count : room;
  if (!coff_view_table(v, off < v.size ? off : v.size, n, size, out))
    return 0;
  return n;
}

#ifdef __cplusplus
extern "C" {
#endif

// The NUL-terminated string at OFF, which ends with the view at the latest. Empty past the end.
// TERMINATED (may be NULL) says whether there was a NUL.
COFF_API struct coff_str coff_view_string(struct coff_view v, uint64_t off, bool *terminated);

#ifdef __cplusplus
}
#endif
#endif
