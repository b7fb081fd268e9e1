// The archive that coff-ar works on, and what its members are called.
//
// Skip it unless a member is not found by its name.
#define _XOPEN_SOURCE 700 // realpath
#include "ar/ar.h"
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

void ar_say(const struct ar *r, const char *words, const char *name)
{
  struct tool *t = r->tool;
  out_flush(&t->out);
  out_text(&t->err, t->name);
  out_text(&t->err, ": ");
  out_text(&t->err, words);
  if (name != NULL)
    out_name(&t->err, (struct coff_str){name, strlen(name)});
  out_char(&t->err, '\n');
  out_flush(&t->err);
}

bool ar_open(struct ar *r, bool make)
{
  struct stat st;
  struct coff_open how = {.target = r->target};
  if (stat(r->path, &st) != 0) {
    bool made = make && errno == ENOENT;
    if (!made)
      tool_say(r->tool, r->path, NULL, strerror(errno));
    else if (!r->quiet_create)
      ar_say(r, "creating ", r->path);
    return made;
  }
  if (!S_ISREG(st.st_mode)) { // a device may have no end
    tool_say(r->tool, r->path, NULL, "not an ordinary file");
    return false;
  }
  r->archive = coff_archive_open(&r->tool->ctx, r->path, &how);
  if (r->archive == NULL)
    return false;
  bool thin = coff_archive_is_thin(r->archive);
  r->full_names |= thin;
  if (make && r->thin && !thin) {
    ar_say(r, "an archive that holds its members does not become a thin one: ", r->path);
    return false;
  }
  r->thin = thin;
  return true;
}

void ar_close(struct ar *r)
{
  coff_archive_close(r->archive);
  r->archive = NULL;
}

// ---- Names ------------------------------------------------------------------------------------

static char *copy(const char *s, size_t n)
{
  char *p = malloc(n + 1);
  if (p == NULL)
    return NULL;
  memcpy(p, s, n);
  p[n] = 0;
  return p;
}

// The part of two paths of folders that is the same, up to and with a slash.
static size_t common_part(const char *a, const char *b)
{
  size_t same = 0;
  for (size_t i = 0;; i++) {
    char x = a[i] == 0 ? '/' : a[i], y = b[i] == 0 ? '/' : b[i];
    if (x != y)
      return same;
    if (x == '/')
      same = i + 1;
    if (a[i] == 0 || b[i] == 0)
      return same;
  }
}

// The real folder of PATH, which may not be there yet. False if it has none.
static bool folder_of(const char *path, char real[PATH_MAX])
{
  const char *slash = strrchr(path, '/');
  char *folder = slash == NULL ? copy(".", 1) : copy(path, (size_t)(slash + 1 - path));
  bool ok = folder != NULL && realpath(folder, real) != NULL;
  free(folder);
  return ok;
}

// FILE as a path from the folder of ARCHIVE, by the way that their real folders have in common.
static char *relative(const char *file, const char *archive)
{
  char from[PATH_MAX], to[PATH_MAX];
  const char *slash = strrchr(file, '/'), *last = slash == NULL ? file : slash + 1;
  if (file[0] == '/' || !folder_of(archive, from) || !folder_of(file, to))
    return copy(file, strlen(file));
  size_t same = common_part(from, to), ups = 0, length = strlen(from);
  for (const char *p = length < same ? "" : from + same; *p != 0; p++)
    ups += p == from + same || *p == '/';
  const char *down = strlen(to) < same ? "" : to + same;
  size_t room = 3 * ups + strlen(down) + 1 + strlen(last) + 1;
  char *s = malloc(room), *end = s;
  if (s == NULL)
    return NULL;
  for (; ups > 0; ups--, end += 3)
    memcpy(end, "../", 3);
  snprintf(end, room - (size_t)(end - s), "%s%s%s", down, *down == 0 ? "" : "/", last);
  return s;
}

char *ar_member_name(const struct ar *r, const char *file)
{
  enum { GNU_SHORT = 15 };
  if (r->thin)
    return relative(file, r->path);
  const char *slash = strrchr(file, '/');
  const char *name = r->full_names || slash == NULL ? file : slash + 1;
  size_t n = strlen(name);
  if (!r->truncate || n <= GNU_SHORT)
    return copy(name, n);
  char *s = copy(name, GNU_SHORT);
  if (s != NULL && n > 2 && strcmp(name + n - 2, ".o") == 0) // it stays an object for make
    memcpy(s + GNU_SHORT - 2, ".o", 2);
  return s;
}

char *ar_shown_name(const struct ar *r, const struct coff_member *m)
{
  const char *slash = strrchr(r->path, '/');
  bool prefix = m->external && m->origin == 0 && slash != NULL &&
                (m->name.size == 0 || m->name.data[0] != '/');
  size_t folder = prefix ? (size_t)(slash + 1 - r->path) : 0;
  struct coff_member_opened o = {0};
  struct coff_str name = m->name;
  if (m->external && m->origin != 0 && coff_member_open(r->archive, m, NULL, &o))
    name = (struct coff_str){o.name, strlen(o.name)};
  char *s = malloc(folder + name.size + 1);
  if (s != NULL) {
    memcpy(s, r->path, folder);
    memcpy(s + folder, name.data, name.size);
    s[folder + name.size] = 0;
  }
  coff_member_close(r->archive, &o);
  return s;
}

bool ar_is_called(struct coff_str name, const char *wanted)
{
  return strlen(wanted) == name.size && memcmp(name.data, wanted, name.size) == 0;
}
