// Archives: members and symbol indices, in every dialect.
//
// Skip it unless you read libraries.
#ifndef COFF_ARCHIVE_H
#define COFF_ARCHIVE_H
#include "coff/object.h"

#ifdef __cplusplus
extern "C" {
#endif

#ifdef __cplusplus
}
#endif
#endif
