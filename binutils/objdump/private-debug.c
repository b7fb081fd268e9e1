// The debug directory: -p.
//
// Skip it unless a line of it differs from GNU's.
#include "coff/debugdir.h"
#include "objdump/private.h"
#include <inttypes.h>

static const char *type_name(uint32_t type)
{
  static const char *const all[] = {"Unknown",   "COFF",  "CodeView",    "FPO",           "Misc",
                                    "Exception", "Fixup", "OMAP-to-SRC", "OMAP-from-SRC", "Borland",
                                    "Reserved",  "CLSID", "Feature",     "CoffGrp",       "ILTCG",
                                    "MPX",       "Repro"};
  return type < COFF_COUNT(all) ? all[type] : "Unknown";
}

static void codeview(const struct dump *d, const struct coff_debugdir_entry *e)
{
  struct coff_debugdir_codeview c;
  char guid[37];
  if (!coff_debugdir_codeview(d->file, e, &c) || !c.is_pdb)
    return;
  char name[5] = {(char)c.signature, (char)(c.signature >> 8), (char)(c.signature >> 16),
                  (char)(c.signature >> 24), 0};
  out_printf(d->out, "(format %s signature ", name);
  if (c.has_guid) {
    coff_guid_text(c.guid, guid);
    for (const char *p = guid; *p != 0; p++)
      if (*p != '-')
        out_char(d->out, *p);
  } else
    out_printf(d->out, "%08" PRIx32, c.time);
  out_printf(d->out, " age %" PRIu32 " pdb ", c.age);
  if (c.path.size == 0)
    out_text(d->out, "(none)");
  dump_bytes(d, c.path);
  out_text(d->out, ")\n");
}

void private_debug(const struct dump *d)
{
  uint32_t rva, size;
  struct coff_str section;
  struct coff_debugdir dir;
  struct coff_debugdir_entry e;
  if (!private_directory(d, COFF_DIR_DEBUG, "a debug directory", &rva, &size, &section))
    return;
  out_text(d->out, "\nThere is a debug directory in ");
  dump_bytes(d, section);
  out_printf(d->out, " at 0x%" PRIx64 "\n\n", rva + coff_file_image_base(d->file));
  out_text(d->out, "Type                Size     Rva      Offset\n");
  if (!coff_debugdir_open(d->file, &dir))
    return;
  while (coff_debugdir_next(&dir, &e)) {
    out_printf(d->out, "%3" PRIu32 "  %14s %08" PRIx32 " %08" PRIx32 " %08" PRIx32 "\n", e.type,
               type_name(e.type), e.size, e.rva, e.pointer);
    codeview(d, &e);
  }
  if (size % 28 != 0)
    out_text(d->out,
             "The debug directory size is not a multiple of the debug directory entry size\n");
}
