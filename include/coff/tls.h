// Thread-local storage of an image: the template and the callbacks.
//
// Skip it unless you read those.
#ifndef COFF_TLS_H
#define COFF_TLS_H
#include "coff/image.h"

#ifdef __cplusplus
extern "C" {
#endif

#ifdef __cplusplus
}
#endif
#endif
