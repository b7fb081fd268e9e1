// Writes what the target tables say, for the comparison with tables of facts (tables.py).
//
// Skip it unless that comparison fails. Lines of words separated by tabs: "target" begins a target,
// "aoutsz", "magic" and "howto" belong to the one before.
#include "coff/target.h"
#include <inttypes.h>
#include <stdio.h>

// What has no formula of its own, or stores nothing, is neither.
static const char *pc_relative(const struct coff_howto *h)
{
  switch (h->calc) {
  case COFF_CALC_PC:
  case COFF_CALC_GP_HERE:
  case COFF_CALC_PC_DISP:
  case COFF_CALC_PC_WORD:
  case COFF_CALC_PACKET_DISP:
  case COFF_CALC_PAGE: return "yes";
  case COFF_CALC_NONE:
  case COFF_CALC_SPECIAL: return "-";
  default: return "no";
  }
}

static void show(const struct coff_target *t)
{
  const struct coff_records *r = t->records;
  printf("target\t%s\t%s\t%s\t%u\t%u\t%u\t%u\t%u\t%u\t%u\t%u\t%u\t%u\n", t->name,
         t->order == COFF_BIG ? "big" : "little", t->data_order == COFF_BIG ? "big" : "little",
         r->filehdr->size, r->scnhdr == NULL ? 0u : r->scnhdr->size,
         r->syment == NULL ? 0u : r->syment->size, r->auxesz,
         r->reloc == NULL ? 0u : r->reloc->size, r->lineno == NULL ? 0u : r->lineno->size,
         r->filnmlen, (unsigned)t->long_names, t->section_align_power, t->long_filenames);
  for (unsigned i = 0; r->aouthdrs != NULL && r->aouthdrs[i] != NULL; i++)
    printf("aoutsz\t%u\n", r->aouthdrs[i]->size);
  printf("target_id\t%u\n", t->target_id);
  for (unsigned i = 0; i < t->nmachines; i++)
    printf("magic\t%" PRIu32 "\n", t->machines[i].magic);
  for (unsigned i = 0; i < t->nhowtos; i++) {
    const struct coff_howto *h = &t->howtos[i];
    printf("howto\t%u\t%u\t%s\t%u\t%u\t%u\t%u\t%s\t0x%" PRIx64 "\n", h->type, h->rsize, h->name,
           h->size, h->bits, h->rightshift, h->bitpos, pc_relative(h), h->mask);
  }
}

int main(void)
{
  const struct coff_target *t;
  for (size_t i = 0; (t = coff_target_at(i)) != NULL; i++)
    show(t);
  return 0;
}
