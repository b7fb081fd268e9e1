// An allocator that fails once, to be the hook of a coff_context.
//
// Skip it unless you test what happens without memory.
#ifndef TESTSUITE_UNIT_FAILING_H
#define TESTSUITE_UNIT_FAILING_H
#include <stddef.h>

struct failing {
  long left; // allocations until one fails; negative afterwards
  long live; // blocks not freed yet
};

void *failing_alloc(void *user, void *old, size_t size);
#endif
