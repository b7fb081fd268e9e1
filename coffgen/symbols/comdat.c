// COMDAT groups: which symbol leads a section, and how the linker chooses between copies.
//
// Skip it unless you work on PE COMDAT sections.
//
// PE/COFF specification, "COMDAT Sections": the first symbol of the section is its section symbol,
// with the selection in its auxiliary entry; the second symbol with that section number is the
// COMDAT symbol. An associative section has no leader and follows its parent.
#include "base/alloc.h"
#include "coff/format-pe.h"
#include "coff/symbols.h"
#include "object/file.h"
#include <inttypes.h>
#include <string.h>

// Two symbols a section, found in one walk: entries are indices plus one, 0 is none.
struct group {
  uint32_t symbol, leader;
};

struct table {
  uint32_t count;
  struct group group[];
};

// The section auxiliary entry of the section symbol at INDEX.
static bool section_aux(const struct coff_file *f, uint64_t index, const struct coff_syment *s,
                        struct coff_auxent *a)
{
  return s->numaux != 0 && coff_auxent_read(f, index, s, 0, a) && a->layout != NULL &&
         a->layout->form == COFF_AUX_SECTION;
}

static void note(const struct coff_file *f, struct table *t, uint64_t index,
                 const struct coff_syment *s)
{
  struct coff_auxent a;
  if (s->scnum <= 0 || (uint32_t)s->scnum > t->count)
    return;
  struct group *g = &t->group[s->scnum - 1];
  if (g->symbol == 0 && section_aux(f, index, s, &a))
    g->symbol = (uint32_t)index + 1;
  else if (g->symbol != 0 && g->leader == 0)
    g->leader = (uint32_t)index + 1;
}

static void *build(const struct coff_file *f)
{
  struct table *t = coff_alloc(f->ctx, sizeof *t + (size_t)f->nscns * sizeof(struct group));
  struct coff_syment s;
  if (t == NULL)
    return NULL;
  t->count = f->nscns;
  for (uint64_t i = 0; coff_syment_read(f, i, 1, &s) == 1; i += 1 + (uint64_t)s.numaux)
    note(f, t, i, &s);
  return t;
}

static const struct table *groups(const struct coff_file *f)
{
  return coff_file_table(f, &f->comdats, build);
}

bool coff_comdat_get(const struct coff_file *f, uint32_t number, struct coff_comdat *c)
{
  struct coff_section section;
  struct coff_syment s;
  struct coff_auxent a;
  if (!coff_section_means(f, number, COFF_SEC_COMDAT))
    return false;
  const struct table *t = groups(f);
  if (t == NULL)
    return false;
  const struct group *g = &t->group[number - 1];
  *c = (struct coff_comdat){.section = number, .symbol = UINT64_MAX, .leader = UINT64_MAX};
  if (g->symbol == 0 || coff_syment_read(f, g->symbol - 1, 1, &s) == 0 ||
      !section_aux(f, g->symbol - 1, &s, &a)) {
    coff_section_get_unnamed(f, number, &section);
    return coff_fail(f->ctx, coff_file_place(f, section.header_offset),
                     "COMDAT section %" PRIu32 " has no section symbol that says how to choose",
                     number);
  }
  c->symbol = g->symbol - 1;
  c->selection = (uint32_t)a.field[COFF_AUX_SELECTION];
  c->length = a.field[COFF_AUX_SCNLEN];
  c->checksum = a.field[COFF_AUX_CHECKSUM];
  if (c->selection == IMAGE_COMDAT_SELECT_ASSOCIATIVE) {
    c->associated = (uint32_t)a.field[COFF_AUX_ASSOCIATED];
    if (c->associated == 0 || c->associated > f->nscns || c->associated == number)
      coff_fail(f->ctx, coff_file_place(f, section.header_offset),
                "COMDAT section %" PRIu32 " follows section %" PRIu32 ", which it cannot", number,
                c->associated);
  } else if (g->leader != 0) {
    c->leader = g->leader - 1;
  }
  return true;
}

const char *coff_comdat_selection_name(uint32_t selection)
{
  static const char *const names[] = {
      [IMAGE_COMDAT_SELECT_NODUPLICATES] = "IMAGE_COMDAT_SELECT_NODUPLICATES",
      [IMAGE_COMDAT_SELECT_ANY] = "IMAGE_COMDAT_SELECT_ANY",
      [IMAGE_COMDAT_SELECT_SAME_SIZE] = "IMAGE_COMDAT_SELECT_SAME_SIZE",
      [IMAGE_COMDAT_SELECT_EXACT_MATCH] = "IMAGE_COMDAT_SELECT_EXACT_MATCH",
      [IMAGE_COMDAT_SELECT_ASSOCIATIVE] = "IMAGE_COMDAT_SELECT_ASSOCIATIVE",
      [IMAGE_COMDAT_SELECT_LARGEST] = "IMAGE_COMDAT_SELECT_LARGEST",
      [IMAGE_COMDAT_SELECT_NEWEST] = "IMAGE_COMDAT_SELECT_NEWEST",
  };
  return selection < COFF_COUNT(names) ? names[selection] : NULL;
}
