// coff-size: how many bytes of code, data and uninitialized data files have.
//
// Skip it unless its text differs from that of GNU size.
#include "coff/symbols.h"
#include "tool/gnu.h"
#include "tool/tool.h"
#include <getopt.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum format { BERKELEY, SYSV, GNU };

struct sizes {
  enum format format;
  unsigned radix; // 8, 10, 16
  bool totals, common;
  const char *target;
  uint64_t text, data, bss; // of all files
  bool titled;
};

// ---- Numbers ----------------------------------------------------------------------------------

// "012", "12", "0x12".
static void number(char buf[32], unsigned radix, uint64_t v)
{
  if (radix == 8)
    snprintf(buf, 32, "0%" PRIo64, v);
  else
    snprintf(buf, 32, radix == 16 ? "0x%" PRIx64 : "%" PRIu64, v);
}

static void column(struct out *o, unsigned radix, uint64_t v, int width)
{
  char buf[32];
  number(buf, radix, v);
  out_printf(o, "%*s", width, buf);
}

// ---- One line a file --------------------------------------------------------------------------

static uint64_t common_size(const struct coff_file *f)
{
  struct coff_symbol s;
  uint64_t size = 0;
  for (uint64_t i = 0; coff_symbol_get(f, i, &s); i = coff_symbol_next(&s))
    if (s.kind == COFF_SYMBOL_COMMON)
      size += s.size;
  return size;
}

static void add(const struct sizes *z, const struct coff_file *f, const struct coff_section *s,
                struct sizes *sum)
{
  unsigned flags = gnu_section_flags(f, s);
  uint64_t size = gnu_section_size(f, s);
  if ((flags & GNU_ALLOC) == 0)
    return;
  if ((flags & GNU_CODE) != 0 || (z->format == BERKELEY && (flags & GNU_READONLY) != 0))
    sum->text += size;
  else if ((flags & GNU_CONTENTS) != 0)
    sum->data += size;
  else
    sum->bss += size;
}

// EX: what stands before the archive's name.
static void name(struct out *o, const struct tool_item *item, const char *ex)
{
  if (item->member == NULL) {
    out_text(o, item->path);
    return;
  }
  out_text(o, item->member);
  out_text(o, ex);
  out_text(o, item->path);
  out_char(o, ')');
}

static void berkeley_row(const struct sizes *z, struct out *o, const struct sizes *sum)
{
  uint64_t total = sum->text + sum->data + sum->bss;
  column(o, z->radix, sum->text, 7);
  out_char(o, '\t');
  column(o, z->radix, sum->data, 7);
  out_char(o, '\t');
  column(o, z->radix, sum->bss, 7);
  out_printf(o, z->radix == 8 ? "\t%7" PRIo64 : "\t%7" PRIu64, total);
  out_printf(o, "\t%7" PRIx64 "\t", total);
}

static void gnu_row(const struct sizes *z, struct out *o, const struct sizes *sum)
{
  const uint64_t all[] = {sum->text, sum->data, sum->bss, sum->text + sum->data + sum->bss};
  for (size_t i = 0; i < COFF_COUNT(all); i++) {
    column(o, z->radix, all[i], 10);
    out_char(o, ' ');
  }
}

static void row(const struct sizes *z, struct out *o, const struct sizes *sum)
{
  if (z->format == GNU)
    gnu_row(z, o, sum);
  else
    berkeley_row(z, o, sum);
}

static void titles(struct sizes *z, struct out *o)
{
  if (z->format == GNU)
    out_text(o, "      text       data        bss      total filename\n");
  else
    out_text(o, z->radix == 8 ? "   text\t   data\t    bss\t    oct\t    hex\tfilename\n"
                              : "   text\t   data\t    bss\t    dec\t    hex\tfilename\n");
}

static void show_line(struct tool *t, const struct tool_item *item, struct sizes *z)
{
  struct sizes sum = {.format = z->format};
  struct coff_section s;
  for (uint32_t i = 1; coff_section_get(item->file, i, &s); i++)
    add(z, item->file, &s, &sum);
  if (z->common)
    sum.bss += common_size(item->file);
  z->text += sum.text;
  z->data += sum.data;
  z->bss += sum.bss;
  row(z, &t->out, &sum);
  name(&t->out, item, " (ex ");
  out_char(&t->out, '\n');
}

// ---- A table a file ---------------------------------------------------------------------------

static int width_of(const struct sizes *z, uint64_t v, int least)
{
  char buf[32];
  number(buf, z->radix, v);
  int n = (int)strlen(buf);
  return n < least ? least : n;
}

static void sysv_row(const struct sizes *z, struct out *o, struct coff_str what, int columns[3],
                     uint64_t size)
{
  size_t start = o->column;
  out_name(o, what);
  while (o->column < start + (size_t)columns[0] + 3)
    out_char(o, ' ');
  column(o, z->radix, size, columns[1]);
}

// GNU's size has no row for what has no flag in its eyes, as the ends of tables that GNU dlltool writes.
static bool next_row(const struct coff_file *f, uint32_t *i, struct coff_section *s)
{
  while (coff_section_get(f, (*i)++, s))
    if (gnu_section_flags(f, s) != 0)
      return true;
  return false;
}

static void show_table(struct tool *t, const struct tool_item *item, const struct sizes *z)
{
  struct out *o = &t->out;
  const struct coff_file *f = item->file;
  struct coff_section s;
  uint64_t total = z->common ? common_size(f) : 0, highest = 0;
  int columns[3] = {0, 0, 0};
  for (uint32_t i = 1; next_row(f, &i, &s);) {
    int length = s.name.size < INT16_MAX ? (int)s.name.size : INT16_MAX;
    columns[0] = length > columns[0] ? length : columns[0];
    total += gnu_section_size(f, &s);
    uint64_t address = s.address;
    highest = address > highest ? address : highest;
  }
  columns[1] = width_of(z, total, 4);
  columns[2] = width_of(z, highest, 4);
  name(o, item, "   (ex ");
  out_printf(o, "%s\n%-*s   %*s   %*s\n", item->member == NULL ? "  :" : ":", columns[0], "section",
             columns[1], "size", columns[2], "addr");
  for (uint32_t i = 1; next_row(f, &i, &s);) {
    sysv_row(z, o, s.name, columns, gnu_section_size(f, &s));
    out_text(o, "   ");
    column(o, z->radix, s.address, columns[2]);
    out_char(o, '\n');
  }
  sysv_row(z, o, (struct coff_str){"Total", 5}, columns, total);
  out_text(o, "\n\n\n");
}

// ---- Files ------------------------------------------------------------------------------------

static void show(struct tool *t, const struct tool_item *item, void *user)
{
  struct sizes *z = user;
  if (item->file == NULL) {
    tool_say(t, item->path, item->member, "file format not recognised");
    t->failed = true;
    return;
  }
  if (z->format == SYSV)
    show_table(t, item, z);
  else
    show_line(t, item, z);
}

static void show_totals(struct tool *t, const struct sizes *z)
{
  row(z, &t->out, z);
  out_text(&t->out, "(TOTALS)\n");
}

// ---- The command line -------------------------------------------------------------------------

static const char usage[] =
    "Usage: coff-size [OPTION]... [FILE]...\n"
    "Lists how many bytes of code, data and uninitialized data files have (a.out if none is "
    "named).\n"
    "\n"
    "  -A, -B, -G, --format=sysv|berkeley|gnu  a table a file, or a line a file (default: "
    "berkeley)\n"
    "  -d, -o, -x, --radix=10|8|16             numbers in decimal, octal, hexadecimal\n"
    "  -t, --totals                            a line for all files (not with sysv)\n"
    "      --common                            common symbols count as uninitialized data\n"
    "      --target=NAME                       read the files as this flavour\n"
    "  -h, -H, --help; -v, -V, --version               print this, or the version, and exit\n"
    "  @FILE                                   the words in FILE as arguments\n";

enum { COMMON = 0x100, FORMAT, RADIX, TARGET };

static bool set_format(struct sizes *z, const char *name)
{
  static const struct {
    const char *name;
    enum format format;
  } all[] = {{"sysv", SYSV}, {"berkeley", BERKELEY}, {"gnu", GNU}};
  for (size_t i = 0; i < COFF_COUNT(all); i++)
    if (strcmp(name, all[i].name) == 0) {
      z->format = all[i].format;
      return true;
    }
  fprintf(stderr, "coff-size: no format is called '%s'\n", name);
  return false;
}

static bool set_radix(struct sizes *z, const char *text)
{
  z->radix = (unsigned)strtoul(text, NULL, 10);
  if (z->radix == 8 || z->radix == 10 || z->radix == 16)
    return true;
  fprintf(stderr, "coff-size: radix '%s' is none of 8, 10 and 16\n", text);
  return false;
}

static bool option(void *user, int c, const char *argument)
{
  struct sizes *z = user;
  switch (c) {
  case 'A': z->format = SYSV; return true;
  case 'B': z->format = BERKELEY; return true;
  case 'G': z->format = GNU; return true;
  case 'd': z->radix = 10; return true;
  case 'o': z->radix = 8; return true;
  case 'x': z->radix = 16; return true;
  case 'f': return true;
  case 't': z->totals = true; return true;
  case COMMON: z->common = true; return true;
  case FORMAT: return set_format(z, argument);
  case RADIX: return set_radix(z, argument);
  case TARGET: z->target = argument; return true;
  default: return false;
  }
}

static int run(void *user, int argc, char **argv)
{
  struct sizes *z = user;
  struct tool *t = tool_begin("coff-size");
  if (t == NULL)
    return 1;
  if (z->format != SYSV)
    titles(z, &t->out);
  tool_all(t, argc, argv, z->target, NULL, show, z);
  if (z->totals && z->format != SYSV)
    show_totals(t, z);
  return tool_end(t);
}

int main(int argc, char **argv)
{
  static const struct option all[] = {
      {"common", no_argument, NULL, COMMON},     {"format", required_argument, NULL, FORMAT},
      {"radix", required_argument, NULL, RADIX}, {"target", required_argument, NULL, TARGET},
      {"totals", no_argument, NULL, 't'},        {"help", no_argument, NULL, 'h'},
      {"version", no_argument, NULL, 'V'},       {NULL, 0, NULL, 0}};
  static const struct tool_command command = {"coff-size", usage, "ABGdoxfthHvV", all, option, run};
  return tool_main(&command, &(struct sizes){.format = BERKELEY, .radix = 10}, argc, argv);
}
