// What options do that set one thing: a flag, a name, a bit.
//
// Skip it unless such an option has the wrong effect; those with values of their own are in values.c.
#include "ld/ld.h"
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

void *ld_block(struct ld_command *c, size_t n, size_t size)
{
  void *p = c->nblocks == LD_BLOCKS ? NULL : calloc(n, size);
  if (p == NULL)
    ld_say(c, "out of memory");
  else
    c->blocks[c->nblocks++] = p;
  return p;
}

static void *thing(struct ld_command *c, const struct ld_option *o)
{
  return (char *)c + o->at;
}

bool ld_yes(struct ld_command *c, const struct ld_option *o, const char *value)
{
  (void)value;
  *(bool *)thing(c, o) = true;
  return true;
}

bool ld_no(struct ld_command *c, const struct ld_option *o, const char *value)
{
  (void)value;
  *(bool *)thing(c, o) = false;
  return true;
}

// Enumerations in the options are as wide as unsigned int.
bool ld_choose(struct ld_command *c, const struct ld_option *o, const char *value)
{
  unsigned n = (unsigned)o->number;
  (void)value;
  memcpy(thing(c, o), &n, sizeof n);
  return true;
}

bool ld_file(struct ld_command *c, const struct ld_option *o, const char *value)
{
  *(const char **)thing(c, o) = value;
  return true;
}

bool ld_name(struct ld_command *c, const struct ld_option *o, const char *value)
{
  struct coff_link_names *names = thing(c, o);
  if (names->all == NULL)
    names->all = ld_block(c, c->room, sizeof *names->all);
  if (names->all == NULL)
    return false;
  names->all[names->n++] = value;
  return true;
}

bool ld_names(struct ld_command *c, const struct ld_option *o, const char *value)
{
  for (const char *p = value; *p != 0; p++) {
    size_t n = strcspn(p, ",:");
    if (n != 0 && !ld_name(c, o, ld_text(c, p, n)))
      return false;
    p += n;
    if (*p == 0)
      break;
  }
  return true;
}

bool ld_bit(struct ld_command *c, const struct ld_option *o, const char *value)
{
  (void)value;
  c->opt.characteristics_on |= (uint32_t)o->number;
  c->opt.characteristics_off &= ~(uint32_t)o->number;
  return true;
}

bool ld_bit_off(struct ld_command *c, const struct ld_option *o, const char *value)
{
  (void)value;
  c->opt.characteristics_off |= (uint32_t)o->number;
  c->opt.characteristics_on &= ~(uint32_t)o->number;
  return true;
}

bool ld_fixed(struct ld_command *c, const struct ld_option *o, const char *value)
{
  c->opt.no_relocation = true;
  return ld_bit_off(c, o, value);
}

// ---- Microsoft's options ----------------------------------------------------------------------------

static bool do_option(struct ld_command *c, const char *name, const char *value)
{
  size_t i = 0;
  while (strcmp(ld_options[i].name, name) != 0)
    i++;
  return ld_options[i].act(c, &ld_options[i], value);
}

// Those that objects may not ask for; all others are the link's business.
bool ld_microsoft(struct ld_command *c, const struct ld_option *o, const char *value)
{
  static const struct {
    const char *from, *to;
    bool has_value;
  } all[] = {
      {"delayload:", "delayload", true},
      {"guard:cf,nolongjmp", "no-guard-longjmp", false},
      {"guard:cf", "guard-cf", false},
      {"guard:ehcont", "guard-ehcont", false},
      {"guard:no", "no-guard-cf", false},
      {"implib:", "out-implib", true},
      {"map:", "Map", true},
      {"opt:ref", "gc-sections", false},
      {"opt:noref", "no-gc-sections", false},
      {"out:", "output", true},
      {"safeseh:no", "no-safeseh", false},
      {"safeseh", "safeseh", false},
  };
  const char *text = value + (*value == '-' || *value == '/');
  for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
    size_t n = strlen(all[i].from);
    if (strncmp(text, all[i].from, n) != 0 || (!all[i].has_value && text[n] != 0))
      continue;
    if (strchr(all[i].from, ',') != NULL)
      do_option(c, "guard-cf", NULL);
    return do_option(c, all[i].to, all[i].has_value ? text + n : NULL);
  }
  struct ld_option names = *o;
  names.at = offsetof(struct ld_command, opt.directives);
  return ld_name(c, &names, value);
}

// ---- Options without effect -----------------------------------------------------------------------

bool ld_accept(struct ld_command *c, const struct ld_option *o, const char *value)
{
  (void)c, (void)o, (void)value;
  return true;
}

bool ld_refuse(struct ld_command *c, const struct ld_option *o, const char *value)
{
  (void)value;
  return ld_say(c, "option '%s%s' is not supported: %s", o->name[1] == 0 ? "-" : "--", o->name,
                o->text);
}

// ---- Inputs ---------------------------------------------------------------------------------------

bool ld_library(struct ld_command *c, const struct ld_option *o, const char *value)
{
  (void)o;
  if (*value == 0)
    return ld_say(c, "-l needs a name");
  ld_add_input(c, COFF_LINK_SEARCH, value);
  return true;
}

bool ld_input(struct ld_command *c, const struct ld_option *o, const char *value)
{
  (void)value;
  ld_add_input(c, (enum coff_link_input_kind)o->number, NULL);
  return true;
}

// "=" and "$SYSROOT" are filled in when all words are known: --sysroot may come later.
bool ld_path(struct ld_command *c, const struct ld_option *o, const char *value)
{
  if (*value == 0)
    return ld_say(c, "-L needs a folder");
  return ld_name(c, o, value);
}

bool ld_push(struct ld_command *c, const struct ld_option *o, const char *value)
{
  (void)o, (void)value;
  if (c->states == NULL)
    c->states = ld_block(c, c->room, sizeof *c->states);
  if (c->states == NULL)
    return false;
  c->states[c->nstates++] = c->state;
  return true;
}

bool ld_pop(struct ld_command *c, const struct ld_option *o, const char *value)
{
  (void)o, (void)value;
  if (c->nstates == 0)
    return ld_say(c, "--pop-state without a --push-state before it");
  c->state = c->states[--c->nstates];
  return true;
}
