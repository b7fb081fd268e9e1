// What an object says: its sections become atoms, its symbols references and a list of the global ones.
//
// Skip it unless a section or a symbol of an input is taken for what it is not.
//
// Looks at one file and writes to what is that file's alone, so many may be parsed at once.
//
// PE specification, section 5.5.6: the first symbol of a COMDAT section is its section symbol, the next one
// its leader. What has no leader goes with its parent (associative), or, as GNU as writes unwind data, with
// the section of the file whose name has the same tail (.xdata$f goes with .text$f).
#include "base/alloc.h"
#include "base/hash.h"
#include "coff/format-pe.h"
#include "link/scan.h"
#include "object/file.h"
#include <inttypes.h>
#include <string.h>

enum { FIRST_GLOBALS = 64, LEADER_TO_COME = 0 };

struct reader {
  struct coff_link *ld;
  struct coff_link_file *in; // its place in link->files: nothing adds a file meanwhile
  const struct coff_file *file;
  struct coff_link_parsed *parsed;
  uint32_t id;        // of the file
  uint8_t *ungrouped; // by section: its section symbol has come, its leader has not
};

// ---- Sections ---------------------------------------------------------------------------------

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
  r->in->nlined += s->nlnno != 0;
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
    ok = read_section(r, &s, &r->ld->atoms[r->in->first_atom + i]) && ok;
  }
  return ok;
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

// Code that leads a group, by its tail: SLOTS is a table of NSLOTS section numbers. Compilers list function tables
// in the order of the functions, so the one found last, and the next one, are tried first.
struct leaders {
  uint32_t *slots, *sections; // SECTIONS: indices, in their order
  uint32_t nslots, n, last;
};

static struct coff_str tail_at(const struct reader *r, uint32_t section)
{
  return tail_of(r->ld->atoms[r->in->first_atom + section].name);
}

static bool find_leaders(struct reader *r, struct leaders *l)
{
  l->sections = coff_alloc_array(r->ld->ctx, r->in->natoms, sizeof *l->sections);
  if (l->sections == NULL)
    return coff_link_out_of_memory(r->ld);
  for (uint32_t i = 0; i < r->in->natoms; i++) {
    const struct coff_atom *a = &r->ld->atoms[r->in->first_atom + i];
    if (a->leader != COFF_NO_ID && (a->flags & COFF_SEC_CODE) != 0)
      l->sections[l->n++] = i;
  }
  return true;
}

static bool index_leaders(struct reader *r, struct leaders *l)
{
  l->nslots = 2;
  while (l->nslots < l->n * 2)
    l->nslots *= 2;
  l->slots = coff_alloc_array(r->ld->ctx, l->nslots, sizeof *l->slots);
  if (l->slots == NULL)
    return coff_link_out_of_memory(r->ld);
  for (uint32_t i = 0; i < l->n; i++) {
    struct coff_str tail = tail_at(r, l->sections[i]);
    uint32_t at = coff_hash(tail.data, tail.size) & (l->nslots - 1);
    while (l->slots[at] != 0)
      at = (at + 1) & (l->nslots - 1);
    l->slots[at] = i + 1;
  }
  return true;
}

static uint32_t look_up(struct reader *r, struct leaders *l, struct coff_str tail)
{
  if (l->slots == NULL && !index_leaders(r, l))
    return COFF_NO_ID;
  uint32_t at = coff_hash(tail.data, tail.size) & (l->nslots - 1);
  while (l->slots[at] != 0 && !coff_link_same(tail_at(r, l->sections[l->slots[at] - 1]), tail))
    at = (at + 1) & (l->nslots - 1);
  return l->slots[at] == 0 ? COFF_NO_ID : l->slots[at] - 1;
}

static void join_group(struct reader *r, struct leaders *l, uint32_t section)
{
  struct coff_str tail = tail_at(r, section);
  uint32_t found = COFF_NO_ID;
  if (tail.size == 0)
    return;
  for (uint32_t i = l->last; i < l->n && i < l->last + 2 && found == COFF_NO_ID; i++)
    if (coff_link_same(tail_at(r, l->sections[i]), tail))
      found = i;
  if (found == COFF_NO_ID)
    found = look_up(r, l, tail);
  if (found == COFF_NO_ID)
    return;
  l->last = found;
  follow(r->ld, r->in->first_atom + section, r->in->first_atom + l->sections[found]);
}

static bool join_groups(struct reader *r)
{
  struct leaders l = {0};
  bool ok = true;
  for (uint32_t i = 0; i < r->in->natoms && ok; i++) {
    if (r->ungrouped[i] == 0)
      continue;
    ok = l.sections != NULL || find_leaders(r, &l);
    if (ok)
      join_group(r, &l, i);
  }
  coff_free(r->ld->ctx, l.sections);
  coff_free(r->ld->ctx, l.slots);
  return ok;
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

// PE specification, section 5.5.3: the symbol that is taken if nothing defines this one, and where that is looked for.
static void read_default(const struct reader *r, const struct coff_link_scan *s,
                         struct coff_link_symbol *symbol)
{
  struct coff_auxent a;
  if (!coff_auxent_read(r->file, s->index, &s->native, 0, &a) ||
      a.field[COFF_AUX_TAGNDX] >= r->in->nrefs)
    return;
  symbol->fallback = (uint32_t)a.field[COFF_AUX_TAGNDX];
  symbol->searched = a.field[COFF_AUX_CHARACTERISTICS] == IMAGE_WEAK_EXTERN_SEARCH_LIBRARY;
}

static void describe(struct reader *r, const struct coff_link_scan *s, struct coff_link_global *g)
{
  static const uint8_t states[] = {
      [COFF_ENTRY_UNDEFINED] = COFF_LINK_UNDEFINED, [COFF_ENTRY_WEAK] = COFF_LINK_WEAK,
      [COFF_ENTRY_COMMON] = COFF_LINK_COMMON,       [COFF_ENTRY_ABSOLUTE] = COFF_LINK_ABSOLUTE,
      [COFF_ENTRY_DEFINED] = COFF_LINK_DEFINED,
  };
  g->symbol = (struct coff_link_symbol){.value = s->value,
                                        .atom = COFF_NO_ID,
                                        .file = r->id,
                                        .index = (uint32_t)s->index,
                                        .fallback = COFF_REF_NONE,
                                        .state = states[s->kind],
                                        .weak = s->weak};
  if (s->kind == COFF_ENTRY_UNDEFINED && s->weak)
    g->symbol.state = COFF_LINK_WEAK;
  if (s->kind == COFF_ENTRY_WEAK)
    read_default(r, s, &g->symbol);
  if (s->kind == COFF_ENTRY_DEFINED)
    g->symbol.atom = r->in->first_atom + (uint32_t)s->native.scnum - 1;
}

static bool fail_symbol(const struct reader *r, const struct coff_link_scan *s, const char *problem)
{
  return coff_link_fail(r->ld, coff_file_place(r->file, coff_syment_offset(r->file, s->index)),
                        "symbol %" PRIu64 " %s", s->index, problem);
}

static struct coff_link_global *add_global(struct reader *r)
{
  struct coff_link_parsed *p = r->parsed;
  if (p->nglobals == p->room) {
    uint32_t room = p->room == 0 ? FIRST_GLOBALS : p->room * 2;
    struct coff_link_global *grown =
        coff_realloc(r->ld->ctx, p->globals, (size_t)room * sizeof *grown);
    if (grown == NULL) {
      coff_link_out_of_memory(r->ld);
      return NULL;
    }
    p->globals = grown;
    p->room = room;
  }
  return &p->globals[p->nglobals++];
}

static bool read_global(struct reader *r, const struct coff_link_scan *s)
{
  struct coff_str name;
  if (s->kind == COFF_ENTRY_DEBUG || s->kind == COFF_ENTRY_FILE)
    return true;
  if (s->kind == COFF_ENTRY_DEFINED && !is_in_section(r, s))
    return fail_symbol(r, s, "is in a section that does not exist");
  if (!coff_link_scan_name(s, &name))
    return fail_symbol(r, s, "has a name that lies outside of the string table");
  struct coff_link_global *g = add_global(r);
  if (g == NULL)
    return false;
  describe(r, s, g);
  g->symbol.name = name;
  g->symbol.hash = coff_link_hash(name);
  g->leads = g->symbol.atom != COFF_NO_ID && r->ungrouped[s->native.scnum - 1] != 0;
  if (g->leads) { // whose id is not known yet
    r->ungrouped[s->native.scnum - 1] = 0;
    r->ld->atoms[g->symbol.atom].leader = LEADER_TO_COME;
  }
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
  return join_groups(r);
}

// ---- The object -------------------------------------------------------------------------------

bool coff_link_parse(struct coff_link *ld, uint32_t file, struct coff_link_parsed *p)
{
  struct reader r = {.ld = ld, .in = &ld->files[file], .parsed = p, .id = file};
  r.file = r.in->file;
  r.ungrouped = coff_alloc(ld->ctx, r.in->natoms);
  bool ok = r.ungrouped != NULL || coff_link_out_of_memory(ld);
  ok = ok && read_sections(&r) && read_symbols(&r);
  coff_free(ld->ctx, r.ungrouped);
  return ok;
}
