// The CLR header of an image, its metadata root and streams.
//
// Skip it unless you read those.
#ifndef COFF_CLR_H
#define COFF_CLR_H
#include "coff/image.h"

#ifdef __cplusplus
extern "C" {
#endif

#ifdef __cplusplus
}
#endif
#endif
