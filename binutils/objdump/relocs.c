// Relocations: -r.
//
// Skip it unless a row differs from GNU's.
#include "coff/reloc.h"
#include "objdump/lines.h"
#include "objdump/objdump.h"
#include <inttypes.h>

static void symbol(const struct dump *d, const struct coff_section *section,
                   const struct coff_reloc *r)
{
  struct coff_syment s;
  struct coff_str name;
  if (gnu_is_of_section(d->target, r)) {
    dump_bytes(d, section->name);
    return;
  }
  if (coff_reloc_is_bare(d->target, r) || !coff_reloc_syment(d->file, r, &s)) {
    out_text(d->out, "*ABS*");
    return;
  }
  coff_syment_name(d->file, &s, &name);
  dump_name(d, name);
}

// What GNU adds to the symbol to have the value that the field stands for: what the record holds, or what
// takes the symbol's own value, which its linker expects in the field, out again.
int64_t gnu_addend(const struct dump *d, const struct coff_section *s, const struct coff_reloc *r,
                   const struct coff_howto *h)
{
  struct coff_symbol symbol;
  unsigned width = d->target->records->reloc->offset.width;
  bool held = h == NULL || h->addend == COFF_ADDEND_RELOC ||
              (h->calc == COFF_CALC_NONE && gnu_has_mark_addends(d->target));
  if (r->is_number)
    return (int32_t)r->symndx;
  if (d->target->records->symbolic != NULL)
    return gnu_ecoff_addend(d, s, r, h);
  if (width != 0 && held) // GNU reads it without a sign
    return width < 8 ? r->offset & (((int64_t)1 << (width * 8)) - 1) : r->offset;
  if (gnu_has_no_addends(d->target) || coff_reloc_is_bare(d->target, r) ||
      !coff_symbol_outline(d->file, r->symndx, &symbol))
    return 0;
  uint64_t a = symbol.section > 0 ? -symbol.address : 0;
  if (!d->target->common_in_field && !gnu_has_common_addends(d->target))
    return (int64_t)a;
  if (symbol.section == 0)
    a = -symbol.native.value;
  bool relative = h != NULL && (h->calc == COFF_CALC_PC || h->calc == COFF_CALC_PC_DISP);
  return (int64_t)(relative ? a + s->header.vaddr : a);
}

static void row(const struct dump *d, const struct coff_section *s, const struct coff_reloc *r,
                struct lines *l)
{
  char buf[64];
  const struct coff_howto *h = coff_howto_find(d->target, r);
  if (d->opt->lines)
    lines_show(l, r->vaddr - s->header.vaddr + s->address, false, " (discriminator 0)");
  dump_address(d, r->vaddr - s->header.vaddr);
  if (h == NULL)
    out_printf(d->out, " %-16" PRIu32 "  ", r->type);
  else
    out_printf(d->out, " %-16s  ", gnu_reloc_name(d->target, h, r, buf));
  symbol(d, s, r);
  int64_t addend = gnu_addend(d, s, r, h);
  if (addend != 0) {
    out_text(d->out, addend < 0 ? "-0x" : "+0x");
    dump_address(d, addend < 0 ? -(uint64_t)addend : (uint64_t)addend);
  }
  out_char(d->out, '\n');
}

// --start-address and --stop-address count from the section's start here, and the last one is shown.
static bool is_between(const struct dump *d, uint64_t address)
{
  return (!d->opt->has_start || address >= d->opt->start) &&
         (!d->opt->has_stop || address <= d->opt->stop);
}

static void table(const struct dump *d, const struct coff_section *s)
{
  enum { BATCH = 256 };
  struct coff_reloc_table t;
  struct coff_reloc batch[BATCH];
  size_t n;
  coff_section_relocs(d->file, s, &t);
  out_text(d->out, "RELOCATION RECORDS FOR [");
  dump_bytes(d, s->name);
  out_text(d->out, "]:");
  if (t.count == 0) {
    out_text(d->out, " (none)\n\n");
    return;
  }
  out_printf(d->out, "\nOFFSET %*s TYPE %*s VALUE\n", d->digits - 7, "", 12, "");
  struct lines l = {.d = d};
  if (d->opt->lines)
    lines_open(&l, d, s);
  for (uint64_t i = 0; (n = coff_reloc_read(d->file, &t, i, BATCH, batch)) != 0; i += n)
    for (size_t k = 0; k < n; k++)
      if (is_between(d, batch[k].vaddr - s->header.vaddr))
        row(d, s, &batch[k], &l);
  lines_close(&l);
  out_text(d->out, "\n\n");
}

void dump_relocs(const struct dump *d)
{
  struct coff_section s;
  for (uint32_t i = 1; coff_section_get(d->file, i, &s); i++)
    if (s.nreloc != 0 && dump_wants(d, &s))
      table(d, &s);
}
