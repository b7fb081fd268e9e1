// Certificates of an image, the digest that they sign, the checksum.
//
// Skip it unless you read those.
#ifndef COFF_CERTIFICATES_H
#define COFF_CERTIFICATES_H
#include "coff/image.h"

#ifdef __cplusplus
extern "C" {
#endif

#ifdef __cplusplus
}
#endif
#endif
