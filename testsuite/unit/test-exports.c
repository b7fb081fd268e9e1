// Tests of the export directory: tables, names that several entries share, damage.
//
// Skip it unless one of them fails; test_exports.py has real images.
#include "coff/exports.h"
#include "testsuite/unit/listen.h"
#include "testsuite/unit/made-image.h"
#include "testsuite/unit/main.h"

#include <stdlib.h>
#include <string.h>

// Where the parts of the directory below lie.
enum { ADDRESSES = 40, NAMES = 60, ORDINALS = 76, STRINGS = 84, SIZE = 160 };

struct subject {
  uint8_t bytes[SIZE], *image;
  struct ear ear;
  struct coff_file *file;
  struct coff_exports x;
};

static void put(uint8_t *p, unsigned width, uint64_t v)
{
  coff_store(p, width, COFF_LITTLE, v);
}

// Five functions from ordinal 7 on: two have names (one of them two), one only an ordinal, one is
// not in use, one is a forwarder.
static void fill(uint8_t *p)
{
  static const char strings[] = "self.dll\0a\0b\0c\0OTHER.#12";
  const unsigned self = MADE_RVA + STRINGS, a = self + 9;
  put(p + 12, 4, self);
  put(p + 16, 4, 7);
  put(p + 20, 4, 5);
  put(p + 24, 4, 4);
  put(p + 28, 4, MADE_RVA + ADDRESSES);
  put(p + 32, 4, MADE_RVA + NAMES);
  put(p + 36, 4, MADE_RVA + ORDINALS);
  put(p + ADDRESSES, 4, 0x5000);
  put(p + ADDRESSES + 4, 4, 0x5004);
  put(p + ADDRESSES + 12, 4, 0x5008);
  put(p + ADDRESSES + 16, 4, a + 6);
  for (unsigned i = 0; i < 3; i++)
    put(p + NAMES + 4 * i, 4, a + 2 * i);
  put(p + NAMES + 12, 4, a + 4); // "c" once more: as the name of the forwarder
  put(p + ORDINALS + 2, 2, 1);
  put(p + ORDINALS + 4, 2, 0);
  put(p + ORDINALS + 6, 2, 4);
  memcpy(p + STRINGS, strings, sizeof strings);
}

static bool begin(struct subject *s)
{
  size_t total;
  listen(&s->ear);
  s->image = made_image(0x8664, true, COFF_DIR_EXPORT, s->bytes, SIZE, &total);
  s->file = coff_file_from_memory(&s->ear.context, "test", s->image, total, NULL);
  ck_assert_ptr_nonnull(s->file);
  s->ear.heard = (struct heard){0};
  return coff_exports_open(s->file, &s->x);
}

static void end(struct subject *s)
{
  coff_exports_close(&s->x);
  coff_file_close(s->file);
  free(s->image);
}

static void check_str(struct coff_str s, const char *want)
{
  ck_assert_uint_eq(s.size, strlen(want));
  ck_assert_mem_eq(s.data, want, s.size);
}

START_TEST(reads_all_forms)
{
  struct subject s = {0};
  struct coff_export e;
  struct coff_export_name n;
  fill(s.bytes);
  ck_assert(begin(&s));
  check_str(s.x.dll, "self.dll");
  ck_assert_uint_eq(s.x.nfunctions, 5);
  ck_assert(coff_export_get(&s.x, 0, &e));
  ck_assert_uint_eq(e.ordinal, 7);
  ck_assert_uint_eq(e.rva, 0x5000);
  ck_assert_int_eq(e.first_name, 0);
  ck_assert(coff_export_name_get(&s.x, 0, &n));
  check_str(n.name, "a");
  ck_assert_int_eq(n.next, 2);
  ck_assert(coff_export_name_get(&s.x, 2, &n));
  check_str(n.name, "c");
  ck_assert_int_eq(n.next, COFF_EXPORT_NO_NAME);
  ck_assert(coff_export_get(&s.x, 2, &e));
  ck_assert_uint_eq(e.rva, 0);
  ck_assert(coff_export_get(&s.x, 3, &e));
  ck_assert_int_eq(e.first_name, COFF_EXPORT_NO_NAME);
  ck_assert(!e.is_forwarder);
  ck_assert(coff_export_get(&s.x, 4, &e));
  ck_assert(e.is_forwarder);
  check_str(e.forwarder, "OTHER.#12");
  ck_assert(!coff_export_get(&s.x, 5, &e));
  ck_assert_int_eq(s.ear.heard.errors, 0);
  end(&s);
}
END_TEST

START_TEST(unsorted_names_are_reported)
{
  struct subject s = {0};
  fill(s.bytes);
  put(s.bytes + NAMES, 4, MADE_RVA + STRINGS + 11); // "b", "b", "c"
  put(s.bytes + NAMES + 4, 4, MADE_RVA + STRINGS + 9);
  ck_assert(begin(&s));
  ck_assert_int_eq(s.ear.heard.errors, 1);
  ck_assert_ptr_nonnull(strstr(s.ear.heard.text, "not sorted"));
  end(&s);
}
END_TEST

START_TEST(names_past_the_addresses_are_reported)
{
  struct subject s = {0};
  struct coff_export_name n;
  fill(s.bytes);
  put(s.bytes + ORDINALS + 2, 2, 5);
  ck_assert(begin(&s));
  ck_assert_int_eq(s.ear.heard.errors, 1);
  ck_assert_uint_eq(s.ear.heard.offset, MADE_OFFSET + ORDINALS);
  ck_assert(coff_export_name_get(&s.x, 1, &n));
  ck_assert_uint_eq(n.function, 5);
  end(&s);
}
END_TEST

// Each field that leads somewhere, set to what leads nowhere: reported, at that field.
START_TEST(wrong_fields_are_reported)
{
  static const unsigned fields[] = {12, 20, 24, 28, 32, 36, NAMES};
  struct subject s = {0};
  fill(s.bytes);
  put(s.bytes + fields[_i], 4, 0x7ffffff0);
  ck_assert(begin(&s));
  ck_assert_int_ge(s.ear.heard.errors, 1);
  end(&s);
}
END_TEST

START_TEST(short_directory_is_refused)
{
  struct subject s = {0};
  size_t total;
  listen(&s.ear);
  s.image = made_image(0x14c, false, COFF_DIR_EXPORT, s.bytes, 39, &total);
  s.file = coff_file_from_memory(&s.ear.context, "test", s.image, total, NULL);
  ck_assert(!coff_exports_open(s.file, &s.x));
  ck_assert_int_eq(s.ear.heard.errors, 1);
  coff_file_close(s.file);
  free(s.image);
}
END_TEST

// 16,000 names that are all one string of 100,000 bytes: a file of 200 KB that says 1.6 GB.
START_TEST(shared_strings_are_bounded)
{
  enum { N = 16000, LONG = 100000, TABLES = 40 + N * 10, ALL = TABLES + LONG };
  uint8_t *bytes = calloc(1, ALL);
  struct ear ear;
  struct coff_exports x;
  struct coff_export_name n;
  size_t total, sum = 0;
  listen(&ear);
  put(bytes + 20, 4, N);
  put(bytes + 24, 4, N);
  put(bytes + 28, 4, MADE_RVA + 40);
  put(bytes + 32, 4, MADE_RVA + 40 + 4 * N);
  put(bytes + 36, 4, MADE_RVA + 40 + 8 * N);
  for (unsigned i = 0; i < N; i++)
    put(bytes + 40 + 4 * N + 4 * i, 4, MADE_RVA + TABLES);
  memset(bytes + TABLES, 'a', LONG - 1);
  uint8_t *image = made_image(0x8664, true, COFF_DIR_EXPORT, bytes, ALL, &total);
  struct coff_file *f = coff_file_from_memory(&ear.context, "test", image, total, NULL);
  ck_assert(coff_exports_open(f, &x));
  for (uint32_t i = 0; coff_export_name_get(&x, i, &n); i++)
    sum += n.name.size;
  ck_assert_uint_le(sum, 2 * total);
  ck_assert_int_eq(ear.heard.errors, 1);
  coff_exports_close(&x);
  coff_file_close(f);
  free(image);
  free(bytes);
}
END_TEST

int main(void)
{
  Suite *suite = suite_create("exports");
  TCase *t = tcase_create("exports");
  tcase_add_test(t, reads_all_forms);
  tcase_add_test(t, unsorted_names_are_reported);
  tcase_add_test(t, names_past_the_addresses_are_reported);
  tcase_add_loop_test(t, wrong_fields_are_reported, 0, 7);
  tcase_add_test(t, short_directory_is_refused);
  tcase_add_test(t, shared_strings_are_bounded);
  suite_add_tcase(suite, t);
  return run_suite(suite);
}
