// Symbols whose values are fields of the optional header (__section_alignment__, __size_of_stack_reserve__).
//
// Skip it unless one of them has the wrong value.
#include "edit/place.h"
#include "link/link.h"

void coff_link_define_fields(struct coff_link *ld)
{
  for (unsigned i = 0; i < ld->defaults->nfield_symbols; i++) {
    uint32_t id = coff_link_find_text(ld, ld->defaults->field_symbols[i].name);
    if (id != COFF_NO_ID && coff_link_is_missing(&ld->symbols[id]))
      coff_link_define_at(ld, ld->defaults->field_symbols[i].name, COFF_NO_ID, 0);
  }
}

static uint64_t value_of(const struct coff_link *ld, unsigned field)
{
  if (field == COFF_AOUT_SECTION_ALIGNMENT)
    return coff_place_page(ld->build);
  if (field == COFF_AOUT_FILE_ALIGNMENT)
    return coff_place_file_alignment(ld->build);
  return ld->build->aout.field[field];
}

void coff_link_fill_fields(struct coff_link *ld)
{
  for (unsigned i = 0; i < ld->defaults->nfield_symbols; i++) {
    const struct coff_field_symbol *f = &ld->defaults->field_symbols[i];
    uint32_t id = coff_link_find_text(ld, f->name);
    if (id != COFF_NO_ID && ld->symbols[id].file == 0 &&
        ld->symbols[id].state == COFF_LINK_ABSOLUTE)
      ld->symbols[id].value = value_of(ld, f->field);
  }
}
