// Which library has what is undefined: a look into the folders of -L.
//
// Skip it unless such a hint misleads. Nothing here runs in a link without errors.
//
// Only indexes of libraries are read, and only for the first symbols that are reported.
#include "coff/archive.h"
#include "link/hints.h"
#include <dirent.h>
#include <stdio.h>
#include <string.h>

enum { PATH = 4096, NAME = 256, MOST = 3 };

struct library {
  char name[NAME]; // of the file; empty: none yet
  const char *folder;
  unsigned n; // how many there are
};

static bool ends(const char *s, const char *with)
{
  size_t n = strlen(s), k = strlen(with);
  return n > k && strcmp(s + n - k, with) == 0;
}

static bool is_library(const char *name)
{
  return strlen(name) < NAME && (ends(name, ".a") || ends(name, ".lib"));
}

static bool defines(const struct coff_link *ld, const char *path, struct coff_str symbol)
{
  const struct coff_context silent = {.alloc = ld->ctx->alloc, .alloc_user = ld->ctx->alloc_user};
  struct coff_archive *a = coff_archive_open(&silent, path, NULL);
  struct coff_index_cursor c;
  struct coff_index_entry e;
  bool found = false;
  if (a == NULL)
    return false;
  coff_index_first(a, 0, &c);
  while (!found && coff_index_next(&c, &e))
    found = coff_link_same(e.symbol, symbol);
  coff_archive_close(a);
  return found;
}

// The shortest name, and of several of one length the first, so that the order of a folder does not matter.
static bool is_better(const char *name, const struct library *found)
{
  size_t n = strlen(name), k = strlen(found->name);
  return k == 0 || n < k || (n == k && strcmp(name, found->name) < 0);
}

static void look_in(const struct coff_link *ld, const char *folder, struct coff_str symbol,
                    struct library *found)
{
  char path[PATH];
  const struct dirent *e;
  DIR *dir = opendir(folder);
  while (dir != NULL && (e = readdir(dir)) != NULL) {
    if (!is_library(e->d_name) || snprintf(path, PATH, "%s/%s", folder, e->d_name) >= PATH ||
        !defines(ld, path, symbol))
      continue;
    found->n++;
    if (!is_better(e->d_name, found))
      continue;
    strcpy(found->name, e->d_name);
    found->folder = folder;
  }
  if (dir != NULL)
    closedir(dir);
}

// What stands behind -l for this file, in NAME.
static const char *option(const char *file, char *name)
{
  static const char *const tails[] = {".dll.a", ".a", ".lib"};
  bool lib = strncmp(file, "lib", 3) == 0;
  strcpy(name, file + (lib ? 3 : 0));
  for (unsigned i = 0; i < COFF_COUNT(tails); i++)
    if (ends(name, tails[i]) && (lib || i != 1)) {
      name[strlen(name) - strlen(tails[i])] = 0;
      return name;
    }
  snprintf(name, NAME, ":%.*s", NAME - 2, file);
  return name;
}

bool coff_link_library_hint(struct coff_link *ld, struct coff_str symbol, char *text, size_t room)
{
  struct library found = {0};
  char name[NAME];
  size_t n = ld->opt->npaths + ld->nfolders;
  if (ld->library_hints++ >= MOST)
    return false;
  for (size_t i = 0; i < n && found.n == 0; i++)
    look_in(ld, i < ld->opt->npaths ? ld->opt->paths[i] : ld->folders[i - ld->opt->npaths], symbol,
            &found);
  if (found.n == 0)
    return false;
  snprintf(text, room, "-l%s%s would define it: %s/%s", option(found.name, name),
           found.n > 1 ? ", among others," : "", found.folder, found.name);
  return true;
}
