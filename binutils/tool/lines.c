// Which line of which source file a place is.
//
// Skip it unless a tool names another line than GNU does.
//
// A place belongs to the last row at or before it, and to the source file whose first symbol in the
// section is the last at or before it, or else to the first,
// or else to the file's first.
#include "tool/lines.h"
#include <stdlib.h>

static bool grow(void **all, size_t count, size_t size)
{
  if (count != 0 && (count & (count - 1)) != 0)
    return true;
  void *grown = realloc(*all, (count == 0 ? 1 : count * 2) * size);
  if (grown == NULL)
    return false;
  *all = grown;
  return true;
}

static bool add_row(struct tool_lines *l, const struct tool_line_row *row)
{
  void *all = l->rows;
  if (!grow(&all, l->nrows, sizeof *row))
    return false;
  l->rows = all;
  l->rows[l->nrows++] = *row;
  return true;
}

static bool add_start(struct tool_lines *l, const struct tool_line_start *start)
{
  void *all = l->starts;
  if (!grow(&all, l->nstarts, sizeof *start))
    return false;
  l->starts = all;
  l->starts[l->nstarts++] = *start;
  return true;
}

// The row that starts a function is for the line before its first one.
static bool read_rows(struct tool_lines *l, uint32_t section)
{
  struct coff_section s;
  struct coff_line_cursor c;
  struct coff_line line;
  if (!coff_section_get(l->file, section, &s) ||
      (s.nlnno == 0 && coff_ecoff_header(l->file) == NULL))
    return true;
  if (!coff_line_first(l->file, &s, &c))
    return true;
  while (coff_line_next(&c, &line))
    if (line.line != 0 && !add_row(l, &(struct tool_line_row){line.address, section, line.line}))
      return false;
  return true;
}

static bool is_known(const struct tool_lines *l, size_t first, uint32_t section)
{
  for (size_t i = first; i < l->nstarts; i++)
    if (l->starts[i].section == section)
      return true;
  return false;
}

// The sections that a file's symbols are in: few, so that looking through them is quick enough.
static bool read_files(struct tool_lines *l)
{
  enum { SECTIONS_MOST = 64 };
  struct coff_symbol s;
  uint64_t file = UINT64_MAX;
  size_t first = 0;
  for (uint64_t i = 0; coff_symbol_sketch(l->file, i, &s); i = coff_symbol_next(&s)) {
    if (s.kind == COFF_SYMBOL_FILE) {
      file = i;
      l->first_file = l->first_file < i ? l->first_file : i;
      first = l->nstarts;
      continue;
    }
    if (file == UINT64_MAX || s.section <= 0 || l->nstarts - first >= SECTIONS_MOST ||
        is_known(l, first, (uint32_t)s.section))
      continue;
    if (!add_start(l, &(struct tool_line_start){s.address, file, (uint32_t)s.section}))
      return false;
  }
  return true;
}

static int by_place(const void *pa, const void *pb)
{
  const struct tool_line_row *a = pa, *b = pb;
  if (a->section != b->section)
    return a->section < b->section ? -1 : 1;
  if (a->address != b->address)
    return a->address < b->address ? -1 : 1;
  return (a->line > b->line) - (a->line < b->line);
}

bool tool_lines_open(const struct coff_file *f, struct tool_lines *l)
{
  bool ok = true;
  *l = (struct tool_lines){.file = f, .first_file = UINT64_MAX};
  for (uint32_t i = 1; ok && i <= coff_section_count(f); i++)
    ok = read_rows(l, i);
  ok = ok && read_files(l);
  if (!ok)
    return coff_fail(coff_file_context(f), coff_file_place(f, COFF_NOWHERE), "out of memory");
  if (l->nrows != 0)
    qsort(l->rows, l->nrows, sizeof *l->rows, by_place);
  return true;
}

void tool_lines_free(struct tool_lines *l)
{
  free(l->rows);
  free(l->starts);
  *l = (struct tool_lines){.file = NULL};
}

static struct coff_str file_at(const struct tool_lines *l, uint32_t section, uint64_t address)
{
  const struct tool_line_start *best = NULL;
  struct coff_symbol s;
  struct coff_str name = {"", 0};
  for (size_t i = 0; i < l->nstarts; i++) {
    const struct tool_line_start *p = &l->starts[i];
    if (p->section == section &&
        (best == NULL || (p->address <= address && p->address >= best->address)))
      best = p;
  }
  uint64_t file = best == NULL ? l->first_file : best->file;
  if (coff_symbol_sketch(l->file, file, &s))
    coff_auxent_file_name(l->file, file, &s.native, &name);
  return name;
}

struct tool_line tool_line_at(const struct tool_lines *l, uint32_t section, uint64_t address)
{
  size_t low = 0, high = l->nrows;
  while (low < high) {
    size_t mid = low + (high - low) / 2;
    const struct tool_line_row *r = &l->rows[mid];
    if (r->section < section || (r->section == section && r->address <= address))
      low = mid + 1;
    else
      high = mid;
  }
  bool found = low != 0 && l->rows[low - 1].section == section;
  return (struct tool_line){file_at(l, section, address), found ? l->rows[low - 1].line : 0};
}
