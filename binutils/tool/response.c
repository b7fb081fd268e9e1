// Response files: arguments @FILE stand for the words in FILE.
//
// Skip it unless such an argument is taken apart wrongly.
//
// White space separates words; single and double quotes keep it, and a backslash takes the next
// character as it is. A file that cannot be read is no response file: its argument stays.
#include "tool/tool.h"
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

enum { MOST = 1 << 20 }; // arguments: files may name each other in a circle

// Adds P to the list, which ends with NULL. False if there is no room.
static bool add(struct tool_list *l, char *p)
{
  if (l->count + 1 >= l->room) {
    int room = l->room == 0 ? 64 : l->room * 2;
    char **grown = room > MOST ? NULL : realloc(l->all, (size_t)room * sizeof *grown);
    if (grown == NULL)
      return false;
    l->all = grown;
    l->room = room;
  }
  l->all[l->count++] = p;
  l->all[l->count] = NULL;
  return true;
}

// The contents of FILE behind "@", with a NUL at their end; NULL if it is none.
static char *contents(const char *argument)
{
  FILE *f = argument[0] == '@' ? fopen(argument + 1, "rb") : NULL;
  char *text = NULL;
  size_t size = 0, room = 4096;
  if (f == NULL)
    return NULL;
  while ((text = realloc(text, room)) != NULL) {
    size += fread(text + size, 1, room - size - 1, f);
    if (size < room - 1)
      break;
    room *= 2;
  }
  fclose(f);
  if (text != NULL)
    text[size] = 0;
  return text;
}

// Takes one word off *TEXT, in place. NULL at the end.
static char *next_word(char **text)
{
  char *in = *text, quote = 0;
  while (isspace((unsigned char)*in))
    in++;
  if (*in == 0)
    return NULL;
  char *word = in, *out = in;
  for (; *in != 0 && (quote != 0 || !isspace((unsigned char)*in)); in++) {
    if (*in == '\\' && in[1] != 0)
      *out++ = *++in;
    else if (*in == quote)
      quote = 0;
    else if (quote == 0 && (*in == '"' || *in == '\''))
      quote = *in;
    else
      *out++ = *in;
  }
  *text = *in == 0 ? in : in + 1;
  *out = 0;
  return word;
}

static bool expand(struct tool_words *w, char *argument, unsigned depth)
{
  enum { DEEPEST = 32 };
  char *word, *text = depth < DEEPEST ? contents(argument) : NULL;
  if (text == NULL)
    return add(&w->words, argument);
  if (!add(&w->texts, text)) {
    free(text);
    return false;
  }
  for (char *rest = text; (word = next_word(&rest)) != NULL;)
    if (!expand(w, word, depth + 1))
      return false;
  return true;
}

bool tool_expand(struct tool_words *w, int argc, char **argv)
{
  *w = (struct tool_words){0};
  for (int i = 0; i < argc; i++)
    if (!expand(w, argv[i], 0))
      return false;
  return true;
}

void tool_words_free(struct tool_words *w)
{
  for (int i = 0; i < w->texts.count; i++)
    free(w->texts.all[i]);
  free(w->texts.all);
  free(w->words.all);
}
