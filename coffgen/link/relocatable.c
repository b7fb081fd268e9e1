// Linking into an object (-r): sections of one name are put together, what is undefined stays so.
//
// Skip it unless coff-ld -r makes a wrong object; its symbols are relocatable-symbols.c's business.
//
// Names stay whole ("$" and all), and a COMDAT section is one by itself, for the next link decides of it. Fields
// of relocations need no change where the symbol stays the same and its value is not in the field; a section
// symbol of the second object and those after it stays a symbol, at the place where that section begins.
#include "link/relocatable.h"
#include "base/alloc.h"
#include "base/hash.h"
#include "base/output.h"
#include "codec/names.h"
#include "edit/memory.h"
#include <inttypes.h>
#include <string.h>

// ---- Sections -----------------------------------------------------------------------------------

struct names {
  uint32_t *slots, mask; // output section + 1, by the hash of its name
};

static uint32_t *slot_of(const struct coff_link *ld, const struct names *n, struct coff_str name)
{
  uint32_t at = coff_hash(name.data, name.size) & n->mask;
  while (n->slots[at] != 0 && !coff_link_same(ld->outs[n->slots[at] - 1].name, name))
    at = (at + 1) & n->mask;
  return &n->slots[at];
}

static uint32_t add_out(struct coff_link *ld, struct coff_str name)
{
  struct coff_link_out *grown =
      coff_link_grow(ld, ld->outs, ld->nouts, 1, &ld->room_outs, sizeof *grown);
  if (grown == NULL)
    return COFF_NO_ID;
  ld->outs = grown;
  ld->outs[ld->nouts] = (struct coff_link_out){.name = name};
  return ld->nouts++;
}

static uint32_t out_for(struct coff_link *ld, const struct names *n, const struct coff_atom *a)
{
  if ((a->flags & COFF_SEC_COMDAT) != 0)
    return add_out(ld, a->name);
  uint32_t *slot = slot_of(ld, n, a->name);
  if (*slot == 0) {
    uint32_t out = add_out(ld, a->name);
    *slot = out == COFF_NO_ID ? 0 : out + 1;
    return out;
  }
  return *slot - 1;
}

static bool is_left_out(const struct coff_link *ld, const struct coff_atom *a)
{
  bool strips = ld->opt->strip != COFF_STRIP_NONE;
  return a->file == 0 || (a->state & COFF_ATOM_DISCARDED) != 0 ||
         (strips && (a->flags & COFF_SEC_DEBUG) != 0);
}

// Addresses of atoms are where they begin in their output section.
static void place(struct coff_link *ld, struct coff_atom *a)
{
  struct coff_link_out *o = &ld->outs[a->out];
  uint64_t align = (uint64_t)1 << a->align_power;
  a->address = (o->size + align - 1) & ~(align - 1);
  o->size = a->address + a->size;
  if (a->data_size != 0)
    o->data_size = o->size;
  if (a->align_power > o->align_power)
    o->align_power = a->align_power;
  o->meaning |= a->flags;
  o->n++;
}

static bool bin(struct coff_link *ld)
{
  struct names n = {.mask = 1};
  while (n.mask < ld->natoms)
    n.mask = n.mask * 2 + 1;
  n.mask = n.mask * 2 + 1;
  n.slots = coff_alloc_array(ld->ctx, (size_t)n.mask + 1, sizeof *n.slots);
  if (n.slots == NULL)
    return coff_link_out_of_memory(ld);
  for (uint32_t i = 1; i < ld->natoms && ld->errors == 0; i++) {
    struct coff_atom *a = &ld->atoms[i];
    if (is_left_out(ld, a))
      continue;
    a->out = out_for(ld, &n, a);
    if (a->out != COFF_NO_ID)
      place(ld, a);
  }
  coff_free(ld->ctx, n.slots);
  return ld->errors == 0;
}

uint32_t coff_link_merged_section(const struct coff_link_merging *m, uint32_t file, uint32_t number,
                                  const struct coff_atom **atom)
{
  const struct coff_link_file *f = &m->ld->files[file];
  if (number == 0 || number > f->natoms)
    return 0;
  *atom = &m->ld->atoms[f->first_atom + number - 1];
  return (*atom)->out == COFF_NO_ID ? 0 : m->sections[(*atom)->out];
}

// ---- The flavour --------------------------------------------------------------------------------

// The one that has room for so many sections and takes the least; all are linked into the same images.
static const struct coff_target *target_for(const struct coff_link *ld)
{
  const struct coff_target *best = NULL, *t;
  if (ld->target->max_sections == 0 || ld->target->image_target == NULL)
    return ld->target;
  for (size_t i = 0; (t = coff_target_at(i)) != NULL; i++) {
    bool same = t->image_target != NULL && strcmp(t->image_target, ld->target->image_target) == 0;
    if (same && (t->kinds & COFF_KIND_OBJECT) != 0 && t->max_sections >= ld->nouts &&
        (best == NULL || t->max_sections < best->max_sections ||
         (t == ld->target && t->max_sections == best->max_sections)))
      best = t;
  }
  return best == NULL ? ld->target : best; // which then says that there are too many
}

static unsigned machine_for(const struct coff_link *ld, const struct coff_target *t)
{
  const struct coff_machine *m =
      coff_target_machine(ld->target, coff_file_header(ld->files[1].file));
  for (unsigned i = 0; m != NULL && i < t->nmachines; i++)
    if (strcmp(t->machines[i].name, m->name) == 0)
      return i;
  return 0;
}

// Fields that hold the symbol's value, and symbols that are told file by file, would have to be written anew.
static bool can_merge(struct coff_link *ld)
{
  const struct coff_target *t = ld->target;
  bool simple = t->section_relative && !t->symbol_in_field && !t->symbol_in_offset;
  return (simple && t->records->symbolic == NULL) ||
         coff_link_fail(ld, coff_link_at(ld->opt->output),
                        "-r: objects of %s cannot be put together", t->name);
}

// ---- Into the builder -----------------------------------------------------------------------------

static bool add_sections(struct coff_link_merging *m)
{
  struct coff_link *ld = m->ld;
  uint32_t *flags = coff_link_bytes(ld, (size_t)ld->nouts * sizeof *flags);
  if (flags == NULL && ld->nouts != 0)
    return false;
  for (uint32_t i = 1; i < ld->natoms; i++) {
    const struct coff_atom *a = &ld->atoms[i];
    if (a->out != COFF_NO_ID && a->file != 0)
      flags[a->out] |=
          m->from[a->file]->sections[a->section - 1].header.flags & ~ld->target->align.mask;
  }
  for (uint32_t i = 0; i < ld->nouts; i++) {
    const struct coff_link_out *o = &ld->outs[i];
    struct coff_scnhdr h = {.flags = flags[i]};
    if (o->data_size != 0) // contents beat zeroes
      h.flags &= ~coff_section_flag_for(m->to->target, COFF_SEC_BSS);
    else
      h.size = o->size;
    m->symbols[i] = COFF_NO_ID;
    m->sections[i] = coff_build_section(m->to, o->name, &h);
    if (m->sections[i] == 0)
      return false;
    coff_build_align(m->to, m->sections[i], o->align_power);
  }
  return true;
}

static const uint8_t *zeroes(struct coff_link_merging *m, uint64_t n)
{
  return coff_build_bytes(m->to, (size_t)n);
}

// Bytes of A behind the USED ones of its section.
static bool add_contents(struct coff_link_merging *m, const struct coff_atom *a,
                         struct coff_view bytes, uint64_t *used)
{
  uint32_t id = m->sections[a->out];
  uint64_t gap = a->address - *used, rest = a->size - bytes.size;
  const struct coff_view before = {gap == 0 ? NULL : zeroes(m, gap), gap, COFF_NOWHERE};
  const struct coff_view behind = {rest == 0 ? NULL : zeroes(m, rest), rest, COFF_NOWHERE};
  if ((gap != 0 && before.data == NULL) || (rest != 0 && behind.data == NULL))
    return false;
  *used = a->address + a->size;
  return (gap == 0 || coff_build_contents(m->to, id, before)) &&
         (bytes.size == 0 || coff_build_contents(m->to, id, bytes)) &&
         (rest == 0 || coff_build_contents(m->to, id, behind));
}

// What a relocation refers to is not there: it goes, and its field is zero, which is no address of anything.
static bool clear_field(struct coff_link_merging *m, const struct coff_atom *a,
                        const struct coff_reloc *r, struct coff_view *bytes, bool *own)
{
  const struct coff_target *t = m->from[a->file]->target;
  const struct coff_howto *h = coff_howto_find(t, r);
  uint64_t at = r->vaddr - m->from[a->file]->sections[a->section - 1].header.vaddr;
  if (h == NULL || h->size == 0 || at > bytes->size || h->size > bytes->size - at)
    return coff_link_fail(m->ld, coff_link_in(m->ld, a->file),
                          "%.*s+0x%" PRIx64 ": relocation outside of the section",
                          (int)a->name.size, a->name.data, at);
  if (!*own) {
    uint8_t *copy = coff_build_bytes(m->to, (size_t)bytes->size);
    if (copy == NULL)
      return false;
    memcpy(copy, bytes->data, (size_t)bytes->size);
    bytes->data = copy;
    *own = true;
  }
  coff_reloc_put(h, t->data_order, (uint8_t *)(uintptr_t)bytes->data + at, 0);
  return true;
}

static bool add_relocs(struct coff_link_merging *m, const struct coff_atom *a,
                       struct coff_view *bytes)
{
  const struct coff_build *from = m->from[a->file];
  const struct coff_build_section *s = &from->sections[a->section - 1];
  bool own = false;
  for (uint64_t i = 0; i < s->nrelocs; i++) {
    struct coff_reloc r = s->relocs[i];
    if (r.symndx != COFF_BUILD_NONE) {
      r.symndx = coff_link_merged_symbol(m, a->file, r.symndx);
      if (r.symndx == COFF_NO_ID) {
        if (!clear_field(m, a, &s->relocs[i], bytes, &own))
          return false;
        continue;
      }
    }
    r.vaddr += a->address - s->header.vaddr;
    if (!coff_build_reloc(m->to, m->sections[a->out], &r))
      return false;
  }
  return true;
}

static bool add_lines(struct coff_link_merging *m, const struct coff_atom *a)
{
  const struct coff_build_section *s = &m->from[a->file]->sections[a->section - 1];
  for (uint64_t i = 0; i < s->nlines; i++) {
    struct coff_lineno l = s->lines[i];
    if (l.lnno == 0)
      l.symndx = coff_link_merged_symbol(m, a->file, l.symndx);
    else
      l.addr += a->address - s->header.vaddr;
    if (!coff_build_line(m->to, m->sections[a->out], &l))
      return false;
  }
  return true;
}

// Line numbers are counted before symbols, which refer to their rows, are added.
static void count_lines(struct coff_link_merging *m, uint64_t *used)
{
  memset(used, 0, (size_t)m->ld->nouts * sizeof *used);
  for (uint32_t i = 1; i < m->ld->natoms; i++) {
    const struct coff_atom *a = &m->ld->atoms[i];
    if (a->out == COFF_NO_ID || a->file == 0)
      continue;
    m->lines[i] = used[a->out];
    used[a->out] += m->from[a->file]->sections[a->section - 1].nlines;
  }
}

static bool add_atoms(struct coff_link_merging *m, uint64_t *used)
{
  memset(used, 0, (size_t)m->ld->nouts * sizeof *used);
  for (uint32_t i = 1; i < m->ld->natoms; i++) {
    const struct coff_atom *a = &m->ld->atoms[i];
    if (a->out == COFF_NO_ID || a->file == 0)
      continue;
    struct coff_view bytes = {a->data, a->data_size, COFF_NOWHERE};
    if (!add_relocs(m, a, &bytes) || !add_lines(m, a))
      return false;
    if (m->ld->outs[a->out].data_size != 0 && !add_contents(m, a, bytes, &used[a->out]))
      return false;
  }
  return true;
}

static bool read_files(struct coff_link_merging *m, struct coff_build **all)
{
  for (uint32_t i = 1; i < m->ld->nfiles; i++) {
    all[i] = coff_build_edit(m->ld->files[i].file); // symbols keep their indices in FROM
    if (all[i] == NULL || !coff_build_own(all[i])) {
      m->ld->errors++;
      return false;
    }
  }
  m->from = all;
  return true;
}

static bool make_maps(struct coff_link_merging *m, uint64_t **used)
{
  struct coff_link *ld = m->ld;
  m->sections = coff_link_bytes(ld, (size_t)ld->nouts * sizeof *m->sections);
  m->symbols = coff_link_bytes(ld, (size_t)ld->nouts * sizeof *m->symbols);
  m->lines = coff_link_bytes(ld, (size_t)ld->natoms * sizeof *m->lines);
  m->written = coff_link_bytes(ld, (size_t)ld->nfiles * sizeof *m->written);
  m->globals = coff_link_bytes(ld, (size_t)ld->nsymbols * sizeof *m->globals);
  *used = coff_link_bytes(ld, (size_t)ld->nouts * sizeof **used);
  if (ld->errors != 0)
    return false;
  for (uint32_t i = 0; i < ld->nsymbols; i++)
    m->globals[i] = COFF_NO_ID;
  return true;
}

static bool merge(struct coff_link_merging *m)
{
  struct coff_link *ld = m->ld;
  uint64_t *used;
  if (!make_maps(m, &used) || !add_sections(m))
    return false;
  count_lines(m, used);
  if (!coff_link_merge_symbols(m) || !add_atoms(m, used))
    return false;
  ld->build = m->to;
  if (!coff_place(m->to, &ld->size))
    return false;
  ld->buf = ld->size <= SIZE_MAX ? coff_alloc(ld->ctx, (size_t)ld->size) : NULL;
  return ld->buf == NULL ? coff_link_out_of_memory(ld) : coff_write(m->to, ld->buf, ld->size);
}

bool coff_link_merge(struct coff_link *ld)
{
  struct coff_link_merging m = {.ld = ld};
  if (!can_merge(ld) || !bin(ld))
    return false;
  struct coff_build **all = coff_link_bytes(ld, (size_t)ld->nfiles * sizeof(struct coff_build *));
  if (all == NULL)
    return false;
  const struct coff_target *t = target_for(ld);
  bool ok = read_files(&m, all);
  m.to =
      ok ? coff_build_new(ld->ctx, ld->opt->output, t, COFF_KIND_OBJECT, machine_for(ld, t)) : NULL;
  if (m.to != NULL)
    m.to->header.timdat = ld->opt->timestamp;
  ld->build = m.to;
  ok = ok && m.to != NULL && merge(&m);
  for (uint32_t i = 1; i < ld->nfiles; i++)
    coff_build_free(all[i]);
  if (!ok)
    ld->errors++;
  return ok;
}
