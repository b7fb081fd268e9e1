// Edits of sections, as options ask for them.
//
// Skip it unless an option does something else to a section than GNU objcopy's of that name.
//
// The order: contents are dumped and removed as the file names its sections, then sections get their new
// names, flags and addresses, then sections are added.
#include "objcopy/objcopy.h"
#include "tool/gnu.h"
#include <stdlib.h>
#include <string.h>

// Whether an edit of KIND names S. Patterns that begin with '!' take out what others match.
static bool is_asked(struct objcopy *o, const struct coff_build_section *s,
                     enum section_edit_kind kind)
{
  bool fits = false;
  for (uint32_t i = 0; i < o->nsections; i++) {
    struct section_edit *e = &o->sections[i];
    if (e->kind != kind)
      continue;
    if (e->name[0] == '!' && name_fits(s->name, e->name + 1))
      return false;
    if (e->name[0] == '!' || !name_fits(s->name, e->name))
      continue;
    fits = e->used = true;
  }
  return fits;
}

static bool has_edit(const struct objcopy *o, enum section_edit_kind kind)
{
  for (uint32_t i = 0; i < o->nsections; i++)
    if (o->sections[i].kind == kind)
      return true;
  return false;
}

// ---- Which stay -------------------------------------------------------------------------------

static bool strips_debug(const struct objcopy *o)
{
  return o->strip == STRIP_DEBUG || o->strip == STRIP_UNNEEDED || o->strip == STRIP_ALL ||
         o->discard == DISCARD_LOCALS;
}

static bool stays(struct objcopy *o, const struct coff_build *b, uint32_t id)
{
  const struct coff_build_section *s = &b->sections[id - 1];
  if (is_asked(o, s, SECTION_REMOVE))
    return false;
  if (is_asked(o, s, SECTION_KEEP))
    return true;
  if (has_edit(o, SECTION_ONLY) && !is_asked(o, s, SECTION_ONLY))
    return false;
  return !strips_debug(o) || !is_debug_section(b, id);
}

static void choose(struct objcopy *o, struct coff_build *b)
{
  for (uint32_t id = 1; id <= b->nsections; id++)
    if (b->sections[id - 1].overflow_of == 0 && !stays(o, b, id))
      b->sections[id - 1].dropped = true;
}

// ---- Contents ---------------------------------------------------------------------------------

// Of an image, without what the file pads it to.
static bool dump(struct objcopy *o, const struct coff_build *b, const struct section_edit *e,
                 const struct coff_build_section *s)
{
  struct coff_section from;
  if (s->npieces == 0)
    return coff_fail(b->ctx, (struct coff_place){b->name, NULL, COFF_NOWHERE},
                     "section %s has no contents to dump", e->name);
  struct coff_view v = s->pieces[0]; // nothing has been edited yet
  coff_section_get(b->from, s->from, &from);
  uint64_t size = gnu_section_size(b->from, &from) * from.octets;
  v.size = size < v.size ? size : v.size;
  return coff_write_bytes(&o->tool->ctx, e->argument, v, NULL);
}

static bool dump_sections(struct objcopy *o, const struct coff_build *b)
{
  for (uint32_t i = 0; i < o->nsections; i++) {
    struct section_edit *e = &o->sections[i];
    bool found = e->kind != SECTION_DUMP;
    for (uint32_t k = 0; e->kind == SECTION_DUMP && k < b->nsections; k++)
      if (name_fits(b->sections[k].name, e->name)) {
        found = e->used = true;
        if (!dump(o, b, e, &b->sections[k]))
          return false;
      }
    if (!found)
      return coff_fail(b->ctx, (struct coff_place){b->name, NULL, COFF_NOWHERE},
                       "there is no section %s to dump", e->name);
  }
  return true;
}

// The bytes of the file at PATH, which live as long as the builder.
static bool read_contents(struct coff_build *b, const char *path, struct coff_view *v)
{
  void *held = read_whole(b->ctx, path, v);
  uint8_t *p = held == NULL ? NULL : coff_build_bytes(b, (size_t)v->size + 1);
  if (p != NULL && v->size != 0)
    memcpy(p, held, (size_t)v->size);
  v->data = p;
  free(held);
  return p != NULL;
}

static bool update(struct coff_build *b, struct section_edit *e)
{
  struct coff_view v;
  for (uint32_t id = 1; id <= b->nsections; id++) {
    if (b->sections[id - 1].dropped || !name_fits(b->sections[id - 1].name, e->name))
      continue;
    e->used = true;
    return read_contents(b, e->argument, &v) && coff_edit_contents(b, id, v);
  }
  return coff_fail(b->ctx, (struct coff_place){b->name, NULL, COFF_NOWHERE},
                   "there is no section %s to update", e->name);
}

static struct coff_str str(const char *text)
{
  return (struct coff_str){text, strlen(text)};
}

static bool add(struct coff_build *b, const struct section_edit *e)
{
  struct coff_view v;
  return read_contents(b, e->argument, &v) &&
         coff_edit_add_section(b, str(e->name), v, COFF_SEC_DATA | COFF_SEC_READ) != 0;
}

// ---- Properties -------------------------------------------------------------------------------

static uint64_t moved(const struct section_edit *e, uint64_t address)
{
  return e->sign == '=' ? e->value : e->sign == '+' ? address + e->value : address - e->value;
}

static bool change(struct objcopy *o, struct coff_build *b, struct section_edit *e, uint32_t id)
{
  struct coff_build_section *s = &b->sections[id - 1];
  unsigned power = 0;
  (void)o;
  switch (e->kind) {
  case SECTION_REMOVE_RELOCS: return coff_edit_remove_relocs(b, id);
  case SECTION_FLAGS: return coff_edit_section_flags(b, id, e->means);
  case SECTION_ALIGN:
    while ((uint64_t)1 << power < e->value)
      power++;
    return coff_build_align(b, id, power) ||
           coff_fail(b->ctx, (struct coff_place){b->name, NULL, COFF_NOWHERE},
                     "%s has no alignment of 2^%u for sections", b->target->name, power);
  case SECTION_VMA:
  case SECTION_ADDRESS: return coff_edit_move(b, id, moved(e, s->header.vaddr));
  case SECTION_LMA:
    if (!b->target->virtual_size)
      s->header.paddr = moved(e, s->header.paddr);
    return true;
  default: return true;
  }
}

static bool change_all(struct objcopy *o, struct coff_build *b)
{
  for (uint32_t i = 0; i < o->nsections; i++) {
    struct section_edit *e = &o->sections[i];
    bool each = e->kind == SECTION_REMOVE_RELOCS || e->kind == SECTION_FLAGS ||
                e->kind == SECTION_ALIGN || e->kind >= SECTION_VMA;
    for (uint32_t id = 1; each && id <= b->nsections; id++) {
      if (b->sections[id - 1].dropped || b->sections[id - 1].overflow_of != 0 ||
          !name_fits(b->sections[id - 1].name, e->name))
        continue;
      e->used = true;
      if (!change(o, b, e, id))
        return false;
    }
    if (e->kind == SECTION_UPDATE && !update(b, e))
      return false;
  }
  return true;
}

static bool move_all(struct objcopy *o, struct coff_build *b)
{
  for (uint32_t id = 1; o->addresses.is && id <= b->nsections; id++)
    if (!b->sections[id - 1].dropped &&
        !coff_edit_move(b, id, b->sections[id - 1].header.vaddr + o->addresses.value))
      return false;
  return true;
}

// ---- Names ------------------------------------------------------------------------------------

static bool prefix(struct coff_build *b, struct coff_build_section *s, const char *with)
{
  size_t n = strlen(with);
  char *p = (char *)coff_build_bytes(b, n + s->name.size + 1);
  if (p == NULL)
    return false;
  memcpy(p, with, n);
  if (s->name.size != 0)
    memcpy(p + n, s->name.data, s->name.size);
  s->name = (struct coff_str){p, n + s->name.size};
  return true;
}

static bool is_allocated(const struct coff_build *b, const struct coff_build_section *s)
{
  struct coff_section from;
  return s->from == 0 || (coff_section_get(b->from, s->from, &from) &&
                          (gnu_section_flags(b->from, &from) & GNU_ALLOC) != 0);
}

// Section symbols are called as their sections are.
static void rename_symbols(struct coff_build *b, uint32_t id, struct coff_str old)
{
  for (uint32_t i = 0; i < b->nsymbols; i++) {
    struct coff_build_symbol *s = &b->symbols[i];
    if (s->native.scnum == (int32_t)id && coff_edit_is_section_symbol(b, s) &&
        s->name.size == old.size && memcmp(s->name.data, old.data, old.size) == 0)
      s->name = b->sections[id - 1].name;
  }
}

static bool rename_section(struct objcopy *o, struct coff_build *b, uint32_t id)
{
  struct coff_build_section *s = &b->sections[id - 1];
  struct coff_str old = s->name;
  for (uint32_t i = 0; i < o->nsections; i++) {
    struct section_edit *e = &o->sections[i];
    if (e->kind != SECTION_RENAME || !name_fits(old, e->name))
      continue;
    e->used = true;
    s->name = str(e->argument);
    if (e->has_flags && !coff_edit_section_flags(b, id, e->means))
      return false;
    break;
  }
  if (o->prefix_sections != NULL && !prefix(b, s, o->prefix_sections))
    return false;
  if (o->prefix_alloc != NULL && is_allocated(b, s) && !prefix(b, s, o->prefix_alloc))
    return false;
  if (s->name.data == old.data)
    return true;
  if (!coff_build_own_symbols(b))
    return false;
  rename_symbols(b, id, old);
  return true;
}

static bool rename_all(struct objcopy *o, struct coff_build *b)
{
  if (!has_edit(o, SECTION_RENAME) && o->prefix_sections == NULL && o->prefix_alloc == NULL)
    return true;
  for (uint32_t id = 1; id <= b->nsections; id++)
    if (!b->sections[id - 1].dropped && b->sections[id - 1].overflow_of == 0 &&
        !rename_section(o, b, id))
      return false;
  return true;
}

// ---- All --------------------------------------------------------------------------------------

// The file says what is not debug information, and does not hold it.
static bool keep_debug(struct coff_build *b)
{
  for (uint32_t id = 1; id <= b->nsections; id++) {
    struct coff_build_section *s = &b->sections[id - 1];
    if (s->dropped || s->npieces == 0 || is_debug_section(b, id))
      continue;
    uint64_t size = s->header.size, paddr = s->header.paddr;
    if (!coff_build_set_contents(b, id, (struct coff_view){NULL, 0, 0}) ||
        !coff_edit_remove_relocs(b, id))
      return false;
    s->header.size = b->target->virtual_size ? 0 : size;
    s->header.paddr = paddr == 0 && b->target->virtual_size ? size : paddr;
  }
  return true;
}

static bool add_all(struct objcopy *o, struct coff_build *b)
{
  for (uint32_t i = 0; i < o->nsections; i++)
    if (o->sections[i].kind == SECTION_ADD && !add(b, &o->sections[i]))
      return false;
  return true;
}

// Groups of as many bytes as --reverse-bytes says, the other way round.
static bool reverse(struct objcopy *o, struct coff_build *b)
{
  size_t n = (size_t)o->reverse.value;
  for (uint32_t id = 1; id <= b->nsections; id++) {
    const struct coff_build_section *s = &b->sections[id - 1];
    struct coff_view v = s->npieces == 1 ? s->pieces[0] : (struct coff_view){0};
    if (s->dropped || v.size == 0)
      continue;
    if (v.size % n != 0)
      return coff_fail(b->ctx, (struct coff_place){b->name, NULL, COFF_NOWHERE},
                       "--reverse-bytes: the size of section %.*s is no multiple of %zu",
                       (int)(s->name.size < 200 ? s->name.size : 200), s->name.data, n);
    uint8_t *p = coff_build_bytes(b, (size_t)v.size);
    for (size_t i = 0; p != NULL && i < v.size; i++)
      p[i] = v.data[i - i % n + (n - 1 - i % n)];
    struct coff_scnhdr header = s->header;
    if (p == NULL || !coff_build_set_contents(b, id, (struct coff_view){p, v.size, 0}))
      return false;
    b->sections[id - 1].header = header;
  }
  return true;
}

static void warn_of_unused(const struct objcopy *o, const struct coff_build *b)
{
  for (uint32_t i = 0; i < o->nsections && !o->no_warnings; i++)
    if (o->sections[i].kind >= SECTION_VMA && !o->sections[i].used)
      coff_report(b->ctx, COFF_WARNING, (struct coff_place){b->name, NULL, COFF_NOWHERE},
                  "no section is called %s, so none is moved", o->sections[i].name);
}

// New sections get the flags and alignment that options name for them, too.
bool edit_sections(struct objcopy *o, struct coff_build *b)
{
  if (!dump_sections(o, b))
    return false;
  choose(o, b);
  if (!coff_edit_follow_sections(b))
    return false;
  if (o->strip == STRIP_BUT_DEBUG && !keep_debug(b))
    return false;
  if (o->decompress && !edit_compression(o, b, false))
    return false;
  if (!add_all(o, b) || !change_all(o, b) || !move_all(o, b) || !rename_all(o, b))
    return false;
  warn_of_unused(o, b);
  bool raw = o->output_target != NULL && is_raw_format(o->output_target); // does it itself
  if (o->reverse.is && o->reverse.value > 1 && !raw && !reverse(o, b))
    return false;
  return !o->compress || edit_compression(o, b, true);
}
