// Tests of imports, delayed and bound ones too: all forms, and damage.
//
// Skip it unless one of them fails; test_imports.py has real images.
#include "coff/imports.h"
#include "testsuite/unit/listen.h"
#include "testsuite/unit/made-image.h"
#include "testsuite/unit/main.h"

#include <stdlib.h>
#include <string.h>

// Where the parts lie in the contents that the tests make.
enum { LOOKUP = 0x80, ADDRESSES = 0xc0, MORE = 0x100, NAME = 0x180, HINTS = 0x1a0, SIZE = 0x200 };
enum { BASE = 0x400000 }; // of made images
static const struct {
  uint16_t machine;
  bool plus;
  unsigned word;
} widths[] = {{0x14c, false, 4}, {0x8664, true, 8}};

struct subject {
  uint8_t bytes[SIZE], *image;
  bool plus;
  unsigned word;
  struct ear ear;
  struct coff_file *file;
  struct coff_imports all;
  struct coff_import_library l;
};

static void put(uint8_t *p, unsigned width, uint64_t v)
{
  coff_store(p, width, COFF_LITTLE, v);
}

static void put_fields(uint8_t *p, unsigned n, const uint32_t *fields)
{
  for (unsigned i = 0; i < n; i++)
    put(p + 4 * i, 4, fields[i]);
}

static void check_str(struct coff_str s, const char *want)
{
  ck_assert_msg(s.size == strlen(want) && memcmp(s.data, want, s.size) == 0,
                "\"%.*s\" is not \"%s\"", (int)s.size, s.data, want);
}

// "a.dll" with an import by name, hint 0x123, and one by ordinal 77; ADD to what names lead to.
static void fill_tables(struct subject *s, uint64_t add)
{
  uint64_t ordinal = ((uint64_t)1 << (s->word * 8 - 1)) + 77;
  put(s->bytes + LOOKUP, s->word, add + MADE_RVA + HINTS);
  put(s->bytes + LOOKUP + s->word, s->word, ordinal);
  memcpy(s->bytes + ADDRESSES, s->bytes + LOOKUP, (size_t)2 * s->word);
  memcpy(s->bytes + NAME, "a.dll", 6);
  put(s->bytes + HINTS, 2, 0x123);
  memcpy(s->bytes + HINTS + 2, "function", 9);
}

static void make(struct subject *s, enum coff_dir dir, const uint8_t *data, size_t size)
{
  size_t total;
  listen(&s->ear);
  s->image = made_image(s->plus ? 0x8664 : 0x14c, s->plus, dir, data, size, &total);
  s->file = coff_file_from_memory(&s->ear.context, "test", s->image, total, NULL);
  ck_assert_ptr_nonnull(s->file);
}

static void start(struct subject *s, int width)
{
  *s = (struct subject){.plus = widths[width].plus, .word = widths[width].word};
}

static void start_imports(struct subject *s, int width)
{
  static const uint32_t first[] = {MADE_RVA + LOOKUP, 0, 0, MADE_RVA + NAME, MADE_RVA + ADDRESSES};
  start(s, width);
  put_fields(s->bytes, 5, first);
  fill_tables(s, 0);
}

static void open_imports(struct subject *s)
{
  make(s, COFF_DIR_IMPORT, s->bytes, SIZE);
  ck_assert(coff_imports_open(s->file, &s->all));
}

// Exactly one diagnostic, with this text, at this offset of the contents.
static void check_report(const struct subject *s, const char *text, unsigned offset)
{
  ck_assert_int_eq(s->ear.heard.errors, 1);
  ck_assert_msg(strstr(s->ear.heard.text, text) != NULL, "\"%s\" is not in \"%s\"", text,
                s->ear.heard.text);
  ck_assert_uint_eq(s->ear.heard.offset, MADE_OFFSET + offset);
}

static void end(struct subject *s)
{
  coff_file_close(s->file);
  free(s->image);
}

static void check_entries(const struct subject *s)
{
  struct coff_import_entry e;
  ck_assert_uint_eq(s->l.count, 2);
  ck_assert(coff_import_entry_get(&s->l, 0, &e));
  ck_assert_int_eq(e.by, COFF_IMPORT_BY_NAME);
  check_str(e.name, "function");
  ck_assert_uint_eq(e.hint, 0x123);
  ck_assert_uint_eq(e.slot, MADE_RVA + ADDRESSES);
  ck_assert_uint_eq(e.name_at, MADE_OFFSET + HINTS);
  ck_assert(coff_import_entry_get(&s->l, 1, &e));
  ck_assert_int_eq(e.by, COFF_IMPORT_BY_ORDINAL);
  ck_assert_uint_eq(e.ordinal, 77);
  ck_assert_uint_eq(e.slot, MADE_RVA + ADDRESSES + s->word);
  ck_assert(!coff_import_entry_get(&s->l, 2, &e));
}

START_TEST(names_and_ordinals)
{
  struct subject s;
  start_imports(&s, _i);
  open_imports(&s);
  ck_assert(coff_import_library_next(&s.all, &s.l));
  check_str(s.l.name, "a.dll");
  ck_assert(!s.l.lookup_is_addresses);
  check_entries(&s);
  ck_assert(!coff_import_library_next(&s.all, &s.l));
  ck_assert(!coff_import_library_next(&s.all, &s.l));
  ck_assert_int_eq(s.ear.heard.errors, 0);
  end(&s);
}
END_TEST

// Borland's linkers made none.
START_TEST(no_lookup_table)
{
  struct subject s;
  start_imports(&s, _i);
  put(s.bytes, 4, 0);
  put(s.bytes + 4, 4, 0x12345678); // and a date, though nothing is bound
  open_imports(&s);
  ck_assert(coff_import_library_next(&s.all, &s.l));
  ck_assert(s.l.lookup_is_addresses);
  check_entries(&s);
  ck_assert_int_eq(s.ear.heard.errors, 0);
  end(&s);
}
END_TEST

START_TEST(lookup_table_out_of_reach)
{
  struct subject s;
  start_imports(&s, _i);
  put(s.bytes, 4, 0x7fffffff);
  open_imports(&s);
  ck_assert(coff_import_library_next(&s.all, &s.l));
  check_entries(&s);
  check_report(&s, "import lookup table at 0x7fffffff is not", 0);
  end(&s);
}
END_TEST

START_TEST(bound_addresses)
{
  struct subject s;
  struct coff_import_entry e;
  start_imports(&s, _i);
  put(s.bytes + 4, 4, UINT32_MAX);
  put(s.bytes + ADDRESSES, s.word, 0x77001234);
  open_imports(&s);
  ck_assert(coff_import_library_next(&s.all, &s.l));
  check_entries(&s);
  ck_assert(coff_import_entry_get(&s.l, 0, &e));
  ck_assert(e.is_bound);
  ck_assert_uint_eq(e.bound_to, 0x77001234);
  ck_assert(coff_import_entry_get(&s.l, 1, &e)); // still a copy of the lookup entry
  ck_assert(!e.is_bound);
  ck_assert_int_eq(s.ear.heard.errors, 0);
  end(&s);
}
END_TEST

START_TEST(bound_without_lookup_table)
{
  struct subject s;
  struct coff_import_entry e;
  start_imports(&s, _i);
  put(s.bytes, 4, 0);
  put(s.bytes + 4, 4, 0x3b7d8000);
  put(s.bytes + ADDRESSES, s.word, 0x77001234);
  open_imports(&s);
  ck_assert(coff_import_library_next(&s.all, &s.l));
  ck_assert(coff_import_entry_get(&s.l, 0, &e));
  ck_assert_int_eq(e.by, COFF_IMPORT_UNKNOWN);
  ck_assert_uint_eq(e.bound_to, 0x77001234);
  ck_assert(coff_import_entry_get(&s.l, 1, &e));
  ck_assert_int_eq(e.by, COFF_IMPORT_BY_ORDINAL);
  ck_assert_int_eq(s.ear.heard.errors, 0);
  end(&s);
}
END_TEST

// ---- Damage -----------------------------------------------------------------------------------

// What is set to which value, and what is said; the library after it is still shown.
static const struct {
  unsigned at, width;
  uint64_t value;
  const char *text;
  unsigned offset;
} harms[] = {
    {12, 4, 0, "has no name", 12},
    {12, 4, 0x7fffff00, "name of an imported library at 0x7fffff00 is not in the file", 12},
    {LOOKUP, 4, 0x7fffff00, "1 imports from \"a.dll\" have a name that is not in the file", LOOKUP},
    {LOOKUP, 4, MADE_RVA + SIZE - 2, "have a name that is not in the file", LOOKUP},
    {LOOKUP, 4, MADE_RVA + SIZE - 4, "have a name without an end", LOOKUP},
    {16, 4, 0x70000000, "import address table is in no section", 0},
};

START_TEST(harm_is_reported)
{
  static const uint32_t second[] = {MADE_RVA + MORE, 0, 0, MADE_RVA + NAME, MADE_RVA + MORE};
  struct subject s;
  start_imports(&s, 1);
  put_fields(s.bytes + 20, 5, second);
  put(s.bytes + MORE, 8, MADE_RVA + HINTS);
  memcpy(s.bytes + SIZE - 2, "zz", 2);
  put(s.bytes + harms[_i].at, harms[_i].width, harms[_i].value);
  open_imports(&s);
  ck_assert(coff_import_library_next(&s.all, &s.l));
  check_report(&s, harms[_i].text, harms[_i].offset);
  ck_assert(coff_import_library_next(&s.all, &s.l));
  check_str(s.l.name, "a.dll");
  ck_assert_uint_eq(s.l.count, 1);
  ck_assert(!coff_import_library_next(&s.all, &s.l));
  ck_assert_int_eq(s.ear.heard.errors, 1);
  end(&s);
}
END_TEST

START_TEST(stray_bits)
{
  struct subject s;
  start_imports(&s, _i);
  s.bytes[LOOKUP + s.word + 2] = 1;
  open_imports(&s);
  ck_assert(coff_import_library_next(&s.all, &s.l));
  check_report(&s, "bits set that have no meaning", LOOKUP + s.word);
  end(&s);
}
END_TEST

// The tables reach to the end of the section: there is no null entry.
START_TEST(tables_without_end)
{
  struct subject s;
  start_imports(&s, _i);
  put(s.bytes, 4, MADE_RVA + SIZE - 2 * s.word);
  memcpy(s.bytes + SIZE - 2 * s.word, s.bytes + LOOKUP, (size_t)2 * s.word);
  open_imports(&s);
  ck_assert(coff_import_library_next(&s.all, &s.l));
  check_report(&s, "import lookup table has no end", 0);
  check_entries(&s);
  end(&s);
}
END_TEST

START_TEST(no_null_descriptor)
{
  struct subject s;
  static const uint32_t only[] = {0, 0, 0, MADE_RVA, 0x1000};
  start(&s, 1);
  put_fields(s.bytes, 5, only);
  make(&s, COFF_DIR_IMPORT, s.bytes, 30);
  ck_assert(coff_imports_open(s.file, &s.all));
  ck_assert(coff_import_library_next(&s.all, &s.l));
  s.ear.heard.errors = 0;
  ck_assert(!coff_import_library_next(&s.all, &s.l));
  check_report(&s, "import directory has no null descriptor", 20);
  ck_assert(!coff_import_library_next(&s.all, &s.l));
  ck_assert_int_eq(s.ear.heard.errors, 1);
  end(&s);
}
END_TEST

// The loader goes on to the null descriptor.
START_TEST(size_that_is_too_small)
{
  struct subject s;
  struct coff_import_library second;
  start_imports(&s, 1);
  memcpy(s.bytes + 20, s.bytes, 20);
  make(&s, COFF_DIR_IMPORT, s.bytes, SIZE);
  put(made_directory(s.image, COFF_DIR_IMPORT) + 4, 4, 20);
  ck_assert(coff_imports_open(s.file, &s.all));
  ck_assert(coff_import_library_next(&s.all, &s.l));
  ck_assert_int_eq(s.ear.heard.errors, 0);
  ck_assert(coff_import_library_next(&s.all, &second));
  check_report(&s, "behind the end that its size states", 20);
  ck_assert_uint_eq(second.count, 2);
  ck_assert(!coff_import_library_next(&s.all, &second));
  end(&s);
}
END_TEST

// 5,000 libraries that are all the same table of 6,000 entries with one long name: 30 million
// entries and 300 gigabytes of names, if one believed it.
START_TEST(shared_tables_are_bounded)
{
  enum { LIBRARIES = 5000, ENTRIES = 6000, LONG = 10000 };
  enum { TABLE = (LIBRARIES + 1) * 20, STRING = TABLE + (ENTRIES + 1) * 8 };
  enum { ALL = STRING + LONG };
  uint8_t *bytes = calloc(1, ALL);
  uint64_t entries = 0, names = 0;
  struct coff_import_entry e;
  struct subject s;
  start(&s, 1);
  for (unsigned i = 0; i < LIBRARIES; i++) {
    const uint32_t one[] = {MADE_RVA + TABLE, 0, 0, MADE_RVA + STRING, MADE_RVA + TABLE};
    put_fields(bytes + (size_t)20 * i, 5, one);
  }
  for (unsigned i = 0; i < ENTRIES; i++)
    put(bytes + TABLE + (size_t)8 * i, 8, MADE_RVA + STRING);
  memset(bytes + STRING, 'a', LONG - 1);
  make(&s, COFF_DIR_IMPORT, bytes, ALL);
  ck_assert(coff_imports_open(s.file, &s.all));
  while (coff_import_library_next(&s.all, &s.l))
    for (uint64_t i = 0; coff_import_entry_get(&s.l, i, &e); i++, entries++)
      names += e.name.size;
  ck_assert_uint_ge(entries, 10);
  ck_assert_uint_le(entries, (ALL + MADE_OFFSET) / 8);
  ck_assert_uint_le(names, 2 * (ALL + MADE_OFFSET));
  ck_assert_int_ge(s.ear.heard.errors, 1);
  end(&s);
  free(bytes);
}
END_TEST

// ---- Delayed ----------------------------------------------------------------------------------

// ADD: image base, for a descriptor with addresses.
static void start_delayed(struct subject *s, int width, uint32_t attributes, uint32_t add)
{
  const uint32_t first[] = {attributes,
                            add + MADE_RVA + NAME,
                            add + MADE_RVA + SIZE - 8,
                            add + MADE_RVA + ADDRESSES,
                            add + MADE_RVA + LOOKUP,
                            add + MADE_RVA + MORE,
                            add + MADE_RVA + MORE + 0x20,
                            0x3b7d8000};
  start(s, width);
  put_fields(s->bytes, 8, first);
  fill_tables(s, add);
  put(s->bytes + ADDRESSES, s->word, BASE + MADE_RVA + 0x10);
  put(s->bytes + MORE, s->word, 0x77001234);
  make(s, COFF_DIR_DELAY_IMPORT, s->bytes, SIZE);
  ck_assert(coff_delay_imports_open(s->file, &s->all));
}

static void check_delayed(struct subject *s)
{
  struct coff_import_entry e;
  ck_assert(coff_import_library_next(&s->all, &s->l));
  check_str(s->l.name, "a.dll");
  ck_assert(s->l.delayed);
  ck_assert_uint_eq(s->l.module_handle, MADE_RVA + SIZE - 8);
  ck_assert_uint_eq(s->l.unload, MADE_RVA + MORE + 0x20);
  ck_assert_uint_eq(s->l.timdat, 0x3b7d8000);
  ck_assert_uint_eq(s->l.unloads.size, 2 * s->word);
  check_entries(s);
  ck_assert(coff_import_entry_get(&s->l, 0, &e));
  ck_assert(e.has_value);
  ck_assert_uint_eq(e.value, BASE + MADE_RVA + 0x10);
  ck_assert(e.is_bound);
  ck_assert_uint_eq(e.bound_to, 0x77001234);
  ck_assert(!coff_import_library_next(&s->all, &s->l));
  ck_assert_int_eq(s->ear.heard.errors, 0);
  end(s);
}

START_TEST(delayed_with_rvas)
{
  struct subject s;
  start_delayed(&s, _i, 1, 0);
  check_delayed(&s);
  ck_assert(!s.l.by_address);
}
END_TEST

START_TEST(delayed_with_addresses)
{
  struct subject s;
  struct coff_import_library first;
  start_delayed(&s, _i, 0, BASE);
  struct coff_imports again = s.all;
  ck_assert(coff_import_library_next(&again, &first));
  ck_assert(first.by_address);
  check_delayed(&s);
}
END_TEST

// RVAs, though the attributes say addresses: none is as low.
START_TEST(delayed_with_wrong_attributes)
{
  struct subject s;
  start_delayed(&s, _i, 0, 0);
  check_delayed(&s);
}
END_TEST

// An address below the image base, and tables that are not there.
START_TEST(delayed_harm)
{
  static const struct {
    unsigned at;
    const char *text;
    unsigned offset;
  } fields[] = {{16, "delay import name table is not in the file", 16},
                {12, "import address table is in no section", 0},
                {20, "bound delay import table at", 20},
                {24, "unload delay import table at", 24}};
  struct subject s;
  start_delayed(&s, 0, 0, BASE);
  put(s.image + MADE_OFFSET + fields[_i].at, 4, 0x1000);
  ck_assert(coff_import_library_next(&s.all, &s.l));
  check_report(&s, fields[_i].text, fields[_i].offset);
  end(&s);
}
END_TEST

// ---- Bound ------------------------------------------------------------------------------------

// Two modules, the first with a forwarder.
static void fill_bound(uint8_t *p)
{
  put(p, 4, 0x3b7d8000);
  put(p + 4, 2, 0x40);
  put(p + 6, 2, 1);
  put(p + 8, 4, 0x3b7d8001);
  put(p + 12, 2, 0x48);
  put(p + 16, 4, 0x3b7d8002);
  put(p + 20, 2, 0x50);
  memcpy(p + 0x40, "one.dll\0two.dll\0six.dll", 24);
}

START_TEST(bound_modules)
{
  static const char *const names[] = {"one.dll", "two.dll", "six.dll"};
  struct coff_bound_imports all;
  struct coff_bound_import b;
  struct subject s;
  start(&s, _i);
  fill_bound(s.bytes);
  make(&s, COFF_DIR_BOUND_IMPORT, s.bytes, 0x60);
  ck_assert(coff_bound_imports_open(s.file, &all));
  for (unsigned i = 0; i < 3; i++) {
    ck_assert(coff_bound_import_next(&all, &b));
    check_str(b.name, names[i]);
    ck_assert_int_eq(b.is_forwarder, i == 1);
    ck_assert_uint_eq(b.timdat, 0x3b7d8000 + i);
  }
  ck_assert(!coff_bound_import_next(&all, &b));
  ck_assert_int_eq(s.ear.heard.errors, 0);
  end(&s);
}
END_TEST

// Not in a section but behind the headers, as the binder puts it.
START_TEST(bound_in_the_headers)
{
  struct coff_bound_imports all;
  struct coff_bound_import b;
  struct subject s;
  start(&s, 0);
  make(&s, COFF_DIR_BOUND_IMPORT, s.bytes, 0x20);
  fill_bound(s.image + 0x300);
  put(made_directory(s.image, COFF_DIR_BOUND_IMPORT), 4, 0x300);
  put(made_directory(s.image, COFF_DIR_BOUND_IMPORT) + 4, 4, 0x60);
  ck_assert(coff_bound_imports_open(s.file, &all));
  ck_assert(coff_bound_import_next(&all, &b));
  check_str(b.name, "one.dll");
  ck_assert_uint_eq(b.offset, 0x300);
  end(&s);
}
END_TEST

// Libraries whose names are one string of half the file: the fifth at the latest is one too many,
// and those behind it are not asked for.
START_TEST(shared_names_end_the_list)
{
  enum { RECORDS = 500, LONG = 0x8000, ALL = RECORDS * 20 + LONG };
  static uint8_t bytes[ALL];
  struct coff_bound_imports bound;
  struct coff_bound_import b;
  struct subject s;
  unsigned given = 0, size = _i == 0 ? 20 : 8;
  start(&s, 0);
  memset(bytes, 'a', ALL);
  for (unsigned i = 0; i < RECORDS; i++) {
    const uint32_t one[] = {0, 0, 0, MADE_RVA + RECORDS * 20, MADE_RVA + RECORDS * 20};
    const uint32_t other[] = {1, RECORDS * 8};
    put_fields(bytes + (size_t)size * i, size / 4, _i == 0 ? one : other);
  }
  bytes[ALL - 1] = 0;
  make(&s, _i == 0 ? COFF_DIR_IMPORT : COFF_DIR_BOUND_IMPORT, bytes, ALL);
  if (_i == 0) {
    ck_assert(coff_imports_open(s.file, &s.all));
    while (coff_import_library_next(&s.all, &s.l))
      given++;
  } else {
    ck_assert(coff_bound_imports_open(s.file, &bound));
    while (coff_bound_import_next(&bound, &b))
      given++;
  }
  ck_assert_uint_ge(given, 2);
  ck_assert_uint_le(given, 5);
  ck_assert_msg(strstr(s.ear.heard.text, "from here on are left out") != NULL, "\"%s\"",
                s.ear.heard.text);
  end(&s);
}
END_TEST

START_TEST(bound_harm)
{
  static const struct {
    unsigned at, value;
    size_t size;
    const char *text;
    unsigned offset;
  } cases[] = {{4, 0x7000, 0x60, "name of a bound import is not in the file", 4},
               {4, 0x5f, 0x60, "name of a bound import has no end", 4},
               {0x13, 0x3b, 0x18, "has no null record", 0x18},
               {0x13, 0x3b, 0x14, "has no null record", 0x10}};
  struct coff_bound_imports all;
  struct coff_bound_import b;
  struct subject s;
  start(&s, 0);
  fill_bound(s.bytes);
  s.bytes[0x5f] = 'x';
  put(s.bytes + cases[_i].at, cases[_i].at == 4 ? 2 : 1, cases[_i].value);
  make(&s, COFF_DIR_BOUND_IMPORT, s.bytes, 0x60);
  put(made_directory(s.image, COFF_DIR_BOUND_IMPORT) + 4, 4, cases[_i].size);
  ck_assert(coff_bound_imports_open(s.file, &all));
  while (coff_bound_import_next(&all, &b)) {
  }
  check_report(&s, cases[_i].text, cases[_i].offset);
  end(&s);
}
END_TEST

int main(void)
{
  Suite *suite = suite_create("imports");
  TCase *t = tcase_create("imports");
  tcase_add_loop_test(t, names_and_ordinals, 0, 2);
  tcase_add_loop_test(t, no_lookup_table, 0, 2);
  tcase_add_loop_test(t, lookup_table_out_of_reach, 0, 2);
  tcase_add_loop_test(t, bound_addresses, 0, 2);
  tcase_add_loop_test(t, bound_without_lookup_table, 0, 2);
  tcase_add_loop_test(t, harm_is_reported, 0, (int)COFF_COUNT(harms));
  tcase_add_loop_test(t, stray_bits, 0, 2);
  tcase_add_loop_test(t, tables_without_end, 0, 2);
  tcase_add_test(t, no_null_descriptor);
  tcase_add_test(t, size_that_is_too_small);
  tcase_add_test(t, shared_tables_are_bounded);
  tcase_add_loop_test(t, delayed_with_rvas, 0, 2);
  tcase_add_loop_test(t, delayed_with_addresses, 0, 2);
  tcase_add_loop_test(t, delayed_with_wrong_attributes, 0, 2);
  tcase_add_loop_test(t, delayed_harm, 0, 4);
  tcase_add_loop_test(t, bound_modules, 0, 2);
  tcase_add_test(t, bound_in_the_headers);
  tcase_add_loop_test(t, bound_harm, 0, 4);
  tcase_add_loop_test(t, shared_names_end_the_list, 0, 2);
  suite_add_tcase(suite, t);
  return run_suite(suite);
}
