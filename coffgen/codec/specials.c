// Names of sections and symbols that mean something by convention, a table a family.
//
// Skip it unless a flavour has a name of its own: then give it a table here and name it in the
// target.
#include "coff/target.h"
#include <string.h>

// Microsoft PE and COFF specification, section "Special Sections"; .debug$H is LLVM's, .zdebug_ GNU's.
// Group members sort behind '$' in the linker and mean what the group means; GNU's compiler has names behind
// a '.' for the same.
static const struct coff_special pe_sections[] = {
    {".drectve", COFF_MATCH_NAME, COFF_SPECIAL_DIRECTIVES},
    {".pdata", COFF_MATCH_GROUP, COFF_SPECIAL_PDATA},
    {".xdata", COFF_MATCH_GROUP, COFF_SPECIAL_XDATA},
    {".pdata.", COFF_MATCH_PREFIX, COFF_SPECIAL_PDATA},
    {".xdata.", COFF_MATCH_PREFIX, COFF_SPECIAL_XDATA},
    {".debug$S", COFF_MATCH_NAME, COFF_SPECIAL_CV_SYMBOLS},
    {".debug$T", COFF_MATCH_NAME, COFF_SPECIAL_CV_TYPES},
    {".debug$P", COFF_MATCH_NAME, COFF_SPECIAL_CV_PRECOMP},
    {".debug$H", COFF_MATCH_NAME, COFF_SPECIAL_CV_HASHES},
    {".zdebug_", COFF_MATCH_PREFIX, COFF_SPECIAL_ZDEBUG},
    {".rsrc", COFF_MATCH_GROUP, COFF_SPECIAL_RESOURCES},
};

static const struct coff_special sysv_sections[] = {
    {".zdebug_", COFF_MATCH_PREFIX, COFF_SPECIAL_ZDEBUG},
};

static const struct coff_special pe_symbols[] = {
    {"@feat.00", COFF_MATCH_NAME, COFF_SPECIAL_FEATURES},
    {"@comp.id", COFF_MATCH_NAME, COFF_SPECIAL_TOOL},
};

const struct coff_specials coff_special_sections_pe = {pe_sections, COFF_COUNT(pe_sections)};
const struct coff_specials coff_special_sections_sysv = {sysv_sections, COFF_COUNT(sysv_sections)};
const struct coff_specials coff_special_symbols_pe = {pe_symbols, COFF_COUNT(pe_symbols)};

static bool matches(const struct coff_special *s, struct coff_str name)
{
  size_t n = strlen(s->name);
  if (name.size < n || memcmp(name.data, s->name, n) != 0)
    return false;
  switch (s->match) {
  case COFF_MATCH_NAME: return name.size == n;
  case COFF_MATCH_GROUP: return name.size == n || name.data[n] == '$';
  case COFF_MATCH_PREFIX: return true;
  }
  return false;
}

static enum coff_special_kind find(const struct coff_specials *all, struct coff_str name)
{
  for (size_t i = 0; all != NULL && i < all->n; i++)
    if (matches(&all->specials[i], name))
      return all->specials[i].kind;
  return COFF_SPECIAL_NONE;
}

enum coff_special_kind coff_target_special_section(const struct coff_target *t,
                                                   struct coff_str name)
{
  return find(t->special_sections, name);
}

enum coff_special_kind coff_target_special_symbol(const struct coff_target *t, struct coff_str name)
{
  return find(t->special_symbols, name);
}
