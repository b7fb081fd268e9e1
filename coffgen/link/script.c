// Linker scripts that are inputs: INPUT, GROUP and what may stand beside them.
//
// Skip it unless such a file is misread.
//
// "Commands dealing with files" in GNU ld's manual. Names are divided by white space or commas and may stand in
// quotes; comments are those of C. A script that lays out sections is refused: the layout is the flavour's.
#include "link/script.h"
#include <inttypes.h>
#include <string.h>

enum { DEEPEST = 8 };

struct token {
  struct coff_str text; // empty: the end
  bool quoted;
};

enum list { NONE, FILES, GROUPED, FOLDERS, FORMATS, SYMBOLS, IGNORED };

static const struct {
  const char *name;
  uint8_t list;
} statements[] = {
    {"INPUT", FILES},         {"GROUP", GROUPED},         {"STARTUP", FILES},
    {"SEARCH_DIR", FOLDERS},  {"OUTPUT_FORMAT", FORMATS}, {"TARGET", FORMATS},
    {"OUTPUT_ARCH", IGNORED}, {"EXTERN", SYMBOLS},
};

static bool fail(struct coff_script *s, const char *what, struct coff_str text)
{
  s->bad = true;
  return coff_fail(s->ctx, (struct coff_place){s->name, NULL, s->at}, "line %" PRIu32 ": %s%.*s%s",
                   s->line + 1, what, (int)(text.size < 64 ? text.size : 64), text.data,
                   text.size == 0 ? "" : "'");
}

static bool is_blank(uint8_t c)
{
  return c == ' ' || (c >= '\t' && c <= '\r') || c == ',';
}

static bool is_mark(uint8_t c)
{
  return c == '(' || c == ')' || c == ';' || c == '{' || c == '}' || c == '=';
}

// False if a comment has no end.
static bool skip_blanks(struct coff_script *s)
{
  const uint8_t *p = s->bytes.data;
  uint64_t end = s->bytes.size;
  while (s->at < end) {
    if (is_blank(p[s->at])) {
      s->line += p[s->at++] == '\n';
      continue;
    }
    if (p[s->at] != '/' || s->at + 1 == end || p[s->at + 1] != '*')
      return true;
    uint64_t i = s->at + 2;
    uint32_t lines = 0;
    while (i + 1 < end && (p[i] != '*' || p[i + 1] != '/'))
      lines += p[i++] == '\n';
    if (i + 1 >= end)
      return fail(s, "a comment has no end", (struct coff_str){"", 0});
    s->at = i + 2;
    s->line += lines;
  }
  return true;
}

static struct coff_str cut(const struct coff_script *s, uint64_t from, uint64_t end)
{
  return (struct coff_str){(const char *)s->bytes.data + from, (size_t)(end - from)};
}

// The next word, mark or name in quotes; empty at the end.
static bool next_token(struct coff_script *s, struct token *t)
{
  const uint8_t *p = s->bytes.data;
  uint64_t end = s->bytes.size;
  *t = (struct token){{"", 0}, false};
  if (!skip_blanks(s) || s->at == end)
    return !s->bad;
  uint64_t i = s->at;
  if (p[i] == '"') {
    while (++i < end && p[i] != '"' && p[i] != '\n')
      ;
    if (i == end || p[i] != '"')
      return fail(s, "a name has no quote at its end", (struct coff_str){"", 0});
    *t = (struct token){cut(s, s->at + 1, i), true};
    s->at = i + 1;
    return true;
  }
  if (is_mark(p[i]))
    i++;
  else
    while (i < end && !is_blank(p[i]) && !is_mark(p[i]) && p[i] != '"')
      i++;
  t->text = cut(s, s->at, i);
  s->at = i;
  return true;
}

static bool is(const struct token *t, const char *word)
{
  return !t->quoted && t->text.size == strlen(word) &&
         memcmp(t->text.data, word, t->text.size) == 0;
}

static bool open_list(struct coff_script *s)
{
  struct token t;
  if (!next_token(s, &t))
    return false;
  if (!is(&t, "("))
    return fail(s, t.text.size == 0 ? "'(' is missing at the end" : "'(' is missing before '",
                t.text);
  s->depth++;
  return true;
}

// ---- Statements -----------------------------------------------------------------------------------

// True if an item came of it; else the next token is asked for, unless BAD.
static bool begin_statement(struct coff_script *s, const struct token *t,
                            struct coff_script_item *item)
{
  if (is(t, ";"))
    return false;
  for (size_t i = 0; i < sizeof statements / sizeof *statements; i++) {
    if (!is(t, statements[i].name))
      continue;
    s->list = statements[i].list;
    s->group = s->list == GROUPED;
    if (!open_list(s) || !s->group)
      return false;
    *item = (struct coff_script_item){COFF_SCRIPT_GROUP, {"", 0}, s->line};
    return true;
  }
  fail(s, "this is no list of files: '", t->text);
  return false;
}

static bool end_list(struct coff_script *s, struct coff_script_item *item)
{
  s->depth--;
  if (s->depth != 0 || !s->group)
    return false;
  s->group = false;
  *item = (struct coff_script_item){COFF_SCRIPT_GROUP_END, {"", 0}, s->line};
  return true;
}

static bool element(struct coff_script *s, const struct token *t, struct coff_script_item *item)
{
  static const enum coff_script_kind kinds[] = {[FILES] = COFF_SCRIPT_FILE,
                                                [GROUPED] = COFF_SCRIPT_FILE,
                                                [FOLDERS] = COFF_SCRIPT_FOLDER,
                                                [FORMATS] = COFF_SCRIPT_FORMAT,
                                                [SYMBOLS] = COFF_SCRIPT_SYMBOL};
  bool files = s->list == FILES || s->list == GROUPED;
  if (is(t, ")"))
    return end_list(s, item);
  if (files && is(t, "AS_NEEDED")) { // a DLL of which nothing is used is never imported
    if (s->depth == DEEPEST)
      fail(s, "lists are nested too deep", (struct coff_str){"", 0});
    else
      open_list(s);
    return false;
  }
  if (!t->quoted && t->text.size == 1 && is_mark((uint8_t)*t->text.data)) {
    fail(s, "a name is missing before '", t->text);
    return false;
  }
  *item = (struct coff_script_item){kinds[s->list == IGNORED ? FILES : s->list], t->text, s->line};
  return s->list != IGNORED;
}

bool coff_script_next(struct coff_script *s, struct coff_script_item *item)
{
  struct token t;
  while (!s->bad && next_token(s, &t)) {
    if (t.text.size == 0 && !t.quoted) {
      if (s->depth != 0)
        fail(s, "')' is missing at the end", (struct coff_str){"", 0});
      return false;
    }
    if (s->depth == 0 ? begin_statement(s, &t, item) : element(s, &t, item))
      return true;
  }
  return false;
}
