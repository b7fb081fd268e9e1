// What an object tells the linker in its section of options (.drectve).
//
// Skip it unless such an option has no effect. How options are split is debug/directives.c's business.
#include "coff/debug.h"
#include "link/link.h"
#include <string.h>
#include <strings.h>

static bool is_called(const struct coff_directive *d, const char *name)
{
  return d->name.size == strlen(name) && strncasecmp(d->name.data, name, d->name.size) == 0;
}

static struct coff_str unquoted(struct coff_str s)
{
  if (s.size >= 2 && s.data[0] == '"' && s.data[s.size - 1] == '"')
    return (struct coff_str){s.data + 1, s.size - 2};
  return s;
}

// Splits VALUE at its last comma.
static bool at_last_comma(struct coff_str value, struct coff_str *before, struct coff_str *behind)
{
  size_t i = value.size;
  while (i > 0 && value.data[i - 1] != ',')
    i--;
  if (i == 0)
    return false;
  *before = (struct coff_str){value.data, i - 1};
  *behind = (struct coff_str){value.data + i, value.size - i};
  return true;
}

// -aligncomm:"NAME",POWER: a common symbol's alignment, as a power of two.
static void align_common(struct coff_link *ld, uint32_t file, const struct coff_directive *d)
{
  enum { MOST = 13 };
  struct coff_str name, digits;
  unsigned power = 0;
  (void)file;
  if (!at_last_comma(d->value, &name, &digits))
    return;
  for (size_t i = 0; i < digits.size && digits.data[i] >= '0' && digits.data[i] <= '9'; i++)
    power = power < MOST ? power * 10 + (unsigned)(digits.data[i] - '0') : MOST;
  uint32_t id = coff_link_intern(ld, unquoted(name));
  if (id != COFF_NO_ID && power > ld->symbols[id].align_power)
    ld->symbols[id].align_power = (uint8_t)(power < MOST ? power : MOST);
}

static void include(struct coff_link *ld, uint32_t file, const struct coff_directive *d)
{
  (void)file;
  coff_link_want(ld, unquoted(d->value));
}

static void export(struct coff_link *ld, uint32_t file, const struct coff_directive *d)
{
  coff_link_export_directive(ld, file, d->value);
}

// -exclude-symbols:NAME,NAME: C's names.
static void exclude(struct coff_link *ld, uint32_t file, const struct coff_directive *d)
{
  const char prefix[2] = {ld->target->leading_char, 0};
  struct coff_str rest = d->value, name;
  (void)file;
  while (rest.size != 0) {
    const char *comma = memchr(rest.data, ',', rest.size);
    size_t n = comma == NULL ? rest.size : (size_t)(comma - rest.data);
    bool ok = coff_link_join(ld, prefix, unquoted((struct coff_str){rest.data, n}), "", &name);
    uint32_t id = ok ? coff_link_intern(ld, name) : COFF_NO_ID;
    if (id == COFF_NO_ID)
      return;
    ld->symbols[id].excluded = true;
    n += comma != NULL;
    rest = (struct coff_str){rest.data + n, rest.size - n};
  }
}

static const struct {
  const char *name;
  void (*act)(struct coff_link *, uint32_t file, const struct coff_directive *);
} directives[] = {
    {"aligncomm", align_common},
    {"exclude-symbols", exclude},
    {"export", export},
    {"include", include},
};

void coff_link_directives(struct coff_link *ld, uint32_t file, struct coff_view bytes)
{
  struct coff_directive d;
  struct coff_directives c = coff_directives_open(coff_file_reporter(ld->files[file].file), bytes);
  if (ld->opt->kind == COFF_LINK_OBJECT)
    return; // they are for the link of that object
  while (coff_directives_next(&c, &d))
    for (size_t i = 0; i < COFF_COUNT(directives); i++)
      if (is_called(&d, directives[i].name))
        directives[i].act(ld, file, &d);
}
