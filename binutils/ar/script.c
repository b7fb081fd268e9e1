// MRI librarian scripts (coff-ar -M): one command a line.
//
// Skip it unless a script does something else than with GNU ar.
//
// Words are separated by blanks, commas and parentheses; a comment begins with an asterisk or a semicolon, and
// a plus sign at the end of a line goes on in the next. What CREATE and OPEN begin is only written by SAVE.
#include "ar/ar.h"
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { WORDS = 4096, LINE = 1 << 16 };

struct script {
  struct ar *ar;
  struct coff_archive_build *b; // what is open; NULL: nothing
  char *path;                   // of it
  bool verbose, failed, ended;
  unsigned line;
};

static bool complain(struct script *s, const char *words, const char *name)
{
  char where[64];
  snprintf(where, sizeof where, "script, line %u: ", s->line);
  char text[512];
  snprintf(text, sizeof text, "%s%s", where, words);
  ar_say(s->ar, text, name);
  s->failed = true;
  return false;
}

static void close_build(struct script *s)
{
  coff_archive_build_free(s->b);
  s->b = NULL;
  ar_close(s->ar);
  free(s->path);
  s->path = NULL;
}

// ---- Commands ---------------------------------------------------------------------------------

static bool begin(struct script *s, const char *path, bool create, bool thin)
{
  close_build(s);
  s->path = strdup(path);
  if (s->path == NULL)
    return complain(s, "out of memory", NULL);
  s->ar->path = s->path;
  s->ar->thin = thin;
  s->ar->full_names = thin;
  if (!create && !ar_open(s->ar, false))
    return s->failed = true, false;
  s->b = ar_begin(s->ar);
  s->failed |= s->b == NULL;
  return s->b != NULL;
}

static void add_modules(struct script *s, int n, char **words)
{
  for (int i = 0; i < n; i++)
    s->failed |= !ar_add(s->ar, s->b, words[i], false);
}

static void replace_modules(struct script *s, int n, char **words)
{
  for (int i = 0; i < n; i++)
    s->failed |= !ar_add(s->ar, s->b, words[i], true);
}

// Of the library WORDS[0]: all members, or those that the other words name.
static void add_library(struct script *s, int n, char **words)
{
  uint32_t first = s->b->count;
  if (!ar_add_library(s->ar, s->b, words[0])) {
    s->failed = true;
    return;
  }
  if (n == 1)
    return;
  for (int k = 1; k < n; k++) {
    bool found = false;
    for (uint32_t i = first; i < s->b->count; i++)
      found |= ar_is_called(s->b->entries[i].name, words[k]);
    if (!found)
      complain(s, "the library has no member ", words[k]);
  }
  for (uint32_t i = s->b->count; i > first; i--) {
    bool wanted = false;
    for (int k = 1; k < n; k++)
      wanted |= ar_is_called(s->b->entries[i - 1].name, words[k]);
    if (!wanted)
      coff_archive_build_remove(s->b, i - 1);
  }
}

static void list_entries(struct script *s)
{
  struct out *o = &s->ar->tool->out;
  out_text(o, "Current open archive is ");
  out_text(o, s->path);
  out_char(o, '\n');
  for (uint32_t i = 0; i < s->b->count; i++) {
    out_bytes(o, s->b->entries[i].name.data, s->b->entries[i].name.size);
    out_char(o, '\n');
  }
}

// DIRECTORY ARCHIVE [MEMBER]...: lists an archive that need not be open.
static void list_other(struct script *s, int n, char **words)
{
  struct ar other = *s->ar;
  other.archive = NULL;
  other.path = words[0];
  other.operation = AR_LIST;
  other.verbose = s->verbose;
  s->failed |= !ar_read(&other, n - 1, words + 1);
  ar_close(&other);
}

static void extract(struct script *s, int n, char **words)
{
  struct ar other = *s->ar;
  if (s->ar->archive == NULL) {
    complain(s, "what is not saved yet cannot be extracted", NULL);
    return;
  }
  other.archive = NULL;
  other.operation = AR_EXTRACT;
  s->failed |= !ar_read(&other, n, words);
  ar_close(&other);
}

static void save(struct script *s)
{
  // What was asked for is not all there: the old archive stays.
  if (s->failed)
    complain(s, "not saved, for something before went wrong: ", s->path);
  else
    s->failed |= !ar_end(s->ar, s->b, s->path);
  close_build(s);
}

// ---- Lines ------------------------------------------------------------------------------------

enum command {
  ADDLIB,
  ADDMOD,
  CLEAR,
  CREATE,
  CREATETHIN,
  DELETE,
  DIRECTORY,
  END,
  EXTRACT,
  FULLDIR,
  LIST,
  OPEN,
  REPLACE,
  SAVE,
  VERBOSE,
  HELP
};

static const struct command_word {
  const char *name;
  enum command command;
  bool needs_open;
  int least; // words behind it
} commands[] = {
    {"ADDLIB", ADDLIB, true, 1},
    {"ADDMOD", ADDMOD, true, 1},
    {"CLEAR", CLEAR, false, 0},
    {"CREATE", CREATE, false, 1},
    {"CREATETHIN", CREATETHIN, false, 1},
    {"DELETE", DELETE, true, 1},
    {"DIRECTORY", DIRECTORY, false, 1},
    {"END", END, false, 0},
    {"EXTRACT", EXTRACT, true, 1},
    {"FULLDIR", FULLDIR, true, 0},
    {"HELP", HELP, false, 0},
    {"LIST", LIST, true, 0},
    {"OPEN", OPEN, false, 1},
    {"REPLACE", REPLACE, true, 1},
    {"SAVE", SAVE, true, 0},
    {"VERBOSE", VERBOSE, false, 0},
};

static void clear(struct script *s)
{
  if (s->b == NULL)
    return;
  while (s->b->count != 0)
    coff_archive_build_remove(s->b, s->b->count - 1);
}

static void execute(struct script *s, enum command c, int n, char **words)
{
  switch (c) {
  case ADDLIB: add_library(s, n, words); return;
  case ADDMOD: add_modules(s, n, words); return;
  case CLEAR: clear(s); return;
  case CREATE: begin(s, words[0], true, false); return;
  case CREATETHIN: begin(s, words[0], true, true); return;
  case DELETE: s->failed |= !ar_delete(s->ar, s->b, n, words); return;
  case DIRECTORY: list_other(s, n, words); return;
  case END: s->ended = true; return;
  case EXTRACT: extract(s, n, words); return;
  case FULLDIR:
  case LIST: list_entries(s); return;
  case OPEN: begin(s, words[0], false, false); return;
  case REPLACE: replace_modules(s, n, words); return;
  case SAVE: save(s); return;
  case VERBOSE:
    s->verbose = !s->verbose;
    s->ar->verbose = s->verbose;
    return;
  case HELP: break;
  }
  for (size_t i = 0; i < COFF_COUNT(commands); i++) {
    out_text(&s->ar->tool->out, commands[i].name);
    out_char(&s->ar->tool->out, '\n');
  }
}

static bool is_between(int c)
{
  return isspace(c) || c == ',' || c == '(' || c == ')';
}

// Takes LINE apart in place.
static int split(char *line, char **words)
{
  int n = 0;
  for (char *p = line; *p != 0 && n < WORDS;) {
    while (is_between((unsigned char)*p))
      p++;
    if (*p == 0 || *p == ';' || *p == '*')
      break;
    words[n++] = p;
    while (*p != 0 && !is_between((unsigned char)*p) && *p != ';')
      p++;
    if (*p == ';') {
      *p = 0;
      break;
    }
    if (*p != 0)
      *p++ = 0;
  }
  return n;
}

static void do_line(struct script *s, char *line, char **words)
{
  int n = split(line, words);
  if (n == 0)
    return;
  for (size_t i = 0; i < COFF_COUNT(commands); i++) {
    const struct command_word *c = &commands[i];
    if (strcasecmp(words[0], c->name) != 0)
      continue;
    if (c->needs_open && s->b == NULL)
      complain(s, "no archive is open for ", c->name);
    else if (n - 1 < c->least)
      complain(s, "a name is missing behind ", c->name);
    else
      execute(s, c->command, n - 1, words + 1);
    return;
  }
  complain(s, "no command is called ", words[0]);
}

// A line, with those that it goes on in. False at the end.
static bool read_line(struct script *s, FILE *in, char *line)
{
  size_t n = 0;
  while (n + 2 < LINE && fgets(line + n, (int)(LINE - n), in) != NULL) {
    s->line++;
    n += strlen(line + n);
    size_t end = n;
    while (end > 0 && isspace((unsigned char)line[end - 1]))
      end--;
    if (end == 0 || line[end - 1] != '+')
      return true;
    n = end;
    line[n - 1] = ' ';
  }
  return n != 0;
}

bool ar_script(struct ar *r, FILE *in)
{
  struct script s = {.ar = r};
  char *line = malloc(LINE), **words = malloc(WORDS * sizeof *words);
  r->quiet_create = true;
  while (line != NULL && words != NULL && !s.ended && read_line(&s, in, line))
    do_line(&s, line, words);
  bool ok = line != NULL && words != NULL && !s.failed;
  close_build(&s);
  free(line);
  free(words);
  return ok;
}
