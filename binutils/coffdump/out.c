// Buffered output: see out.h.
//
// Skip it unless you change how names are escaped. The rows of a dump go through here piece by
// piece, so nothing in it parses a format but out_printf, which is for the rare rows.
#include "coffdump/out.h"
#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

void out_init(struct out *o, FILE *file, bool color)
{
  o->file = file;
  o->used = 0;
  o->column = 0;
  o->color = color;
  out_begin_file(o, 0);
  o->failed = false;
  o->error = 0;
}

static void fail(struct out *o)
{
  if (!o->failed)
    o->error = errno;
  o->failed = true;
}

void out_spill(struct out *o)
{
  if (!o->failed && fwrite(o->buf, 1, o->used, o->file) != o->used)
    fail(o);
  o->spilled += o->used;
  o->used = 0;
}

bool out_flush(struct out *o)
{
  out_spill(o);
  if (fflush(o->file) != 0)
    fail(o);
  return !o->failed;
}

// Room for N characters, N at most the size of the buffer.
static inline char *room(struct out *o, size_t n)
{
  if (sizeof o->buf - o->used < n)
    out_spill(o);
  return o->buf + o->used;
}

// More than the buffer has room for.
void out_long_run(struct out *o, const char *s, size_t n)
{
  o->column += n;
  while (n != 0) {
    size_t part = n < sizeof o->buf ? n : sizeof o->buf;
    memcpy(room(o, part), s, part);
    o->used += part;
    s += part;
    n -= part;
  }
}

void out_bytes(struct out *o, const char *s, size_t n)
{
  const char *newline;
  while (n != 0 && (newline = memchr(s, '\n', n)) != NULL) {
    out_run(o, s, (size_t)(newline - s));
    out_char(o, '\n');
    n -= (size_t)(newline - s) + 1;
    s = newline + 1;
  }
  if (n != 0)
    out_run(o, s, n);
}

static bool is_plain(unsigned char c)
{
  return c >= 0x20 && c < 0x7f && c != '\\';
}

// How many of the N bytes at P are plain from the start, eight at a time: all but the last few.
static size_t plain_words(const unsigned char *p, size_t n)
{
  const uint64_t ones = 0x0101010101010101, high = ones * 0x80;
  size_t i = 0;
  for (uint64_t w; n - i >= sizeof w; i += sizeof w) {
    memcpy(&w, p + i, sizeof w);
    uint64_t slash = w ^ ones * '\\', del = w ^ ones * 0x7f;
    // A byte below K borrows from the bit above it; so does a zero when 1 is taken from it.
    uint64_t odd = w | ((w - ones * 0x20) & ~w) | ((slash - ones) & ~slash) | ((del - ones) & ~del);
    if ((odd & high) != 0)
      break;
  }
  return i;
}

// Length of the well-formed UTF-8 sequence at P (Unicode standard, table 3-7), or 0. *C is the
// character.
static size_t utf8_length(const unsigned char *p, size_t n, uint32_t *c)
{
  size_t need = p[0] >= 0xc2 && p[0] <= 0xdf   ? 2
                : (p[0] & 0xf0) == 0xe0        ? 3
                : p[0] >= 0xf0 && p[0] <= 0xf4 ? 4
                                               : 0;
  if (need == 0 || need > n)
    return 0;
  *c = p[0] & (0xff >> (need + 1));
  for (size_t i = 1; i < need; i++) {
    if ((p[i] & 0xc0) != 0x80)
      return 0;
    *c = *c << 6 | (p[i] & 0x3f);
  }
  static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
  if (*c < least[need] || *c > 0x10ffff || (*c >= 0xd800 && *c <= 0xdfff))
    return 0;
  return need;
}

// Controls of the C1 block, and those that change the order or the lines of the text around them,
// act on a terminal as control characters do.
static bool acts_on_terminal(uint32_t c)
{
  return c < 0xa0 || c == 0x200e || c == 0x200f || (c >= 0x2028 && c <= 0x202e) ||
         (c >= 0x2066 && c <= 0x2069) || c == 0xfeff;
}

static void put_escaped(struct out *o, unsigned char c)
{
  static const char digits[] = "0123456789abcdef";
  char text[4] = {'\\', 'x', digits[c >> 4], digits[c & 15]};
  if (c == '\\')
    out_run(o, "\\\\", 2);
  else
    out_run(o, text, 4);
}

static void put_name(struct out *o, struct coff_str s)
{
  const unsigned char *p = (const unsigned char *)s.data;
  size_t n = s.size, i = 0;
  while (i < n) {
    size_t start = i;
    i += plain_words(p + i, n - i);
    while (i < n && is_plain(p[i]))
      i++;
    out_run(o, s.data + start, i - start);
    if (i == n)
      return;
    uint32_t c;
    size_t length = utf8_length(p + i, n - i, &c);
    if (length == 0 || acts_on_terminal(c)) {
      put_escaped(o, p[i++]);
      continue;
    }
    out_run(o, s.data + i, length);
    o->column -= length - 1; // columns are characters
    i += length;
  }
}

void out_begin_file(struct out *o, uint64_t size)
{
  enum { SHARED = 16, SPARE = 64 << 20 };
  o->names = size * SHARED + SPARE;
  o->names_cut = false;
}

struct coff_str out_fit_name(struct out *o, struct coff_str s)
{
  enum { LONG = 1024 };
  if (s.size <= LONG)
    return s;
  if (s.size <= o->names) {
    o->names -= s.size;
    return s;
  }
  o->names_cut = true;
  return (struct coff_str){s.data, LONG};
}

void out_name(struct out *o, struct coff_str whole)
{
  struct coff_str s = out_fit_name(o, whole);
  put_name(o, s);
  if (s.size < whole.size)
    out_run(o, "...", 3);
}

// A number is worked out at the end of the first half of its buffer; the second half is there so that
// a block of constant size, which is a few stores, can be copied from wherever the number begins.
enum { NUMBER = 32 };

static void put_number(struct out *o, const char buf[2 * NUMBER], size_t n)
{
  if (sizeof o->buf - o->used < NUMBER)
    out_spill(o);
  memcpy(o->buf + o->used, buf + NUMBER - n, NUMBER);
  o->used += n;
  o->column += n;
}

// The digits of V; returns how many.
static size_t decimal(uint64_t v, char buf[2 * NUMBER])
{
  size_t n = 0;
  do
    buf[NUMBER - ++n] = (char)('0' + v % 10);
  while ((v /= 10) != 0);
  return n;
}

void out_dec(struct out *o, uint64_t v)
{
  char buf[2 * NUMBER] = {0};
  put_number(o, buf, decimal(v, buf));
}

void out_sdec(struct out *o, int64_t v)
{
  if (v < 0)
    out_char(o, '-');
  out_dec(o, v < 0 ? 0 - (uint64_t)v : (uint64_t)v);
}

void out_count(struct out *o, uint64_t n, const char *one, const char *many)
{
  out_dec(o, n);
  out_char(o, ' ');
  out_text(o, n == 1 ? one : many);
}

// The last N digits of V, 1 to 8. All are worked out at once, each in a byte of its own: a loop would end
// after another number of rounds for each number, which no processor foresees.
static void last_digits(struct out *o, uint32_t v, unsigned n)
{
  const uint64_t ones = 0x0101010101010101;
  uint64_t x = ((uint64_t)v << 16 | v) & 0x0000ffff0000ffff;
  x = (x << 8 | x) & 0x00ff00ff00ff00ff;
  x = (x << 4 | x) & 0x0f0f0f0f0f0f0f0f;
  uint64_t letters = ((x + ones * 6) >> 4) & ones;
  x += ones * '0' + letters * ('a' - '0' - 10);
  x <<= 8 * (8 - n);
  char *p = room(o, sizeof x);
  // One byte swap and one store.
  p[0] = (char)(x >> 56);
  p[1] = (char)(x >> 48);
  p[2] = (char)(x >> 40);
  p[3] = (char)(x >> 32);
  p[4] = (char)(x >> 24);
  p[5] = (char)(x >> 16);
  p[6] = (char)(x >> 8);
  p[7] = (char)x;
  o->used += n;
  o->column += n;
}

void out_hex_bare(struct out *o, uint64_t v, unsigned digits)
{
  unsigned n = (67 - (unsigned)__builtin_clzll(v | 1)) / 4;
  n = n > digits ? n : digits > 16 ? 16 : digits;
  if (n > 8)
    last_digits(o, (uint32_t)(v >> 32), n - 8);
  last_digits(o, (uint32_t)v, n > 8 ? 8 : n);
}

void out_hex(struct out *o, uint64_t v, unsigned digits)
{
  out_run(o, "0x", 2);
  out_hex_bare(o, v, digits);
}

static void spaces(struct out *o, size_t n)
{
  // A block of constant size is two stores, and few paddings are longer.
  if (n <= 32 && sizeof o->buf - o->used >= 32) {
    memset(o->buf + o->used, ' ', 32);
    o->used += n;
    o->column += n;
    return;
  }
  for (; n != 0; n--)
    out_char(o, ' ');
}

void out_dec_right(struct out *o, uint64_t v, unsigned width)
{
  char buf[2 * NUMBER];
  memset(buf, ' ', sizeof buf);
  size_t n = decimal(v, buf);
  if (width > NUMBER) {
    spaces(o, width - NUMBER);
    width = NUMBER;
  }
  put_number(o, buf, n > width ? n : width);
}

void out_pad(struct out *o, size_t column)
{
  spaces(o, o->column < column ? column - o->column : 1);
}

void out_printf(struct out *o, const char *fmt, ...)
{
  char text[512];
  va_list ap;
  va_start(ap, fmt);
  int n = vsnprintf(text, sizeof text, fmt, ap);
  va_end(ap);
  if (n > 0)
    out_bytes(o, text, (size_t)n < sizeof text ? (size_t)n : sizeof text - 1);
}
