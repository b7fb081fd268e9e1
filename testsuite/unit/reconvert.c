// A file converted to the flavours that take it, and what must hold of the result.
//
// Skip it unless you test conversions.
#include "testsuite/unit/reconvert.h"
#include "coff/edit.h"
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

enum { MOST = 1 << 24 };

struct rewritten convert_file(const struct coff_file *f, const struct coff_target *to,
                              uint64_t most)
{
  struct rewritten r = {NULL, 0};
  struct coff_build *own = coff_build_edit(f), *other = NULL;
  if (own == NULL)
    return r;
  if (coff_build_retarget(own, to))
    r = write_build(own, most);
  else if ((other = coff_build_convert(own, to, coff_file_kind(f))) != NULL)
    r = write_build(other, most);
  coff_build_free(other);
  coff_build_free(own);
  return r;
}

static uint64_t count_relocs(const struct coff_file *f)
{
  uint64_t n = 0;
  struct coff_section s;
  struct coff_reloc_table t;
  for (uint32_t i = 1; coff_section_get(f, i, &s); i++)
    if (coff_section_relocs(f, &s, &t))
      n += t.count;
  return n;
}

static const char *check(const struct coff_file *f, const struct coff_target *to,
                         struct rewritten made, char *buf, size_t size)
{
  struct coff_open as = {.target = to->name};
  struct coff_file *g =
      coff_file_from_memory(coff_file_context(f), to->name, made.bytes, made.size, &as);
  const char *found = NULL;
  if (g == NULL) {
    snprintf(buf, size, "what became %s cannot be opened", to->name);
    return buf;
  }
  uint64_t was = count_relocs(f), is = count_relocs(g);
  if (was != is) {
    snprintf(buf, size, "%s: %" PRIu64 " relocations became %" PRIu64, to->name, was, is);
    found = buf;
  }
  coff_file_close(g);
  return found;
}

const char *convert_to_all(const struct coff_file *f, unsigned *made, char *buf, size_t size)
{
  const struct coff_target *to;
  const char *found = NULL;
  *made = 0;
  for (size_t i = 0; found == NULL && (to = coff_target_at(i)) != NULL; i++) {
    struct rewritten r = convert_file(f, to, MOST);
    *made += r.bytes != NULL;
    if (r.bytes != NULL)
      found = check(f, to, r, buf, size);
    free(r.bytes);
  }
  return found;
}
