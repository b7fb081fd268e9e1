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

// Bytes of a program for MS-DOS, by its header: headers of DJGPP's images begin right behind it. 0: it is not whole.
static size_t program_size(struct coff_view v)
{
  enum { LAST = 2, PAGES = 4, PAGE = 512 };
  uint32_t last = coff_le16(v.data + LAST), size = coff_le16(v.data + PAGES) * PAGE;
  if (last >= PAGE || size < PAGE)
    return 0;
  size -= last == 0 ? 0 : PAGE - last;
  return size > v.size ? 0 : size;
}

// The file stands beside the definition file, or where its name says. Headers behind it begin at multiples of 8.
bool coff_link_read_stub(struct coff_link *ld, const char *path, struct coff_str name)
{
  enum { ALIGN = 8, LEAST = 64 };
  const char *slash = strrchr(path, '/');
  struct coff_str beside = {path, slash == NULL ? 0 : (size_t)(slash + 1 - path)}, whole;
  struct coff_view bytes;
  if (name.size == 0)
    return true;
  if (name.data[0] == '/')
    beside.size = 0;
  if (!coff_link_join(ld, "", beside, "", &beside) ||
      !coff_link_join(ld, beside.data, name, "", &whole) || !open(ld, whole.data, &bytes))
    return false;
  size_t size = ((size_t)bytes.size + ALIGN - 1) / ALIGN * ALIGN;
  uint8_t *stub = coff_link_bytes(ld, size);
  bool first = ld->image->container == COFF_AFTER_STUB;
  if (bytes.size < LEAST || bytes.data[0] != 'M' || bytes.data[1] != 'Z')
    return coff_link_fail(ld, coff_link_at(whole.data), "no program for MS-DOS, which a stub is");
  if (stub == NULL)
    return false;
  memcpy(stub, bytes.data, (size_t)bytes.size);
  ld->stub = (struct coff_view){stub, first ? program_size(bytes) : size, 0};
  if (ld->stub.size == 0)
    return coff_link_fail(ld, coff_link_at(whole.data), "the program for MS-DOS is not whole");
  return true;
}
