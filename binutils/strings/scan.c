// Finding text: runs of characters, in bytes, in wider units, or in UTF-8.
//
// Skip it unless a string is missing, or is none.
//
// A piece may end in the middle of a string. If enough of it is there it is printed as far as it goes, and
// stays open; else it begins the next piece.
#include "strings/strings.h"
#include <inttypes.h>
#include <string.h>

void strings_begin(struct strings_scan *z, const struct strings *how, struct out *out,
                   const char *file, uint64_t at)
{
  *z = (struct strings_scan){.how = how, .out = out, .file = file, .at = at};
  for (unsigned c = 0; c < 256; c++)
    z->graphic[c] = c == '\t' || (c >= ' ' && c < 0x7f) || (how->eight_bit && c > 0x7f) ||
                    (how->white_space && c >= '\t' && c <= '\r');
}

// What stands before the string whose first byte is byte I of the piece.
static void begin_string(struct strings_scan *z, size_t i)
{
  const struct strings *how = z->how;
  uint64_t at = z->at + i;
  z->open = true;
  if (how->file_names) {
    tool_name(&how->names, z->out, (struct coff_str){z->file, strlen(z->file)});
    out_text(z->out, ": ");
  }
  switch (how->radix) {
  case 8: out_printf(z->out, "%7" PRIo64 " ", at); return;
  case 10: out_printf(z->out, "%7" PRIu64 " ", at); return;
  case 16: out_printf(z->out, "%7" PRIx64 " ", at); return;
  default: return;
  }
}

static void end_string(struct strings_scan *z)
{
  z->open = false;
  if (z->how->separator != NULL)
    out_bytes(z->out, z->how->separator, strlen(z->how->separator));
  else
    out_char(z->out, '\n');
}

// ---- Bytes ------------------------------------------------------------------------------------

static size_t end_of_run(const struct strings_scan *z, const uint8_t *p, size_t i, size_t n)
{
  while (i < n && z->graphic[p[i]])
    i++;
  return i;
}

static size_t start_of_run(const struct strings_scan *z, const uint8_t *p, size_t first, size_t end)
{
  while (end > first && z->graphic[p[end - 1]])
    end--;
  return end;
}

// Prints from I to the end of the string; false if the piece ended before.
static bool finish_bytes(struct strings_scan *z, const uint8_t *p, size_t *i, size_t n, bool last)
{
  size_t end = end_of_run(z, p, *i, n);
  out_run(z->out, (const char *)p + *i, end - *i);
  *i = end;
  if (end == n && !last)
    return false;
  end_string(z);
  return true;
}

// No byte before I belongs to a string. One that begins at I has its last necessary byte LEAST further on:
// most often that one is none, and all between need not be looked at.
static size_t scan_bytes(struct strings_scan *z, const uint8_t *p, size_t n, bool last)
{
  size_t least = z->how->least, i = 0;
  if (z->open && !finish_bytes(z, p, &i, n, last))
    return n;
  while (n - i >= least) {
    size_t start = start_of_run(z, p, i, i + least);
    if (start != i) {
      i = start;
      continue;
    }
    begin_string(z, i);
    if (!finish_bytes(z, p, &i, n, last))
      return n;
  }
  return last ? n : start_of_run(z, p, i, n);
}

// ---- Wider units ------------------------------------------------------------------------------

// The character in the unit at P, or -1.
static int unit(const struct strings_scan *z, const uint8_t *p)
{
  uint64_t c = coff_load(p, z->how->width, z->how->big ? COFF_BIG : COFF_LITTLE);
  return c < 256 && z->graphic[c] ? (int)c : -1;
}

static bool finish_units(struct strings_scan *z, const uint8_t *p, size_t *i, size_t n, bool last)
{
  unsigned width = z->how->width;
  int c = 0;
  for (; n - *i >= width && (c = unit(z, p + *i)) >= 0; *i += width)
    out_char(z->out, (char)c);
  if (c >= 0 && !last)
    return false;
  end_string(z);
  return true;
}

// The next string may begin at any byte behind the first of a unit that is no character.
static size_t scan_units(struct strings_scan *z, const uint8_t *p, size_t n, bool last)
{
  unsigned width = z->how->width;
  size_t least = z->how->least, i = 0;
  if (z->open) {
    if (!finish_units(z, p, &i, n, last))
      return i;
    i += i < n;
  }
  while (n - i >= width) {
    size_t k = 0;
    while (k < least && (n - i) / width > k && unit(z, p + i + k * width) >= 0)
      k++;
    if (k < least && (n - i) / width == k)
      return last ? n : i;
    if (k < least) {
      i += k * width + 1;
      continue;
    }
    begin_string(z, i);
    if (!finish_units(z, p, &i, n, last))
      return i;
    i += i < n;
  }
  return last ? n : i;
}

// ---- UTF-8 ------------------------------------------------------------------------------------

enum { UTF8_MOST = 4 };

// Bytes of the character at P, 0: there is none.
static unsigned character(const struct strings_scan *z, const uint8_t *p, size_t n)
{
  if (p[0] < 0x80)
    return z->graphic[p[0]];
  return z->how->names.unicode == TOOL_UNICODE_INVALID ? 0 : tool_utf8((const char *)p, n);
}

// Whether the piece ends before it is clear what begins at I.
static bool is_cut(const uint8_t *p, size_t i, size_t n, bool last)
{
  return i == n || (!last && n - i < UTF8_MOST && p[i] >= 0x80);
}

static bool finish_characters(struct strings_scan *z, const uint8_t *p, size_t *i, size_t n,
                              bool last)
{
  unsigned size = 1;
  for (; size != 0 && !is_cut(p, *i, n, last); *i += size) {
    size = character(z, p + *i, n - *i);
    if (size == 1)
      out_char(z->out, (char)p[*i]);
    else if (size != 0)
      tool_put_character(&z->how->names, z->out, (const char *)p + *i, size);
  }
  if (size != 0 && !last)
    return false;
  end_string(z);
  return true;
}

static size_t scan_characters(struct strings_scan *z, const uint8_t *p, size_t n, bool last)
{
  size_t i = 0;
  if (z->open && !finish_characters(z, p, &i, n, last))
    return i;
  while (i < n) {
    size_t k = 0, to = i;
    unsigned size = 1;
    for (; k < z->how->least && size != 0 && !is_cut(p, to, n, last); k += size != 0) {
      size = character(z, p + to, n - to);
      to += size;
    }
    if (size == 0)
      i = to + 1;
    else if (k < z->how->least)
      return last ? n : i;
    else {
      begin_string(z, i);
      if (!finish_characters(z, p, &i, n, last))
        return i;
    }
  }
  return n;
}

size_t strings_scan(struct strings_scan *z, const uint8_t *p, size_t n, bool last)
{
  const struct strings *how = z->how;
  size_t done = how->width > 1                               ? scan_units(z, p, n, last)
                : how->names.unicode != TOOL_UNICODE_DEFAULT ? scan_characters(z, p, n, last)
                                                             : scan_bytes(z, p, n, last);
  z->at += done;
  return done;
}
