// Layout: which output section each atom goes to, and in which order.
//
// Skip it unless a section stands in the wrong place; addresses are addresses.c's business.
//
// The flavour says the layout in statements (struct coff_layout). Each statement is a slot; sections that no
// statement names get slots of their own behind them, one for each name. Atoms are counted into slots in the
// order of their ids, so that a slot is in the order of the inputs unless it is to be sorted.
#include "base/alloc.h"
#include "base/hash.h"
#include "link/link.h"
#include <stdlib.h>
#include <string.h>

enum { NO_SLOT = UINT32_MAX };

struct orphan {
  struct coff_str name; // up to '$'
  bool loaded;
};

struct binning {
  struct coff_link *ld;
  const struct coff_layout *layout;
  uint32_t nlayout;
  uint32_t *slots;  // by atom
  uint32_t *starts; // by slot: where it begins in link->order; one more for the end
  struct orphan *orphans;
  uint32_t norphans, room_orphans, nslots;
  uint16_t region; // that the next section begins
};

// ---- Names ------------------------------------------------------------------------------------

// ".text" of ".text$f" and of ".text.f".
static struct coff_str head_of(struct coff_str name)
{
  size_t n = name.size == 0 ? 0 : 1;
  while (n < name.size && name.data[n] != '$' && name.data[n] != '.' && name.data[n] != '*')
    n++;
  return (struct coff_str){name.data, n};
}

static struct coff_str group_of(struct coff_str name)
{
  const char *dollar = name.size == 0 ? NULL : memchr(name.data, '$', name.size);
  return dollar == NULL || dollar == name.data
             ? name
             : (struct coff_str){name.data, (size_t)(dollar - name.data)};
}

static bool matches(const char *pattern, struct coff_str name)
{
  size_t n = strlen(pattern);
  if (n == 0 || pattern[n - 1] != '*')
    return coff_link_is(name, pattern);
  return name.size >= n - 1 && memcmp(name.data, pattern, n - 1) == 0;
}

static bool takes_input(const struct coff_layout *s)
{
  return s->what == COFF_LAYOUT_INPUT || s->what == COFF_LAYOUT_DISCARD;
}

static unsigned bucket_of(struct coff_str name)
{
  struct coff_str head = head_of(name);
  return coff_hash(head.data, head.size) % COFF_LINK_BUCKETS;
}

// From the last to the first, so that chains are in the order of the statements.
static bool index_patterns(struct coff_link *ld)
{
  const struct coff_link_defaults *d = ld->defaults;
  ld->next_pattern = coff_link_bytes(ld, d->nlayout * sizeof *ld->next_pattern);
  if (ld->next_pattern == NULL)
    return false;
  for (uint32_t i = d->nlayout; i-- > 0;) {
    if (!takes_input(&d->layout[i]))
      continue;
    bool part = (d->layout[i].how & COFF_LAYOUT_PART) != 0;
    unsigned bucket = bucket_of(coff_link_str(d->layout[i].text));
    uint16_t *first = part ? &ld->part_patterns : &ld->patterns[bucket];
    ld->next_pattern[i] = *first;
    *first = (uint16_t)(i + 1);
  }
  return true;
}

static uint32_t slot_for_name(const struct coff_link *ld, struct coff_str name)
{
  uint32_t i = ld->patterns[bucket_of(name)], k = ld->part_patterns;
  while (i != 0 && !matches(ld->defaults->layout[i - 1].text, name))
    i = ld->next_pattern[i - 1];
  while (k != 0 && !matches(ld->defaults->layout[k - 1].text, name))
    k = ld->next_pattern[k - 1];
  if (i == 0 || (k != 0 && k < i))
    i = k;
  return i == 0 ? NO_SLOT : i - 1;
}

uint8_t coff_link_usual_power(const struct coff_link *ld, struct coff_str name, uint8_t otherwise)
{
  const struct coff_section_power *p = ld->defaults->powers;
  while (p != NULL && p->name != NULL && !matches(p->name, name))
    p++;
  return p == NULL || p->name == NULL ? otherwise : p->power;
}

unsigned coff_link_layout_how(const struct coff_link *ld, struct coff_str name)
{
  uint32_t slot = slot_for_name(ld, name);
  return slot == NO_SLOT ? 0 : ld->defaults->layout[slot].how;
}

static uint32_t orphan_slot(struct binning *b, const struct coff_atom *a)
{
  struct coff_str name = group_of(a->name);
  bool loaded = (a->flags & (COFF_SEC_DISCARD | COFF_SEC_DEBUG | COFF_SEC_INFO)) == 0;
  for (uint32_t i = b->norphans; i-- > 0;)
    if (coff_link_same(b->orphans[i].name, name))
      return b->nlayout + i;
  struct orphan *grown =
      coff_link_grow(b->ld, b->orphans, b->norphans, 1, &b->room_orphans, sizeof *grown);
  if (grown == NULL)
    return NO_SLOT;
  b->orphans = grown;
  b->orphans[b->norphans++] = (struct orphan){name, loaded};
  return b->nlayout + b->norphans - 1;
}

// ---- What the layout itself puts into the image -------------------------------------------------

// Statements that are atoms are the first ones that the linker makes, in the order of the statements.
static uint32_t make_words(struct coff_link *ld, const struct coff_layout *s)
{
  unsigned width = s->width != 0 ? s->width : ld->image->address_bits / 8u;
  size_t size = (size_t)width * s->count;
  uint8_t *p = coff_link_bytes(ld, size);
  if (p == NULL)
    return COFF_NO_ID;
  for (unsigned i = 0; i < s->count; i++)
    coff_store(p + (size_t)i * width, width, ld->image->data_order, (uint64_t)s->value);
  return coff_link_add_atom(ld, coff_link_str(""), 0, p, size, 0);
}

static bool wants(const struct coff_link *ld, const struct coff_layout *s)
{
  uint32_t id = coff_link_find_text(ld, s->text);
  return (s->how & COFF_LAYOUT_PROVIDE) == 0 ||
         (id != COFF_NO_ID && ld->symbols[id].state == COFF_LINK_UNDEFINED);
}

static uint32_t make_statement(struct coff_link *ld, const struct coff_layout *s)
{
  static const struct coff_str none = {"", 0};
  uint8_t power = 0;
  switch (s->what) {
  case COFF_LAYOUT_WORDS: return make_words(ld, s);
  case COFF_LAYOUT_ALIGN:
    while ((int64_t)1 << power < s->value)
      power++;
    return coff_link_add_atom(ld, none, 0, NULL, 0, power);
  case COFF_LAYOUT_SYMBOL: {
    if (!wants(ld, s))
      return COFF_NO_ID;
    uint32_t atom = coff_link_add_atom(ld, none, 0, NULL, 0, 0);
    coff_link_define_at(ld, s->text, atom, 0);
    return atom;
  }
  default: return COFF_NO_ID;
  }
}

void coff_link_begin_layout(struct coff_link *ld)
{
  const struct coff_link_defaults *d = ld->defaults;
  ld->statements = coff_link_bytes(ld, (size_t)d->nlayout * sizeof *ld->statements);
  if (!index_patterns(ld))
    return;
  for (uint32_t i = 0; i < d->nlayout && ld->statements != NULL; i++)
    ld->statements[i] = make_statement(ld, &d->layout[i]);
}

// ---- Slots ------------------------------------------------------------------------------------

static uint32_t slot_for(struct binning *b, uint32_t atom)
{
  const struct coff_atom *a = &b->ld->atoms[atom];
  if (a->state != 0 || atom == 0)
    return NO_SLOT;
  if (a->name.size == 0) // of a statement
    return b->slots[atom];
  uint32_t slot = slot_for_name(b->ld, a->name);
  if (slot == NO_SLOT)
    return orphan_slot(b, a);
  return b->layout[slot].what == COFF_LAYOUT_DISCARD ? NO_SLOT : slot;
}

static bool fill_slots(struct binning *b)
{
  struct coff_link *ld = b->ld;
  for (uint32_t i = 0; i < ld->natoms; i++)
    b->slots[i] = NO_SLOT;
  for (uint32_t i = 0; i < b->nlayout; i++)
    if (ld->statements[i] != COFF_NO_ID)
      b->slots[ld->statements[i]] = i;
  for (uint32_t i = 0; i < ld->natoms; i++) {
    b->slots[i] = slot_for(b, i);
    if (b->slots[i] == NO_SLOT && ld->atoms[i].state == 0 && i != 0)
      ld->atoms[i].state = COFF_ATOM_REMOVED;
  }
  b->nslots = b->nlayout + b->norphans;
  return ld->errors == 0;
}

static bool count_slots(struct binning *b)
{
  struct coff_link *ld = b->ld;
  b->starts = coff_alloc_array(ld->ctx, (size_t)b->nslots + 2, sizeof *b->starts);
  if (b->starts == NULL)
    return coff_link_out_of_memory(ld);
  uint32_t *count = b->starts + 1;
  for (uint32_t i = 0; i < ld->natoms; i++)
    if (b->slots[i] != NO_SLOT)
      count[b->slots[i]]++;
  for (uint32_t i = 0; i < b->nslots; i++)
    count[i] += i == 0 ? 0 : count[i - 1];
  ld->norder = b->nslots == 0 ? 0 : count[b->nslots - 1];
  ld->order = coff_alloc_array(ld->ctx, ld->norder, sizeof *ld->order);
  uint32_t *at = coff_alloc_array(ld->ctx, b->nslots, sizeof *at);
  if (ld->order != NULL && at != NULL) {
    memcpy(at, b->starts, (size_t)b->nslots * sizeof *at);
    for (uint32_t i = 0; i < ld->natoms; i++)
      if (b->slots[i] != NO_SLOT)
        ld->order[at[b->slots[i]]++] = i;
  }
  coff_free(ld->ctx, at);
  return (ld->order != NULL && at != NULL) || coff_link_out_of_memory(ld);
}

// ---- Output sections ----------------------------------------------------------------------------

static struct coff_link_out *add_out(struct binning *b, struct coff_str name,
                                     const struct coff_layout *s)
{
  struct coff_link *ld = b->ld;
  struct coff_link_out *grown =
      coff_link_grow(ld, ld->outs, ld->nouts, 1, &ld->room_outs, sizeof *grown);
  if (grown == NULL)
    return NULL;
  ld->outs = grown;
  ld->outs[ld->nouts] = (struct coff_link_out){
      .name = name,
      .flags = s == NULL ? 0 : s->flags,
      .region = b->region,
      .keep = s != NULL && (s->how & COFF_LAYOUT_KEEP) != 0,
      .unloaded = s != NULL && (s->how & COFF_LAYOUT_UNLOADED) != 0,
  };
  if (!ld->outs[ld->nouts].unloaded)
    b->region = 0;
  return &ld->outs[ld->nouts++];
}

// The atoms of a slot go to the end of the last output section, in their order.
static void add_slot(struct binning *b, uint32_t slot, uint32_t *next)
{
  struct coff_link *ld = b->ld;
  uint32_t n = b->starts[slot + 1] - b->starts[slot];
  for (uint32_t i = 0; i < n; i++) {
    uint32_t atom = ld->order[b->starts[slot] + i];
    ld->atoms[atom].out = ld->nouts - 1;
    b->slots[(*next)++] = atom; // link->order in its final order
  }
  if (ld->nouts != 0)
    ld->outs[ld->nouts - 1].n += n;
}

static void add_orphans(struct binning *b, bool loaded, uint32_t *next)
{
  for (uint32_t i = 0; i < b->norphans; i++) {
    if (b->orphans[i].loaded != loaded)
      continue;
    struct coff_link_out *o = add_out(b, b->orphans[i].name, NULL);
    if (o == NULL)
      return;
    o->first = *next;
    o->unloaded = !loaded && !b->ld->defaults->headers_loaded;
    add_slot(b, b->nlayout + i, next);
  }
}

static void note_directory(struct binning *b, uint32_t slot, uint32_t first, uint32_t end)
{
  const struct coff_layout *s = &b->layout[slot];
  if ((s->how & COFF_LAYOUT_DIRECTORY) == 0 || first == end)
    return;
  struct coff_link_span *span = &b->ld->dirs[s->dir];
  if (span->first == 0)
    span->first = b->slots[first];
  span->last = b->slots[end - 1];
}

static void make_outs(struct binning *b)
{
  struct coff_link *ld = b->ld;
  uint32_t next = 0;
  for (uint32_t i = 0; i < b->nlayout; i++) {
    const struct coff_layout *s = &b->layout[i];
    uint32_t first = next;
    if (s->what == COFF_LAYOUT_REGION) {
      b->region = (uint16_t)(i + 1);
    } else if (s->what == COFF_LAYOUT_SECTION) {
      struct coff_link_out *o = add_out(b, coff_link_str(s->text), s);
      if (o == NULL)
        return;
      o->first = next;
    } else if (s->what == COFF_LAYOUT_ORPHANS || s->what == COFF_LAYOUT_DEBUG) {
      add_orphans(b, s->what == COFF_LAYOUT_ORPHANS, &next);
    } else {
      add_slot(b, i, &next);
      note_directory(b, i, first, next);
    }
  }
  memcpy(ld->order, b->slots, (size_t)next * sizeof *ld->order);
}

static void sort_slots(struct binning *b)
{
  for (uint32_t i = 0; i < b->nslots; i++) {
    uint32_t n = b->starts[i + 1] - b->starts[i], *first = b->ld->order + b->starts[i];
    unsigned how = i < b->nlayout ? b->layout[i].how : COFF_LAYOUT_BY_NAME;
    if ((how & COFF_LAYOUT_BY_FILE) != 0)
      coff_link_sort_by_file(b->ld, first, n);
    if ((how & COFF_LAYOUT_BY_NAME) != 0)
      coff_link_sort_by_name(b->ld, first, n);
  }
}

void coff_link_bin(struct coff_link *ld)
{
  struct binning b = {.ld = ld, .layout = ld->defaults->layout, .nlayout = ld->defaults->nlayout};
  b.slots = coff_alloc_array(ld->ctx, ld->natoms, sizeof *b.slots);
  if (b.slots == NULL)
    coff_link_out_of_memory(ld);
  if (ld->errors == 0 && fill_slots(&b) && count_slots(&b)) {
    sort_slots(&b);
    make_outs(&b);
  }
  coff_free(ld->ctx, b.slots);
  coff_free(ld->ctx, b.starts);
  coff_free(ld->ctx, b.orphans);
}
