// What inputs say of output sections: which become one, and what may be done with them.
//
// Skip it unless -merge, -section or SECTIONS of a definition file have no effect.
//
// There are few of these, and few output sections.
#include "link/attributes.h"
#include "base/alloc.h"
#include "codec/names.h"
#include <string.h>

static bool same(const struct coff_link_attribute *a, const struct coff_link_attribute *b)
{
  return a->meaning == b->meaning && coff_link_same(a->into, b->into);
}

void coff_link_add_attribute(struct coff_link *ld, const struct coff_link_attribute *new)
{
  for (uint32_t i = 0; i < ld->nattributes; i++) {
    const struct coff_link_attribute *a = &ld->attributes[i];
    if (!coff_link_same(a->name, new->name) || (a->into.size == 0) != (new->into.size == 0))
      continue;
    if (!same(a, new))
      coff_link_warn(ld, coff_link_in(ld, new->file),
                     "section %.*s: other files ask for something else; the first counts",
                     (int)new->name.size, new->name.data);
    return;
  }
  struct coff_link_attribute *grown =
      coff_link_grow(ld, ld->attributes, ld->nattributes, 1, &ld->room_attributes, sizeof *grown);
  if (grown == NULL)
    return;
  ld->attributes = grown;
  ld->attributes[ld->nattributes++] = *new;
}

// ---- One of many ----------------------------------------------------------------------------------

static uint32_t find_out(const struct coff_link *ld, struct coff_str name)
{
  for (uint32_t i = 0; i < ld->nouts; i++)
    if (coff_link_same(ld->outs[i].name, name))
      return i;
  return COFF_NO_ID;
}

// The section that NAME is part of in the end: itself, or by way of others.
static struct coff_str destination(struct coff_link *ld, struct coff_str name)
{
  for (uint32_t steps = 0; steps <= ld->nattributes; steps++) {
    uint32_t i = 0;
    while (i < ld->nattributes &&
           (ld->attributes[i].into.size == 0 || !coff_link_same(ld->attributes[i].name, name)))
      i++;
    if (i == ld->nattributes)
      return name;
    name = ld->attributes[i].into;
  }
  coff_link_fail(ld, coff_link_at(ld->opt->output), "-merge: section %.*s is part of itself",
                 (int)name.size, name.data);
  return name;
}

// The output section whose atoms those of section I become part of. One that is not there is what I is called then.
static uint32_t home_of(struct coff_link *ld, uint32_t i)
{
  struct coff_str into = destination(ld, ld->outs[i].name);
  uint32_t to = find_out(ld, into);
  if (to != COFF_NO_ID && (to == i || ld->outs[to].n != 0 || ld->outs[i].n == 0))
    return to;
  if (to != COFF_NO_ID)
    ld->outs[to].name = ld->outs[i].name;
  ld->outs[i].name = into;
  return i;
}

static uint32_t append(struct coff_link *ld, uint32_t *order, uint32_t n, uint32_t from,
                       uint32_t to)
{
  for (uint32_t k = 0; k < ld->outs[from].n; k++, n++) {
    order[n] = ld->order[ld->outs[from].first + k];
    ld->atoms[order[n]].out = to;
  }
  return n;
}

void coff_link_merge_sections(struct coff_link *ld)
{
  bool any = false;
  for (uint32_t i = 0; i < ld->nattributes; i++)
    any = any || ld->attributes[i].into.size != 0;
  if (!any)
    return;
  uint32_t *order = coff_alloc_array(ld->ctx, ld->norder, sizeof *order), n = 0;
  uint32_t *home = coff_alloc_array(ld->ctx, ld->nouts, sizeof *home);
  struct coff_link_out *outs = coff_alloc_array(ld->ctx, ld->nouts, sizeof *outs);
  for (uint32_t i = 0; i < ld->nouts && home != NULL; i++)
    home[i] = home_of(ld, i);
  for (uint32_t i = 0; i < ld->nouts && order != NULL && home != NULL && outs != NULL; i++) {
    outs[i] = ld->outs[i];
    outs[i].first = n;
    if (home[i] == i)
      n = append(ld, order, n, i, i);
    outs[i].merged = n;
    for (uint32_t k = 0; k < ld->nouts && home[i] == i; k++)
      if (k != i && home[k] == i)
        n = append(ld, order, n, k, i);
    outs[i].merged = n - outs[i].merged;
    outs[i].n = n - outs[i].first;
  }
  if (order != NULL && home != NULL && outs != NULL) {
    memcpy(ld->outs, outs, ld->nouts * sizeof *outs);
    memcpy(ld->order, order, n * sizeof *order);
  } else {
    coff_link_out_of_memory(ld);
  }
  coff_free(ld->ctx, order);
  coff_free(ld->ctx, home);
  coff_free(ld->ctx, outs);
}

// ---- Rights ---------------------------------------------------------------------------------------

static const struct coff_link_attribute *find_rights(const struct coff_link *ld,
                                                     struct coff_str name)
{
  for (uint32_t i = 0; i < ld->nattributes; i++)
    if (ld->attributes[i].into.size == 0 && coff_link_same(ld->attributes[i].name, name))
      return &ld->attributes[i];
  return NULL;
}

uint32_t coff_link_rights(const struct coff_link *ld, struct coff_str name, uint32_t flags)
{
  const uint32_t all[] = {COFF_SEC_READ, COFF_SEC_WRITE, COFF_SEC_EXEC, COFF_SEC_SHARED,
                          COFF_SEC_DISCARD};
  const struct coff_link_attribute *a = find_rights(ld, name);
  for (unsigned i = 0; i < COFF_COUNT(all) && a != NULL; i++) {
    uint32_t native = coff_section_flag_for(ld->image, all[i]);
    flags = (a->meaning & all[i]) != 0 ? flags | native : flags & ~native;
  }
  return flags;
}
