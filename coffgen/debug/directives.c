// Linker options in a .drectve section.
//
// Skip it unless an option is split in the wrong place. What an option means is the linker's
// business.
#include "coff/debug.h"
#include <string.h>

// Compilers separate by blanks; sections that were padded or concatenated hold NULs between.
static bool is_separator(uint8_t c)
{
  return c == ' ' || c == '\0' || (c >= '\t' && c <= '\r');
}

static void drop(struct coff_view *v, uint64_t n)
{
  v->data += n;
  v->size -= n;
  v->origin += n;
}

struct coff_directives coff_directives_open(struct coff_reporter to, struct coff_view v)
{
  if (v.size >= 3 && memcmp(v.data, "\xef\xbb\xbf", 3) == 0)
    drop(&v, 3);
  return (struct coff_directives){to, v};
}

// Bytes of the option at the front of V. *QUOTE is where a quote begins that nothing closes.
static uint64_t option_size(struct coff_view v, uint64_t *quote)
{
  bool quoted = false;
  uint64_t i = 0, opened = 0;
  for (; i < v.size && (quoted || !is_separator(v.data[i])); i++) {
    if (v.data[i] != '"')
      continue;
    quoted = !quoted;
    opened = i;
  }
  *quote = quoted ? opened : UINT64_MAX;
  return i;
}

// Takes off quotes that enclose all of S; those inside, as in "a","b", are part of the value.
static struct coff_str unquote(struct coff_str s)
{
  if (s.size < 2 || s.data[0] != '"' || s.data[s.size - 1] != '"')
    return s;
  if (memchr(s.data + 1, '"', s.size - 2) != NULL)
    return s;
  return (struct coff_str){s.data + 1, s.size - 2};
}

static void split(struct coff_directive *d)
{
  struct coff_str s = unquote(d->raw);
  if (s.size != 0 && (s.data[0] == '-' || s.data[0] == '/')) {
    s.data++;
    s.size--;
  }
  size_t n = 0;
  while (n < s.size && s.data[n] != ':' && s.data[n] != '=')
    n++;
  d->name = (struct coff_str){s.data, n};
  d->has_value = n < s.size;
  d->value = (struct coff_str){s.data + s.size, 0};
  if (d->has_value)
    d->value = unquote((struct coff_str){s.data + n + 1, s.size - n - 1});
}

bool coff_directives_next(struct coff_directives *c, struct coff_directive *d)
{
  uint64_t blank = 0, quote;
  while (blank < c->rest.size && is_separator(c->rest.data[blank]))
    blank++;
  if (blank == c->rest.size) {
    c->rest.size = 0;
    return false;
  }
  drop(&c->rest, blank);
  uint64_t n = option_size(c->rest, &quote);
  if (quote != UINT64_MAX)
    coff_fail(c->to.ctx, (struct coff_place){c->to.file, c->to.member, c->rest.origin + quote},
              "quote in a linker directive is not closed");
  d->offset = c->rest.origin;
  d->raw = (struct coff_str){(const char *)c->rest.data, (size_t)n};
  split(d);
  drop(&c->rest, n);
  return true;
}
