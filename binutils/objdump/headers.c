// The file header, and the header of a member of an archive.
//
// Skip it unless a word of them differs from GNU's.
#include "coff/format-sysv.h"
#include "objdump/objdump.h"
#include <inttypes.h>
#include <time.h>

// ---- -f ---------------------------------------------------------------------------------------

enum {
  HAS_RELOC = 0x1,
  EXEC_P = 0x2,
  HAS_LINENO = 0x4,
  HAS_DEBUG = 0x8,
  HAS_SYMS = 0x10,
  HAS_LOCALS = 0x20,
  DYNAMIC = 0x40,
  D_PAGED = 0x100
};

// Most bits of f_flags say what is no longer there.
static unsigned flags_of(const struct dump *d)
{
  enum { DEBUG_STRIPPED = 0x200, SHARED_OBJECT = 0x2000 };
  const struct coff_filehdr *h = coff_file_header(d->file);
  if (d->item->import != NULL)
    return HAS_DEBUG | HAS_SYMS;
  unsigned f = (h->flags & F_RELFLG) == 0 ? HAS_RELOC : 0;
  bool pe = d->target->family == COFF_FAMILY_PE;
  if ((h->flags & F_EXEC) != 0)
    f |= d->target->family == COFF_FAMILY_ECOFF ? EXEC_P : EXEC_P | D_PAGED;
  if ((h->flags & F_LNNO) == 0)
    f |= HAS_LINENO;
  if (pe && (h->flags & DEBUG_STRIPPED) == 0)
    f |= HAS_DEBUG;
  if (h->nsyms != 0)
    f |= HAS_SYMS;
  if ((h->flags & F_LSYMS) == 0)
    f |= HAS_LOCALS;
  if (d->target->family == COFF_FAMILY_XCOFF && (h->flags & SHARED_OBJECT) != 0)
    f |= DYNAMIC;
  return f;
}

static uint64_t start_address(const struct dump *d)
{
  const struct coff_aouthdr *a = coff_file_aouthdr(d->file);
  const struct coff_aouthdr_layout *l = coff_file_aouthdr_layout(d->file);
  if (a == NULL || l == NULL)
    return 0;
  uint64_t entry = a->field[COFF_AOUT_ENTRY];
  return entry == 0 ? 0 : entry + coff_file_image_base(d->file);
}

void dump_file_header(const struct dump *d)
{
  static const struct {
    unsigned flag;
    const char *name;
  } names[] = {{HAS_RELOC, "HAS_RELOC"}, {EXEC_P, "EXEC_P"},     {HAS_LINENO, "HAS_LINENO"},
               {HAS_DEBUG, "HAS_DEBUG"}, {HAS_SYMS, "HAS_SYMS"}, {HAS_LOCALS, "HAS_LOCALS"},
               {DYNAMIC, "DYNAMIC"},     {D_PAGED, "D_PAGED"}};
  unsigned flags = flags_of(d);
  const char *comma = "";
  out_printf(d->out, "architecture: %s, flags 0x%08x:\n",
             gnu_machine_name(coff_file_machine(d->file)), flags);
  for (size_t i = 0; i < COFF_COUNT(names); i++)
    if ((flags & names[i].flag) != 0) {
      out_text(d->out, comma);
      out_text(d->out, names[i].name);
      comma = ", ";
    }
  out_text(d->out, "\nstart address 0x");
  dump_address(d, start_address(d));
  out_char(d->out, '\n');
}

// ---- -a ---------------------------------------------------------------------------------------

static void mode_text(uint32_t mode, char text[11])
{
  static const char letters[] = "rwxrwxrwx";
  for (int i = 0; i < 9; i++)
    text[i] = (mode >> (8 - i) & 1) != 0 ? letters[i] : '-';
  if ((mode & 04000) != 0)
    text[2] = text[2] == 'x' ? 's' : 'S';
  if ((mode & 02000) != 0)
    text[5] = text[5] == 'x' ? 's' : 'S';
  if ((mode & 01000) != 0)
    text[8] = text[8] == 'x' ? 't' : 'T';
  text[9] = 0;
}

void dump_member_header(const struct dump *d)
{
  const struct coff_member *m = d->item->header;
  char mode[11], date[64];
  if (m == NULL) {
    out_text(d->out, d->item->path);
    out_char(d->out, '\n');
    return;
  }
  time_t when = (time_t)m->date;
  struct tm parts;
  if (localtime_r(&when, &parts) == NULL ||
      strftime(date, sizeof date, "%b %e %H:%M %Y", &parts) == 0)
    snprintf(date, sizeof date, "<time data corrupt>");
  mode_text(m->mode, mode);
  out_printf(d->out, "%s %" PRIu32 "/%" PRIu32 " %6" PRIu64 " %s %s\n", mode, m->uid, m->gid,
             m->size, date, d->item->member);
}
