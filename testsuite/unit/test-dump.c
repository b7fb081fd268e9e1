// Dumping without memory: for every fixture, the Nth allocation fails, for all N.
//
// Skip it unless dumping leaks, or passes over a failed allocation in silence.
#include "coff/build.h"
#include "coff/format-sysv.h"
#include "testsuite/unit/dump.h"
#include "testsuite/unit/failing.h"
#include "testsuite/unit/fixtures.h"
#include "testsuite/unit/main.h"
#include "testsuite/unit/walk.h"
#include <stdlib.h>
#include <string.h>

static void fail_each(const struct fixture *one)
{
  bool failed = true;
  for (long nth = 0; failed; nth += test_stride()) {
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

// Motorola's DSP tools count auxiliary entries in 32 bits: a damaged count must not be counted to.
START_TEST(auxiliary_entries_end_with_the_table)
{
  enum { AUX_COUNT = 28, ENTRIES = 1 }; // n_numaux, of the last entry
  struct walk w = {0};
  struct coff_context ctx = {.sink = walk_sink, .sink_user = &w};
  const struct coff_target *t = coff_target_find("coff-m56k");
  struct coff_build *b = coff_build_new(&ctx, "made", t, COFF_KIND_OBJECT, 0);
  struct coff_syment s = {.scnum = -1, .sclass = C_EXT};
  ck_assert(coff_build_symbol(b, (struct coff_str){"one", 3}, &s) != COFF_BUILD_NONE);
  uint64_t size = 0;
  ck_assert(coff_place(b, &size));
  uint8_t *bytes = calloc(1, (size_t)size);
  ck_assert(bytes != NULL && coff_write(b, bytes, size));
  coff_build_free(b);
  struct coff_file *f = coff_file_from_memory(&ctx, "made", bytes, (size_t)size, NULL);
  ck_assert_ptr_nonnull(f);
  ck_assert_uint_eq(coff_syment_count(f), ENTRIES);
  memset(bytes + coff_syment_table(f).origin + AUX_COUNT, 0xff, 4);
  coff_file_close(f);
  ck_assert(dump_bytes(&ctx, t->name, bytes, (size_t)size, DUMP_TEXT, NULL));
  ck_assert_uint_eq(w.errors, 1);
  ck_assert(dump_bytes(&ctx, t->name, bytes, (size_t)size, DUMP_JSON, NULL));
  free(bytes);
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
  TCase *soon = tcase_create("soon");
  tcase_set_timeout(soon, 10);
  tcase_add_test(soon, auxiliary_entries_end_with_the_table);
  suite_add_tcase(suite, soon);
  return run_suite(suite);
}
