// A small pool of threads, for loops whose rounds do not depend on each other.
//
// Skip it unless you write such a loop.
#ifndef COFFGEN_BASE_POOL_H
#define COFFGEN_BASE_POOL_H
#include "coff/bytes.h"

// Calls WORK for each item from 0 to N - 1, in any order and from up to THREADS threads, of which the caller is
// one; returns when all are done. Threads that cannot be had are done without.
COFF_API void coff_pool_run(unsigned threads, uint32_t n, void (*work)(void *user, uint32_t item),
                            void *user);
// As many threads as there are processors.
COFF_API unsigned coff_pool_threads(void);
#endif
