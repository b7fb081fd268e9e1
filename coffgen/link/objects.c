// An object: its sections become atoms, its symbols references, its options are noted.
//
// Skip it unless a section or a symbol of an input is taken for what it is not.
//
// PE specification, section 5.5.6: the first symbol of a COMDAT section is its section symbol, the next one
// its leader. What has no leader goes with its parent (associative), or, as GNU as writes unwind data, with
// the section of the file whose name has the same tail (.xdata$f goes with .text$f).
#include "base/alloc.h"
#include "codec/names.h"
#include "coff/debug.h"
#include "coff/format-pe.h"
#include "link/link.h"
#include "object/file.h"
#include <inttypes.h>
#include <string.h>

struct reader {
  struct coff_link *ld;
  struct coff_link_file *in; // its place in link->files: nothing adds a file meanwhile
  const struct coff_file *file;
  uint32_t id;        // of the file
  uint8_t *ungrouped; // by section: its section symbol has come, its leader has not
};

// ---- Sections ---------------------------------------------------------------------------------

static bool add_atoms(struct coff_link *ld, uint32_t n)
{
  struct coff_atom *grown =
      coff_link_grow(ld, ld->atoms, ld->natoms, n, &ld->room_atoms, sizeof *grown);
  if (grown == NULL)
    return false;
  ld->atoms = grown;
  memset(grown + ld->natoms, 0, (size_t)n * sizeof *grown);
  for (uint32_t i = ld->natoms; i < ld->natoms + n; i++) {
    struct coff_atom *a = &grown[i];
    a->out = a->parent = a->first_follower = a->next_follower = a->leader = COFF_NO_ID;
  }
  ld->natoms += n;
  return true;
}

uint32_t coff_link_add_atom(struct coff_link *ld, struct coff_str name, uint32_t flags,
                            const uint8_t *data, uint64_t size, uint8_t align_power)
{
  if (!add_atoms(ld, 1))
    return COFF_NO_ID;
  struct coff_atom *a = &ld->atoms[ld->natoms - 1];
  a->name = name;
  a->flags = flags;
  a->data = data;
  a->size = a->capacity = size;
  a->data_size = data == NULL ? 0 : size;
  a->align_power = align_power;
  a->keep = true;
  return ld->natoms - 1;
}

static bool read_section(struct reader *r, const struct coff_section *s, struct coff_atom *a)
{
  struct coff_view contents;
  struct coff_reloc_table relocs;
  if (!coff_section_contents(r->file, s, &contents) || !coff_section_relocs(r->file, s, &relocs))
    return false;
  a->name = s->name;
  a->file = r->id;
  a->section = s->number;
  a->flags = s->flags;
  a->align_power = s->align_power;
  a->data = contents.data;
  a->data_size = contents.size;
  a->size = a->capacity = s->memory_size > contents.size ? s->memory_size : contents.size;
  a->relocs = relocs.bytes.data;
  a->nrelocs = (uint32_t)relocs.count;
  if ((s->flags & COFF_SEC_REMOVE) != 0)
    a->state |= COFF_ATOM_REMOVED;
  if (relocs.count > UINT32_MAX)
    return coff_link_fail(r->ld, coff_file_place(r->file, s->header_offset),
                          "section %" PRIu32 " has %" PRIu64 " relocations", s->number,
                          relocs.count);
  return true;
}

static bool read_sections(struct reader *r)
{
  struct coff_section s;
  bool ok = true;
  for (uint32_t i = 0; i < r->in->natoms; i++) {
    coff_section_get(r->file, i + 1, &s);
    if (!read_section(r, &s, &r->ld->atoms[r->in->first_atom + i])) {
      r->ld->errors++;
      ok = false;
    }
  }
  return ok;
}

static bool read_directives(struct reader *r)
{
  for (uint32_t i = 0; i < r->in->natoms; i++) {
    const struct coff_atom *a = &r->ld->atoms[r->in->first_atom + i];
    // GNU as gives this section no flag that says what it is.
    if ((a->flags & (COFF_SEC_CODE | COFF_SEC_BSS | COFF_SEC_COMDAT)) != 0 ||
        coff_target_special_section(r->in->target, a->name) != COFF_SPECIAL_DIRECTIVES)
      continue;
    struct coff_section s;
    struct coff_view v;
    coff_section_get(r->file, i + 1, &s);
    if (coff_section_contents(r->file, &s, &v))
      coff_link_directives(r->ld, r->id, v);
  }
  return r->ld->errors == 0;
}

// ---- COMDAT groups ----------------------------------------------------------------------------

static void follow(struct coff_link *ld, uint32_t atom, uint32_t parent)
{
  struct coff_atom *a = &ld->atoms[atom], *p = &ld->atoms[parent];
  if (atom == parent || a->parent != COFF_NO_ID)
    return;
  a->parent = parent;
  a->next_follower = p->first_follower;
  p->first_follower = atom;
  if (p->state != 0)
    coff_link_discard(ld, atom, (enum coff_atom_state)p->state);
}

static uint64_t aux_field(const struct reader *r, const struct coff_link_scan *s,
                          enum coff_aux_id id)
{
  const struct coff_aux_layout *l = r->in->section_aux;
  const uint8_t *p = coff_syment_bytes(r->file, s->index + 1);
  uint64_t v = 0;
  for (const struct coff_aux_item *i = l->items; i < l->items + l->nitems && p != NULL; i++)
    if (i->id == id)
      v |= coff_load(p + i->at, i->width, r->in->target->order) << i->shift;
  return v;
}

static void begin_group(struct reader *r, const struct coff_link_scan *s)
{
  uint32_t atom = r->in->first_atom + (uint32_t)s->native.scnum - 1;
  struct coff_atom *a = &r->ld->atoms[atom];
  if ((a->flags & COFF_SEC_COMDAT) == 0 || a->selection != 0 || s->native.numaux == 0 ||
      r->in->section_aux == NULL)
    return;
  a->selection = (uint8_t)aux_field(r, s, COFF_AUX_SELECTION);
  if (a->selection != IMAGE_COMDAT_SELECT_ASSOCIATIVE) {
    r->ungrouped[s->native.scnum - 1] = 1;
    return;
  }
  uint64_t parent = aux_field(r, s, COFF_AUX_ASSOCIATED);
  if (parent == 0 || parent > r->in->natoms)
    coff_link_fail(r->ld, coff_file_place(r->file, coff_syment_offset(r->file, s->index)),
                   "section %" PRId32 " is associated with section %" PRIu64
                   ", which does not exist",
                   s->native.scnum, parent);
  else
    follow(r->ld, atom, r->in->first_atom + (uint32_t)parent - 1);
}

// Behind the first part of a name: "$f" of ".text$f".
static struct coff_str tail_of(struct coff_str name)
{
  size_t i = 1;
  while (i < name.size && name.data[i] != '$' && name.data[i] != '.')
    i++;
  return i < name.size ? (struct coff_str){name.data + i, name.size - i} : (struct coff_str){"", 0};
}

// Sections of a group stand together: nobody looks further than this.
enum { NEAR = 16 };

static bool leads(const struct reader *r, uint32_t section, struct coff_str tail)
{
  const struct coff_atom *a = &r->ld->atoms[r->in->first_atom + section];
  return a->leader != COFF_NO_ID && (a->flags & COFF_SEC_CODE) != 0 &&
         coff_link_same(tail_of(a->name), tail);
}

static void join_group(struct reader *r, uint32_t section)
{
  struct coff_str tail = tail_of(r->ld->atoms[r->in->first_atom + section].name);
  for (uint32_t d = 1; d <= NEAR && tail.size != 0; d++) {
    uint32_t other = COFF_NO_ID;
    if (d <= section && leads(r, section - d, tail))
      other = section - d;
    else if (section + d < r->in->natoms && leads(r, section + d, tail))
      other = section + d;
    if (other == COFF_NO_ID)
      continue;
    follow(r->ld, r->in->first_atom + section, r->in->first_atom + other);
    return;
  }
}

static void join_groups(struct reader *r)
{
  for (uint32_t i = 0; i < r->in->natoms; i++)
    if (r->ungrouped[i] != 0)
      join_group(r, i);
}

// ---- Symbols ----------------------------------------------------------------------------------

static bool is_in_section(const struct reader *r, const struct coff_link_scan *s)
{
  return s->native.scnum > 0 && (uint32_t)s->native.scnum <= r->in->natoms;
}

static uint32_t local_ref(const struct reader *r, const struct coff_link_scan *s)
{
  if (is_in_section(r, s))
    return COFF_REF_LOCAL | (uint32_t)s->native.scnum;
  return s->native.scnum == -1 ? COFF_REF_LOCAL : COFF_REF_NONE;
}

// PE specification, section 5.5.3: the symbol that is taken if nothing defines this one.
static uint32_t default_of(const struct reader *r, const struct coff_link_scan *s)
{
  struct coff_auxent a;
  if (!coff_auxent_read(r->file, s->index, &s->native, 0, &a) ||
      a.field[COFF_AUX_TAGNDX] >= r->in->nrefs)
    return COFF_REF_NONE;
  return (uint32_t)a.field[COFF_AUX_TAGNDX];
}

static void describe(struct reader *r, const struct coff_link_scan *s, struct coff_link_symbol *new)
{
  static const uint8_t states[] = {
      [COFF_ENTRY_UNDEFINED] = COFF_LINK_UNDEFINED, [COFF_ENTRY_WEAK] = COFF_LINK_WEAK,
      [COFF_ENTRY_COMMON] = COFF_LINK_COMMON,       [COFF_ENTRY_ABSOLUTE] = COFF_LINK_ABSOLUTE,
      [COFF_ENTRY_DEFINED] = COFF_LINK_DEFINED,
  };
  *new = (struct coff_link_symbol){.value = s->value,
                                   .atom = COFF_NO_ID,
                                   .file = r->id,
                                   .index = (uint32_t)s->index,
                                   .fallback = COFF_REF_NONE,
                                   .state = states[s->kind],
                                   .weak = s->weak};
  if (s->kind == COFF_ENTRY_UNDEFINED && s->weak)
    new->state = COFF_LINK_WEAK;
  if (s->kind == COFF_ENTRY_WEAK)
    new->fallback = default_of(r, s);
  if (s->kind == COFF_ENTRY_DEFINED)
    new->atom = r->in->first_atom + (uint32_t)s->native.scnum - 1;
}

static bool fail_symbol(const struct reader *r, const struct coff_link_scan *s, const char *problem)
{
  return coff_link_fail(r->ld, coff_file_place(r->file, coff_syment_offset(r->file, s->index)),
                        "symbol %" PRIu64 " %s", s->index, problem);
}

static bool read_global(struct reader *r, const struct coff_link_scan *s)
{
  struct coff_str name;
  struct coff_link_symbol new;
  if (s->kind == COFF_ENTRY_DEBUG || s->kind == COFF_ENTRY_FILE)
    return true;
  if (s->kind == COFF_ENTRY_DEFINED && !is_in_section(r, s))
    return fail_symbol(r, s, "is in a section that does not exist");
  if (!coff_link_scan_name(s, &name))
    return fail_symbol(r, s, "has a name that lies outside of the string table");
  describe(r, s, &new);
  if (r->ld->opt->nwraps != 0 && new.state <= COFF_LINK_WEAK)
    coff_link_wrap(r->ld, &name);
  if (r->ld->opt->traced.n != 0)
    coff_link_trace_symbol(r->ld, r->id, name, &new);
  uint32_t id = coff_link_intern(r->ld, name);
  if (id == COFF_NO_ID)
    return false;
  r->in->refs[s->index] = id;
  if (new.atom != COFF_NO_ID && r->ungrouped[s->native.scnum - 1] != 0) {
    r->ungrouped[s->native.scnum - 1] = 0;
    r->ld->atoms[new.atom].leader = id;
  }
  coff_link_resolve(r->ld, id, &new);
  return true;
}

static void read_local(struct reader *r, const struct coff_link_scan *s)
{
  r->in->refs[s->index] = local_ref(r, s);
  if (s->kind == COFF_ENTRY_DEFINED && s->value == 0 && is_in_section(r, s))
    begin_group(r, s);
}

static bool read_symbols(struct reader *r)
{
  struct coff_link_scan s = coff_link_scan(r->ld, r->in);
  memset(r->in->refs, 0xff, (size_t)r->in->nrefs * sizeof *r->in->refs); // COFF_REF_NONE
  while (coff_link_scan_next(&s)) {
    if (!s.global)
      read_local(r, &s);
    else if (!read_global(r, &s))
      return false;
  }
  join_groups(r);
  return true;
}

// The layout of a section symbol's auxiliary entry.
static const struct coff_aux_layout *section_aux_of(const struct coff_target *t)
{
  const struct coff_aux_rule *rule = t->records->aux_rules;
  while (rule != NULL && rule->layout != NULL && rule->layout->form != COFF_AUX_SECTION)
    rule++;
  return rule == NULL ? NULL : rule->layout;
}

// ---- The object -------------------------------------------------------------------------------

// The first object says what is linked.
static bool agree(struct coff_link *ld, const struct coff_link_file *in)
{
  const struct coff_target *t = coff_file_target(in->file);
  if (coff_file_kind(in->file) != COFF_KIND_OBJECT)
    return coff_link_fail(ld, coff_file_place(in->file, COFF_NOWHERE),
                          "%s is no object to be linked", t->name);
  if (ld->target == NULL && !coff_link_choose_target(ld, t))
    return false;
  if (t == ld->target || (t->image_target != NULL && ld->target->image_target != NULL &&
                          strcmp(t->image_target, ld->target->image_target) == 0))
    return true;
  return coff_link_fail(ld, coff_file_place(in->file, COFF_NOWHERE),
                        "the object is of %s, those before it are of %s", t->name,
                        ld->target->name);
}

static bool read_all(struct reader *r)
{
  return read_sections(r) && read_directives(r) && read_symbols(r);
}

bool coff_link_add_object(struct coff_link *ld, const struct coff_link_file *file)
{
  struct coff_link_file *grown =
      coff_link_grow(ld, ld->files, ld->nfiles, 1, &ld->room_files, sizeof *grown);
  if (grown == NULL) {
    coff_member_close(file->from, &((struct coff_link_file *)(uintptr_t)file)->opened);
    return false;
  }
  ld->files = grown;
  struct reader r = {.ld = ld, .in = &ld->files[ld->nfiles], .file = file->file, .id = ld->nfiles};
  *r.in = *file;
  ld->nfiles++;
  if (coff_file_kind(file->file) == COFF_KIND_IMPORT)
    return coff_link_add_short_import(ld, r.id);
  if (!agree(ld, file))
    return false;
  uint64_t n = coff_syment_count(file->file);
  r.in->target = coff_file_target(file->file);
  r.in->section_aux = section_aux_of(r.in->target);
  if (r.in->target->records->symbolic == NULL && r.in->target->records->syment->value.width != 0)
    r.in->symbols = coff_syment_bytes(file->file, 0);
  r.in->first_atom = ld->natoms;
  r.in->natoms = coff_section_count(file->file);
  if (n >= COFF_REF_LOCAL)
    return coff_link_fail(ld, coff_file_place(file->file, COFF_NOWHERE), "%" PRIu64 " symbols", n);
  r.in->nrefs = (uint32_t)n;
  r.in->refs = coff_link_bytes(ld, (size_t)n * sizeof *r.in->refs);
  r.ungrouped = coff_alloc(ld->ctx, r.in->natoms);
  bool ok =
      r.in->refs != NULL && r.ungrouped != NULL && add_atoms(ld, r.in->natoms) && read_all(&r);
  coff_free(ld->ctx, r.ungrouped);
  return ok;
}
