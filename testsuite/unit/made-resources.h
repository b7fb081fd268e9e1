// Bytes of resources made in a test, and an image around them.
//
// Skip it unless you test resources.
#ifndef TESTSUITE_UNIT_MADE_RESOURCES_H
#define TESTSUITE_UNIT_MADE_RESOURCES_H
#include "coff/resources.h"
#include "testsuite/unit/made-image.h"
#include "testsuite/unit/main.h"
#include "testsuite/unit/walk-resources.h"
#include <stdlib.h>

struct bytes {
  uint8_t data[4096];
  size_t size;
};

static inline void put(struct bytes *b, unsigned width, uint64_t v)
{
  coff_store(b->data + b->size, width, COFF_LITTLE, v);
  b->size += width;
}

static inline struct coff_view view_of(const struct bytes *b)
{
  return (struct coff_view){b->data, b->size, 0};
}

// An image whose resources B is. SAID counts what is reported of it.
struct opened {
  struct walk said;
  struct coff_context ctx;
  uint8_t *image;
  struct coff_file *file;
};

static inline void open_bytes(struct opened *o, const struct bytes *b)
{
  size_t total;
  *o = (struct opened){0};
  o->ctx = (struct coff_context){.sink = walk_sink, .sink_user = &o->said};
  o->image = made_image(0x8664, true, COFF_DIR_RESOURCE, b->data, b->size, &total);
  ck_assert_ptr_nonnull(o->image);
  o->file = coff_file_from_memory(&o->ctx, "made", o->image, total, NULL);
  ck_assert_ptr_nonnull(o->file);
}

static inline void close_bytes(struct opened *o)
{
  coff_file_close(o->file);
  free(o->image);
}
#endif
