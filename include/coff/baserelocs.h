// Base relocations of an image.
//
// Skip it unless you read those.
#ifndef COFF_BASERELOCS_H
#define COFF_BASERELOCS_H
#include "coff/image.h"

#ifdef __cplusplus
extern "C" {
#endif

#ifdef __cplusplus
}
#endif
#endif
