// Values of coff-objcopy's options.
//
// Skip it unless an argument is read wrongly.
#include "objcopy/objcopy.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>

static bool complain(const struct objcopy *o, const char *words, const char *argument)
{
  fprintf(stderr, "%s: %s: '%s'\n", o->program, words, argument);
  return false;
}

static bool out_of_memory(const struct objcopy *o)
{
  fprintf(stderr, "%s: out of memory\n", o->program);
  return false;
}

// One more element of SIZE bytes, zeroed; NULL after a message.
static void *grow(const struct objcopy *o, void **array, uint32_t *count, uint32_t *room,
                  size_t size)
{
  if (*count == *room) {
    uint32_t more = *room == 0 ? 8 : *room * 2;
    void *grown = realloc(*array, more * size);
    if (grown == NULL) {
      out_of_memory(o);
      return NULL;
    }
    *array = grown;
    *room = more;
  }
  char *p = (char *)*array + (size_t)(*count)++ * size;
  memset(p, 0, size);
  return p;
}

// A copy that lives as long as the options; NULL after a message.
static char *copy(struct objcopy *o, const char *text)
{
  struct tool_list *l = &o->texts;
  char *p = malloc(strlen(text) + 1);
  if (l->count == l->room) {
    int room = l->room == 0 ? 16 : l->room * 2;
    char **grown = p == NULL ? NULL : realloc(l->all, (size_t)room * sizeof *grown);
    if (grown == NULL) {
      free(p);
      out_of_memory(o);
      return NULL;
    }
    l->all = grown;
    l->room = room;
  }
  if (p == NULL) {
    out_of_memory(o);
    return NULL;
  }
  l->all[l->count++] = p;
  return strcpy(p, text);
}

static bool number(const char *text, const char **end, uint64_t *v)
{
  char *stop;
  errno = 0;
  *v = strtoull(text, &stop, 0);
  *end = stop;
  return stop != text && errno == 0 && *text != '-';
}

static bool whole_number(const char *text, uint64_t *v)
{
  const char *end;
  return number(text, &end, v) && *end == 0;
}

bool set_number(struct objcopy *o, struct given *g, const char *option, const char *argument)
{
  bool minus = argument[0] == '-';
  if (!whole_number(argument + minus, &g->value)) {
    fprintf(stderr, "%s: %s: '%s' is no number\n", o->program, option, argument);
    return false;
  }
  g->value = minus ? 0 - g->value : g->value;
  g->is = true;
  return true;
}

bool set_pair(struct objcopy *o, struct given *first, struct given *second, const char *option,
              const char *argument)
{
  const char *end;
  if (!number(argument, &end, &first->value) ||
      (*end != 0 && (*end != ',' || !whole_number(end + 1, &second->value)))) {
    fprintf(stderr, "%s: %s: '%s' is no number, or two with a comma between\n", o->program, option,
            argument);
    return false;
  }
  first->is = true;
  second->is = *end == ',';
  return true;
}

bool set_long_names(struct objcopy *o, const char *argument)
{
  if (strcmp(argument, "keep") == 0)
    o->long_names = -1;
  else if (strcmp(argument, "enable") == 0 || strcmp(argument, "disable") == 0)
    o->long_names = argument[0] == 'e';
  else
    return complain(o, "long section names are none of enable, disable and keep", argument);
  return true;
}

bool set_compression(struct objcopy *o, const char *argument)
{
  o->compress = true;
  if (argument == NULL || strcmp(argument, "zlib") == 0 || strcmp(argument, "zlib-gnu") == 0)
    return true;
  o->compress = false;
  if (strcmp(argument, "none") == 0) {
    o->decompress = true;
    return true;
  }
  return complain(o, "COFF has debug sections compressed as zlib-gnu only", argument);
}

bool set_subsystem(struct objcopy *o, const char *argument)
{
  // PE and COFF specification, "Windows Subsystem".
  static const struct {
    const char *name;
    unsigned number;
  } all[] = {
      {"native", 1},   {"windows", 2},  {"console", 3},          {"os2", 5},      {"posix", 7},
      {"wince", 9},    {"efi-app", 10}, {"efi-bsd", 11},         {"efi-rtd", 12}, {"sal-rtd", 13},
      {"efi-rom", 13}, {"xbox", 14},    {"boot-application", 16}};
  size_t n = strcspn(argument, ":");
  const char *end = argument + n;
  o->subsystem.is = whole_number(argument, &o->subsystem.value);
  for (size_t i = 0; i < COFF_COUNT(all); i++)
    if (strlen(all[i].name) == n && strncmp(all[i].name, argument, n) == 0)
      o->subsystem = (struct given){.is = true, .value = all[i].number};
  if (!o->subsystem.is)
    return complain(o, "no subsystem is called so", argument);
  if (*end == 0)
    return true;
  if (!number(end + 1, &end, &o->subsystem_major.value) ||
      (*end != 0 && (*end != '.' || !whole_number(end + 1, &o->subsystem_minor.value))))
    return complain(o, "the version of a subsystem is a number, or two with a dot between",
                    argument);
  o->subsystem_major.is = o->subsystem_minor.is = true;
  return true;
}

// ---- Flags of sections ------------------------------------------------------------------------

enum word {
  WORD_ALLOC = 1,
  WORD_LOAD = 2,
  WORD_NOLOAD = 4,
  WORD_READONLY = 8,
  WORD_CODE = 0x10,
  WORD_DATA = 0x20,
  WORD_DEBUG = 0x40,
  WORD_EXCLUDE = 0x80,
  WORD_SHARE = 0x100,
  WORD_CONTENTS = 0x200
};

static uint32_t meaning(unsigned words)
{
  uint32_t means = COFF_SEC_READ;
  if ((words & WORD_READONLY) == 0)
    means |= COFF_SEC_WRITE;
  if ((words & WORD_CODE) != 0)
    means |= COFF_SEC_CODE | COFF_SEC_EXEC;
  else if ((words & WORD_DEBUG) != 0)
    means |= COFF_SEC_DATA | COFF_SEC_DEBUG | COFF_SEC_DISCARD;
  else if ((words & (WORD_ALLOC | WORD_CONTENTS | WORD_LOAD | WORD_DATA)) == WORD_ALLOC)
    means |= COFF_SEC_BSS;
  else
    means |= COFF_SEC_DATA;
  if ((words & WORD_NOLOAD) != 0)
    means |= COFF_SEC_NOLOAD;
  if ((words & WORD_EXCLUDE) != 0)
    means |= COFF_SEC_REMOVE;
  if ((words & WORD_SHARE) != 0)
    means |= COFF_SEC_SHARED;
  return means;
}

static bool read_flags(struct objcopy *o, const char *text, uint32_t *means)
{
  static const struct {
    const char *name;
    unsigned word;
  } all[] = {{"alloc", WORD_ALLOC},
             {"load", WORD_LOAD},
             {"noload", WORD_NOLOAD},
             {"readonly", WORD_READONLY},
             {"code", WORD_CODE},
             {"data", WORD_DATA},
             {"debug", WORD_DEBUG},
             {"rom", WORD_READONLY},
             {"exclude", WORD_EXCLUDE},
             {"share", WORD_SHARE},
             {"shared", WORD_SHARE},
             {"contents", WORD_CONTENTS},
             {"merge", 0},
             {"strings", 0},
             {"large", 0}};
  unsigned words = 0;
  for (const char *p = text; *p != 0;) {
    size_t n = strcspn(p, ","), i = 0;
    while (i < COFF_COUNT(all) && (strlen(all[i].name) != n || strncmp(all[i].name, p, n) != 0))
      i++;
    if (i == COFF_COUNT(all))
      return complain(o, "no flag of sections is called so", p);
    words |= all[i].word;
    p += n + (p[n] == ',');
  }
  *means = meaning(words);
  return true;
}

// ---- Edits of sections ------------------------------------------------------------------------

static bool read_rename(struct objcopy *o, struct section_edit *e, char *value)
{
  char *flags = strchr(value, ',');
  if (flags != NULL)
    *flags++ = 0;
  e->argument = value;
  e->has_flags = flags != NULL;
  return flags == NULL || read_flags(o, flags, &e->means);
}

static bool read_alignment(struct objcopy *o, struct section_edit *e, const char *value)
{
  if (!whole_number(value, &e->value) || e->value == 0 || (e->value & (e->value - 1)) != 0)
    return complain(o, "an alignment is a power of 2", value);
  return true;
}

static bool read_value(struct objcopy *o, struct section_edit *e, char *value)
{
  switch (e->kind) {
  case SECTION_RENAME: return read_rename(o, e, value);
  case SECTION_FLAGS: return read_flags(o, value, &e->means);
  case SECTION_ALIGN: return read_alignment(o, e, value);
  case SECTION_VMA:
  case SECTION_LMA:
  case SECTION_ADDRESS: return whole_number(value, &e->value) || complain(o, "no address", value);
  default: e->argument = value; return true;
  }
}

static bool has_value(enum section_edit_kind kind)
{
  return kind > SECTION_REMOVE_RELOCS;
}

bool add_section_edit(struct objcopy *o, enum section_edit_kind kind, const char *argument)
{
  bool moves = kind == SECTION_VMA || kind == SECTION_LMA || kind == SECTION_ADDRESS;
  char *text = copy(o, argument);
  struct section_edit *e =
      text == NULL ? NULL
                   : grow(o, (void **)&o->sections, &o->nsections, &o->room_sections, sizeof *e);
  if (e == NULL)
    return false;
  *e = (struct section_edit){.kind = kind, .name = text, .sign = '='};
  if (!has_value(kind))
    return true;
  char *sign = strpbrk(text, moves ? "=+-" : "=");
  // A name may hold a minus: the last sign counts.
  for (char *next = sign; moves && next != NULL; next = strpbrk(next + 1, "=+-"))
    sign = next;
  if (sign == NULL || sign == text)
    return complain(o, "this is not NAME=VALUE", argument);
  e->sign = *sign;
  *sign = 0;
  return read_value(o, e, sign + 1);
}

// ---- Symbols ----------------------------------------------------------------------------------

bool add_renaming(struct objcopy *o, const char *argument)
{
  char *text = copy(o, argument), *sign = text == NULL ? NULL : strchr(text, '=');
  if (text == NULL)
    return false;
  if (sign == NULL || sign == text || sign[1] == 0)
    return complain(o, "this is not OLD=NEW", argument);
  *sign = 0;
  struct renaming *r = grow(o, (void **)&o->renamed, &o->nrenamed, &o->room_renamed, sizeof *r);
  if (r == NULL)
    return false;
  *r = (struct renaming){text, sign + 1};
  o->renamed_sorted = false;
  return true;
}

bool read_renamings(struct objcopy *o, const char *path)
{
  struct names lines = {0};
  bool ok = names_read(&lines, o->program, path, &o->texts);
  for (uint32_t i = 0; ok && i < lines.count; i++) {
    char *line = (char *)(uintptr_t)lines.all[i], *to = line + strcspn(line, " \t");
    if (*to == 0) {
      ok = complain(o, "this line is not OLD NEW", line);
      break;
    }
    *to++ = 0;
    to += strspn(to, " \t");
    struct renaming *r = grow(o, (void **)&o->renamed, &o->nrenamed, &o->room_renamed, sizeof *r);
    ok = r != NULL;
    if (ok)
      *r = (struct renaming){line, to};
  }
  o->renamed_sorted = false;
  free(lines.all);
  return ok;
}

static bool read_symbol_flags(struct objcopy *o, struct symbol_to_add *s, char *flags)
{
  char *rest = NULL;
  for (char *w = strtok_r(flags, ",", &rest); w != NULL; w = strtok_r(NULL, ",", &rest)) {
    if (strcmp(w, "local") == 0)
      s->binding = COFF_BIND_LOCAL;
    else if (strcmp(w, "global") == 0)
      s->binding = COFF_BIND_GLOBAL;
    else if (strcmp(w, "weak") == 0)
      s->binding = COFF_BIND_WEAK;
    else if (strcmp(w, "function") == 0)
      s->is_function = true;
    else if (strcmp(w, "object") != 0 && strcmp(w, "default") != 0 && strcmp(w, "hidden") != 0 &&
             strncmp(w, "before=", 7) != 0)
      return complain(o, "no flag of symbols is called so", w);
  }
  return true;
}

bool add_symbol_option(struct objcopy *o, const char *argument)
{
  char *text = copy(o, argument), *value = text == NULL ? NULL : strchr(text, '=');
  if (text == NULL)
    return false;
  if (value == NULL || value == text)
    return complain(o, "this is not NAME=[SECTION:]VALUE[,FLAGS]", argument);
  *value++ = 0;
  char *flags = strchr(value, ','), *section = strrchr(value, ':');
  if (flags != NULL)
    *flags++ = 0;
  struct symbol_to_add *s = grow(o, (void **)&o->added, &o->nadded, &o->room_added, sizeof *s);
  if (s == NULL)
    return false;
  *s = (struct symbol_to_add){.name = text, .binding = COFF_BIND_GLOBAL};
  if (section != NULL) {
    s->section = value;
    *section = 0;
    value = section + 1;
  }
  if (!whole_number(value, &s->value))
    return complain(o, "the value of a symbol is no number", argument);
  return flags == NULL || read_symbol_flags(o, s, flags);
}

void objcopy_free(struct objcopy *o)
{
  for (int i = 0; i < o->texts.count; i++)
    free(o->texts.all[i]);
  free(o->texts.all);
  for (size_t i = 0; i < SYMBOL_LISTS; i++)
    free(o->symbols[i].all);
  free(o->sections);
  free(o->added);
  free(o->renamed);
}
