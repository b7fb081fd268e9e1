// Where code comes from: COFF line numbers, and the text of the sources that they name.
//
// Skip it unless -l or -S shows the wrong place.
#include "objdump/lines.h"
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { NO_LINE = 0, BEFORE = 5 /* lines shown before the first one of a place */ };

struct source {
  struct source *next;
  char *name, *text; // TEXT is NULL if it cannot be read
  size_t size;
  uint32_t shown; // the highest line that was
  uint32_t line;  // the line that begins at AT
  size_t at;
};

static void fail_memory(const struct lines *l)
{
  coff_fail(coff_file_context(l->d->file), coff_file_place(l->d->file, COFF_NOWHERE),
            "out of memory");
}

// ---- Line numbers -----------------------------------------------------------------------------

static bool add(struct lines *l, const struct coff_line *n)
{
  if (l->count == l->room) {
    size_t room = l->room == 0 ? 256 : l->room * 2;
    struct line *grown = realloc(l->all, room * sizeof *grown);
    if (grown == NULL)
      return false;
    l->all = grown;
    l->room = room;
  }
  l->all[l->count++] = (struct line){n->address, n->owner, n->line};
  return true;
}

static int by_address(const void *a, const void *b)
{
  const struct line *x = a, *y = b;
  if (x->address != y->address)
    return x->address < y->address ? -1 : 1;
  return x->line < y->line ? -1 : x->line > y->line;
}

static bool find_files(struct lines *l)
{
  struct coff_symbol s;
  size_t room = 0;
  for (uint64_t i = 0; coff_symbol_outline(l->d->file, i, &s); i = coff_symbol_next(&s)) {
    if (s.kind != COFF_SYMBOL_FILE)
      continue;
    if (l->nfiles == room) {
      room = room == 0 ? 64 : room * 2;
      uint64_t *grown = realloc(l->files, room * sizeof *grown);
      if (grown == NULL)
        return false;
      l->files = grown;
    }
    l->files[l->nfiles++] = i;
  }
  return true;
}

void lines_open(struct lines *l, const struct dump *d, const struct coff_section *s)
{
  struct coff_line_cursor c;
  struct coff_line n;
  *l = (struct lines){.d = d, .owner = UINT64_MAX};
  bool has_lines = s->nlnno != 0 || d->target->records->symbolic != NULL;
  if (!has_lines || !coff_line_first(d->file, s, &c))
    return;
  bool ok = find_files(l);
  while (ok && coff_line_next(&c, &n))
    ok = n.line == 0 || n.owner == UINT64_MAX || add(l, &n);
  if (!ok)
    fail_memory(l);
  if (l->count != 0)
    qsort(l->all, l->count, sizeof *l->all, by_address);
}

void lines_close(struct lines *l)
{
  while (l->sources != NULL) {
    struct source *next = l->sources->next;
    free(l->sources->name);
    free(l->sources->text);
    free(l->sources);
    l->sources = next;
  }
  free(l->all);
  free(l->files);
  *l = (struct lines){0};
}

// The last line that begins at ADDRESS or below.
static const struct line *find(const struct lines *l, uint64_t address)
{
  size_t low = 0, high = l->count;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (l->all[middle].address <= address)
      low = middle + 1;
    else
      high = middle;
  }
  return low == 0 ? NULL : &l->all[low - 1];
}

// The source file of the symbol OWNER: the nearest one in front of it, or itself.
static bool file_of(const struct lines *l, uint64_t owner, struct coff_symbol *s)
{
  size_t low = 0, high = l->nfiles;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (l->files[middle] <= owner)
      low = middle + 1;
    else
      high = middle;
  }
  return low != 0 && coff_symbol_get(l->d->file, l->files[low - 1], s);
}

// ---- Sources ----------------------------------------------------------------------------------

static bool is_plain(const char *name)
{
  return name[0] != 0 && strlen(name) < 4096;
}

static char *read_all(const char *path, size_t *size)
{
  enum { MOST = 64 << 20 };
  FILE *f = fopen(path, "rb");
  char *text = NULL;
  size_t room = 1 << 16;
  *size = 0;
  while (f != NULL && room <= MOST) {
    char *grown = realloc(text, room);
    if (grown == NULL)
      break;
    text = grown;
    size_t n = fread(text + *size, 1, room - *size, f);
    *size += n;
    if (n == 0 || *size < room)
      break;
    room *= 2;
  }
  if (f != NULL)
    fclose(f);
  return text;
}

// With --prefix-strip and --prefix, for absolute paths; then below each folder of -I.
static char *read_source(const struct objdump *opt, const char *name, size_t *size)
{
  char path[8192];
  const char *rest = name;
  for (uint64_t n = opt->prefix_strip; name[0] == '/' && opt->prefix != NULL && n != 0; n--) {
    const char *slash = strchr(rest + 1, '/');
    rest = slash == NULL ? rest : slash;
  }
  snprintf(path, sizeof path, "%s%s", name[0] == '/' && opt->prefix != NULL ? opt->prefix : "",
           rest);
  char *text = read_all(path, size);
  for (size_t i = 0; text == NULL && i < opt->ninclude; i++) {
    const char *slash = strrchr(name, '/');
    snprintf(path, sizeof path, "%s/%s", opt->include[i], name);
    text = read_all(path, size);
    snprintf(path, sizeof path, "%s/%s", opt->include[i], slash == NULL ? name : slash + 1);
    if (text == NULL)
      text = read_all(path, size);
  }
  return text;
}

static struct source *source_of(struct lines *l, struct coff_str name)
{
  for (struct source *s = l->sources; s != NULL; s = s->next)
    if (strlen(s->name) == name.size && memcmp(s->name, name.data, name.size) == 0)
      return s;
  struct source *s = calloc(1, sizeof *s);
  if (s == NULL)
    return NULL;
  s->name = malloc(name.size + 1);
  if (s->name == NULL) {
    free(s);
    return NULL;
  }
  memcpy(s->name, name.data, name.size);
  s->name[name.size] = 0;
  s->line = 1;
  s->text = is_plain(s->name) ? read_source(l->d->opt, s->name, &s->size) : NULL;
  s->next = l->sources;
  l->sources = s;
  return s;
}

static void go_to(struct source *s, uint32_t line)
{
  if (line < s->line) {
    s->line = 1;
    s->at = 0;
  }
  while (s->line < line && s->at < s->size) {
    const char *end = memchr(s->text + s->at, '\n', s->size - s->at);
    s->at = end == NULL ? s->size : (size_t)(end - s->text) + 1;
    s->line++;
  }
}

static void print_lines(struct lines *l, struct source *s, uint32_t from, uint32_t to)
{
  struct out *o = l->d->out;
  go_to(s, from);
  while (s->line <= to && s->at < s->size) {
    size_t start = s->at;
    go_to(s, s->line + 1);
    if (l->d->opt->source_comment != NULL)
      out_text(o, l->d->opt->source_comment);
    size_t n = s->at - start;
    out_bytes(o, s->text + start, n);
    if (n == 0 || s->text[s->at - 1] != '\n')
      out_char(o, '\n');
  }
}

static void show_source(struct lines *l, struct coff_str name, uint32_t line)
{
  struct source *s = source_of(l, name);
  if (s == NULL || s->text == NULL)
    return;
  uint32_t from = line > BEFORE ? line - BEFORE : 1;
  if (s->shown >= from)
    from = s->shown < line ? s->shown + 1 : line;
  print_lines(l, s, from, line);
  s->shown = line > s->shown ? line : s->shown;
}

// ---- Both -------------------------------------------------------------------------------------

void lines_show(struct lines *l, uint64_t address, bool source, const char *behind)
{
  const struct line *n = find(l, address);
  struct coff_symbol s;
  if (n == NULL)
    return;
  bool other = n->owner != l->owner;
  if (!other && n->line == l->line)
    return;
  bool titled = coff_symbol_get(l->d->file, n->owner, &s) && s.kind != COFF_SYMBOL_FILE;
  if (other && titled && l->d->opt->lines) {
    dump_name(l->d, s.name);
    out_text(l->d->out, "():\n");
  }
  l->owner = n->owner;
  l->line = n->line;
  if (!file_of(l, n->owner, &s))
    return;
  if (l->d->opt->lines) {
    dump_bytes(l->d, s.name);
    out_printf(l->d->out, ":%" PRIu32 "%s\n", n->line, behind);
  }
  if (source)
    show_source(l, s.name, n->line);
}
