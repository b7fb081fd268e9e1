// Resources of an image or object: the tree, and what the leaves hold.
//
// Skip it unless you read those.
#ifndef COFF_RESOURCES_H
#define COFF_RESOURCES_H
#include "coff/image.h"

#ifdef __cplusplus
extern "C" {
#endif

#ifdef __cplusplus
}
#endif
#endif
