// The four forms of the list.
//
// Skip it unless a form differs from GNU nm's.
#include "nm/nm.h"
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

static unsigned width_of(const struct coff_file *f)
{
  return coff_file_target(f)->address_bits > 32 ? 16 : 8;
}

static void name(const struct nm *n, struct out *o, struct coff_str s)
{
  char *plain = n->demangle ? demangled(&(struct options){.demangle = true}, s) : NULL;
  if (plain != NULL)
    s = (struct coff_str){plain, strlen(plain)};
  out_name(o, s);
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
  if (n->file_names) {
    file_name(o, item, ":", "");
    out_char(o, ':');
  }
  if (s->undefined)
    blanks(o, width);
  else
    value(n, o, s->value, width);
  out_char(o, ' ');
  out_char(o, s->letter);
  out_char(o, ' ');
  name(n, o, s->name);
}

static void posix_row(const struct nm *n, struct out *o, const struct tool_item *item,
                      const struct nm_symbol *s)
{
  if (n->file_names) {
    file_name(o, item, "[", "]");
    out_text(o, ": ");
  }
  name(n, o, s->name);
  out_char(o, ' ');
  out_char(o, s->letter);
  out_char(o, ' ');
  if (s->undefined)
    blanks(o, 8);
  else {
    value(n, o, s->value, 0);
    out_char(o, ' ');
  }
}

static void sysv_row(const struct nm *n, struct out *o, const struct tool_item *item,
                     const struct nm_symbol *s)
{
  struct coff_str section = {"", 0};
  unsigned width = width_of(item->file);
  if (n->file_names) {
    file_name(o, item, ":", "");
    out_char(o, ':');
  }
  size_t start = o->column;
  name(n, o, s->name);
  while (o->column < start + 20)
    out_char(o, ' ');
  out_char(o, '|');
  if (s->undefined)
    blanks(o, width);
  else
    value(n, o, s->value, width);
  out_printf(o, "|   %c  |%18s|%*s|%5s|", s->letter, s->function ? "Function" : "None", (int)width,
             "", "");
  if (s->section > 0)
    coff_section_name(item->file, (uint32_t)s->section, &section);
  out_name(o, section);
  if (section.size == 0)
    out_text(o, s->letter == 'C' ? "*COM*" : s->undefined ? "*UND*" : "*ABS*");
}

static void name_row(const struct nm *n, struct out *o, const struct tool_item *item,
                     const struct nm_symbol *s)
{
  if (n->file_names) {
    file_name(o, item, ":", "");
    out_char(o, ':');
  }
  name(n, o, s->name);
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
  title(n, o, item);
  for (size_t i = 0; i < l->count; i++) {
    rows[n->format](n, o, item, &l->all[i]);
    out_char(o, '\n');
  }
}

static void index_rows(struct out *o, const struct coff_archive *a)
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
    out_name(o, e.symbol);
    out_text(o, " in ");
    if (coff_member_at(a, e.member, &m))
      out_name(o, m.name);
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
    index_rows(o, item->archive);
}
