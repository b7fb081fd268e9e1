// Archives that other tools made: whole, damaged, without memory, and with an index that is wrong.
//
// Skip it unless you work on archives.
#include "coff/archive.h"
#include "testsuite/unit/failing.h"
#include "testsuite/unit/fixtures.h"
#include "testsuite/unit/main.h"
#include "testsuite/unit/walk.h"
#include <stdlib.h>
#include <string.h>

static bool is_thin(const struct fixture *x)
{
  return memcmp(x->data, "!<thin>", 7) == 0;
}

START_TEST(real_archives_are_whole)
{
  size_t n;
  struct fixture *all = load_archives(&n);
  ck_assert_uint_ge(n, 20);
  for (size_t i = 0; i < n; i++) {
    struct walk w = {0};
    struct coff_context ctx = {.sink = walk_sink, .sink_user = &w};
    ck_assert_msg(walk_bytes(&ctx, NULL, all[i].data, all[i].size, &w), "%s", all[i].name);
    if (is_thin(&all[i]))
      continue;
    ck_assert_msg(w.errors == 0, "%s: %u errors", all[i].name, w.errors);
    ck_assert_msg(w.problems == 0, "%s: %u disagreements", all[i].name, (unsigned)w.problems);
    ck_assert_msg(w.members != 0 || all[i].size < 200, "%s: no member", all[i].name);
  }
  free_fixtures(all, n);
}
END_TEST

// Every truncation, and every byte of headers and tables replaced.
START_TEST(damage_does_no_harm)
{
  static const uint8_t values[] = {0, 0xff, '9', '/', ' '};
  size_t n;
  struct fixture *all = load_archives(&n);
  for (size_t i = 0; i < n; i++) {
    uint8_t *copy = malloc(all[i].size);
    struct walk w = {0};
    struct coff_context ctx = {.sink = walk_sink, .sink_user = &w};
    ck_assert_ptr_nonnull(copy);
    memcpy(copy, all[i].data, all[i].size);
    for (size_t at = 8; at < all[i].size; at += (1 + at / 400) * test_stride()) {
      walk_bytes(&ctx, NULL, copy, at, &w);
      copy[at] = values[at % COFF_COUNT(values)];
      walk_bytes(&ctx, NULL, copy, all[i].size, &w);
      copy[at] = all[i].data[at];
    }
    ck_assert_msg(w.errors != 0 || all[i].size <= 8, "%s: nothing was reported", all[i].name);
    free(copy);
  }
  free_fixtures(all, n);
}
END_TEST

START_TEST(allocation_failure_is_an_error)
{
  size_t n;
  struct fixture *all = load_archives(&n);
  for (size_t i = 0; i < n; i++) {
    bool failed = true;
    for (long nth = 0; failed; nth += test_stride()) {
      struct failing f = {nth, 0};
      struct walk w = {0};
      struct coff_context ctx = {walk_sink, &w, failing_alloc, &f};
      walk_bytes(&ctx, NULL, all[i].data, all[i].size, &w);
      failed = f.left < 0;
      ck_assert_msg(!failed || w.errors != 0, "%s: allocation %ld fails without an error",
                    all[i].name, nth);
      ck_assert_msg(f.live == 0, "%s: allocation %ld fails and %ld blocks leak", all[i].name, nth,
                    f.live);
      ck_assert_int_lt(nth, 4000);
    }
  }
  free_fixtures(all, n);
}
END_TEST

static void note_kind(void *user, const struct coff_index_problem *p)
{
  unsigned *kinds = user;
  *kinds |= 1u << p->kind;
}

// Bits of the kinds of disagreements in X.
static unsigned kinds_in(const struct fixture *x)
{
  unsigned kinds = 0;
  struct coff_index_check sum;
  struct coff_context ctx = {0};
  struct coff_archive *a = coff_archive_from_memory(&ctx, "test", x->data, x->size, NULL);
  ck_assert_ptr_nonnull(a);
  ck_assert(coff_index_compare(a, note_kind, &kinds, &sum));
  coff_archive_close(a);
  return kinds;
}

// Where SYMBOL stands first or last: in the index, or in a member.
static uint8_t *place_of(const struct fixture *x, const char *symbol, bool first)
{
  uint8_t *at = NULL;
  size_t n = strlen(symbol);
  for (size_t k = 0; k + n <= x->size; k++)
    if (memcmp(x->data + k, symbol, n) == 0 && (!first || at == NULL))
      at = x->data + k;
  ck_assert_ptr_nonnull(at);
  return at;
}

static void problem_in(const char *fixture, const char *symbol, bool first,
                       enum coff_index_problem_kind wanted)
{
  size_t n;
  bool found = false;
  struct fixture *all = load_archives(&n);
  for (size_t i = 0; i < n; i++) {
    if (strcmp(all[i].name, fixture) != 0)
      continue;
    *place_of(&all[i], symbol, first) ^= 1;
    unsigned kinds = kinds_in(&all[i]);
    ck_assert_msg((kinds >> wanted & 1) != 0, "%s, %s: %x", fixture, symbol, kinds);
    found = true;
  }
  ck_assert(found);
  free_fixtures(all, n);
}

// Offsets in the index moved by two bytes.
static void offsets_in(const char *fixture, size_t at)
{
  size_t n;
  struct fixture *all = load_archives(&n);
  for (size_t i = 0; i < n; i++) {
    if (strcmp(all[i].name, fixture) != 0)
      continue;
    all[i].data[at] ^= 2;
    ck_assert_uint_eq(kinds_in(&all[i]) & 1u << COFF_INDEX_NO_MEMBER, 1u << COFF_INDEX_NO_MEMBER);
  }
  free_fixtures(all, n);
}

START_TEST(disagreements_are_found)
{
  problem_in("archives/gnu.a", "first_member", true, COFF_INDEX_NOT_DEFINED);
  problem_in("archives/gnu.a", "first_member", true, COFF_INDEX_MISSING);
  problem_in("archives/gnu.a", "first_member", false, COFF_INDEX_NOT_DEFINED);
  problem_in("archives/ms.lib", "first_member", true, COFF_INDEX_ONE_TABLE);
  problem_in("archives/bsd.a", "first_member", true, COFF_INDEX_MISSING);
  problem_in("archives/dlltool-x64.lib", "__imp_fn_a", true, COFF_INDEX_NOT_DEFINED);
  offsets_in("archives/gnu.a", 68 + 4 + 3);
  problem_in("archives/aix-big.a", "weak_v", true, COFF_INDEX_NOT_DEFINED);
}
END_TEST

int main(void)
{
  Suite *suite = suite_create("archive files");
  TCase *tc = tcase_create("archive files");
  tcase_set_timeout(tc, 900);
  tcase_add_test(tc, real_archives_are_whole);
  tcase_add_test(tc, damage_does_no_harm);
  tcase_add_test(tc, allocation_failure_is_an_error);
  tcase_add_test(tc, disagreements_are_found);
  suite_add_tcase(suite, tc);
  return run_suite(suite);
}
