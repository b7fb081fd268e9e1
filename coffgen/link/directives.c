// What an object tells the linker in its section of options (.drectve).
//
// Skip it unless such an option has no effect. How options are split is debug/directives.c's business.
#include "link/directives.h"
#include "base/alloc.h"
#include "link/exports.h"
#include "link/link.h"
#include <string.h>
#include <strings.h>

bool coff_link_directive_is(const struct coff_directive *d, const char *name)
{
  return coff_link_is_caseless(d->name, name);
}

struct coff_str coff_link_unquoted(struct coff_str s)
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
  uint32_t id = coff_link_intern(ld, coff_link_unquoted(name));
  if (id != COFF_NO_ID && power > ld->symbols[id].align_power)
    ld->symbols[id].align_power = (uint8_t)(power < MOST ? power : MOST);
}

static void include(struct coff_link *ld, uint32_t file, const struct coff_directive *d)
{
  (void)file;
  coff_link_want(ld, coff_link_unquoted(d->value));
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
    bool ok =
        coff_link_join(ld, prefix, coff_link_unquoted((struct coff_str){rest.data, n}), "", &name);
    uint32_t id = ok ? coff_link_intern(ld, name) : COFF_NO_ID;
    if (id == COFF_NO_ID)
      return;
    ld->symbols[id].excluded = true;
    n += comma != NULL;
    rest = (struct coff_str){rest.data + n, rest.size - n};
  }
}

// ---- Microsoft's compilers ----------------------------------------------------------------------

static struct coff_str without_end(struct coff_str name)
{
  if (name.size > 4 && strncasecmp(name.data + name.size - 4, ".lib", 4) == 0)
    name.size -= 4;
  return name;
}

// The entry KNOWN, whose size is 0 if it is not to be linked, is for NAME.
static bool is_library(struct coff_str known, struct coff_str name)
{
  return coff_link_is_caseless(name, known.data);
}

// -defaultlib:NAME: searched behind all other inputs; whether it is there at all is not known to the compiler.
static void default_library(struct coff_link *ld, uint32_t file, const struct coff_directive *d)
{
  struct coff_str name = without_end(coff_link_unquoted(d->value));
  (void)file;
  for (uint32_t i = 0; i < ld->ndefault_libraries; i++)
    if (is_library(ld->default_libraries[i], name))
      return;
  struct coff_str *grown = coff_link_grow(ld, ld->default_libraries, ld->ndefault_libraries, 1,
                                          &ld->room_default_libraries, sizeof *grown);
  if (grown == NULL || !coff_link_join(ld, "", name, "", &name))
    return;
  ld->default_libraries = grown;
  grown[ld->ndefault_libraries++] = name;
}

void coff_link_refuse_library(struct coff_link *ld, struct coff_str name)
{
  const struct coff_directive d = {.value = name};
  ld->no_default_libraries = ld->no_default_libraries || name.size == 0;
  if (name.size == 0)
    return;
  default_library(ld, 0, &d);
  for (uint32_t i = 0; i < ld->ndefault_libraries; i++)
    if (is_library(ld->default_libraries[i], without_end(name)))
      ld->default_libraries[i].size = 0;
}

// -alternatename:A=B: B is taken if nothing defines A.
static void alternate(struct coff_link *ld, uint32_t file, const struct coff_directive *d)
{
  struct coff_str value = coff_link_unquoted(d->value);
  const char *equal = value.size == 0 ? NULL : memchr(value.data, '=', value.size);
  if (equal == NULL) {
    coff_link_warn(ld, coff_link_in(ld, file), "-alternatename without another name");
    return;
  }
  size_t n = (size_t)(equal - value.data);
  uint32_t from = coff_link_intern(ld, (struct coff_str){value.data, n});
  uint32_t to = coff_link_intern(ld, (struct coff_str){equal + 1, value.size - n - 1});
  struct coff_link_auto *grown =
      coff_link_grow(ld, ld->alternates, ld->nalternates, 1, &ld->room_alternates, sizeof *grown);
  if (grown == NULL || from == COFF_NO_ID || to == COFF_NO_ID)
    return;
  ld->alternates = grown;
  grown[ld->nalternates++] = (struct coff_link_auto){.symbol = from, .pointer = to};
}

bool coff_link_take_number(struct coff_str *s, uint64_t *n)
{
  unsigned base = s->size > 2 && s->data[0] == '0' && (s->data[1] | 32) == 'x' ? 16 : 10;
  size_t i = base == 16 ? 2 : 0, first = i;
  for (*n = 0; i < s->size && s->data[i] != ','; i++) {
    int c = s->data[i] | 32, v = c >= '0' && c <= '9'   ? c - '0'
                                 : c >= 'a' && c <= 'f' ? c - 'a' + 10
                                                        : 99;
    if (v >= (int)base || *n > UINT64_MAX / base - base)
      return false;
    *n = *n * base + (unsigned)v;
  }
  bool any = i != first;
  i += i < s->size;
  *s = (struct coff_str){s->data + i, s->size - i};
  return any;
}

// -stack:RESERVE[,COMMIT], -heap: the command line comes first.
static void sizes(struct coff_link *ld, uint32_t file, const struct coff_directive *d)
{
  struct coff_str rest = d->value;
  enum coff_aout_id id =
      coff_link_directive_is(d, "stack") ? COFF_AOUT_STACK_RESERVE : COFF_AOUT_HEAP_RESERVE;
  enum coff_aout_id commit =
      coff_link_directive_is(d, "stack") ? COFF_AOUT_STACK_COMMIT : COFF_AOUT_HEAP_COMMIT;
  uint64_t n;
  for (unsigned i = 0; i < 2 && rest.size != 0; i++) {
    enum coff_aout_id which = i == 0 ? id : commit;
    if (!coff_link_take_number(&rest, &n))
      coff_link_warn(ld, coff_link_in(ld, file), "-%.*s:%.*s is no number", (int)d->name.size,
                     d->name.data, (int)d->value.size, d->value.data);
    else if (!ld->settings[which].said)
      ld->settings[which] = (struct coff_link_number){true, n};
  }
}

static const struct {
  const char *name;
  void (*act)(struct coff_link *, uint32_t file, const struct coff_directive *);
} directives[] = {
    {"aligncomm", align_common},
    {"alternatename", alternate},
    {"defaultlib", default_library},
    {"exclude-symbols", exclude},
    {"export", export},
    {"heap", sizes},
    {"include", include},
    {"stack", sizes},
};

// What -alternatename says of symbols that nothing defines. Returns whether a symbol came to be wanted.
bool coff_link_take_alternates(struct coff_link *ld)
{
  bool any = false;
  for (uint32_t i = 0; i < ld->nalternates; i++) {
    struct coff_link_symbol *s = &ld->symbols[ld->alternates[i].symbol];
    struct coff_link_symbol *to = &ld->symbols[ld->alternates[i].pointer];
    if (s->state != COFF_LINK_UNDEFINED)
      continue;
    if (to->state == COFF_LINK_UNKNOWN) {
      to->state = COFF_LINK_UNDEFINED;
      to->used = any = true;
    }
    if (to->state != COFF_LINK_DEFINED && to->state != COFF_LINK_ABSOLUTE)
      continue;
    s->state = to->state;
    s->atom = to->atom;
    s->value = to->value;
    s->file = to->file;
    s->index = COFF_REF_NONE;
    s->weak = true;
  }
  return any;
}

// Whether the option is known.
static bool act(struct coff_link *ld, uint32_t file, const struct coff_directive *d)
{
  for (size_t i = 0; i < COFF_COUNT(directives); i++)
    if (coff_link_directive_is(d, directives[i].name)) {
      directives[i].act(ld, file, d);
      return true;
    }
  return coff_link_image_directive(ld, file, d);
}

void coff_link_directives(struct coff_link *ld, uint32_t file, struct coff_view bytes)
{
  struct coff_directive d;
  struct coff_directives c = coff_directives_open(coff_file_reporter(ld->files[file].file), bytes);
  if (ld->opt->kind == COFF_LINK_OBJECT)
    return; // they are for the link of that object
  while (coff_directives_next(&c, &d))
    if (!act(ld, file, &d))
      coff_link_warn(ld, coff_link_in(ld, file), "unknown option in the object: %.*s",
                     (int)d.raw.size, d.raw.data);
}

void coff_link_said_directives(struct coff_link *ld)
{
  struct coff_directive d;
  for (size_t i = 0; i < ld->opt->directives.n; i++) {
    const char *s = ld->opt->directives.all[i];
    struct coff_directives c =
        coff_directives_open(coff_file_reporter(ld->files[0].file),
                             (struct coff_view){(const uint8_t *)s, strlen(s), 0});
    while (coff_directives_next(&c, &d))
      if (!act(ld, 0, &d))
        coff_link_fail(ld, coff_link_at(ld->opt->output),
                       "unknown option of Microsoft's linker: %s", s);
  }
}
