// coff-ar: makes, changes and reads libraries.
//
// Skip it unless you change its command line.
#include "ar/ar.h"
#include <ctype.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>
#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

static const char usage[] =
    "Usage: coff-ar [OPTION]... [-]{dmpqrstx}[MODIFIERS] [MEMBER] [COUNT] ARCHIVE [FILE]...\n"
    "       coff-ar -M [<SCRIPT]\n"
    "Makes, changes and reads libraries of objects of every flavour.\n"
    "\n"
    "  d  delete members               m  move members to the end, or with a, b\n"
    "  p  print members                q  append files\n"
    "  r  replace or add members       s  make the index anew (as coff-ranlib)\n"
    "  t  list members                 x  extract members\n"
    "Modifiers:\n"
    "  a, b, i  behind, before MEMBER  c  say nothing if the archive is made\n"
    "  D  dates and owners are 0 (default); U  those of the files\n"
    "  f  names of 15 characters       l TEXT  not taken: see --record-libdeps\n"
    "  N  the COUNTth of the members of one name (d, p, t, x)\n"
    "  o  keep dates (x)               O  offsets (t)\n"
    "  P  names are whole paths        s, S  with an index, without one\n"
    "  T  a thin archive, of names     u  only files that are newer (r)\n"
    "  v  say what is done             V  print the version\n"
    "Options:\n"
    "      --format=gnu|coff|bsd|bigarchive|aix-small  dialect of a new archive, or of one that\n"
    "                         is written anew (default: what members and archive ask for)\n"
    "      --output=FOLDER    where members are extracted to\n"
    "      --target=NAME      read the members as this flavour\n"
    "      --thin             as T\n"
    "  -M                     do what the script on standard input says\n"
    "  -h, --help; -V, --version  print this, or the version, and exit\n"
    "  @FILE                  the words in FILE as arguments\n";

enum { TARGET = 0x100, OUTPUT, THIN, LIBDEPS, PLUGIN, FORMAT };

// ---- Options ----------------------------------------------------------------------------------

static bool complain(const char *words)
{
  fprintf(stderr, "coff-ar: %s\n", words);
  return false;
}

static bool set_operation(struct ar *r, enum ar_operation o)
{
  if (r->operation != AR_NONE && r->operation != o)
    return complain("two different operation options specified");
  r->operation = o;
  return true;
}

static bool set_format(struct ar *r, const char *name)
{
  static const struct {
    const char *name;
    enum coff_dialect dialect;
  } all[] = {{"default", COFF_ARCHIVE_COMMON},
             {"gnu", COFF_ARCHIVE_GNU},
             {"bsd", COFF_ARCHIVE_BSD},
             {"ecoff", COFF_ARCHIVE_ECOFF},
             {"coff", COFF_ARCHIVE_MICROSOFT},
             {"microsoft", COFF_ARCHIVE_MICROSOFT},
             {"bigarchive", COFF_ARCHIVE_AIX_BIG},
             {"aix-big", COFF_ARCHIVE_AIX_BIG},
             {"aix-small", COFF_ARCHIVE_AIX_SMALL}};
  for (size_t i = 0; i < COFF_COUNT(all); i++)
    if (strcmp(name, all[i].name) == 0) {
      r->dialect = all[i].dialect;
      return true;
    }
  fprintf(stderr, "coff-ar: no format is called '%s'\n", name);
  return false;
}

static bool set_word(struct ar *r, int c, const char *argument)
{
  switch (c) {
  case TARGET: r->target = argument; return true;
  case OUTPUT: r->output = argument; return true;
  case FORMAT: return set_format(r, argument);
  case THIN: r->thin = true; return true;
  case 'l':
  case LIBDEPS:
    return complain("dependencies of a library are not recorded: no COFF linker reads them");
  case PLUGIN: return complain("plugins are not loaded: the index is made of COFF symbols");
  default: return false;
  }
}

static bool set_letter(struct ar *r, int c)
{
  switch (c) {
  case 'a': r->position = AR_AFTER; return true;
  case 'b':
  case 'i': r->position = AR_BEFORE; return true;
  case 'c': r->quiet_create = true; return true;
  case 'D':
    r->deterministic = true;
    r->keep_owners = false;
    return true;
  case 'U':
    r->keep_owners = true;
    r->deterministic = false;
    return true;
  case 'f': r->truncate = true; return true;
  case 'N': r->count = 1; return true;
  case 'o': r->dates = true; return true;
  case 'O': r->offsets = true; return true;
  case 'P': r->full_names = true; return true;
  case 's': r->make_index = true; return true;
  case 'S': r->no_index = true; return true;
  case 'T': r->thin = true; return true;
  case 'u': r->newer = true; return true;
  case 'v': r->verbose++; return true;
  default: return false;
  }
}

static bool option(struct ar *r, int c, const char *argument)
{
  switch (c) {
  case 'd': return set_operation(r, AR_DELETE);
  case 'm': return set_operation(r, AR_MOVE);
  case 'p': return set_operation(r, AR_PRINT);
  case 'q': return set_operation(r, AR_QUICK);
  case 'r': return set_operation(r, AR_REPLACE);
  case 't': return set_operation(r, AR_LIST);
  case 'x': return set_operation(r, AR_EXTRACT);
  case 'M': return set_operation(r, AR_SCRIPT);
  default: return set_letter(r, c) || set_word(r, c, argument);
  }
}

// ---- What is asked for ------------------------------------------------------------------------

// Takes the words that modifiers want off the arguments, and the archive's name.
static bool take_words(struct ar *r, int *n, char ***words)
{
  if (r->position != AR_DEFAULT) {
    if (*n < 1)
      return false;
    r->beside = *(*words)++;
    --*n;
  }
  if (r->count != 0) {
    char *end;
    if (*n < 1)
      return false;
    r->count = strtoul(**words, &end, 10);
    if (r->count == 0 || *end != 0 || !isdigit((unsigned char)***words))
      return complain("Value for `N' must be positive.");
    ++*words;
    --*n;
  }
  if (*n < 1)
    return false;
  r->path = *(*words)++;
  --*n;
  return true;
}

static bool check(struct ar *r)
{
  if (r->operation == AR_NONE && r->make_index)
    r->operation = AR_INDEX;
  if (r->operation == AR_NONE)
    return complain("no operation specified");
  if (r->count != 0 && r->operation != AR_EXTRACT && r->operation != AR_DELETE &&
      r->operation != AR_PRINT && r->operation != AR_LIST)
    return complain("`N' is only meaningful with the `x', `p', `t' and `d' options.");
  if (r->newer && r->operation != AR_REPLACE)
    return complain("`u' is only meaningful with the `r' option.");
  if (r->newer && r->deterministic)
    return complain("`u' is not meaningful with the `D' option.");
  if (r->newer && !r->keep_owners) {
    complain("`u' modifier ignored since `D' is the default (see `U')");
    r->newer = false;
  }
  return true;
}

static int run(struct ar *r, int n, char **words)
{
  bool ok;
  r->tool = tool_begin("coff-ar");
  if (r->tool == NULL)
    return 1;
  switch (r->operation) {
  case AR_SCRIPT: ok = ar_script(r, stdin); break;
  case AR_PRINT:
  case AR_LIST:
  case AR_EXTRACT: ok = ar_read(r, n, words); break;
  default: ok = ar_change(r, n, words); break;
  }
  ar_close(r);
  r->tool->failed |= !ok;
  return tool_end(r->tool);
}

// "rcs" is "-rcs" if it is the first word.
static char *dashed(const char *word)
{
  size_t n = strlen(word);
  char *s = malloc(n + 2);
  if (s == NULL)
    return NULL;
  s[0] = '-';
  memcpy(s + 1, word, n + 1);
  return s;
}

static int parse(int argc, char **argv)
{
  static const struct option all[] = {{"target", required_argument, NULL, TARGET},
                                      {"output", required_argument, NULL, OUTPUT},
                                      {"format", required_argument, NULL, FORMAT},
                                      {"thin", no_argument, NULL, THIN},
                                      {"record-libdeps", required_argument, NULL, LIBDEPS},
                                      {"plugin", required_argument, NULL, PLUGIN},
                                      {"help", no_argument, NULL, 'h'},
                                      {"version", no_argument, NULL, 'V'},
                                      {NULL, 0, NULL, 0}};
  struct ar r = {.operation = AR_NONE};
  int c;
  while ((c = getopt_long(argc, argv, "hdmpqrtxl:coOVsSuvabiMNfPTDU", all, NULL)) != -1) {
    if (c == 'h') {
      fputs(usage, stdout);
      return 0;
    }
    if (c == 'V') {
      printf("coff-ar (coffkit) %s\n", PACKAGE_VERSION);
      return 0;
    }
    if (!option(&r, c, optarg)) {
      fputs(usage, stderr);
      return 2;
    }
  }
  int n = argc - optind;
  char **words = argv + optind;
  if (!check(&r) || (r.operation != AR_SCRIPT && !take_words(&r, &n, &words))) {
    fputs(usage, stderr);
    return 2;
  }
  return run(&r, n, words);
}

int main(int argc, char **argv)
{
  char program[] = "coff-ar", *first = NULL;
  struct tool_words w;
  int status = 1;
  if (argc > 0)
    argv[0] = program;
  if (!tool_expand(&w, argc, argv)) {
    fprintf(stderr, "coff-ar: too many arguments\n");
    tool_words_free(&w);
    return status;
  }
  if (w.words.count > 1 && w.words.all[1][0] != '-') {
    first = dashed(w.words.all[1]);
    if (first != NULL)
      w.words.all[1] = first;
  }
  status = parse(w.words.count, w.words.all);
  free(first);
  tool_words_free(&w);
  return status;
}
