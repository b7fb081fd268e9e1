// Function overrides among the dynamic value relocations.
//
// Skip it unless one of them is read wrongly.
#include "coff/dynrelocs.h"
#include <inttypes.h>

// IMAGE_FUNCTION_OVERRIDE_DYNAMIC_RELOCATION, IMAGE_BDD_INFO, IMAGE_BDD_DYNAMIC_RELOCATION.
enum { OVERRIDE_SIZE = 16, DIAGRAM_SIZE = 8, NODE_SIZE = 8 };

static uint32_t word(const struct coff_file *f, struct coff_view v, uint64_t at)
{
  return (uint32_t)coff_load(v.data + at, 4, coff_file_target(f)->data_order);
}

static bool fail(const struct coff_file *f, uint64_t offset, const char *what)
{
  return coff_fail(coff_file_context(f), coff_file_place(f, offset), "%s", what);
}

static struct coff_view behind(struct coff_view v, uint64_t n)
{
  coff_view_table(v, n, v.size - n, 1, &v);
  return v;
}

bool coff_dynoverrides_open(const struct coff_dynreloc *r, struct coff_dynoverrides *all)
{
  *all = (struct coff_dynoverrides){.file = r->file};
  if (r->symbol != IMAGE_DYNAMIC_RELOCATION_FUNCTION_OVERRIDE)
    return false;
  if (r->fixups.size < 4)
    return fail(r->file, r->offset, "function overrides have no header");
  uint64_t size = word(r->file, r->fixups, 0);
  struct coff_view v = behind(r->fixups, 4);
  if (coff_view_clip(v, 0, size, 1, &all->rest) != size)
    fail(r->file, r->fixups.origin, "function overrides run past the end of their entry");
  all->diagrams = behind(v, all->rest.size);
  all->diagrams_at = all->diagrams.origin;
  return true;
}

bool coff_dynoverride_next(struct coff_dynoverrides *all, struct coff_dynoverride *one)
{
  struct coff_view v = all->rest;
  *one = (struct coff_dynoverride){.offset = v.origin};
  if (v.size == 0)
    return false;
  all->rest.size = 0;
  if (v.size < OVERRIDE_SIZE)
    return fail(all->file, v.origin, "function override is cut off");
  uint64_t rvas = word(all->file, v, 8), fixups = word(all->file, v, 12);
  one->original_rva = word(all->file, v, 0);
  one->bdd_offset = word(all->file, v, 4);
  if (!coff_view_table(v, OVERRIDE_SIZE, rvas, 1, &one->rvas) ||
      !coff_view_table(v, OVERRIDE_SIZE + rvas, fixups, 1, &one->fixups))
    return fail(all->file, v.origin, "function override runs past the end of the list");
  if (rvas % 4 != 0)
    fail(all->file, v.origin, "functions of an override end in the middle of an address");
  all->rest = behind(v, OVERRIDE_SIZE + rvas + fixups);
  return true;
}

struct coff_dynfixups coff_dynoverride_fixups(const struct coff_file *f,
                                              const struct coff_dynoverride *one)
{
  return (struct coff_dynfixups){.file = f, .form = COFF_DYNFIXUP_OVERRIDE, .rest = one->fixups};
}

bool coff_dyndiagram_next(struct coff_dynoverrides *all, struct coff_dyndiagram *out)
{
  struct coff_view v = all->diagrams;
  *out = (struct coff_dyndiagram){.at = (uint32_t)(v.origin - all->diagrams_at)};
  if (v.size == 0)
    return false;
  all->diagrams.size = 0;
  if (v.size < DIAGRAM_SIZE)
    return fail(all->file, v.origin, "decision diagram is cut off");
  uint64_t size = word(all->file, v, 4);
  out->version = word(all->file, v, 0);
  if (coff_view_clip(v, DIAGRAM_SIZE, size, 1, &out->nodes) != size)
    fail(all->file, v.origin, "decision diagram runs past the end of its entry");
  all->diagrams = behind(v, DIAGRAM_SIZE + out->nodes.size);
  return true;
}

bool coff_dynnode_get(const struct coff_file *f, const struct coff_dyndiagram *d, uint64_t i,
                      struct coff_dynnode *node)
{
  struct coff_view v;
  enum coff_order order = coff_file_target(f)->data_order;
  if (i > UINT64_MAX / NODE_SIZE || !coff_view_table(d->nodes, i * NODE_SIZE, 1, NODE_SIZE, &v))
    return false;
  node->left = (uint16_t)coff_load(v.data, 2, order);
  node->right = (uint16_t)coff_load(v.data + 2, 2, order);
  node->value = (uint32_t)coff_load(v.data + 4, 4, order);
  return true;
}
