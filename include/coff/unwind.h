// Exception data: unwind codes, decoded, of objects and images.
//
// Skip it unless you unwind stacks.
#ifndef COFF_UNWIND_H
#define COFF_UNWIND_H
#include "coff/debug.h"
#include "coff/map.h"

#ifdef __cplusplus
extern "C" {
#endif

// What function tables and unwind records claim of an image's bytes, for coff_map_build_with.
COFF_API const struct coff_claimer *coff_unwind_claimers(size_t *n);

#ifdef __cplusplus
}
#endif
#endif
