// Why a symbol may be undefined: what is defined instead.
//
// Skip it unless a hint misleads. Nothing here runs in a link without errors.
//
// One walk over the symbols that are defined finds: the same name with C++'s or stdcall's decoration, or without, and the name
// that takes the fewest changes of a letter.
#include "link/hints.h"
#include "link/link.h"
#include <stdio.h>
#include <string.h>

enum { LONGEST = 64, SHORTEST = 4, MOST_SYMBOLS = 200000, CHANGES = 2 };

struct search {
  struct coff_str name, cxx; // CXX: the name in "_Z<length>NAME", or empty
  struct coff_str found_cxx, found_stdcall, found_near;
  unsigned distance;
};

static bool is_digit(char c)
{
  return c >= '0' && c <= '9';
}

static bool starts(struct coff_str s, const char *prefix, struct coff_str *rest)
{
  size_t n = strlen(prefix);
  if (s.size < n || memcmp(s.data, prefix, n) != 0)
    return false;
  *rest = (struct coff_str){s.data + n, s.size - n};
  return true;
}

// The name of a function outside of classes and namespaces: Itanium C++ ABI, section 5.1.2.
static struct coff_str cxx_name(struct coff_str s)
{
  struct coff_str rest, none = {"", 0};
  size_t n = 0;
  if (!starts(s, "_Z", &rest) && !starts(s, "__Z", &rest))
    return none;
  while (rest.size != 0 && is_digit(*rest.data) && n < 1000) {
    n = n * 10 + (size_t)(*rest.data - '0');
    rest.data++;
    rest.size--;
  }
  return n == 0 || n > rest.size ? none : (struct coff_str){rest.data, n};
}

// Without "@N".
static struct coff_str without_bytes(struct coff_str s)
{
  size_t n = s.size;
  while (n > 0 && is_digit(s.data[n - 1]))
    n--;
  return n > 1 && n < s.size && s.data[n - 1] == '@' ? (struct coff_str){s.data, n - 1} : s;
}

static bool same_but_prefix(struct coff_str a, struct coff_str b)
{
  struct coff_str rest;
  return coff_link_same(a, b) || (starts(a, "_", &rest) && coff_link_same(rest, b)) ||
         (starts(b, "_", &rest) && coff_link_same(rest, a));
}

// Letters to be added, dropped or changed between two names, if these are at most MOST; else more.
static unsigned distance(struct coff_str a, struct coff_str b, unsigned most)
{
  unsigned row[LONGEST + 1];
  if (a.size > LONGEST || b.size > LONGEST || a.size + most < b.size || b.size + most < a.size)
    return most + 1;
  for (unsigned k = 0; k <= b.size; k++)
    row[k] = k;
  for (unsigned i = 1; i <= a.size; i++) {
    unsigned diagonal = row[0], least = row[0] = i;
    for (unsigned k = 1; k <= b.size; k++) {
      unsigned change = diagonal + (a.data[i - 1] != b.data[k - 1]),
               step = row[k] < row[k - 1] ? row[k] : row[k - 1];
      diagonal = row[k];
      row[k] = change < step + 1 ? change : step + 1;
      least = row[k] < least ? row[k] : least;
    }
    if (least > most)
      return most + 1;
  }
  return row[b.size];
}

static void consider(struct search *s, struct coff_str name)
{
  struct coff_str cxx = cxx_name(name);
  if (s->found_cxx.size == 0 && ((cxx.size != 0 && same_but_prefix(cxx, s->name)) ||
                                 (s->cxx.size != 0 && same_but_prefix(s->cxx, name))))
    s->found_cxx = name;
  if (s->found_stdcall.size == 0 && coff_link_same(without_bytes(name), without_bytes(s->name)))
    s->found_stdcall = name;
  if (s->name.size < SHORTEST)
    return;
  unsigned d = distance(s->name, name, s->distance == 0 ? 0 : s->distance - 1);
  if (d < s->distance) {
    s->distance = d;
    s->found_near = name;
  }
}

static bool say(const struct coff_link *ld, struct coff_str name, const char *behind, char *text,
                size_t room)
{
  char shown[COFF_LINK_NAME];
  snprintf(text, room, "'%s' %s", coff_link_shown(ld, name, shown, sizeof shown), behind);
  return true;
}

bool coff_link_hint(struct coff_link *ld, uint32_t symbol, char *text, size_t room)
{
  static const char c_side[] = "is defined, a name of C: is extern \"C\" missing in a header?";
  static const char cxx_side[] = "is defined, a name of C++: is extern \"C\" missing there?";
  struct search s = {.name = ld->symbols[symbol].name};
  const struct coff_delay_code *delay = ld->target->delay_code;
  struct coff_str rest;
  if (delay != NULL && coff_link_is(s.name, delay->helper)) {
    snprintf(text, room, "--delayload needs it: -ldelayimp");
    return true;
  }
  s.cxx = cxx_name(s.name);
  s.distance = (s.name.size < 8 ? 1 : CHANGES) + 1;
  for (uint32_t i = 0; i < ld->nsymbols && ld->nsymbols < MOST_SYMBOLS; i++)
    if (ld->symbols[i].state >= COFF_LINK_COMMON)
      consider(&s, ld->symbols[i].name);
  if (s.found_cxx.size != 0)
    return say(ld, s.found_cxx, s.cxx.size != 0 ? c_side : cxx_side, text, room);
  if (s.found_stdcall.size != 0)
    return say(ld, s.found_stdcall, "is defined, with another calling convention", text, room);
  if (coff_link_library_hint(ld, s.name, text, room))
    return true;
  if (s.found_near.size != 0)
    return say(ld, s.found_near, "is defined: did you mean that?", text, room);
  if (starts(s.name, "__imp_", &rest))
    return say(ld, rest, "is expected from a DLL: its import library is missing", text, room);
  return false;
}
