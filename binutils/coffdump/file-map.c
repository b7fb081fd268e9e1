// The byte map with everything that the library can explain.
//
// Skip it unless you add a layer whose readers claim bytes.
#include "coffdump/file-map.h"
#include "coff/image.h"
#include "coff/unwind.h"

enum { MOST = 32 };

static size_t join(struct coff_claimer *all, size_t n, const struct coff_claimer *more,
                   size_t count)
{
  for (size_t i = 0; i < count && n < MOST; i++)
    all[n++] = more[i];
  return n;
}

bool file_map(const struct coff_file *f, struct coff_map *map)
{
  struct coff_claimer all[MOST];
  size_t count, n = 0;
  const struct coff_claimer *more = coff_image_claimers(&count);
  n = join(all, n, more, count);
  more = coff_unwind_claimers(&count);
  n = join(all, n, more, count);
  return coff_map_build_with(f, all, n, map);
}
