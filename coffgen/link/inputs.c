// Inputs in the order of the command line: files, libraries that are looked for, groups.
//
// Skip it unless a file is not found, or found in the wrong folder.
//
// Libraries are searched where they stand, as GNU ld does it; once all inputs are read, those that are
// still of use are searched again, as lld does it. So what GNU ld links is linked the same way.
#include "archive/archive.h"
#include "base/input.h"
#include "link/exports.h"
#include "link/link.h"
#include "link/script.h"
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

enum { PATH = 4096, FIRST_DLL = 5 };

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
    {"lib", ".lib", false},  {"lib", ".dll", true}, {"", ".dll", true}, // the first is FIRST_DLL
};

// Searches the libraries from number FIRST on until none gives anything.
void coff_link_search_again(struct coff_link *ld, uint32_t first)
{
  for (bool more = true; more;) {
    more = false;
    for (uint32_t i = first; i < ld->narchives; i++)
      more = coff_link_search_archive(ld, i) || more;
    for (uint32_t i = 0; i < ld->ndlls; i++)
      more = coff_link_search_dll(ld, i) || more;
    more = coff_link_search_definitions(ld) || more;
  }
}

static bool spell(const struct coff_link *ld, char *path, const char *folder,
                  const struct spelling *s, const char *name)
{
  int n = snprintf(path, PATH, "%s/%s%s%s", folder, s->before, name, s->behind);
  bool found = n > 0 && n < PATH && exists(path);
  if (ld->opt->verbose)
    coff_link_print(ld, "attempt to open %s %s", path, found ? "succeeded" : "failed");
  return found;
}

static bool find_in(const struct coff_link *ld, char *path, const char *folder,
                    const struct coff_link_input *in)
{
  static const struct spelling plain = {"", "", false};
  struct spelling prefixed = {ld->opt->dll.search_prefix, ".dll", true};
  if (in->name[0] == ':')
    return spell(ld, path, folder, &plain, in->name + 1);
  for (size_t i = 0; i < COFF_COUNT(spellings); i++) {
    if (in->no_imports && spellings[i].imports)
      continue;
    if (i == FIRST_DLL && prefixed.before != NULL && spell(ld, path, folder, &prefixed, in->name))
      return true;
    if (spell(ld, path, folder, &spellings[i], in->name))
      return true;
  }
  return false;
}

static const char *folder_at(const struct coff_link *ld, size_t i)
{
  return i < ld->opt->npaths ? ld->opt->paths[i] : ld->folders[i - ld->opt->npaths];
}

static bool read_library(struct coff_link *ld, const struct coff_link_input *in)
{
  char path[PATH];
  size_t n = ld->opt->npaths + ld->nfolders;
  for (size_t i = 0; i < n; i++)
    if (find_in(ld, path, folder_at(ld, i), in))
      return coff_link_read_path(ld, path, in);
  return coff_link_fail(ld, coff_link_at(ld->opt->output),
                        "cannot find -l%s in the %zu folders of -L%s", in->name, n,
                        ld->opt->verbose ? "" : "; --verbose says what was tried");
}

// ---- Linker scripts -------------------------------------------------------------------------------

// A file that a script names: below the sysroot, from here, beside the script, or in the folders of -L.
static bool find_beside(struct coff_link *ld, const char *script, const char *name, char *path)
{
  static const struct spelling plain = {"", "", false};
  const char *slash = strrchr(script, '/'),
             *root = ld->opt->sysroot == NULL ? "" : ld->opt->sysroot;
  char folder[PATH];
  int n = name[0] == '=' ? snprintf(path, PATH, "%s%s", root, name + 1)
                         : snprintf(path, PATH, "%s", name);
  if (n >= PATH || exists(path) || name[0] == '=' || name[0] == '/')
    return n < PATH;
  n = slash == NULL ? 0 : snprintf(folder, sizeof folder, "%.*s", (int)(slash - script), script);
  if (n > 0 && n < PATH && spell(ld, path, folder, &plain, name))
    return true;
  for (size_t i = 0; i < ld->opt->npaths + ld->nfolders; i++)
    if (spell(ld, path, folder_at(ld, i), &plain, name))
      return true;
  return snprintf(path, PATH, "%s", name) < PATH;
}

static bool read_named(struct coff_link *ld, const char *script, const char *name,
                       const struct coff_link_input *how)
{
  char path[PATH];
  struct coff_link_input in = *how;
  if (name[0] == '-' && name[1] == 'l') {
    in.name = name + 2;
    return read_library(ld, &in);
  }
  return find_beside(ld, script, name, path) && coff_link_read_path(ld, path, &in);
}

static void add_folder(struct coff_link *ld, const char *name)
{
  const char **grown =
      coff_link_grow(ld, ld->folders, ld->nfolders, 1, &ld->room_folders, sizeof *grown);
  struct coff_str joined;
  const char *root = name[0] != '=' || ld->opt->sysroot == NULL ? "" : ld->opt->sysroot;
  if (grown == NULL)
    return;
  ld->folders = grown;
  if (coff_link_join(ld, root, coff_link_str(name + (name[0] == '=')), "", &joined))
    ld->folders[ld->nfolders++] = joined.data;
}

static void do_item(struct coff_link *ld, const char *script, const struct coff_script_item *item,
                    const struct coff_link_input *how, uint32_t *group)
{
  struct coff_str name;
  if (!coff_link_join(ld, "", item->name, "", &name))
    return;
  switch (item->kind) {
  case COFF_SCRIPT_FILE: read_named(ld, script, name.data, how); break;
  case COFF_SCRIPT_GROUP: *group = ld->narchives; break;
  case COFF_SCRIPT_GROUP_END: coff_link_search_again(ld, *group); break;
  case COFF_SCRIPT_FOLDER: add_folder(ld, name.data); break;
  case COFF_SCRIPT_SYMBOL: coff_link_want(ld, name); break;
  case COFF_SCRIPT_FORMAT:
    if (coff_target_find(name.data) == NULL)
      coff_link_fail(ld, coff_link_at(script), "line %" PRIu32 ": no flavour is called '%s'",
                     item->line + 1, name.data);
    break;
  }
}

static bool read_script(struct coff_link *ld, const char *path, const struct coff_link_input *how,
                        struct coff_view bytes)
{
  enum { DEEPEST = 16 };
  struct coff_script s = {.ctx = ld->ctx, .name = path, .bytes = bytes};
  struct coff_script_item item;
  uint32_t group = 0;
  if (ld->scripts == DEEPEST)
    return coff_link_fail(ld, coff_link_at(path), "scripts name each other");
  ld->scripts++;
  while (coff_script_next(&s, &item))
    do_item(ld, path, &item, how, &group);
  ld->scripts--;
  ld->errors += s.bad;
  return !s.bad;
}

// ---- Files ----------------------------------------------------------------------------------------

// What is neither COFF nor a library.
static bool read_foreign(struct coff_link *ld, const char *path, const struct coff_link_input *how,
                         struct coff_view bytes, const char *kind)
{
  if (strcmp(kind, "text") == 0)
    return read_script(ld, path, how, bytes);
  if (strcmp(kind, "LLVM bitcode") == 0)
    return coff_link_fail(ld, coff_link_at(path),
                          "LLVM bitcode, not machine code: compile it without -flto");
  if (bytes.size == 0)
    return coff_link_fail(ld, coff_link_at(path), "file is empty");
  return coff_link_fail(ld, coff_link_at(path), "%s: cannot be linked into a Windows program",
                        kind);
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
  if (!coff_link_note_path(ld, path))
    return false;
  if (stat(path, &st) == 0 && !how->whole && search_known(ld, &st))
    return true;
  if (coff_link_read_text(ld, path))
    return true;
  struct coff_input input;
  if (!coff_input_open(ld->ctx, path, 0, 0, false, &input)) {
    ld->errors++;
    return false;
  }
  const char *foreign = coff_archive_is(input.bytes) ? NULL : coff_foreign_name(input.bytes);
  if (foreign != NULL) {
    bool ok = read_foreign(ld, path, how, input.bytes, foreign);
    coff_input_close(ld->ctx, &input);
    return ok;
  }
  if (!coff_archive_or_file_from_input(ld->ctx, path, NULL, &input, &a, &f)) {
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
  if (coff_link_is_twin(ld, f)) {
    coff_file_close(f);
    f = coff_file_open(ld->ctx, path, &(struct coff_open){.target = ld->target->name});
    ld->errors += f == NULL;
  }
  if (f == NULL)
    return false;
  return coff_link_add_object(ld,
                              &(struct coff_link_file){.file = f, .name = name, .member = name});
}

// gcc -flto without -ffat-lto-objects marks objects by a common symbol.
static void report_slim(struct coff_link *ld)
{
  uint32_t id = ld->target == NULL ? COFF_NO_ID : coff_link_find_c(ld, "__gnu_lto_slim");
  for (uint32_t i = 0; i < ld->nfiles && id != COFF_NO_ID; i++)
    for (uint32_t k = 0; k < ld->files[i].nrefs; k++)
      if (ld->files[i].refs[k] == id)
        coff_link_fail(ld, coff_link_in(ld, i),
                       "no code, only what gcc -flto keeps for later: compile it without -flto, or "
                       "with -ffat-lto-objects");
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
    if (ld->default_libraries[i].size == 0 || ld->no_default_libraries)
      continue;
    while (k < ld->opt->npaths && !find_in(ld, path, ld->opt->paths[k], &in))
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
  report_slim(ld);
  return ld->errors == 0;
}
