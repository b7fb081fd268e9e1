// A section's contents with its relocations applied, as if the file were loaded where its headers
// say.
//
// Skip this unless a debug reader or a disassembly sees wrong addresses.
//
// 1. A field is inside the contents that are there, and inside the caller's buffer, before it is
//    read or written.
// 2. A relocation that cannot be applied leaves its field alone.
#include "coff/reloc.h"
#include "object/file.h"
#include "reloc/symbol.h"

#include <inttypes.h>
#include <string.h>

enum { BATCH = 128 };

struct relocation {
  const struct coff_file *file;
  const struct coff_section *section;
  struct coff_view contents; // as they are in the file
  uint8_t *buf;              // the first SIZE bytes of them, patched
  size_t size;
  struct coff_reloc_symbols symbols;
  struct coff_reloc_stack stack; // of the expression in hand ...
  uint64_t stack_at;             // ... and its address
};

static void warn(const struct relocation *w, uint64_t at, const char *problem, uint64_t number)
{
  coff_report(coff_file_context(w->file), COFF_WARNING, coff_file_place(w->file, at),
              "relocation of section %" PRIu32 " is not applied: %s 0x%" PRIx64, w->section->number,
              problem, number);
}

// Where the field lies in the contents. r_vaddr counts addressable units from where s_vaddr does.
static bool field_at(const struct relocation *w, const struct coff_reloc *r, unsigned size,
                     uint64_t *offset)
{
  uint64_t start = w->section->header.vaddr;
  uint64_t unit = w->section->octets;
  if (r->vaddr < start || r->vaddr - start > w->contents.size / unit)
    return false;
  *offset = (r->vaddr - start) * unit;
  return size <= w->contents.size - *offset;
}

// What only a link sets is known if an optional header says it.
static bool anchor_is_known(const struct coff_file *f, const struct coff_howto *h)
{
  bool anchored = h->calc == COFF_CALC_GP || h->calc == COFF_CALC_GP_HIGH ||
                  h->calc == COFF_CALC_TOC || h->calc == COFF_CALC_TOC_HIGH;
  return !anchored || coff_file_aouthdr(f) != NULL;
}

static struct coff_reloc_input input_for(const struct relocation *w, const struct coff_reloc *r,
                                         const struct coff_reloc_symbol *sym)
{
  const struct coff_aouthdr *aout = coff_file_aouthdr(w->file);
  return (struct coff_reloc_input){
      .s = sym->address,
      .p = w->section->address + (r->vaddr - w->section->header.vaddr),
      .start = w->section->address,
      .image_base = coff_file_image_base(w->file),
      .section_base = sym->section_base,
      .section = sym->section,
      .code = coff_section_means(w->file, sym->section, COFF_SEC_CODE),
      .symndx = r->symndx,
      .toc = aout != NULL ? aout->field[COFF_AOUT_TOC] : 0,
      .gp = aout != NULL ? aout->field[COFF_AOUT_GP_VALUE] : 0,
  };
}

static void apply(const struct relocation *w, const struct coff_reloc *r, uint64_t at,
                  const struct coff_howto *h, const struct coff_reloc_symbol *sym, uint8_t *p)
{
  const struct coff_target *t = coff_file_target(w->file);
  struct coff_reloc_input in = input_for(w, r, sym);
  int64_t addend = coff_reloc_file_addend(w->file, h, r, &sym->native, p);
  uint64_t v;
  if (t->symbol_in_field) { // as relocate() has it, a common symbol, whose address is 0
    v = (uint64_t)addend;
  } else if (!anchor_is_known(w->file, h) || !coff_reloc_value(h, &in, addend, &v)) {
    warn(w, at, "only a link can compute its type", r->type);
    return;
  }
  if (!coff_reloc_put(h, t->data_order, p, coff_reloc_wrap(t, h, v)))
    coff_report(coff_file_context(w->file), COFF_WARNING, coff_file_place(w->file, at),
                "%s relocation of section %" PRIu32 " overflows its field: value 0x%" PRIx64,
                h->name, w->section->number, v);
}

// The symbol that R names; NULL after a warning. All ones in the index's field: there is none.
static const struct coff_reloc_symbol *symbol_of(struct relocation *w, const struct coff_reloc *r,
                                                 uint64_t at)
{
  static const struct coff_reloc_symbol none = {.state = COFF_RELOC_SYMBOL_GOOD};
  if (r->is_number || coff_reloc_is_bare(coff_file_target(w->file), r))
    return &none;
  const struct coff_reloc_symbol *sym = coff_reloc_symbol_of(&w->symbols, r);
  if (sym->state == COFF_RELOC_SYMBOL_GOOD)
    return sym;
  warn(w, at,
       sym->state == COFF_RELOC_SYMBOL_AUXILIARY ? "auxiliary entry as symbol, index"
                                                 : "no symbol with index",
       r->symndx);
  return NULL;
}

static void report_step(const struct relocation *w, const struct coff_reloc *r, uint64_t at,
                        const struct coff_howto *h, enum coff_reloc_step step)
{
  if (step == COFF_STEP_DAMAGED)
    warn(w, at, "not enough or too many values, or no such field, for an expression of type",
         r->type);
  if (step == COFF_STEP_OVERFLOW)
    coff_report(coff_file_context(w->file), COFF_WARNING, coff_file_place(w->file, at),
                "%s relocation of section %" PRIu32 " overflows its field", h->name,
                w->section->number);
}

// An operator that is at no address. By section, its number is an address as the header counts.
static void operate(struct relocation *w, const struct coff_reloc *r, uint64_t at,
                    const struct coff_howto *h)
{
  const struct coff_reloc_symbol *sym = symbol_of(w, r, at);
  if (sym == NULL)
    return;
  struct coff_reloc_input in = input_for(w, r, sym);
  if (r->by_section)
    in.s -= sym->native.value;
  report_step(w, r, at, h,
              coff_reloc_step(coff_file_target(w->file), h, r, &in, &w->stack, w->buf, 0));
}

// Where a run of operators meant to store its result is told by its last one, so a field that is not
// in the buffer is found only there.
static void evaluate(struct relocation *w, const struct coff_reloc *r, uint64_t at,
                     const struct coff_howto *h)
{
  uint64_t offset;
  bool alone = h->calc == COFF_CALC_EXPR_STORE_PART;
  if (r->vaddr != w->stack_at && !alone)
    w->stack.depth = 0;
  w->stack_at = r->vaddr;
  if (!field_at(w, r, 0, &offset)) {
    warn(w, at, "outside the contents, address", r->vaddr);
    return;
  }
  const struct coff_reloc_symbol *sym = symbol_of(w, r, at);
  if (sym == NULL || offset > w->size)
    return;
  struct coff_reloc_input in = input_for(w, r, sym);
  if (r->symndx == UINT32_MAX && !r->is_number) // the section itself
    in.s = in.start;
  uint64_t there = w->contents.size - offset;
  uint64_t left = w->contents.size < w->size ? there : w->size - offset;
  if (coff_reloc_has_field(h) && left < there &&
      coff_reloc_field(coff_file_target(w->file), r).bytes > left)
    return;
  enum coff_reloc_step step = coff_reloc_step(coff_file_target(w->file), h, r, &in, &w->stack,
                                              w->buf + offset, (size_t)left);
  report_step(w, r, at, h, step);
}

// Two instructions that hold the distance of the global pointer.
static void set_pair(struct relocation *w, const struct coff_reloc *r, uint64_t at,
                     const struct coff_howto *h)
{
  const struct coff_target *t = coff_file_target(w->file);
  const struct coff_aouthdr *aout = coff_file_aouthdr(w->file);
  struct coff_reloc low = *r;
  uint64_t first, second, v;
  low.vaddr += (uint64_t)(int64_t)(int32_t)r->symndx;
  if (!field_at(w, r, h->size, &first) || !field_at(w, &low, h->size, &second)) {
    warn(w, at, "outside the contents, address", r->vaddr);
    return;
  }
  if (aout == NULL) {
    warn(w, at, "only a link can compute its type", r->type);
    return;
  }
  if (first > w->size || h->size > w->size - first || second > w->size ||
      h->size > w->size - second)
    return;
  static const struct coff_reloc_symbol none = {.state = COFF_RELOC_SYMBOL_GOOD};
  struct coff_reloc_input in = input_for(w, r, &none);
  uint8_t *p = w->buf + first, *q = w->buf + second;
  uint64_t held = (uint64_t)coff_reloc_pair_addend(t->data_order, p, q);
  uint64_t a = held - (aout->field[COFF_AOUT_GP_VALUE] - r->vaddr);
  coff_reloc_value(h, &in, (int64_t)a, &v);
  if (!coff_reloc_put_pair(t->data_order, p, q, v))
    report_step(w, r, at, h, COFF_STEP_OVERFLOW);
}

// AT is the file offset of the relocation.
static void relocate(struct relocation *w, struct coff_reloc *r, uint64_t at)
{
  const struct coff_target *t = coff_file_target(w->file);
  const struct coff_howto *h = coff_howto_find(t, r);
  struct coff_howto slotted;
  uint64_t offset;
  if (h == NULL) {
    warn(w, at, "unknown type", r->type);
    return;
  }
  if (coff_reloc_has_operand(h)) {
    operate(w, r, at, h);
    return;
  }
  if (coff_reloc_is_expression(h)) {
    evaluate(w, r, at, h);
    return;
  }
  if (h->calc == COFF_CALC_GP_HERE) {
    set_pair(w, r, at, h);
    return;
  }
  if (h->size == 0 || h->calc == COFF_CALC_NONE)
    return;
  h = coff_howto_in_slot(h, r, &slotted);
  if (h == NULL) {
    warn(w, at, "no slot of a bundle, address", r->vaddr);
    return;
  }
  if (!field_at(w, r, h->size, &offset)) {
    warn(w, at, "outside the contents, address", r->vaddr);
    return;
  }
  if (offset > w->size || h->size > w->size - offset)
    return;
  const struct coff_reloc_symbol *sym = symbol_of(w, r, at);
  if (sym == NULL)
    return;
  bool common = sym->native.scnum == 0 && sym->native.value != 0;
  if (!t->symbol_in_field || (common && t->common_in_field && h->addend == COFF_ADDEND_FIELD))
    apply(w, r, at, h, sym, w->buf + offset);
}

bool coff_section_relocated(const struct coff_file *f, const struct coff_section *s, uint8_t *buf,
                            size_t size)
{
  struct relocation w = {.file = f, .section = s, .symbols.file = f, .buf = buf, .size = size};
  struct coff_reloc_table table;
  struct coff_reloc batch[BATCH];
  bool ok = coff_section_contents(f, s, &w.contents);
  size_t there = w.contents.size < size ? (size_t)w.contents.size : size;
  if (there > 0)
    memcpy(buf, w.contents.data, there);
  if (size > there)
    memset(buf + there, 0, size - there);
  ok &= coff_section_relocs(f, s, &table);
  for (uint64_t i = 0; i < table.count;) {
    size_t n = coff_reloc_read(f, &table, i, BATCH, batch);
    if (n == 0)
      return false;
    uint64_t at = table.bytes.origin + i * coff_file_target(f)->records->reloc->size;
    for (size_t k = 0; k < n; k++)
      relocate(&w, &batch[k], at + k * coff_file_target(f)->records->reloc->size);
    i += n;
  }
  return ok;
}
