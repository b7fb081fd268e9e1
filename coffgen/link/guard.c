// Tables that the load configuration leads to: control flow guard, SafeSEH.
//
// Skip it unless such a table lists too much or too little.
//
// Nothing is done unless it is asked for, or, of SafeSEH, an object refers to the table. An object that was compiled
// for a table lists what belongs there; of one that was not, every function counts that any relocation leads to.
// Tables are sorted by address, so their sizes are known before their contents are.
#include "link/guard.h"
#include "base/alloc.h"
#include "coff/format-pe.h"
#include "coff/format-sysv.h"
#include "link/scan.h"
#include <stdlib.h>
#include <string.h>

enum { INDEX = 4, RVA = 4, TYPE_SHIFT = 4, TYPE_MASK = 3 };

struct place {
  uint32_t atom;
  uint64_t offset;
};

struct coff_link_guard {
  struct place *places; // sorted while they are collected, without address
  uint32_t n, room;
  uint32_t atom; // of the table, or COFF_NO_ID
};

struct collecting {
  struct coff_link *ld;
  struct coff_link_guard *tables; // by enum coff_guard_kind
  bool wanted[COFF_GUARD_KINDS];
};

// ---- Symbols ------------------------------------------------------------------------------------

void coff_link_want_load_config(struct coff_link *ld)
{
  const struct coff_link_guards *g = ld->defaults->guards;
  char prefix[2] = {ld->target->leading_char, 0};
  struct coff_str name;
  if (g != NULL && ld->opt->kind != COFF_LINK_OBJECT &&
      coff_link_join(ld, prefix, coff_link_str(g->config), "", &name))
    coff_link_want(ld, name);
}

// The symbol, if some object refers to it and none defines it.
static struct coff_link_symbol *find_missing(struct coff_link *ld, const char *name)
{
  uint32_t id = coff_link_find_c(ld, name);
  struct coff_link_symbol *s = id == COFF_NO_ID ? NULL : &ld->symbols[id];
  return s != NULL && coff_link_is_missing(s) ? s : NULL;
}

static void define(struct coff_link *ld, const char *name)
{
  struct coff_link_symbol *s = find_missing(ld, name);
  if (s == NULL)
    return;
  *s = (struct coff_link_symbol){.name = s->name,
                                 .hash = s->hash,
                                 .atom = COFF_NO_ID,
                                 .index = COFF_REF_NONE,
                                 .fallback = COFF_REF_NONE,
                                 .state = COFF_LINK_ABSOLUTE,
                                 .used = true};
}

void coff_link_define_guards(struct coff_link *ld)
{
  const struct coff_link_guards *g = ld->defaults->guards;
  if (g == NULL)
    return;
  for (unsigned i = 0; i < COFF_GUARD_KINDS; i++) {
    define(ld, g->tables[i].table);
    define(ld, g->tables[i].count);
  }
  define(ld, g->flags);
  for (const char *const *s = g->zeroes; *s != NULL; s++)
    define(ld, *s);
}

// One that was defined here, or NULL.
static struct coff_link_symbol *find_own(struct coff_link *ld, const char *name)
{
  uint32_t id = coff_link_find_c(ld, name);
  struct coff_link_symbol *s = id == COFF_NO_ID ? NULL : &ld->symbols[id];
  return s != NULL && s->file == 0 && s->state == COFF_LINK_ABSOLUTE ? s : NULL;
}

// ---- What belongs into a table --------------------------------------------------------------------

static void add(struct collecting *c, enum coff_guard_kind kind, uint32_t atom, uint64_t offset)
{
  struct coff_link_guard *t = &c->tables[kind];
  if (atom != COFF_NO_ID && atom < c->ld->nfolded && c->ld->folded[atom] != 0)
    atom = c->ld->folded[atom]; // which stands for it
  if (atom == COFF_NO_ID || (c->ld->atoms[atom].state & COFF_ATOM_GONE) != 0)
    return;
  atom = coff_link_stands_for(c->ld, atom);
  struct place *grown = coff_link_grow(c->ld, t->places, t->n, 1, &t->room, sizeof *grown);
  if (grown == NULL)
    return;
  t->places = grown;
  t->places[t->n++] = (struct place){atom, offset};
}

static void add_target(struct collecting *c, enum coff_guard_kind kind, struct coff_link_target to)
{
  if (to.atom != COFF_NO_ID && !to.missing)
    add(c, kind, to.atom, to.address - c->ld->atoms[to.atom].address);
}

// Whether what a reference leads to is a function, by the symbol that defines it. What the linker makes in a section with
// code is a jump to an import.
static bool is_function(const struct coff_link *ld, const struct coff_link_file *f, uint64_t index,
                        uint32_t atom)
{
  uint32_t ref = coff_link_ref(f, (uint32_t)index);
  struct coff_syment s;
  if ((ld->atoms[atom].flags & COFF_SEC_EXEC) == 0)
    return false;
  if (ld->atoms[atom].file == 0)
    return true;
  if ((ref & COFF_REF_LOCAL) == 0) {
    f = &ld->files[ld->symbols[ref].file];
    index = ld->symbols[ref].index;
  }
  return f->file != NULL && index < f->nrefs && coff_syment_read(f->file, index, 1, &s) == 1 &&
         (s.type >> TYPE_SHIFT & TYPE_MASK) == DT_FCN;
}

// Every function that a relocation of ATOM leads to.
static void add_relocated(struct collecting *c, uint32_t atom)
{
  struct coff_link *ld = c->ld;
  const struct coff_link_image *image = ld->image->link_image;
  bool calls = image != NULL && image->safe_seh;
  struct coff_link_relocs relocs;
  const struct coff_reloc *r;
  coff_link_relocs_open(ld, &ld->atoms[atom], &relocs);
  while ((r = coff_link_relocs_next(&relocs)) != NULL) {
    const struct coff_howto *h = calls ? coff_link_howto(ld, r) : NULL;
    if (h != NULL && h->calc == COFF_CALC_PC)
      continue;
    struct coff_link_target to = coff_link_locate(ld, relocs.file, r->symndx);
    if (to.atom != COFF_NO_ID && !to.missing && is_function(ld, relocs.file, r->symndx, to.atom))
      add_target(c, COFF_GUARD_FUNCTIONS, to);
  }
}

static void add_listed(struct collecting *c, enum coff_guard_kind kind, uint32_t atom)
{
  struct coff_link *ld = c->ld;
  const struct coff_atom *a = &ld->atoms[atom];
  const struct coff_link_file *f = &ld->files[a->file];
  if (a->data_size % INDEX != 0)
    coff_link_warn(ld, coff_link_in(ld, a->file),
                   "%.*s: not a list of symbols: its size is no multiple of 4", (int)a->name.size,
                   a->name.data);
  for (uint64_t i = 0; i + INDEX <= a->data_size; i += INDEX) {
    uint32_t index = (uint32_t)coff_load(a->data + i, INDEX, f->target->data_order);
    if (index >= f->nrefs)
      coff_link_warn(ld, coff_link_in(ld, a->file), "%.*s: there is no symbol %u",
                     (int)a->name.size, a->name.data, (unsigned)index);
    else
      add_target(c, kind, coff_link_locate(ld, f, index));
  }
}

static uint32_t features_of(const struct coff_link *ld, uint32_t file)
{
  struct coff_link_scan s = coff_link_scan(ld, &ld->files[file]);
  struct coff_str name;
  while (coff_link_scan_next(&s))
    if (s.kind == COFF_ENTRY_ABSOLUTE && coff_link_scan_name(&s, &name) &&
        coff_link_is(name, ld->defaults->guards->features))
      return (uint32_t)s.value;
  return 0;
}

static bool is_object(const struct coff_link_file *f)
{
  return f->file != NULL && f->refs != NULL && f->natoms != 0;
}

static void add_file(struct collecting *c, uint32_t file)
{
  struct coff_link *ld = c->ld;
  const struct coff_link_file *f = &ld->files[file];
  const struct coff_guard_table *tables = ld->defaults->guards->tables;
  uint32_t features = features_of(ld, file);
  bool unlisted =
      c->wanted[COFF_GUARD_FUNCTIONS] && (features & tables[COFF_GUARD_FUNCTIONS].feature) == 0;
  for (uint32_t i = f->first_atom; i < f->first_atom + f->natoms; i++) {
    const struct coff_atom *a = &ld->atoms[i];
    if (unlisted && a->nrelocs != 0 && a->state == 0)
      add_relocated(c, i);
    if (a->name.size == 0 || a->data_size == 0 || (a->state & COFF_ATOM_DISCARDED) != 0)
      continue;
    for (unsigned k = 0; k < COFF_GUARD_KINDS; k++)
      if (c->wanted[k] && (features & tables[k].feature) != 0 &&
          coff_link_is(a->name, tables[k].section))
        add_listed(c, (enum coff_guard_kind)k, i);
  }
}

// A delayed import whose entry is in the table begins as a pointer to its stub.
static void add_stubs(struct collecting *c)
{
  struct coff_link *ld = c->ld;
  const struct coff_link_guard *t = &c->tables[COFF_GUARD_IMPORTS];
  for (uint32_t i = 0; i < ld->nimports && ld->ndelayed != 0; i++) {
    const struct coff_link_import *m = &ld->imports[i];
    for (uint32_t k = 0; k < t->n && m->delayed != 0; k++)
      if (t->places[k].atom == ld->symbols[m->pointer].atom) {
        add(c, COFF_GUARD_FUNCTIONS, m->thunk, ld->target->delay_code->stub_later);
        break;
      }
  }
}

// What others than objects call: the start, and exports.
static void add_outside(struct collecting *c)
{
  struct coff_link *ld = c->ld;
  for (uint32_t i = 0; i <= ld->nexports; i++) {
    uint32_t id = i < ld->nexports ? ld->exports[i].symbol : ld->entry;
    struct coff_link_target to = {.missing = true};
    if (id != COFF_NO_ID)
      to = coff_link_locate_symbol(ld, id);
    if (!to.missing && to.atom != COFF_NO_ID && (ld->atoms[to.atom].flags & COFF_SEC_EXEC) != 0)
      add_target(c, COFF_GUARD_FUNCTIONS, to);
  }
}

// ---- Tables -------------------------------------------------------------------------------------

static int by_place(const void *a, const void *b)
{
  const struct place *x = a, *y = b;
  if (x->atom != y->atom)
    return x->atom < y->atom ? -1 : 1;
  return (x->offset > y->offset) - (x->offset < y->offset);
}

static void drop_copies(struct coff_link_guard *t)
{
  uint32_t n = 0;
  if (t->n != 0)
    qsort(t->places, t->n, sizeof *t->places, by_place);
  for (uint32_t i = 0; i < t->n; i++)
    if (n == 0 || by_place(&t->places[n - 1], &t->places[i]) != 0)
      t->places[n++] = t->places[i];
  t->n = n;
}

static void make_table(struct coff_link *ld, enum coff_guard_kind kind, struct coff_link_guard *t)
{
  const struct coff_guard_table *d = &ld->defaults->guards->tables[kind];
  struct coff_link_symbol *table = find_own(ld, d->table), *count = find_own(ld, d->count);
  drop_copies(t);
  if (t->n == 0)
    return;
  size_t size = (size_t)t->n * d->entry;
  const uint8_t *bytes = coff_link_bytes(ld, size);
  if (bytes == NULL)
    return;
  t->atom = coff_link_add_atom(ld, coff_link_str(".rdata"), COFF_SEC_DATA | COFF_SEC_READ, bytes,
                               size, 2);
  if (count != NULL)
    count->value = t->n;
  if (table == NULL || t->atom == COFF_NO_ID)
    return;
  table->state = COFF_LINK_DEFINED;
  table->atom = t->atom;
}

static void align_functions(struct coff_link *ld, const struct coff_link_guard *t)
{
  uint8_t power = ld->defaults->guards->align_power;
  for (uint32_t i = 0; i < t->n; i++)
    if (ld->atoms[t->places[i].atom].align_power < power)
      ld->atoms[t->places[i].atom].align_power = power;
}

// ---- What is asked for ----------------------------------------------------------------------------

static bool has_config(struct coff_link *ld)
{
  uint32_t id = coff_link_find_c(ld, ld->defaults->guards->config);
  return id != COFF_NO_ID && ld->symbols[id].state == COFF_LINK_DEFINED;
}

// Whether each object lists its handlers of exceptions.
static bool is_safe(struct coff_link *ld)
{
  const struct coff_guard_table *t = &ld->defaults->guards->tables[COFF_GUARD_SAFESEH];
  bool said = ld->opt->dll.safe_seh == COFF_LINK_YES;
  for (uint32_t i = 1; i < ld->nfiles; i++) {
    if (!is_object(&ld->files[i]) || (features_of(ld, i) & t->feature) != 0)
      continue;
    if (said)
      coff_link_fail(ld, coff_link_in(ld, i), "--safeseh: the object does not list its handlers");
    return false;
  }
  return true;
}

static void choose_tables(struct collecting *c)
{
  struct coff_link *ld = c->ld;
  const struct coff_link_dll_options *o = &ld->opt->dll;
  const struct coff_link_image *image = ld->image->link_image;
  bool has_handlers = image != NULL && image->safe_seh;
  c->wanted[COFF_GUARD_FUNCTIONS] = c->wanted[COFF_GUARD_IMPORTS] = o->guard;
  c->wanted[COFF_GUARD_JUMPS] = o->guard && o->guard_longjmp != COFF_LINK_NO;
  c->wanted[COFF_GUARD_EH] = o->guard_eh;
  if (has_handlers && o->safe_seh != COFF_LINK_NO)
    c->wanted[COFF_GUARD_SAFESEH] =
        (o->safe_seh == COFF_LINK_YES ||
         find_own(ld, ld->defaults->guards->tables[COFF_GUARD_SAFESEH].table) != NULL) &&
        is_safe(ld);
  if (o->guard && !has_config(ld))
    coff_link_warn(ld, coff_link_at(ld->opt->output),
                   "--guard-cf has no effect: nothing defines %s, the load configuration",
                   ld->defaults->guards->config);
}

static void set_flags(struct collecting *c)
{
  struct coff_link *ld = c->ld;
  const struct coff_link_guards *g = ld->defaults->guards;
  struct coff_link_symbol *flags = find_own(ld, g->flags);
  uint32_t value = g->flags_on;
  for (unsigned i = 0; i < COFF_GUARD_KINDS; i++)
    value |= c->wanted[i] ? g->tables[i].flag : 0;
  if (flags != NULL && (ld->opt->dll.guard || ld->opt->dll.guard_eh))
    flags->value = value;
  if (ld->opt->dll.guard || ld->opt->dll.guard_eh)
    ld->characteristics |= IMAGE_DLLCHARACTERISTICS_GUARD_CF;
  // Without handlers, or without a place that says where they are listed, none may be called.
  if (c->wanted[COFF_GUARD_SAFESEH] && (c->tables[COFF_GUARD_SAFESEH].n == 0 || !has_config(ld)))
    ld->characteristics |= IMAGE_DLLCHARACTERISTICS_NO_SEH;
}

void coff_link_make_guards(struct coff_link *ld)
{
  struct collecting c = {.ld = ld};
  bool any = false;
  if (ld->defaults->guards == NULL)
    return;
  choose_tables(&c);
  for (unsigned i = 0; i < COFF_GUARD_KINDS; i++)
    any = any || c.wanted[i];
  c.tables = any ? coff_link_bytes(ld, COFF_GUARD_KINDS * sizeof *c.tables) : NULL;
  if (c.tables == NULL)
    return;
  ld->guard = c.tables;
  for (uint32_t i = 1; i < ld->nfiles; i++)
    if (is_object(&ld->files[i]))
      add_file(&c, i);
  if (c.wanted[COFF_GUARD_FUNCTIONS]) {
    add_outside(&c);
    add_stubs(&c);
  }
  for (unsigned i = 0; i < COFF_GUARD_KINDS; i++) {
    c.tables[i].atom = COFF_NO_ID;
    make_table(ld, (enum coff_guard_kind)i, &c.tables[i]);
  }
  align_functions(ld, &c.tables[COFF_GUARD_FUNCTIONS]);
  set_flags(&c);
}

// ---- Contents -----------------------------------------------------------------------------------

static int by_number(const void *a, const void *b)
{
  const uint64_t *x = a, *y = b;
  return (*x > *y) - (*x < *y);
}

static void fill(struct coff_link *ld, const struct coff_link_guard *t, unsigned entry)
{
  uint64_t *all = coff_alloc_array(ld->ctx, t->n, sizeof *all);
  uint8_t *bytes = (uint8_t *)(uintptr_t)ld->atoms[t->atom].data; // made by make_table
  if (all == NULL) {
    coff_link_out_of_memory(ld);
    return;
  }
  for (uint32_t i = 0; i < t->n; i++)
    all[i] = ld->atoms[t->places[i].atom].address + t->places[i].offset - ld->image_base;
  qsort(all, t->n, sizeof *all, by_number);
  for (uint32_t i = 0; i < t->n; i++)
    coff_store(bytes + (size_t)i * entry, RVA, ld->image->data_order, all[i]);
  coff_free(ld->ctx, all);
}

void coff_link_fill_guards(struct coff_link *ld)
{
  for (unsigned i = 0; i < COFF_GUARD_KINDS && ld->guard != NULL; i++) {
    if (ld->guard[i].atom != COFF_NO_ID)
      fill(ld, &ld->guard[i], ld->defaults->guards->tables[i].entry);
  }
}

void coff_link_release_guards(struct coff_link *ld)
{
  for (unsigned i = 0; i < COFF_GUARD_KINDS && ld->guard != NULL; i++)
    coff_free(ld->ctx, ld->guard[i].places);
}
