// Text: base relocations.
//
// Skip it unless it is printed wrongly.
#include "coff/baserelocs.h"
#include "coff/format-pe.h"
#include "coffdump/text.h"

static void entry(const struct text *x, const struct coff_base_reloc *r)
{
  struct out *o = x->o;
  uint64_t to;
  out_text(o, "    ");
  out_hex(o, r->rva, 8);
  out_text(o, "  ");
  size_t start = o->column;
  if (r->type != NULL)
    out_text(o, r->type->name);
  else
    out_printf(o, "type %u", r->number);
  for (unsigned i = 0; i < r->nparam; i++) {
    out_text(o, i == 0 ? ", parameter " : " ");
    out_hex(o, r->param[i], 4);
  }
  if (r->has_address) {
    out_pad(o, start + 28);
    out_hex(o, r->address, x->digits);
    if (coff_rva_of_address(x->f, r->address, &to))
      text_rva_place(x, to);
  }
  out_char(o, '\n');
}

static void block(const struct text *x, const struct coff_base_reloc_block *b)
{
  struct coff_base_reloc r;
  struct out *o = x->o;
  out_text(o, "  page ");
  out_hex(o, b->page, 8);
  text_rva_place(x, b->page);
  out_text(o, ": ");
  out_count(o, b->count, "relocation", "relocations");
  out_text(o, ", ");
  out_dec(o, b->size);
  out_text(o, " bytes at ");
  out_hex(o, b->offset, 0);
  out_char(o, '\n');
  for (uint64_t at = 0; coff_base_reloc_next(b, &at, &r);)
    entry(x, &r);
}

// An image without relocations either says that it can be loaded at one address only, or has no
// absolute address in it.
static void say_none(const struct text *x)
{
  if (x->t->base_relocs == NULL)
    return;
  if ((coff_file_header(x->f)->flags & IMAGE_FILE_RELOCS_STRIPPED) != 0)
    out_text(
        x->o,
        "\nNo base relocations: they were stripped, the image has to be loaded at its base.\n");
  else
    out_text(x->o, "\nNo base relocations: the image can be loaded anywhere as it is.\n");
}

void text_base_relocs(const struct text *x)
{
  struct coff_base_relocs all, again;
  struct coff_base_reloc_block b;
  uint64_t n = 0;
  if (!coff_base_relocs_open(x->f, &all)) {
    say_none(x);
    return;
  }
  again = all;
  while (coff_base_reloc_block_next(&again, &b))
    n += b.count;
  text_heading(x, "Base relocations", n);
  while (coff_base_reloc_block_next(&all, &b))
    block(x, &b);
}
