// The import directory: -p.
//
// Skip it unless a line of it differs from GNU's.
#include "coff/imports.h"
#include "objdump/private.h"
#include <inttypes.h>

static void entry(const struct dump *d, const struct coff_import_library *l,
                  const struct coff_import_entry *e)
{
  bool bound = l->timdat != 0 && l->addresses != 0 && l->addresses != l->lookup && e->has_value;
  if (e->by == COFF_IMPORT_BY_ORDINAL && d->digits == 16)
    out_printf(d->out, "\t%" PRIx64 "\t %4" PRIx64 "%08" PRIx64 "  <none>", e->lookup,
               e->lookup >> 32 & 0x7fffffff, e->lookup & UINT32_MAX);
  else if (e->by == COFF_IMPORT_BY_ORDINAL)
    out_printf(d->out, "\t%" PRIx64 "\t %4" PRIu64 "  <none>", e->lookup, e->lookup & 0x7fffffff);
  else if (e->name_at == COFF_NOWHERE)
    out_printf(d->out, "\t<corrupt: 0x%04" PRIx64 ">", e->lookup);
  else {
    out_printf(d->out, "\t%04" PRIx64 "\t %4u  ", e->lookup, e->hint);
    dump_bytes(d, e->name);
  }
  if (bound)
    out_printf(d->out, "\t%04" PRIx64, e->value);
  out_char(d->out, '\n');
}

static void row(const struct dump *d, uint64_t offset, const uint32_t field[5])
{
  uint64_t rva = 0;
  coff_rva_of_offset(d->file, offset, &rva);
  out_printf(d->out, " %08" PRIx64 "\t", rva);
  for (int i = 0; i < 5; i++)
    out_printf(d->out, i == 4 ? "%08" PRIx32 "\n" : "%08" PRIx32 " ", field[i]);
}

static void library(const struct dump *d, const struct coff_import_library *l)
{
  struct coff_import_entry e;
  row(d, l->offset,
      (const uint32_t[5]){l->lookup, l->timdat, l->forwarder_chain, l->name_rva, l->addresses});
  out_text(d->out, "\n\tDLL Name: ");
  dump_bytes(d, l->name);
  out_text(d->out, "\n\tvma:  Hint/Ord Member-Name Bound-To\n");
  for (uint64_t i = 0; coff_import_entry_get(l, i, &e); i++)
    entry(d, l, &e);
  out_char(d->out, '\n');
}

void private_imports(const struct dump *d)
{
  uint32_t rva, size;
  struct coff_str section;
  struct coff_imports c;
  struct coff_import_library l;
  if (!private_directory(d, COFF_DIR_IMPORT, "an import table", &rva, &size, &section))
    return;
  out_text(d->out, "\nThere is an import table in ");
  dump_bytes(d, section);
  out_printf(d->out, " at 0x%" PRIx64 "\n\nThe Import Tables (interpreted ",
             rva + coff_file_image_base(d->file));
  dump_bytes(d, section);
  out_text(d->out, " section contents)\n"
                   " vma:            Hint    Time      Forward  DLL       First\n"
                   "                 Table   Stamp     Chain    Name      Thunk\n");
  if (!coff_imports_open(d->file, &c))
    return;
  while (coff_import_library_next(&c, &l))
    library(d, &l);
  if (coff_import_null_get(&c, &l))
    row(d, l.offset,
        (const uint32_t[5]){l.lookup, l.timdat, l.forwarder_chain, l.name_rva, l.addresses});
}
