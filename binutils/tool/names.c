// Names from files, as GNU's tools print them.
//
// Skip it unless a name is printed in another way than GNU does.
#include "tool/names.h"
#include <string.h>

bool tool_unicode_find(const char *word, enum tool_unicode *u)
{
  static const struct {
    const char *word, *letter;
    enum tool_unicode u;
  } all[] = {
      {"default", "d", TOOL_UNICODE_DEFAULT},
      {"show", "s", TOOL_UNICODE_SHOW},
      {"locale", "l", TOOL_UNICODE_SHOW},
      {"invalid", "i", TOOL_UNICODE_INVALID},
      {"hex", "x", TOOL_UNICODE_HEX},
      {"escape", "e", TOOL_UNICODE_ESCAPE},
      {"highlight", "h", TOOL_UNICODE_HIGHLIGHT},
  };
  for (size_t i = 0; i < COFF_COUNT(all); i++)
    if (strcmp(word, all[i].word) == 0 || strcmp(word, all[i].letter) == 0) {
      *u = all[i].u;
      return true;
    }
  return false;
}

// ---- UTF-8 ------------------------------------------------------------------------------------

// The Unicode Standard, table 3-7: no surrogates, nothing longer than it must be, nothing past 10FFFF.
unsigned tool_utf8(const char *text, size_t n)
{
  const uint8_t *p = (const uint8_t *)text;
  unsigned size = p[0] < 0xc2 ? 0 : p[0] < 0xe0 ? 2 : p[0] < 0xf0 ? 3 : p[0] < 0xf5 ? 4 : 0;
  if (size == 0 || size > n)
    return 0;
  for (unsigned i = 1; i < size; i++)
    if ((p[i] & 0xc0) != 0x80)
      return 0;
  bool wrong = (p[0] == 0xe0 && p[1] < 0xa0) || (p[0] == 0xed && p[1] > 0x9f) ||
               (p[0] == 0xf0 && p[1] < 0x90) || (p[0] == 0xf4 && p[1] > 0x8f);
  return wrong ? 0 : size;
}

static void put_hex(struct out *o, const char *before, const char *p, unsigned size, char behind)
{
  out_text(o, before);
  for (unsigned i = 0; i < size; i++)
    out_hex_bare(o, (uint8_t)p[i], 2);
  out_char(o, behind);
}

static void put_escape(struct out *o, const char *p, unsigned size)
{
  uint32_t c = (uint8_t)p[0] & (0x7fu >> size);
  for (unsigned i = 1; i < size; i++)
    c = c << 6 | ((uint8_t)p[i] & 0x3f);
  out_text(o, "\\u");
  out_hex_bare(o, c, size < 4 ? 4 : 6);
}

void tool_put_character(const struct tool_names *n, struct out *o, const char *p, unsigned size)
{
  bool red = n->unicode == TOOL_UNICODE_HIGHLIGHT && n->terminal;
  switch (n->unicode) {
  case TOOL_UNICODE_INVALID: put_hex(o, "{0x", p, size, '}'); return;
  case TOOL_UNICODE_HEX: put_hex(o, "<0x", p, size, '>'); return;
  case TOOL_UNICODE_ESCAPE:
  case TOOL_UNICODE_HIGHLIGHT:
    out_text(o, red ? "\x1B[31;47m" : "");
    put_escape(o, p, size);
    out_text(o, red ? "\x1B[0m" : "");
    return;
  default: out_run(o, p, size); return;
  }
}

// ---- Names ------------------------------------------------------------------------------------

static void put_byte(const struct tool_names *n, struct out *o, char c)
{
  uint8_t byte = (uint8_t)c;
  if (n->unicode > TOOL_UNICODE_DEFAULT && (byte < ' ' || byte == 0x7f)) {
    out_char(o, '^');
    out_char(o, (char)(byte ^ 0x40));
    return;
  }
  if (!n->terminal || (byte >= ' ' && byte < 0x7f)) {
    out_char(o, c);
    return;
  }
  out_text(o, "\\x");
  out_hex_bare(o, byte, 2);
}

void tool_name_shown(const struct tool_names *n, struct out *o, struct coff_str whole)
{
  if (n->terminal && n->unicode == TOOL_UNICODE_DEFAULT) {
    out_name(o, whole);
    return;
  }
  struct coff_str s = out_fit_name(o, whole);
  for (size_t i = 0; i < s.size;) {
    unsigned size = tool_utf8(s.data + i, s.size - i);
    if (size == 0)
      put_byte(n, o, s.data[i++]);
    else
      tool_put_character(n, o, s.data + i, size);
    i += size;
  }
  if (s.size < whole.size)
    out_text(o, "...");
}
