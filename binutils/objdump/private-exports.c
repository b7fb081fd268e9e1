// The export directory: -p.
//
// Skip it unless a line of it differs from GNU's.
#include "coff/exports.h"
#include "objdump/private.h"
#include <inttypes.h>

static void word(const struct dump *d, const char *name, uint32_t v)
{
  out_text(d->out, name);
  private_word(d, v);
}

static void header(const struct dump *d, const struct coff_exports *x)
{
  out_printf(d->out, "Export Flags \t\t\t%" PRIx32 "\n", x->characteristics);
  out_printf(d->out, "Time/Date stamp \t\t%" PRIx32 "\n", x->timdat);
  out_printf(d->out, "Major/Minor \t\t\t%u/%u\n", x->major, x->minor);
  word(d, "Name \t\t\t\t", x->dll_rva);
  out_char(d->out, ' ');
  dump_bytes(d, x->dll);
  out_printf(d->out, "\nOrdinal Base \t\t\t%" PRIu32 "\nNumber in:\n", x->ordinal_base);
  out_printf(d->out, "\tExport Address Table \t\t%08" PRIx32 "\n", x->stated_functions);
  out_printf(d->out, "\t[Name Pointer/Ordinal] Table\t%08" PRIx32 "\nTable Addresses\n",
             x->stated_names);
  word(d, "\tExport Address Table \t\t", x->addresses_rva);
  word(d, "\n\tName Pointer Table \t\t", x->names_rva);
  word(d, "\n\tOrdinal Table \t\t\t", x->ordinals_rva);
  out_printf(d->out, "\n\nExport Address Table -- Ordinal Base %" PRIu32 "\n", x->ordinal_base);
}

static void functions(const struct dump *d, const struct coff_exports *x)
{
  struct coff_export e;
  for (uint32_t i = 0; coff_export_get(x, i, &e); i++) {
    if (e.rva == 0)
      continue;
    out_printf(d->out, "\t[%4" PRIu32 "] +base[%4" PRIu32 "] %04" PRIx32 " %s", i, e.ordinal, e.rva,
               e.is_forwarder ? "Forwarder RVA -- " : "Export RVA");
    if (e.is_forwarder)
      dump_bytes(d, e.forwarder);
    out_char(d->out, '\n');
  }
}

static void names(const struct dump *d, const struct coff_exports *x)
{
  struct coff_export_name n;
  out_text(d->out, "\n[Ordinal/Name Pointer] Table\n");
  for (uint32_t i = 0; coff_export_name_get(x, i, &n); i++) {
    out_printf(d->out, "\t[%4" PRIu32 "] ", n.function);
    dump_bytes(d, n.name);
    out_char(d->out, '\n');
  }
}

void private_exports(const struct dump *d)
{
  uint32_t rva, size;
  struct coff_str section;
  struct coff_exports x;
  if (!private_directory(d, COFF_DIR_EXPORT, "an export table", &rva, &size, &section))
    return;
  out_text(d->out, "\nThere is an export table in ");
  dump_bytes(d, section);
  out_printf(d->out, " at 0x%" PRIx64 "\n\nThe Export Tables (interpreted ",
             rva + coff_file_image_base(d->file));
  dump_bytes(d, section);
  out_text(d->out, " section contents)\n\n");
  if (!coff_exports_open(d->file, &x))
    return;
  header(d, &x);
  functions(d, &x);
  names(d, &x);
  coff_exports_close(&x);
}
