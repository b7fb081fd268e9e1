// Tests of function tables of images: order, shared entries, chains, what the byte map makes of them.
//
// Skip it unless one of them fails; test-unwind.c has the codes.
#include "coff/unwind.h"
#include "testsuite/unit/listen.h"
#include "testsuite/unit/made-image.h"
#include "testsuite/unit/main.h"

#include <stdlib.h>
#include <string.h>

static void put(uint8_t *p, uint32_t v)
{
  coff_store(p, 4, COFF_LITTLE, v);
}

START_TEST(bounds)
{
  struct ear e;
  struct coff_reporter to = listen(&e);
  const struct coff_target arm = {.pdata = &coff_pdata_arm};
  const struct coff_target wince = {.pdata = &coff_pdata_wince}, mips = {.pdata = &coff_pdata_mips};
  struct coff_pdata table;
  struct coff_pdata_entry entry;
  struct coff_pdata_function fn;
  uint8_t bytes[20] = {0};
  put(bytes, 0x1001);
  put(bytes + 4, 3u | 16u << 8 | 1u << 30 | 1u << 31);
  ck_assert(coff_pdata_open(to, &wince, view(bytes, 8), &table));
  ck_assert(coff_pdata_get(&table, 0, &entry));
  coff_pdata_function(&table, &entry, &fn);
  ck_assert(fn.begin == 0x1001 && fn.has_size && fn.size == 64 && fn.has_early_handler);
  put(bytes + 4, 3u | 16u << 8);
  ck_assert(coff_pdata_get(&table, 0, &entry));
  coff_pdata_function(&table, &entry, &fn);
  ck_assert(fn.size == 32 && !fn.has_early_handler);
  put(bytes + 4, 0x1101);
  ck_assert(coff_pdata_open(to, &mips, view(bytes, 20), &table));
  ck_assert(coff_pdata_get(&table, 0, &entry));
  coff_pdata_function(&table, &entry, &fn);
  ck_assert(fn.has_size && fn.size == 0x100 && !fn.is_thumb);
  put(bytes + 4, 1 | 8u << 2);
  ck_assert(coff_pdata_open(to, &arm, view(bytes, 8), &table));
  ck_assert(coff_pdata_get(&table, 0, &entry));
  coff_pdata_function(&table, &entry, &fn);
  ck_assert(fn.begin == 0x1000 && fn.is_thumb && fn.has_size && fn.size == 16);
  put(bytes + 4, 0x2000);
  ck_assert(coff_pdata_get(&table, 0, &entry));
  coff_pdata_function(&table, &entry, &fn);
  ck_assert(!fn.has_size);
  ck_assert_int_eq(e.heard.errors, 0);
}
END_TEST

// ---- Images -----------------------------------------------------------------------------------

// Contents of an image: entries, then records from RECORDS on.
enum { RECORDS = 0x80, CONTENTS = 0x100 };

struct subject {
  uint8_t bytes[CONTENTS], *image;
  struct ear ear;
  struct coff_file *file;
  struct coff_pdata table;
};

static void entry(struct subject *s, unsigned i, uint32_t begin, uint32_t end, uint32_t unwind)
{
  put(s->bytes + 12 * i, begin);
  put(s->bytes + 12 * i + 4, end);
  put(s->bytes + 12 * i + 8, unwind);
}

// The directory names COUNT entries of the contents.
static bool begin(struct subject *s, unsigned count)
{
  size_t total;
  listen(&s->ear);
  s->image = made_image(0x8664, true, COFF_DIR_EXCEPTION, s->bytes, sizeof s->bytes, &total);
  coff_store(made_directory(s->image, COFF_DIR_EXCEPTION) + 4, 4, COFF_LITTLE, count * 12);
  s->file = coff_file_from_memory(&s->ear.context, "test", s->image, total, NULL);
  ck_assert_ptr_nonnull(s->file);
  s->ear.heard = (struct heard){0};
  return coff_unwind_table(s->file, &s->table);
}

static void end(struct subject *s)
{
  coff_file_close(s->file);
  free(s->image);
}

START_TEST(order)
{
  struct subject s = {0};
  entry(&s, 0, 0x1000, 0x1020, 0);
  entry(&s, 1, 0x1020, 0x1030, 0);
  entry(&s, 2, 0x102f, 0x1040, 0);
  entry(&s, 3, 0x1010, 0x1018, 0);
  entry(&s, 4, 0x1050, 0x1058, 0);
  ck_assert(begin(&s, 5));
  ck_assert_uint_eq(s.table.count, 5);
  ck_assert(!coff_pdata_check_order(coff_file_reporter(s.file), &s.table));
  ck_assert_int_eq(s.ear.heard.errors, 1);
  ck_assert_uint_eq(s.ear.heard.offset, MADE_OFFSET + 24);
  ck_assert_str_eq(s.ear.heard.text, "2 of 5 entries of the function table begin before the end of "
                                     "the one in front of them; this is the first");
  s.table.count = 2;
  ck_assert(coff_pdata_check_order(coff_file_reporter(s.file), &s.table));
  end(&s);
}
END_TEST

START_TEST(shared_entries)
{
  struct subject s = {0};
  struct coff_pdata_entry e, last;
  entry(&s, 0, 0x1000, 0x1020, (MADE_RVA + 12) | 1);
  entry(&s, 1, 0x1020, 0x1030, MADE_RVA + RECORDS);
  entry(&s, 2, 0x1030, 0x1040, (MADE_RVA + 24) | 1); // itself
  entry(&s, 3, 0x1040, 0x1050, 0x700001);
  ck_assert(begin(&s, 4));
  ck_assert(coff_pdata_get(&s.table, 0, &e) && coff_unwind_follow(s.file, &s.table, &e, &last));
  ck_assert_uint_eq(last.unwind, MADE_RVA + RECORDS);
  ck_assert(coff_pdata_get(&s.table, 1, &e) && coff_unwind_follow(s.file, &s.table, &e, &last));
  ck_assert_uint_eq(last.unwind, e.unwind);
  ck_assert_int_eq(s.ear.heard.errors, 0);
  ck_assert(coff_pdata_get(&s.table, 2, &e) && !coff_unwind_follow(s.file, &s.table, &e, &last));
  ck_assert_str_eq(s.ear.heard.text, "entry of the function table points to others on and on");
  ck_assert_uint_eq(s.ear.heard.offset, MADE_OFFSET + 32);
  ck_assert(coff_pdata_get(&s.table, 3, &e) && !coff_unwind_follow(s.file, &s.table, &e, &last));
  ck_assert_str_eq(s.ear.heard.text, "entry of a function table at 0x700000 is not in the file");
  end(&s);
}
END_TEST

START_TEST(chains)
{
  struct subject s = {0};
  struct coff_view v;
  struct coff_unwind u;
  struct coff_pdata table;
  struct coff_pdata_entry e;
  struct coff_map map;
  size_t n;
  entry(&s, 0, 0x1000, 0x1020, MADE_RVA + RECORDS);
  uint8_t *r = s.bytes + RECORDS;
  r[0] = 0x21; // version 1, chained to itself
  put(r + 4, 0x1234);
  put(r + 8, 0x1240);
  put(r + 12, MADE_RVA + RECORDS);
  ck_assert(begin(&s, 1));
  ck_assert(coff_unwind_at(s.file, MADE_RVA + RECORDS, 7, &v, &u));
  ck_assert(u.is_chained && coff_unwind_chained(coff_file_target(s.file), v, &u, &table, &e));
  ck_assert(e.value[0] == 0x1234 && e.value[1] == 0x1240 && e.unwind == MADE_RVA + RECORDS);
  // The map ends though the chain does not.
  ck_assert(coff_map_build_with(s.file, coff_unwind_claimers(&n), 1, &map));
  unsigned tables = 0, records = 0;
  for (size_t i = 0; i < map.count; i++) {
    const char *what = map.ranges[i].what;
    tables += what != NULL && strcmp(what, "function table") == 0 && map.ranges[i].size == 12;
    records += what != NULL && strcmp(what, "unwind records") == 0 && map.ranges[i].size == 16;
  }
  ck_assert(n == 1 && tables == 1 && records == 1);
  coff_map_free(s.file, &map);
  ck_assert_int_eq(s.ear.heard.errors, 0);
  ck_assert(!coff_unwind_at(s.file, 0x700000, 7, &v, &u));
  ck_assert_str_eq(s.ear.heard.text, "unwind record at 0x700000 is not in the file");
  ck_assert_uint_eq(s.ear.heard.offset, 7);
  end(&s);
}
END_TEST

// Functions whose prologs are alike share a record, which other records lie beside: one run of them,
// and nothing overlaps.
START_TEST(shared_records)
{
  static const uint32_t at[] = {0, 8, 0, 16, 8, 8};
  struct subject s = {0};
  struct coff_map map;
  size_t n;
  for (unsigned i = 0; i < 6; i++)
    entry(&s, i, 0x1000 + 16 * i, 0x1010 + 16 * i, MADE_RVA + RECORDS + at[i]);
  for (unsigned i = 0; i < 3; i++)
    memcpy(s.bytes + RECORDS + 8 * i, "\1\4\1\0\4\2\0", 8);
  ck_assert(begin(&s, 6));
  const struct coff_claimer *claimers = coff_unwind_claimers(&n);
  ck_assert(coff_map_build_with(s.file, claimers, n, &map));
  ck_assert_int_eq(s.ear.heard.errors, 0);
  uint64_t records = 0, bytes = 0;
  for (size_t i = 0; i < map.count; i++) {
    const struct coff_range *r = &map.ranges[i];
    bool record = r->what != NULL && strcmp(r->what, "unwind records") == 0;
    records += record;
    bytes += record ? r->size : 0;
    ck_assert(!record || (!r->overlaps && r->offset == MADE_OFFSET + RECORDS));
  }
  ck_assert(records == 1 && bytes == 24);
  coff_map_free(s.file, &map);
  // One that begins in the middle of another still does.
  put(s.bytes + 8, MADE_RVA + RECORDS + 4);
  memcpy(s.bytes + RECORDS + 4, "\1\0\0\0", 4);
  end(&s);
  ck_assert(begin(&s, 6));
  ck_assert(coff_map_build_with(s.file, claimers, n, &map));
  ck_assert_int_eq(s.ear.heard.errors, 1);
  ck_assert_str_eq(s.ear.heard.text,
                   "unwind records: 4 bytes are also in the unwind records at 0x480");
  coff_map_free(s.file, &map);
  end(&s);
}
END_TEST

START_TEST(directory_damage)
{
  struct subject s = {0};
  ck_assert(begin(&s, CONTENTS));          // twelve times as much as there is
  ck_assert_int_eq(s.ear.heard.errors, 2); // and the last entry is cut in the middle
  ck_assert_uint_eq(s.table.count, CONTENTS / 12);
  end(&s);
  ck_assert(!begin(&s, 0));
  ck_assert_int_eq(s.ear.heard.errors, 0);
  end(&s);
}
END_TEST

int main(void)
{
  Suite *suite = suite_create("unwind-table");
  TCase *t = tcase_create("tables");
  tcase_add_test(t, bounds);
  tcase_add_test(t, order);
  tcase_add_test(t, shared_entries);
  tcase_add_test(t, chains);
  tcase_add_test(t, shared_records);
  tcase_add_test(t, directory_damage);
  suite_add_tcase(suite, t);
  return run_suite(suite);
}
