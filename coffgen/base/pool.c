// Threads that share a loop.
//
// Skip it unless a loop is not done in time.
#include "base/pool.h"
#include <pthread.h>
#include <stdatomic.h>
#include <unistd.h>

enum { MOST = 64 };

struct pool {
  atomic_uint next;
  uint32_t n;
  void (*work)(void *user, uint32_t item);
  void *user;
};

static void *take_items(void *of)
{
  struct pool *p = of;
  for (;;) {
    uint32_t item = atomic_fetch_add_explicit(&p->next, 1, memory_order_relaxed);
    if (item >= p->n)
      return NULL;
    p->work(p->user, item);
  }
}

void coff_pool_run(unsigned threads, uint32_t n, void (*work)(void *user, uint32_t item),
                   void *user)
{
  struct pool p = {.n = n, .work = work, .user = user};
  pthread_t others[MOST];
  unsigned count = 0, wanted = threads < n ? threads : n;
  while (count + 1 < wanted && count < MOST &&
         pthread_create(&others[count], NULL, take_items, &p) == 0)
    count++;
  take_items(&p);
  for (unsigned i = 0; i < count; i++)
    pthread_join(others[i], NULL);
}

unsigned coff_pool_threads(void)
{
  long n = sysconf(_SC_NPROCESSORS_ONLN);
  return n < 1 ? 1 : n > MOST ? MOST : (unsigned)n;
}
