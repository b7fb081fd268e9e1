// What was linked, and how long each part of it took: --stats.
//
// Skip it unless --stats says something wrong.
//
// Processor time is that of all threads: where it is more than the time that went by, several were at work.
#include "link/stats.h"
#include <inttypes.h>
#include <time.h>

// A part of the link, and when it began; seconds.
struct coff_link_stage {
  const char *name;
  double wall, processor;
};

static double wall(void)
{
  struct timespec t;
  return timespec_get(&t, TIME_UTC) == 0 ? 0 : (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

void coff_link_stage(struct coff_link *ld, const char *name)
{
  if (!ld->opt->stats)
    return;
  struct coff_link_stage *grown =
      coff_link_grow(ld, ld->stages, ld->nstages, 1, &ld->room_stages, sizeof *grown);
  if (grown == NULL)
    return;
  ld->stages = grown;
  ld->stages[ld->nstages++] =
      (struct coff_link_stage){name, wall(), (double)clock() / CLOCKS_PER_SEC};
}

static void print_row(const struct coff_link *ld, const char *name, const struct coff_link_stage *a,
                      const struct coff_link_stage *b)
{
  coff_link_print(ld, "%-12s %9.6f s  %9.6f s", name, b->wall - a->wall,
                  b->processor - a->processor);
}

static void print_times(const struct coff_link *ld)
{
  const struct coff_link_stage *end = &ld->stages[ld->nstages - 1];
  coff_link_print(ld, "%-12s %11s  %11s", "", "time", "processor");
  for (const struct coff_link_stage *s = ld->stages; s < end; s++)
    print_row(ld, s->name, s, s + 1);
  print_row(ld, "all", ld->stages, end);
}

static void print_counts(const struct coff_link *ld)
{
  uint32_t objects = 0, members = 0, placed = 0;
  uint64_t relocs = 0, bytes = 0;
  for (uint32_t i = 1; i < ld->nfiles; i++) {
    objects += ld->files[i].from == NULL;
    members += ld->files[i].from != NULL;
  }
  for (uint32_t i = 1; i < ld->natoms; i++) {
    const struct coff_atom *a = &ld->atoms[i];
    if (a->state != 0 || a->out == COFF_NO_ID)
      continue;
    placed++;
    relocs += a->nrelocs;
    bytes += a->data_size;
  }
  coff_link_print(ld, "objects      %" PRIu32 ", and %" PRIu32 " members of %" PRIu32 " libraries",
                  objects, members, ld->narchives);
  coff_link_print(ld,
                  "sections     %" PRIu32 ", of which %" PRIu32 " with %" PRIu64
                  " bytes are linked into %" PRIu32,
                  ld->natoms - 1, placed, bytes, ld->nsections);
  coff_link_print(ld, "symbols      %" PRIu32, ld->nsymbols);
  coff_link_print(ld, "relocations  %" PRIu64, relocs);
  coff_link_print(ld, "output       %" PRIu64 " bytes", ld->size);
}

void coff_link_print_stats(struct coff_link *ld)
{
  coff_link_stage(ld, "");
  if (ld->nstages < 2)
    return;
  print_counts(ld);
  print_times(ld);
}
