// --icf: sections that are the same in all that matters become one.
//
// Skip it unless two functions are one that should not be, or the other way round.
//
// 1. A unit is a section together with what follows it (unwind data, what is associated): all of it is the same
//    as all of the other unit, or nothing is. Unwind data is never folded by itself.
// 2. Units of the same contents, as far as that does not depend on other units, are a class.
// 3. A class falls apart while references of its units lead to different classes: what is left when nothing
//    changes any more is the coarsest partition in which all is equal. Recursion, also of several functions, needs no rule.
// 4. Keys of 64 bits stand for contents and references until then; in the end, all is compared with the first of its
//    class, byte by byte. What differs after all is taken out, and step 3 goes on.
// 5. The others of a class are where the first one is.
//
// Classes are numbered, and the first ones chosen, by ids alone.
#include "link/icf.h"
#include "base/alloc.h"
#include "base/hash.h"
#include "base/pool.h"
#include <stdlib.h>
#include <string.h>

enum { PIECE = 256 }; // units that are worth a thread's while

// ---- Units --------------------------------------------------------------------------------------

static bool is_left_out(const struct coff_atom *a)
{
  return a->state != 0 || (a->flags & (COFF_SEC_DISCARD | COFF_SEC_DEBUG | COFF_SEC_INFO)) != 0;
}

static bool is_taken(const struct coff_link_folding *f, uint32_t atom)
{
  return f->taken.atoms != NULL && f->taken.atoms[atom] != 0;
}

// Tables and lists whose places mean something, what is for the start-up code, and what goes with its file.
static bool has_a_place(const struct coff_link *ld, const struct coff_atom *a)
{
  return (coff_link_layout_how(ld, a->name) & ~(unsigned)COFF_LAYOUT_BY_NAME) != 0;
}

// Code; and constants that could as well be elsewhere, for whoever compiled them says so.
static bool begins_unit(const struct coff_link_folding *f, uint32_t atom)
{
  const struct coff_link *ld = f->ld;
  const struct coff_atom *a = &ld->atoms[atom];
  bool code = (a->flags & COFF_SEC_CODE) != 0;
  if (is_left_out(a) || a->parent != COFF_NO_ID || a->file == 0 || a->size == 0 ||
      (a->flags & COFF_SEC_WRITE) != 0 || f->fixed[atom] != 0)
    return false;
  if (!code && ((a->flags & COFF_SEC_COMDAT) == 0 || f->taken.files[a->file] == 0))
    return false;
  return !((!code || ld->opt->icf == COFF_LINK_ICF_SAFE) && is_taken(f, atom)) &&
         !has_a_place(ld, a);
}

static void add_part(struct coff_link_folding *f, uint32_t atom)
{
  f->unit_of[f->nparts] = f->nunits;
  f->parts[f->nparts++] = atom;
  f->part_of[atom] = f->nparts;
}

// What a function table says of code that is no COMDAT is nobody's yet, and concerns only that code.
static void add_described(struct coff_link_folding *f, uint32_t table)
{
  const struct coff_atom *atoms = f->ld->atoms;
  struct coff_link_relocs c;
  const struct coff_reloc *r;
  coff_link_relocs_open(f->ld, &atoms[table], &c);
  while ((r = coff_link_relocs_next(&c)) != NULL) {
    uint32_t to = r->is_number ? COFF_NO_ID : coff_link_locate(f->ld, c.file, r->symndx).atom;
    if (to != COFF_NO_ID && f->part_of[to] == 0 && atoms[to].parent == COFF_NO_ID &&
        atoms[to].file == atoms[table].file && !is_left_out(&atoms[to]) &&
        (atoms[to].flags & (COFF_SEC_CODE | COFF_SEC_WRITE | COFF_SEC_COMDAT)) == 0 &&
        !is_taken(f, to) && !has_a_place(f->ld, &atoms[to]))
      add_part(f, to);
  }
}

// False if this follower must stay, and so all of its unit.
static bool add_follower(struct coff_link_folding *f, uint32_t atom)
{
  const struct coff_atom *a = &f->ld->atoms[atom];
  unsigned how = coff_link_layout_how(f->ld, a->name);
  if (is_left_out(a))
    return true;
  if ((a->flags & COFF_SEC_WRITE) != 0 || f->part_of[atom] != 0 || is_taken(f, atom) ||
      (how & (COFF_LAYOUT_KEEP | COFF_LAYOUT_BY_FILE)) != 0)
    return false;
  add_part(f, atom);
  if ((how & COFF_LAYOUT_DESCRIBES) != 0 && (a->flags & COFF_SEC_COMDAT) == 0)
    add_described(f, atom);
  return true;
}

// Depth first: down to the first follower, else along, else up to the parent's next.
static bool add_followers(struct coff_link_folding *f, uint32_t atom)
{
  const struct coff_atom *atoms = f->ld->atoms;
  uint32_t next = atoms[atom].first_follower;
  while (next != COFF_NO_ID) {
    if (!add_follower(f, next))
      return false;
    if (atoms[next].first_follower != COFF_NO_ID) {
      next = atoms[next].first_follower;
      continue;
    }
    while (next != atom && atoms[next].next_follower == COFF_NO_ID)
      next = atoms[next].parent;
    next = next == atom ? COFF_NO_ID : atoms[next].next_follower;
  }
  return true;
}

static void add_unit(struct coff_link_folding *f, uint32_t atom)
{
  struct coff_link_unit *u = &f->units[f->nunits];
  *u = (struct coff_link_unit){.part = f->nparts};
  add_part(f, atom);
  bool whole = add_followers(f, atom);
  u->nparts = f->nparts - u->part;
  if (whole) {
    f->nunits++;
    return;
  }
  while (f->nparts > u->part)
    f->part_of[f->parts[--f->nparts]] = 0;
}

// Code that a table describes together with other code cannot go without the others.
static void keep_described(struct coff_link_folding *f, uint32_t table)
{
  const struct coff_link *ld = f->ld;
  struct coff_link_relocs c;
  const struct coff_reloc *r;
  coff_link_relocs_open(ld, &ld->atoms[table], &c);
  while ((r = coff_link_relocs_next(&c)) != NULL) {
    uint32_t to = r->is_number ? COFF_NO_ID : coff_link_locate(ld, c.file, r->symndx).atom;
    if (to != COFF_NO_ID && (ld->atoms[to].flags & COFF_SEC_CODE) != 0)
      f->fixed[to] = 1;
  }
}

static void find_units(struct coff_link_folding *f)
{
  struct coff_link *ld = f->ld;
  for (uint32_t i = 1; i < ld->natoms; i++) {
    const struct coff_atom *a = &ld->atoms[i];
    if (a->parent == COFF_NO_ID && a->nrelocs != 0 && !is_left_out(a) &&
        (coff_link_layout_how(ld, a->name) & COFF_LAYOUT_DESCRIBES) != 0)
      keep_described(f, i);
  }
  for (uint32_t i = 1; i < ld->natoms; i++)
    if (f->part_of[i] == 0 && begins_unit(f, i))
      add_unit(f, i);
}

// ---- What is the same -----------------------------------------------------------------------------

enum aim_kind { TO_NUMBER, TO_NOTHING, TO_UNDEFINED, TO_ADDRESS, TO_GONE, TO_ATOM, TO_UNIT };

// Where a relocation leads.
struct aim {
  enum aim_kind kind;
  uint32_t of;    // symbol, atom, or number of the part in UNIT
  uint64_t place; // there
  uint32_t unit;
};

static struct aim aim_of(const struct coff_link_folding *f, const struct coff_link_file *file,
                         const struct coff_reloc *r)
{
  if (r->is_number)
    return (struct aim){.kind = TO_NUMBER, .of = r->symndx};
  uint32_t ref = coff_link_ref(file, r->symndx);
  struct coff_link_target to = coff_link_locate(f->ld, file, r->symndx);
  struct aim aim = {.of = to.atom, .place = to.address};
  if (to.atom == COFF_NO_ID) {
    aim.kind = !to.missing ? TO_ADDRESS : ref == COFF_REF_NONE ? TO_NOTHING : TO_UNDEFINED;
    aim.of = to.missing ? ref : 0;
    return aim;
  }
  uint32_t part = f->part_of[to.atom];
  aim.kind = to.missing ? TO_GONE : part == 0 ? TO_ATOM : TO_UNIT;
  if (aim.kind != TO_UNIT)
    return aim;
  aim.unit = f->unit_of[part - 1];
  aim.of = part - 1 - f->units[aim.unit].part;
  return aim;
}

// ".text" of ".text$f".
static struct coff_str group_of(struct coff_str name)
{
  const char *dollar = name.size == 0 ? NULL : memchr(name.data, '$', name.size);
  return dollar == NULL ? name : (struct coff_str){name.data, (size_t)(dollar - name.data)};
}

static uint32_t flags_of(const struct coff_atom *a)
{
  return a->flags & ~(uint32_t)COFF_SEC_COMDAT;
}

// What of a part does not depend on units; notes those that it leads to.
static uint64_t key_of_part(struct coff_link_folding *f, struct coff_link_unit *u, uint64_t key,
                            uint32_t atom)
{
  const struct coff_atom *a = &f->ld->atoms[atom];
  struct coff_link_relocs c;
  const struct coff_reloc *r;
  key = coff_link_mix_key(coff_link_mix_key(coff_link_mix_key(key, a->size), a->data_size),
                          flags_of(a));
  if (a->data_size != 0)
    key = coff_link_mix_key(key, XXH3_64bits(a->data, (size_t)a->data_size));
  coff_link_relocs_open(f->ld, a, &c);
  while ((r = coff_link_relocs_next(&c)) != NULL) {
    struct aim aim = aim_of(f, c.file, r);
    key = coff_link_mix_key(key, r->vaddr << 8 ^ r->type);
    key = coff_link_mix_key(key, aim.place ^ (uint64_t)aim.of << 32 ^ (uint64_t)aim.kind << 60);
    if (aim.kind == TO_UNIT)
      f->edges[u->edge + u->nedges++] = aim.unit;
  }
  return key;
}

static void key_piece(void *user, uint32_t piece)
{
  struct coff_link_folding *f = user;
  uint32_t end = (piece + 1) * PIECE < f->nunits ? (piece + 1) * PIECE : f->nunits;
  for (uint32_t i = piece * PIECE; i < end; i++) {
    struct coff_link_unit *u = &f->units[i];
    u->key = u->nparts;
    for (uint32_t k = 0; k < u->nparts; k++)
      u->key = key_of_part(f, u, u->key, f->parts[u->part + k]);
  }
}

static bool same_aims(const struct coff_link_folding *f, const struct aim *a, const struct aim *b)
{
  return a->kind == b->kind && a->of == b->of && a->place == b->place &&
         (a->kind != TO_UNIT || f->class_of[a->unit] == f->class_of[b->unit]);
}

static bool same_relocs(const struct coff_link_folding *f, const struct coff_atom *a,
                        const struct coff_atom *b)
{
  struct coff_link_relocs ca, cb;
  const struct coff_reloc *ra, *rb;
  coff_link_relocs_open(f->ld, a, &ca);
  coff_link_relocs_open(f->ld, b, &cb);
  while ((ra = coff_link_relocs_next(&ca)) != NULL && (rb = coff_link_relocs_next(&cb)) != NULL) {
    struct aim x = aim_of(f, ca.file, ra), y = aim_of(f, cb.file, rb);
    if (ra->vaddr != rb->vaddr || ra->type != rb->type || ra->offset != rb->offset ||
        ra->rsize != rb->rsize || ra->stuff != rb->stuff || ra->pair != rb->pair ||
        !same_aims(f, &x, &y))
      return false;
  }
  return true;
}

static bool same_parts(const struct coff_link_folding *f, const struct coff_atom *a,
                       const struct coff_atom *b)
{
  return a->size == b->size && a->data_size == b->data_size && a->nrelocs == b->nrelocs &&
         flags_of(a) == flags_of(b) && coff_link_same(group_of(a->name), group_of(b->name)) &&
         (a->data_size == 0 || memcmp(a->data, b->data, (size_t)a->data_size) == 0) &&
         same_relocs(f, a, b);
}

static bool same_units(const struct coff_link_folding *f, uint32_t a, uint32_t b)
{
  const struct coff_link_unit *x = &f->units[a], *y = &f->units[b];
  bool same = x->nparts == y->nparts;
  for (uint32_t i = 0; i < x->nparts && same; i++)
    same =
        same_parts(f, &f->ld->atoms[f->parts[x->part + i]], &f->ld->atoms[f->parts[y->part + i]]);
  return same;
}

// ---- Making sure ------------------------------------------------------------------------------------

static int by_id(const void *x, const void *y)
{
  const uint32_t *a = x, *b = y;
  return *a < *b ? -1 : *a > *b;
}

static void compare_class(void *user, uint32_t item)
{
  struct coff_link_folding *f = user;
  uint32_t *units = f->order + f->classes[item].first, n = f->classes[item].n;
  if (n < 2)
    return;
  qsort(units, n, sizeof *units, by_id);
  for (uint32_t i = 0; i < n; i++)
    f->place[units[i]] = f->classes[item].first + i;
  for (uint32_t i = 1; i < n; i++)
    f->differs[units[i]] = !same_units(f, units[0], units[i]);
}

static void make_sure(struct coff_link_folding *f)
{
  do {
    coff_link_refine(f);
    memset(f->differs, 0, f->nunits);
    coff_pool_run(coff_link_threads(f->ld, f->nunits / PIECE), f->nclasses, compare_class, f);
  } while (coff_link_take_out(f));
}

// ---- Folding ----------------------------------------------------------------------------------------

static void print(const struct coff_link *ld, const char *what, uint32_t atom)
{
  const struct coff_atom *a = &ld->atoms[atom];
  struct coff_str file = ld->files[a->file].name;
  coff_link_print(ld, "%s %.*s:(%.*s)", what, (int)file.size, file.data, (int)a->name.size,
                  a->name.data);
}

static void fold(struct coff_link_folding *f, const struct coff_link_unit *to,
                 const struct coff_link_unit *from)
{
  struct coff_link *ld = f->ld;
  for (uint32_t i = 0; i < from->nparts; i++) {
    uint32_t atom = f->parts[from->part + i], into = f->parts[to->part + i];
    struct coff_atom *a = &ld->atoms[atom], *b = &ld->atoms[into];
    a->state |= COFF_ATOM_FOLDED;
    ld->folded[atom] = into;
    if (b->align_power < a->align_power)
      b->align_power = a->align_power;
  }
  if (ld->opt->print_icf_sections)
    print(ld, "  removing identical section", f->parts[from->part]);
}

// Each class at its first unit, in the order of the inputs.
static bool fold_all(struct coff_link_folding *f)
{
  struct coff_link *ld = f->ld;
  ld->folded = coff_link_bytes(ld, ld->natoms * sizeof *ld->folded);
  if (ld->folded == NULL)
    return false;
  ld->nfolded = ld->natoms;
  for (uint32_t i = 0; i < f->nunits; i++) {
    struct coff_link_class c = f->classes[f->class_of[i]];
    if (c.n == 1 || f->order[c.first] != i)
      continue;
    if (ld->opt->print_icf_sections)
      print(ld, "selected section", f->parts[f->units[i].part]);
    for (uint32_t k = 1; k < c.n; k++)
      fold(f, &f->units[i], &f->units[f->order[c.first + k]]);
  }
  return true;
}

void coff_link_place_folded(struct coff_link *ld)
{
  for (uint32_t i = 0; i < ld->nfolded; i++)
    if (ld->folded[i] != 0) {
      ld->atoms[i].address = ld->atoms[ld->folded[i]].address;
      ld->atoms[i].out = ld->atoms[ld->folded[i]].out;
    }
}

// ---- The pass ---------------------------------------------------------------------------------------

static bool get_room_for_units(struct coff_link_folding *f)
{
  const struct coff_context *ctx = f->ld->ctx;
  uint32_t n = f->ld->natoms;
  f->units = coff_alloc_array(ctx, n, sizeof *f->units);
  f->parts = coff_alloc_array(ctx, n, sizeof *f->parts);
  f->part_of = coff_alloc_array(ctx, n, sizeof *f->part_of);
  f->unit_of = coff_alloc_array(ctx, n, sizeof *f->unit_of);
  f->fixed = coff_alloc(ctx, n);
  return (f->units != NULL && f->parts != NULL && f->part_of != NULL && f->unit_of != NULL &&
          f->fixed != NULL) ||
         coff_link_out_of_memory(f->ld);
}

static bool get_room_for_classes(struct coff_link_folding *f)
{
  const struct coff_context *ctx = f->ld->ctx;
  uint32_t n = f->nunits;
  uint64_t edges = 0;
  for (uint32_t i = 0; i < n; i++) {
    f->units[i].edge = (uint32_t)edges;
    for (uint32_t k = 0; k < f->units[i].nparts; k++)
      edges += f->ld->atoms[f->parts[f->units[i].part + k]].nrelocs;
  }
  f->edges = edges > UINT32_MAX ? NULL : coff_alloc_array(ctx, (size_t)edges, sizeof *f->edges);
  f->class_of = coff_alloc_array(ctx, n, sizeof *f->class_of);
  f->order = coff_alloc_array(ctx, n, sizeof *f->order);
  f->place = coff_alloc_array(ctx, n, sizeof *f->place);
  f->classes = coff_alloc_array(ctx, n, sizeof *f->classes);
  f->work = coff_alloc_array(ctx, n, sizeof *f->work);
  f->starts = coff_alloc_array(ctx, (size_t)n + 1, sizeof *f->starts);
  f->item_of = coff_alloc_array(ctx, n, sizeof *f->item_of);
  f->items = coff_alloc_array(ctx, n, sizeof *f->items);
  f->differs = coff_alloc(ctx, n);
  return (f->edges != NULL && f->class_of != NULL && f->order != NULL && f->place != NULL &&
          f->classes != NULL && f->work != NULL && f->starts != NULL && f->item_of != NULL &&
          f->items != NULL && f->differs != NULL) ||
         coff_link_out_of_memory(f->ld);
}

static void release(struct coff_link_folding *f)
{
  const struct coff_context *ctx = f->ld->ctx;
  coff_link_free_taken(f->ld, &f->taken);
  coff_free(ctx, f->units);
  coff_free(ctx, f->parts);
  coff_free(ctx, f->part_of);
  coff_free(ctx, f->unit_of);
  coff_free(ctx, f->fixed);
  coff_free(ctx, f->edges);
  coff_free(ctx, f->class_of);
  coff_free(ctx, f->order);
  coff_free(ctx, f->place);
  coff_free(ctx, f->classes);
  coff_free(ctx, f->work);
  coff_free(ctx, f->starts);
  coff_free(ctx, f->sources);
  coff_free(ctx, f->item_of);
  coff_free(ctx, f->items);
  coff_free(ctx, f->differs);
}

// Where fields hold addresses of the object, what is the same does not look the same.
void coff_link_fold(struct coff_link *ld)
{
  struct coff_link_folding f = {.ld = ld};
  if (ld->opt->icf == COFF_LINK_ICF_NONE || ld->errors != 0)
    return;
  if (!ld->target->no_addresses || !ld->target->section_relative || ld->target->symbol_in_field)
    return;
  bool safe = ld->opt->icf == COFF_LINK_ICF_SAFE;
  if (coff_link_find_taken(ld, safe, &f.taken) && get_room_for_units(&f)) {
    if (!ld->opt->gc_sections)
      coff_link_follow_code(ld);
    find_units(&f);
    if (get_room_for_classes(&f)) {
      uint32_t pieces = f.nunits / PIECE + 1;
      coff_pool_run(coff_link_threads(ld, pieces), pieces, key_piece, &f);
      if (coff_link_classify(&f)) {
        make_sure(&f);
        fold_all(&f);
      }
    }
  }
  release(&f);
}
