// Exports of an image: names, ordinals, forwarders.
//
// Skip it unless you read those.
#ifndef COFF_EXPORTS_H
#define COFF_EXPORTS_H
#include "coff/image.h"

#ifdef __cplusplus
extern "C" {
#endif

#ifdef __cplusplus
}
#endif
#endif
