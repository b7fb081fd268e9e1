// Options with values of their own: numbers, words, expressions.
//
// Skip it unless such a value is misread. All of it must make sense: "4K" where no K is known is an error.
#include "coff/format-pe.h"
#include "ld/ld.h"
#include <string.h>

static bool number(struct ld_command *c, const struct ld_option *o, const char *value, uint64_t *n)
{
  if (ld_number(value, value + strlen(value), 0, n))
    return true;
  return ld_say(c, "--%s: '%s' is no number", o->name, value);
}

static void set_field(struct ld_command *c, uint64_t id, uint64_t n)
{
  c->opt.settings[id] = (struct coff_link_number){true, n};
}

// Fields that hold powers of two, and those of less than 64 bits.
static bool fits(struct ld_command *c, const struct ld_option *o, uint64_t n)
{
  bool power = o->number == COFF_AOUT_SECTION_ALIGNMENT || o->number == COFF_AOUT_FILE_ALIGNMENT;
  uint64_t most = power                               ? (uint64_t)1 << 31
                  : o->number == COFF_AOUT_IMAGE_BASE ? UINT64_MAX
                                                      : 0xffff;
  if (n > most)
    return ld_say(c, "--%s: %llu is too large", o->name, (unsigned long long)n);
  if (power && (n == 0 || (n & (n - 1)) != 0))
    return ld_say(c, "--%s: %llu is no power of two", o->name, (unsigned long long)n);
  return true;
}

bool ld_field(struct ld_command *c, const struct ld_option *o, const char *value)
{
  uint64_t n;
  if (!number(c, o, value, &n) || !fits(c, o, n))
    return false;
  set_field(c, o->number, n);
  return true;
}

// "An image lies at a multiple of 64 KiB": PE and COFF specification, section 2.4.2.
bool ld_base(struct ld_command *c, const struct ld_option *o, const char *value)
{
  uint64_t n;
  if (!number(c, o, value, &n))
    return false;
  if (n % 0x10000 != 0)
    return ld_say(c, "--%s: 0x%llx is no multiple of 64 KiB", o->name, (unsigned long long)n);
  set_field(c, COFF_AOUT_IMAGE_BASE, n);
  return true;
}

bool ld_auto_base(struct ld_command *c, const struct ld_option *o, const char *value)
{
  uint64_t n;
  c->opt.dll.auto_base = true;
  return value == NULL || number(c, o, value, &n);
}

bool ld_sizes(struct ld_command *c, const struct ld_option *o, const char *value)
{
  const char *comma = strchr(value, ','), *end = value + strlen(value);
  uint64_t reserve, commit = 0;
  if (!ld_number(value, comma == NULL ? end : comma, 0, &reserve) ||
      (comma != NULL && !ld_number(comma + 1, end, 0, &commit)))
    return ld_say(c, "--%s: '%s' is not RESERVE or RESERVE,COMMIT", o->name, value);
  if (comma != NULL && commit > reserve)
    return ld_say(c, "--%s: more is committed than reserved", o->name);
  set_field(c, o->number, reserve);
  if (comma != NULL)
    set_field(c, o->number + 1, commit);
  return true;
}

bool ld_bits(struct ld_command *c, const struct ld_option *o, const char *value)
{
  uint64_t n;
  if (!number(c, o, value, &n))
    return false;
  if (n > 0xffff)
    return ld_say(c, "--%s: 0x%llx has more than 16 bits", o->name, (unsigned long long)n);
  c->opt.characteristics_on = (uint32_t)n;
  c->opt.characteristics_off = ~(uint32_t)n;
  return true;
}

// PE and COFF specification, "Windows Subsystem"; names as GNU ld has them.
static const struct {
  const char *name;
  uint16_t number;
} subsystems[] = {{"native", 1},   {"windows", 2},  {"console", 3},  {"posix", 7},
                  {"wince", 9},    {"xbox", 14},    {"efi-app", 10}, {"efi-bsd", 11},
                  {"efi-rtd", 12}, {"sal-rtd", 13}, {"boot", 16}};

static bool subsystem_number(const char *name, size_t size, uint64_t *n)
{
  for (size_t i = 0; i < COFF_COUNT(subsystems); i++)
    if (strlen(subsystems[i].name) == size && memcmp(subsystems[i].name, name, size) == 0) {
      *n = subsystems[i].number;
      return true;
    }
  return ld_number(name, name + size, 0, n) && *n <= 0xffff;
}

bool ld_subsystem(struct ld_command *c, const struct ld_option *o, const char *value)
{
  size_t size = strcspn(value, ":");
  const char *version = value[size] == 0 ? NULL : value + size + 1;
  uint64_t n, major, minor = 0;
  (void)o;
  if (!subsystem_number(value, size, &n))
    return ld_say(c, "no subsystem is called '%.*s'", (int)size, value);
  set_field(c, COFF_AOUT_SUBSYSTEM, n);
  if (version == NULL)
    return true;
  const char *dot = strchr(version, '.'), *end = version + strlen(version);
  if (!ld_number(version, dot == NULL ? end : dot, 10, &major) || major > 0xffff ||
      (dot != NULL && (!ld_number(dot + 1, end, 10, &minor) || minor > 0xffff)))
    return ld_say(c, "--subsystem: '%s' is no version", version);
  set_field(c, COFF_AOUT_SUBSYSTEM_MAJOR, major);
  set_field(c, COFF_AOUT_SUBSYSTEM_MINOR, minor);
  return true;
}

// ---- Symbols and sections -------------------------------------------------------------------------

bool ld_defsym(struct ld_command *c, const struct ld_option *o, const char *value)
{
  const char *equals = strchr(value, '=');
  (void)o;
  if (c->defines == NULL)
    c->defines = ld_block(c, c->room, sizeof *c->defines);
  if (c->defines == NULL)
    return false;
  struct coff_link_define *d = &c->defines[c->opt.ndefines];
  *d = (struct coff_link_define){0};
  if (equals == NULL || equals == value)
    return ld_say(c, "--defsym: '%s' is not SYMBOL=EXPRESSION", value);
  if (!ld_expression(c, equals + 1, d))
    return ld_say(c, "--defsym: '%s' is no number, and no symbol with a number added or taken away",
                  equals + 1);
  d->name = ld_text(c, value, (size_t)(equals - value));
  c->opt.ndefines++;
  return true;
}

static bool section_at(struct ld_command *c, const char *name, const char *address)
{
  uint64_t n;
  if (c->addresses == NULL)
    c->addresses = ld_block(c, c->room, sizeof *c->addresses);
  if (c->addresses == NULL)
    return false;
  if (!ld_number(address, address + strlen(address), 16, &n))
    return ld_say(c, "'%s' is no hexadecimal address for section %s", address, name);
  c->addresses[c->opt.naddresses++] = (struct coff_link_section_address){name, n};
  return true;
}

bool ld_section_start(struct ld_command *c, const struct ld_option *o, const char *value)
{
  const char *equals = strchr(value, '=');
  (void)o;
  if (equals == NULL || equals == value)
    return ld_say(c, "--section-start: '%s' is not SECTION=ADDRESS", value);
  return section_at(c, ld_text(c, value, (size_t)(equals - value)), equals + 1);
}

// -Ttext and the like: the section is the option's name without its 'T'.
bool ld_section_at(struct ld_command *c, const struct ld_option *o, const char *value)
{
  char name[16] = ".";
  strncat(name, o->name + 1, sizeof name - 2);
  return section_at(c, ld_text(c, name, strlen(name)), value);
}

// ---- What is an error -----------------------------------------------------------------------------

bool ld_keyword(struct ld_command *c, const struct ld_option *o, const char *value)
{
  (void)o;
  if (strcmp(value, "muldefs") == 0)
    c->opt.allow_multiple_definition = true;
  else if (strcmp(value, "defs") == 0)
    c->opt.unresolved = COFF_LINK_ERROR;
  return true;
}

bool ld_unresolved(struct ld_command *c, const struct ld_option *o, const char *value)
{
  static const struct {
    const char *name;
    enum coff_link_severity severity;
  } methods[] = {{"ignore-all", COFF_LINK_SILENT},
                 {"report-all", COFF_LINK_ERROR},
                 {"ignore-in-object-files", COFF_LINK_SILENT},
                 {"ignore-in-shared-libs", COFF_LINK_ERROR}};
  for (size_t i = 0; i < COFF_COUNT(methods); i++)
    if (strcmp(methods[i].name, value) == 0) {
      c->opt.unresolved = methods[i].severity;
      return true;
    }
  return ld_say(c, "--%s: no method is called '%s'", o->name, value);
}

bool ld_limit(struct ld_command *c, const struct ld_option *o, const char *value)
{
  c->limit_said = true;
  return number(c, o, value, &c->error_limit);
}

bool ld_threads(struct ld_command *c, const struct ld_option *o, const char *value)
{
  enum { MOST = 1024 };
  uint64_t n;
  if (value == NULL) {
    c->opt.threads = (unsigned)o->number;
    return true;
  }
  if (!number(c, o, value, &n))
    return false;
  if (n == 0 || n > MOST)
    return ld_say(c, "--%s: %s is not between 1 and %d", o->name, value, MOST);
  c->opt.threads = (unsigned)n;
  return true;
}

bool ld_icf(struct ld_command *c, const struct ld_option *o, const char *value)
{
  static const char *const names[] = {"none", "safe", "all"}; // enum coff_link_icf
  for (unsigned i = 0; i < COFF_COUNT(names); i++)
    if (strcmp(names[i], value) == 0) {
      c->opt.icf = (enum coff_link_icf)i;
      return true;
    }
  return ld_say(c, "--%s: '%s' is not none, safe or all", o->name, value);
}

// Formats are chosen by -m and by the inputs; a name of one is only checked.
bool ld_format(struct ld_command *c, const struct ld_option *o, const char *value)
{
  if (coff_target_find(value) != NULL)
    return true;
  return ld_say(c, "%s%s: no flavour is called '%s'", o->name[1] == 0 ? "-" : "--", o->name, value);
}

bool ld_build_id(struct ld_command *c, const struct ld_option *o, const char *value)
{
  (void)o;
  c->opt.build_id = value == NULL ? "" : strcmp(value, "none") == 0 ? NULL : value;
  return true;
}

bool ld_map_to_print(struct ld_command *c, const struct ld_option *o, const char *value)
{
  (void)o, (void)value;
  c->opt.map = "-";
  return true;
}

bool ld_version_wanted(struct ld_command *c, const struct ld_option *o, const char *value)
{
  (void)value;
  c->show_version = true;
  c->show_emulations = c->show_emulations || o->number != 0;
  return true;
}
