// coff-ld: the linker's command line.
//
// Skip it unless an option is misunderstood; what is linked how is coffgen/link's business.
#include "coff/format-pe.h"
#include "coff/link.h"
#include "tool/tool.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct command {
  struct coff_link_options opt;
  struct coff_link_input *inputs;
  const char **paths, **undefined;
  bool whole, no_imports;
};

static void add_input(struct command *c, enum coff_link_input_kind kind, const char *name)
{
  c->inputs[c->opt.ninputs++] = (struct coff_link_input){kind, name, c->whole, c->no_imports};
}

// Options that other linkers know and that change nothing here, with the number of words behind them.
static int ignored(const char *word)
{
  static const struct {
    const char *name;
    int words;
  } all[] = {{"-plugin", 1}, {"-Bdynamic", 0}, {"--build-id", 0}, {"-v", 0}};
  if (strncmp(word, "-plugin-opt", 11) == 0)
    return 0;
  for (size_t i = 0; i < COFF_COUNT(all); i++)
    if (strcmp(word, all[i].name) == 0)
      return all[i].words;
  return -1;
}

static bool with_value(struct command *c, const char *name, const char *value)
{
  if (strcmp(name, "-o") == 0)
    c->opt.output = value;
  else if (strcmp(name, "-m") == 0)
    c->opt.target = value;
  else if (strcmp(name, "-e") == 0)
    c->opt.entry = value;
  else if (strcmp(name, "-u") == 0)
    c->undefined[c->opt.nundefined++] = value;
  else if (strcmp(name, "-L") == 0)
    c->paths[c->opt.npaths++] = value;
  else if (strcmp(name, "-l") == 0)
    add_input(c, COFF_LINK_SEARCH, value);
  else
    return false;
  return true;
}

static bool flag(struct command *c, const char *word)
{
  if (strcmp(word, "--start-group") == 0 || strcmp(word, "-(") == 0)
    add_input(c, COFF_LINK_GROUP, NULL);
  else if (strcmp(word, "--end-group") == 0 || strcmp(word, "-)") == 0)
    add_input(c, COFF_LINK_GROUP_END, NULL);
  else if (strcmp(word, "-s") == 0)
    c->opt.strip = COFF_STRIP_ALL;
  else if (strcmp(word, "--gc-sections") == 0)
    c->opt.gc_sections = true;
  else if (strcmp(word, "-S") == 0)
    c->opt.strip = COFF_STRIP_DEBUG;
  else if (strcmp(word, "--shared") == 0 || strcmp(word, "-shared") == 0)
    c->opt.kind = COFF_LINK_LIBRARY;
  else
    return false;
  return true;
}

static bool parse(struct command *c, int argc, char **argv)
{
  for (int i = 1; i < argc; i++) {
    const char *word = argv[i];
    char letter[3] = {word[0], word[0] == 0 ? 0 : word[1], 0};
    int skip = ignored(word);
    if (word[0] != '-') {
      add_input(c, COFF_LINK_FILE, word);
    } else if (skip >= 0) {
      i += skip;
    } else if (flag(c, word)) {
      continue;
    } else if (strchr("omeuLl", letter[1]) != NULL && word[1] != 0 &&
               (word[2] != 0 || i + 1 < argc)) {
      const char *value = word[2] != 0 ? word + 2 : argv[++i];
      with_value(c, letter, value);
    } else {
      fprintf(stderr, "coff-ld: unknown option '%s'\n", word);
      return false;
    }
  }
  return true;
}

static void print(void *user, const char *line)
{
  struct tool *t = user;
  out_text(&t->out, line);
  out_char(&t->out, '\n');
}

int main(int argc, char **argv)
{
  struct tool_words words;
  if (!tool_expand(&words, argc, argv))
    return 2;
  size_t n = (size_t)words.words.count + 1;
  struct command c = {.inputs = calloc(n, sizeof *c.inputs),
                      .paths = calloc(n, sizeof *c.paths),
                      .undefined = calloc(n, sizeof *c.undefined)};
  int status = 2;
  if (c.inputs != NULL && c.paths != NULL && c.undefined != NULL &&
      parse(&c, words.words.count, words.words.all)) {
    struct tool *t = tool_begin("coff-ld");
    c.opt.inputs = c.inputs;
    c.opt.paths = c.paths;
    c.opt.undefined = c.undefined;
    c.opt.print = print;
    c.opt.print_user = t;
    if (c.opt.output == NULL)
      c.opt.output = "a.exe";
    coff_link(&t->ctx, &c.opt);
    status = tool_end(t);
  }
  free(c.inputs);
  free(c.paths);
  free(c.undefined);
  tool_words_free(&words);
  return status;
}
