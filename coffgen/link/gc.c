// --gc-sections: what nothing needs is left out.
//
// Skip it unless something is left out that is needed, or the other way round.
//
// Roots are the start-up symbol, symbols asked for and exported, and what the layout keeps. An atom needs what its
// relocations lead to, and its followers. Four kinds of atoms need nothing themselves:
// 1. a function table, or what else describes code, is live if the code is: it follows it, or its file;
// 2. parts of tables that are put together by file (imports) are live if something of their file is;
// 3. debugging information is always there, and says nothing about what is not;
// 4. call frames (.eh_frame) are live with their file and need personality and language data, not the code.
#include "base/alloc.h"
#include "coff/reloc.h"
#include "link/icf.h"
#include <string.h>

enum role { ORDINARY, ROOT, BY_FILE, DESCRIBES, DEBUG };

struct marking {
  struct coff_link *ld;
  uint8_t *role;   // by atom
  uint8_t *marked; // by atom
  uint8_t *files;  // by file: something of it is live
  uint32_t *work;
  uint32_t nwork;
};

static void mark(struct marking *m, uint32_t atom)
{
  if (atom == COFF_NO_ID || m->marked[atom] != 0 || m->ld->atoms[atom].state != 0)
    return;
  m->marked[atom] = 1;
  m->work[m->nwork++] = atom;
}

static void mark_symbol(struct marking *m, uint32_t symbol)
{
  if (symbol != COFF_NO_ID)
    mark(m, coff_link_locate_symbol(m->ld, symbol).atom);
}

static enum role role_of(const struct coff_link *ld, const struct coff_atom *a)
{
  unsigned how = coff_link_layout_how(ld, a->name);
  if (a->file == 0)
    return a->keep ? ROOT : ORDINARY;
  if ((a->flags & (COFF_SEC_DISCARD | COFF_SEC_DEBUG | COFF_SEC_INFO)) != 0)
    return DEBUG;
  if ((how & COFF_LAYOUT_DESCRIBES) != 0)
    return DESCRIBES;
  if ((how & COFF_LAYOUT_BY_FILE) != 0)
    return BY_FILE;
  return (how & COFF_LAYOUT_KEEP) != 0 ? ROOT : ORDINARY;
}

// ---- What an atom leads to ----------------------------------------------------------------------

// Calls VISIT for the atom that each relocation of ATOM leads to.
static void each_target(const struct coff_link *ld, uint32_t atom, void *user,
                        void (*visit)(void *user, uint32_t from, uint32_t to))
{
  struct coff_link_relocs c;
  const struct coff_reloc *r;
  coff_link_relocs_open(ld, &ld->atoms[atom], &c);
  while ((r = coff_link_relocs_next(&c)) != NULL)
    visit(user, atom, coff_link_locate(ld, c.file, r->symndx).atom);
}

static void need(void *user, uint32_t from, uint32_t to)
{
  struct marking *m = user;
  const struct coff_atom *a = m->ld->atoms;
  bool frames = m->role[from] == DESCRIBES && a[from].parent == COFF_NO_ID;
  if (to != COFF_NO_ID &&
      !(frames && a[to].file == a[from].file && (a[to].flags & COFF_SEC_CODE) != 0))
    mark(m, to);
}

// What describes the code of one section alone follows it.
struct described {
  const struct coff_link *ld;
  uint32_t code;
  bool several;
};

static void note_code(void *user, uint32_t from, uint32_t to)
{
  struct described *d = user;
  if (to == COFF_NO_ID || (d->ld->atoms[to].flags & COFF_SEC_CODE) == 0 ||
      d->ld->atoms[to].file != d->ld->atoms[from].file)
    return;
  d->several = d->several || (d->code != COFF_NO_ID && d->code != to);
  d->code = to;
}

static void follow_one(struct coff_link *ld, uint32_t atom)
{
  struct described d = {ld, COFF_NO_ID, false};
  struct coff_atom *a = &ld->atoms[atom];
  if (a->parent != COFF_NO_ID || a->state != 0)
    return;
  each_target(ld, atom, &d, note_code);
  if (d.code == COFF_NO_ID || d.several)
    return;
  a->parent = d.code;
  a->next_follower = ld->atoms[d.code].first_follower;
  ld->atoms[d.code].first_follower = atom;
}

void coff_link_follow_code(struct coff_link *ld)
{
  for (uint32_t i = 1; i < ld->natoms; i++)
    if (ld->atoms[i].nrelocs != 0 && role_of(ld, &ld->atoms[i]) == DESCRIBES)
      follow_one(ld, i);
}

// ---- Marking --------------------------------------------------------------------------------------

static void mark_file(struct marking *m, uint32_t file)
{
  const struct coff_link_file *f = &m->ld->files[file];
  if (m->files[file] != 0)
    return;
  m->files[file] = 1;
  for (uint32_t i = f->first_atom; i < f->first_atom + f->natoms; i++)
    if (m->role[i] == BY_FILE || (m->role[i] == DESCRIBES && m->ld->atoms[i].parent == COFF_NO_ID))
      mark(m, i);
}

static void mark_roots(struct marking *m)
{
  struct coff_link *ld = m->ld;
  for (uint32_t i = 1; i < ld->natoms; i++)
    if (m->role[i] == ROOT && ld->atoms[i].parent == COFF_NO_ID)
      mark(m, i);
  for (uint32_t i = 0; i < ld->nsymbols; i++)
    if (ld->symbols[i].root)
      mark_symbol(m, i);
  mark_symbol(m, ld->entry);
  for (unsigned i = 0; i < ld->defaults->ndir_symbols; i++)
    mark_symbol(m, coff_link_find_c(ld, ld->defaults->dir_symbols[i].name));
}

static void mark_all(struct marking *m)
{
  struct coff_link *ld = m->ld;
  mark_roots(m);
  while (m->nwork != 0) {
    uint32_t atom = m->work[--m->nwork];
    mark_file(m, ld->atoms[atom].file);
    if (m->role[atom] == DEBUG)
      continue;
    each_target(ld, atom, m, need);
    for (uint32_t i = ld->atoms[atom].first_follower; i != COFF_NO_ID;
         i = ld->atoms[i].next_follower)
      mark(m, i);
  }
}

static void sweep(struct marking *m)
{
  struct coff_link *ld = m->ld;
  for (uint32_t i = 1; i < ld->natoms; i++) {
    struct coff_atom *a = &ld->atoms[i];
    if (m->marked[i] != 0 || a->state != 0 || m->role[i] == DEBUG)
      continue;
    a->state |= COFF_ATOM_DEAD;
    if (ld->opt->print_gc_sections)
      coff_link_print(ld, "removing unused section '%.*s' in file '%.*s'", (int)a->name.size,
                      a->name.data, (int)ld->files[a->file].name.size,
                      ld->files[a->file].name.data);
  }
}

void coff_link_mark_live(struct coff_link *ld)
{
  struct marking m = {.ld = ld};
  m.role = coff_alloc(ld->ctx, ld->natoms);
  m.marked = coff_alloc(ld->ctx, ld->natoms);
  m.files = coff_alloc(ld->ctx, ld->nfiles);
  m.work = coff_alloc_array(ld->ctx, ld->natoms, sizeof *m.work);
  if (m.role == NULL || m.marked == NULL || m.files == NULL || m.work == NULL) {
    coff_link_out_of_memory(ld);
  } else {
    for (uint32_t i = 1; i < ld->natoms; i++)
      m.role[i] = (uint8_t)role_of(ld, &ld->atoms[i]);
    for (uint32_t i = 1; i < ld->natoms; i++)
      if (m.role[i] == DESCRIBES)
        follow_one(ld, i);
    mark_all(&m);
    sweep(&m);
  }
  coff_free(ld->ctx, m.role);
  coff_free(ld->ctx, m.marked);
  coff_free(ld->ctx, m.files);
  coff_free(ld->ctx, m.work);
}
