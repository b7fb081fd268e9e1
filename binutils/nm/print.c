// The four forms of the list.
//
// Skip it unless a form differs from GNU nm's.
#include "nm/nm.h"
#include "tool/lines.h"
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

static unsigned width_of(const struct coff_file *f)
{
  return coff_file_target(f)->address_bits > 32 ? 16 : 8;
}

static void name(const struct nm *n, struct out *o, const struct coff_file *f, struct coff_str s)
{
  char *plain = n->demangle ? tool_demangled(coff_file_target(f), s) : NULL;
  if (plain != NULL)
    s = (struct coff_str){plain, strlen(plain)};
  tool_name(&n->names, o, s);
  free(plain);
}

// Padded with zeros to WIDTH, or not at all if that is 0.
static void value(const struct nm *n, struct out *o, uint64_t v, unsigned width)
{
  static const char *const formats[] = {[8] = "%0*" PRIo64, [10] = "%0*" PRIu64};
  if (n->radix == 8 || n->radix == 10)
    out_printf(o, formats[n->radix], (int)width, v);
  else
    out_hex_bare(o, v, width);
}

static void blanks(struct out *o, unsigned n)
{
  while (n-- != 0)
    out_char(o, ' ');
}

// "FILE:", "ARCHIVE:MEMBER:", "ARCHIVE[MEMBER]".
static void file_name(struct out *o, const struct tool_item *item, const char *before,
                      const char *behind)
{
  out_text(o, item->path);
  if (item->member == NULL)
    return;
  out_text(o, before);
  out_text(o, item->member);
  out_text(o, behind);
}

// ---- A row ------------------------------------------------------------------------------------

static void bsd_row(const struct nm *n, struct out *o, const struct tool_item *item,
                    const struct nm_symbol *s)
{
  unsigned width = width_of(item->file);
  bool sized = n->order == NM_BY_SIZE;
  if (n->file_names) {
    file_name(o, item, ":", "");
    out_char(o, ':');
  }
  if (s->undefined)
    blanks(o, width);
  else if (!sized || n->sizes)
    value(n, o, s->value, width);
  if (sized) {
    out_text(o, n->sizes ? " " : "");
    value(n, o, s->size, width);
  }
  const char letter[3] = {' ', s->letter, ' '};
  out_run(o, letter, sizeof letter);
  name(n, o, item->file, s->name);
}

static void posix_row(const struct nm *n, struct out *o, const struct tool_item *item,
                      const struct nm_symbol *s)
{
  if (n->file_names) {
    file_name(o, item, "[", "]");
    out_text(o, ": ");
  }
  name(n, o, item->file, s->name);
  out_char(o, ' ');
  out_char(o, s->letter);
  out_char(o, ' ');
  if (s->undefined) {
    blanks(o, 8);
    return;
  }
  value(n, o, s->value, 0);
  out_char(o, ' ');
  if (n->order == NM_BY_SIZE)
    value(n, o, s->size, 0);
}

static void section_column(struct out *o, const struct tool_item *item, const struct nm_symbol *s)
{
  struct coff_str section = {"", 0};
  if (s->section > 0)
    coff_section_name(item->file, (uint32_t)s->section, &section);
  else if (s->section == 0 && !s->undefined && s->letter != 'C' && s->letter != '?')
    section = s->name; // it is that of a section elsewhere
  out_name(o, section);
  if (section.size == 0)
    out_text(o, s->letter == 'C' ? "*COM*" : s->undefined ? "*UND*" : "*ABS*");
}

static void sysv_row(const struct nm *n, struct out *o, const struct tool_item *item,
                     const struct nm_symbol *s)
{
  unsigned width = width_of(item->file);
  char type[NM_TYPE];
  if (n->file_names) {
    file_name(o, item, ":", "");
    out_char(o, ':');
  }
  size_t start = o->column;
  name(n, o, item->file, s->name);
  while (o->column < start + 20)
    out_char(o, ' ');
  out_char(o, '|');
  if (s->undefined)
    blanks(o, width);
  else
    value(n, o, s->value, width);
  out_printf(o, "|   %c  |%18s|", s->letter, nm_type(item->file, s, type));
  if (n->order == NM_BY_SIZE)
    value(n, o, s->size, width);
  else
    blanks(o, width);
  out_text(o, "|     |");
  section_column(o, item, s);
}

static void name_row(const struct nm *n, struct out *o, const struct tool_item *item,
                     const struct nm_symbol *s)
{
  if (n->file_names) {
    file_name(o, item, ":", "");
    out_char(o, ':');
  }
  name(n, o, item->file, s->name);
}

// ---- Line numbers -----------------------------------------------------------------------------

// The first relocation for the symbol at INDEX.
static bool first_use(const struct coff_file *f, uint64_t index, uint32_t *section,
                      uint64_t *address)
{
  enum { SOME = 64 };
  struct coff_section s;
  struct coff_reloc_table t;
  struct coff_reloc r[SOME];
  size_t n;
  for (*section = 1; coff_section_get(f, *section, &s); ++*section) {
    coff_section_relocs(f, &s, &t);
    for (uint64_t at = 0; (n = coff_reloc_read(f, &t, at, SOME, r)) != 0; at += n)
      for (size_t i = 0; i < n; i++)
        if (r[i].symndx == index && !r[i].is_number && !r[i].by_section) {
          *address = r[i].vaddr;
          return true;
        }
  }
  return false;
}

static void line(const struct nm *n, struct out *o, const struct tool_lines *lines,
                 const struct nm_symbol *s)
{
  uint32_t section = (uint32_t)s->section;
  uint64_t address = s->value;
  if (s->undefined ? !first_use(lines->file, s->index, &section, &address) : s->section <= 0)
    return;
  struct tool_line at = tool_line_at(lines, section, address);
  if (at.file.size == 0 || (at.line == 0 && !s->undefined))
    return;
  out_char(o, '\t');
  tool_name(&n->names, o, at.file);
  out_printf(o, ":%" PRIu32, at.line);
}

// ---- A file -----------------------------------------------------------------------------------

static void title(const struct nm *n, struct out *o, const struct tool_item *item)
{
  static const char wide[] =
      "Name                  Value           Class        Type         Size             Line  "
      "Section\n\n";
  static const char narrow[] =
      "Name                  Value   Class        Type         Size     Line  Section\n\n";
  if (n->format == NM_SYSV) {
    out_text(o, n->undefined ? "\n\nUndefined symbols from " : "\n\nSymbols from ");
    file_name(o, item, "[", "]");
    out_text(o, ":\n\n");
    out_text(o, width_of(item->file) == 16 ? wide : narrow);
    return;
  }
  bool untitled = n->file_names || n->format == NM_NAMES;
  if (untitled || (item->member == NULL && n->nfiles < 2))
    return;
  if (n->format == NM_POSIX) {
    file_name(o, item, "[", "]");
    out_text(o, ":\n");
    return;
  }
  out_char(o, '\n');
  out_text(o, item->member != NULL ? item->member : item->path);
  out_text(o, ":\n");
}

void nm_print(const struct nm *n, struct out *o, const struct tool_item *item,
              const struct nm_list *l)
{
  static void (*const rows[])(const struct nm *, struct out *, const struct tool_item *,
                              const struct nm_symbol *) = {
      [NM_BSD] = bsd_row, [NM_SYSV] = sysv_row, [NM_POSIX] = posix_row, [NM_NAMES] = name_row};
  struct tool_lines lines = {.file = NULL};
  title(n, o, item);
  bool has_lines = n->lines && l->count != 0 && tool_lines_open(item->file, &lines);
  for (size_t i = 0; i < l->count; i++) {
    rows[n->format](n, o, item, &l->all[i]);
    if (has_lines)
      line(n, o, &lines, &l->all[i]);
    out_char(o, '\n');
  }
  tool_lines_free(&lines);
}

static void index_rows(const struct nm *n, struct out *o, const struct coff_archive *a)
{
  struct coff_index_cursor c;
  struct coff_index_entry e;
  struct coff_member m;
  const char *title = "\nArchive index:\n";
  if (coff_index_count(a) == 0)
    return;
  coff_index_first(a, 0, &c);
  while (coff_index_next(&c, &e)) {
    out_text(o, title);
    title = "";
    tool_name(&n->names, o, e.symbol);
    out_text(o, " in ");
    if (coff_member_at(a, e.member, &m))
      tool_name(&n->names, o, m.name);
    out_char(o, '\n');
  }
}

void nm_print_archive(const struct nm *n, struct out *o, const struct tool_item *item)
{
  if (n->format == NM_BSD && n->nfiles > 1) {
    out_char(o, '\n');
    out_text(o, item->path);
    out_text(o, ":\n");
  }
  if (n->index)
    index_rows(n, o, item->archive);
}
