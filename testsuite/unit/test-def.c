// Module definition files, and import libraries of every form made here and read again.
//
// Skip it unless you work on these; libraries against the peers' are in tools/test_dlltool.py.
#include "coff/def.h"
#include "coff/implib.h"
#include "testsuite/unit/failing.h"
#include "testsuite/unit/listen.h"
#include "testsuite/unit/main.h"
#include <stdlib.h>
#include <string.h>

static bool parse(struct ear *e, const char *text, struct coff_def *d)
{
  listen(e);
  return coff_def_parse(&e->context, "x.def",
                        (struct coff_view){(const uint8_t *)text, strlen(text), 0}, d);
}

static void check(struct coff_str s, const char *wanted)
{
  ck_assert_msg(s.size == strlen(wanted) && memcmp(s.data, wanted, s.size) == 0, "%.*s is not %s",
                (int)s.size, s.data, wanted);
}

START_TEST(statements)
{
  struct ear e;
  struct coff_def d;
  ck_assert(parse(&e,
                  "\xef\xbb\xbf; comment\nLIBRARY \"my lib.dll\" BASE=0x10000000\r\n"
                  "DESCRIPTION 'it; is'\nSTACKSIZE 0x100000,4096 HEAPSIZE 010\nVERSION 3.14\n"
                  "STUB s.exe CODE EXECUTE READ\nDATA READ, WRITE SHARED\n"
                  "SECTIONS .one CLASS 'x' READ \"two words\" DISCARDABLE\n"
                  "IMPORTS local = kernel32.dll.Sleep == other\n user32.5\nEXETYPE WINDOWS\n"
                  "EXCLUDE_SYMBOLS one, two\n three\n",
                  &d));
  check(d.name, "my lib.dll");
  ck_assert(d.is_library && d.has_base && d.has_version);
  ck_assert_uint_eq(d.base, 0x10000000);
  check(d.description, "it; is");
  check(d.stub, "s.exe");
  ck_assert(d.stack.said && d.stack.commit_said && d.heap.said && !d.heap.commit_said);
  ck_assert_uint_eq(d.stack.reserve, 0x100000);
  ck_assert_uint_eq(d.stack.commit, 4096);
  ck_assert_uint_eq(d.heap.reserve, 8);
  ck_assert_uint_eq(d.major, 3);
  ck_assert_uint_eq(d.minor, 14);
  ck_assert_uint_eq(d.code, COFF_DEF_EXECUTE | COFF_DEF_READ);
  ck_assert_uint_eq(d.data, COFF_DEF_READ | COFF_DEF_WRITE | COFF_DEF_SHARED);
  ck_assert_uint_eq(d.nsections, 2);
  check(d.sections[0].section_class, "x");
  check(d.sections[1].name, "two words");
  ck_assert_uint_eq(d.sections[1].attributes, COFF_DEF_DISCARDABLE);
  ck_assert_uint_eq(d.nimports, 2);
  check(d.imports[0].module, "kernel32.dll");
  check(d.imports[0].name, "Sleep");
  check(d.imports[0].internal, "local");
  check(d.imports[0].import_name, "other");
  ck_assert(d.imports[1].has_ordinal && d.imports[1].ordinal == 5);
  ck_assert_uint_eq(d.nexcluded, 3);
  check(d.excluded[1], "two");
  check(d.excluded[2], "three");
  ck_assert_int_eq(e.heard.errors, 0);
  coff_def_free(&d);
}
END_TEST

START_TEST(exports)
{
  struct ear e;
  struct coff_def d;
  ck_assert(parse(&e,
                  "EXPORTS\nplain\na=b @3 NONAME\nstd@8 @ 12 DATA\n@fast@4 PRIVATE CONSTANT\n"
                  "f = other.name RESIDENTNAME\ng == h\ni EXPORTAS j\n\"LIBRARY\"\n.dot = .inner\n"
                  "NAME prog\nEXPORTS last\n",
                  &d));
  ck_assert_uint_eq(d.nexports, 10);
  const struct coff_def_export *x = d.exports;
  check(x[0].name, "plain");
  check(x[1].internal, "b");
  ck_assert(x[1].has_ordinal && x[1].ordinal == 3 && x[1].noname);
  check(x[2].name, "std@8");
  ck_assert(x[2].has_ordinal && x[2].ordinal == 12 && x[2].data);
  check(x[3].name, "@fast@4");
  ck_assert(x[3].is_private && x[3].constant && !x[3].has_ordinal);
  ck_assert(coff_def_is_forwarder(&x[4]) && x[4].resident && !coff_def_is_forwarder(&x[1]));
  check(x[5].import_name, "h");
  check(x[6].import_name, "j");
  check(x[7].name, "LIBRARY");
  ck_assert(!coff_def_is_forwarder(&x[8]));
  check(x[9].name, "last");
  check(d.name, "prog");
  ck_assert(!d.is_library);
  coff_def_free(&d);
}
END_TEST

START_TEST(damage)
{
  static const char *const bad[] = {"FROB",
                                    "EXPORTS \"x",
                                    "EXPORTS x =",
                                    "EXPORTS = x",
                                    "EXPORTS x @70000",
                                    "EXPORTS x @ y",
                                    "EXPORTS x @08",
                                    "EXPORTS x NONAME",
                                    "EXPORTS \"\"",
                                    "IMPORTS x",
                                    "IMPORTS x.",
                                    "IMPORTS .x",
                                    "IMPORTS a = ",
                                    "VERSION",
                                    "VERSION 1.x",
                                    "VERSION 70000",
                                    "STACKSIZE x",
                                    "STACKSIZE 1,",
                                    "HEAPSIZE 0x",
                                    "LIBRARY x BASE",
                                    "LIBRARY x BASE=y",
                                    "SECTIONS x CLASS",
                                    "DESCRIPTION",
                                    "STUB",
                                    "EXETYPE",
                                    "= x",
                                    "HEAPSIZE 99999999999999999999999"};
  for (size_t i = 0; i < COFF_COUNT(bad); i++) {
    struct ear e;
    struct coff_def d;
    ck_assert_msg(!parse(&e, bad[i], &d), "%s", bad[i]);
    ck_assert_msg(e.heard.errors == 1, "%s: %zu reports", bad[i], (size_t)e.heard.errors);
    coff_def_free(&d);
  }
}
END_TEST

// ---- Libraries --------------------------------------------------------------------------------

static const struct coff_implib_import imports[] = {
    {.symbol = {"f", 1}, .name = {"f", 1}, .hint = 1},
    {.symbol = {"_g@4", 4}, .name = {"g", 1}, .hint = 2},
    {.symbol = {"odd", 3}, .name = {"even", 4}},
    {.symbol = {"number", 6}, .ordinal = 77, .by_ordinal = true},
    {.symbol = {"data", 4}, .name = {"data", 4}, .data = true},
};

static bool make(const struct coff_context *ctx, enum coff_implib_form form, const char *target,
                 uint8_t **bytes, uint64_t *size, struct coff_archive_build **b)
{
  // The last is data, which cannot be delayed.
  size_t n = COFF_COUNT(imports) - (form == COFF_IMPLIB_DELAYED);
  const struct coff_implib lib = {.form = form,
                                  .dll = {"some.dll", 8},
                                  .target = coff_target_find(target),
                                  .tag = {"some_a", 6}};
  *bytes = NULL;
  *b = coff_archive_build_new(ctx, "made", COFF_ARCHIVE_GNU);
  return *b != NULL && coff_implib_add(*b, &lib, imports, n) &&
         coff_archive_build_write(*b, bytes, size);
}

static void check_import(const struct coff_archive *a, const struct coff_member *m, size_t at)
{
  struct coff_member_opened o;
  struct coff_import_member i;
  ck_assert(coff_member_open(a, m, NULL, &o));
  ck_assert(coff_import_classify(o.file, &i));
  const struct coff_implib_import *w = &imports[at];
  check(i.symbol, w->symbol.data);
  ck_assert_int_eq(i.by_ordinal, w->by_ordinal);
  ck_assert_int_eq(i.has_code, !w->data);
  ck_assert_uint_eq(i.number, w->by_ordinal ? w->ordinal : w->hint);
  if (!w->by_ordinal)
    check(i.name, w->name.data);
  coff_member_close(a, &o);
}

START_TEST(libraries_of_every_form)
{
  static const char *const targets[] = {"pe-x86-64", "pe-i386", "pe-aarch64-little"};
  for (unsigned k = 0; k < 3 * COFF_COUNT(targets); k++) {
    enum coff_implib_form form = (enum coff_implib_form)(k % 3);
    struct ear e;
    struct coff_archive_build *b;
    struct coff_member_cursor c;
    struct coff_member m;
    struct coff_index_check sum;
    struct coff_import_list dlls;
    uint8_t *bytes;
    uint64_t size;
    listen(&e);
    ck_assert(make(&e.context, form, targets[k / 3], &bytes, &size, &b));
    struct coff_archive *a =
        coff_archive_from_memory(&e.context, "made", bytes, (size_t)size, NULL);
    size_t n = COFF_COUNT(imports) - (form == COFF_IMPLIB_DELAYED), at = 0;
    size_t before = form == COFF_IMPLIB_SHORT ? 3 : 1;
    coff_member_first(a, &c);
    while (coff_member_next(&c, &m)) {
      if (m.special != COFF_MEMBER_ORDINARY)
        continue;
      if (at >= before && at - before < n)
        check_import(a, &m, at - before);
      at++;
    }
    ck_assert_uint_eq(at, n + (form == COFF_IMPLIB_SHORT ? 3 : 2));
    ck_assert(coff_index_compare(a, NULL, NULL, &sum) && sum.problems == 0 &&
              sum.symbols > 2 * n - 1);
    ck_assert(coff_import_list_build(a, &dlls) && dlls.count == 1);
    check(dlls.dlls[0].dll, "some.dll");
    coff_import_list_free(a, &dlls);
    ck_assert_int_eq(e.heard.errors, 0);
    coff_archive_close(a);
    coff_archive_build_release(b, bytes);
    coff_archive_build_free(b);
  }
}
END_TEST

START_TEST(what_has_no_code_is_refused)
{
  struct ear e;
  struct coff_archive_build *b;
  uint8_t *bytes;
  uint64_t size;
  listen(&e);
  ck_assert(!make(&e.context, COFF_IMPLIB_DELAYED, "pe-arm-wince-little", &bytes, &size, &b));
  ck_assert_int_eq(e.heard.errors, 1);
  coff_archive_build_free(b);
  listen(&e);
  const struct coff_implib lib = {.form = COFF_IMPLIB_DELAYED,
                                  .dll = {"d", 1},
                                  .target = coff_target_find("pe-x86-64"),
                                  .tag = {"t", 1}};
  b = coff_archive_build_new(&e.context, "made", COFF_ARCHIVE_GNU);
  ck_assert(!coff_implib_add(b, &lib, imports, COFF_COUNT(imports)));
  ck_assert_int_eq(e.heard.errors, 1);
  coff_archive_build_free(b);
}
END_TEST

START_TEST(memory_runs_out)
{
  static const char text[] = "LIBRARY x\nEXPORTS\na\nb\nIMPORTS a.b\nSECTIONS x READ\n";
  for (unsigned what = 0; what < 4; what++) {
    bool done = false;
    for (long n = 0; !done; n++) {
      struct failing f = {.left = n};
      struct coff_context ctx = {.alloc = failing_alloc, .alloc_user = &f};
      struct coff_archive_build *b = NULL;
      struct coff_def d = {.ctx = &ctx};
      uint8_t *bytes = NULL;
      uint64_t size;
      bool ok =
          what == 3
              ? coff_def_parse(&ctx, "x",
                               (struct coff_view){(const uint8_t *)text, sizeof text - 1, 0}, &d)
              : make(&ctx, (enum coff_implib_form)what, "pe-x86-64", &bytes, &size, &b);
      coff_def_free(&d);
      if (b != NULL)
        coff_archive_build_release(b, bytes);
      coff_archive_build_free(b);
      done = f.left >= 0;
      ck_assert_int_eq(f.live, 0);
      ck_assert(ok || !done);
    }
  }
}
END_TEST

int main(void)
{
  Suite *suite = suite_create("def");
  TCase *t = tcase_create("all");
  suite_add_tcase(suite, t);
  tcase_set_timeout(t, 60);
  tcase_add_test(t, statements);
  tcase_add_test(t, exports);
  tcase_add_test(t, damage);
  tcase_add_test(t, libraries_of_every_form);
  tcase_add_test(t, what_has_no_code_is_refused);
  tcase_add_test(t, memory_runs_out);
  return run_suite(suite);
}
