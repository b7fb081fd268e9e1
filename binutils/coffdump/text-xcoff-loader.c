// Text: the loader section of XCOFF modules.
//
// Skip it unless it is printed wrongly.
#include "coff/xcoffloader.h"
#include "coffdump/text.h"
#include <stdlib.h>

// The names of import files, so that each symbol can show its own: a look-up would go over all the
// strings before it.
struct loader {
  const struct text *x;
  struct coff_xcoff_loader l;
  struct coff_xcoff_import_file *files; // NULL: out of memory, numbers are shown alone
  size_t nfiles;
};

static void field(const struct loader *d, const char *name, uint64_t at, uint64_t size)
{
  struct out *o = d->x->o;
  out_text(o, "  ");
  out_text(o, name);
  out_pad(o, 20);
  out_dec_right(o, size, 7);
  out_text(o, " at ");
  out_hex(o, at, 0);
  out_char(o, '\n');
}

static void header(const struct loader *d)
{
  const struct coff_xcoff_loader *l = &d->l;
  struct out *o = d->x->o;
  out_text(o, "  version");
  out_pad(o, 20);
  out_dec_right(o, l->version, 7);
  out_char(o, '\n');
  field(d, "symbols", l->symoff, l->nsyms);
  field(d, "relocations", l->rldoff, l->nreloc);
  field(d, "import file ids", l->impoff, l->nimpid);
  field(d, "  bytes", l->impoff, l->istlen);
  field(d, "string bytes", l->stoff, l->stlen);
}

// "/usr/lib/libc.a(shr.o)", with what is there of it.
static void file_name(struct out *o, const struct coff_xcoff_import_file *file)
{
  out_name(o, file->path);
  if (file->path.size != 0 && file->base.size != 0 && file->path.data[file->path.size - 1] != '/')
    out_char(o, '/');
  out_name(o, file->base);
  if (file->member.size == 0)
    return;
  out_char(o, '(');
  out_name(o, file->member);
  out_char(o, ')');
}

static void import_files(struct loader *d)
{
  struct coff_xcoff_import_files c = coff_xcoff_import_files(&d->l);
  struct coff_xcoff_import_file file;
  struct out *o = d->x->o;
  // Each takes at least three bytes.
  size_t room = (size_t)(d->l.imports.size / 3 + 1);
  text_heading(d->x, "Import files", d->l.nimpid);
  d->files = malloc((room < d->l.nimpid ? room : d->l.nimpid + 1) * sizeof *d->files);
  while (coff_xcoff_import_file_next(&c, &file)) {
    if (d->files != NULL && d->nfiles < room)
      d->files[d->nfiles++] = file;
    out_dec_right(o, file.number, 6);
    out_text(o, file.number == 0 ? " library path: " : " ");
    file_name(o, &file);
    out_char(o, '\n');
  }
}

static void symbol_origin(const struct loader *d, const struct coff_xcoff_symbol *s)
{
  struct out *o = d->x->o;
  if ((s->smtype & COFF_XCOFF_IMPORT) == 0 && s->ifile == 0)
    return;
  out_text(o, " from ");
  if (s->ifile == 0) {
    out_text(o, "what is loaded later (deferred)");
    return;
  }
  out_dec(o, s->ifile);
  if (s->ifile >= d->nfiles)
    return;
  out_char(o, ' ');
  file_name(o, &d->files[s->ifile]);
}

static void type_check(struct out *o, const struct coff_xcoff_symbol *s)
{
  if (s->parm == 0)
    return;
  out_text(o, ", type check ");
  for (uint64_t i = 0; i < s->check.size; i++)
    out_hex_bare(o, s->check.data[i], 2);
}

static void smtype(struct out *o, unsigned v)
{
  const char *type = coff_aux_value_name(COFF_AUX_SMTYP, v & COFF_XCOFF_TYPE);
  if (type != NULL)
    out_text(o, type);
  else
    out_hex(o, v & COFF_XCOFF_TYPE, 0);
  if ((v & ~(unsigned)COFF_XCOFF_TYPE) == 0)
    return;
  out_text(o, " | ");
  out_flags(o, coff_xcoff_smtype_flags(), v & ~(unsigned)COFF_XCOFF_TYPE);
}

static void symbols(const struct loader *d)
{
  const struct text *x = d->x;
  struct out *o = x->o;
  struct coff_xcoff_symbol s;
  text_heading(x, "Loader symbols", d->l.nsyms);
  for (uint64_t i = 0; coff_xcoff_symbol_get(&d->l, i, &s); i++) {
    const char *class = coff_aux_value_name(COFF_AUX_SMCLAS, s.smclas);
    out_dec_right(o, i + COFF_XCOFF_FIRST_SYMBOL, 6);
    out_char(o, ' ');
    out_hex(o, s.value, x->digits);
    out_char(o, ' ');
    size_t start = o->column;
    text_section_ref(x, s.scnum);
    out_pad(o, start + 11);
    start = o->column;
    if (class != NULL)
      out_text(o, class);
    else
      out_hex(o, s.smclas, 2);
    out_pad(o, start + 8);
    start = o->column;
    smtype(o, s.smtype);
    out_pad(o, start + 18);
    text_symbol_name(x, s.name);
    symbol_origin(d, &s);
    type_check(o, &s);
    out_char(o, '\n');
  }
}

static void relocs(const struct loader *d)
{
  const struct text *x = d->x;
  struct out *o = x->o;
  struct coff_xcoff_reloc r;
  text_heading(x, "Loader relocations", d->l.nreloc);
  for (uint64_t i = 0; coff_xcoff_reloc_get(&d->l, i, &r); i++) {
    struct coff_reloc usual = {.type = r.type, .rsize = r.rsize};
    const struct coff_howto *h = coff_howto_find(x->t, &usual);
    out_text(o, "  ");
    out_hex(o, r.vaddr, x->digits);
    out_char(o, ' ');
    size_t start = o->column;
    text_section_ref(x, r.rsecnm);
    out_pad(o, start + 11);
    start = o->column;
    if (h != NULL)
      out_text(o, h->name);
    else
      out_hex(o, r.type, 4);
    out_pad(o, start + 9);
    out_dec_right(o, (r.rsize & 0x3fu) + 1, 2);
    out_text(o, (r.rsize & 0x80) != 0 ? " signed   " : " unsigned ");
    out_text(o, (r.rsize & 0x40) != 0 ? "fixed up " : "");
    out_printf(o, "%6ld ", (long)r.symndx);
    text_symbol_name(x, r.name);
    out_char(o, '\n');
  }
}

void text_xcoff_loader(const struct text *x)
{
  struct loader d = {.x = x};
  struct coff_section s;
  if (!coff_xcoff_loader_open(x->f, &d.l))
    return;
  if (coff_section_get(x->f, d.l.section, &s))
    text_section_title(x, "Loader section ", &s, "");
  header(&d);
  import_files(&d);
  symbols(&d);
  relocs(&d);
  free(d.files);
}
