// Branches that do not reach their targets: they go to a piece of code within their reach, which goes on there.
//
// Skip it unless such a branch goes wrong, or a link for ARM takes many rounds.
//
// Once addresses are known, all branches are looked at. For those that do not reach, pieces are put between the
// sections around them, as far on as the branch reaches, so that many branches can share one. That moves what is
// behind, so addresses are assigned again, until all reach. Nothing is taken out again, so this ends. Which piece a
// branch goes to is looked up when it is relocated.
#include "link/thunks.h"
#include "base/alloc.h"
#include "coff/reloc.h"
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ROUNDS = 32, MOST_RELOCS = 3, SLACK = 8 };
// An index that no symbol has: the name is not for the image's symbol table.
enum { UNLISTED = COFF_REF_NONE - 1 };

struct insertion {
  uint32_t place; // in link->order: it goes before this one
  uint32_t atom;
};

struct search {
  struct coff_link *ld;
  const struct coff_link_image *image;
  uint8_t branch[COFF_LINK_HOWTOS];
  uint32_t *last; // by symbol: number of the last piece for it, plus 1
  uint32_t nlast, room_last;
  struct insertion *new;
  uint32_t nnew, room_new;
  const struct coff_link_out *out;
  uint32_t at; // in link->order: the atom that is looked at
};

// How far a branch reaches, backwards and, but for one unit, forwards.
static int64_t reach_of(const struct coff_howto *h)
{
  return (int64_t)1 << (h->bits - 1 + h->rightshift);
}

static bool reaches(const struct coff_howto *h, uint64_t from, uint64_t to, int64_t less)
{
  int64_t d = (int64_t)(to - from - (uint64_t)(int64_t)h->bias), most = reach_of(h) - less;
  return d >= -most && d < most;
}

// ---- Targets ------------------------------------------------------------------------------------

// A symbol for a place that has none, for the relocations of a piece.
static uint32_t name_place(struct coff_link *ld, uint32_t atom, uint64_t offset)
{
  char text[64];
  struct coff_str name;
  snprintf(text, sizeof text, "(%" PRIu32 "+0x%" PRIx64 ")", atom, offset);
  uint32_t id = coff_link_find_text(ld, text);
  if (id != COFF_NO_ID)
    return id;
  if (!coff_link_join(ld, "", coff_link_str(text), "", &name))
    return COFF_NO_ID;
  id = coff_link_define_at(ld, name.data, atom, offset);
  if (id != COFF_NO_ID)
    ld->symbols[id].index = UNLISTED;
  return id;
}

static uint32_t symbol_of(struct search *s, uint32_t ref, struct coff_link_target to,
                          int64_t addend)
{
  uint64_t offset = to.address + (uint64_t)addend - s->ld->atoms[to.atom].address;
  return (ref & COFF_REF_LOCAL) == 0 && addend == 0 ? ref : name_place(s->ld, to.atom, offset);
}

static uint32_t *last_of(struct search *s, uint32_t symbol)
{
  if (symbol >= s->nlast) {
    uint32_t add = s->ld->nsymbols - s->nlast;
    uint32_t *grown = coff_link_grow(s->ld, s->last, s->nlast, add, &s->room_last, sizeof *grown);
    if (grown == NULL)
      return NULL;
    memset(grown + s->nlast, 0, (size_t)add * sizeof *grown);
    s->last = grown;
    s->nlast += add;
  }
  return &s->last[symbol];
}

// ---- Pieces -------------------------------------------------------------------------------------

// The last section that begins up to ADDRESS; the first one of the output section if there is none.
static uint32_t last_before(const struct search *s, uint64_t address)
{
  uint32_t low = s->out->first, high = s->out->first + s->out->n;
  while (high - low > 1) {
    uint32_t middle = low + (high - low) / 2;
    if (s->ld->atoms[s->ld->order[middle]].address <= address)
      low = middle;
    else
      high = middle;
  }
  return low;
}

// Where a piece goes for a branch at P: before which atom. False if there is no place in its reach.
static bool find_place(const struct search *s, const struct coff_howto *h, uint64_t p,
                       uint32_t *place, uint64_t *address)
{
  const struct coff_link *ld = s->ld;
  int64_t slack = reach_of(h) / SLACK;
  uint64_t most = p + (uint64_t)(reach_of(h) - slack), end = s->out->address + s->out->size;
  *place = s->out->first + s->out->n;
  *address = end;
  if (end <= most)
    return true;
  *place = last_before(s, most);
  if (*place <= s->at)
    *place = s->at;
  *address = ld->atoms[ld->order[*place]].address;
  return reaches(h, p, *address, slack);
}

static uint32_t make_piece(struct coff_link *ld, const struct coff_import_jump *j, uint32_t symbol)
{
  struct coff_link_fix fixes[MOST_RELOCS];
  uint32_t atom =
      coff_link_add_atom(ld, coff_link_str(".text"), COFF_SEC_CODE | COFF_SEC_READ | COFF_SEC_EXEC,
                         j->bytes, j->size, 2);
  for (unsigned i = 0; i < j->nrelocs; i++)
    fixes[i] = (struct coff_link_fix){j->relocs[i].at, j->relocs[i].type, symbol};
  return atom != COFF_NO_ID && coff_link_set_relocs(ld, atom, fixes, j->nrelocs) ? atom
                                                                                 : COFF_NO_ID;
}

static bool add_piece(struct search *s, uint32_t symbol, uint32_t place, uint64_t address)
{
  struct coff_link *ld = s->ld;
  uint32_t *last = last_of(s, symbol);
  struct coff_link_thunk *thunks =
      coff_link_grow(ld, ld->thunks, ld->nthunks, 1, &ld->room_thunks, sizeof *thunks);
  if (thunks != NULL)
    ld->thunks = thunks;
  struct insertion *new = coff_link_grow(ld, s->new, s->nnew, 1, &s->room_new, sizeof *new);
  if (new != NULL)
    s->new = new;
  uint32_t atom = last == NULL || thunks == NULL || new == NULL
                      ? COFF_NO_ID
                      : make_piece(ld, s->image->thunk, symbol);
  if (atom == COFF_NO_ID)
    return false;
  ld->atoms[atom].address = address; // until it has its own
  ld->atoms[atom].out = (uint32_t)(s->out - ld->outs);
  thunks[ld->nthunks++] = (struct coff_link_thunk){.symbol = symbol, .atom = atom, .before = *last};
  *last = ld->nthunks;
  new[s->nnew++] = (struct insertion){place, atom};
  return true;
}

// ---- Branches -----------------------------------------------------------------------------------

static bool has_piece(struct search *s, const struct coff_howto *h, uint32_t symbol, uint64_t p)
{
  const struct coff_link *ld = s->ld;
  const uint32_t *last = last_of(s, symbol);
  for (uint32_t i = last == NULL ? 0 : *last; i != 0; i = ld->thunks[i - 1].before)
    if (reaches(h, p, ld->atoms[ld->thunks[i - 1].atom].address, 0))
      return true;
  return false;
}

static void look_at(struct search *s, const struct coff_link_file *f, uint32_t atom,
                    const struct coff_reloc *r)
{
  struct coff_link *ld = s->ld;
  const struct coff_atom *a = &ld->atoms[atom];
  const struct coff_howto *h = ld->howtos[r->type];
  struct coff_link_target to = coff_link_locate(ld, f, r->symndx);
  uint32_t place;
  uint64_t address, p = a->address + r->vaddr;
  if (to.missing || to.atom == COFF_NO_ID || r->vaddr > a->data_size ||
      h->size > a->data_size - r->vaddr)
    return;
  int64_t addend = coff_reloc_addend(h, f->target->data_order, a->data + r->vaddr);
  if (reaches(h, p, to.address + (uint64_t)addend, 0))
    return;
  uint32_t symbol = symbol_of(s, coff_link_ref(f, r->symndx), to, addend);
  if (symbol != COFF_NO_ID && !has_piece(s, h, symbol, p) && find_place(s, h, p, &place, &address))
    add_piece(s, symbol, place, address);
}

static void look_into(struct search *s, const struct coff_link_out *o)
{
  struct coff_link *ld = s->ld;
  struct coff_link_relocs c;
  const struct coff_reloc *r;
  s->out = o;
  for (s->at = o->first; s->at < o->first + o->n; s->at++) {
    uint32_t atom = ld->order[s->at];
    if (ld->atoms[atom].nrelocs == 0 || (ld->atoms[atom].flags & COFF_SEC_CODE) == 0)
      continue;
    coff_link_relocs_open(ld, &ld->atoms[atom], &c);
    while ((r = coff_link_relocs_next(&c)) != NULL)
      if (r->type < COFF_LINK_HOWTOS && s->branch[r->type] != 0)
        look_at(s, c.file, atom, r);
  }
}

// ---- Insertion ------------------------------------------------------------------------------------

static int by_place(const void *a, const void *b)
{
  const struct insertion *x = a, *y = b;
  if (x->place != y->place)
    return x->place < y->place ? -1 : 1;
  return (x->atom > y->atom) - (x->atom < y->atom);
}

static bool insert(struct search *s)
{
  struct coff_link *ld = s->ld;
  uint32_t *order = coff_alloc_array(ld->ctx, ld->norder + s->nnew, sizeof *order);
  if (order == NULL)
    return coff_link_out_of_memory(ld);
  qsort(s->new, s->nnew, sizeof *s->new, by_place);
  uint32_t n = 0, next = 0;
  for (uint32_t i = 0; i < ld->nouts; i++) {
    struct coff_link_out *o = &ld->outs[i];
    uint32_t first = o->first, end = o->first + o->n;
    o->first = n;
    for (uint32_t k = first; k <= end; k++) {
      while (next < s->nnew && s->new[next].place == k && ld->atoms[s->new[next].atom].out == i)
        order[n++] = s->new[next++].atom;
      if (k < end)
        order[n++] = ld->order[k];
    }
    o->n = n - o->first;
  }
  coff_free(ld->ctx, ld->order);
  ld->order = order;
  ld->norder = n;
  return true;
}

// ---- Rounds ---------------------------------------------------------------------------------------

static bool begin(struct search *s)
{
  const struct coff_link *ld = s->ld;
  uint64_t first = UINT64_MAX, end = 0, least = UINT64_MAX;
  for (unsigned i = 0; i < s->image->nbranches; i++) {
    const struct coff_howto *h = ld->howtos[s->image->branches[i] % COFF_LINK_HOWTOS];
    if (h == NULL)
      continue;
    s->branch[h->type % COFF_LINK_HOWTOS] = 1;
    if ((uint64_t)reach_of(h) < least)
      least = (uint64_t)reach_of(h);
  }
  for (uint32_t i = 0; i < ld->nouts; i++) {
    const struct coff_link_out *o = &ld->outs[i];
    if ((o->meaning & COFF_SEC_CODE) == 0 || o->number == 0)
      continue;
    first = o->address < first ? o->address : first;
    end = o->address + o->size > end ? o->address + o->size : end;
  }
  return end > first && end - first >= least;
}

bool coff_link_add_thunks(struct coff_link *ld)
{
  struct search s = {.ld = ld, .image = ld->image->link_image};
  if (s.image == NULL || s.image->thunk == NULL || ld->errors != 0 || ++ld->thunk_rounds > ROUNDS ||
      !begin(&s))
    return false;
  for (uint32_t i = 0; i < ld->nthunks; i++) {
    uint32_t *last = last_of(&s, ld->thunks[i].symbol);
    if (last != NULL)
      *last = i + 1;
  }
  for (uint32_t i = 0; i < ld->nouts; i++)
    if ((ld->outs[i].meaning & COFF_SEC_CODE) != 0 && ld->outs[i].number != 0)
      look_into(&s, &ld->outs[i]);
  bool again = s.nnew != 0 && ld->errors == 0 && insert(&s);
  coff_free(ld->ctx, s.last);
  coff_free(ld->ctx, s.new);
  return again;
}

// ---- Their use ------------------------------------------------------------------------------------

static int by_target(const void *a, const void *b)
{
  const struct coff_link_thunk *x = a, *y = b;
  if (x->target != y->target)
    return x->target < y->target ? -1 : 1;
  return (x->atom > y->atom) - (x->atom < y->atom);
}

void coff_link_settle_thunks(struct coff_link *ld)
{
  for (uint32_t i = 0; i < ld->nthunks; i++)
    ld->thunks[i].target = coff_link_locate_symbol(ld, ld->thunks[i].symbol).address;
  if (ld->nthunks != 0)
    qsort(ld->thunks, ld->nthunks, sizeof *ld->thunks, by_target);
}

uint64_t coff_link_thunk_for(const struct coff_link *ld, const struct coff_howto *howto,
                             uint64_t target, uint64_t p)
{
  const struct coff_link_image *image = ld->image->link_image;
  uint32_t low = 0, high = ld->nthunks;
  bool branch = false;
  for (unsigned i = 0; i < image->nbranches && ld->nthunks != 0; i++)
    branch = branch || image->branches[i] == howto->type;
  while (low < high) {
    uint32_t middle = low + (high - low) / 2;
    if (ld->thunks[middle].target < target)
      low = middle + 1;
    else
      high = middle;
  }
  for (; branch && low < ld->nthunks && ld->thunks[low].target == target; low++) {
    uint64_t at = ld->atoms[ld->thunks[low].atom].address;
    if (reaches(howto, p, at, 0))
      return at;
  }
  return 0;
}
