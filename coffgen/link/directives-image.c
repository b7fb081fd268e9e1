// Options in objects that are about the image as a whole: what Microsoft's compilers and pragmas say.
//
// Skip it unless such an option has no effect; those about symbols are in directives.c.
//
// The command line counts more than an object, and the first object more than those behind it.
#include "link/attributes.h"
#include "link/directives.h"
#include <string.h>
#include <strings.h>

static void warn_value(struct coff_link *ld, uint32_t file, const struct coff_directive *d,
                       const char *problem)
{
  coff_link_warn(ld, coff_link_in(ld, file), "-%.*s:%.*s: %s", (int)d->name.size, d->name.data,
                 (int)d->value.size, d->value.data, problem);
}

// Splits S at the first C; BEHIND is empty if there is none.
static struct coff_str split(struct coff_str s, char c, struct coff_str *behind)
{
  const char *at = s.size == 0 ? NULL : memchr(s.data, c, s.size);
  size_t n = at == NULL ? s.size : (size_t)(at - s.data);
  *behind = (struct coff_str){s.data + n + (at != NULL), s.size - n - (at != NULL)};
  return (struct coff_str){s.data, n};
}

static void set(struct coff_link *ld, enum coff_aout_id id, uint64_t value)
{
  if (!ld->settings[id].said)
    ld->settings[id] = (struct coff_link_number){true, value};
}

static void base(struct coff_link *ld, uint32_t file, const struct coff_directive *d)
{
  struct coff_str rest = d->value;
  uint64_t n;
  if (coff_link_take_number(&rest, &n))
    set(ld, COFF_AOUT_IMAGE_BASE, n);
  else
    warn_value(ld, file, d, "no address");
}

// C's name of it.
static void entry(struct coff_link *ld, uint32_t file, const struct coff_directive *d)
{
  const char prefix[2] = {ld->target->leading_char, 0};
  struct coff_str name = coff_link_unquoted(d->value);
  (void)file;
  if (ld->opt->entry != NULL || ld->entry_said || name.size == 0 ||
      !coff_link_join(ld, prefix, name, "", &name))
    return;
  ld->entry_said = true;
  if (ld->entry != COFF_NO_ID)
    ld->symbols[ld->entry].root = false;
  ld->entry = coff_link_want(ld, name);
}

static void subsystem(struct coff_link *ld, uint32_t file, const struct coff_directive *d)
{
  static const struct {
    const char *name;
    uint8_t number;
  } all[] = {{"boot_application", 16},
             {"console", 3},
             {"efi_application", 10},
             {"efi_boot_service_driver", 11},
             {"efi_rom", 13},
             {"efi_runtime_driver", 12},
             {"native", 1},
             {"posix", 7},
             {"windows", 2}};
  struct coff_str version, minor, name = split(coff_link_unquoted(d->value), ',', &version);
  uint64_t n;
  size_t i = 0;
  while (i < COFF_COUNT(all) && !coff_link_is_caseless(name, all[i].name))
    i++;
  if (i == COFF_COUNT(all)) {
    warn_value(ld, file, d, "an unknown subsystem");
    return;
  }
  set(ld, COFF_AOUT_SUBSYSTEM, all[i].number);
  struct coff_str major = split(version, '.', &minor);
  if (coff_link_take_number(&major, &n))
    set(ld, COFF_AOUT_SUBSYSTEM_MAJOR, n);
  if (coff_link_take_number(&minor, &n))
    set(ld, COFF_AOUT_SUBSYSTEM_MINOR, n);
  if (!ld->entry_said)
    coff_link_want_entry(ld);
}

// ---- Sections -----------------------------------------------------------------------------------

static void merge(struct coff_link *ld, uint32_t file, const struct coff_directive *d)
{
  static const char *const fixed[] = {".rsrc", ".reloc"};
  struct coff_link_attribute a = {.file = file};
  a.name = split(coff_link_unquoted(d->value), '=', &a.into);
  if (a.name.size == 0 || a.into.size == 0) {
    warn_value(ld, file, d, "FROM=INTO is expected");
    return;
  }
  for (size_t i = 0; i < COFF_COUNT(fixed); i++)
    if (coff_link_is(a.name, fixed[i]) || coff_link_is(a.into, fixed[i])) {
      warn_value(ld, file, d, "this section has to be one by itself");
      return;
    }
  coff_link_add_attribute(ld, &a);
}

static void section(struct coff_link *ld, uint32_t file, const struct coff_directive *d)
{
  static const char letters[] = "rwesd";
  static const uint32_t rights[] = {COFF_SEC_READ, COFF_SEC_WRITE, COFF_SEC_EXEC, COFF_SEC_SHARED,
                                    COFF_SEC_DISCARD};
  struct coff_str text;
  struct coff_link_attribute a = {.file = file};
  a.name = split(coff_link_unquoted(d->value), ',', &text);
  for (size_t i = 0; i < text.size; i++) {
    const char *p = strchr(letters, text.data[i] | 32);
    if (p == NULL || *p == 0) {
      warn_value(ld, file, d, "rights are letters of RWESD");
      return;
    }
    a.meaning |= rights[p - letters];
  }
  if (a.name.size == 0 || a.meaning == 0)
    warn_value(ld, file, d, "NAME,RIGHTS is expected");
  else
    coff_link_add_attribute(ld, &a);
}

// ---- Others -------------------------------------------------------------------------------------

static void no_library(struct coff_link *ld, uint32_t file, const struct coff_directive *d)
{
  (void)file;
  coff_link_refuse_library(ld, coff_link_unquoted(d->value));
}

static void agree(struct coff_link *ld, uint32_t file, const struct coff_directive *d)
{
  struct coff_link_agreement new = {.file = file};
  new.key = split(coff_link_unquoted(d->value), '=', &new.value);
  for (uint32_t i = 0; i < ld->nagreements; i++) {
    const struct coff_link_agreement *a = &ld->agreements[i];
    if (!coff_link_same(a->key, new.key))
      continue;
    if (!coff_link_same(a->value, new.value))
      coff_link_fail(
          ld, coff_link_in(ld, file), "%.*s is '%.*s' here, but '%.*s' in %.*s (-failifmismatch)",
          (int)new.key.size, new.key.data, (int)new.value.size, new.value.data, (int)a->value.size,
          a->value.data, (int)ld->files[a->file].name.size, ld->files[a->file].name.data);
    return;
  }
  struct coff_link_agreement *grown =
      coff_link_grow(ld, ld->agreements, ld->nagreements, 1, &ld->room_agreements, sizeof *grown);
  if (grown == NULL)
    return;
  ld->agreements = grown;
  ld->agreements[ld->nagreements++] = new;
}

static void no_manifest(struct coff_link *ld, uint32_t file, const struct coff_directive *d)
{
  warn_value(ld, file, d, "no manifest is made; link one as a resource");
}

// About other tools, or what is done anyway (the checksum).
static void nothing(struct coff_link *ld, uint32_t file, const struct coff_directive *d)
{
  (void)ld, (void)file, (void)d;
}

static const struct {
  const char *name;
  void (*act)(struct coff_link *, uint32_t file, const struct coff_directive *);
} directives[] = {
    {"base", base},
    {"editandcontinue", nothing},
    {"entry", entry},
    {"failifmismatch", agree},
    {"guardsym", nothing},
    {"inferasanlibs", nothing},
    {"manifestdependency", no_manifest},
    {"merge", merge},
    {"nodefaultlib", no_library},
    {"release", nothing},
    {"section", section},
    {"subsystem", subsystem},
    {"throwingnew", nothing},
};

bool coff_link_image_directive(struct coff_link *ld, uint32_t file, const struct coff_directive *d)
{
  for (size_t i = 0; i < COFF_COUNT(directives); i++)
    if (coff_link_directive_is(d, directives[i].name)) {
      directives[i].act(ld, file, d);
      return true;
    }
  return false;
}
