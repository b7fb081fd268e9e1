// coff-dlltool: import libraries from module definition files, and the other way round.
//
// Skip it unless you change its command line.
#include "dlltool/dlltool.h"
#include <getopt.h>
#include <stdlib.h>
#include <string.h>

static const char usage[] =
    "Usage: coff-dlltool [OPTION]... [FILE]...\n"
    "Makes import libraries of module definition files, and these of DLLs and objects.\n"
    "\n"
    "  -d, --input-def=FILE       the definition file\n"
    "  -D, --dllname=NAME         name of the DLL (default: what the definition file says)\n"
    "  -m, --machine=NAME         i386, i386:x86-64 (default), arm, arm64\n"
    "  -l, --output-lib=FILE      write an import library\n"
    "  -y, --output-delaylib=FILE write one of delayed imports\n"
    "      --format=long|short    objects with tables and jumps, as GNU's (default for i386 and\n"
    "                             i386:x86-64), or Microsoft's short imports\n"
    "  -z, --output-def=FILE      write a definition file of what -d and FILEs export\n"
    "  -e, --output-exp=FILE      write an object with the export directory\n"
    "  -I, --identify=LIBRARY     say which DLL an import library is for;\n"
    "      --identify-strict      more than one is an error\n"
    "  -k, --kill-at              the DLL's names are without @N\n"
    "  -A, --add-stdcall-alias    exports are also there without @N (-z, -e)\n"
    "  -p, --ext-prefix-alias=P   imports also have names with P in front\n"
    "  -U, --add-underscore; --add-stdcall-underscore  the DLL's names begin with an underscore\n"
    "      --leading-underscore, --no-leading-underscore  symbols do, or do not\n"
    "  -x, --no-idata4; -c, --no-idata5    without these sections (long)\n"
    "      --use-nul-prefixed-import-tables  tables begin with an empty entry (long)\n"
    "      --export-all-symbols, --no-export-all-symbols  all global symbols of objects (-z)\n"
    "      --exclude-symbols=LIST; --no-default-excludes  which of them not\n"
    "  -t, --temp-prefix=NAME     instead of the library's name in those of members (long)\n"
    "      --deterministic-libraries (default), --non-deterministic-libraries\n"
    "  -C, -n, -M, -a, -S, -f, -F, -L   taken, and without effect: no assembler or other file is "
    "used\n"
    "  -v, --verbose; -h, --help; -V, --version\n"
    "  @FILE                      the words in FILE as arguments\n";

enum {
  FORMAT = 0x100,
  STRICT,
  STDCALL_UNDERSCORE,
  LEADING,
  NO_LEADING,
  NUL_PREFIXED,
  ALL_SYMBOLS,
  NO_ALL_SYMBOLS,
  EXCLUDE,
  NO_EXCLUDES,
  DETERMINISTIC,
  NOW
};

static const struct dlltool_machine machines[] = {
    {"i386:x86-64", "pe-x86-64", COFF_IMPLIB_LONG},
    {"x86_64", "pe-x86-64", COFF_IMPLIB_LONG},
    {"i386", "pe-i386", COFF_IMPLIB_LONG},
    {"arm", "pe-armnt", COFF_IMPLIB_SHORT},
    {"thumb", "pe-armnt", COFF_IMPLIB_SHORT},
    {"arm64", "pe-aarch64-little", COFF_IMPLIB_SHORT},
    {"aarch64", "pe-aarch64-little", COFF_IMPLIB_SHORT}};

bool dlltool_fail(struct dlltool *d, const char *words, const char *name)
{
  struct tool *t = d->tool;
  out_flush(&t->out);
  out_text(&t->err, "coff-dlltool: ");
  out_text(&t->err, words);
  if (name != NULL)
    out_name(&t->err, (struct coff_str){name, strlen(name)});
  out_char(&t->err, '\n');
  out_flush(&t->err);
  t->failed = true;
  return false;
}

// ---- Options ----------------------------------------------------------------------------------

static bool refuse(const char *words)
{
  fprintf(stderr, "coff-dlltool: %s\n", words);
  return false;
}

static bool set_machine(struct dlltool *d, const char *name)
{
  for (size_t i = 0; i < COFF_COUNT(machines); i++)
    if (strcmp(machines[i].name, name) == 0) {
      d->machine = &machines[i];
      return true;
    }
  fprintf(stderr, "coff-dlltool: no machine is called '%s'\n", name);
  return false;
}

static bool set_form(struct dlltool *d, const char *name)
{
  bool is_short = strcmp(name, "short") == 0;
  if (!is_short && strcmp(name, "long") != 0)
    return refuse("a format is 'long' or 'short'");
  d->form = is_short ? COFF_IMPLIB_SHORT : COFF_IMPLIB_LONG;
  return true;
}

static bool set_file(struct dlltool *d, int c, const char *argument)
{
  switch (c) {
  case 'd': d->def = argument; return true;
  case 'D': d->dll = argument; return true;
  case 'l': d->library = argument; return true;
  case 'y': d->delay_library = argument; return true;
  case 'z': d->output_def = argument; return true;
  case 'e': d->exports = argument; return true;
  case 'I': d->identify = argument; return true;
  case 't': d->tag = argument; return true;
  case 'p': d->prefix = argument; return true;
  case 'm': return set_machine(d, argument);
  case FORMAT: return set_form(d, argument);
  case EXCLUDE: d->exclude = argument; return true;
  case 'b': return refuse("base files are not read: a linker writes base relocations itself");
  case 'N': return refuse("there are no libraries of two processors");
  default: return false;
  }
}

static bool option(void *user, int c, const char *argument)
{
  struct dlltool *d = user;
  switch (c) {
  case 'k': d->kill_at = true; return true;
  case 'A': d->stdcall_alias = true; return true;
  case 'U': d->add_underscore = true; return true;
  case STDCALL_UNDERSCORE: d->add_stdcall_underscore = true; return true;
  case LEADING: d->leading_underscore = 1; return true;
  case NO_LEADING: d->leading_underscore = 0; return true;
  case 'x': d->no_lookup = true; return true;
  case 'c': d->no_addresses = true; return true;
  case NUL_PREFIXED: d->nul_prefixed = true; return true;
  case ALL_SYMBOLS: d->all_symbols = true; return true;
  case NO_ALL_SYMBOLS: d->all_symbols = false; return true;
  case NO_EXCLUDES: d->no_default_excludes = true; return true;
  case STRICT: d->strict = true; return true;
  case 'v': d->verbose = true; return true;
  case DETERMINISTIC: d->now = false; return true;
  case NOW: d->now = true; return true;
  case 'C':
  case 'n':
  case 'M':
  case 'a':
  case 'S':
  case 'f':
  case 'F':
  case 'L': return true;
  default: return set_file(d, c, argument);
  }
}

// ---- What is asked for ------------------------------------------------------------------------

static bool identify(struct dlltool *d)
{
  struct coff_archive *a = coff_archive_open(&d->tool->ctx, d->identify, NULL);
  struct coff_import_list list;
  if (a == NULL || !coff_import_list_build(a, &list)) {
    coff_archive_close(a);
    return false;
  }
  size_t named = 0;
  for (size_t i = 0; i < list.count; i++)
    named += list.dlls[i].dll.size != 0;
  bool ok = named == 1 || (named > 1 && !d->strict);
  for (size_t i = 0; ok && i < list.count; i++)
    if (list.dlls[i].dll.size != 0) {
      out_name(&d->tool->out, list.dlls[i].dll);
      out_char(&d->tool->out, '\n');
    }
  coff_import_list_free(a, &list);
  coff_archive_close(a);
  if (ok)
    return true;
  return dlltool_fail(
      d, named == 0 ? "the library is for no DLL: " : "the library is for several DLLs: ",
      d->identify);
}

static bool ends(const char *name, size_t size, const char *with)
{
  size_t n = strlen(with);
  return size > n && memcmp(name + size - n, with, n) == 0;
}

// What imports are from if nothing names the DLL: libfoo.dll.a, libfoo.a, foo.lib and foo.exp say foo.dll.
static bool guess_dll(struct dlltool *d)
{
  static const char *const tails[] = {".dll.a", ".a", ".lib", ".exp", ".o"};
  const char *path = d->library != NULL         ? d->library
                     : d->delay_library != NULL ? d->delay_library
                                                : d->exports;
  if (path == NULL)
    return true;
  const char *slash = strrchr(path, '/');
  const char *base = slash == NULL ? path : slash + 1;
  size_t size = strlen(base), tail = 0;
  for (size_t i = 0; tail == 0 && i < COFF_COUNT(tails); i++)
    if (ends(base, size, tails[i]))
      tail = strlen(tails[i]);
  bool unix_name = ends(base, size, ".a") && size > 5 && strncmp(base, "lib", 3) == 0;
  size -= tail + (unix_name ? 3 : 0);
  char *copy = malloc(size + 5);
  if (copy == NULL)
    return dlltool_fail(d, "out of memory", NULL);
  memcpy(copy, base + (unix_name ? 3 : 0), size);
  memcpy(copy + size, ".dll", 5);
  d->dll_name = (struct coff_str){copy, size + 4};
  return true;
}

// LIBRARY foo is foo.dll.
static bool name_dll(struct dlltool *d)
{
  if (d->dll != NULL) {
    d->dll_name = (struct coff_str){d->dll, strlen(d->dll)};
    return true;
  }
  struct coff_str s = d->input.name;
  d->dll_name = s;
  if (d->has_input && s.size == 0)
    return guess_dll(d);
  if (!d->has_input || memchr(s.data, '.', s.size) != NULL)
    return true;
  char *copy = malloc(s.size + 5);
  if (copy == NULL)
    return dlltool_fail(d, "out of memory", NULL);
  memcpy(copy, s.data, s.size);
  memcpy(copy + s.size, d->input.is_library ? ".dll" : ".exe", 5);
  d->dll_name = (struct coff_str){copy, s.size + 4};
  return true;
}

static bool work(struct dlltool *d, struct coff_archive_build *holder, int n, char **files)
{
  bool ok = true;
  if (d->def != NULL) {
    struct coff_archive_entry text = {.origin = 0};
    if (!coff_archive_build_read(holder, d->def, &text) ||
        !coff_def_parse(&d->tool->ctx, d->def, text.bytes, &d->input))
      return false;
    d->has_input = true;
  }
  if (!name_dll(d))
    return false;
  if (d->identify != NULL)
    ok = identify(d);
  if (ok && d->library != NULL)
    ok = dlltool_write_library(d, d->library, false);
  if (ok && d->delay_library != NULL)
    ok = dlltool_write_library(d, d->delay_library, true);
  if (ok && d->output_def != NULL)
    ok = dlltool_write_definition(d, n, files);
  if (ok && d->exports != NULL)
    ok = dlltool_write_exports(d);
  return ok;
}

static int run(void *user, int n, char **files)
{
  struct dlltool *d = user;
  bool asked = d->identify != NULL || d->library != NULL || d->delay_library != NULL ||
               d->output_def != NULL || d->exports != NULL || d->def != NULL;
  if (!asked || (n != 0 && d->output_def == NULL)) {
    refuse(asked ? "files are only read for --output-def"
                 : "nothing is to be made: -l, -y, -z, -e or -I is missing, or a file to be "
                   "checked (-d)");
    fputs(usage, stderr);
    return 2;
  }
  d->tool = tool_begin("coff-dlltool");
  if (d->tool == NULL)
    return 1;
  struct coff_archive_build *holder =
      coff_archive_build_new(&d->tool->ctx, "coff-dlltool", COFF_ARCHIVE_GNU);
  bool ok = holder != NULL && work(d, holder, n, files);
  d->tool->failed |= !ok;
  if (d->dll == NULL && d->dll_name.data != d->input.name.data)
    free((void *)(uintptr_t)d->dll_name.data);
  if (d->def != NULL && d->input.ctx != NULL)
    coff_def_free(&d->input);
  coff_archive_build_free(holder);
  return tool_end(d->tool);
}

// Called i686-w64-mingw32-dlltool, say, it makes libraries of that processor.
static const struct dlltool_machine *machine_by_name(const char *program)
{
  static const struct {
    const char *begin, *machine;
  } all[] = {{"i386-", "i386"}, {"i486-", "i386"},  {"i586-", "i386"},     {"i686-", "i386"},
             {"arm", "thumb"},  {"thumb", "thumb"}, {"aarch64-", "arm64"}, {"arm64-", "arm64"}};
  const char *slash = program == NULL ? NULL : strrchr(program, '/');
  const char *base = slash != NULL ? slash + 1 : program == NULL ? "" : program;
  for (size_t i = COFF_COUNT(all); i-- > 0;)
    for (size_t m = 0; m < COFF_COUNT(machines); m++)
      if (strncmp(base, all[i].begin, strlen(all[i].begin)) == 0 &&
          strcmp(machines[m].name, all[i].machine) == 0)
        return &machines[m];
  return &machines[0];
}

int main(int argc, char **argv)
{
  static const struct option all[] = {
      {"input-def", required_argument, NULL, 'd'},
      {"def", required_argument, NULL, 'd'},
      {"dllname", required_argument, NULL, 'D'},
      {"machine", required_argument, NULL, 'm'},
      {"output-lib", required_argument, NULL, 'l'},
      {"output-delaylib", required_argument, NULL, 'y'},
      {"format", required_argument, NULL, FORMAT},
      {"output-def", required_argument, NULL, 'z'},
      {"output-exp", required_argument, NULL, 'e'},
      {"identify", required_argument, NULL, 'I'},
      {"identify-strict", no_argument, NULL, STRICT},
      {"kill-at", no_argument, NULL, 'k'},
      {"add-stdcall-alias", no_argument, NULL, 'A'},
      {"ext-prefix-alias", required_argument, NULL, 'p'},
      {"add-underscore", no_argument, NULL, 'U'},
      {"add-stdcall-underscore", no_argument, NULL, STDCALL_UNDERSCORE},
      {"leading-underscore", no_argument, NULL, LEADING},
      {"no-leading-underscore", no_argument, NULL, NO_LEADING},
      {"no-idata4", no_argument, NULL, 'x'},
      {"no-idata5", no_argument, NULL, 'c'},
      {"use-nul-prefixed-import-tables", no_argument, NULL, NUL_PREFIXED},
      {"export-all-symbols", no_argument, NULL, ALL_SYMBOLS},
      {"no-export-all-symbols", no_argument, NULL, NO_ALL_SYMBOLS},
      {"exclude-symbols", required_argument, NULL, EXCLUDE},
      {"no-default-excludes", no_argument, NULL, NO_EXCLUDES},
      {"temp-prefix", required_argument, NULL, 't'},
      {"deterministic-libraries", no_argument, NULL, DETERMINISTIC},
      {"non-deterministic-libraries", no_argument, NULL, NOW},
      {"compat-implib", no_argument, NULL, 'C'},
      {"no-delete", no_argument, NULL, 'n'},
      {"add-indirect", no_argument, NULL, 'a'},
      {"as", required_argument, NULL, 'S'},
      {"as-flags", required_argument, NULL, 'f'},
      {"base-file", required_argument, NULL, 'b'},
      {"input-native-def", required_argument, NULL, 'N'},
      {"verbose", no_argument, NULL, 'v'},
      {"help", no_argument, NULL, 'h'},
      {"version", no_argument, NULL, 'V'},
      {NULL, 0, NULL, 0}};
  static const struct tool_command command = {
      "coff-dlltool", usage, "m:e:l:aD:d:z:b:xp:cCUkAS:f:nI:vVhMF:L:y:t:N:", all, option, run};
  struct dlltool d = {.machine = machine_by_name(argc > 0 ? argv[0] : NULL),
                      .form = DLLTOOL_AUTO,
                      .leading_underscore = DLLTOOL_AUTO};
  return tool_main(&command, &d, argc, argv);
}
