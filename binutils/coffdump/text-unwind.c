// Function tables, and the unwind records that they point to.
//
// Skip it unless one of them is printed wrongly. In an object an address is what the relocation at
// its place says; in an image it counts from the image base.
#include "coff/debug.h"
#include "coffdump/text.h"

// Writers sort these relocations as the table. They are looked for this far ahead of the last one
// found, so that a file that does not sort them costs no more time.
enum { LOOK_AHEAD = 64 };

struct table {
  const struct text *x;
  const struct coff_section *s;
  struct coff_view contents;
  struct coff_reloc_table relocs;
  uint64_t next; // relocation expected next
};

// Where a field of the table points.
struct target {
  uint32_t section;
  uint64_t offset; // in the section
  bool has_name;
  struct coff_syment sym; // whose name, plus ADDEND, is the place
  int64_t addend;
};

static bool find_reloc(struct table *t, uint64_t vaddr, struct coff_reloc *found)
{
  struct coff_reloc batch[LOOK_AHEAD];
  size_t n = coff_reloc_read(t->x->f, &t->relocs, t->next, LOOK_AHEAD, batch);
  for (size_t i = 0; i < n; i++) {
    if (batch[i].vaddr != vaddr)
      continue;
    *found = batch[i];
    t->next += i + 1;
    return true;
  }
  return false;
}

static bool by_reloc(struct table *t, uint64_t at, struct target *to)
{
  struct coff_reloc r;
  const struct coff_target *target = t->x->t;
  if (!find_reloc(t, t->s->header.vaddr + at, &r) ||
      coff_syment_read(t->x->f, r.symndx, 1, &to->sym) == 0)
    return false;
  const struct coff_howto *h = coff_howto_find(target, &r);
  if (h == NULL || h->size > t->contents.size - at)
    return false;
  to->addend = coff_reloc_object_addend(target, h, &r, &to->sym, t->contents.data + at);
  to->has_name = true;
  to->section = to->sym.scnum > 0 ? (uint32_t)to->sym.scnum : 0;
  to->offset = to->sym.value + (uint64_t)to->addend;
  return true;
}

// Only so many sections are tried for each entry: more than the loader of Windows takes (96, by
// section 4 of the PE and COFF specification), and an end to what a hostile file can cost.
enum { SECTIONS_TRIED = 96 };

static bool by_address(const struct table *t, uint64_t rva, struct target *to)
{
  struct coff_section s;
  for (uint32_t i = 1; i <= SECTIONS_TRIED && coff_section_get(t->x->f, i, &s); i++) {
    if (rva < s.header.vaddr || rva - s.header.vaddr >= s.memory_size)
      continue;
    to->section = i;
    to->offset = rva - s.header.vaddr;
    return true;
  }
  return false;
}

// AT: offset of the field in the table. V: what it holds.
static bool resolve(struct table *t, uint64_t at, uint64_t v, struct target *to)
{
  *to = (struct target){0};
  return t->relocs.count != 0 ? by_reloc(t, at, to) : by_address(t, v, to);
}

static void place(const struct text *x, const struct target *to)
{
  struct out *o = x->o;
  struct coff_str name;
  struct coff_section s;
  int64_t plus = to->has_name ? to->addend : (int64_t)to->offset;
  out_text(o, " (");
  if (to->has_name) {
    coff_syment_name(x->f, &to->sym, &name);
    text_symbol_name(x, name);
  } else if (coff_section_get(x->f, to->section, &s)) {
    out_name(o, s.name);
  }
  if (plus != 0) {
    out_text(o, plus < 0 ? "-" : "+");
    out_hex(o, plus < 0 ? 0 - (uint64_t)plus : (uint64_t)plus, 0);
  }
  out_char(o, ')');
}

static void labelled(struct out *o, const char *words, uint64_t v)
{
  out_text(o, words);
  out_hex(o, v, 0);
}

static void unwind_record(const struct text *x, const struct target *to)
{
  struct coff_section s;
  struct coff_view v;
  struct coff_unwind u;
  struct out *o = x->o;
  if (to->section == 0 || !coff_section_get(x->f, to->section, &s))
    return;
  coff_section_contents(x->f, &s, &v);
  if (!coff_unwind_read(coff_file_reporter(x->f), x->t, v, to->offset, &u))
    return;
  out_text(o, "             unwind: version ");
  out_dec(o, u.version);
  if (u.flags != 0) {
    out_text(o, ", ");
    out_flags(o, coff_unwind_flags(x->t), u.flags);
  }
  if (u.prolog_size != 0)
    labelled(o, ", prolog ", u.prolog_size);
  if (u.function_length != 0)
    labelled(o, ", function length ", u.function_length);
  if (u.frame_register != 0)
    out_printf(o, ", frame register %u at %u", u.frame_register, u.frame_offset);
  if (u.epilogs != 0)
    out_printf(o, ", epilogs %u", (unsigned)u.epilogs);
  out_printf(o, ", codes %u", (unsigned)u.codes);
  if (u.is_chained)
    out_text(o, ", chained");
  if (u.has_handler)
    labelled(o, ", handler at +", u.handler_at - to->offset);
  out_char(o, '\n');
}

static void fields(struct table *t, const struct coff_pdata *p, const struct coff_pdata_entry *e)
{
  struct out *o = t->x->o;
  const struct coff_pdata_layout *l = p->layout;
  struct target to, unwind = {0};
  for (unsigned i = 0; i < l->nfields; i++) {
    out_text(o, i == 0 ? " " : ", ");
    out_text(o, l->fields[i].name);
    out_char(o, ' ');
    out_hex(o, e->value[i], l->fields[i].bits == 32 ? 8 : 0);
    bool points = l->fields[i].address && !(e->is_packed && i == l->unwind_field);
    if (!points || !resolve(t, e->at + l->fields[i].at, e->value[i], &to))
      continue;
    place(t->x, &to);
    if (i == l->unwind_field)
      unwind = to;
  }
  for (unsigned i = 0; e->is_packed && i < l->npacked; i++) {
    out_text(o, i == 0 ? "; packed: " : ", ");
    out_text(o, l->packed[i].name);
    out_char(o, ' ');
    out_hex(o, coff_bits_load(&l->packed[i], p->bytes.data + e->at, p->order), 0);
  }
  out_char(o, '\n');
  if (l->unwind != COFF_UNWIND_NONE && !e->is_packed)
    unwind_record(t->x, &unwind);
}

void text_function_table(const struct text *x, const struct coff_section *s, struct coff_view v)
{
  struct coff_pdata p;
  struct coff_pdata_entry e;
  struct table t = {.x = x, .s = s, .contents = v};
  if (!coff_pdata_open(coff_file_reporter(x->f), x->t, v, &p))
    return;
  coff_section_relocs(x->f, s, &t.relocs);
  for (uint64_t i = 0; coff_pdata_get(&p, i, &e); i++) {
    out_text(x->o, "  ");
    out_hex(x->o, e.at, 8);
    fields(&t, &p, &e);
  }
}
