// Which machine, and which flags of the file header, an image gets from its objects.
//
// Skip it unless objects are refused, or taken, because of the processor or the conventions that they are for.
//
// Rows of the flavour (struct coff_link_mixing) say what goes together. Images that a loader of Windows reads are
// for the machine of the target, and their flags are the linker's.
#include "link/link.h"
#include "link/scan.h"
#include <inttypes.h>

static unsigned number_of(const struct coff_target *t, const struct coff_machine *m)
{
  return m == NULL ? 0 : (unsigned)(m - t->machines);
}

static bool is_part(const struct coff_link_mixing *x, unsigned part, unsigned whole)
{
  for (unsigned i = 0; x != NULL && i < x->nparts; i++)
    if (x->parts[i].part == part && x->parts[i].whole == whole)
      return true;
  return false;
}

static bool fail(struct coff_link *ld, uint32_t file, const char *what, const char *other)
{
  const struct coff_link_file *first = &ld->files[ld->mixed_file];
  return coff_link_fail(ld, coff_link_in(ld, file), "the object %s, %.*s %s", what,
                        (int)first->name.size, first->name.data, other);
}

static bool mix_machines(struct coff_link *ld, uint32_t file, const struct coff_filehdr *h)
{
  const struct coff_target *t = ld->target;
  const struct coff_machine *m = coff_target_machine(t, h);
  unsigned new = number_of(t, m), old = ld->machine;
  if (new == old || is_part(t->mixing, new, old))
    return true;
  if (!is_part(t->mixing, old, new))
    return coff_link_fail(ld, coff_link_in(ld, file), "the object is for %s, %.*s is for %s",
                          t->machines[new].name, (int)ld->files[ld->mixed_file].name.size,
                          ld->files[ld->mixed_file].name.data, t->machines[old].name);
  ld->machine = new;
  ld->mixed_file = file;
  ld->mixed_flags &= ~t->machines[new].flags_mask;
  ld->mixed_flags |= t->machines[new].flags_value;
  return true;
}

static bool mix_flags(struct coff_link *ld, uint32_t file, const struct coff_flag_merge *row,
                      uint32_t flags)
{
  uint32_t new = flags & row->mask, old = ld->mixed_flags & row->mask, both = old;
  switch ((enum coff_merge_how)row->how) {
  case COFF_MERGE_SAME:
    return new == old ||
           fail(ld, file, new > old ? row->what : "does not", new > old ? "does not" : row->what);
  case COFF_MERGE_ANY: both = old | new; break;
  case COFF_MERGE_ALL: both = old & new; break;
  case COFF_MERGE_MOST: both = old > new ? old : new; break;
  }
  ld->mixed_flags = (ld->mixed_flags & ~row->mask) | both;
  return true;
}

bool coff_link_mix(struct coff_link *ld, uint32_t file)
{
  const struct coff_filehdr *h = coff_file_header(ld->files[file].file);
  const struct coff_link_mixing *x = ld->target->mixing;
  bool ok = true;
  if (ld->defaults->headers_loaded)
    return true;
  if (ld->mixed_file == 0) {
    ld->mixed_file = file;
    ld->machine = number_of(ld->target, coff_target_machine(ld->target, h));
    ld->mixed_flags = h->flags;
    return true;
  }
  ok = mix_machines(ld, file, h);
  for (unsigned i = 0; ok && x != NULL && i < x->nmerges; i++)
    ok = mix_flags(ld, file, &x->merges[i], h->flags);
  return ok;
}

// Bits that the processor's tools give a meaning: the others are the image's own.
uint32_t coff_link_mixed_flags(const struct coff_link *ld)
{
  const struct coff_flags *all = ld->image->file_flags;
  uint32_t own = 0;
  for (size_t i = 0; all != NULL && i < all->n; i++)
    if ((all->flags[i].meaning & ~(uint32_t)COFF_FILE_32BIT) != 0)
      own |= all->flags[i].mask;
  return ld->mixed_flags & ~own;
}

// ---- Anchors ------------------------------------------------------------------------------------

static uint64_t default_gp(const struct coff_link *ld)
{
  const char *const *s = ld->defaults->gp_sections;
  for (; s != NULL && *s != NULL; s++) {
    const struct coff_link_out *o = coff_link_find_placed(ld, *s);
    if (o != NULL)
      return o->address + ld->defaults->gp_offset;
  }
  return 0;
}

// XCOFF: the control section of class XMC_TC0 that an object says is its table of contents.
static bool find_toc(struct coff_link *ld, const struct coff_link_file *f)
{
  enum { XMC_TC0 = 15 };
  struct coff_link_scan s = coff_link_scan(ld, f);
  while (coff_link_scan_next(&s)) {
    struct coff_auxent a;
    if (s.kind != COFF_ENTRY_DEFINED || s.native.numaux == 0 ||
        !coff_auxent_read(f->file, s.index, &s.native, s.native.numaux - 1u, &a) ||
        a.layout == NULL || a.layout->form != COFF_AUX_CSECT || a.field[COFF_AUX_SMCLAS] != XMC_TC0)
      continue;
    ld->toc = coff_link_locate(ld, f, (uint32_t)s.index).address;
    return true;
  }
  return false;
}

void coff_link_find_anchors(struct coff_link *ld)
{
  if (ld->defaults->headers_loaded)
    return;
  uint32_t id = coff_link_find_text(ld, "_gp");
  if (id != COFF_NO_ID && ld->symbols[id].state >= COFF_LINK_ABSOLUTE)
    ld->gp = coff_link_locate_symbol(ld, id).address;
  else
    ld->gp = default_gp(ld);
  ld->build->aout.field[COFF_AOUT_GP_VALUE] = ld->gp;
  for (uint32_t i = 1; i < ld->nfiles && ld->image->loader != NULL; i++)
    if (ld->files[i].file != NULL && find_toc(ld, &ld->files[i]))
      break;
  ld->build->aout.field[COFF_AOUT_TOC] = ld->toc;
}
