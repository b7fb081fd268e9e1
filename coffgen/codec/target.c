// The registry, by name and by number.
//
// Skip it unless a target is not found by its name.
#include "coff/target.h"
#include "codec/types.h"
#include <string.h>

static bool has_name(const struct coff_target *t, const char *name)
{
  if (strcmp(t->name, name) == 0)
    return true;
  for (const char *const *a = t->aliases; a != NULL && *a != NULL; a++)
    if (strcmp(*a, name) == 0)
      return true;
  return false;
}

static const struct coff_target *find(const struct coff_target *const *list, const char *name)
{
  for (; list != NULL && *list != NULL; list++)
    if (has_name(*list, name))
      return *list;
  return NULL;
}

// Variants may have the name of what they are variants of, which is found first.
const struct coff_target *coff_target_find(const char *name)
{
  const struct coff_target *found = NULL;
  const struct coff_target *const *const *f;
  for (f = coff_target_families; found == NULL && *f != NULL; f++)
    found = find(*f, name);
  for (f = coff_target_families; found == NULL && *f != NULL; f++)
    for (const struct coff_target *const *t = *f; found == NULL && *t != NULL; t++)
      found = find((*t)->variants, name);
  return found;
}

const struct coff_target *coff_target_at(size_t n)
{
  for (const struct coff_target *const *const *f = coff_target_families; *f != NULL; f++)
    for (const struct coff_target *const *t = *f; *t != NULL; t++)
      if (n-- == 0)
        return *t;
  return NULL;
}

const struct coff_machine *coff_target_machine(const struct coff_target *t,
                                               const struct coff_filehdr *h)
{
  for (const struct coff_machine *m = t->machines; m < t->machines + t->nmachines; m++)
    if (m->magic == h->magic && (h->flags & m->flags_mask) == m->flags_value)
      return m;
  return NULL;
}

const struct coff_class *coff_class_row(const struct coff_target *t, uint32_t sclass)
{
  if (t->classes == NULL)
    return NULL;
  size_t low = 0, high = t->classes->n;
  while (low < high) {
    size_t mid = low + (high - low) / 2;
    const struct coff_class *c = &t->classes->classes[mid];
    if (c->sclass == sclass)
      return c;
    if (c->sclass < sclass)
      low = mid + 1;
    else
      high = mid;
  }
  return NULL;
}

enum coff_class_kind coff_class_kind(const struct coff_target *t, uint32_t sclass)
{
  const struct coff_class *c = coff_class_row(t, sclass);
  return c == NULL ? COFF_CLASS_OTHER : (enum coff_class_kind)c->kind;
}

const struct coff_class *coff_class_of(const struct coff_target *t, enum coff_class_kind kind)
{
  for (size_t i = 0; t->classes != NULL && i < t->classes->n; i++)
    if (t->classes->classes[i].kind == kind)
      return &t->classes->classes[i];
  return NULL;
}
