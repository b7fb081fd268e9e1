// The letter and the type that a symbol is listed with.
//
// Skip it unless a symbol has the wrong one. The letters are those of the POSIX nm and GNU's further
// ones; that the name of a section counts before its flags is GNU's way, too.
#include "coff/format-ecoff.h"
#include "coff/format-sysv.h"
#include "nm/nm.h"
#include "tool/gnu.h"
#include <string.h>

// ---- Of sections ------------------------------------------------------------------------------

static const struct {
  const char *name;
  char letter;
} by_name[] = {
    // What begins with one of these, and goes on with nothing or one of ".$0123456789".
    {"*DEBUG*", 'N'}, {".debug", 'N'}, {".drectve", 'i'},
    {".edata", 'e'},  {".idata", 'i'}, {".pdata", 'p'},
};

static char letter_by_name(struct coff_str name)
{
  for (size_t i = 0; i < COFF_COUNT(by_name); i++) {
    size_t n = strlen(by_name[i].name);
    if (name.size < n || memcmp(name.data, by_name[i].name, n) != 0)
      continue;
    if (name.size == n || memchr(".$0123456789", name.data[n], 12) != NULL)
      return by_name[i].letter;
  }
  return '?';
}

static char letter_by_flags(unsigned flags)
{
  if ((flags & GNU_CODE) != 0)
    return 't';
  if ((flags & GNU_DATA) != 0)
    return (flags & GNU_READONLY) != 0 ? 'r' : (flags & GNU_SMALL_DATA) != 0 ? 'g' : 'd';
  if ((flags & GNU_CONTENTS) == 0)
    return (flags & GNU_SMALL_DATA) != 0 ? 's' : 'b';
  if ((flags & GNU_DEBUGGING) != 0)
    return 'N';
  return (flags & GNU_READONLY) != 0 ? 'n' : '?';
}

static char letter_of_header(const struct coff_file *f, uint32_t number)
{
  struct coff_section s;
  if (!coff_section_get(f, number, &s))
    return '?';
  char letter = letter_by_name(s.name);
  return letter != '?' ? letter : letter_by_flags(gnu_section_flags(f, &s));
}

// The place of a section in the table of those met before; NULL if its header does not tell the letter.
static struct nm_section *recall(struct nm *n, const struct coff_file *f, uint32_t number,
                                 struct nm_section *key)
{
  const struct coff_target *t = coff_file_target(f);
  const struct coff_scnhdr_layout *l = t->records->scnhdr;
  const uint8_t *p = coff_section_header(f, number);
  uint64_t word;
  if (p == NULL || l->name.width != sizeof key->name || p[l->name.at] == 0 || p[l->name.at] == '/')
    return NULL; // a long name stands elsewhere
  *key = (struct nm_section){.target = t};
  memcpy(key->name, p + l->name.at, sizeof key->name);
  memcpy(&word, key->name, sizeof word);
  key->flags = (uint32_t)coff_load(p + l->flags.at, l->flags.width, t->order);
  key->contents = coff_load(p + l->scnptr.at, l->scnptr.width, t->order) != 0;
  word = (word ^ key->flags) * 0x9e3779b97f4a7c15u; // 2^64 over the golden ratio
  return &n->sections[(word >> 56) % NM_SECTIONS];
}

static char letter_of_section(struct nm *n, const struct coff_file *f, uint32_t number)
{
  struct nm_section key, *met = recall(n, f, number, &key);
  if (met == NULL)
    return letter_of_header(f, number);
  if (met->target == key.target && met->flags == key.flags && met->contents == key.contents &&
      memcmp(met->name, key.name, sizeof key.name) == 0)
    return met->letter;
  key.letter = letter_of_header(f, number);
  *met = key;
  return key.letter;
}

// ---- Of symbols -------------------------------------------------------------------------------

bool nm_is_section_elsewhere(const struct coff_symbol *s)
{
  return s->section == 0 && s->kind == COFF_SYMBOL_SECTION;
}

// Those for debuggers, too, if they have no section; ECOFF's are of no kind even then.
bool nm_is_undefined(const struct coff_file *f, const struct coff_symbol *s)
{
  bool has_kind = coff_file_target(f)->records->symbolic == NULL ||
                  (s->kind != COFF_SYMBOL_FILE && s->kind != COFF_SYMBOL_DEBUG);
  return s->section == 0 && has_kind && s->kind != COFF_SYMBOL_COMMON &&
         !nm_is_section_elsewhere(s);
}

bool nm_is_debugging(const struct coff_file *f, const struct coff_symbol *s)
{
  if (s->kind != COFF_SYMBOL_FILE && s->kind != COFF_SYMBOL_DEBUG)
    return false;
  return coff_file_target(f)->records->symbolic != NULL || s->section <= 0 ||
         (s->native.sclass != C_BLOCK && s->native.sclass != C_FCN);
}

static char upper(char letter)
{
  return letter >= 'a' && letter <= 'z' ? (char)(letter - 'a' + 'A') : letter;
}

// ECOFF: local procedures, which have an external symbol too if others know of them, and labels. Debuggers
// alone want to know where these end.
bool nm_is_local_code(const struct coff_file *f, const struct coff_symbol *s)
{
  return coff_file_target(f)->records->symbolic != NULL && s->native.local &&
         (s->native.type == stProc || s->native.type == stLabel);
}

static bool is_small_common(const struct coff_file *f, const struct coff_symbol *s)
{
  return coff_file_target(f)->records->symbolic != NULL && s->native.sclass == scSCommon;
}

char nm_letter(struct nm *n, const struct coff_file *f, const struct coff_symbol *s,
               struct coff_str name)
{
  bool weak = s->binding == COFF_BIND_WEAK || s->kind == COFF_SYMBOL_WEAK;
  if (nm_is_debugging(f, s) && !nm_is_undefined(f, s))
    return '?';
  if (s->kind == COFF_SYMBOL_COMMON)
    return is_small_common(f, s) ? 'c' : 'C';
  if (nm_is_section_elsewhere(s)) {
    char letter = letter_by_name(name);
    return letter == '?' ? 'd' : letter;
  }
  if (nm_is_undefined(f, s))
    return weak ? 'w' : 'U';
  if (weak)
    return 'W';
  char letter = s->section == -1 ? 'a'
                : s->section < 0 ? 'N'
                                 : letter_of_section(n, f, (uint32_t)s->section);
  return s->binding == COFF_BIND_LOCAL ? letter : upper(letter);
}

const char *nm_type(const struct coff_file *f, const struct nm_symbol *s, char buf[NM_TYPE])
{
  const struct coff_target *t = coff_file_target(f);
  if (t->records->symbolic != NULL)
    return "None";
  if (coff_type_is_function(t, s->type))
    return "Function";
  if (coff_type_is_array(t, s->type))
    return "Array";
  if (coff_type_is_pointer(t, s->type))
    return "Pointer";
  if (s->sclass == C_BLOCK)
    return "Block";
  if (s->sclass == C_FILE)
    return "File";
  if (s->sclass == C_LINE && !t->section_relative) // else the number is C_SECTION's
    return "Line";
  if (s->type == 0)
    return "None";
  snprintf(buf, NM_TYPE, "<unknown>: %u/%u", (unsigned)s->sclass, (unsigned)s->type);
  return buf;
}
