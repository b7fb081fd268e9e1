// The command line of a small tool.
//
// Skip it unless you change what all tools have in common there.
#include "tool/tool.h"
#include <getopt.h>
#include <string.h>
#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

// ARGV ends behind its ARGC words.
static int parse(const struct tool_command *m, void *user, int argc, char **argv)
{
  int c;
  while ((c = getopt_long(argc, argv, m->letters, m->options, NULL)) != -1) {
    if (c == 'h' || c == 'H') {
      fputs(m->usage, stdout);
      return 0;
    }
    if (c == 'V' || (c == 'v' && strstr(m->letters, "vV") != NULL)) {
      printf("%s (coffkit) %s\n", m->name, PACKAGE_VERSION);
      return 0;
    }
    if (!m->option(user, c, optarg)) {
      fputs(m->usage, stderr);
      return 2;
    }
  }
  return m->run(user, argc - optind, argv + optind);
}

int tool_main(const struct tool_command *m, void *user, int argc, char **argv)
{
  char program[64]; // getopt's messages begin with it, wherever the program lies
  struct tool_words w;
  int status = 1;
  snprintf(program, sizeof program, "%s", m->name);
  if (argc > 0)
    argv[0] = program;
  if (tool_expand(&w, argc, argv))
    status = parse(m, user, w.words.count, w.words.all);
  else
    fprintf(stderr, "%s: too many arguments\n", m->name);
  tool_words_free(&w);
  return status;
}
