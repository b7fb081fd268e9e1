// The debug directory of an image: what debug data there is, and where.
//
// Skip it unless you read those.
#ifndef COFF_DEBUGDIR_H
#define COFF_DEBUGDIR_H
#include "coff/image.h"

#ifdef __cplusplus
extern "C" {
#endif

#ifdef __cplusplus
}
#endif
#endif
