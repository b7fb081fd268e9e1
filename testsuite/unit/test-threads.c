// One opened file, many threads: all see the same, and the tables built on first use are built once.
//
// Skip it unless you add something to an opened file that changes. The thread sanitizer
// (CFLAGS=-fsanitize=thread) sees more here than the comparison does.
#include "testsuite/unit/fixtures.h"
#include "testsuite/unit/main.h"
#include "testsuite/unit/walk.h"
#include <pthread.h>
#include <string.h>

enum { THREADS = 8 };

struct job {
  const struct coff_file *file;
  struct walk seen;
};

static void *run(void *arg)
{
  struct job *j = arg;
  walk_file(j->file, &j->seen);
  return NULL;
}

static void walk_together(const struct fixture *x)
{
  struct coff_context ctx = {0};
  struct coff_file *f = coff_file_from_memory(&ctx, x->name, x->data, x->size, NULL);
  pthread_t threads[THREADS];
  struct job jobs[THREADS] = {0};
  ck_assert_msg(f != NULL, "%s is not recognised", x->name);
  for (int i = 0; i < THREADS; i++) {
    jobs[i].file = f;
    ck_assert_int_eq(pthread_create(&threads[i], NULL, run, &jobs[i]), 0);
  }
  for (int i = 0; i < THREADS; i++)
    pthread_join(threads[i], NULL);
  for (int i = 1; i < THREADS; i++)
    ck_assert_msg(memcmp(&jobs[i].seen, &jobs[0].seen, sizeof jobs[0].seen) == 0,
                  "%s: thread %d saw something else", x->name, i);
  coff_file_close(f);
}

START_TEST(threads_see_the_same)
{
  size_t n;
  struct fixture *all = load_fixtures(&n);
  for (size_t i = 0; i < n; i++)
    walk_together(&all[i]);
  free_fixtures(all, n);
}
END_TEST

int main(void)
{
  Suite *suite = suite_create("threads");
  TCase *tc = tcase_create("threads");
  tcase_set_timeout(tc, 900);
  tcase_add_test(tc, threads_see_the_same);
  suite_add_tcase(suite, tc);
  return run_suite(suite);
}
