// The linker's words, one after another: which option each is, and what belongs to it.
//
// Skip it unless an option is taken for another one.
//
// As GNU ld reads them: names of more than one letter begin with one dash or two, and may be cut short as
// long as no other begins so; behind one dash a whole name counts before a letter with its value ("-soname" before "-s"), a
// name that is cut short does not. One that begins with 'o' needs two dashes, for it is the name of an output. What is
// no option is an input, wherever it stands.
#include "ld/ld.h"
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

bool ld_say(struct ld_command *c, const char *fmt, ...)
{
  va_list args;
  va_start(args, fmt);
  fputs("coff-ld: ", stderr);
  vfprintf(stderr, fmt, args);
  fputc('\n', stderr);
  va_end(args);
  c->wrong = true;
  return false;
}

void ld_add_input(struct ld_command *c, enum coff_link_input_kind kind, const char *name)
{
  c->inputs[c->opt.ninputs++] =
      (struct coff_link_input){kind, name, c->state.whole, c->state.no_imports};
}

const char *ld_text(struct ld_command *c, const char *s, size_t n)
{
  char *p = c->texts + c->texts_used;
  if (n + 1 > c->texts_room - c->texts_used) {
    c->wrong = true;
    return "";
  }
  memcpy(p, s, n);
  p[n] = 0;
  c->texts_used += n + 1;
  return p;
}

// ---- Which option -------------------------------------------------------------------------------

struct word {
  const char *all, *name, *value; // "--name=value"; VALUE is NULL if there is none
  size_t size;                    // of NAME
  unsigned dashes;
};

static struct word take_apart(const char *all)
{
  struct word w = {.all = all, .dashes = all[1] == '-' ? 2 : 1};
  w.name = all + w.dashes;
  w.size = strcspn(w.name, "=");
  w.value = w.name[w.size] == '=' ? w.name + w.size + 1 : NULL;
  return w;
}

static bool dashes_fit(const struct ld_option *o, const struct word *w)
{
  if (o->dashes != 0)
    return o->dashes == w->dashes;
  return w->dashes == 2 || o->name[0] != 'o';
}

static const struct ld_option *whole_name(const struct word *w)
{
  for (size_t i = 0; w->size > 1 && i < ld_noptions; i++) {
    const struct ld_option *o = &ld_options[i];
    if (strncmp(o->name, w->name, w->size) == 0 && o->name[w->size] == 0 && dashes_fit(o, w))
      return o;
  }
  return NULL;
}

static const struct ld_option *letter(char c)
{
  for (size_t i = 0; i < ld_noptions; i++)
    if (ld_options[i].name[0] == c && ld_options[i].name[1] == 0)
      return &ld_options[i];
  return NULL;
}

// A name that is cut short; NULL, after a message if there are many.
static const struct ld_option *short_name(struct ld_command *c, const struct word *w)
{
  const struct ld_option *found = NULL;
  for (size_t i = 0; i < ld_noptions; i++) {
    const struct ld_option *o = &ld_options[i];
    if (strncmp(o->name, w->name, w->size) != 0 || o->name[1] == 0 || !dashes_fit(o, w))
      continue;
    if (found != NULL &&
        (found->act != o->act || found->at != o->at || found->number != o->number)) {
      ld_say(c, "option '%s' may be --%s or --%s", w->all, found->name, o->name);
      return NULL;
    }
    found = o;
  }
  return found;
}

// ---- What belongs to it -------------------------------------------------------------------------

struct words {
  struct ld_command *c;
  int argc, next;
  char **argv;
};

static bool act(struct words *all, const struct ld_option *o, const struct word *w,
                const char *value)
{
  if (o->value == LD_WORD && value == NULL) {
    if (all->next >= all->argc)
      return ld_say(all->c, "option '%s' needs %s behind it", w->all,
                    o->argument == NULL ? "a word" : o->argument);
    value = all->argv[all->next++];
  }
  if (o->value == LD_JOINED && value == NULL)
    return ld_say(all->c, "option '%s' needs =%s", w->all, o->argument);
  if (o->value == LD_NONE && value != NULL)
    return ld_say(all->c, "option '--%s' has no value", o->name);
  return o->act(all->c, o, value);
}

// -xyzVALUE: letters without values may stand together.
static bool letters(struct words *all, const struct word *w)
{
  for (const char *p = w->all + 1; *p != 0; p++) {
    const struct ld_option *o = letter(*p);
    if (o == NULL)
      return ld_say(all->c, "unknown option '%s'", w->all);
    if (o->value != LD_NONE)
      return act(all, o, w, p[1] != 0 ? p + 1 : o->value == LD_WORD ? NULL : "");
    if (!act(all, o, w, NULL))
      return false;
  }
  return true;
}

static bool option(struct words *all, const char *text)
{
  struct word w = take_apart(text);
  const struct ld_option *o = whole_name(&w);
  if (o != NULL)
    return act(all, o, &w, w.value);
  if (w.dashes == 1 && letter(w.name[0]) != NULL)
    return letters(all, &w);
  if (w.dashes == 2 && w.size == 1 && (o = letter(w.name[0])) != NULL)
    return act(all, o, &w, w.value);
  o = w.size == 0 ? NULL : short_name(all->c, &w);
  if (o != NULL)
    return act(all, o, &w, w.value);
  return !all->c->wrong && ld_say(all->c, "unknown option '%s'", text);
}

bool ld_parse(struct ld_command *c, int argc, char **argv)
{
  struct words all = {c, argc, 1, argv};
  while (all.next < argc) {
    const char *word = argv[all.next++];
    if (word[0] != '-' || word[1] == 0) {
      ld_add_input(c, COFF_LINK_FILE, word);
    } else if (!option(&all, word)) {
      return false;
    }
  }
  return !c->wrong;
}
