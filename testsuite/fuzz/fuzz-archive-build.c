// Fuzz target: archives that are read, changed and written.
//
// Skip it unless it finds something.
//
// Unchanged, it is the same bytes. Written anew, in each dialect, it is read again with the same members, in their
// order, with their bytes; and written once more it does not change.
#include "coff/archive-build.h"
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_unchanged(const struct coff_archive *a, const uint8_t *data, size_t size)
{
  struct coff_archive_build *b = coff_archive_build_from(a);
  uint8_t *bytes;
  uint64_t n;
  if (b == NULL)
    abort();
  // A cut-off index is none to the reader.
  if (!coff_archive_build_is_unchanged(b) || !coff_archive_build_write(b, &bytes, &n) ||
      n != size || memcmp(bytes, data, size) != 0)
    abort();
  coff_archive_build_release(b, bytes);
  coff_archive_build_free(b);
}

// What A has is what B was told to write.
static void compare(const struct coff_archive *a, const struct coff_archive_build *b)
{
  struct coff_member_cursor c;
  struct coff_member m;
  uint32_t i = 0;
  coff_member_first(a, &c);
  while (coff_member_next(&c, &m)) {
    if (m.special != COFF_MEMBER_ORDINARY)
      continue;
    if (i == b->count)
      abort();
    const struct coff_archive_entry *e = &b->entries[i++];
    const uint8_t *p = coff_archive_bytes(a).data + m.data_offset;
    if (m.name.size != e->name.size || memcmp(m.name.data, e->name.data, m.name.size) != 0)
      abort();
    if (m.size != e->bytes.size ||
        (!m.external && m.size != 0 && memcmp(p, e->bytes.data, m.size) != 0))
      abort();
  }
  if (i != b->count)
    abort();
}

static void write_as(const struct coff_context *ctx, const struct coff_archive *from,
                     enum coff_dialect d)
{
  struct coff_archive_build *b = coff_archive_build_from(from), *again;
  uint8_t *bytes, *more;
  uint64_t n, k;
  b->rewrite = true;
  b->dialect = d;
  // Members of a thin archive lie beside it: they are not there.
  b->index = b->thin ? COFF_ARCHIVE_INDEX_NONE : COFF_ARCHIVE_INDEX_AUTO;
  if (b->count > 2) {
    coff_archive_build_move(b, 0, b->count);
    coff_archive_build_move(b, b->count - 1, 1);
    coff_archive_build_remove(b, b->count / 2);
  }
  if (coff_archive_build_write(b, &bytes, &n)) {
    struct coff_archive *a = coff_archive_from_memory(ctx, "again", bytes, (size_t)n, NULL);
    if (a == NULL)
      abort();
    compare(a, b);
    again = coff_archive_build_from(a);
    again->rewrite = true;
    again->dialect = d;
    again->index = b->index;
    if (!coff_archive_build_write(again, &more, &k) || k != n ||
        memcmp(more, bytes, (size_t)n) != 0)
      abort();
    coff_archive_build_release(again, more);
    coff_archive_build_free(again);
    coff_archive_close(a);
    coff_archive_build_release(b, bytes);
  }
  coff_archive_build_free(b);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  static const enum coff_dialect all[] = {COFF_ARCHIVE_GNU, COFF_ARCHIVE_MICROSOFT,
                                          COFF_ARCHIVE_BSD, COFF_ARCHIVE_AIX_SMALL,
                                          COFF_ARCHIVE_AIX_BIG};
  struct coff_context ctx = {.sink = NULL};
  struct coff_archive *a = coff_archive_from_memory(&ctx, "bytes", data, size, NULL);
  if (a == NULL)
    return 0;
  check_unchanged(a, data, size);
  for (size_t i = 0; i < COFF_COUNT(all); i++)
    write_as(&ctx, a, all[i]);
  coff_archive_close(a);
  return 0;
}
