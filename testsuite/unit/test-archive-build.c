// Archives that are built: where entries go, how names are spelled, what an index has, and what becomes of
// damage and lack of memory.
//
// Skip it unless you work on the writing of archives; whole files against GNU's are in tools/test_ar.py.
#include "coff/archive-build.h"
#include "testsuite/unit/failing.h"
#include "testsuite/unit/fixtures.h"
#include "testsuite/unit/listen.h"
#include "testsuite/unit/main.h"
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static struct coff_str str(const char *s)
{
  return (struct coff_str){s, strlen(s)};
}

static void add(struct coff_archive_build *b, uint32_t at, const char *name, const char *text)
{
  struct coff_archive_entry e = {.name = str(name), .mode = 0644};
  e.bytes = (struct coff_view){(const uint8_t *)text, strlen(text), 0};
  ck_assert(coff_archive_build_insert(b, at, &e));
}

static struct coff_archive_build *begin(struct ear *e, enum coff_dialect d)
{
  listen(e);
  struct coff_archive_build *b = coff_archive_build_new(&e->context, "made", d);
  ck_assert_ptr_nonnull(b);
  return b;
}

// Names of the members, each followed by a bar.
static char *list(const struct coff_archive *a, char *text)
{
  struct coff_member_cursor c;
  struct coff_member m;
  char *end = text;
  *end = 0;
  coff_member_first(a, &c);
  while (coff_member_next(&c, &m)) {
    if (m.special != COFF_MEMBER_ORDINARY)
      continue;
    memcpy(end, m.name.data, m.name.size);
    end += m.name.size;
    memcpy(end++, "|", 2);
  }
  return text;
}

static void check_list(struct coff_archive_build *b, const char *wanted)
{
  uint8_t *bytes;
  uint64_t size;
  char text[1 << 16];
  struct coff_context silent = {.sink = NULL};
  ck_assert(coff_archive_build_write(b, &bytes, &size));
  struct coff_archive *a = coff_archive_from_memory(&silent, "again", bytes, (size_t)size, NULL);
  ck_assert_ptr_nonnull(a);
  ck_assert_str_eq(list(a, text), wanted);
  coff_archive_close(a);
  coff_archive_build_release(b, bytes);
}

// ---- Entries ----------------------------------------------------------------------------------

START_TEST(entries_go_where_they_are_put)
{
  struct ear e;
  struct coff_archive_build *b = begin(&e, COFF_ARCHIVE_GNU);
  add(b, 0, "b", "1");
  add(b, 0, "a", "22");
  add(b, 99, "d", "");
  add(b, 2, "c", "333");
  check_list(b, "a|b|c|d|");
  coff_archive_build_move(b, 0, 4);
  check_list(b, "b|c|d|a|");
  coff_archive_build_move(b, 3, 1);
  check_list(b, "b|a|c|d|");
  coff_archive_build_move(b, 1, 2);
  check_list(b, "b|a|c|d|");
  coff_archive_build_remove(b, 0);
  coff_archive_build_remove(b, 2);
  check_list(b, "a|c|");
  ck_assert_int_eq(e.heard.errors, 0);
  coff_archive_build_free(b);
}
END_TEST

START_TEST(bytes_of_a_small_archive)
{
  static const char wanted[] = "!<arch>\n"
                               "//                                              32        `\n"
                               "a_name_that_is_too_long_for_it/\n"
                               "one.txt/        86400       1     2     640     3         `\n"
                               "abc\n"
                               "/0              0           0     0     644     0         `\n";
  struct ear e;
  uint8_t *bytes;
  uint64_t size;
  struct coff_archive_build *b = begin(&e, COFF_ARCHIVE_COMMON);
  add(b, 0, "one.txt", "abc");
  add(b, 1, "a_name_that_is_too_long_for_it", "");
  b->entries[0].date = 86400;
  b->entries[0].uid = 1;
  b->entries[0].gid = 2;
  b->entries[0].mode = 0640;
  ck_assert_int_eq(coff_archive_build_dialect(b), COFF_ARCHIVE_GNU);
  ck_assert(coff_archive_build_write(b, &bytes, &size));
  ck_assert_uint_eq(size, sizeof wanted - 1);
  ck_assert_mem_eq(bytes, wanted, sizeof wanted - 1);
  coff_archive_build_release(b, bytes);
  coff_archive_build_free(b);
}
END_TEST

// ---- Names ------------------------------------------------------------------------------------

// Names that would be taken for something else, and lengths at which their place changes.
static const char *const odd_names[] = {"fifteen_charact",
                                        "sixteen_characte",
                                        "seventeen_charact",
                                        "a b",
                                        " 12",
                                        "/",
                                        "//",
                                        "a/b",
                                        "x/",
                                        "ARFILENAMES",
                                        "__.SYMDEF",
                                        "#1/5",
                                        "/SYM64/",
                                        "/12",
                                        "trailing  ",
                                        "__________EBEB_ "};

START_TEST(odd_names_survive)
{
  static const enum coff_dialect dialects[] = {COFF_ARCHIVE_GNU, COFF_ARCHIVE_MICROSOFT,
                                               COFF_ARCHIVE_AIX_SMALL, COFF_ARCHIVE_AIX_BIG};
  for (size_t d = 0; d < COFF_COUNT(dialects); d++) {
    struct ear e;
    struct coff_archive_build *b = begin(&e, dialects[d]);
    char wanted[1024] = "";
    for (size_t i = 0; i < COFF_COUNT(odd_names); i++) {
      add(b, b->count, odd_names[i], "contents");
      strcat(strcat(wanted, odd_names[i]), "|");
    }
    add(b, b->count, "", "no name");
    strcat(wanted, "|");
    check_list(b, wanted);
    coff_archive_build_free(b);
  }
}
END_TEST

START_TEST(names_that_cannot_be_said_are_refused)
{
  static const struct {
    enum coff_dialect dialect;
    const char *name;
    size_t size;
  } bad[] = {{COFF_ARCHIVE_GNU, "a name\nof two lines", 19},
             {COFF_ARCHIVE_MICROSOFT, "a_name_with\0a_nul_in_it", 23},
             {COFF_ARCHIVE_BSD, "__.SYMDEF", 9},
             {COFF_ARCHIVE_BSD, "/slash", 6},
             {COFF_ARCHIVE_BSD, "nul\0", 4}};
  char *longest = malloc(10000);
  memset(longest, 'x', 10000);
  for (size_t i = 0; i < COFF_COUNT(bad) + 2; i++) {
    struct ear e;
    uint8_t *bytes;
    uint64_t size;
    bool listed = i < COFF_COUNT(bad), gnu = i == COFF_COUNT(bad);
    struct coff_archive_build *b = begin(&e, listed ? bad[i].dialect
                                             : gnu  ? COFF_ARCHIVE_GNU
                                                    : COFF_ARCHIVE_AIX_BIG);
    struct coff_archive_entry m = {.name = {longest, gnu ? 4095 : 10000}};
    if (listed)
      m.name = (struct coff_str){bad[i].name, bad[i].size};
    ck_assert(coff_archive_build_insert(b, 0, &m));
    b->entries[0].bytes.data = (const uint8_t *)"";
    ck_assert(!coff_archive_build_write(b, &bytes, &size));
    ck_assert_int_eq(e.heard.errors, 1);
    ck_assert_ptr_null(bytes);
    coff_archive_build_free(b);
  }
  free(longest);
}
END_TEST

// ---- Indices ----------------------------------------------------------------------------------

static void add_import(struct coff_archive_build *b, const char *symbol)
{
  // A short import of the function SYMBOL, by its name (PE and COFF specification, section 8).
  uint8_t m[64] = {0, 0, 0xff, 0xff, 0, 0, 0x64, 0x86};
  size_t n = strlen(symbol) + 1;
  coff_store(m + 12, 4, COFF_LITTLE, n + 2);
  m[18] = 4;
  memcpy(m + 20, symbol, n);
  memcpy(m + 20 + n, "d", 2);
  uint8_t *bytes = coff_archive_build_bytes(b, 22 + n);
  memcpy(bytes, m, 22 + n);
  struct coff_archive_entry e = {.name = {"d", 1}, .bytes = {bytes, 22 + n, 0}};
  ck_assert(coff_archive_build_insert(b, b->count, &e));
}

START_TEST(indices_of_all_dialects)
{
  static const struct {
    enum coff_dialect dialect;
    bool wide;
    unsigned tables, symbols;
  } all[] = {{COFF_ARCHIVE_GNU, false, 1, 6},       {COFF_ARCHIVE_GNU, true, 1, 6},
             {COFF_ARCHIVE_MICROSOFT, false, 2, 4}, {COFF_ARCHIVE_MICROSOFT, true, 1, 4},
             {COFF_ARCHIVE_BSD, false, 1, 6},       {COFF_ARCHIVE_BSD, true, 1, 6},
             {COFF_ARCHIVE_AIX_SMALL, false, 1, 6}, {COFF_ARCHIVE_AIX_BIG, false, 1, 6}};
  for (size_t i = 0; i < COFF_COUNT(all); i++) {
    struct ear e;
    uint8_t *bytes;
    uint64_t size;
    struct coff_index_check sum;
    struct coff_archive_build *b = begin(&e, all[i].dialect);
    add_import(b, "zebra");
    add(b, 1, "text", "no object\n");
    add_import(b, "ape");
    add_import(b, "zebra"); // Microsoft's tables have each name once
    b->index_64 = all[i].wide;
    ck_assert(coff_archive_build_write(b, &bytes, &size));
    struct coff_archive *a =
        coff_archive_from_memory(&e.context, "made", bytes, (size_t)size, NULL);
    ck_assert_ptr_nonnull(a);
    ck_assert_uint_eq(coff_index_count(a), all[i].tables);
    ck_assert(coff_index_compare(a, NULL, NULL, &sum));
    ck_assert_uint_eq(sum.problems, 0);
    ck_assert_uint_eq(sum.symbols, all[i].symbols);
    ck_assert_uint_eq(sum.entries, all[i].symbols * all[i].tables);
    ck_assert_int_eq(e.heard.errors, 0);
    coff_archive_close(a);
    coff_archive_build_release(b, bytes);
    coff_archive_build_free(b);
  }
}
END_TEST

START_TEST(more_members_than_the_second_index_counts)
{
  enum { MANY = 65536 };
  struct ear e;
  uint8_t *bytes;
  uint64_t size;
  struct coff_archive_build *b = begin(&e, COFF_ARCHIVE_MICROSOFT);
  add_import(b, "f");
  for (unsigned i = 1; i < MANY; i++)
    add(b, i, "x", "");
  ck_assert(coff_archive_build_write(b, &bytes, &size));
  ck_assert_int_eq(e.heard.errors, 1);
  struct coff_archive *a = coff_archive_from_memory(&e.context, "made", bytes, (size_t)size, NULL);
  ck_assert_uint_eq(coff_index_count(a), 1);
  coff_archive_close(a);
  coff_archive_build_release(b, bytes);
  coff_archive_build_free(b);
}
END_TEST

// ---- Files ------------------------------------------------------------------------------------

static void check_fixture(const struct fixture *f)
{
  struct ear e;
  uint8_t *bytes;
  uint64_t size;
  listen(&e);
  struct coff_archive *a = coff_archive_from_memory(&e.context, f->name, f->data, f->size, NULL);
  ck_assert_ptr_nonnull(a);
  struct coff_archive_build *b = coff_archive_build_from(a);
  ck_assert_ptr_nonnull(b);
  ck_assert_msg(coff_archive_build_is_unchanged(b), "%s", f->name);
  ck_assert(coff_archive_build_write(b, &bytes, &size));
  ck_assert_uint_eq(size, f->size);
  ck_assert_mem_eq(bytes, f->data, f->size);
  coff_archive_build_release(b, bytes);
  if (b->count > 1) {
    coff_archive_build_move(b, 0, b->count);
    ck_assert(!coff_archive_build_is_unchanged(b));
    coff_archive_build_move(b, b->count - 1, 0);
    ck_assert(coff_archive_build_is_unchanged(b));
  }
  if (b->count != 0) {
    b->entries[0].date++;
    ck_assert(!coff_archive_build_is_unchanged(b));
  }
  coff_archive_build_free(b);
  coff_archive_close(a);
}

START_TEST(archives_that_do_not_change_stay)
{
  size_t n;
  struct fixture *all = load_archives(&n);
  ck_assert_uint_ge(n, 5);
  for (size_t i = 0; i < n; i++)
    check_fixture(&all[i]);
  free_fixtures(all, n);
}
END_TEST

START_TEST(a_failure_leaves_the_file)
{
  char folder[] = "coffkit-archive-XXXXXX", path[64], text[32];
  struct ear e;
  struct stat st;
  ck_assert_ptr_nonnull(mkdtemp(folder));
  snprintf(path, sizeof path, "%s/x.a", folder);
  struct coff_archive_build *b = begin(&e, COFF_ARCHIVE_GNU);
  add(b, 0, "one", "1");
  ck_assert(coff_archive_build_write_file(b, path, 0600, true));
  ck_assert_int_eq(stat(path, &st), 0);
  ck_assert_uint_eq(st.st_mode & 0777, 0600);
  off_t old = st.st_size;
  add(b, 1, "two\nlines_and_more_than_fifteen", "1");
  ck_assert(!coff_archive_build_write_file(b, path, 0, false));
  ck_assert_int_eq(stat(path, &st), 0);
  ck_assert_int_eq(st.st_size, old);
  coff_archive_build_remove(b, 1);
  snprintf(text, sizeof text, "%s/no/x.a", folder);
  ck_assert(!coff_archive_build_write_file(b, text, 0, false));
  struct coff_archive_entry entry = {.name = str("x")};
  ck_assert(!coff_archive_build_read(b, text, &entry));
  ck_assert(!coff_archive_build_read(b, folder, &entry));
  ck_assert(coff_archive_build_read(b, path, &entry));
  ck_assert_int_eq((long)entry.bytes.size, (long)old);
  coff_archive_build_free(b);
  ck_assert_int_eq(unlink(path), 0);
  ck_assert_int_eq(rmdir(folder), 0);
}
END_TEST

// ---- Without memory ---------------------------------------------------------------------------

static bool build_all(const struct coff_context *ctx, enum coff_dialect d)
{
  struct coff_archive_build *b = coff_archive_build_new(ctx, "made", d);
  uint8_t *bytes = NULL;
  uint64_t size;
  static const uint8_t import[] = {0, 0, 0xff, 0xff, 0, 0, 0x64, 0x86, 0,   0, 0,   0,
                                   4, 0, 0,    0,    0, 0, 4,    0,    'f', 0, 'd', 0};
  const struct coff_archive_entry e = {.name = str("a_name_that_is_too_long"),
                                       .bytes = {import, sizeof import, 0}};
  bool ok = b != NULL && coff_archive_build_insert(b, 0, &e) &&
            coff_archive_build_insert(b, 0, &e) && coff_archive_build_write(b, &bytes, &size);
  if (b != NULL)
    coff_archive_build_release(b, bytes);
  coff_archive_build_free(b);
  return ok;
}

START_TEST(memory_runs_out)
{
  static const enum coff_dialect dialects[] = {COFF_ARCHIVE_COMMON, COFF_ARCHIVE_MICROSOFT,
                                               COFF_ARCHIVE_BSD, COFF_ARCHIVE_AIX_BIG};
  for (size_t d = 0; d < COFF_COUNT(dialects); d++) {
    bool done = false;
    for (long n = 0; !done; n++) {
      struct failing f = {.left = n};
      struct coff_context ctx = {.alloc = failing_alloc, .alloc_user = &f};
      bool ok = build_all(&ctx, dialects[d]);
      done = f.left >= 0;
      ck_assert_int_eq(f.live, 0);
      ck_assert(ok || !done);
      ck_assert_int_lt(n, 1000);
    }
  }
}
END_TEST

int main(void)
{
  Suite *suite = suite_create("archive-build");
  TCase *t = tcase_create("all");
  suite_add_tcase(suite, t);
  tcase_set_timeout(t, 60);
  tcase_add_test(t, entries_go_where_they_are_put);
  tcase_add_test(t, bytes_of_a_small_archive);
  tcase_add_test(t, odd_names_survive);
  tcase_add_test(t, names_that_cannot_be_said_are_refused);
  tcase_add_test(t, indices_of_all_dialects);
  tcase_add_test(t, more_members_than_the_second_index_counts);
  tcase_add_test(t, archives_that_do_not_change_stay);
  tcase_add_test(t, a_failure_leaves_the_file);
  tcase_add_test(t, memory_runs_out);
  return run_suite(suite);
}
