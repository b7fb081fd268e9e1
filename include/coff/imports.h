// Imports of an image: by name or ordinal, delayed, bound.
//
// Skip it unless you read those.
#ifndef COFF_IMPORTS_H
#define COFF_IMPORTS_H
#include "coff/image.h"

#ifdef __cplusplus
extern "C" {
#endif

#ifdef __cplusplus
}
#endif
#endif
