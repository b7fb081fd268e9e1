// The builder's symbolic information: what a call adds is what readers find; names, what is refused.
//
// Skip this unless you change coffgen/edit/symbolic.c or place-symbolic.c. Samples of everything that the
// records can hold are in testsuite/tools/mkcoff-ecoff.c, copies of files in test-conformance.c.
#include "coff/build.h"
#include "coff/ecoff.h"
#include "coff/format-ecoff.h"
#include "coff/format-sysv.h"
#include "coff/symbols.h"
#include "testsuite/unit/listen.h"
#include "testsuite/unit/made-ecoff.h"
#include "testsuite/unit/main.h"
#include "testsuite/unit/rewrite.h"
#include <stdlib.h>
#include <string.h>

enum { MOST = 1 << 20, TEXT = 1, DATA = 2 };

static const char *const targets[] = {"ecoff-bigmips", "ecoff-littlemips", "ecoff-biglittlemips",
                                      "ecoff-littlealpha"};

struct subject {
  struct ear ear;
  struct coff_build *b;
  struct rewritten made;
  struct coff_file *f;
};

static struct coff_str str(const char *s)
{
  return (struct coff_str){s, strlen(s)};
}

static void assert_str(struct coff_str s, const char *want)
{
  ck_assert_msg(s.size == strlen(want) && memcmp(s.data, want, s.size) == 0,
                "\"%.*s\" is not \"%s\"", (int)s.size, s.data, want);
}

static void add_section(struct subject *u, const char *name, uint32_t flags)
{
  static const uint8_t bytes[32] = {0};
  struct coff_scnhdr h = {.flags = flags};
  uint32_t id = coff_build_section(u->b, str(name), &h);
  ck_assert(coff_build_contents(u->b, id, (struct coff_view){bytes, sizeof bytes, 0}));
}

static void start(struct subject *u, const char *target)
{
  listen(&u->ear);
  u->made = (struct rewritten){NULL, 0};
  u->f = NULL;
  u->b = coff_build_new(&u->ear.context, "made", coff_target_find(target), COFF_KIND_OBJECT, 0);
  ck_assert_ptr_nonnull(u->b);
  add_section(u, ".text", STYP_TEXT);
  add_section(u, ".data", STYP_DATA);
}

static void write_and_open(struct subject *u)
{
  struct coff_open as = {.target = u->b->target->name};
  u->made = write_build(u->b, MOST);
  ck_assert_msg(u->made.bytes != NULL, "%s", u->ear.heard.text);
  u->f = coff_file_from_memory(&u->ear.context, "made", u->made.bytes, u->made.size, &as);
  ck_assert_ptr_nonnull(u->f);
}

static void finish(struct subject *u)
{
  coff_file_close(u->f);
  free(u->made.bytes);
  coff_build_free(u->b);
}

static uint32_t add_external(struct subject *u, const char *name, int32_t section, uint64_t value)
{
  struct coff_syment s = {
      .value = value, .scnum = section, .type = stGlobal, .index = ECOFF_INDEX_NIL};
  ck_assert(coff_build_storage(u->b, section, value, &s.sclass));
  return coff_build_symbol(u->b, str(name), &s);
}

static uint32_t add_local(struct subject *u, const char *name, uint32_t type, uint32_t index)
{
  struct coff_syment s = {
      .scnum = TEXT, .sclass = scText, .type = type, .index = index, .local = true};
  return coff_build_symbol(u->b, str(name), &s);
}

static void assert_symbol(const struct subject *u, uint64_t index, const char *name,
                          uint32_t sclass, int32_t section, uint32_t file)
{
  struct coff_syment s;
  struct coff_str got;
  ck_assert_uint_eq(coff_syment_read(u->f, index, 1, &s), 1);
  ck_assert(coff_syment_name(u->f, &s, &got));
  assert_str(got, name);
  ck_assert_uint_eq(s.sclass, sclass);
  ck_assert_int_eq(s.scnum, section);
  ck_assert_uint_eq(s.file, file);
}

// ---- What is built is what is read ------------------------------------------------------------

START_TEST(symbols_and_relocations)
{
  struct subject u;
  struct coff_section s;
  struct coff_reloc_table t;
  struct coff_reloc r;
  start(&u, targets[_i]);
  uint32_t defined = add_external(&u, "defined", DATA, 4);
  coff_build_fd(u.b, str("a.c"), &(struct coff_symbolic_numbers){{0}});
  ck_assert_uint_eq(add_local(&u, "a.c", stFile, 2), 1);
  uint32_t undefined = add_external(&u, "undefined", 0, 0);
  ck_assert_uint_eq(add_local(&u, "", stEnd, 0), 3);
  add_external(&u, "common", 0, 16);
  add_external(&u, "absolute", -1, 5);
  ck_assert(coff_build_reloc(u.b, TEXT, &(struct coff_reloc){.symndx = undefined, .type = 2}));
  ck_assert(coff_build_reloc(u.b, TEXT, &(struct coff_reloc){.symndx = 3, .by_section = true}));
  u.b->symbols[defined].dropped = true;
  write_and_open(&u);
  ck_assert_uint_eq(coff_syment_count(u.f), 5);
  assert_symbol(&u, 0, "undefined", scUndefined, 0, 0);
  assert_symbol(&u, 1, "common", scCommon, 0, 0);
  assert_symbol(&u, 2, "absolute", scAbs, -1, 0);
  assert_symbol(&u, 3, "a.c", scText, TEXT, 0);
  assert_symbol(&u, 4, "", scText, TEXT, 0);
  coff_section_get(u.f, TEXT, &s);
  ck_assert(coff_section_relocs(u.f, &s, &t) && t.count == 2);
  coff_reloc_read(u.f, &t, 0, 1, &r);
  ck_assert(r.symndx == 0 && !r.by_section);
  coff_reloc_read(u.f, &t, 1, 1, &r);
  ck_assert(r.symndx == 3 && r.by_section);
  ck_assert_int_eq(u.ear.heard.errors, 0);
  finish(&u);
}
END_TEST

static void add_procedure(struct subject *u, unsigned adr, unsigned isym, int line)
{
  struct coff_symbolic_numbers v = {
      {[COFF_PDR_ADR] = adr, [COFF_PDR_ISYM] = isym, [COFF_PDR_LNLOW] = (uint64_t)line}};
  ck_assert(coff_build_fd_record(u->b, COFF_SYMBOLIC_PDR, &v));
}

static void assert_lines(const struct subject *u, unsigned procedure, unsigned n, const int *lines)
{
  struct coff_ecoff_procedure p;
  struct coff_ecoff_lines c;
  struct coff_ecoff_line l;
  ck_assert(coff_ecoff_procedure_get(u->f, procedure, &p));
  coff_ecoff_line_first(u->f, &p, &c);
  for (unsigned i = 0; i < n; i++) {
    ck_assert(coff_ecoff_line_next(&c, &l));
    ck_assert_int_eq(l.line, lines[i]);
  }
  ck_assert(!coff_ecoff_line_next(&c, &l));
}

START_TEST(file_descriptors_have_their_own)
{
  static const int first[] = {7, 8, 8, 1000}, second[] = {3, -4}, third[] = {9};
  struct coff_symbolic_numbers fdr = {{[COFF_FDR_LANG] = 9, [COFF_FDR_FBIGENDIAN] = 1}};
  struct coff_symbolic_numbers type = {{[COFF_TIR_BT] = btInt, [COFF_TIR_TQ0] = tqPtr}};
  struct coff_ecoff_procedure p;
  struct coff_ecoff_file fd;
  struct subject u;
  char text[64];
  start(&u, targets[_i]);
  ck_assert_uint_eq(coff_build_fd(u.b, str("a.c"), &fdr), 0);
  add_local(&u, "f", stStaticProc, 0);
  add_procedure(&u, 0, 0, 7);
  ck_assert(coff_build_fd_line(u.b, 7, 1) && coff_build_fd_line(u.b, 8, 17));
  ck_assert(coff_build_fd_line(u.b, 1000, 2) && coff_build_fd_line(u.b, 5, 0));
  add_procedure(&u, 80, 0, 3);
  ck_assert(coff_build_fd_line(u.b, 3, 1) && coff_build_fd_line(u.b, -4, 1));
  fdr.field[COFF_FDR_FBIGENDIAN] = 0;
  ck_assert_uint_eq(coff_build_fd(u.b, str("b.c"), &fdr), 1);
  add_local(&u, "g", stStaticProc, 0);
  add_local(&u, "f", stLabel, ECOFF_INDEX_NIL);
  add_procedure(&u, 0, 0, 9);
  ck_assert(coff_build_fd_line(u.b, 9, 4));
  ck_assert(coff_build_fd_record(u.b, COFF_SYMBOLIC_TIR, &type));
  write_and_open(&u);
  ck_assert(coff_ecoff_file_get(u.f, 0, &fd) && fd.order == COFF_BIG);
  assert_str(fd.name, "a.c");
  ck_assert(coff_ecoff_file_get(u.f, 1, &fd) && fd.order == COFF_LITTLE);
  assert_str(fd.name, "b.c");
  ck_assert_uint_eq(fd.first_symbol, 1);
  coff_ecoff_type_spell(u.f, &fd, 0, text, sizeof text);
  ck_assert_str_eq(text, "pointer to int");
  ck_assert(coff_ecoff_procedure_get(u.f, 2, &p) && p.file == 1);
  assert_str(p.name, "g");
  assert_lines(&u, 0, 4, first);
  assert_lines(&u, 1, 2, second);
  assert_lines(&u, 2, 1, third);
  ck_assert_uint_eq(coff_ecoff_header(u.f)->field[COFF_HDRR_ILINEMAX], 26);
  ck_assert_int_eq(u.ear.heard.errors, 0);
  finish(&u);
}
END_TEST

// Every table begins where the flavour's own tools would have it.
START_TEST(tables_are_aligned)
{
  struct subject u;
  start(&u, targets[_i]);
  unsigned align = u.b->target->records->symbolic->align;
  coff_build_fd(u.b, str("odd"), &(struct coff_symbolic_numbers){{0}});
  add_procedure(&u, 0, 0, 1);
  ck_assert(coff_build_fd_line(u.b, 1, 1));
  ck_assert(coff_build_fd_record(u.b, COFF_SYMBOLIC_RFDT, &(struct coff_symbolic_numbers){{0}}));
  add_external(&u, "ab", TEXT, 0);
  write_and_open(&u);
  const struct coff_symbolic_numbers *h = coff_ecoff_header(u.f);
  ck_assert_uint_eq(coff_file_header(u.f)->symptr % align, 0);
  for (unsigned i = 0; i < COFF_SYMBOLIC_TABLES; i++) {
    uint64_t n = h->field[COFF_HDRR_COUNT + i], at = h->field[COFF_HDRR_OFFSET + i];
    ck_assert_uint_eq(at % align, 0);
    ck_assert_msg((n == 0) == (at == 0), "%s: table %u", u.b->target->name, i);
  }
  ck_assert_uint_eq(h->field[COFF_HDRR_COUNT + COFF_SYMBOLIC_LINES], align);
  ck_assert_uint_eq(h->field[COFF_HDRR_COUNT + COFF_SYMBOLIC_EXTERNAL_STRINGS], align);
  ck_assert_uint_eq(h->field[COFF_HDRR_COUNT + COFF_SYMBOLIC_RELATIVES], align / 4);
  finish(&u);
}
END_TEST

// ---- What was taken over ----------------------------------------------------------------------

// A file of two file descriptors, to whose builder F leads.
static void take_over(struct made *m, struct subject *u)
{
  made_ecoff(m, targets[0]);
  made_ecoff_open(m);
  listen(&u->ear);
  u->f = NULL;
  u->made = (struct rewritten){NULL, 0};
  u->b = coff_build_from_file(m->f);
  ck_assert_msg(u->b != NULL, "%s", m->ear.heard.text);
}

START_TEST(names_that_change_go_behind)
{
  struct made m;
  struct subject u;
  struct coff_symbolic_numbers before, after;
  take_over(&m, &u);
  ck_assert(coff_ecoff_record(m.f, COFF_SYMBOLIC_FDR, 0, &before));
  u.b->symbols[0].name = str("renamed");
  u.b->symbols[5].name = str("local");
  u.b->symbols[6].name = str("local");
  ck_assert_uint_eq(add_local(&u, "no", stLabel, 0), COFF_BUILD_NONE);
  ck_assert_ptr_nonnull(strstr(m.ear.heard.text, "the last one was taken over"));
  ck_assert_uint_eq(coff_build_fd(u.b, str("c.c"), &(struct coff_symbolic_numbers){{0}}), 2);
  add_local(&u, "of c", stLabel, ECOFF_INDEX_NIL);
  ck_assert(coff_place(u.b, NULL)); // the second time changes nothing
  write_and_open(&u);
  ck_assert(coff_ecoff_record(u.f, COFF_SYMBOLIC_FDR, 0, &after));
  ck_assert_uint_eq(before.field[COFF_FDR_ISSBASE], after.field[COFF_FDR_ISSBASE]);
  ck_assert_uint_eq(before.field[COFF_FDR_RSS], after.field[COFF_FDR_RSS]);
  assert_symbol(&u, 0, "renamed", scText, 1, 0);
  assert_symbol(&u, 1, "undef", scUndefined, 0, 1);
  assert_symbol(&u, 4, "a.c", scText, 1, 0);
  assert_symbol(&u, 5, "local", scText, 1, 0);
  assert_symbol(&u, 7, "second", scText, 1, 0);
  assert_symbol(&u, 16, "of c", scText, 1, 2);
  struct coff_syment s[2];
  ck_assert_uint_eq(coff_syment_read(u.f, 5, 2, s), 2);
  ck_assert_uint_eq(s[0].strx, s[1].strx);
  finish(&u);
  coff_file_close(m.f);
}
END_TEST

START_TEST(local_symbols_can_be_left_out)
{
  struct made m;
  struct subject u;
  take_over(&m, &u);
  u.b->symbolic.only_externals = true;
  write_and_open(&u);
  ck_assert_uint_eq(coff_syment_count(u.f), 4);
  assert_symbol(&u, 0, "first", scText, 1, 0xffff);
  for (unsigned i = 0; i < COFF_SYMBOLIC_TABLES; i++)
    ck_assert_msg((coff_ecoff_table(u.f, (enum coff_symbolic_table_id)i, NULL).size != 0) ==
                      (i == COFF_SYMBOLIC_EXTERNALS || i == COFF_SYMBOLIC_EXTERNAL_STRINGS),
                  "table %u", i);
  finish(&u);
  coff_file_close(m.f);
}
END_TEST

// ---- What is refused --------------------------------------------------------------------------

static void assert_refused(struct subject *u, const char *why)
{
  struct rewritten r = write_build(u->b, MOST);
  ck_assert_ptr_null(r.bytes);
  ck_assert_msg(strstr(u->ear.heard.text, why) != NULL, "%s", u->ear.heard.text);
  finish(u);
}

START_TEST(calls_out_of_order)
{
  const struct coff_symbolic_numbers none = {{0}};
  struct coff_symbolic_numbers large = {{[COFF_RNDX_RFD] = 0x1000}};
  struct subject u;
  start(&u, targets[_i]);
  ck_assert_uint_eq(add_local(&u, "f", stLabel, 0), COFF_BUILD_NONE);
  ck_assert_ptr_nonnull(strstr(u.ear.heard.text, "before the first file descriptor"));
  ck_assert(!coff_build_fd_record(u.b, COFF_SYMBOLIC_TIR, &none));
  ck_assert(!coff_build_fd_line(u.b, 1, 1));
  coff_build_fd(u.b, str("a.c"), &none);
  ck_assert(!coff_build_fd_line(u.b, 1, 1));
  ck_assert_ptr_nonnull(strstr(u.ear.heard.text, "before the first procedure"));
  ck_assert(!coff_build_fd_record(u.b, COFF_SYMBOLIC_FDR, &none));
  ck_assert(!coff_build_fd_record(u.b, COFF_SYMBOLIC_RNDX, &large));
  ck_assert_ptr_nonnull(strstr(u.ear.heard.text, "0x1000 does not fit rfd"));
  add_procedure(&u, 0, 0, 1);
  ck_assert(!coff_build_fd_line(u.b, 40000, 1));
  ck_assert_ptr_nonnull(strstr(u.ear.heard.text, "too far from line 1"));
  ck_assert(coff_build_fd_line(u.b, -32767, 1));
  finish(&u);
}
END_TEST

START_TEST(files_that_cannot_be)
{
  struct subject u;
  uint32_t sclass;
  start(&u, targets[_i]);
  add_section(&u, ".other", STYP_DATA);
  ck_assert(!coff_build_storage(u.b, 3, 0, &sclass));
  ck_assert_ptr_nonnull(strstr(u.ear.heard.text, "no storage class is for section .other"));
  coff_build_symbol(u.b, str("x"), &(struct coff_syment){.scnum = 3, .sclass = scData});
  assert_refused(&u, "its storage class is for .data");
  start(&u, targets[_i]);
  coff_build_fd(u.b, str("a.c"), &(struct coff_symbolic_numbers){{0}});
  add_local(&u, "x", stLabel, 0);
  u.b->symbols[0].dropped = true;
  assert_refused(&u, "local symbol 0 is dropped");
  start(&u, targets[_i]);
  coff_build_fd(u.b, str("a.c"), &(struct coff_symbolic_numbers){{0}});
  add_local(&u, "x", stLabel, 0);
  u.b->symbols[0].native.file = 1;
  assert_refused(&u, "file descriptor 1, which does not exist");
  start(&u, targets[_i]);
  coff_build_fd(u.b, (struct coff_str){"a\0c", 3}, &(struct coff_symbolic_numbers){{0}});
  assert_refused(&u, "name of file descriptor 0 holds a NUL");
  start(&u, targets[_i]);
  add_external(&u, "x", 0, 0);
  u.b->symbols[0].native.index = 1 << 20;
  assert_refused(&u, "does not fit index");
}
END_TEST

START_TEST(flavours_without)
{
  struct subject u;
  uint32_t sclass;
  start(&u, "coff-i386");
  ck_assert_uint_eq(coff_build_fd(u.b, str("a.c"), &(struct coff_symbolic_numbers){{0}}),
                    COFF_BUILD_NONE);
  ck_assert(!coff_build_storage(u.b, TEXT, 0, &sclass));
  finish(&u);
}
END_TEST

int main(void)
{
  Suite *s = suite_create("build ECOFF");
  TCase *c = tcase_create("symbolic information");
  const int n = COFF_COUNT(targets);
  tcase_add_loop_test(c, symbols_and_relocations, 0, n);
  tcase_add_loop_test(c, file_descriptors_have_their_own, 0, n);
  tcase_add_loop_test(c, tables_are_aligned, 0, n);
  tcase_add_test(c, names_that_change_go_behind);
  tcase_add_test(c, local_symbols_can_be_left_out);
  tcase_add_loop_test(c, calls_out_of_order, 0, n);
  tcase_add_loop_test(c, files_that_cannot_be, 0, n);
  tcase_add_test(c, flavours_without);
  suite_add_tcase(s, c);
  return run_suite(s);
}
