// coff-ld: the linker's command.
//
// Skip it unless you look for what surrounds a link; options are options.c's business, and what is linked how
// is coffgen/link's.
#include "ld/ld.h"
#include "tool/names.h"
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { ERRORS = 20 };

// ---- What the link asks for -----------------------------------------------------------------------

static void print(void *user, const char *line)
{
  struct tool *t = user;
  out_text(&t->out, line);
  out_char(&t->out, '\n');
}

static bool demangle(void *user, const struct coff_target *t, const char *name, char *text,
                     size_t room)
{
  (void)user;
  char *plain = tool_demangled(t, (struct coff_str){name, strlen(name)});
  bool fits = plain != NULL && strlen(plain) < room;
  if (fits)
    memcpy(text, plain, strlen(plain) + 1);
  free(plain);
  return fits;
}

static void receive(void *user, const struct coff_diag *d)
{
  struct ld_command *c = user;
  if (d->severity != COFF_WARNING || !c->no_warnings)
    diag_receive(&c->tool->diags, d);
}

// ---- Once all words are known ----------------------------------------------------------------------

// "=/lib" and "$SYSROOT/lib" are below --sysroot.
static bool expand_sysroot(struct ld_command *c, const char **path)
{
  static const char variable[] = "$SYSROOT";
  const char *root = c->opt.sysroot == NULL ? "" : c->opt.sysroot, *rest = *path;
  if (rest[0] == '=')
    rest++;
  else if (strncmp(rest, variable, sizeof variable - 1) == 0)
    rest += sizeof variable - 1;
  else
    return true;
  size_t n = strlen(root), size = n + strlen(rest) + 1;
  char *joined = ld_block(c, size, 1);
  if (joined == NULL)
    return false;
  memcpy(joined, root, n);
  memcpy(joined + n, rest, size - n);
  *path = joined;
  return true;
}

// --insert-timestamp, or $SOURCE_DATE_EPOCH, which those who build things again set to the time of the sources.
static bool set_timestamp(struct ld_command *c)
{
  const char *epoch = getenv("SOURCE_DATE_EPOCH");
  uint64_t n = 0;
  if (c->timestamp == COFF_LINK_NO || (c->timestamp == COFF_LINK_UNSAID && epoch == NULL))
    return true;
  if (epoch == NULL)
    n = (uint64_t)time(NULL);
  else if (!ld_number(epoch, epoch + strlen(epoch), 10, &n))
    return ld_say(c, "SOURCE_DATE_EPOCH: '%s' is no number", epoch);
  c->opt.timestamp = (uint32_t)n;
  return true;
}

static bool set_output(struct ld_command *c)
{
  static const char exe[] = ".exe", dll[] = ".dll";
  if (c->opt.output == NULL)
    c->opt.output = "a.exe";
  size_t n = strlen(c->opt.output);
  const char *end = n < 4 ? "" : c->opt.output + n - 4;
  if (!c->exe_suffix || strcmp(end, exe) == 0 || strcmp(end, dll) == 0)
    return true;
  char *name = ld_block(c, n + sizeof exe, 1);
  if (name == NULL)
    return false;
  memcpy(name, c->opt.output, n);
  memcpy(name + n, exe, sizeof exe);
  c->opt.output = name;
  return true;
}

static bool complete(struct ld_command *c)
{
  for (size_t i = 0; i < c->paths.n; i++)
    if (!expand_sysroot(c, &c->paths.all[i]))
      return false;
  c->opt.inputs = c->inputs;
  c->opt.paths = c->paths.all;
  c->opt.npaths = c->paths.n;
  c->opt.undefined = c->undefined.all;
  c->opt.nundefined = c->undefined.n;
  c->opt.wraps = c->wraps.all;
  c->opt.nwraps = c->wraps.n;
  c->opt.defines = c->defines;
  c->opt.addresses = c->addresses;
  c->opt.error_limit = c->limit_said ? (unsigned)c->error_limit : ERRORS;
  c->opt.print = print;
  c->opt.demangle = c->no_demangle ? NULL : demangle;
  return set_timestamp(c) && set_output(c);
}

static bool show(struct ld_command *c)
{
  if (c->show_help)
    ld_help(c);
  if (c->show_version && !c->show_help)
    ld_version(c, c->show_emulations);
  if (c->print_sysroot)
    puts(c->opt.sysroot == NULL ? "" : c->opt.sysroot);
  if (c->print_target)
    puts(c->opt.target == NULL ? "pei-x86-64" : c->opt.target);
  fflush(stdout);
  return c->show_help || c->no_link || c->print_sysroot || c->print_target ||
         (c->show_version && c->opt.ninputs == 0);
}

static int run(struct ld_command *c)
{
  if (show(c))
    return 0;
  if (c->opt.ninputs == 0) {
    ld_say(c, "no input files");
    return 1;
  }
  if (!complete(c) || (c->tool = tool_begin("coff-ld")) == NULL)
    return 1;
  c->opt.print_user = c->tool;
  struct coff_context ctx = c->tool->ctx;
  ctx.sink = receive;
  ctx.sink_user = c;
  if (!coff_link(&ctx, &c->opt))
    c->tool->failed = true;
  return tool_end(c->tool);
}

// Names in lists are parts of words, divided by commas: nothing has more elements than there are bytes.
static bool begin(struct ld_command *c, const struct tool_words *w)
{
  c->room = (size_t)w->words.count + 1;
  for (int i = 1; i < w->words.count; i++) {
    const char *word = w->words.all[i];
    c->texts_room += strlen(word) + 2;
    for (; *word != 0; word++)
      c->room += *word == ',' || *word == ':';
  }
  c->inputs = ld_block(c, c->room, sizeof *c->inputs);
  c->texts = ld_block(c, c->texts_room + c->room, 1);
  c->texts_room += c->room;
  return c->inputs != NULL && c->texts != NULL;
}

int main(int argc, char **argv)
{
  struct ld_command c = {.room = 0};
  struct tool_words words;
  int status = 1;
  if (!tool_expand(&words, argc, argv))
    fputs("coff-ld: too many arguments\n", stderr);
  else if (begin(&c, &words) && ld_parse(&c, words.words.count, words.words.all))
    status = run(&c);
  for (unsigned i = 0; i < c.nblocks; i++)
    free(c.blocks[i]);
  tool_words_free(&words);
  return status;
}
