// The loader section of an XCOFF module.
//
// Skip it unless you read those.
#ifndef COFF_XCOFFLOADER_H
#define COFF_XCOFFLOADER_H
#include "coff/image.h"

#ifdef __cplusplus
extern "C" {
#endif

#ifdef __cplusplus
}
#endif
#endif
