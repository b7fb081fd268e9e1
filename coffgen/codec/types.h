// The outermost derived type of a type word; spelling it out is symbols/types.c.
//
// Skip it unless you ask whether a symbol is a function.
#ifndef COFFGEN_CODEC_TYPES_H
#define COFFGEN_CODEC_TYPES_H
#include "coff/target.h"

enum coff_derived {
  COFF_DERIVED_NONE = 0,
  COFF_DERIVED_POINTER = 1,
  COFF_DERIVED_FUNCTION = 2,
  COFF_DERIVED_ARRAY = 3
};

static inline uint32_t coff_type_derived(const struct coff_target *t, uint32_t type)
{
  return t->types == NULL ? 0 : (type & t->types->tmask) >> t->types->btshift;
}
#endif
