// Inputs that are no COFF files: module definitions, compiled resources.
//
// Skip it unless such a file is taken for what it is not.
#include "base/input.h"
#include "link/exports.h"
#include "link/link.h"
#include <string.h>
#include <strings.h>

static bool ends(const char *path, const char *with)
{
  size_t n = strlen(path), k = strlen(with);
  return n > k && strcasecmp(path + n - k, with) == 0;
}

static bool open(struct coff_link *ld, const char *path, struct coff_view *bytes)
{
  struct coff_input *grown =
      coff_link_grow(ld, ld->texts, ld->ntexts, 1, &ld->room_texts, sizeof *grown);
  if (grown == NULL)
    return false;
  ld->texts = grown;
  if (!coff_input_open(ld->ctx, path, 0, 0, true, &grown[ld->ntexts])) {
    ld->errors++;
    return false;
  }
  *bytes = grown[ld->ntexts++].bytes;
  return true;
}

bool coff_link_read_text(struct coff_link *ld, const char *path)
{
  struct coff_view bytes;
  bool is_def = ends(path, ".def"), is_res = ends(path, ".res");
  if (!is_def && !is_res)
    return false;
  if (open(ld, path, &bytes))
    (is_def ? coff_link_read_def : coff_link_read_res)(ld, path, bytes);
  return true;
}
