// Loader sections of XCOFF modules, over bytes made here: both word sizes, and damage.
//
// Skip this unless you change coffgen/image/xcoffloader.c. testsuite/tools/test_xcoffloader.py compares
// the same reader with LLVM's over files that linkers wrote.
#include "coff/format-xcoff.h"
#include "coff/map.h"
#include "coff/xcoffloader.h"
#include "testsuite/unit/listen.h"
#include "testsuite/unit/main.h"

#include <string.h>

enum { LOADER_AT = 0x80, SIZE = 0x400 };

// Damage in one field may make tables behind it wrong too: the first report is the one to judge.
static void hear_first(void *user, const struct coff_diag *d)
{
  struct heard *h = user;
  if (h->errors == 0)
    hear(user, d);
}

// A module of one section, .loader.
struct made {
  uint8_t bytes[SIZE];
  uint64_t size;
  struct ear ear;
  struct coff_file *f;
};

static void put(struct made *m, unsigned at, unsigned width, uint64_t v)
{
  coff_store(m->bytes + at, width, COFF_BIG, v);
}

static void put_text(struct made *m, unsigned at, const char *s, size_t n)
{
  memcpy(m->bytes + at, s, n);
}

static void begin(struct made *m, bool wide)
{
  unsigned header = wide ? 24 : 20;
  memset(m, 0, sizeof *m);
  put(m, 0, 2, wide ? 0x01f7 : 0x01df);
  put(m, 2, 2, 1);
  put(m, 18, 2, F_SHROBJ);
  put_text(m, header, ".loader", 7);
  put(m, header + (wide ? 24 : 16), wide ? 8 : 4, SIZE - LOADER_AT);
  put(m, header + (wide ? 32 : 20), wide ? 8 : 4, LOADER_AT);
  put(m, header + (wide ? 64 : 36), 4, STYP_LOADER);
  m->size = SIZE;
}

static void open_made(struct made *m, struct coff_xcoff_loader *l)
{
  listen(&m->ear);
  m->ear.context.sink = hear_first;
  m->f = coff_file_from_memory(&m->ear.context, "made", m->bytes, m->size, NULL);
  ck_assert_ptr_nonnull(m->f);
  m->ear.heard = (struct heard){0};
  ck_assert(coff_xcoff_loader_open(m->f, l));
}

static void assert_str(struct coff_str s, const char *want)
{
  ck_assert_msg(s.size == strlen(want) && memcmp(s.data, want, s.size) == 0,
                "\"%.*s\" is not \"%s\"", (int)s.size, s.data, want);
}

// Two symbols, four relocations, two import file ids and strings with a type check.
static void make32(struct made *m)
{
  unsigned at = LOADER_AT;
  static const unsigned words[] = {1, 2, 4, 22, 2, 0x80, 24, 0xa0};
  begin(m, false);
  for (unsigned i = 0; i < COFF_COUNT(words); i++)
    put(m, at + 4 * i, 4, words[i]);
  put_text(m, at + 32, "eightchr", 8);
  put(m, at + 40, 4, 0x20000100);
  put(m, at + 44, 2, 2);
  put(m, at + 46, 1, COFF_XCOFF_EXPORT | COFF_XCOFF_WEAK | XTY_SD);
  put(m, at + 47, 1, XMC_RW);
  put(m, at + 56, 4, 0);
  put(m, at + 60, 4, 2); // the string at 2
  put(m, at + 70, 1, COFF_XCOFF_IMPORT);
  put(m, at + 71, 1, XMC_DS);
  put(m, at + 72, 4, 1);
  put(m, at + 76, 4, 18);
  static const int32_t targets[] = {1, 4, -1, -2};
  for (unsigned i = 0; i < COFF_COUNT(targets); i++) {
    put(m, at + 80 + 12 * i, 4, 0x20000000 + i);
    put(m, at + 84 + 12 * i, 4, (uint32_t)targets[i]);
    put(m, at + 88 + 12 * i, 2, 0x9f00);
    put(m, at + 90 + 12 * i, 2, 2);
  }
  put_text(m, at + 0x80, "/usr/lib\0\0\0\0lib.a\0shr.o", 24);
  put(m, at + 12, 4, 24);
  put_text(m, at + 0xa0, "\0\016external_func\0\0\004\1\2\3\4", 23);
}

START_TEST(module_of_32_bits)
{
  struct made m;
  struct coff_xcoff_loader l;
  struct coff_xcoff_symbol s;
  make32(&m);
  open_made(&m, &l);
  ck_assert_uint_eq(l.version, 1);
  ck_assert_uint_eq(l.symoff, 32);
  ck_assert_uint_eq(l.rldoff, 80);
  ck_assert_uint_eq(l.symbol_count, 2);
  ck_assert(coff_xcoff_symbol_get(&l, 0, &s));
  assert_str(s.name, "eightchr");
  ck_assert_uint_eq(s.value, 0x20000100);
  ck_assert_int_eq(s.scnum, 2);
  ck_assert_uint_eq(s.smtype, 0x19);
  ck_assert_uint_eq(s.smclas, XMC_RW);
  ck_assert(coff_xcoff_symbol_get(&l, 1, &s));
  assert_str(s.name, "external_func");
  ck_assert_uint_eq(s.ifile, 1);
  ck_assert_uint_eq(s.check.size, 4);
  ck_assert_int_eq(memcmp(s.check.data, "\1\2\3\4", 4), 0);
  ck_assert(!coff_xcoff_symbol_get(&l, 2, &s));
  ck_assert_int_eq(m.ear.heard.errors, 0);
  coff_file_close(m.f);
}
END_TEST

START_TEST(relocations_name_sections_and_symbols)
{
  static const char *const names[] = {".data", "external_func", ".tdata", ".tbss"};
  struct made m;
  struct coff_xcoff_loader l;
  struct coff_xcoff_reloc r;
  make32(&m);
  open_made(&m, &l);
  for (unsigned i = 0; i < COFF_COUNT(names); i++) {
    ck_assert(coff_xcoff_reloc_get(&l, i, &r));
    assert_str(r.name, names[i]);
    ck_assert_uint_eq(r.vaddr, 0x20000000 + i);
    ck_assert_uint_eq(r.rsize, 0x9f);
    ck_assert_uint_eq(r.type, 0);
    ck_assert_uint_eq(r.rsecnm, 2);
  }
  ck_assert(!coff_xcoff_reloc_get(&l, 4, &r));
  ck_assert_int_eq(m.ear.heard.errors, 0);
  coff_file_close(m.f);
}
END_TEST

START_TEST(import_files_and_claims)
{
  struct made m;
  struct coff_xcoff_loader l;
  struct coff_xcoff_import_file file;
  struct coff_map map;
  size_t n, named = 0;
  make32(&m);
  open_made(&m, &l);
  struct coff_xcoff_import_files c = coff_xcoff_import_files(&l);
  ck_assert(coff_xcoff_import_file_next(&c, &file));
  assert_str(file.path, "/usr/lib");
  assert_str(file.base, "");
  ck_assert(coff_xcoff_import_file_next(&c, &file));
  ck_assert_uint_eq(file.number, 1);
  assert_str(file.path, "");
  assert_str(file.base, "lib.a");
  assert_str(file.member, "shr.o");
  ck_assert(!coff_xcoff_import_file_next(&c, &file));
  const struct coff_claimer *claimers = coff_image_claimers(&n);
  ck_assert(coff_map_build_with(m.f, claimers, n, &map));
  for (size_t i = 0; i < map.count; i++)
    named += map.ranges[i].what != NULL;
  ck_assert_uint_eq(named, 5); // header, symbols, relocations, import files, strings
  coff_map_free(m.f, &map);
  coff_file_close(m.f);
}
END_TEST

START_TEST(module_of_64_bits)
{
  struct made m;
  struct coff_xcoff_loader l;
  struct coff_xcoff_symbol s;
  struct coff_xcoff_reloc r;
  unsigned at = LOADER_AT;
  static const unsigned words[] = {2, 1, 1, 3, 1, 8};
  static const unsigned offsets[] = {0xa0, 0xb0, 0x40, 0x60};
  begin(&m, true);
  for (unsigned i = 0; i < COFF_COUNT(words); i++)
    put(&m, at + 4 * i, 4, words[i]);
  for (unsigned i = 0; i < COFF_COUNT(offsets); i++)
    put(&m, at + 24 + 8 * i, 8, offsets[i]);
  put(&m, at + 0x40, 8, 0x110000000);
  put(&m, at + 0x48, 4, 2);
  put(&m, at + 0x4c, 2, 0xffff);
  put(&m, at + 0x4e, 1, COFF_XCOFF_ENTRY);
  put(&m, at + 0x60, 8, 0x110000008);
  put(&m, at + 0x68, 2, 0x3f00);
  put(&m, at + 0x6a, 2, 1);
  put(&m, at + 0x6c, 4, 3);
  put_text(&m, at + 0xb0, "\0\005main", 7);
  open_made(&m, &l);
  ck_assert(coff_xcoff_symbol_get(&l, 0, &s));
  assert_str(s.name, "main");
  ck_assert_uint_eq(s.value, 0x110000000);
  ck_assert_int_eq(s.scnum, -1);
  ck_assert(coff_xcoff_reloc_get(&l, 0, &r));
  assert_str(r.name, "main");
  ck_assert_uint_eq(r.vaddr, 0x110000008);
  ck_assert_int_eq(r.symndx, 3);
  ck_assert_uint_eq(r.rsize, 0x3f);
  ck_assert_int_eq(m.ear.heard.errors, 0);
  coff_file_close(m.f);
}
END_TEST

// What is damaged, and what is said of it at which offset.
static const struct damage {
  unsigned at;
  uint32_t value;
  unsigned offset; // of the report, from the loader section
  const char *says;
} damages[] = {
    {0, 3, 0, "version 3"},
    {4, 0x7fffffff, 4, "symbols of the loader section are cut off"},
    {8, 0xffffffff, 8, "relocations of the loader section are cut off"},
    {12, 0x1000, 12, "import file ids of the loader section are cut off"},
    {20, 0xfffffff0, 12, "import file ids of the loader section are cut off"},
    {16, 3, 0x80 + 24, "import file id 2 of 3 is cut off"},
    {24, 0x1000, 24, "strings of the loader section are cut off"},
    {28, 0xffffffff, 24, "strings of the loader section are cut off"},
    {60, 0x300, 60, "name of loader symbol 1"},
    {60, 24, 60, "name of loader symbol 1"},
    {72, 2, 72, "import file 2 of 2"},
    {76, 1, 76, "type check of loader symbol 1"},
    {76, 23, 76, "type check of loader symbol 1"},
    {84, 5, 84, "names symbol 5"},
    {84, 0x80000000, 84, "names symbol -2147483648"},
};

START_TEST(damage_is_reported_where_it_is)
{
  const struct damage *d = &damages[_i];
  struct made m;
  struct coff_xcoff_loader l;
  struct coff_xcoff_symbol s;
  struct coff_xcoff_reloc r;
  struct coff_xcoff_import_file file;
  make32(&m);
  put(&m, LOADER_AT + d->at, 4, d->value);
  open_made(&m, &l);
  struct coff_xcoff_import_files c = coff_xcoff_import_files(&l);
  for (uint64_t i = 0; coff_xcoff_symbol_get(&l, i, &s); i++)
    ck_assert_uint_le(s.name.size, SIZE);
  for (uint64_t i = 0; coff_xcoff_reloc_get(&l, i, &r); i++)
    ck_assert_uint_le(r.name.size, SIZE);
  while (coff_xcoff_import_file_next(&c, &file))
    ck_assert_uint_le(file.path.size, SIZE);
  struct heard first = m.ear.heard;
  ck_assert_msg(strstr(first.text, d->says) != NULL, "\"%s\" is not \"%s\"", first.text, d->says);
  ck_assert_uint_eq(first.offset, LOADER_AT + d->offset);
  coff_file_close(m.f);
}
END_TEST

START_TEST(header_that_is_cut_off)
{
  struct made m;
  struct coff_xcoff_loader l;
  make32(&m);
  m.size = LOADER_AT + 31;
  listen(&m.ear);
  m.f = coff_file_from_memory(&m.ear.context, "made", m.bytes, m.size, NULL);
  ck_assert_ptr_nonnull(m.f);
  ck_assert(!coff_xcoff_loader_open(m.f, &l));
  ck_assert_ptr_nonnull(strstr(m.ear.heard.text, "header of the loader section"));
  coff_file_close(m.f);
}
END_TEST

START_TEST(file_without_loader_section)
{
  struct made m;
  struct coff_xcoff_loader l;
  begin(&m, false);
  put(&m, 20 + 36, 4, STYP_XINFO);
  listen(&m.ear);
  m.f = coff_file_from_memory(&m.ear.context, "made", m.bytes, m.size, NULL);
  ck_assert_ptr_nonnull(m.f);
  m.ear.heard.errors = 0;
  ck_assert(!coff_xcoff_loader_open(m.f, &l));
  ck_assert_int_eq(m.ear.heard.errors, 0);
  coff_file_close(m.f);
}
END_TEST

int main(void)
{
  Suite *suite = suite_create("xcoffloader");
  TCase *tc = tcase_create("all");
  tcase_add_test(tc, module_of_32_bits);
  tcase_add_test(tc, relocations_name_sections_and_symbols);
  tcase_add_test(tc, import_files_and_claims);
  tcase_add_test(tc, module_of_64_bits);
  tcase_add_loop_test(tc, damage_is_reported_where_it_is, 0, (int)COFF_COUNT(damages));
  tcase_add_test(tc, header_that_is_cut_off);
  tcase_add_test(tc, file_without_loader_section);
  suite_add_tcase(suite, tc);
  return run_suite(suite);
}
