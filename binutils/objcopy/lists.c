// Names that options and files list.
//
// Skip it unless a name is taken for another.
#include "objcopy/objcopy.h"
#include <errno.h>
#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>

bool names_add(struct names *n, const char *name)
{
  if (n->count == n->room) {
    uint32_t room = n->room == 0 ? 16 : n->room * 2;
    const char **grown = realloc(n->all, room * sizeof *grown);
    if (grown == NULL)
      return false;
    n->all = grown;
    n->room = room;
  }
  n->all[n->count++] = name;
  n->sorted = false;
  return true;
}

void *read_whole(const struct coff_context *ctx, const char *path, struct coff_view *v)
{
  FILE *f = fopen(path, "rb");
  char *text = NULL, block[4096];
  size_t size = 0, got = 1;
  bool ok = f != NULL;
  while (ok && got != 0) {
    got = fread(block, 1, sizeof block, f);
    char *grown = realloc(text, size + got + 1);
    ok = grown != NULL && !ferror(f);
    if (grown == NULL)
      break;
    text = grown;
    memcpy(text + size, block, got);
    size += got;
    text[size] = 0;
  }
  if (!ok) {
    coff_fail(ctx, (struct coff_place){path, NULL, COFF_NOWHERE}, "cannot be read: %s",
              strerror(errno));
    free(text);
    text = NULL;
  }
  if (f != NULL)
    fclose(f);
  *v = (struct coff_view){(const uint8_t *)text, text == NULL ? 0 : size, 0};
  return text;
}

static bool hold(struct tool_list *l, char *text)
{
  if (l->count == l->room) {
    int room = l->room == 0 ? 4 : l->room * 2;
    char **grown = realloc(l->all, (size_t)room * sizeof *grown);
    if (grown == NULL)
      return false;
    l->all = grown;
    l->room = room;
  }
  l->all[l->count++] = text;
  return true;
}

// Lists are read before there is a run whose messages they could be.
static void say(void *program, const struct coff_diag *d)
{
  fprintf(stderr, "%s: %s: %s\n", (const char *)program, d->file, d->text);
}

bool names_read(struct names *n, const char *program, const char *path, struct tool_list *texts)
{
  struct coff_context ctx = {.sink = say, .sink_user = (void *)(uintptr_t)program};
  struct coff_view v;
  char *text = read_whole(&ctx, path, &v), *rest = NULL;
  if (text == NULL)
    return false;
  if (!hold(texts, text)) {
    free(text);
    return false;
  }
  for (char *line = strtok_r(text, "\r\n", &rest); line != NULL;
       line = strtok_r(NULL, "\r\n", &rest)) {
    line[strcspn(line, "#")] = 0;
    line += strspn(line, " \t");
    size_t size = strlen(line);
    while (size > 0 && (line[size - 1] == ' ' || line[size - 1] == '\t'))
      line[--size] = 0;
    if (size != 0 && !names_add(n, line))
      return false;
  }
  return true;
}

// ---- Matching ---------------------------------------------------------------------------------

static int compare(const void *x, const void *y)
{
  return strcmp(*(const char *const *)x, *(const char *const *)y);
}

// What strcmp would say if NAME ended with a NUL.
static int compare_name(struct coff_str name, const char *with)
{
  int order = strncmp(name.data, with, name.size);
  return order != 0 ? order : with[name.size] == 0 ? 0 : -1;
}

static bool find(const struct names *n, struct coff_str name)
{
  uint32_t low = 0, high = n->count;
  while (low < high) {
    uint32_t mid = low + (high - low) / 2;
    int order = compare_name(name, n->all[mid]);
    if (order == 0)
      return true;
    if (order < 0)
      high = mid;
    else
      low = mid + 1;
  }
  return false;
}

bool name_fits(struct coff_str name, const char *pattern)
{
  char text[1024];
  if (strpbrk(pattern, "*?[\\") == NULL)
    return name.size == strlen(pattern) && memcmp(name.data, pattern, name.size) == 0;
  if (name.size >= sizeof text)
    return false;
  memcpy(text, name.data, name.size);
  text[name.size] = 0;
  return fnmatch(pattern, text, 0) == 0;
}

bool names_match(struct names *n, struct coff_str name, bool wildcard)
{
  bool fits = false;
  if (n->count == 0)
    return false;
  if (!wildcard) {
    if (!n->sorted)
      qsort(n->all, n->count, sizeof *n->all, compare);
    n->sorted = true;
    return find(n, name);
  }
  for (uint32_t i = 0; i < n->count; i++) {
    if (n->all[i][0] == '!' && name_fits(name, n->all[i] + 1))
      return false;
    fits = fits || (n->all[i][0] != '!' && name_fits(name, n->all[i]));
  }
  return fits;
}
