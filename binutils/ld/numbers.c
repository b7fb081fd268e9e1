// Numbers and expressions of the linker's command line.
//
// Skip it unless a number is misread.
#include "ld/ld.h"
#include <ctype.h>
#include <string.h>

static int digit_of(char c)
{
  if (c >= '0' && c <= '9')
    return c - '0';
  c = (char)tolower((unsigned char)c);
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : 16;
}

bool ld_number(const char *text, const char *end, int base, uint64_t *n)
{
  bool hex = end - text > 2 && text[0] == '0' && (text[1] == 'x' || text[1] == 'X');
  if (hex && (base == 0 || base == 16)) {
    text += 2;
    base = 16;
  }
  if (base == 0)
    base = *text == '0' ? 8 : 10;
  *n = 0;
  for (const char *p = text; p < end; p++) {
    int digit = digit_of(*p);
    if (digit >= base || *n > (UINT64_MAX - (unsigned)digit) / (unsigned)base)
      return false;
    *n = *n * (unsigned)base + (unsigned)digit;
  }
  return end > text;
}

// K and M, as linker scripts have them.
static bool scaled(const char *text, const char *end, uint64_t *n)
{
  unsigned shift = 0;
  if (end > text && (end[-1] == 'K' || end[-1] == 'k'))
    shift = 10;
  if (end > text && (end[-1] == 'M' || end[-1] == 'm'))
    shift = 20;
  if (!ld_number(text, end - (shift != 0), 0, n) || *n > UINT64_MAX >> shift)
    return false;
  *n <<= shift;
  return true;
}

struct expression {
  struct ld_command *c;
  struct coff_link_define *d;
  const char *at;
};

static const char *skip_blanks(const char *p)
{
  while (isspace((unsigned char)*p))
    p++;
  return p;
}

// A term reaches to the next operator; names may hold anything else.
static bool term(struct expression *x, bool minus)
{
  const char *from = skip_blanks(x->at), *end = from;
  uint64_t n;
  while (*end != 0 && *end != '+' && *end != '-' && !isspace((unsigned char)*end))
    end++;
  x->at = skip_blanks(end);
  if (end == from)
    return false;
  if (isdigit((unsigned char)*from)) {
    if (!scaled(from, end, &n))
      return false;
    x->d->value += minus ? 0 - n : n;
    return true;
  }
  if (minus || x->d->symbol != NULL || strcspn(from, "()*/%&|^~!<>=?:,;\"") < (size_t)(end - from))
    return false;
  x->d->symbol = ld_text(x->c, from, (size_t)(end - from));
  return true;
}

bool ld_expression(struct ld_command *c, const char *text, struct coff_link_define *d)
{
  struct expression x = {c, d, skip_blanks(text)};
  bool minus = *x.at == '-';
  x.at += minus;
  if (!term(&x, minus))
    return false;
  while (*x.at == '+' || *x.at == '-') {
    minus = *x.at++ == '-';
    if (!term(&x, minus))
      return false;
  }
  return *x.at == 0;
}
