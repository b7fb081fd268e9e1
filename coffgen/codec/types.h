// The outermost derived type of a type word, spelling which out is symbols/types.c; the kind of a storage class.
//
// Skip it unless you ask whether a symbol is a function, or global.
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

// target.c: COFF_CLASS_OTHER for a class that the flavour does not name.
COFF_API enum coff_class_kind coff_class_kind(const struct coff_target *t, uint32_t sclass);
// The row of a class; NULL if it has none. The first class of KIND; NULL if the flavour has none.
const struct coff_class *coff_class_row(const struct coff_target *t, uint32_t sclass);
const struct coff_class *coff_class_of(const struct coff_target *t, enum coff_class_kind kind);
#endif
