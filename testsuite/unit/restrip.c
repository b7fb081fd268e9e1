// Objects stripped without a builder, held against what a builder makes of them.
//
// Skip it unless test-strip.c or fuzz-edit.c stops here.
#include "testsuite/unit/restrip.h"
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST = 1 << 28 };

static bool goes_in(unsigned way, uint32_t section)
{
  switch (way / 2) {
  case 1: return section % 7 == 6;
  case 2: return section % 2 == 1;
  case 3: return section == 1;
  default: return false;
  }
}

static bool *sections_that_go(const struct coff_file *f, unsigned way)
{
  bool *goes = calloc((size_t)coff_section_count(f) + 1, sizeof *goes);
  for (uint32_t i = 1; goes != NULL && i <= coff_section_count(f); i++)
    goes[i - 1] = goes_in(way, i);
  return goes;
}

// ---- By a builder -----------------------------------------------------------------------------

static bool describes(const struct coff_file *f, uint64_t index)
{
  struct coff_symbol s;
  return coff_symbol_sketch(f, index, &s) && s.binding == COFF_BIND_LOCAL &&
         (s.kind == COFF_SYMBOL_FILE || s.kind == COFF_SYMBOL_DEBUG);
}

static bool drop_symbols(struct coff_build *b)
{
  bool *keep = calloc((size_t)b->nsymbols + 1, sizeof *keep);
  bool ok = keep != NULL && coff_edit_mark_relocated(b, keep);
  for (uint32_t i = 0; ok && i < b->nsymbols; i++)
    keep[i] = keep[i] || !describes(b->from, b->symbols[i].from);
  ok = ok && coff_edit_mark_referenced(b, keep);
  for (uint32_t i = 0; ok && i < b->nsymbols; i++)
    b->symbols[i].dropped = b->symbols[i].dropped || !keep[i];
  free(keep);
  return ok;
}

static bool edit(struct coff_build *b, unsigned way)
{
  for (uint32_t i = 1; way % 2 == 0 && i <= b->nsections; i++)
    if (b->sections[i - 1].nrelocs != 0 && !coff_edit_remove_relocs(b, i))
      return false;
  if (!coff_edit_remove_lines(b))
    return false;
  if (way % 2 == 0)
    coff_edit_remove_symbols(b);
  for (uint32_t i = 1; i <= b->nsections; i++)
    b->sections[i - 1].dropped = goes_in(way, i);
  if (!coff_edit_follow_sections(b))
    return false;
  return way % 2 == 0 || (coff_build_own_symbols(b) && drop_symbols(b));
}

enum coff_stripped strip_in(const struct coff_file *f, unsigned way, struct coff_view *is)
{
  bool *goes = sections_that_go(f, way);
  enum coff_stripped done =
      goes == NULL ? COFF_STRIP_UNFIT : coff_edit_strip(f, way % 2 == 0, goes, is);
  free(goes);
  return done;
}

const char *strip_fault(const struct coff_file *f, unsigned way, struct coff_view is, char *buf,
                        size_t size)
{
  struct coff_build *b = coff_build_edit(f);
  bool ok = b != NULL && edit(b, way);
  struct rewritten made = ok ? write_build(b, MOST) : (struct rewritten){NULL, 0};
  const char *found = buf;
  uint64_t i = 0;
  while (made.bytes != NULL && i < is.size && i < made.size && is.data[i] == made.bytes[i])
    i++;
  if (made.bytes == NULL && is.data == coff_file_bytes(f).data)
    found = NULL; // nothing goes, and nobody looks at what does not fit together
  else if (made.bytes == NULL)
    snprintf(buf, size, "way %u: a builder cannot do it", way);
  else if (i < is.size || is.size != made.size)
    snprintf(buf, size,
             "way %u: byte 0x%" PRIx64 " of 0x%" PRIx64 " differs, a builder makes 0x%" PRIx64, way,
             i, is.size, made.size);
  else
    found = NULL;
  coff_build_free(b);
  free(made.bytes);
  return found;
}
