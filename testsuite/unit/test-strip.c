// Objects stripped without a builder: the bytes are those that a builder makes.
//
// Skip it unless you change coffgen/edit/strip*.c. Which sections go is made up (restrip.c): with them go symbols and
// names, and numbers of others change.
#include "testsuite/unit/failing.h"
#include "testsuite/unit/fixtures.h"
#include "testsuite/unit/hear.h"
#include "testsuite/unit/main.h"
#include "testsuite/unit/restrip.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct heard heard;
static const struct coff_context ctx = {.sink = hear, .sink_user = &heard};

static void drop(const struct coff_file *f, enum coff_stripped done, struct coff_view is)
{
  if (done == COFF_STRIP_DONE)
    coff_edit_strip_free(coff_file_context(f), is);
}

START_TEST(bytes_are_those_of_a_builder)
{
  size_t n, done[COFF_STRIP_DONE + 1] = {0};
  char words[200];
  struct fixture *all = load_fixtures(&n);
  for (size_t i = 0; i < n; i++) {
    struct coff_view is;
    struct coff_file *f = coff_file_from_memory(&ctx, all[i].name, all[i].data, all[i].size, NULL);
    heard.errors = 0;
    enum coff_stripped what = strip_in(f, (unsigned)_i, &is);
    ck_assert_msg(heard.errors == 0, "%s: %s", all[i].name, heard.text);
    const char *found =
        what == COFF_STRIP_UNFIT ? NULL : strip_fault(f, (unsigned)_i, is, words, sizeof words);
    ck_assert_msg(found == NULL, "%s: %s", all[i].name, found);
    done[what]++;
    drop(f, what, is);
    coff_file_close(f);
  }
  free_fixtures(all, n);
  ck_assert_uint_eq(done[COFF_STRIP_FAILED], 0);
  ck_assert_msg(done[COFF_STRIP_DONE] > 10, "way %d: %zu done, %zu the same, %zu unfit", _i,
                done[COFF_STRIP_DONE], done[COFF_STRIP_SAME], done[COFF_STRIP_UNFIT]);
}
END_TEST

START_TEST(without_memory_it_ends_in_an_error)
{
  size_t n, ended = 0;
  struct fixture *all = load_fixtures(&n);
  for (size_t i = 0; i < n; i++) {
    enum coff_stripped what = COFF_STRIP_FAILED;
    for (long left = 0; left < 30 && all[i].size < 20000; left++) {
      struct failing a = {1000000, 0};
      struct coff_view is;
      struct coff_context failing = {
          .sink = hear, .sink_user = &heard, .alloc = failing_alloc, .alloc_user = &a};
      struct coff_file *f =
          coff_file_from_memory(&failing, "failing", all[i].data, all[i].size, NULL);
      a.left = left;
      heard = (struct heard){0};
      what = strip_in(f, 1, &is);
      ck_assert_int_eq(what == COFF_STRIP_FAILED, heard.errors != 0);
      drop(f, what, is);
      coff_file_close(f);
      if (what != COFF_STRIP_FAILED)
        break;
    }
    ended += what == COFF_STRIP_DONE;
  }
  free_fixtures(all, n);
  ck_assert_uint_gt(ended, 5);
}
END_TEST

int main(void)
{
  Suite *suite = suite_create("strip");
  TCase *t = tcase_create("all");
  suite_add_tcase(suite, t);
  tcase_add_loop_test(t, bytes_are_those_of_a_builder, 0, STRIP_WAYS);
  tcase_add_test(t, without_memory_it_ends_in_an_error);
  return run_suite(suite);
}
