// Archives of every dialect, made here byte by byte, whole and with one defect each.
//
// Skip it unless you work on archives.
#include "coff/archive.h"
#include "testsuite/unit/listen.h"
#include "testsuite/unit/main.h"
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

// An archive in the making.
struct made {
  uint8_t bytes[8192];
  size_t size;
};

static void put(struct made *m, const void *p, size_t n)
{
  ck_assert_uint_le(n, sizeof m->bytes - m->size);
  memcpy(m->bytes + m->size, p, n);
  m->size += n;
}

__attribute__((format(printf, 2, 3))) static void print(struct made *m, const char *fmt, ...)
{
  char text[512];
  va_list ap;
  va_start(ap, fmt);
  int n = vsnprintf(text, sizeof text, fmt, ap);
  va_end(ap);
  put(m, text, (size_t)n);
}

static void number(struct made *m, uint64_t v, unsigned width, enum coff_order order)
{
  uint8_t b[8];
  coff_store(b, width, order, v);
  put(m, b, width);
}

// A header of struct ar_hdr and its contents, padded.
static void member(struct made *m, const char *name, const void *p, size_t n)
{
  print(m, "%-16s%-12d%-6d%-6d%-8o%-10zu`\n", name, 86400, 7, 8, 0644u, n);
  put(m, p, n);
  if (n % 2 != 0)
    put(m, "\n", 1);
}

static struct made begin(void)
{
  struct made m = {.size = 0};
  print(&m, "!<arch>\n");
  return m;
}

static struct coff_archive *open_made(struct ear *e, const struct made *m)
{
  listen(e);
  return coff_archive_from_memory(&e->context, "test", m->bytes, m->size, NULL);
}

static void check_name(const struct coff_member *m, const char *name)
{
  ck_assert_msg(m->name.size == strlen(name) && memcmp(m->name.data, name, m->name.size) == 0,
                "%.*s is not %s", (int)m->name.size, m->name.data, name);
}

static void check_symbol(const struct coff_index_entry *e, const char *name, uint64_t member)
{
  ck_assert_uint_eq(e->symbol.size, strlen(name));
  ck_assert_mem_eq(e->symbol.data, name, e->symbol.size);
  ck_assert_uint_eq(e->member, member);
}

// ---- Names and headers ------------------------------------------------------------------------

START_TEST(names_of_all_dialects)
{
  static const char names[] = "a_name_that_is_long.o/\nand/another one.o/\nmicrosoft's.obj\0";
  static const struct {
    const char *raw, *name;
  } all[] = {{"short.o/", "short.o"},
             {"/0", "a_name_that_is_long.o"},
             {"/23", "and/another one.o"},
             {"/42", "microsoft's.obj"},
             {"bsd's own", "bsd's own"},
             {"sixteen_bytes_is", "sixteen_bytes_is"},
             {"a b/", "a b"}};
  struct made m = begin();
  struct ear e;
  struct coff_member_cursor c;
  struct coff_member x;
  member(&m, "//", names, sizeof names - 1);
  for (size_t i = 0; i < COFF_COUNT(all); i++)
    member(&m, all[i].raw, "odd", 3);
  member(&m, "#1/20", "in front of contents\0\0", 22);
  struct coff_archive *a = open_made(&e, &m);
  ck_assert_ptr_nonnull(a);
  coff_member_first(a, &c);
  ck_assert(coff_member_next(&c, &x));
  ck_assert_int_eq(x.special, COFF_MEMBER_NAMES);
  for (size_t i = 0; i < COFF_COUNT(all); i++) {
    ck_assert(coff_member_next(&c, &x));
    check_name(&x, all[i].name);
    ck_assert_uint_eq(x.size, 3);
    ck_assert_int_eq(x.date, 86400);
    ck_assert_uint_eq(x.uid, 7);
    ck_assert_uint_eq(x.gid, 8);
    ck_assert_uint_eq(x.mode, 0644);
    ck_assert_uint_eq(x.has, 15);
    ck_assert(!x.is_damaged);
  }
  ck_assert(coff_member_next(&c, &x));
  check_name(&x, "in front of contents");
  ck_assert_uint_eq(x.size, 2);
  ck_assert(!coff_member_next(&c, &x));
  ck_assert_int_eq(e.heard.errors, 0);
  coff_archive_close(a);
}
END_TEST

// One archive with one thing wrong: what is said, and how many members are still found.
static void damaged(const struct made *m, const char *words, unsigned members)
{
  struct ear e;
  struct coff_member_cursor c;
  struct coff_member x;
  unsigned n = 0;
  struct coff_archive *a = open_made(&e, m);
  ck_assert_ptr_nonnull(a);
  coff_member_first(a, &c);
  while (coff_member_next(&c, &x))
    n++;
  ck_assert_msg(strstr(e.heard.text, words) != NULL, "said '%s', not '%s'", e.heard.text, words);
  ck_assert_int_eq(e.heard.errors, 1);
  ck_assert_uint_eq(n, members);
  coff_archive_close(a);
}

static struct made three(void)
{
  struct made m = begin();
  member(&m, "a/", "aaaa", 4);
  member(&m, "b/", "bbbb", 4);
  member(&m, "c/", "cccc", 4);
  return m;
}

START_TEST(damaged_headers_cost_one_member)
{
  enum { B = 8 + 64 };
  struct made m = three();
  memcpy(m.bytes + B + 48, "x9", 2);
  damaged(&m, "size of the member is no number", 3);
  m = three();
  memcpy(m.bytes + B + 58, "??", 2);
  damaged(&m, "no member header here; 64 bytes", 2);
  m = three();
  memcpy(m.bytes + B + 48, "99999", 5);
  damaged(&m, "runs past the end of the archive", 2);
  m = three();
  memcpy(m.bytes + B + 16, "soon ", 5);
  damaged(&m, "date of the member is no number", 3);
  m = three();
  memcpy(m.bytes + B + 40, "9", 1);
  damaged(&m, "mode of the member is no number", 3);
  m = three();
  memcpy(m.bytes + B, "/77", 3);
  damaged(&m, "long name of the member is not in", 3);
  m = three();
  memcpy(m.bytes + B, "#1/5", 4);
  damaged(&m, "longer than the member", 3);
  m = three();
  m.size -= 2;
  damaged(&m, "runs past the end of the archive", 3);
  m = three();
  print(&m, "rubbish at the end");
  damaged(&m, "18 bytes belong to no member", 3);
}
END_TEST

START_TEST(unpadded_members_are_found)
{
  struct made m = begin();
  struct ear e;
  struct coff_member_cursor c;
  struct coff_member x;
  print(&m, "%-48s%-10d`\nabc", "odd/", 3);
  member(&m, "next/", "defg", 4);
  struct coff_archive *a = open_made(&e, &m);
  coff_member_first(a, &c);
  ck_assert(coff_member_next(&c, &x));
  ck_assert(coff_member_next(&c, &x));
  check_name(&x, "next");
  ck_assert_ptr_nonnull(strstr(e.heard.text, "not padded"));
  coff_archive_close(a);
}
END_TEST

// ---- Indices ----------------------------------------------------------------------------------

static void check_index(struct coff_archive *a, enum coff_member_special kind,
                        enum coff_order order, uint64_t one, uint64_t two)
{
  struct coff_index_table t;
  struct coff_index_cursor c;
  struct coff_index_entry e;
  ck_assert_ptr_nonnull(a);
  ck_assert(coff_index_get(a, coff_index_count(a) - 1, &t));
  ck_assert_int_eq(t.kind, kind);
  ck_assert_int_eq(t.order, order);
  ck_assert_uint_eq(t.count, 2);
  coff_index_first(a, coff_index_count(a) - 1, &c);
  ck_assert(coff_index_next(&c, &e));
  check_symbol(&e, "one", one);
  ck_assert(coff_index_next(&c, &e));
  check_symbol(&e, "two", two);
  ck_assert(!coff_index_next(&c, &e));
}

static void system_v(const char *name, unsigned width, enum coff_order order)
{
  struct made table = {.size = 0}, m = begin();
  struct ear e;
  number(&table, 2, width, order);
  number(&table, 100, width, order);
  number(&table, 200, width, order);
  put(&table, "one\0two", 8);
  member(&m, name, table.bytes, table.size);
  struct coff_archive *a = open_made(&e, &m);
  check_index(a, width == 8 ? COFF_MEMBER_INDEX_64 : COFF_MEMBER_INDEX, order, 100, 200);
  ck_assert_int_eq(coff_archive_dialect(a), COFF_ARCHIVE_GNU);
  ck_assert_int_eq(e.heard.errors, 0);
  coff_archive_close(a);
}

static void bsd(const char *name, unsigned width, enum coff_order order)
{
  struct made table = {.size = 0}, m = begin();
  struct ear e;
  number(&table, 4 * width, width, order);
  number(&table, 4, width, order);
  number(&table, 100, width, order);
  number(&table, 0, width, order);
  number(&table, 200, width, order);
  number(&table, 8, width, order);
  put(&table, "two\0one", 8);
  member(&m, name, table.bytes, table.size);
  struct coff_archive *a = open_made(&e, &m);
  check_index(a, width == 8 ? COFF_MEMBER_INDEX_BSD_64 : COFF_MEMBER_INDEX_BSD, order, 100, 200);
  ck_assert_int_eq(coff_archive_dialect(a), COFF_ARCHIVE_BSD);
  ck_assert_int_eq(e.heard.errors, 0);
  coff_archive_close(a);
}

START_TEST(index_forms)
{
  system_v("/", 4, COFF_BIG);
  system_v("/", 4, COFF_LITTLE);
  system_v("/SYM64/", 8, COFF_BIG);
  bsd("__.SYMDEF", 4, COFF_LITTLE);
  bsd("__.SYMDEF", 4, COFF_BIG);
  bsd("__.SYMDEF SORTED", 4, COFF_LITTLE);
  bsd("__.SYMDEF_64", 8, COFF_LITTLE);
}
END_TEST

START_TEST(ecoff_index)
{
  struct made table = {.size = 0}, m = begin();
  struct ear e;
  number(&table, 4, 4, COFF_BIG); // a hash table with holes
  for (unsigned i = 0; i < 4; i++) {
    number(&table, i == 3 ? 4 : 0, 4, COFF_BIG);
    number(&table, i == 1 ? 100 : i == 3 ? 200 : 0, 4, COFF_BIG);
  }
  number(&table, 8, 4, COFF_BIG);
  put(&table, "one\0two", 8);
  member(&m, "__________EBEB_", table.bytes, table.size);
  struct coff_archive *a = open_made(&e, &m);
  struct coff_index_cursor c;
  struct coff_index_entry x;
  ck_assert_int_eq(coff_archive_dialect(a), COFF_ARCHIVE_ECOFF);
  coff_index_first(a, 0, &c);
  ck_assert(coff_index_next(&c, &x));
  check_symbol(&x, "one", 100);
  ck_assert(coff_index_next(&c, &x));
  check_symbol(&x, "two", 200);
  ck_assert(!coff_index_next(&c, &x));
  ck_assert_int_eq(e.heard.errors, 0);
  coff_archive_close(a);
}
END_TEST

// Both linker members of Microsoft, and the one for ARM64EC that counts in the second.
START_TEST(microsoft_index)
{
  struct made first = {.size = 0}, second = {.size = 0}, ec = {.size = 0}, m = begin();
  struct ear e;
  number(&first, 0, 4, COFF_BIG);
  number(&second, 2, 4, COFF_LITTLE);
  number(&second, 300, 4, COFF_LITTLE);
  number(&second, 400, 4, COFF_LITTLE);
  number(&second, 2, 4, COFF_LITTLE);
  number(&second, 2, 2, COFF_LITTLE);
  number(&second, 1, 2, COFF_LITTLE);
  put(&second, "one\0two", 8);
  number(&ec, 2, 4, COFF_LITTLE);
  number(&ec, 1, 2, COFF_LITTLE);
  number(&ec, 3, 2, COFF_LITTLE); // there are two
  put(&ec, "one\0two", 8);
  member(&m, "/", first.bytes, first.size);
  member(&m, "/", second.bytes, second.size);
  struct coff_archive *a = open_made(&e, &m);
  check_index(a, COFF_MEMBER_INDEX_SECOND, COFF_LITTLE, 400, 300);
  ck_assert_int_eq(coff_archive_dialect(a), COFF_ARCHIVE_MICROSOFT);
  coff_archive_close(a);
  member(&m, "/<ECSYMBOLS>/", ec.bytes, ec.size);
  member(&m, "/<XFGHASHMAP>/", "", 0);
  a = open_made(&e, &m);
  check_index(a, COFF_MEMBER_INDEX_EC, COFF_LITTLE, 300, UINT64_MAX);
  ck_assert_int_eq(e.heard.errors, 0);
  coff_archive_close(a);
}
END_TEST

static void broken_index(const char *name, const struct made *table, const char *words)
{
  struct made m = begin();
  struct ear e;
  struct coff_index_cursor c;
  struct coff_index_entry x;
  member(&m, name, table->bytes, table->size);
  struct coff_archive *a = open_made(&e, &m);
  ck_assert_ptr_nonnull(a);
  coff_index_first(a, 0, &c);
  while (coff_index_next(&c, &x))
    ck_assert_uint_le(x.symbol.size, table->size);
  ck_assert_msg(strstr(e.heard.text, words) != NULL, "said '%s', not '%s'", e.heard.text, words);
  ck_assert_int_eq(e.heard.errors, 1);
  coff_archive_close(a);
}

START_TEST(broken_indices_are_reported)
{
  struct made t = {.size = 0};
  put(&t, "\0\0", 2);
  broken_index("/", &t, "cut off");
  t.size = 0;
  number(&t, 9, 4, COFF_BIG);
  put(&t, "\0\0\0\1\0\0\0\2a\0b", 11);
  broken_index("/", &t, "9 entries runs past its end; 2 are there");
  t.size = 0;
  number(&t, 2, 4, COFF_BIG);
  put(&t, "\0\0\0\1\0\0\0\2one", 12);
  broken_index("/", &t, "strings for 1 of its 2 entries");
  t.size = 0;
  number(&t, 8, 4, COFF_LITTLE);
  put(&t, "\0\0\0\0\0\0\0\0\377\0\0\0ab", 15);
  broken_index("__.SYMDEF", &t, "strings of the symbol index run past");
}
END_TEST

// Many entries that share one long string: work must not be their product.
START_TEST(shared_strings_are_bounded)
{
  enum { N = 60000 };
  size_t size = 4 + 8 * N + 4 + N;
  struct coff_index_cursor c;
  struct coff_index_entry x;
  struct ear e;
  uint8_t *p = calloc(1, 8 + 60 + size);
  ck_assert_ptr_nonnull(p);
  snprintf((char *)p, 8 + 60 + 1, "!<arch>\n%-48s%-10zu`\n", "__.SYMDEF", size);
  coff_store(p + 68, 4, COFF_LITTLE, 8 * N);
  coff_store(p + 68 + 4 + 8 * N, 4, COFF_LITTLE, N);
  memset(p + 68 + 8 + 8 * N, 'x', N);
  listen(&e);
  struct coff_archive *a = coff_archive_from_memory(&e.context, "test", p, 8 + 60 + size, NULL);
  uint64_t bytes = 0;
  coff_index_first(a, 0, &c);
  while (coff_index_next(&c, &x))
    bytes += x.symbol.size;
  ck_assert_uint_lt(bytes, 8 * size);
  ck_assert_ptr_nonnull(strstr(e.heard.text, "overlap"));
  coff_archive_close(a);
  free(p);
}
END_TEST

// ---- AIX --------------------------------------------------------------------------------------

// A member of the small format; NEXT and PREVIOUS are header offsets.
static void aix_member(struct made *m, const char *name, const char *data, unsigned next,
                       unsigned previous)
{
  print(m, "%-12zu%-12u%-12u%-12d%-12d%-12d%-12o%-4zu%s", strlen(data), next, previous, 86400, 7, 8,
        0640u, strlen(name), name);
  if (m->size % 2 != 0)
    put(m, "", 1);
  print(m, "`\n%s", data);
  if (m->size % 2 != 0)
    put(m, "\n", 1);
}

static struct made aix(unsigned first, unsigned last, unsigned next)
{
  struct made m = {.size = 0};
  print(&m, "<aiaff>\n%-12d%-12d%-12u%-12u%-12d", 0, 0, first, last, 0);
  aix_member(&m, "first.o", "1234", next, 0); // at 68
  aix_member(&m, "second", "567", 0, 68);     // at 68 + 88 + 8 + 2 + 4
  return m;
}

START_TEST(aix_small)
{
  struct made m = aix(68, 170, 170);
  struct ear e;
  struct coff_member_cursor c;
  struct coff_member x;
  struct coff_archive *a = open_made(&e, &m);
  ck_assert_ptr_nonnull(a);
  ck_assert_int_eq(coff_archive_dialect(a), COFF_ARCHIVE_AIX_SMALL);
  coff_member_first(a, &c);
  ck_assert(coff_member_next(&c, &x));
  check_name(&x, "first.o");
  ck_assert_uint_eq(x.size, 4);
  ck_assert_mem_eq(m.bytes + x.data_offset, "1234", 4);
  ck_assert_uint_eq(x.mode, 0640);
  ck_assert(coff_member_next(&c, &x));
  check_name(&x, "second");
  ck_assert_uint_eq(x.size, 3);
  ck_assert(!coff_member_next(&c, &x));
  ck_assert(!coff_member_next(&c, &x));
  ck_assert_int_eq(e.heard.errors, 0);
  coff_archive_close(a);
}
END_TEST

START_TEST(aix_chains_end)
{
  struct made m = aix(68, 0, 68); // goes round
  damaged(&m, "chain goes round", 2);
  m = aix(68, 0, 4000);
  damaged(&m, "leads to no member", 1);
  m = aix(68, 0, 90);
  damaged(&m, "no member header here", 1);
  m = aix(68, 170, 170);
  memcpy(m.bytes + 68, "x", 1);
  damaged(&m, "size of the member is no number", 2);
  m = aix(68, 170, 170);
  memcpy(m.bytes + 170, "99", 2);
  damaged(&m, "member runs past the end", 2);
}
END_TEST

// ---- Members ----------------------------------------------------------------------------------

START_TEST(foreign_members_are_named)
{
  static const struct {
    const char *bytes;
    size_t size;
    const char *name;
  } all[] = {{"\177ELF\2\1\1", 7, "ELF object"},
             {"BC\xc0\xde", 4, "LLVM bitcode"},
             {"\0asm\1\0\0\0", 8, "WebAssembly module"},
             {"\xcf\xfa\xed\xfe", 4, "Mach-O object"},
             {"plain words\n", 12, "text"},
             {"", 0, "empty"},
             {"\1\2\3\4", 4, NULL}};
  for (size_t i = 0; i < COFF_COUNT(all); i++) {
    const char *name =
        coff_foreign_name((struct coff_view){(const uint8_t *)all[i].bytes, all[i].size, 0});
    if (all[i].name == NULL)
      ck_assert_ptr_null(name);
    else
      ck_assert_str_eq(name, all[i].name);
  }
}
END_TEST

// Archives in archives: names in messages, and an end to it.
START_TEST(nested_archives)
{
  struct made m = begin();
  member(&m, "leaf/", "\1\2\3\4", 4);
  for (int i = 0; i < 30; i++) {
    struct made outer = begin();
    char name[16];
    snprintf(name, sizeof name, "n%d/", i);
    member(&outer, name, m.bytes, m.size);
    m = outer;
  }
  struct ear e;
  struct coff_member_opened o[40];
  struct coff_archive *a[40] = {open_made(&e, &m)};
  struct coff_member_cursor c;
  struct coff_member x;
  int depth = 0;
  for (bool ok = true; ok; depth++) {
    coff_member_first(a[depth], &c);
    ck_assert(coff_member_next(&c, &x));
    ok = coff_member_open(a[depth], &x, NULL, &o[depth]);
    a[depth + 1] = o[depth].archive;
  }
  ck_assert_int_eq(depth, 16);
  ck_assert_str_eq(coff_archive_member(a[2]), "n29)(n28");
  ck_assert_ptr_nonnull(strstr(e.heard.text, "too many archives in archives"));
  while (depth-- > 0)
    coff_member_close(a[depth], &o[depth]);
  coff_archive_close(a[0]);
}
END_TEST

START_TEST(thin_members_need_a_file)
{
  struct made m = {.size = 0};
  struct ear e;
  struct coff_member_cursor c;
  struct coff_member x;
  struct coff_member_opened o;
  print(&m, "!<thin>\n%-48s%-10d`\n", "there.o/", 1234);
  struct coff_archive *a = open_made(&e, &m);
  ck_assert(coff_archive_is_thin(a));
  coff_member_first(a, &c);
  ck_assert(coff_member_next(&c, &x));
  ck_assert(x.external);
  ck_assert_uint_eq(x.size, 1234);
  ck_assert(!coff_member_open(a, &x, NULL, &o));
  coff_member_close(a, &o);
  ck_assert_int_eq(e.heard.errors, 1);
  ck_assert(!coff_member_next(&c, &x));
  coff_archive_close(a);
}
END_TEST

int main(void)
{
  Suite *suite = suite_create("archive");
  TCase *tc = tcase_create("archive");
  tcase_set_timeout(tc, 900);
  tcase_add_test(tc, names_of_all_dialects);
  tcase_add_test(tc, damaged_headers_cost_one_member);
  tcase_add_test(tc, unpadded_members_are_found);
  tcase_add_test(tc, index_forms);
  tcase_add_test(tc, ecoff_index);
  tcase_add_test(tc, microsoft_index);
  tcase_add_test(tc, broken_indices_are_reported);
  tcase_add_test(tc, shared_strings_are_bounded);
  tcase_add_test(tc, aix_small);
  tcase_add_test(tc, aix_chains_end);
  tcase_add_test(tc, foreign_members_are_named);
  tcase_add_test(tc, nested_archives);
  tcase_add_test(tc, thin_members_need_a_file);
  suite_add_tcase(suite, tc);
  return run_suite(suite);
}
