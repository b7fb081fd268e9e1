// What is known of the kinds of CodeView records: their names, and where each has a string.
//
// Skip it unless you work on coffgen/debug/codeview*.c.
#ifndef COFFGEN_DEBUG_CODEVIEW_H
#define COFFGEN_DEBUG_CODEVIEW_H
#include "coff/debug.h"

// Where the name of a record lies, AT bytes behind the kind. "_ST" kinds and those with 16-bit
// types have a byte of length before the characters, later ones a NUL behind them.
enum cv_name_form {
  CV_NO_NAME,
  CV_NAME,
  CV_PASCAL,
  CV_NUMERIC_NAME, // behind a numeric leaf
  CV_NUMERIC_PASCAL,
  CV_REGS_NAME, // behind a byte that counts the registers, one byte each
  CV_REGS_PASCAL,
  CV_REGS2_NAME, // behind a 16-bit count of registers, two bytes each
  CV_REGS2_PASCAL
};

struct cv_kind {
  uint16_t kind;
  const char *name;
  uint8_t form, at;
};

struct cv_kinds {
  const struct cv_kind *kinds; // sorted by kind
  size_t n;
};

extern const struct cv_kinds coff_cv_symbol_kinds, coff_cv_type_kinds;

// NULL if the kind is not known.
const struct cv_kind *coff_cv_kind_find(const struct cv_kinds *, uint16_t kind);

static inline struct coff_place cv_at(struct coff_reporter to, uint64_t offset)
{
  return (struct coff_place){to.file, to.member, offset};
}

// Steps over N bytes of V, all of it if it has fewer.
static inline void cv_drop(struct coff_view *v, uint64_t n)
{
  if (n > v->size)
    n = v->size;
  if (n == 0)
    return;
  v->data += n;
  v->size -= n;
  v->origin += n;
}

static inline bool cv_is_zero(struct coff_view v)
{
  for (uint64_t i = 0; i < v.size; i++)
    if (v.data[i] != 0)
      return false;
  return true;
}
#endif
