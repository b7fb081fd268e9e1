// Which form an auxiliary entry has: the flavour's rules, tried in order.
//
// Skip it unless an auxiliary entry gets the wrong form.
#include "codec/types.h"
#include "coff/swap.h"
#include <string.h>

static bool ends_scope(struct coff_str name)
{
  return (name.size == 3 &&
          (memcmp(name.data, ".ef", 3) == 0 || memcmp(name.data, ".eb", 3) == 0)) ||
         (name.size == 4 && memcmp(name.data, ".eos", 4) == 0);
}

// The conditions of enum coff_aux_when that hold, as bits.
static unsigned conditions(const struct coff_target *t, const struct coff_syment *s,
                           struct coff_str name, unsigned which)
{
  unsigned c = 0;
  if (coff_type_derived(t, s->type) == COFF_DERIVED_FUNCTION)
    c |= COFF_AUX_IF_FUNCTION;
  if (coff_type_derived(t, s->type) == COFF_DERIVED_ARRAY)
    c |= COFF_AUX_IF_ARRAY;
  if (s->type == 0)
    c |= COFF_AUX_IF_UNTYPED;
  if (which + 1 == s->numaux)
    c |= COFF_AUX_IF_LAST;
  if (which == 0)
    c |= COFF_AUX_IF_FIRST;
  if (s->scnum > 0)
    c |= COFF_AUX_IF_DEFINED;
  if (s->scnum == 0 && s->value == 0)
    c |= COFF_AUX_IF_UNDEFINED;
  if (ends_scope(name))
    c |= COFF_AUX_IF_END;
  return c;
}

const struct coff_aux_layout *coff_aux_layout_for(const struct coff_target *t,
                                                  const struct coff_syment *sym,
                                                  struct coff_str name, unsigned which,
                                                  const uint8_t *p)
{
  if (t->records->aux_rules == NULL)
    return NULL;
  unsigned holds = conditions(t, sym, name, which);
  int auxtype = p[t->records->auxesz - 1];
  for (const struct coff_aux_rule *r = t->records->aux_rules; r->layout != NULL; r++)
    if ((r->sclass == COFF_ANY_CLASS || (uint32_t)r->sclass == sym->sclass) &&
        (r->auxtype == COFF_ANY_AUXTYPE || r->auxtype == auxtype) && (r->when & ~holds) == 0)
      return r->layout;
  return NULL;
}
