// The JSON writer (RFC 8259).
//
// Skip it unless the JSON itself is malformed: what stands in it is decided in json*.c.
#include "coffdump/json-writer.h"
#include <assert.h>
#include <string.h>

#define JSON_MAX_INT ((UINT64_C(1) << 53) - 1)

void json_init(struct json_writer *j, struct out *o, bool pretty)
{
  memset(j, 0, sizeof *j);
  j->out = o;
  j->pretty = pretty;
}

static bool on_one_line(const struct json_writer *j)
{
  return !j->pretty || (j->flat != 0 && j->depth >= j->flat);
}

static void new_line(struct json_writer *j)
{
  out_char(j->out, '\n');
  for (unsigned i = 0; i < j->depth; i++)
    out_text(j->out, "  ");
}

// What stands before every value: comma, indentation, key.
static void begin(struct json_writer *j, const char *key)
{
  if (j->depth > 0) {
    bool first = !j->filled[j->depth - 1];
    if (!first)
      out_char(j->out, ',');
    j->filled[j->depth - 1] = true;
    if (!on_one_line(j))
      new_line(j);
    else if (j->pretty && !first)
      out_char(j->out, ' ');
  }
  if (key == NULL)
    return;
  out_char(j->out, '"');
  out_text(j->out, key);
  out_text(j->out, j->pretty ? "\": " : "\":");
}

static void open(struct json_writer *j, const char *key, char first, char last)
{
  begin(j, key);
  assert(j->depth < JSON_DEPTH);
  out_char(j->out, first);
  j->filled[j->depth] = false;
  j->close[j->depth++] = last;
}

void json_object(struct json_writer *j, const char *key)
{
  open(j, key, '{', '}');
}

void json_row(struct json_writer *j, const char *key)
{
  open(j, key, '{', '}');
  if (j->flat == 0)
    j->flat = j->depth;
}

void json_array(struct json_writer *j, const char *key)
{
  open(j, key, '[', ']');
}

void json_list(struct json_writer *j, const char *key)
{
  open(j, key, '[', ']');
  if (j->flat == 0)
    j->flat = j->depth;
}

void json_end(struct json_writer *j)
{
  assert(j->depth > 0);
  bool flat = on_one_line(j);
  if (j->flat == j->depth)
    j->flat = 0;
  j->depth--;
  if (j->filled[j->depth] && !flat)
    new_line(j);
  out_char(j->out, j->close[j->depth]);
}

// Length of the UTF-8 character at P (RFC 3629: no surrogates, nothing overlong, at most U+10FFFF),
// or 0 if there is none.
static size_t utf8_length(const unsigned char *p, size_t n)
{
  unsigned c = p[0];
  size_t len = c < 0x80                ? 1
               : c >= 0xc2 && c < 0xe0 ? 2
               : (c & 0xf0) == 0xe0    ? 3
               : c >= 0xf0 && c < 0xf5 ? 4
                                       : 0;
  if (len == 0 || len > n)
    return 0;
  for (size_t i = 1; i < len; i++)
    if ((p[i] & 0xc0) != 0x80)
      return 0;
  if ((c == 0xe0 && p[1] < 0xa0) || (c == 0xed && p[1] > 0x9f) || (c == 0xf0 && p[1] < 0x90) ||
      (c == 0xf4 && p[1] > 0x8f))
    return 0;
  return len;
}

static void put_escape(struct json_writer *j, unsigned c)
{
  static const char digits[] = "0123456789abcdef";
  char text[] = {'\\', 'u', '0', '0', digits[c >> 4 & 15], digits[c & 15]};
  out_bytes(j->out, text, sizeof text);
}

// One character of LEN bytes. Those that steer a terminal (C0, DEL, C1) are escaped, although JSON
// asks for it with C0 only.
static void put_char(struct json_writer *j, const unsigned char *p, size_t len)
{
  if (len == 1 && (p[0] == '"' || p[0] == '\\'))
    out_char(j->out, '\\');
  if (len == 1 && (p[0] < 0x20 || p[0] == 0x7f))
    put_escape(j, p[0]);
  else if (len == 2 && p[0] == 0xc2 && p[1] < 0xa0)
    put_escape(j, p[1]);
  else
    out_bytes(j->out, (const char *)p, len);
}

// Returns whether every byte could be said.
static bool put_string(struct json_writer *j, struct coff_str s)
{
  const unsigned char *p = (const unsigned char *)s.data;
  bool whole = true;
  out_char(j->out, '"');
  for (size_t i = 0; i < s.size;) {
    size_t len = utf8_length(p + i, s.size - i);
    if (len == 0)
      out_text(j->out, "\xef\xbf\xbd");
    else
      put_char(j, p + i, len);
    whole &= len != 0;
    i += len == 0 ? 1 : len;
  }
  out_char(j->out, '"');
  return whole;
}

static void put_hex(struct json_writer *j, const uint8_t *p, size_t n)
{
  static const char digits[] = "0123456789abcdef";
  out_char(j->out, '"');
  for (size_t i = 0; i < n; i++) {
    char two[] = {digits[p[i] >> 4], digits[p[i] & 15]};
    out_bytes(j->out, two, 2);
  }
  out_char(j->out, '"');
}

void json_str(struct json_writer *j, const char *key, struct coff_str s)
{
  char beside[64];
  begin(j, key);
  s = out_fit_name(j->out, s);
  if (put_string(j, s) || key == NULL)
    return;
  size_t len = strlen(key);
  assert(len + sizeof "_hex" <= sizeof beside);
  memcpy(beside, key, len);
  memcpy(beside + len, "_hex", sizeof "_hex");
  json_bytes(j, beside, (const uint8_t *)s.data, s.size);
}

void json_text(struct json_writer *j, const char *key, const char *s)
{
  if (s == NULL)
    json_null(j, key);
  else
    json_str(j, key, (struct coff_str){s, strlen(s)});
}

static void put_uint(struct json_writer *j, uint64_t v, bool negative)
{
  bool quoted = v > JSON_MAX_INT;
  if (quoted)
    out_char(j->out, '"');
  if (negative)
    out_char(j->out, '-');
  if (!quoted) {
    out_dec(j->out, v);
    return;
  }
  out_hex(j->out, v, 1);
  out_char(j->out, '"');
}

void json_uint(struct json_writer *j, const char *key, uint64_t v)
{
  begin(j, key);
  put_uint(j, v, false);
}

void json_int(struct json_writer *j, const char *key, int64_t v)
{
  begin(j, key);
  put_uint(j, v < 0 ? 0 - (uint64_t)v : (uint64_t)v, v < 0);
}

void json_bool(struct json_writer *j, const char *key, bool v)
{
  begin(j, key);
  out_text(j->out, v ? "true" : "false");
}

void json_null(struct json_writer *j, const char *key)
{
  begin(j, key);
  out_text(j->out, "null");
}

void json_bytes(struct json_writer *j, const char *key, const uint8_t *p, size_t n)
{
  begin(j, key);
  put_hex(j, p, n);
}
