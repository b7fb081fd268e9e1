// The parser of module definition files.
//
// Skip it unless a statement is taken for another.
//
// A text is words, of which these are words by themselves: = == , and everything in quotes. A semicolon begins a
// comment. Statements end where the next one begins. Every word is looked at once.
#include "coff/def.h"
#include "base/alloc.h"
#include "coff/target.h"
#include <inttypes.h>
#include <string.h>

enum word_kind { END, NAME, QUOTED, EQUAL, EQUAL_EQUAL, COMMA };

struct word {
  enum word_kind kind;
  struct coff_str text; // without quotes
  uint64_t at;
};

struct parser {
  struct coff_def *d;
  const char *file;
  struct coff_view text;
  uint64_t at;      // behind NEXT
  struct word next; // that was not taken yet
  bool failed;
};

// ---- Words ------------------------------------------------------------------------------------

static unsigned line_of(const struct parser *p, uint64_t at)
{
  unsigned line = 1;
  for (uint64_t i = 0; i < at && i < p->text.size; i++)
    line += p->text.data[i] == '\n';
  return line;
}

static bool fail(struct parser *p, uint64_t at, const char *what, struct coff_str s)
{
  bool first = !p->failed;
  p->failed = true;
  return first && coff_fail(p->d->ctx, (struct coff_place){p->file, NULL, at},
                            "line %u: %s%s%.*s%s", line_of(p, at), what, s.size == 0 ? "" : " '",
                            (int)(s.size < 200 ? s.size : 200), s.size == 0 ? "" : s.data,
                            s.size == 0 ? "" : "'");
}

static const struct coff_str nothing = {"", 0};

static bool is_blank(uint8_t c)
{
  return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\f' || c == '\v' || c == 0x1a;
}

static bool ends_word(uint8_t c)
{
  return is_blank(c) || c == '=' || c == ',' || c == ';' || c == '"' || c == 0;
}

static void skip_blanks(struct parser *p)
{
  const uint8_t *t = p->text.data;
  while (p->at < p->text.size) {
    if (t[p->at] == ';')
      while (p->at < p->text.size && t[p->at] != '\n')
        p->at++;
    else if (is_blank(t[p->at]) || t[p->at] == 0)
      p->at++;
    else
      return;
  }
}

static void read_quoted(struct parser *p)
{
  const uint8_t *t = p->text.data;
  uint8_t quote = t[p->at++];
  uint64_t begin = p->at;
  while (p->at < p->text.size && t[p->at] != quote && t[p->at] != '\n')
    p->at++;
  p->next.kind = QUOTED;
  p->next.text = (struct coff_str){(const char *)t + begin, (size_t)(p->at - begin)};
  if (p->at == p->text.size || t[p->at] != quote)
    fail(p, p->next.at, "a quotation mark is not closed", nothing);
  else
    p->at++;
}

static void advance(struct parser *p)
{
  const uint8_t *t = p->text.data;
  skip_blanks(p);
  p->next = (struct word){END, nothing, p->at};
  if (p->at >= p->text.size || p->failed)
    return;
  if (t[p->at] == '"' || t[p->at] == '\'') {
    read_quoted(p);
    return;
  }
  uint64_t begin = p->at;
  if (t[begin] == '=') {
    bool twice = begin + 1 < p->text.size && t[begin + 1] == '=';
    p->next.kind = twice ? EQUAL_EQUAL : EQUAL;
    p->at += twice ? 2 : 1;
    return;
  }
  if (t[begin] == ',') {
    p->next.kind = COMMA;
    p->at++;
    return;
  }
  while (p->at < p->text.size && !ends_word(t[p->at]))
    p->at++;
  p->next.kind = NAME;
  p->next.text = (struct coff_str){(const char *)t + begin, (size_t)(p->at - begin)};
}

static bool is(const struct parser *p, const char *keyword)
{
  size_t n = strlen(keyword);
  return p->next.kind == NAME && p->next.text.size == n &&
         memcmp(p->next.text.data, keyword, n) == 0;
}

// Takes KEYWORD if it is next.
static bool accept(struct parser *p, const char *keyword)
{
  if (!is(p, keyword))
    return false;
  advance(p);
  return true;
}

static bool accept_kind(struct parser *p, enum word_kind kind)
{
  if (p->next.kind != kind)
    return false;
  advance(p);
  return true;
}

static const char *const statements[] = {"NAME",     "LIBRARY", "DESCRIPTION", "STACKSIZE",
                                         "HEAPSIZE", "CODE",    "DATA",        "SECTIONS",
                                         "SEGMENTS", "EXPORTS", "IMPORTS",     "VERSION",
                                         "STUB",     "EXETYPE", "PROTMODE",    "EXCLUDE_SYMBOLS"};

static bool at_statement(const struct parser *p)
{
  for (size_t i = 0; i < COFF_COUNT(statements); i++)
    if (is(p, statements[i]))
      return true;
  return false;
}

static bool at_name(const struct parser *p)
{
  return p->next.kind == QUOTED || (p->next.kind == NAME && !at_statement(p));
}

static struct coff_str take_name(struct parser *p, const char *what)
{
  struct coff_str s = p->next.text;
  if (p->next.kind != QUOTED && p->next.kind != NAME)
    fail(p, p->next.at, what, nothing);
  advance(p);
  return s;
}

// ---- Numbers ----------------------------------------------------------------------------------

// As in C: 0x is hexadecimal, a zero in front octal.
static bool number_of(struct coff_str s, uint64_t *v)
{
  unsigned base = 10;
  size_t i = 0;
  if (s.size > 2 && s.data[0] == '0' && (s.data[1] == 'x' || s.data[1] == 'X')) {
    base = 16;
    i = 2;
  } else if (s.size > 1 && s.data[0] == '0') {
    base = 8;
  }
  for (*v = 0; i < s.size; i++) {
    unsigned c = (unsigned char)s.data[i], low = c | 0x20;
    unsigned digit = c >= '0' && c <= '9'       ? c - '0'
                     : low >= 'a' && low <= 'f' ? low - 'a' + 10
                                                : 99;
    if (digit >= base || *v > (UINT64_MAX - digit) / base)
      return false;
    *v = *v * base + digit;
  }
  return s.size != 0;
}

static uint64_t take_number(struct parser *p, const char *what)
{
  uint64_t v = 0;
  if (p->next.kind != NAME || !number_of(p->next.text, &v))
    fail(p, p->next.at, what, p->next.text);
  advance(p);
  return v;
}

static bool ordinal_of(struct coff_str s, uint32_t *ordinal)
{
  uint64_t v;
  if (!number_of(s, &v) || v > UINT16_MAX)
    return false;
  *ordinal = (uint32_t)v;
  return true;
}

// ---- Lists ------------------------------------------------------------------------------------

// Room for one more of SIZE bytes; NULL after a report.
static void *grow(struct parser *p, void *array, size_t count, size_t *room, size_t size)
{
  if (count < *room)
    return array;
  size_t more = *room == 0 ? 32 : *room * 2;
  void *grown = more > SIZE_MAX / size ? NULL : coff_realloc(p->d->ctx, array, more * size);
  if (grown == NULL) {
    fail(p, p->next.at, "out of memory", nothing);
    return NULL;
  }
  *room = more;
  return grown;
}

// ---- EXPORTS ----------------------------------------------------------------------------------

// "@5", or "@" and "5". False if this is none: then it is the next name.
static bool accept_ordinal(struct parser *p, struct coff_def_export *e)
{
  struct coff_str s = p->next.text;
  if (p->next.kind != NAME || s.size == 0 || s.data[0] != '@')
    return false;
  uint64_t at = p->next.at;
  bool alone = s.size == 1;
  if (!alone && (s.data[1] < '0' || s.data[1] > '9'))
    return false;
  if (alone) {
    advance(p);
    s = p->next.text;
  } else {
    s = (struct coff_str){s.data + 1, s.size - 1};
  }
  if (!ordinal_of(s, &e->ordinal))
    fail(p, at, "no ordinal is", s);
  e->has_ordinal = true;
  advance(p);
  return true;
}

static bool accept_flag(struct parser *p, struct coff_def_export *e)
{
  const struct {
    const char *word;
    bool *flag;
  } all[] = {{"NONAME", &e->noname},
             {"DATA", &e->data},
             {"CONSTANT", &e->constant},
             {"PRIVATE", &e->is_private},
             {"RESIDENTNAME", &e->resident}};
  for (size_t i = 0; i < COFF_COUNT(all); i++)
    if (accept(p, all[i].word)) {
      *all[i].flag = true;
      return true;
    }
  return false;
}

static void parse_export(struct parser *p)
{
  struct coff_def_export e = {.internal = nothing, .import_name = nothing, .offset = p->next.at};
  e.name = take_name(p, "the name of an export is missing");
  for (bool more = true; more && !p->failed;) {
    if (accept_kind(p, EQUAL))
      e.internal = take_name(p, "a name is missing behind '='");
    else if (accept_kind(p, EQUAL_EQUAL) || accept(p, "EXPORTAS"))
      e.import_name = take_name(p, "a name is missing behind '=='");
    else
      more = accept_ordinal(p, &e) || accept_flag(p, &e);
  }
  if (e.noname && !e.has_ordinal)
    fail(p, e.offset, "without a name and without an ordinal is", e.name);
  if (e.name.size == 0)
    fail(p, e.offset, "an export has an empty name", nothing);
  struct coff_def *d = p->d;
  void *all = grow(p, d->exports, d->nexports, &d->room_exports, sizeof e);
  if (all == NULL)
    return;
  d->exports = all;
  d->exports[d->nexports++] = e;
}

bool coff_def_is_forwarder(const struct coff_def_export *e)
{
  // A dot that begins a symbol is part of it.
  return e->internal.size > 1 && memchr(e->internal.data + 1, '.', e->internal.size - 1) != NULL;
}

// ---- Others -----------------------------------------------------------------------------------

// MODULE.NAME, MODULE.5 or INTERNAL = one of them; a module's name may end in ".dll".
static void parse_import(struct parser *p)
{
  struct coff_def_import i = {.internal = nothing, .import_name = nothing};
  uint64_t at = p->next.at;
  struct coff_str s = take_name(p, "the name of an import is missing");
  if (accept_kind(p, EQUAL)) {
    i.internal = s;
    s = take_name(p, "a name is missing behind '='");
  }
  size_t dot = s.size;
  while (dot > 0 && s.data[dot - 1] != '.')
    dot--;
  if (dot < 2 || dot == s.size)
    fail(p, at, "no module and name is", s);
  i.module = (struct coff_str){s.data, dot == 0 ? 0 : dot - 1};
  i.name = (struct coff_str){s.data + dot, s.size - dot};
  i.has_ordinal = ordinal_of(i.name, &i.ordinal);
  if (accept_kind(p, EQUAL_EQUAL))
    i.import_name = take_name(p, "a name is missing behind '=='");
  struct coff_def *d = p->d;
  void *all = grow(p, d->imports, d->nimports, &d->room_imports, sizeof i);
  if (all == NULL)
    return;
  d->imports = all;
  d->imports[d->nimports++] = i;
}

static unsigned take_attributes(struct parser *p)
{
  static const struct {
    const char *word;
    unsigned bit;
  } all[] = {{"READ", COFF_DEF_READ},
             {"WRITE", COFF_DEF_WRITE},
             {"EXECUTE", COFF_DEF_EXECUTE},
             {"SHARED", COFF_DEF_SHARED},
             {"DISCARDABLE", COFF_DEF_DISCARDABLE},
             // What 16-bit Windows made of segments says nothing here.
             {"NONSHARED", 0},
             {"NONE", 0},
             {"SINGLE", 0},
             {"MULTIPLE", 0},
             {"MOVEABLE", 0},
             {"FIXED", 0},
             {"PRELOAD", 0},
             {"LOADONCALL", 0},
             {"NONDISCARDABLE", 0},
             {"EXECUTEREAD", COFF_DEF_EXECUTE | COFF_DEF_READ}};
  unsigned sum = 0;
  for (size_t i = 0; i < COFF_COUNT(all); i++)
    if (accept(p, all[i].word)) {
      sum |= all[i].bit;
      accept_kind(p, COMMA);
      i = (size_t)-1;
    }
  return sum;
}

static void parse_section(struct parser *p)
{
  struct coff_def_section s = {.section_class = nothing};
  s.name = take_name(p, "the name of a section is missing");
  if (accept(p, "CLASS"))
    s.section_class = take_name(p, "a class is missing behind CLASS");
  s.attributes = take_attributes(p);
  struct coff_def *d = p->d;
  void *all = grow(p, d->sections, d->nsections, &d->room_sections, sizeof s);
  if (all == NULL)
    return;
  d->sections = all;
  d->sections[d->nsections++] = s;
}

static void parse_excluded(struct parser *p)
{
  struct coff_def *d = p->d;
  struct coff_str name = take_name(p, "the name of a symbol is missing");
  accept_kind(p, COMMA);
  void *all = grow(p, d->excluded, d->nexcluded, &d->room_excluded, sizeof name);
  if (all == NULL)
    return;
  d->excluded = all;
  d->excluded[d->nexcluded++] = name;
}

static void parse_image(struct parser *p, bool library)
{
  p->d->is_library = library;
  if (at_name(p) && !is(p, "BASE"))
    p->d->name = take_name(p, "");
  while (accept(p, "INITINSTANCE") || accept(p, "INITGLOBAL") || accept(p, "TERMINSTANCE"))
    ;
  if (!accept(p, "BASE"))
    return;
  if (!accept_kind(p, EQUAL))
    fail(p, p->next.at, "'=' is missing behind BASE", nothing);
  p->d->base = take_number(p, "no address is");
  p->d->has_base = true;
}

static void parse_sizes(struct parser *p, struct coff_def_sizes *s)
{
  s->reserve = take_number(p, "no size is");
  s->said = true;
  s->commit_said = accept_kind(p, COMMA);
  if (s->commit_said)
    s->commit = take_number(p, "no size is");
}

// MAJOR or MAJOR.MINOR, which is one word.
static void parse_version(struct parser *p)
{
  struct coff_str s = p->next.text, minor = nothing;
  const char *dot = s.size == 0 ? NULL : memchr(s.data, '.', s.size);
  if (dot != NULL) {
    minor = (struct coff_str){dot + 1, (size_t)(s.data + s.size - dot - 1)};
    s.size = (size_t)(dot - s.data);
  }
  if (!ordinal_of(s, &p->d->major) || (dot != NULL && !ordinal_of(minor, &p->d->minor)))
    fail(p, p->next.at, "no version is", p->next.text);
  p->d->has_version = true;
  advance(p);
}

static void parse_list(struct parser *p, void (*one)(struct parser *))
{
  while (!p->failed && at_name(p))
    one(p);
}

static void parse_statement(struct parser *p)
{
  struct coff_def *d = p->d;
  if (accept(p, "LIBRARY"))
    parse_image(p, true);
  else if (accept(p, "NAME"))
    parse_image(p, false);
  else if (accept(p, "EXPORTS"))
    parse_list(p, parse_export);
  else if (accept(p, "IMPORTS"))
    parse_list(p, parse_import);
  else if (accept(p, "SECTIONS") || accept(p, "SEGMENTS"))
    parse_list(p, parse_section);
  else if (accept(p, "EXCLUDE_SYMBOLS"))
    parse_list(p, parse_excluded);
  else if (accept(p, "DESCRIPTION"))
    d->description = take_name(p, "a text is missing behind DESCRIPTION");
  else if (accept(p, "STUB"))
    d->stub = take_name(p, "a file is missing behind STUB");
  else if (accept(p, "STACKSIZE"))
    parse_sizes(p, &d->stack);
  else if (accept(p, "HEAPSIZE"))
    parse_sizes(p, &d->heap);
  else if (accept(p, "VERSION"))
    parse_version(p);
  else if (accept(p, "CODE"))
    d->code |= take_attributes(p);
  else if (accept(p, "DATA"))
    d->data |= take_attributes(p);
  else if (accept(p, "EXETYPE"))
    take_name(p, "a word is missing behind EXETYPE");
  else if (!accept(p, "PROTMODE"))
    fail(p, p->next.at, "no statement begins with", p->next.text);
}

bool coff_def_parse(const struct coff_context *ctx, const char *name, struct coff_view text,
                    struct coff_def *d)
{
  *d = (struct coff_def){.ctx = ctx, .name = nothing, .description = nothing, .stub = nothing};
  struct parser p = {.d = d, .file = name, .text = text};
  if (text.size >= 3 && memcmp(text.data, "\xef\xbb\xbf", 3) == 0) // UTF-8's byte order mark
    p.at = 3;
  advance(&p);
  while (!p.failed && p.next.kind != END)
    parse_statement(&p);
  return !p.failed;
}

void coff_def_free(struct coff_def *d)
{
  coff_free(d->ctx, d->exports);
  coff_free(d->ctx, d->imports);
  coff_free(d->ctx, d->sections);
  d->exports = NULL;
  d->imports = NULL;
  coff_free(d->ctx, d->excluded);
  d->sections = NULL;
  d->excluded = NULL;
  d->nexports = d->nimports = d->nsections = d->nexcluded = 0;
}
