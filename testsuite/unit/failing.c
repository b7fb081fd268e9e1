// An allocator that fails once.
//
// Skip it unless you test what happens without memory.
#include "testsuite/unit/failing.h"
#include <stdlib.h>

void *failing_alloc(void *user, void *old, size_t size)
{
  struct failing *a = user;
  if (size == 0) {
    a->live -= old != NULL;
    free(old);
    return NULL;
  }
  if (a->left-- == 0)
    return NULL;
  void *p = realloc(old, size);
  a->live += old == NULL && p != NULL;
  return p;
}
