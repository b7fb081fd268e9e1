// The real files that unit tests run over.
//
// Skip this unless a test does not find its fixture.
#include "testsuite/unit/fixtures.h"
#include "testsuite/unit/main.h"
#include <dirent.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

struct list {
  struct fixture *items;
  size_t count;
  const char *const *suffixes;
};

// What a compiler or linker wrote. The folders hold sources beside them.
static const char *const binaries[] = {".o",   ".obj", ".x",   ".ro", ".exe",
                                       ".dll", ".te",  ".cof", NULL};
static const char *const archives[] = {".a", ".lib", NULL};

static bool has_suffix(const char *name, const char *const *suffixes)
{
  size_t n = strlen(name);
  for (; *suffixes != NULL; suffixes++) {
    size_t k = strlen(*suffixes);
    if (n > k && strcmp(name + n - k, *suffixes) == 0)
      return true;
  }
  return false;
}

static void load(struct list *l, const char *path, const char *name)
{
  struct stat st;
  FILE *in = fopen(path, "rb");
  ck_assert_msg(in != NULL && stat(path, &st) == 0, "cannot open %s", path);
  struct fixture f = {strdup(name), malloc((size_t)st.st_size + 1), (size_t)st.st_size};
  ck_assert(f.name != NULL && f.data != NULL);
  ck_assert_uint_eq(fread(f.data, 1, f.size, in), f.size);
  fclose(in);
  l->items = realloc(l->items, (l->count + 1) * sizeof *l->items);
  ck_assert_ptr_nonnull(l->items);
  l->items[l->count++] = f;
}

static void scan(struct list *l, const char *root, const char *below, int depth)
{
  char path[4096], name[2048];
  struct stat st;
  snprintf(path, sizeof path, "%s/%s", root, below);
  DIR *d = opendir(path);
  ck_assert_msg(d != NULL, "cannot open folder %s", path);
  for (struct dirent *e; (e = readdir(d)) != NULL;) {
    if (e->d_name[0] == '.')
      continue;
    snprintf(name, sizeof name, "%s%s%s", below, below[0] == 0 ? "" : "/", e->d_name);
    snprintf(path, sizeof path, "%s/%s", root, name);
    if (stat(path, &st) != 0)
      continue;
    if (S_ISDIR(st.st_mode) && depth < 3)
      scan(l, root, name, depth + 1);
    else if (S_ISREG(st.st_mode) && has_suffix(e->d_name, l->suffixes))
      load(l, path, name);
  }
  closedir(d);
}

static int by_name(const void *a, const void *b)
{
  return strcmp(((const struct fixture *)a)->name, ((const struct fixture *)b)->name);
}

static struct fixture *load_all(const char *const *suffixes, size_t *n)
{
  struct list l = {.suffixes = suffixes};
  scan(&l, test_file("data"), "", 0);
  ck_assert_msg(l.count != 0, "no fixtures");
  qsort(l.items, l.count, sizeof *l.items, by_name);
  *n = l.count;
  return l.items;
}

struct fixture *load_fixtures(size_t *n)
{
  return load_all(binaries, n);
}

struct fixture *load_archives(size_t *n)
{
  return load_all(archives, n);
}

void free_fixtures(struct fixture *f, size_t n)
{
  for (size_t i = 0; i < n; i++) {
    free(f[i].name);
    free(f[i].data);
  }
  free(f);
}
