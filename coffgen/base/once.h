// Tables that are built on first use and published once, so that many threads may share a file.
//
// Skip it unless you add a table that is built on demand.
#ifndef COFFGEN_BASE_ONCE_H
#define COFFGEN_BASE_ONCE_H
#include <stdatomic.h>
#include <stdbool.h>

struct coff_once {
  _Atomic(void *) table; // NULL until somebody has built it
};

static inline void *coff_once_get(struct coff_once *o)
{
  return atomic_load_explicit(&o->table, memory_order_acquire);
}

// Publishes TABLE unless another thread was faster. Returns the published one; if that is not
// TABLE, the caller frees its own.
static inline void *coff_once_publish(struct coff_once *o, void *table)
{
  void *none = NULL;
  if (atomic_compare_exchange_strong_explicit(&o->table, &none, table, memory_order_acq_rel,
                                              memory_order_acquire))
    return table;
  return none;
}
#endif
