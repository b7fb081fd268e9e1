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

struct unit {
  uint64_t key;
  uint32_t part, nparts; // in parts
  uint32_t edge, nedges; // in edges: the units that its references lead to
};

// Units order[first] to [first + n - 1] are a class.
struct range {
  uint32_t first, n;
};

struct item {
  uint64_t key;
  uint32_t unit;
};

struct folding {
  struct coff_link *ld;
  struct coff_link_taken taken;
  struct unit *units;
  uint32_t nunits;
  uint32_t *parts; // atoms
  uint32_t nparts;
  uint32_t *part_of; // by atom: number in parts, plus 1; 0: of no unit
  uint8_t *fixed;    // by atom: begins no unit
  uint32_t *unit_of; // by part
  uint32_t *edges;
  uint32_t *class_of; // by unit
  uint32_t nclasses;
  uint32_t *order;
  struct range *ranges; // classes of more than one unit
  uint32_t nranges;
  struct item *items; // of the class that is looked at
  uint8_t *differs;   // by unit: from the first of its class
};

// ---- Units --------------------------------------------------------------------------------------

static bool is_left_out(const struct coff_atom *a)
{
  return a->state != 0 || (a->flags & (COFF_SEC_DISCARD | COFF_SEC_DEBUG | COFF_SEC_INFO)) != 0;
}

static bool is_taken(const struct folding *f, uint32_t atom)
{
  return f->taken.atoms != NULL && f->taken.atoms[atom] != 0;
}

// Tables and lists whose places mean something, what is for the start-up code, and what goes with its file.
static bool has_a_place(const struct coff_link *ld, const struct coff_atom *a)
{
  return (coff_link_layout_how(ld, a->name) & ~(unsigned)COFF_LAYOUT_BY_NAME) != 0;
}

// Code; and constants that could as well be elsewhere, for whoever compiled them says so.
static bool begins_unit(const struct folding *f, uint32_t atom)
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

static void add_part(struct folding *f, uint32_t atom)
{
  f->unit_of[f->nparts] = f->nunits;
  f->parts[f->nparts++] = atom;
  f->part_of[atom] = f->nparts;
}

// What a function table says of code that is no COMDAT is nobody's yet, and concerns only that code.
static void add_described(struct folding *f, uint32_t table)
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
static bool add_follower(struct folding *f, uint32_t atom)
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
static bool add_followers(struct folding *f, uint32_t atom)
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

static void add_unit(struct folding *f, uint32_t atom)
{
  struct unit *u = &f->units[f->nunits];
  *u = (struct unit){.part = f->nparts};
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
static void keep_described(struct folding *f, uint32_t table)
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

static void find_units(struct folding *f)
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

static struct aim aim_of(const struct folding *f, const struct coff_link_file *file,
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

static uint64_t mix(uint64_t key, uint64_t v)
{
  key = (key ^ v) * 0x9e3779b97f4a7c15;
  return key ^ key >> 32;
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
static uint64_t key_of_part(struct folding *f, struct unit *u, uint64_t key, uint32_t atom)
{
  const struct coff_atom *a = &f->ld->atoms[atom];
  struct coff_link_relocs c;
  const struct coff_reloc *r;
  key = mix(mix(mix(key, a->size), a->data_size), flags_of(a));
  if (a->data_size != 0)
    key = mix(key, XXH3_64bits(a->data, (size_t)a->data_size));
  coff_link_relocs_open(f->ld, a, &c);
  while ((r = coff_link_relocs_next(&c)) != NULL) {
    struct aim aim = aim_of(f, c.file, r);
    key = mix(key, r->vaddr << 8 ^ r->type);
    key = mix(key, aim.place ^ (uint64_t)aim.of << 32 ^ (uint64_t)aim.kind << 60);
    if (aim.kind == TO_UNIT)
      f->edges[u->edge + u->nedges++] = aim.unit;
  }
  return key;
}

static void key_piece(void *user, uint32_t piece)
{
  struct folding *f = user;
  uint32_t end = (piece + 1) * PIECE < f->nunits ? (piece + 1) * PIECE : f->nunits;
  for (uint32_t i = piece * PIECE; i < end; i++) {
    struct unit *u = &f->units[i];
    u->key = u->nparts;
    for (uint32_t k = 0; k < u->nparts; k++)
      u->key = key_of_part(f, u, u->key, f->parts[u->part + k]);
  }
}

static bool same_aims(const struct folding *f, const struct aim *a, const struct aim *b)
{
  return a->kind == b->kind && a->of == b->of && a->place == b->place &&
         (a->kind != TO_UNIT || f->class_of[a->unit] == f->class_of[b->unit]);
}

static bool same_relocs(const struct folding *f, const struct coff_atom *a,
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

static bool same_parts(const struct folding *f, const struct coff_atom *a,
                       const struct coff_atom *b)
{
  return a->size == b->size && a->data_size == b->data_size && a->nrelocs == b->nrelocs &&
         flags_of(a) == flags_of(b) && coff_link_same(group_of(a->name), group_of(b->name)) &&
         (a->data_size == 0 || memcmp(a->data, b->data, (size_t)a->data_size) == 0) &&
         same_relocs(f, a, b);
}

static bool same_units(const struct folding *f, uint32_t a, uint32_t b)
{
  const struct unit *x = &f->units[a], *y = &f->units[b];
  bool same = x->nparts == y->nparts;
  for (uint32_t i = 0; i < x->nparts && same; i++)
    same =
        same_parts(f, &f->ld->atoms[f->parts[x->part + i]], &f->ld->atoms[f->parts[y->part + i]]);
  return same;
}

// ---- Classes ----------------------------------------------------------------------------------------

static bool note_range(struct folding *f, uint32_t first, uint32_t n)
{
  if (n > 1)
    f->ranges[f->nranges++] = (struct range){first, n};
  return n > 1;
}

// Classes of what has the same key, numbered as they come.
static bool classify(struct folding *f)
{
  uint32_t nslots = 2;
  while (nslots < f->nunits * 2)
    nslots *= 2;
  uint32_t *slots = coff_alloc_array(f->ld->ctx, nslots, sizeof *slots); // unit + 1
  uint32_t *ends = coff_alloc_array(f->ld->ctx, f->nunits, sizeof *ends);
  bool ok = slots != NULL && ends != NULL;
  for (uint32_t i = 0; i < f->nunits && ok; i++) {
    uint32_t at = (uint32_t)f->units[i].key & (nslots - 1);
    while (slots[at] != 0 && f->units[slots[at] - 1].key != f->units[i].key)
      at = (at + 1) & (nslots - 1);
    if (slots[at] == 0)
      f->class_of[i] = f->nclasses++;
    else
      f->class_of[i] = f->class_of[slots[at] - 1];
    slots[at] = slots[at] == 0 ? i + 1 : slots[at];
    ends[f->class_of[i]]++;
  }
  for (uint32_t i = 0, sum = 0; i < f->nclasses && ok; i++) {
    note_range(f, sum, ends[i]);
    sum += ends[i];
    ends[i] = sum - ends[i];
  }
  for (uint32_t i = 0; i < f->nunits && ok; i++)
    f->order[ends[f->class_of[i]]++] = i;
  coff_free(f->ld->ctx, slots);
  coff_free(f->ld->ctx, ends);
  return ok || coff_link_out_of_memory(f->ld);
}

static int by_key(const void *x, const void *y)
{
  const struct item *a = x, *b = y;
  if (a->key != b->key)
    return a->key < b->key ? -1 : 1;
  return a->unit < b->unit ? -1 : a->unit > b->unit;
}

// True if the class that range I is falls apart: its parts are classes of their own.
static bool split(struct folding *f, uint32_t i)
{
  struct range r = f->ranges[i];
  bool apart = false;
  for (uint32_t k = 0; k < r.n; k++) {
    const struct unit *u = &f->units[f->order[r.first + k]];
    uint64_t key = u->nedges;
    for (uint32_t e = 0; e < u->nedges; e++)
      key = mix(key, f->class_of[f->edges[u->edge + e]]);
    f->items[k] = (struct item){key, f->order[r.first + k]};
    apart = apart || key != f->items[0].key;
  }
  if (!apart)
    return false;
  qsort(f->items, r.n, sizeof *f->items, by_key);
  uint32_t start = 0;
  for (uint32_t k = 0; k < r.n; k++) {
    f->order[r.first + k] = f->items[k].unit;
    if (k != 0 && f->items[k].key != f->items[k - 1].key) {
      note_range(f, r.first + start, k - start);
      start = k;
      f->nclasses++;
    }
    if (start != 0)
      f->class_of[f->items[k].unit] = f->nclasses - 1;
  }
  f->ranges[i] = (struct range){r.first + start, r.n - start};
  return true;
}

// A split is seen at once by classes that are looked at later; those that are not, on the way back.
static void refine(struct folding *f)
{
  bool changed = true;
  for (bool back = false; changed; back = !back) {
    uint32_t n = f->nranges, left = 0;
    changed = false;
    for (uint32_t i = 0; i < n; i++)
      changed = split(f, back ? n - 1 - i : i) || changed;
    for (uint32_t i = 0; i < f->nranges; i++)
      if (f->ranges[i].n > 1)
        f->ranges[left++] = f->ranges[i];
    f->nranges = left;
  }
}

// ---- Making sure ------------------------------------------------------------------------------------

static void compare_range(void *user, uint32_t item)
{
  struct folding *f = user;
  const uint32_t *units = f->order + f->ranges[item].first;
  for (uint32_t i = 1; i < f->ranges[item].n; i++)
    f->differs[units[i]] = !same_units(f, units[0], units[i]);
}

// True if something was taken out.
static bool take_out(struct folding *f)
{
  bool any = false;
  for (uint32_t i = 0; i < f->nranges; i++) {
    struct range *r = &f->ranges[i];
    uint32_t n = 0;
    for (uint32_t k = 0; k < r->n; k++) {
      uint32_t unit = f->order[r->first + k];
      if (f->differs[unit] != 0)
        f->class_of[unit] = f->nclasses++;
      else
        f->order[r->first + n++] = unit;
    }
    any = any || n != r->n;
    r->n = n;
  }
  return any;
}

static void make_sure(struct folding *f)
{
  do {
    refine(f);
    memset(f->differs, 0, f->nunits);
    coff_pool_run(coff_link_threads(f->ld, f->nranges / PIECE), f->nranges, compare_range, f);
  } while (take_out(f));
}

// ---- Folding ----------------------------------------------------------------------------------------

static void print(const struct coff_link *ld, const char *what, uint32_t atom)
{
  const struct coff_atom *a = &ld->atoms[atom];
  struct coff_str file = ld->files[a->file].name;
  coff_link_print(ld, "%s %.*s:(%.*s)", what, (int)file.size, file.data, (int)a->name.size,
                  a->name.data);
}

static void fold(struct folding *f, const struct unit *to, const struct unit *from)
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
static bool fold_all(struct folding *f)
{
  struct coff_link *ld = f->ld;
  uint32_t *range_at = coff_alloc_array(ld->ctx, f->nunits, sizeof *range_at); // by first unit
  ld->folded = coff_link_bytes(ld, ld->natoms * sizeof *ld->folded);
  bool ok = range_at != NULL && ld->folded != NULL;
  for (uint32_t i = 0; i < f->nranges && ok; i++)
    range_at[f->order[f->ranges[i].first]] = i + 1;
  for (uint32_t i = 0; i < f->nunits && ok; i++) {
    if (range_at[i] == 0)
      continue;
    struct range r = f->ranges[range_at[i] - 1];
    if (ld->opt->print_icf_sections && r.n > 1)
      print(ld, "selected section", f->parts[f->units[i].part]);
    for (uint32_t k = 1; k < r.n; k++)
      fold(f, &f->units[i], &f->units[f->order[r.first + k]]);
  }
  ld->nfolded = ok ? ld->natoms : 0;
  coff_free(ld->ctx, range_at);
  return ok || coff_link_out_of_memory(ld);
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

static bool get_room_for_units(struct folding *f)
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

static bool get_room_for_classes(struct folding *f)
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
  f->ranges = coff_alloc_array(ctx, n, sizeof *f->ranges);
  f->items = coff_alloc_array(ctx, n, sizeof *f->items);
  f->differs = coff_alloc(ctx, n);
  return (f->edges != NULL && f->class_of != NULL && f->order != NULL && f->ranges != NULL &&
          f->items != NULL && f->differs != NULL) ||
         coff_link_out_of_memory(f->ld);
}

static void release(struct folding *f)
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
  coff_free(ctx, f->ranges);
  coff_free(ctx, f->items);
  coff_free(ctx, f->differs);
}

// Where fields hold addresses of the object, what is the same does not look the same.
void coff_link_fold(struct coff_link *ld)
{
  struct folding f = {.ld = ld};
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
      if (classify(&f)) {
        make_sure(&f);
        fold_all(&f);
      }
    }
  }
  release(&f);
}
