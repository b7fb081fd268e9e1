// Symbols and relocations of the loader section: -T, -R.
//
// Skip it unless you work with XCOFF: other flavours have no such section, for imports and exports of
// PE are no symbols (-p).
#include "coff/reloc.h"
#include "coff/xcoffloader.h"
#include "objdump/objdump.h"
#include <inttypes.h>

static bool open_loader(const struct dump *d, struct coff_xcoff_loader *l)
{
  if (d->target->loader != NULL && coff_xcoff_loader_open(d->file, l))
    return true;
  tool_say(d->tool, d->item->path, d->item->member, "not a dynamic object");
  d->tool->failed = true;
  return false;
}

static void section_name(const struct dump *d, const struct coff_xcoff_symbol *s)
{
  struct coff_str name;
  if (s->scnum == 0)
    out_text(d->out, "*UND*");
  else if (s->scnum < 0 || !coff_section_name(d->file, (uint32_t)s->scnum, &name))
    out_text(d->out, "*ABS*");
  else
    dump_bytes(d, name);
}

void dump_dynamic(const struct dump *d)
{
  struct coff_xcoff_loader l;
  struct coff_xcoff_symbol s;
  bool any = open_loader(d, &l);
  out_text(d->out, "DYNAMIC SYMBOL TABLE:\n");
  if (!any || l.symbol_count == 0)
    out_text(d->out, "no symbols\n");
  for (uint64_t i = 0; any && coff_xcoff_symbol_get(&l, i, &s); i++) {
    dump_address(d, s.value);
    out_printf(d->out, " %c       ", s.scnum > 0 ? 'g' : ' ');
    section_name(d, &s);
    out_text(d->out, " g   ");
    dump_name(d, s.name);
    out_char(d->out, '\n');
  }
  out_text(d->out, "\n\n");
}

static void relocation(const struct dump *d, const struct coff_xcoff_reloc *r)
{
  struct coff_reloc native = {.vaddr = r->vaddr, .rsize = r->rsize, .type = r->type};
  const struct coff_howto *h = coff_howto_find(d->target, &native);
  dump_address(d, r->vaddr);
  if (h == NULL)
    out_printf(d->out, " %-16u  ", r->type);
  else
    out_printf(d->out, " %-16s  ", h->name);
  dump_name(d, r->name);
  out_char(d->out, '\n');
}

void dump_dynamic_relocs(const struct dump *d)
{
  struct coff_xcoff_loader l;
  struct coff_xcoff_reloc r;
  if (!open_loader(d, &l))
    return;
  out_text(d->out, "DYNAMIC RELOCATION RECORDS");
  out_text(d->out, l.reloc_count == 0 ? " (none)\n" : "\n");
  if (l.reloc_count != 0)
    out_printf(d->out, "OFFSET %*s TYPE %*s VALUE\n", d->digits - 7, "", 12, "");
  for (uint64_t i = 0; coff_xcoff_reloc_get(&l, i, &r); i++)
    relocation(d, &r);
  out_text(d->out, "\n\n");
}
