// coff-nm: which symbols files have.
//
// Skip it unless you change its command line.
#include "nm/nm.h"
#include <getopt.h>
#include <stdlib.h>
#include <string.h>

static const char usage[] =
    "Usage: coff-nm [OPTION]... [FILE]...\n"
    "Lists the symbols of objects, images and archives (of a.out if none is named).\n"
    "\n"
    "  -f, --format=bsd|posix|sysv|just-symbols   form of the list (default: bsd)\n"
    "  -B, -P (--portability), -j (--just-symbols)  bsd, posix, just-symbols\n"
    "  -a, --debug-syms       symbols for debuggers as well\n"
    "  -g, --extern-only      only global, undefined and common symbols\n"
    "  -u, --undefined-only   only undefined symbols\n"
    "  -U, --defined-only     only defined symbols\n"
    "  -W, --no-weak          no weak symbols\n"
    "  -n, -v, --numeric-sort by value\n"
    "  -p, --no-sort          as they are in the file\n"
    "  -r, --reverse-sort     the other way round\n"
    "  -t, --radix=d|o|x      values in decimal, octal, hexadecimal\n"
    "  -A, -o, --print-file-name  the file's name in each row\n"
    "  -s, --print-armap      the index of archives first\n"
    "  -C, --demangle[=STYLE] C++, Rust and D names as in the source; --no-demangle\n"
    "      --quiet            nothing about files without symbols\n"
    "      --target=NAME      read the files as this flavour\n"
    "  -h, --help; -V, --version  print this, or the version, and exit\n"
    "  @FILE                  the words in FILE as arguments\n";

enum { TARGET = 0x100, QUIET, NO_DEMANGLE };

// ---- Files ------------------------------------------------------------------------------------

static void show_archive(struct tool *t, const struct tool_item *item, void *user)
{
  nm_print_archive(user, &t->out, item);
}

static void show(struct tool *t, const struct tool_item *item, void *user)
{
  const struct nm *n = user;
  struct nm_list l;
  if (item->file == NULL) {
    tool_say(t, item->path, item->member, "file format not recognised");
    t->failed = true;
    return;
  }
  if (!nm_collect(n, item->file, &l))
    return;
  if (!l.any && !n->quiet)
    tool_say(t, item->path, item->member, "no symbols");
  nm_print(n, &t->out, item, &l);
  free(l.all);
}

static int run(void *user, int argc, char **argv)
{
  struct nm *n = user;
  struct tool *t = tool_begin("coff-nm");
  if (t == NULL)
    return 1;
  n->nfiles = (unsigned)argc;
  tool_all(t, argc, argv, n->target, show_archive, show, n);
  return tool_end(t);
}

// ---- The command line -------------------------------------------------------------------------

static bool set_format(struct nm *n, const char *text)
{
  static const struct {
    const char *name;
    enum nm_format format;
  } all[] = {{"bsd", NM_BSD}, {"posix", NM_POSIX}, {"sysv", NM_SYSV}, {"just-symbols", NM_NAMES}};
  for (size_t i = 0; i < COFF_COUNT(all); i++)
    if (strcmp(text, all[i].name) == 0) {
      n->format = all[i].format;
      return true;
    }
  fprintf(stderr, "coff-nm: no format is called '%s'\n", text);
  return false;
}

static bool set_radix(struct nm *n, const char *text)
{
  const char *letter = strchr("dox", text[0]);
  if (text[0] == 0 || text[1] != 0 || letter == NULL) {
    fprintf(stderr, "coff-nm: radix '%s' is none of d, o and x\n", text);
    return false;
  }
  n->radix = *letter == 'd' ? 10 : *letter == 'o' ? 8 : 16;
  return true;
}

static bool option(void *user, int c, const char *argument)
{
  struct nm *n = user;
  switch (c) {
  case 'a': n->debugging = true; return true;
  case 'g': n->globals = true; return true;
  case 'u': n->undefined = true; return true;
  case 'U': n->defined = true; return true;
  case 'W': n->no_weak = true; return true;
  case 'n':
  case 'v': n->order = NM_BY_VALUE; return true;
  case 'p': n->order = NM_AS_THEY_ARE; return true;
  case 'r': n->reverse = true; return true;
  case 't': return set_radix(n, argument);
  case 'A':
  case 'o': n->file_names = true; return true;
  case 's': n->index = true; return true;
  case 'C': n->demangle = true; return true;
  case NO_DEMANGLE: n->demangle = false; return true;
  case 'B': n->format = NM_BSD; return true;
  case 'P': n->format = NM_POSIX; return true;
  case 'j': n->format = NM_NAMES; return true;
  case 'f': return set_format(n, argument);
  case QUIET: n->quiet = true; return true;
  case TARGET: n->target = argument; return true;
  default: return false;
  }
}

int main(int argc, char **argv)
{
  static const struct option all[] = {{"debug-syms", no_argument, NULL, 'a'},
                                      {"extern-only", no_argument, NULL, 'g'},
                                      {"undefined-only", no_argument, NULL, 'u'},
                                      {"defined-only", no_argument, NULL, 'U'},
                                      {"no-weak", no_argument, NULL, 'W'},
                                      {"numeric-sort", no_argument, NULL, 'n'},
                                      {"no-sort", no_argument, NULL, 'p'},
                                      {"reverse-sort", no_argument, NULL, 'r'},
                                      {"radix", required_argument, NULL, 't'},
                                      {"print-file-name", no_argument, NULL, 'A'},
                                      {"print-armap", no_argument, NULL, 's'},
                                      {"demangle", optional_argument, NULL, 'C'},
                                      {"no-demangle", no_argument, NULL, NO_DEMANGLE},
                                      {"portability", no_argument, NULL, 'P'},
                                      {"just-symbols", no_argument, NULL, 'j'},
                                      {"format", required_argument, NULL, 'f'},
                                      {"quiet", no_argument, NULL, QUIET},
                                      {"target", required_argument, NULL, TARGET},
                                      {"help", no_argument, NULL, 'h'},
                                      {"version", no_argument, NULL, 'V'},
                                      {NULL, 0, NULL, 0}};
  static const struct tool_command command = {"coff-nm", usage,  "aguUWnvprt:AosC::BPjf:hV",
                                              all,       option, run};
  return tool_main(&command, &(struct nm){.format = NM_BSD}, argc, argv);
}
