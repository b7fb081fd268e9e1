// What the text and the JSON of resources share: UTF-16, names, and which ones are asked for.
//
// Skip it unless a path of --resources matches wrongly.
#include "coffdump/resources.h"
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

// ---- UTF-16 -----------------------------------------------------------------------------------

enum { UNITS = 256 };

void out_utf16(struct out *o, struct coff_view text)
{
  char buf[UNITS * 3];
  while (text.size >= 2) {
    struct coff_view part = text;
    if (part.size > UNITS * 2)
      part.size = UNITS * 2;
    // A pair of surrogates is not torn apart.
    if (part.size < text.size && (coff_le16(part.data + part.size - 2) & 0xfc00) == 0xd800)
      part.size -= 2;
    out_name(o, (struct coff_str){buf, coff_utf8_from_utf16(part, buf, sizeof buf)});
    text.data += part.size;
    text.size -= part.size;
  }
}

void json_utf16(struct json_writer *j, const char *key, struct coff_view text)
{
  char small[UNITS * 3];
  size_t n = coff_utf8_from_utf16(text, small, sizeof small);
  if (n <= sizeof small) {
    json_str(j, key, (struct coff_str){small, n});
    return;
  }
  char *large = malloc(n);
  if (large == NULL) {
    json_null(j, key);
    return;
  }
  json_str(j, key, (struct coff_str){large, coff_utf8_from_utf16(text, large, n)});
  free(large);
}

// ---- Names ------------------------------------------------------------------------------------

void out_language(struct out *o, uint32_t id)
{
  const char *name = coff_language_name(id);
  out_hex(o, id, 4);
  if (name == NULL)
    return;
  out_char(o, ' ');
  out_text(o, name);
}

void out_resource_path(struct out *o, const struct coff_resource *n)
{
  for (unsigned i = 0; i <= n->level; i++) {
    const struct coff_resource_entry *e = &n->path[i];
    const char *type = i == 0 ? coff_resource_type_name(e->id) : NULL;
    if (i != 0)
      out_char(o, '/');
    if (e->has_name)
      out_utf16(o, e->name);
    else if (type != NULL)
      out_text(o, type);
    else if (i == 2)
      out_hex(o, e->id, 4);
    else
      out_dec(o, e->id);
  }
}

// ---- Patterns ---------------------------------------------------------------------------------

// Length of the part of P that spells NAME, without regard to case as FindResource does; 0 if it
// does not, or a part of a word is left.
static size_t spelled(const char *p, const char *name, size_t n)
{
  for (size_t i = 0; i < n; i++)
    if (p[i] == 0 || toupper((unsigned char)p[i]) != toupper((unsigned char)name[i]))
      return 0;
  return p[n] == 0 || p[n] == '/' ? n : 0;
}

static size_t spelled_number(const char *p, uint32_t id)
{
  char *end;
  size_t mark = *p == '#';
  if (!isdigit((unsigned char)p[mark]))
    return 0;
  unsigned long v = strtoul(p + mark, &end, 0);
  return v == id && (*end == 0 || *end == '/') ? (size_t)(end - p) : 0;
}

// Resource compilers have names of their own for some types.
static const char *statement_of(uint32_t type)
{
  switch (type) {
  case RT_VERSION: return "VERSIONINFO";
  case RT_STRING: return "STRINGTABLE";
  case RT_ACCELERATOR: return "ACCELERATORS";
  default: return NULL;
  }
}

static size_t spelled_type(const char *p, uint32_t type)
{
  const char *name = coff_resource_type_name(type), *other = statement_of(type);
  size_t n = name == NULL ? 0 : spelled(p, name, strlen(name));
  if (n == 0 && name != NULL)
    n = spelled(p, name + 3, strlen(name + 3));
  if (n == 0 && other != NULL)
    n = spelled(p, other, strlen(other));
  return n;
}

// Names longer than the buffer match nothing but what stands for any.
static size_t spelled_name(const char *p, struct coff_view name)
{
  char buf[1024];
  size_t n = coff_utf8_from_utf16(name, buf, sizeof buf);
  return n > sizeof buf ? 0 : spelled(p, buf, n);
}

// The characters of P that stand for entry E at LEVEL; SIZE_MAX if they stand for another.
static size_t match(const char *p, unsigned level, const struct coff_resource_entry *e)
{
  const char *language = level == 2 ? coff_language_name(e->id) : NULL;
  size_t n;
  if (*p == 0 || *p == '/')
    return 0;
  if (*p == '*' && (p[1] == 0 || p[1] == '/'))
    return 1;
  if (e->has_name) {
    n = spelled_name(p, e->name);
    return n == 0 ? SIZE_MAX : n;
  }
  n = spelled_number(p, e->id);
  if (n == 0 && level == 0)
    n = spelled_type(p, e->id);
  if (n == 0 && language != NULL)
    n = spelled(p, language, strlen(language));
  return n == 0 ? SIZE_MAX : n;
}

bool resource_is_wanted(const char *pattern, const struct coff_resource *n)
{
  const char *p = pattern == NULL ? "" : pattern;
  for (unsigned i = 0; i <= n->level && *p != 0; i++) {
    size_t used = match(p, i, &n->path[i]);
    if (used == SIZE_MAX)
      return false;
    p += used;
    p += *p == '/';
  }
  return n->is_directory || *p == 0;
}
