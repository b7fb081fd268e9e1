// Places and names in the linker's messages: what a reader of the source knows them by.
//
// Skip it unless a message names the wrong function or line. Nothing here runs in a link without errors.
#include "coff/symbols.h"
#include "link/link.h"
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

const char *coff_link_shown(const struct coff_link *ld, struct coff_str name, char *text,
                            size_t room)
{
  snprintf(text, room, "%.*s", (int)name.size, name.data);
  bool pointer =
      strncmp(text, "__imp_", 6) == 0; // to what is imported: its own name says what to look for
  if (ld->opt->demangle == NULL || ld->target == NULL || name.size >= room || pointer)
    return text;
  char plain[COFF_LINK_NAME];
  if (ld->opt->demangle(ld->opt->demangle_user, ld->target, text, plain, sizeof plain))
    snprintf(text, room, "%s", plain);
  return text;
}

struct nearest {
  uint64_t value;
  bool any;
  char name[COFF_LINK_NAME];
};

static bool is_function_like(const struct coff_symbol *s)
{
  return s->kind == COFF_SYMBOL_FUNCTION || s->kind == COFF_SYMBOL_OBJECT ||
         s->kind == COFF_SYMBOL_LABEL;
}

// The symbol of the section that begins at OFFSET or before it, and nearest.
static void find_function(const struct coff_link_file *f, uint32_t section, uint64_t offset,
                          struct nearest *best)
{
  struct coff_symbol s;
  for (uint64_t i = 0; i < f->nrefs && coff_symbol_get(f->file, i, &s); i = coff_symbol_next(&s)) {
    if (s.section != (int32_t)section || !is_function_like(&s) || s.address > offset ||
        s.name.size == 0 || s.name.data[0] == '.' || (best->any && s.address < best->value))
      continue;
    best->any = true;
    best->value = s.address;
    snprintf(best->name, sizeof best->name, "%.*s", (int)s.name.size, s.name.data);
  }
}

// The line of the source, where COFF line numbers have it; 0: unknown.
static uint32_t find_line(const struct coff_link_file *f, uint32_t section, uint64_t offset)
{
  struct coff_section s;
  struct coff_line_cursor c;
  struct coff_line l;
  uint32_t line = 0;
  uint64_t at = 0;
  coff_section_get(f->file, section, &s);
  if (!coff_line_first(f->file, &s, &c))
    return 0;
  while (coff_line_next(&c, &l))
    if (l.line != 0 && l.address <= offset && l.address >= at) {
      at = l.address;
      line = l.line;
    }
  return line;
}

// The last file symbol that is not behind symbol INDEX.
static void find_source(const struct coff_link_file *f, uint64_t end, char *text, size_t room)
{
  struct coff_symbol s;
  text[0] = 0;
  for (uint64_t i = 0; i < f->nrefs && i < end && coff_symbol_get(f->file, i, &s);
       i = coff_symbol_next(&s))
    if (s.kind == COFF_SYMBOL_FILE)
      snprintf(text, room, "%.*s:", (int)s.name.size, s.name.data);
}

void coff_link_where(const struct coff_link *ld, uint32_t atom, uint64_t offset, char *text,
                     size_t room)
{
  const struct coff_atom *a = &ld->atoms[atom];
  const struct coff_link_file *f = &ld->files[a->file];
  struct nearest n = {.any = false};
  char source[COFF_LINK_NAME] = "", shown[COFF_LINK_NAME];
  if (f->file == NULL || a->section == 0) {
    snprintf(text, room, "%.*s", (int)a->name.size, a->name.data);
    return;
  }
  find_function(f, a->section, offset, &n);
  uint32_t line = find_line(f, a->section, offset);
  if (line != 0)
    find_source(f, f->nrefs, source, sizeof source);
  int used = line == 0 ? 0 : snprintf(text, room, "%s%" PRIu32 ": ", source, line);
  if (used < 0 || (size_t)used >= room)
    return;
  used += snprintf(text + used, room - (size_t)used, "%.*s+0x%" PRIx64, (int)a->name.size,
                   a->name.data, offset);
  if (n.any && (size_t)used < room)
    snprintf(text + used, room - (size_t)used, ": in function '%s'",
             coff_link_shown(ld, coff_link_str(n.name), shown, sizeof shown));
}
