// A sink that counts, and views that lie somewhere in a file, for tests of readers over buffers.
//
// Skip this unless you write such a test.
#ifndef TESTSUITE_UNIT_LISTEN_H
#define TESTSUITE_UNIT_LISTEN_H
#include "coff/debug.h"

#include <stdio.h>

// The diagnostics of a test: how many, and the last one.
struct heard {
  int errors;
  uint64_t offset;
  char text[200];
};

static inline void hear(void *user, const struct coff_diag *d)
{
  struct heard *h = user;
  h->errors++;
  h->offset = d->offset;
  snprintf(h->text, sizeof h->text, "%s", d->text);
}

enum { ORIGIN = 0x1000 }; // where the views claim to lie in their file

static inline struct coff_view view(const void *data, size_t size)
{
  return (struct coff_view){data, size, ORIGIN};
}

// A context that counts into HEARD, and a reporter for it.
struct ear {
  struct heard heard;
  struct coff_context context;
};

static inline struct coff_reporter listen(struct ear *e)
{
  *e = (struct ear){.context = {.sink = hear, .sink_user = &e->heard}};
  return (struct coff_reporter){&e->context, "test", NULL};
}
#endif
