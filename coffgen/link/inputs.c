// Inputs in the order of the command line: files, libraries that are looked for, groups.
//
// Skip it unless a file is not found, or found in the wrong folder.
//
// Libraries are searched where they stand, as GNU ld does it; once all inputs are read, those that are
// still of use are searched again, as lld does it. So what GNU ld links is linked the same way.
#include "link/link.h"
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

enum { PATH = 4096 };

static bool exists(const char *path)
{
  struct stat st;
  return stat(path, &st) == 0 && !S_ISDIR(st.st_mode);
}

// Names that a library NAME may have, in the order in which they are tried in each folder.
static const struct spelling {
  const char *before, *behind;
  bool imports; // of a DLL
} spellings[] = {
    {"lib", ".dll.a", true}, {"", ".dll.a", true},  {"lib", ".a", false}, {"", ".lib", false},
    {"lib", ".lib", false},  {"lib", ".dll", true}, {"", ".dll", true},
};

static bool spell(char *path, const char *folder, const struct spelling *s, const char *name)
{
  int n = snprintf(path, PATH, "%s/%s%s%s", folder, s->before, name, s->behind);
  return n > 0 && n < PATH && exists(path);
}

static bool find_in(char *path, const char *folder, const struct coff_link_input *in)
{
  static const struct spelling plain = {"", "", false};
  if (in->name[0] == ':')
    return spell(path, folder, &plain, in->name + 1);
  for (size_t i = 0; i < COFF_COUNT(spellings); i++)
    if (!(in->no_imports && spellings[i].imports) && spell(path, folder, &spellings[i], in->name))
      return true;
  return false;
}

static bool read_library(struct coff_link *ld, const struct coff_link_input *in)
{
  char path[PATH];
  for (size_t i = 0; i < ld->opt->npaths; i++)
    if (find_in(path, ld->opt->paths[i], in))
      return coff_link_read_path(ld, path, in);
  return coff_link_fail(ld, coff_link_at(ld->opt->output), "cannot find -l%s", in->name);
}

// A library that was named before is there already.
static bool search_known(struct coff_link *ld, const struct stat *st)
{
  for (uint32_t i = 0; i < ld->narchives; i++) {
    const struct coff_link_archive *a = &ld->archives[i];
    if (a->device != st->st_dev || a->inode != st->st_ino || a->nentries == 0)
      continue;
    coff_link_search_archive(ld, i);
    return true;
  }
  return false;
}

bool coff_link_read_path(struct coff_link *ld, const char *path, const struct coff_link_input *how)
{
  struct stat st = {0};
  struct coff_archive *a = NULL;
  struct coff_file *f = NULL;
  uint32_t id;
  struct coff_str name;
  if (ld->opt->trace)
    coff_link_print(ld, "%s", path);
  if (stat(path, &st) == 0 && !how->whole && search_known(ld, &st))
    return true;
  if (coff_link_read_text(ld, path))
    return true;
  if (!coff_archive_or_file_open(ld->ctx, path, NULL, &a, &f)) {
    ld->errors++;
    return false;
  }
  if (a != NULL) {
    if (!coff_link_add_archive(ld, a, how->whole, &id))
      return false;
    ld->archives[id].device = st.st_dev;
    ld->archives[id].inode = st.st_ino;
    coff_link_search_archive(ld, id);
    return true;
  }
  if (!coff_link_join(ld, "", coff_link_str(path), "", &name))
    return false;
  if (coff_file_kind(f) == COFF_KIND_IMAGE)
    return coff_link_add_dll(ld, f, name);
  return coff_link_add_object(ld,
                              &(struct coff_link_file){.file = f, .name = name, .member = name});
}

void coff_link_search_again(struct coff_link *ld, uint32_t first)
{
  for (bool more = true; more;) {
    more = false;
    for (uint32_t i = first; i < ld->narchives; i++)
      more = coff_link_search_archive(ld, i) || more;
    for (uint32_t i = 0; i < ld->ndlls; i++)
      more = coff_link_search_dll(ld, i) || more;
  }
}

// How many inputs from number I on are files.
static size_t files_from(const struct coff_link *ld, size_t i)
{
  size_t n = 0;
  while (i + n < ld->opt->ninputs && ld->opt->inputs[i + n].kind == COFF_LINK_FILE)
    n++;
  return n;
}

// Those that objects ask for. Objects for Microsoft's tools name its C library, which may not be there: what is
// missing then is reported as undefined symbols.
static void read_default_libraries(struct coff_link *ld)
{
  char path[PATH];
  for (uint32_t i = 0; i < ld->ndefault_libraries; i++) {
    const struct coff_link_input in = {.name = ld->default_libraries[i].data};
    size_t k = 0;
    while (k < ld->opt->npaths && !find_in(path, ld->opt->paths[k], &in))
      k++;
    if (k < ld->opt->npaths && coff_link_read_path(ld, path, &in))
      coff_link_search_again(ld, 0);
    else if (k == ld->opt->npaths && ld->opt->verbose)
      coff_link_print(ld, "no library %s, which an object asks for", in.name);
  }
}

bool coff_link_read_inputs(struct coff_link *ld)
{
  uint32_t group = COFF_NO_ID;
  for (size_t i = 0; i < ld->opt->ninputs; i++) {
    const struct coff_link_input *in = &ld->opt->inputs[i];
    switch (in->kind) {
    case COFF_LINK_FILE: {
      size_t n = coff_link_add_objects(ld, in, files_from(ld, i));
      if (n == 0)
        coff_link_read_path(ld, in->name, in);
      else
        i += n - 1;
      break;
    }
    case COFF_LINK_SEARCH: read_library(ld, in); break;
    case COFF_LINK_GROUP: group = ld->narchives; break;
    case COFF_LINK_GROUP_END:
      if (group != COFF_NO_ID)
        coff_link_search_again(ld, group);
      group = COFF_NO_ID;
      break;
    }
  }
  coff_link_want_exports(ld);
  coff_link_search_again(ld, 0);
  read_default_libraries(ld);
  if (coff_link_take_alternates(ld))
    coff_link_search_again(ld, 0);
  coff_link_take_alternates(ld);
  return ld->errors == 0;
}
