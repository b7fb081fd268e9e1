// Linker scripts that are inputs: what is read, and what is refused.
//
// Skip it unless you work on coffgen/link/script.c; scripts in a link are in tools/test_ld_options.py.
#include "link/script.h"
#include "testsuite/unit/listen.h"
#include "testsuite/unit/main.h"
#include <string.h>

static void begin(struct ear *e, struct coff_script *s, const char *text)
{
  listen(e);
  *s = (struct coff_script){
      .ctx = &e->context, .name = "x.a", .bytes = {(const uint8_t *)text, strlen(text), 0}};
}

static void expect(struct coff_script *s, enum coff_script_kind kind, const char *name,
                   uint32_t line)
{
  struct coff_script_item i;
  ck_assert_msg(coff_script_next(s, &i), "%s is missing", name);
  ck_assert_int_eq(i.kind, kind);
  ck_assert_uint_eq(i.line, line);
  ck_assert_msg(i.name.size == strlen(name) && memcmp(i.name.data, name, i.name.size) == 0,
                "%.*s is not %s", (int)i.name.size, i.name.data, name);
}

static void expect_end(struct ear *e, struct coff_script *s)
{
  struct coff_script_item i;
  ck_assert(!coff_script_next(s, &i));
  ck_assert(!s->bad);
  ck_assert_int_eq(e->heard.errors, 0);
}

START_TEST(statements)
{
  struct ear e;
  struct coff_script s;
  begin(&e, &s,
        "/* GNU ld\n script */\nOUTPUT_FORMAT ( pei-x86-64 )\n"
        "GROUP(libx.a AS_NEEDED ( -ly, \"with blank.a\" ) z.o);INPUT(a,b)\n"
        "SEARCH_DIR(\"=/lib\") OUTPUT_ARCH(i386:x86-64) EXTERN(main)/**/ STARTUP(crt.o)");
  expect(&s, COFF_SCRIPT_FORMAT, "pei-x86-64", 2);
  expect(&s, COFF_SCRIPT_GROUP, "", 3);
  expect(&s, COFF_SCRIPT_FILE, "libx.a", 3);
  expect(&s, COFF_SCRIPT_FILE, "-ly", 3);
  expect(&s, COFF_SCRIPT_FILE, "with blank.a", 3);
  expect(&s, COFF_SCRIPT_FILE, "z.o", 3);
  expect(&s, COFF_SCRIPT_GROUP_END, "", 3);
  expect(&s, COFF_SCRIPT_FILE, "a", 3);
  expect(&s, COFF_SCRIPT_FILE, "b", 3);
  expect(&s, COFF_SCRIPT_FOLDER, "=/lib", 4);
  expect(&s, COFF_SCRIPT_SYMBOL, "main", 4);
  expect(&s, COFF_SCRIPT_FILE, "crt.o", 4);
  expect_end(&e, &s);
}
END_TEST

START_TEST(nothing)
{
  static const char *const texts[] = {"", " \n\t", "/**/", ";;", "INPUT()", "GROUP(AS_NEEDED())"};
  struct coff_script_item i;
  for (size_t k = 0; k < sizeof texts / sizeof *texts; k++) {
    struct ear e;
    struct coff_script s;
    begin(&e, &s, texts[k]);
    while (coff_script_next(&s, &i))
      ck_assert(i.kind == COFF_SCRIPT_GROUP || i.kind == COFF_SCRIPT_GROUP_END);
    expect_end(&e, &s);
  }
}
END_TEST

START_TEST(errors)
{
  static const struct {
    const char *text, *message;
  } all[] = {
      {"SECTIONS { }", "line 1: this is no list of files: 'SECTIONS'"},
      {"\n\nhello", "line 3: this is no list of files: 'hello'"},
      {"INPUT a", "line 1: '(' is missing before 'a'"},
      {"INPUT(a", "line 1: ')' is missing at the end"},
      {"INPUT(a { b)", "line 1: a name is missing before '{'"},
      {"INPUT(\"a", "line 1: a name has no quote at its end"},
      {"/* INPUT(a)", "line 1: a comment has no end"},
      {"/*/", "line 1: a comment has no end"},
      {"GROUP(AS_NEEDED(AS_NEEDED(AS_NEEDED(AS_NEEDED(AS_NEEDED(AS_NEEDED(AS_NEEDED(AS_NEEDED(",
       "line 1: lists are nested too deep"},
      {"INPUT", "line 1: '(' is missing at the end"},
  };
  for (size_t k = 0; k < sizeof all / sizeof *all; k++) {
    struct ear e;
    struct coff_script s;
    struct coff_script_item i;
    begin(&e, &s, all[k].text);
    while (coff_script_next(&s, &i))
      ;
    ck_assert(s.bad);
    ck_assert_int_eq(e.heard.errors, 1);
    ck_assert_str_eq(e.heard.text, all[k].message);
  }
}
END_TEST

int main(void)
{
  Suite *suite = suite_create("script");
  TCase *c = tcase_create("script");
  tcase_add_test(c, statements);
  tcase_add_test(c, nothing);
  tcase_add_test(c, errors);
  suite_add_tcase(suite, c);
  return run_suite(suite);
}
