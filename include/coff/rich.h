// The Rich header: which tools made the objects of an image.
//
// Skip it unless you read those.
#ifndef COFF_RICH_H
#define COFF_RICH_H
#include "coff/image.h"

#ifdef __cplusplus
extern "C" {
#endif

#ifdef __cplusplus
}
#endif
#endif
