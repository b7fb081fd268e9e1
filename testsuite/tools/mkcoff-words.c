// The words of a line of mkcoff's text.
//
// Skip it unless a line is split wrongly.
#include "testsuite/tools/mkcoff-words.h"
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

bool mk_fail(struct parser *p, const char *what)
{
  return coff_fail(p->ctx, (struct coff_place){p->name, NULL, p->line}, "line %u: %s", p->line,
                   what);
}

bool mk_is(struct coff_str s, const char *word)
{
  return s.size == strlen(word) && memcmp(s.data, word, s.size) == 0;
}

static int digit(char c)
{
  if (c >= '0' && c <= '9')
    return c - '0';
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

// A quoted string without its quotes and escapes; *P is behind it afterwards.
static bool unquote(struct parser *p, const char **at, const char *end, struct coff_str *out)
{
  const char *close = *at;
  while (close < end && *close != '"')
    close++;
  if (close == end)
    return mk_fail(p, "a string has no end");
  uint8_t *bytes = p->b == NULL ? NULL : coff_build_bytes(p->b, (size_t)(close - *at) + 1);
  if (bytes == NULL)
    return mk_fail(p, "a string stands before the target");
  size_t n = 0;
  for (const char *c = *at; c < close; c++) {
    bool escaped = *c == '\\' && close - c > 2 && digit(c[1]) >= 0 && digit(c[2]) >= 0;
    bytes[n++] = escaped ? (uint8_t)(digit(c[1]) << 4 | digit(c[2])) : (uint8_t)*c;
    c += escaped ? 2 : 0;
  }
  *at = close + 1;
  *out = (struct coff_str){(const char *)bytes, n};
  return true;
}

static bool take_word(struct parser *p, const char **at, const char *end, struct word *w)
{
  *w = (struct word){.key = {"", 0}};
  for (;;) {
    w->quoted = *at < end && **at == '"';
    if (w->quoted) {
      ++*at;
      if (!unquote(p, at, end, &w->text))
        return false;
    } else {
      const char *start = *at;
      while (*at < end && !isspace((unsigned char)**at) && **at != '=')
        ++*at;
      w->text = (struct coff_str){start, (size_t)(*at - start)};
    }
    if (*at == end || **at != '=')
      return true;
    if (w->key.size != 0)
      return mk_fail(p, "a second '=' in a word");
    w->key = w->text;
    ++*at;
  }
}

bool mk_split(struct parser *p, const char *at, const char *end)
{
  p->nwords = 0;
  for (;;) {
    while (at < end && isspace((unsigned char)*at))
      at++;
    if (at == end || *at == '#')
      return true;
    if (p->nwords == MOST_WORDS)
      return mk_fail(p, "too many words");
    if (!take_word(p, &at, end, &p->words[p->nwords]))
      return false;
    p->nwords++;
  }
}

bool mk_number(struct parser *p, struct coff_str s, uint64_t *v)
{
  char text[32], *end;
  if (s.size == 0 || s.size >= sizeof text)
    return mk_fail(p, "a number is missing");
  memcpy(text, s.data, s.size);
  text[s.size] = 0;
  bool minus = text[0] == '-';
  *v = strtoull(text + minus, &end, 0);
  if (minus)
    *v = 0 - *v;
  return *end == 0 || mk_fail(p, "a number is expected");
}

// The Nth value (0: behind the command), which has no key.
bool mk_value(struct parser *p, unsigned n, uint64_t *v)
{
  if (n + 1 >= p->nwords || p->words[n + 1].key.size != 0)
    return mk_fail(p, "a value is missing");
  return mk_number(p, p->words[n + 1].text, v);
}

bool mk_string(struct parser *p, unsigned n, struct coff_str *s)
{
  *s = (struct coff_str){"", 0};
  if (n + 1 >= p->nwords || !p->words[n + 1].quoted || p->words[n + 1].key.size != 0)
    return mk_fail(p, "a string is missing");
  *s = p->words[n + 1].text;
  return true;
}

static bool store(struct parser *p, const struct key *k, uint64_t v)
{
  uint64_t lost = k->size == 8 ? 0 : v >> 8 * k->size;
  bool negative = k->size < 8 && (int64_t)v < 0 && coff_sign_extend(v, k->size * 8) == (int64_t)v;
  if (lost != 0 && !negative)
    return mk_fail(p, "a number is too large");
  uint8_t u8 = (uint8_t)v;
  uint16_t u16 = (uint16_t)v;
  uint32_t u32 = (uint32_t)v;
  const void *from = k->size == 1   ? (const void *)&u8
                     : k->size == 2 ? (const void *)&u16
                     : k->size == 4 ? (const void *)&u32
                                    : (const void *)&v;
  memcpy(k->to, from, k->size);
  return true;
}

bool mk_keys(struct parser *p, const struct key *all, size_t n)
{
  for (unsigned i = 1; i < p->nwords; i++) {
    const struct word *w = &p->words[i];
    size_t k = 0;
    uint64_t v;
    if (w->key.size == 0)
      continue;
    while (k < n && !mk_is(w->key, all[k].name))
      k++;
    if (k == n)
      return mk_fail(p, "no such key");
    if (!mk_number(p, w->text, &v) || !store(p, &all[k], v))
      return false;
  }
  return true;
}

// All words behind the command as hexadecimal bytes.
bool mk_bytes(struct parser *p, struct coff_view *v)
{
  size_t room = 0, n = 0;
  for (unsigned i = 1; i < p->nwords; i++)
    room += p->words[i].text.size / 2;
  uint8_t *out = coff_build_bytes(p->b, room + 1);
  if (out == NULL)
    return false;
  for (unsigned i = 1; i < p->nwords; i++) {
    struct coff_str s = p->words[i].text;
    for (size_t k = 0; k + 1 < s.size; k += 2) {
      if (digit(s.data[k]) < 0 || digit(s.data[k + 1]) < 0)
        return mk_fail(p, "bytes are hexadecimal digits");
      out[n++] = (uint8_t)(digit(s.data[k]) << 4 | digit(s.data[k + 1]));
    }
    if (s.size % 2 != 0)
      return mk_fail(p, "half a byte");
  }
  *v = (struct coff_view){out, n, 0};
  return true;
}
