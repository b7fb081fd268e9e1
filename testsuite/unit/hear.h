// A sink that counts, and keeps the last text, for tests of what writes.
//
// Skip this unless you write such a test; listen.h is for readers over buffers.
#ifndef TESTSUITE_UNIT_HEAR_H
#define TESTSUITE_UNIT_HEAR_H
#include "coff/diag.h"
#include <stdio.h>

struct heard {
  unsigned errors, warnings;
  char text[512];
};

static inline void hear(void *user, const struct coff_diag *d)
{
  struct heard *h = user;
  h->errors += d->severity == COFF_ERROR;
  h->warnings += d->severity == COFF_WARNING;
  snprintf(h->text, sizeof h->text, "%s", d->text);
}
#endif
