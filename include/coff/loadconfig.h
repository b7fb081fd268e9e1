// The load configuration of an image and the tables that it names.
//
// Skip it unless you read those.
#ifndef COFF_LOADCONFIG_H
#define COFF_LOADCONFIG_H
#include "coff/image.h"

#ifdef __cplusplus
extern "C" {
#endif

#ifdef __cplusplus
}
#endif
#endif
