// Relocations: the fields of an atom, in its bytes of the image.
//
// Skip it unless a relocated field is wrong; what a type computes is reloc/value.c's business.
#include "coff/reloc.h"
#include "link/contents.h"
#include "link/thunks.h"
#include "object/file.h"
#include <inttypes.h>
#include <string.h>

enum { BUNDLE = 16 };

struct relocation {
  struct coff_link *ld;
  bool *wrong; // set if something is, which is then not reported; NULL: it is
  const struct coff_link_file *file;
  const struct coff_atom *atom;
  const struct coff_link_out *out;
  uint64_t start; // of the atom in its file: relocations count from there
  // Values of symbols are 32 bits, little-endian, at VALUE_AT of records of SYMBOL_SIZE bytes, and count from
  // their sections.
  bool direct;
  uint8_t value_at, symbol_size;
  uint8_t *buf;                   // its bytes in the image
  struct coff_reloc_stack *stack; // of the expression in hand ...
  uint64_t stack_at;              // ... and its address
};

static bool fail(const struct relocation *w, const struct coff_reloc *r, const char *problem)
{
  if (w->wrong != NULL) {
    *w->wrong = true;
    return false;
  }
  return coff_link_fail(w->ld, coff_link_in(w->ld, w->atom->file), "%.*s+0x%" PRIx64 ": %s",
                        (int)w->atom->name.size, w->atom->name.data, r->vaddr - w->start, problem);
}

// The name of the symbol that R refers to, for messages.
static struct coff_str name_of(const struct relocation *w, const struct coff_reloc *r)
{
  uint32_t ref = coff_link_ref(w->file, r->symndx);
  if (ref == COFF_REF_NONE)
    return coff_link_str("(no symbol)");
  if ((ref & COFF_REF_LOCAL) == 0)
    return w->ld->symbols[ref].name;
  uint32_t section = ref & ~COFF_REF_LOCAL;
  return section == 0 ? coff_link_str("(absolute)")
                      : w->ld->atoms[w->file->first_atom + section - 1].name;
}

static bool overflows(const struct relocation *w, const struct coff_reloc *r,
                      const struct coff_howto *h, uint64_t v)
{
  if (w->wrong != NULL) {
    *w->wrong = true;
    return false;
  }
  struct coff_str name = name_of(w, r);
  return coff_link_fail(w->ld, coff_link_in(w->ld, w->atom->file),
                        "%.*s+0x%" PRIx64
                        ": %s relocation against %.*s does not fit: value 0x%" PRIx64,
                        (int)w->atom->name.size, w->atom->name.data, r->vaddr - w->start, h->name,
                        (int)name.size, name.data, v);
}

static struct coff_reloc_input input_for(const struct relocation *w, const struct coff_reloc *r,
                                         const struct coff_link_target *to)
{
  const struct coff_link *ld = w->ld;
  struct coff_reloc_input in = {.s = to->address,
                                .p = w->atom->address + (r->vaddr - w->start),
                                .image_base = ld->image_base,
                                .symndx = r->symndx,
                                .start = w->atom->address,
                                .gp = ld->gp,
                                .toc = ld->toc,
                                .displacement = w->atom->address - w->start};
  uint32_t out = to->atom == COFF_NO_ID ? COFF_NO_ID : ld->atoms[to->atom].out;
  if (out == COFF_NO_ID)
    return in;
  in.section_base = ld->outs[out].address;
  in.section = ld->outs[out].number;
  in.code = (ld->atoms[to->atom].flags & COFF_SEC_CODE) != 0;
  return in;
}

// What debugging information says of code that is not there must look like nothing that is.
static bool relocate_missing(const struct relocation *w, const struct coff_howto *h, uint8_t *p)
{
  return coff_reloc_put(h, w->file->target->data_order, p, 0) || true;
}

static int64_t addend_of(const struct relocation *w, const struct coff_howto *h,
                         const struct coff_reloc *r, const uint8_t *p)
{
  const struct coff_target *t = w->file->target;
  struct coff_syment sym;
  bool plain = !t->symbol_in_field && !t->symbol_in_offset && !r->by_section;
  if (plain && h->addend == COFF_ADDEND_FIELD)
    return coff_reloc_addend(h, t->data_order, p);
  bool known = !plain && coff_reloc_syment(w->file->file, r, &sym);
  return coff_reloc_file_addend(w->file->file, h, r, known ? &sym : NULL, p);
}

// A weak symbol that nothing defines is 0, which may be out of reach: programs ask first.
static bool is_missing_weak(const struct relocation *w, const struct coff_reloc *r)
{
  uint32_t ref = coff_link_ref(w->file, r->symndx);
  return ref != COFF_REF_NONE && (ref & COFF_REF_LOCAL) == 0 &&
         w->ld->symbols[ref].state == COFF_LINK_WEAK;
}

// Where R's symbol is. One by section stands for the section as its object has it.
static struct coff_link_target target_of(const struct relocation *w, const struct coff_reloc *r)
{
  const struct coff_link_file *f = w->file;
  struct coff_link_target none = {0, COFF_NO_ID, false};
  struct coff_syment s;
  if (r->is_number)
    return none;
  if (coff_reloc_is_bare(f->target, r)) { // TI: the section itself, which the field holds as it was
    none.address = f->target->symbol_in_field ? w->atom->address - w->start : 0;
    return none;
  }
  if (!r->by_section)
    return coff_link_locate(w->ld, f, r->symndx);
  if (!coff_reloc_syment(f->file, r, &s) || s.scnum <= 0 || (uint32_t)s.scnum > f->natoms)
    return none;
  none.atom = f->first_atom + (uint32_t)s.scnum - 1;
  const struct coff_atom *a = &w->ld->atoms[none.atom];
  none.missing = a->state != 0;
  none.address = a->address + s.value - coff_section_address(f->file, (uint32_t)s.scnum);
  return none;
}

// Offset of R's field in the atom; false if SIZE bytes there are not all in it.
static bool field_at(const struct relocation *w, const struct coff_reloc *r, uint64_t size,
                     uint64_t *at)
{
  uint64_t units = r->vaddr - w->start;
  if (r->vaddr < w->start || units > w->atom->data_size / w->out->octets)
    return false;
  *at = units * w->out->octets;
  return size <= w->atom->data_size - *at;
}

// Operators on a stack: a run of relocations of one address, the last of which stores.
static bool evaluate(struct relocation *w, const struct coff_reloc *r, const struct coff_howto *h)
{
  const struct coff_target *t = w->file->target;
  uint64_t at = 0;
  bool bare = coff_reloc_has_operand(h); // at no address
  if (!bare && r->vaddr != w->stack_at && h->calc != COFF_CALC_EXPR_STORE_PART)
    w->stack->depth = 0;
  if (!bare)
    w->stack_at = r->vaddr;
  if (!bare && !field_at(w, r, 0, &at))
    return fail(w, r, "relocation outside of the section");
  struct coff_link_target to = target_of(w, r);
  struct coff_reloc_input in = input_for(w, r, &to);
  if (r->symndx == UINT32_MAX && !r->is_number) // the section itself
    in.s = in.start;
  switch (coff_reloc_step(t, h, r, &in, w->stack, w->buf + at,
                          bare ? 0 : (size_t)(w->atom->data_size - at))) {
  case COFF_STEP_DAMAGED: return fail(w, r, "an expression of relocations is damaged");
  case COFF_STEP_OVERFLOW: return overflows(w, r, h, 0);
  default: return true;
  }
}

// Two instructions that hold the distance of the global pointer.
static bool set_pair(struct relocation *w, const struct coff_reloc *r, const struct coff_howto *h)
{
  const struct coff_aouthdr *aout = coff_file_aouthdr(w->file->file);
  enum coff_order order = w->file->target->data_order;
  struct coff_reloc low = *r;
  uint64_t first, second, v;
  low.vaddr += (uint64_t)(int64_t)(int32_t)r->symndx;
  if (!field_at(w, r, h->size, &first) || !field_at(w, &low, h->size, &second))
    return fail(w, r, "relocation outside of the section");
  struct coff_link_target none = {0, COFF_NO_ID, false};
  struct coff_reloc_input in = input_for(w, r, &none);
  uint64_t held = (uint64_t)coff_reloc_pair_addend(order, w->buf + first, w->buf + second);
  uint64_t a = held - ((aout == NULL ? 0 : aout->field[COFF_AOUT_GP_VALUE]) - r->vaddr);
  coff_reloc_value(h, &in, (int64_t)a, &v);
  return coff_reloc_put_pair(order, w->buf + first, w->buf + second, v) || overflows(w, r, h, v);
}

// A branch to where it does not reach; V: how far that is.
static bool relocate_by_thunk(const struct relocation *w, const struct coff_howto *h,
                              const struct coff_reloc_input *in, uint64_t v, uint8_t *p)
{
  uint64_t target = v + in->p + (uint64_t)(int64_t)h->bias;
  uint64_t to = w->ld->nthunks == 0 ? 0 : coff_link_thunk_for(w->ld, h, target, in->p);
  return to != 0 && coff_reloc_put(h, w->file->target->data_order, p, v + to - target);
}

static bool relocate(struct relocation *w, const struct coff_reloc *r)
{
  const struct coff_target *t = w->file->target;
  const struct coff_howto *h = coff_link_howto(w->ld, r);
  struct coff_howto slotted;
  struct coff_reloc copy;
  uint64_t at, v;
  if (h == NULL)
    return fail(w, r, "relocation of an unknown type");
  if (coff_reloc_has_operand(h) || coff_reloc_is_expression(h))
    return evaluate(w, r, h);
  if (h->calc == COFF_CALC_GP_HERE)
    return set_pair(w, r, h);
  if (h->calc == COFF_CALC_NONE || h->size == 0)
    return true;
  if (h->size == BUNDLE) {
    copy = *r;
    r = &copy;
    h = coff_howto_in_slot(h, &copy, &slotted);
  }
  if (h == NULL || !field_at(w, r, h->size, &at))
    return fail(w, r, "relocation outside of the section");
  struct coff_link_target to = target_of(w, r);
  uint8_t *p = w->buf + at;
  if (to.missing && to.atom != COFF_NO_ID)
    return relocate_missing(w, h, p);
  struct coff_reloc_input in = input_for(w, r, &to);
  if (in.code && (h->calc == COFF_CALC_S || h->calc == COFF_CALC_IMAGE) &&
      coff_link_marks_code(w->ld))
    in.s |= 1; // branches have no such bit
  if (!coff_reloc_value(h, &in, addend_of(w, h, r, p), &v))
    return fail(w, r, "relocation of a type that cannot be linked");
  return coff_reloc_put(h, t->data_order, p, coff_reloc_wrap(t, h, v)) || is_missing_weak(w, r) ||
         relocate_by_thunk(w, h, &in, v, p) || overflows(w, r, h, v);
}

// ---- The usual ones -----------------------------------------------------------------------------

static bool fits(const struct coff_link_plain *q, uint64_t v)
{
  if (q->size == 8 || q->overflow == COFF_OVF_NONE)
    return true;
  bool is_signed = (uint64_t)(int64_t)(int32_t)v == v, is_unsigned = v >> 32 == 0;
  return (is_signed && q->overflow != COFF_OVF_UNSIGNED) ||
         (is_unsigned && q->overflow != COFF_OVF_SIGNED);
}

static uint64_t section_of(const struct coff_link *ld, const struct coff_link_target *to)
{
  uint32_t out = to->atom == COFF_NO_ID ? COFF_NO_ID : ld->atoms[to->atom].out;
  return out == COFF_NO_ID ? 0 : ld->outs[out].address;
}

// As coff_link_locate, for what most relocations refer to: symbols, and places in sections of their own file.
static inline struct coff_link_target locate(const struct relocation *w, uint32_t index)
{
  const struct coff_link_file *f = w->file;
  uint32_t ref = coff_link_ref(f, index);
  if ((ref & COFF_REF_LOCAL) == 0)
    return w->ld->places[ref];
  if (!w->direct || ref == COFF_REF_NONE || ref == COFF_REF_LOCAL)
    return coff_link_locate(w->ld, f, index);
  uint32_t atom = f->first_atom + (ref & ~COFF_REF_LOCAL) - 1;
  const struct coff_atom *a = &w->ld->atoms[atom];
  uint32_t value = coff_le32(f->symbols + (size_t)index * w->symbol_size + w->value_at);
  return (struct coff_link_target){a->address + value, atom, (a->state & COFF_ATOM_GONE) != 0};
}

// As relocate(). False if that has to do it: the type is not plain, or something is wrong.
static bool relocate_plain(const struct relocation *w, const struct coff_reloc *r)
{
  const struct coff_link_plain *q = &w->ld->plain[r->type % COFF_LINK_HOWTOS];
  uint64_t at = r->vaddr - w->start;
  if (r->type >= COFF_LINK_HOWTOS || q->size == 0 || at > w->atom->data_size ||
      q->size > w->atom->data_size - at)
    return false;
  struct coff_link_target to = locate(w, r->symndx);
  uint8_t *p = w->buf + at;
  if (to.missing) {
    if (to.atom != COFF_NO_ID) // see relocate_missing
      coff_store(p, q->size, COFF_LITTLE, 0);
    return to.atom != COFF_NO_ID;
  }
  uint64_t v =
      to.address + (q->size == 8 ? coff_le64(p) : (uint64_t)(int64_t)(int32_t)coff_le32(p));
  switch (q->calc) {
  case COFF_CALC_PC: v -= w->atom->address + at + (uint64_t)(int64_t)q->bias; break;
  case COFF_CALC_IMAGE: v -= w->ld->image_base; break;
  case COFF_CALC_SECREL: v -= section_of(w->ld, &to); break;
  default: break;
  }
  if (!fits(q, v))
    return false;
  coff_store(p, q->size, COFF_LITTLE, v);
  return true;
}

void coff_link_relocate_atom(struct coff_link *ld, const struct coff_link_out *o,
                             const struct coff_atom *a, uint8_t *p, bool *wrong)
{
  const struct coff_link_file *f = &ld->files[a->file];
  const struct coff_syment_layout *l = f->target->records->syment;
  struct coff_reloc_stack stack;
  struct coff_link_relocs c;
  const struct coff_reloc *r;
  struct relocation w = {.ld = ld,
                         .wrong = wrong,
                         .file = f,
                         .atom = a,
                         .out = o,
                         .buf = p,
                         .stack = &stack,
                         .direct = f->symbols != NULL && l->value.width == 4 &&
                                   f->target->order == COFF_LITTLE && f->target->section_relative,
                         .value_at = l->value.at,
                         .symbol_size = l->size};
  if (!f->target->no_addresses) {
    struct coff_section s;
    coff_section_get(f->file, a->section, &s);
    w.start = s.header.vaddr;
  }
  stack.depth = 0;
  coff_link_relocs_open(ld, a, &c);
  while ((r = coff_link_relocs_next(&c)) != NULL)
    if (!relocate_plain(&w, r))
      relocate(&w, r);
}
