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

static char *read_text(const char *program, const char *path)
{
  FILE *f = fopen(path, "rb");
  char *text = NULL;
  size_t size = 0, got;
  char block[4096];
  if (f == NULL) {
    fprintf(stderr, "%s: %s: %s\n", program, path, strerror(errno));
    return NULL;
  }
  do {
    got = fread(block, 1, sizeof block, f);
    char *grown = realloc(text, size + got + 1);
    if (grown == NULL) {
      free(text);
      fclose(f);
      fprintf(stderr, "%s: out of memory\n", program);
      return NULL;
    }
    text = grown;
    memcpy(text + size, block, got);
    size += got;
    text[size] = 0;
  } while (got != 0);
  fclose(f);
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

bool names_read(struct names *n, const char *program, const char *path, struct tool_list *texts)
{
  char *text = read_text(program, path), *rest = NULL;
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
