// Symbol resolution: which definition counts, and what becomes of the others.
//
// Skip it unless the wrong definition is taken, or one too many is reported.
//
// PE specification, section 5.5.6 (COMDAT selections) and 5.5.3 (weak externals).
#include "base/alloc.h"
#include "coff/format-pe.h"
#include "link/link.h"
#include "object/file.h"
#include <inttypes.h>
#include <string.h>

// ---- Atoms that go ----------------------------------------------------------------------------

// Followers of followers are reached by the list itself: it is flat unless a parent follows another one, and
// no atom is entered twice.
void coff_link_discard(struct coff_link *ld, uint32_t atom, enum coff_atom_state why)
{
  struct coff_atom *a = &ld->atoms[atom];
  uint32_t next = atom;
  if ((a->state & why) == (uint8_t)why)
    return;
  // Depth first, without a stack: down to the first follower, else along, else up to the parent's next.
  while (next != COFF_NO_ID) {
    struct coff_atom *n = &ld->atoms[next];
    bool known = (n->state & why) == (uint8_t)why;
    n->state |= (uint8_t)why;
    if (!known && n->first_follower != COFF_NO_ID) {
      next = n->first_follower;
      continue;
    }
    while (next != atom && ld->atoms[next].next_follower == COFF_NO_ID)
      next = ld->atoms[next].parent;
    next = next == atom ? COFF_NO_ID : ld->atoms[next].next_follower;
  }
}

// ---- COMDAT groups ----------------------------------------------------------------------------

static bool same_contents(const struct coff_atom *a, const struct coff_atom *b)
{
  return a->size == b->size && a->data_size == b->data_size &&
         (a->data_size == 0 || memcmp(a->data, b->data, (size_t)a->data_size) == 0);
}

static void report_copies(struct coff_link *ld, uint32_t symbol, uint32_t atom, const char *what)
{
  const struct coff_link_symbol *s = &ld->symbols[symbol];
  const struct coff_atom *a = &ld->atoms[atom];
  coff_link_fail(ld, coff_link_in(ld, a->file),
                 "%.*s: copies of its section %s; the first is in %.*s", (int)s->name.size,
                 s->name.data, what, (int)ld->files[s->file].name.size,
                 ld->files[s->file].name.data);
}

// The group of OTHER is there already. True if that copy is taken instead of the old one.
static bool replaces(struct coff_link *ld, uint32_t symbol, uint32_t atom)
{
  const struct coff_atom *other = &ld->atoms[atom], *old = &ld->atoms[ld->symbols[symbol].atom];
  // Compilers do not agree on the selection of type information: what one of them does not ask for is not checked.
  if (other->selection != old->selection && other->selection != IMAGE_COMDAT_SELECT_NODUPLICATES &&
      other->selection != IMAGE_COMDAT_SELECT_LARGEST)
    return false;
  switch (other->selection) {
  case IMAGE_COMDAT_SELECT_NODUPLICATES:
    report_copies(ld, symbol, atom, "must not be");
    return false;
  case IMAGE_COMDAT_SELECT_SAME_SIZE:
    if (other->size != old->size)
      report_copies(ld, symbol, atom, "differ in size");
    return false;
  case IMAGE_COMDAT_SELECT_EXACT_MATCH:
    if (!same_contents(other, old))
      report_copies(ld, symbol, atom, "differ in their contents");
    return false;
  case IMAGE_COMDAT_SELECT_LARGEST: return other->size > old->size;
  default: return false; // ANY; NEWEST is said of nothing that linkers know the age of
  }
}

static bool is_leader(const struct coff_link *ld, uint32_t symbol, uint32_t atom)
{
  return atom != COFF_NO_ID && ld->atoms[atom].leader == symbol;
}

// ---- Definitions ------------------------------------------------------------------------------

static void take_over(struct coff_link_symbol *s, const struct coff_link_symbol *other)
{
  s->value = other->value;
  s->atom = other->atom;
  s->file = other->file;
  s->index = other->index;
  s->fallback = other->fallback;
  s->state = other->state;
  s->weak = other->weak;
}

static void place_of(const struct coff_link *ld, const struct coff_link_symbol *s, char *text,
                     size_t room)
{
  if (s->atom != COFF_NO_ID)
    coff_link_where(ld, s->atom, s->value, text, room);
  else
    coff_link_shown(ld, coff_link_str("absolute"), text, room);
}

static void report_twice(struct coff_link *ld, const struct coff_link_symbol *s,
                         const struct coff_link_symbol *other)
{
  char name[COFF_LINK_NAME], here[COFF_LINK_NAME], first[COFF_LINK_NAME];
  if (ld->opt->allow_multiple_definition)
    return;
  ld->duplicates++;
  if (ld->opt->error_limit != 0 && ld->duplicates > ld->opt->error_limit) {
    ld->errors++;
    return;
  }
  place_of(ld, other, here, sizeof here);
  place_of(ld, s, first, sizeof first);
  coff_link_fail(ld, coff_link_in(ld, other->file),
                 "%s: multiple definition of '%s'; the first is in %.*s: %s", here,
                 coff_link_shown(ld, s->name, name, sizeof name), (int)ld->files[s->file].name.size,
                 ld->files[s->file].name.data, first);
}

// Both are definitions.
static void choose(struct coff_link *ld, uint32_t symbol, const struct coff_link_symbol *other)
{
  struct coff_link_symbol *s = &ld->symbols[symbol];
  bool leads = is_leader(ld, symbol, other->atom);
  if (leads && is_leader(ld, symbol, s->atom)) {
    bool replace = replaces(ld, symbol, other->atom);
    coff_link_discard(ld, replace ? s->atom : other->atom, COFF_ATOM_DISCARDED);
    if (replace)
      take_over(s, other);
    return;
  }
  // Others in a group that is not taken are the ones in the group that is.
  if (other->atom != COFF_NO_ID && (ld->atoms[other->atom].state & COFF_ATOM_DISCARDED) != 0)
    return;
  if (s->atom != COFF_NO_ID && (ld->atoms[s->atom].state & COFF_ATOM_DISCARDED) != 0) {
    take_over(s, other);
    return;
  }
  if (other->state == COFF_LINK_ABSOLUTE && s->state == COFF_LINK_ABSOLUTE &&
      other->value == s->value)
    return;
  if (s->weak && !other->weak)
    take_over(s, other);
  else if (!other->weak)
    report_twice(ld, s, other);
}

static void grow_common(struct coff_link_symbol *s, const struct coff_link_symbol *other)
{
  if (other->value <= s->value)
    return;
  uint8_t align = s->align_power;
  take_over(s, other);
  s->align_power = align;
}

// Two of one name, of which one at least is common.
static void warn_of_common(struct coff_link *ld, const struct coff_link_symbol *s,
                           const struct coff_link_symbol *other)
{
  char name[COFF_LINK_NAME];
  struct coff_str first = ld->files[s->file].name;
  struct coff_place at = coff_link_in(ld, other->file);
  coff_link_shown(ld, s->name, name, sizeof name);
  if (s->state != COFF_LINK_COMMON)
    coff_link_warn(ld, at, "common symbol '%s' gives way to the definition in %.*s", name,
                   (int)first.size, first.data);
  else if (other->state != COFF_LINK_COMMON)
    coff_link_warn(ld, at, "the definition of '%s' takes the place of the common symbol in %.*s",
                   name, (int)first.size, first.data);
  else
    coff_link_warn(ld, at, "common symbol '%s' of %" PRIu64 " bytes has %" PRIu64 " bytes in %.*s",
                   name, other->value, s->value, (int)first.size, first.data);
}

void coff_link_resolve(struct coff_link *ld, uint32_t symbol, const struct coff_link_symbol *other)
{
  struct coff_link_symbol *s = &ld->symbols[symbol];
  bool old_defines = s->state >= COFF_LINK_ABSOLUTE, defines = other->state >= COFF_LINK_ABSOLUTE;
  bool searched = s->searched || other->searched || s->state == COFF_LINK_UNDEFINED ||
                  other->state == COFF_LINK_UNDEFINED; // who asks without a default asks libraries
  s->used = true;
  if (ld->opt->warn_common && s->state >= COFF_LINK_COMMON && other->state >= COFF_LINK_COMMON &&
      !(old_defines && defines))
    warn_of_common(ld, s, other);
  if (old_defines && defines) {
    choose(ld, symbol, other);
    return;
  }
  if (defines && other->atom != COFF_NO_ID &&
      (ld->atoms[other->atom].state & COFF_ATOM_DISCARDED) != 0) {
    // Its group is not taken, and the one that is has no such symbol: as if it were undefined.
    if (s->state == COFF_LINK_UNKNOWN)
      s->state = COFF_LINK_UNDEFINED;
    return;
  }
  if (s->state == COFF_LINK_COMMON && other->state == COFF_LINK_COMMON)
    grow_common(s, other);
  else if (other->state > s->state)
    take_over(s, other);
  s->searched = searched;
}

uint32_t coff_link_define_at(struct coff_link *ld, const char *name, uint32_t atom, uint64_t offset)
{
  uint32_t id = coff_link_intern(ld, coff_link_str(name));
  if (id == COFF_NO_ID)
    return COFF_NO_ID;
  struct coff_link_symbol *s = &ld->symbols[id];
  s->state = atom == COFF_NO_ID ? COFF_LINK_ABSOLUTE : COFF_LINK_DEFINED;
  s->atom = atom;
  s->value = offset;
  s->file = 0;
  s->index = COFF_REF_NONE;
  s->weak = false;
  return id;
}

// ---- What is left -----------------------------------------------------------------------------

static uint8_t log2_up(uint64_t n)
{
  uint8_t power = 0;
  while (power < 63 && (uint64_t)1 << power < n)
    power++;
  return power;
}

// Without a wish: as its size asks for, as far as the flavour's compilers do.
static void place_common(struct coff_link *ld, uint32_t symbol)
{
  uint8_t most = ld->defaults->common_power;
  struct coff_link_symbol *s = &ld->symbols[symbol];
  uint8_t power = s->align_power;
  if (power == 0)
    power = log2_up(s->value) < most ? log2_up(s->value) : most;
  uint32_t atom =
      coff_link_add_atom(ld, coff_link_str("COMMON"), COFF_SEC_BSS | COFF_SEC_READ | COFF_SEC_WRITE,
                         NULL, s->value, power);
  if (atom == COFF_NO_ID)
    return;
  ld->atoms[atom].keep = false;
  s->state = COFF_LINK_DEFINED;
  s->atom = atom;
  s->value = 0;
}

void coff_link_settle(struct coff_link *ld)
{
  for (uint32_t i = 0; i < ld->nsymbols; i++)
    if (ld->symbols[i].state == COFF_LINK_COMMON)
      place_common(ld, i);
}

// ---- Where a reference leads ------------------------------------------------------------------

enum { FALLBACKS = 32 }; // weak externals that lead to weak externals

struct coff_link_target coff_link_locate_symbol(const struct coff_link *ld, uint32_t symbol)
{
  if (ld->places != NULL)
    return ld->places[symbol];
  for (unsigned i = 0; i < FALLBACKS; i++) {
    const struct coff_link_symbol *s = &ld->symbols[symbol];
    if (s->state == COFF_LINK_ABSOLUTE)
      return (struct coff_link_target){s->value, COFF_NO_ID, false};
    if (s->state == COFF_LINK_DEFINED) {
      const struct coff_atom *a = &ld->atoms[s->atom];
      return (struct coff_link_target){a->address + s->value, s->atom,
                                       (a->state & COFF_ATOM_GONE) != 0};
    }
    if (s->state != COFF_LINK_WEAK || s->fallback == COFF_REF_NONE)
      break;
    const struct coff_link_file *f = &ld->files[s->file];
    uint32_t ref = f->refs[s->fallback];
    if ((ref & COFF_REF_LOCAL) != 0)
      return coff_link_locate(ld, f, s->fallback);
    symbol = ref;
  }
  return (struct coff_link_target){0, COFF_NO_ID, true};
}

// A local symbol's value is in the file.
static uint64_t local_value(const struct coff_link_file *file, uint32_t index)
{
  const struct coff_target *t = file->target;
  const struct coff_syment_layout *l = t->records->syment;
  struct coff_syment s = {0};
  if (file->symbols != NULL)
    return coff_load(file->symbols + (size_t)index * l->size + l->value.at, l->value.width,
                     t->order);
  coff_syment_read(file->file, index, 1, &s);
  return s.value;
}

struct coff_link_target coff_link_locate(const struct coff_link *ld,
                                         const struct coff_link_file *file, uint32_t index)
{
  static const struct coff_link_target none = {0, COFF_NO_ID, true};
  uint32_t ref = coff_link_ref(file, index);
  if ((ref & COFF_REF_LOCAL) == 0)
    return ld->places != NULL ? ld->places[ref] : coff_link_locate_symbol(ld, ref);
  if (ref == COFF_REF_NONE)
    return none;
  uint32_t section = ref & ~COFF_REF_LOCAL;
  uint64_t value = file == ld->files ? 0 : local_value(file, index);
  if (section == 0)
    return (struct coff_link_target){value, COFF_NO_ID, false};
  const struct coff_atom *a = &ld->atoms[file->first_atom + section - 1];
  if (!file->target->section_relative)
    value -= coff_section_address(file->file, section);
  return (struct coff_link_target){a->address + value, file->first_atom + section - 1,
                                   (a->state & COFF_ATOM_GONE) != 0};
}

bool coff_link_settle_places(struct coff_link *ld)
{
  struct coff_link_target *places = coff_alloc_array(ld->ctx, ld->nsymbols, sizeof *places);
  if (places == NULL)
    return coff_link_out_of_memory(ld);
  for (uint32_t i = 0; i < ld->nsymbols; i++)
    places[i] = coff_link_locate_symbol(ld, i);
  ld->places = places;
  return true;
}
