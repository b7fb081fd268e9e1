// Section names as headers spell them: inline, or a reference to the string table; what section flags
// mean.
//
// Skip it unless a long section name is not found.
//
// PE/COFF specification, "Section Table": "/" and decimal digits. Offsets above 9,999,999 do not
// fit; then, as GNU and LLVM write it, "//" and six base-64 digits, the most significant first.
#include "codec/names.h"
#include <string.h>

static int base64_digit(char c)
{
  if (c >= 'A' && c <= 'Z')
    return c - 'A';
  if (c >= 'a' && c <= 'z')
    return c - 'a' + 26;
  if (c >= '0' && c <= '9')
    return c - '0' + 52;
  return c == '+' ? 62 : c == '/' ? 63 : -1;
}

static bool base64_offset(const char *p, uint64_t *offset)
{
  uint64_t v = 0;
  for (int i = 0; i < 6; i++) {
    int d = base64_digit(p[i]);
    if (d < 0)
      return false;
    v = v << 6 | (unsigned)d;
  }
  *offset = v;
  return v <= UINT32_MAX;
}

static bool decimal_offset(const char *p, size_t n, uint64_t *offset)
{
  uint64_t v = 0;
  size_t i = 0;
  for (; i < n && p[i] >= '0' && p[i] <= '9'; i++)
    v = v * 10 + (unsigned)(p[i] - '0');
  *offset = v;
  return i != 0 && (i == n || p[i] == 0);
}

bool coff_section_name_offset(const struct coff_target *t, const char name[8], uint64_t *offset)
{
  switch (t->name_scheme) {
  case COFF_NAME_INLINE: return false;
  case COFF_NAME_SLASH:
    if (name[0] != '/')
      return false;
    return name[1] == '/' ? base64_offset(name + 2, offset) : decimal_offset(name + 1, 7, offset);
  case COFF_NAME_ZEROES:
    *offset = coff_load((const uint8_t *)name + 4, 4, t->order);
    return memcmp(name, "\0\0\0", 4) == 0 && *offset != 0;
  }
  return false;
}

struct coff_str coff_section_name_inline(const char *name, size_t size)
{
  const char *nul = memchr(name, 0, size);
  return (struct coff_str){name, nul == NULL ? size : (size_t)(nul - name)};
}

uint32_t coff_section_flags_meaning(const struct coff_target *t, uint32_t flags)
{
  const struct coff_flags *names = t->section_flags;
  uint32_t meaning = 0;
  if (names == NULL)
    return 0;
  for (const struct coff_flag *n = names->flags; n < names->flags + names->n; n++)
    if ((flags & n->mask) == n->value)
      meaning |= n->meaning;
  return meaning;
}

bool coff_section_flags_mean(const struct coff_target *t, uint32_t flags, uint32_t meaning)
{
  const struct coff_flags *names = t->section_flags;
  if (names == NULL)
    return false;
  const struct coff_flag *n = names->flags, *end = n + names->n;
  while (n < end && ((n->meaning & meaning) == 0 || (flags & n->mask) != n->value))
    n++;
  return n < end;
}

uint32_t coff_section_flag_for(const struct coff_target *t, uint32_t meaning)
{
  const struct coff_flags *names = t->section_flags;
  for (size_t i = 0; names != NULL && i < names->n; i++)
    if ((names->flags[i].meaning & meaning) == meaning)
      return names->flags[i].value;
  return 0;
}
