// Which symbols are listed, with which letter, in which order.
//
// Skip it unless a symbol is missing, or has the wrong letter or place. The letters are those of the
// POSIX nm and GNU's further ones; that the name of a section counts before its flags is GNU's way, too.
#include "coff/format-sysv.h"
#include "nm/nm.h"
#include "tool/gnu.h"
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

// ---- Letters ----------------------------------------------------------------------------------

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
    return (flags & GNU_READONLY) != 0 ? 'r' : 'd';
  if ((flags & GNU_CONTENTS) == 0)
    return 'b';
  if ((flags & GNU_DEBUGGING) != 0)
    return 'N';
  return (flags & GNU_READONLY) != 0 ? 'n' : '?';
}

// The section of the last symbol: the next one is most often in the same.
struct last {
  int32_t section;
  char letter;
};

static char letter_of_section(const struct coff_file *f, int32_t number, struct last *last)
{
  struct coff_section s;
  if (number > 0 && number == last->section)
    return last->letter;
  if (number <= 0 || !coff_section_get(f, (uint32_t)number, &s))
    return '?';
  char letter = letter_by_name(s.name);
  letter = letter != '?' ? letter : letter_by_flags(gnu_section_flags(f, &s));
  *last = (struct last){number, letter};
  return letter;
}

static bool is_undefined(const struct coff_symbol *s)
{
  return s->section == 0 && s->kind != COFF_SYMBOL_COMMON && s->kind != COFF_SYMBOL_FILE &&
         s->kind != COFF_SYMBOL_DEBUG;
}

// Only for debuggers; the ends of blocks and functions count as labels.
static bool is_debugging(const struct coff_file *f, const struct coff_symbol *s)
{
  bool bound = coff_file_target(f)->records->symbolic == NULL && s->section > 0 &&
               (s->native.sclass == C_BLOCK || s->native.sclass == C_FCN);
  return !bound && (s->kind == COFF_SYMBOL_FILE || s->kind == COFF_SYMBOL_DEBUG);
}

static char letter_of(const struct coff_file *f, const struct coff_symbol *s, struct last *last)
{
  bool weak = s->binding == COFF_BIND_WEAK || s->kind == COFF_SYMBOL_WEAK;
  if (is_debugging(f, s))
    return '?';
  if (s->kind == COFF_SYMBOL_COMMON)
    return 'C';
  if (is_undefined(s))
    return weak ? 'w' : 'U';
  if (weak)
    return 'W';
  char letter = s->section == -1 ? 'a'
                : s->section < 0 ? 'N'
                                 : letter_of_section(f, s->section, last);
  return s->binding == COFF_BIND_LOCAL ? letter : (char)toupper((unsigned char)letter);
}

// ---- Which ------------------------------------------------------------------------------------

static bool is_wanted(const struct nm *n, const struct coff_file *f, const struct coff_symbol *s)
{
  bool undefined = is_undefined(s), weak = s->binding == COFF_BIND_WEAK;
  if (!n->debugging && is_debugging(f, s))
    return false;
  if (n->undefined && !undefined)
    return false;
  if (n->defined && undefined)
    return false;
  if (n->no_weak && weak)
    return false;
  return !n->globals || undefined || s->binding != COFF_BIND_LOCAL;
}

static bool grow(struct nm_list *l, size_t *room)
{
  size_t more = *room == 0 ? 256 : *room * 2;
  struct nm_symbol *grown = realloc(l->all, more * sizeof *grown);
  if (grown == NULL)
    return false;
  l->all = grown;
  *room = more;
  return true;
}

// ---- The order --------------------------------------------------------------------------------

static int by_names(const struct nm_symbol *a, const struct nm_symbol *b)
{
  size_t n = a->name.size < b->name.size ? a->name.size : b->name.size;
  int c = memcmp(a->name.data, b->name.data, n);
  return c != 0 ? c : (a->name.size > b->name.size) - (a->name.size < b->name.size);
}

static int by_values(const struct nm_symbol *a, const struct nm_symbol *b)
{
  if (a->undefined != b->undefined)
    return a->undefined ? -1 : 1;
  if (!a->undefined && a->value != b->value)
    return a->value < b->value ? -1 : 1;
  return by_names(a, b);
}

typedef int compare(const struct nm_symbol *, const struct nm_symbol *);

// Equal symbols keep their order: a merge sort, for qsort need not.
static void merge(struct nm_symbol *from, size_t middle, size_t n, compare *less, int sign,
                  struct nm_symbol *to)
{
  size_t a = 0, b = middle;
  for (size_t i = 0; i < n; i++) {
    bool second = a == middle || (b < n && sign * less(&from[a], &from[b]) > 0);
    to[i] = second ? from[b++] : from[a++];
  }
}

static void sort(struct nm_symbol *all, struct nm_symbol *spare, size_t n, compare *less, int sign)
{
  if (n < 2)
    return;
  size_t middle = n / 2;
  sort(all, spare, middle, less, sign);
  sort(all + middle, spare, n - middle, less, sign);
  if (sign * less(&all[middle - 1], &all[middle]) <= 0)
    return;
  merge(all, middle, n, less, sign, spare);
  memcpy(all, spare, n * sizeof *all);
}

static bool put_in_order(const struct nm *n, struct nm_list *l)
{
  if (n->order == NM_AS_THEY_ARE || l->count < 2)
    return true;
  struct nm_symbol *spare = malloc(l->count * sizeof *spare);
  if (spare == NULL)
    return false;
  sort(l->all, spare, l->count, n->order == NM_BY_NAME ? by_names : by_values, n->reverse ? -1 : 1);
  free(spare);
  return true;
}

// ---- All of a file ----------------------------------------------------------------------------

// A name that stands in the record itself, as a view of the file.
static struct coff_str name_of(const struct coff_file *f, const struct coff_symbol *s)
{
  const char *record = (const char *)&s->native;
  if (s->name.data < record || s->name.data >= record + sizeof s->native)
    return s->name;
  uint64_t at = coff_syment_offset(f, s->index) + coff_file_target(f)->records->syment->name.at;
  return (struct coff_str){(const char *)coff_file_bytes(f).data + at, s->name.size};
}

static bool fail_memory(const struct coff_file *f, struct nm_list *l)
{
  free(l->all);
  *l = (struct nm_list){0};
  return coff_fail(coff_file_context(f), coff_file_place(f, COFF_NOWHERE), "out of memory");
}

bool nm_collect(const struct nm *n, const struct coff_file *f, struct nm_list *l)
{
  struct coff_symbol s;
  struct last last = {0};
  size_t room = 0;
  *l = (struct nm_list){0};
  for (uint64_t i = 0; coff_symbol_get(f, i, &s); i = coff_symbol_next(&s)) {
    l->any = true;
    if (!is_wanted(n, f, &s))
      continue;
    if (l->count == room && !grow(l, &room))
      return fail_memory(f, l);
    bool common = s.kind == COFF_SYMBOL_COMMON;
    l->all[l->count++] =
        (struct nm_symbol){.name = name_of(f, &s),
                           .value = common ? s.size : s.address,
                           .section = s.section,
                           .letter = letter_of(f, &s, &last),
                           .undefined = is_undefined(&s),
                           .function = coff_type_is_function(coff_file_target(f), s.native.type)};
  }
  return put_in_order(n, l) || fail_memory(f, l);
}
