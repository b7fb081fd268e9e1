// Times as text.
//
// Skip it unless you print one.
#ifndef COFFDUMP_WHEN_H
#define COFFDUMP_WHEN_H
#include <stdbool.h>
#include <stdint.h>

enum { WHEN_SIZE = 80 };

// "2024-02-29T12:00:00Z" for seconds since 1970. False for what is no time (COFF_NO_TIME).
bool when(int64_t seconds, char text[WHEN_SIZE]);
#endif
