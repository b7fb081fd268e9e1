// How much may be shown of sections that share bytes of the file.
//
// Skip it unless something is left out of the dump of a sound file.
#include "coffdump/budget.h"

enum { SHARED = 4 };

void budget_open(struct budget *b, const struct coff_file *f, uint64_t spare, const char *what)
{
  *b = (struct budget){f, what, coff_file_bytes(f).size * SHARED + spare, false};
}

bool budget_spend(struct budget *b, const struct coff_section *s, uint64_t size)
{
  if (!b->spent && size <= b->left) {
    b->left -= size;
    return true;
  }
  if (!b->spent)
    coff_fail(
        coff_file_context(b->f), coff_file_place(b->f, s->header_offset),
        "sections have more bytes in all than the file could give them; from section %u on no "
        "%s are shown",
        (unsigned)s->number, b->what);
  b->spent = true;
  return false;
}

void budget_report_names(const struct coff_file *f, const struct out *o)
{
  if (o->names_cut)
    coff_fail(
        coff_file_context(f), coff_file_place(f, coff_file_strings(f).origin),
        "entries share long names, which have more bytes in all than the file could give them; "
        "some are cut off");
}
