// What --help and --version print.
//
// Skip it unless that text is wrong; what options do stands beside them in options.c.
#include "ld/ld.h"
#include <string.h>
#ifdef HAVE_CONFIG_H
#include "config.h"
#endif

enum { COLUMN = 32 };

static int print_name(const struct ld_option *o)
{
  bool short_one = o->name[1] == 0;
  int n = printf("%s%s", short_one ? "-" : "--", o->name);
  if (o->argument == NULL)
    return n;
  return n + printf(o->value == LD_MAYBE ? "[=%s]" : short_one ? " %s" : "=%s", o->argument);
}

static bool is_same(const struct ld_option *a, const struct ld_option *b)
{
  return a->act == b->act && a->at == b->at && a->number == b->number;
}

// Options without a text mean the same as the next one that has one.
static void print_options(bool (*wanted)(const struct ld_option *))
{
  int column = 0;
  for (size_t i = 0; i < ld_noptions; i++) {
    const struct ld_option *o = &ld_options[i];
    if (!wanted(o))
      continue;
    column += printf("%s", column == 0 ? "  " : ", ") + print_name(o);
    bool joined = o->text == NULL && i + 1 < ld_noptions && is_same(o, &ld_options[i + 1]);
    if (joined && column < COLUMN * 2)
      continue;
    if (o->text != NULL)
      printf("%*s%s", column < COLUMN ? COLUMN - column : 2, "", o->text);
    putchar('\n');
    column = 0;
  }
}

static bool has_effect(const struct ld_option *o)
{
  return o->act != ld_accept && o->act != ld_refuse;
}

static bool is_accepted(const struct ld_option *o)
{
  return o->act == ld_accept;
}

static bool is_refused(const struct ld_option *o)
{
  return o->act == ld_refuse;
}

static void print_targets(void)
{
  const struct coff_target *t;
  printf("coff-ld: supported targets:");
  for (size_t i = 0; (t = coff_target_at(i)) != NULL; i++)
    if (t->link != NULL && (t->kinds & COFF_KIND_IMAGE) != 0)
      printf(" %s", t->name);
  putchar('\n');
}

static bool is_first(const struct coff_target *t, size_t before)
{
  for (size_t i = 0; i < before; i++) {
    const struct coff_target *other = coff_target_at(i);
    if (other->emulation != NULL && strcmp(other->emulation, t->emulation) == 0)
      return false;
  }
  return true;
}

static void print_emulations(void)
{
  const struct coff_target *t;
  printf("coff-ld: supported emulations:");
  for (size_t i = 0; (t = coff_target_at(i)) != NULL; i++)
    if (t->emulation != NULL && is_first(t, i))
      printf(" %s", t->emulation);
  putchar('\n');
}

void ld_help(struct ld_command *c)
{
  (void)c;
  puts("Usage: coff-ld [options] file...\n"
       "Links objects, libraries, DLLs, module definition files and resources into a Windows "
       "program or DLL.\n"
       "Options of more than one letter begin with one dash or two. @FILE stands for the words in "
       "FILE.\n"
       "\nOptions:");
  print_options(has_effect);
  puts("\nAccepted without effect:");
  print_options(is_accepted);
  puts("\nRefused:");
  print_options(is_refused);
  putchar('\n');
  print_targets();
  print_emulations();
}

// configure scripts look for "GNU ld", or "compatible with GNU linkers", in the first line.
void ld_version(struct ld_command *c, bool emulations)
{
  (void)c;
  printf("coff-ld (coffkit) %s (compatible with GNU linkers)\n", PACKAGE_VERSION);
  if (emulations)
    print_emulations();
}
