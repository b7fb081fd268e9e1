// coff-nm: which symbols files have.
//
// Skip it unless you change its command line.
#include "nm/nm.h"
#include <getopt.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

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
    "  -D, --dynamic          only symbols for the loader, which XCOFF has\n"
    "  -n, -v, --numeric-sort by value\n"
    "      --size-sort        by size: up to the next symbol, or the section's end\n"
    "  -p, --no-sort          as they are in the file\n"
    "  -r, --reverse-sort     the other way round\n"
    "  -S, --print-size       with --size-sort, values before sizes\n"
    "  -t, --radix=d|o|x      values in decimal, octal, hexadecimal\n"
    "  -A, -o, --print-file-name  the file's name in each row\n"
    "  -l, --line-numbers     source file and line, by COFF line numbers\n"
    "  -s, --print-armap      the index of archives first\n"
    "  -C, --demangle[=STYLE] C++, Rust and D names as in the source; --no-demangle\n"
    "      --unicode=default|show|invalid|hex|escape|highlight  how UTF-8 in names is shown\n"
    "      --quiet            nothing about files without symbols\n"
    "      --target=NAME      read the files as this flavour\n"
    "  -e, -X 32_64, --plugin=NAME, --ifunc-chars=CHARS, --special-syms, --synthetic,\n"
    "      --with-symbol-versions, --recurse-limit, --no-recurse-limit   no effect on COFF\n"
    "  -h, --help; -V, --version  print this, or the version, and exit\n"
    "  @FILE                  the words in FILE as arguments\n";

enum {
  TARGET = 0x100,
  QUIET,
  NO_DEMANGLE,
  SIZE_SORT,
  UNICODE,
  ACCEPTED // what GNU's nm knows and COFF has no use for
};

// ---- Files ------------------------------------------------------------------------------------

static void show_archive(struct tool *t, const struct tool_item *item, void *user)
{
  nm_print_archive(user, &t->out, item);
}

static void show(struct tool *t, const struct tool_item *item, void *user)
{
  struct nm *n = user;
  struct nm_list l = {0};
  if (item->file == NULL) {
    tool_say(t, item->path, item->member, "file format not recognised");
    t->failed = true;
    return;
  }
  if (!(n->dynamic ? nm_collect_dynamic : nm_collect)(n, item->file, &l))
    return;
  if (!l.any && !n->quiet)
    tool_say(t, item->path, item->member, "no symbols");
  nm_print(n, &t->out, item, &l);
}

static int run(void *user, int argc, char **argv)
{
  struct nm *n = user;
  struct tool *t = tool_begin("coff-nm");
  if (t == NULL)
    return 1;
  n->nfiles = (unsigned)argc;
  n->names.terminal = isatty(STDOUT_FILENO);
  if (n->undefined && n->order == NM_BY_SIZE)
    fprintf(stderr, "coff-nm: undefined symbols have no size: --size-sort and --undefined-only "
                    "leave nothing\n");
  tool_all(t, argc, argv, n->target, show_archive, show, n);
  free(n->room);
  return tool_end(t);
}

// ---- The command line -------------------------------------------------------------------------

// GNU looks at the first letter.
static bool set_format(struct nm *n, const char *text)
{
  static const struct {
    char letters[5];
    enum nm_format format;
  } all[] = {{"bB0", NM_BSD}, {"pP1", NM_POSIX}, {"sS2", NM_SYSV}, {"jJ", NM_NAMES}};
  for (size_t i = 0; i < COFF_COUNT(all); i++)
    if (text[0] != 0 && strchr(all[i].letters, text[0]) != NULL) {
      n->format = all[i].format;
      return true;
    }
  fprintf(stderr, "coff-nm: no format is called '%s'\n", text);
  return false;
}

static bool set_radix(struct nm *n, const char *text)
{
  const char *letter = strchr("dox", text[0]);
  if (text[0] == 0 || letter == NULL) {
    fprintf(stderr, "coff-nm: radix '%s' is none of d, o and x\n", text);
    return false;
  }
  n->radix = *letter == 'd' ? 10 : *letter == 'o' ? 8 : 16;
  return true;
}

static bool set_unicode(struct nm *n, const char *word)
{
  return tool_unicode_find(word, &n->names.unicode) ||
         (fprintf(stderr, "coff-nm: there is no way '%s' to show UTF-8\n", word), false);
}

// The style of mangling is found out name by name.
static bool set_demangling(struct nm *n, const char *style)
{
  static const char *const styles[] = {"none", "auto", "gnu-v3", "java", "gnat", "dlang", "rust"};
  n->demangle = style == NULL || strcmp(style, "none") != 0;
  for (size_t i = 0; style != NULL && i < COFF_COUNT(styles); i++)
    if (strcmp(style, styles[i]) == 0)
      return true;
  if (style != NULL)
    fprintf(stderr, "coff-nm: no style of mangling is called '%s'\n", style);
  return style == NULL;
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
  case 'D': n->dynamic = true; return true;
  case 'n':
  case 'v': n->order = NM_BY_VALUE; return true;
  case 'p': n->order = NM_AS_THEY_ARE; return true;
  case SIZE_SORT: n->order = NM_BY_SIZE; return true;
  case 'r': n->reverse = true; return true;
  case 'S': n->sizes = true; return true;
  case 't': return set_radix(n, argument);
  case 'A':
  case 'o': n->file_names = true; return true;
  case 'l': n->lines = true; return true;
  case 's': n->index = true; return true;
  case 'C': return set_demangling(n, argument);
  case NO_DEMANGLE: n->demangle = false; return true;
  case 'B': n->format = NM_BSD; return true;
  case 'P': n->format = NM_POSIX; return true;
  case 'j': n->format = NM_NAMES; return true;
  case 'f': return set_format(n, argument);
  case UNICODE: return set_unicode(n, argument);
  case QUIET: n->quiet = true; return true;
  case TARGET: n->target = argument; return true;
  case 'X': return strcmp(argument, "32_64") == 0;
  case 'e':
  case ACCEPTED: return true;
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
                                      {"dynamic", no_argument, NULL, 'D'},
                                      {"numeric-sort", no_argument, NULL, 'n'},
                                      {"no-sort", no_argument, NULL, 'p'},
                                      {"size-sort", no_argument, NULL, SIZE_SORT},
                                      {"reverse-sort", no_argument, NULL, 'r'},
                                      {"print-size", no_argument, NULL, 'S'},
                                      {"radix", required_argument, NULL, 't'},
                                      {"print-file-name", no_argument, NULL, 'A'},
                                      {"line-numbers", no_argument, NULL, 'l'},
                                      {"print-armap", no_argument, NULL, 's'},
                                      {"demangle", optional_argument, NULL, 'C'},
                                      {"no-demangle", no_argument, NULL, NO_DEMANGLE},
                                      {"recurse-limit", no_argument, NULL, ACCEPTED},
                                      {"no-recurse-limit", no_argument, NULL, ACCEPTED},
                                      {"recursion-limit", no_argument, NULL, ACCEPTED},
                                      {"no-recursion-limit", no_argument, NULL, ACCEPTED},
                                      {"portability", no_argument, NULL, 'P'},
                                      {"just-symbols", no_argument, NULL, 'j'},
                                      {"format", required_argument, NULL, 'f'},
                                      {"unicode", required_argument, NULL, UNICODE},
                                      {"ifunc-chars", required_argument, NULL, ACCEPTED},
                                      {"plugin", required_argument, NULL, ACCEPTED},
                                      {"special-syms", no_argument, NULL, ACCEPTED},
                                      {"synthetic", no_argument, NULL, ACCEPTED},
                                      {"with-symbol-versions", no_argument, NULL, ACCEPTED},
                                      {"quiet", no_argument, NULL, QUIET},
                                      {"target", required_argument, NULL, TARGET},
                                      {"help", no_argument, NULL, 'h'},
                                      {"version", no_argument, NULL, 'V'},
                                      {NULL, 0, NULL, 0}};
  static const struct tool_command command = {"coff-nm", usage,  "aguUWDnvprSt:AolsCBPjf:eX:hV",
                                              all,       option, run};
  return tool_main(&command, &(struct nm){.format = NM_BSD}, argc, argv);
}
