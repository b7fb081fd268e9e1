// What is debug information, and whether a file holds any.
//
// Skip it unless --strip-debug leaves some.
#include "objcopy/objcopy.h"
#include "tool/gnu.h"
#include <string.h>

static bool is_debug(const struct coff_file *f, const struct coff_section *s)
{
  static const char relocs[] = ".reloc"; // discarded by loaders, but not by debuggers
  bool named = s->name.size == sizeof relocs - 1 && memcmp(s->name.data, relocs, s->name.size) == 0;
  return !named && (gnu_section_flags(f, s) & GNU_DEBUGGING) != 0;
}

bool is_debug_section(const struct coff_build *b, uint32_t id)
{
  const struct coff_build_section *s = &b->sections[id - 1];
  struct coff_section from = {
      .name = s->name, .header = s->header, .flags = coff_edit_section_meaning(b, id)};
  return s->from != 0 && is_debug(b->from, &from);
}

bool is_debug_symbol(const struct coff_symbol *s)
{
  return s->kind == COFF_SYMBOL_FILE || s->kind == COFF_SYMBOL_DEBUG;
}

void find_debug(const struct coff_file *f, bool *goes)
{
  const struct coff_target *t = coff_file_target(f);
  const struct coff_field field = t->records->scnhdr->flags;
  uint64_t innocent = UINT64_MAX; // flags that no section of debug information has
  struct coff_section s;
  const uint8_t *header;
  for (uint32_t i = 1; (header = coff_section_header(f, i)) != NULL; i++) {
    uint64_t flags = coff_load(header + field.at, field.width, t->order);
    if (flags == innocent)
      continue;
    coff_section_get(f, i, &s);
    goes[i - 1] = is_debug(f, &s);
    // GNU's names for them are those of data.
    if ((s.flags & (COFF_SEC_DATA | COFF_SEC_INFO | COFF_SEC_DEBUG)) == 0)
      innocent = flags;
  }
}

bool has_debug(const struct coff_file *f)
{
  struct coff_section s;
  struct coff_symbol sym;
  uint64_t end = coff_file_bytes(f).size;
  if (coff_file_target(f)->records->symbolic != NULL) // it holds names and types alike
    return true;
  for (uint32_t i = 1; coff_section_get(f, i, &s); i++)
    if (s.nlnno != 0 || is_debug(f, &s) || s.file_size > end || s.file_offset > end - s.file_size)
      return true;
  for (uint64_t i = 0; coff_symbol_sketch(f, i, &sym); i = coff_symbol_next(&sym))
    if (is_debug_symbol(&sym))
      return true;
  return false;
}
