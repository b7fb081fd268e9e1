// Buffered output, made for millions of short pieces: numbers and names are formatted by hand.
//
// Skip it unless you print.
#ifndef COFFDUMP_OUT_H
#define COFFDUMP_OUT_H
#include "coff/bytes.h"
#include <stdio.h>
#include <string.h>

struct out {
  FILE *file;
  size_t used;
  uint64_t spilled; // bytes that left BUF before
  size_t column;    // characters since the last newline, for padding
  bool color;       // escape sequences for emphasis are wanted
  bool failed;      // a write failed; later output is dropped
  int error;        // ... and this was errno
  uint64_t names;   // bytes of long names that are left for this file
  bool names_cut;   // they were not enough
  char buf[1 << 16];
};

void out_init(struct out *o, FILE *file, bool color);
bool out_flush(struct out *o);                          // false if anything could not be written
void out_bytes(struct out *o, const char *s, size_t n); // as they are
void out_long_run(struct out *o, const char *s, size_t n);
void out_spill(struct out *o); // empties the buffer

// A piece of one line: no newline in it. Inline, as out_text is, because rows are made of short
// constant pieces, which then are a few stores each.
static inline void out_run(struct out *o, const char *s, size_t n)
{
  if (sizeof o->buf - o->used < n) {
    out_long_run(o, s, n);
    return;
  }
  memcpy(o->buf + o->used, s, n);
  o->used += n;
  o->column += n;
}

static inline void out_char(struct out *o, char c)
{
  if (o->used == sizeof o->buf)
    out_spill(o);
  o->buf[o->used++] = c;
  o->column = c == '\n' ? 0 : o->column + 1;
}

static inline void out_text(struct out *o, const char *s)
{
  size_t n = strlen(s);
  if (memchr(s, '\n', n) == NULL)
    out_run(o, s, n);
  else
    out_bytes(o, s, n);
}

// What follows shows a file of SIZE bytes: sound ones hold each long name once or have few entries that
// share it; in a hostile one each of a million symbols has the same name of a megabyte.
void out_begin_file(struct out *o, uint64_t size);
// S or, if what is left for long names is not enough for it, its beginning.
struct coff_str out_fit_name(struct out *o, struct coff_str s);

// A name from a file: control characters and bytes that are no valid UTF-8 become \xNN, a
// backslash \\, so that no file can write to the terminal.
void out_name(struct out *o, struct coff_str s);
void out_dec(struct out *o, uint64_t v);
void out_sdec(struct out *o, int64_t v);
void out_count(struct out *o, uint64_t n, const char *one, const char *many); // "1 row", "2 rows"
void out_hex(struct out *o, uint64_t v, unsigned digits); // 0x and at least DIGITS digits
void out_hex_bare(struct out *o, uint64_t v, unsigned digits);
void out_dec_right(struct out *o, uint64_t v, unsigned width);
void out_pad(struct out *o, size_t column); // spaces up to COLUMN, at least one
void out_printf(struct out *o, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
#endif
