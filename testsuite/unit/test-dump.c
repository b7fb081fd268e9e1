// Dumping without memory: for every fixture, the Nth allocation fails, for all N.
//
// Skip it unless dumping leaks, or passes over a failed allocation in silence.
#include "testsuite/unit/dump.h"
#include "testsuite/unit/failing.h"
#include "testsuite/unit/fixtures.h"
#include "testsuite/unit/main.h"
#include "testsuite/unit/walk.h"

static void fail_each(const struct fixture *one)
{
  bool failed = true;
  for (long nth = 0; failed; nth++) {
    struct failing a = {nth, 0};
    struct walk w = {0};
    struct coff_context ctx = {walk_sink, &w, failing_alloc, &a};
    bool opened = dump_bytes(&ctx, NULL, one->data, one->size, DUMP_TEXT | DUMP_JSON, NULL);
    failed = a.left < 0;
    ck_assert_msg(failed || opened, "%s is not opened", one->name);
    ck_assert_msg(!failed || w.errors != 0, "%s: allocation %ld fails without an error", one->name,
                  nth);
    ck_assert_msg(a.live == 0, "%s: allocation %ld fails and %ld blocks leak", one->name, nth,
                  a.live);
    ck_assert_int_lt(nth, 1000);
  }
}

START_TEST(allocation_failure_is_an_error)
{
  size_t n;
  struct fixture *all = load_fixtures(&n);
  for (size_t i = 0; i < n; i++)
    fail_each(&all[i]);
  free_fixtures(all, n);
}
END_TEST

START_TEST(allocation_failure_in_archives)
{
  size_t n;
  struct fixture *all = load_archives(&n);
  ck_assert_uint_gt(n, 0);
  for (size_t i = 0; i < n; i++)
    fail_each(&all[i]);
  free_fixtures(all, n);
}
END_TEST

int main(void)
{
  Suite *suite = suite_create("dump");
  TCase *tc = tcase_create("dump");
  tcase_set_timeout(tc, 900);
  tcase_add_test(tc, allocation_failure_is_an_error);
  tcase_add_test(tc, allocation_failure_in_archives);
  suite_add_tcase(suite, tc);
  return run_suite(suite);
}
