// Tests: the resource tree, sound and damaged.
//
// Skip it unless one fails.
#include "testsuite/unit/made-resources.h"
#include <string.h>

static void put_directory(struct bytes *b, unsigned named, unsigned ids)
{
  put(b, 4, 0);
  put(b, 4, 0);
  put(b, 4, 0);
  put(b, 2, named);
  put(b, 2, ids);
}

static void put_entry(struct bytes *b, uint32_t name, uint32_t offset)
{
  put(b, 4, name);
  put(b, 4, offset);
}

enum { SUB = 0x80000000 };

// Type 10, name "AB", language 0x409, 5 bytes "hello" at 0x60.
static struct bytes one_leaf(void)
{
  struct bytes b = {{0}, 0};
  put_directory(&b, 0, 1);
  put_entry(&b, 10, SUB | 0x18);
  put_directory(&b, 1, 0);
  put_entry(&b, SUB | 0x58, SUB | 0x30);
  put_directory(&b, 0, 1);
  put_entry(&b, 0x409, 0x48);
  put(&b, 4, MADE_RVA + 0x60);
  put(&b, 4, 5);
  put(&b, 4, 1252);
  put(&b, 4, 0);
  put(&b, 2, 2);
  put(&b, 2, 'A');
  put(&b, 2, 'B');
  put(&b, 2, 0);
  memcpy(b.data + b.size, "hello", 5);
  b.size += 5;
  return b;
}

// Leaves and entries that a walk gives; errors and warnings that it reports.
static void expect_walk(const struct bytes *b, unsigned leaves, unsigned entries, unsigned errors,
                        unsigned warnings)
{
  struct opened o;
  struct coff_resources r;
  struct coff_resource_walk w;
  struct coff_resource n;
  unsigned got_leaves = 0, got_entries = 0;
  open_bytes(&o, b);
  if (coff_resources_open(o.file, &r) && coff_resource_first(&r, &w, NULL))
    while (coff_resource_next(&w, &n)) {
      got_entries++;
      got_leaves += !n.is_directory;
    }
  coff_resources_close(&r);
  ck_assert_uint_eq(got_leaves, leaves);
  ck_assert_uint_eq(got_entries, entries);
  ck_assert_uint_eq(o.said.errors, errors);
  ck_assert_uint_eq(o.said.warnings, warnings);
  close_bytes(&o);
}

START_TEST(tree)
{
  struct bytes b = one_leaf();
  struct opened o;
  struct coff_resources r;
  struct coff_resource_walk w;
  struct coff_resource_dir root;
  struct coff_resource n;
  char name[8];
  open_bytes(&o, &b);
  ck_assert(coff_resources_open(o.file, &r));
  ck_assert(coff_resource_first(&r, &w, &root));
  ck_assert_uint_eq(root.count, 1);
  ck_assert(coff_resource_next(&w, &n) && n.is_directory && n.level == 0 && n.path[0].id == 10);
  ck_assert_uint_eq(coff_resource_type_of(&n), RT_RCDATA);
  ck_assert(coff_resource_next(&w, &n) && n.level == 1 && n.path[1].has_name);
  ck_assert_uint_eq(coff_utf8_from_utf16(n.path[1].name, name, sizeof name), 2);
  ck_assert_mem_eq(name, "AB", 2);
  ck_assert(coff_resource_next(&w, &n) && !n.is_directory && n.level == 2);
  ck_assert_uint_eq(n.path[2].id, 0x409);
  ck_assert(n.data.is_whole && n.data.code_page == 1252 && n.data.section == 1);
  ck_assert_uint_eq(n.data.bytes.origin, MADE_OFFSET + 0x60);
  ck_assert_mem_eq(n.data.bytes.data, "hello", 5);
  ck_assert(!coff_resource_next(&w, &n));
  ck_assert_uint_eq(o.said.errors + o.said.warnings, 0);
  coff_resources_close(&r);
  close_bytes(&o);
}
END_TEST

START_TEST(damage)
{
  struct bytes b = one_leaf();
  expect_walk(&b, 1, 3, 0, 0);
  b.data[14] = 200; // the root claims 200 entries: many are what follows it, some lead nowhere
  struct opened o;
  open_bytes(&o, &b);
  walk_resources(o.file, &o.said);
  ck_assert_uint_gt(o.said.errors, 0);
  close_bytes(&o);
  b = one_leaf();
  coff_store(b.data + 0x14, 4, COFF_LITTLE, SUB | 0x1000); // a directory past the end
  expect_walk(&b, 0, 1, 1, 0);
  b = one_leaf();
  coff_store(b.data + 0x44, 4, COFF_LITTLE, 0x60); // a data entry that is cut off
  expect_walk(&b, 1, 3, 1, 0);
  b = one_leaf();
  coff_store(b.data + 0x28, 4, COFF_LITTLE, SUB | 0x1000); // a name past the end
  expect_walk(&b, 1, 3, 1, 0);
  b = one_leaf();
  coff_store(b.data + 0x58, 2, COFF_LITTLE, 100); // a name that is cut off
  expect_walk(&b, 1, 3, 1, 0);
  b = one_leaf();
  coff_store(b.data + 0x4c, 4, COFF_LITTLE, 0xffffffff); // data that are cut off
  expect_walk(&b, 1, 3, 1, 0);
  b = one_leaf();
  coff_store(b.data + 0x48, 4, COFF_LITTLE, 0x7fffffff); // data that are nowhere
  expect_walk(&b, 1, 3, 1, 0);
}
END_TEST

START_TEST(circles)
{
  struct bytes b = one_leaf();
  coff_store(b.data + 0x44, 4, COFF_LITTLE, SUB | 0x00); // a language that is the root
  expect_walk(&b, 0, 3, 1, 1);
  b = one_leaf();
  coff_store(b.data + 0x14, 4, COFF_LITTLE, SUB | 0x00); // a type that is the root
  expect_walk(&b, 0, 1, 1, 0);
  b = one_leaf();
  coff_store(b.data + 0x14, 4, COFF_LITTLE, 0x48); // a type without names
  expect_walk(&b, 1, 1, 0, 1);
}
END_TEST

// Each directory's 16 entries all lead to the next one: 16 to the 8th leaves, if nobody minds.
START_TEST(shared)
{
  struct bytes b = {{0}, 0};
  struct opened o;
  struct coff_resources r;
  struct coff_resource_walk w;
  struct coff_resource n;
  uint64_t entries = 0;
  for (unsigned i = 0; i < 8; i++) {
    put_directory(&b, 0, 16);
    uint32_t next = (uint32_t)(b.size + 16 * 8);
    for (unsigned k = 0; k < 16; k++)
      put_entry(&b, k, i == 7 ? next : SUB | next);
  }
  put(&b, 8, 0);
  put(&b, 8, 0);
  open_bytes(&o, &b);
  ck_assert(coff_resources_open(o.file, &r) && coff_resource_first(&r, &w, NULL));
  while (coff_resource_next(&w, &n))
    entries++;
  ck_assert_uint_le(entries, b.size / 8 + 64);
  ck_assert_uint_gt(o.said.errors, 0);
  coff_resources_close(&r);
  close_bytes(&o);
}
END_TEST

// Directories that only go deeper, with a leaf at the end of the longest that is followed.
START_TEST(depth)
{
  for (unsigned levels = 2; levels < 12; levels++) {
    struct bytes b = {{0}, 0};
    struct opened o;
    for (unsigned i = 0; i < levels; i++) {
      put_directory(&b, 0, 1);
      put_entry(&b, RT_RCDATA, (uint32_t)(b.size + 8) | (i + 1 < levels ? SUB : 0));
    }
    put(&b, 4, MADE_RVA);
    put(&b, 4, 1);
    put(&b, 8, 0);
    open_bytes(&o, &b);
    walk_resources(o.file, &o.said);
    ck_assert_uint_eq(o.said.symbols, levels <= COFF_RESOURCE_LEVELS);
    ck_assert_uint_eq(o.said.errors, levels > COFF_RESOURCE_LEVELS);
    ck_assert_uint_eq(o.said.warnings, levels != 3);
    close_bytes(&o);
  }
}
END_TEST

// Many leaves of the same bytes: reading each would take the square of the file's size.
START_TEST(overlap)
{
  struct bytes b = {{0}, 0};
  put_directory(&b, 0, 1);
  put_entry(&b, 10, SUB | 0x18);
  put_directory(&b, 0, 1);
  put_entry(&b, 1, SUB | 0x30);
  put_directory(&b, 0, 200);
  for (unsigned i = 0; i < 200; i++)
    put_entry(&b, i, 0x40 + 200 * 8);
  put(&b, 4, MADE_RVA);
  put(&b, 4, 0x40 + 200 * 8);
  put(&b, 8, 0);
  struct opened o;
  open_bytes(&o, &b);
  walk_resources(o.file, &o.said);
  ck_assert_uint_eq(o.said.symbols, 200);
  ck_assert_uint_gt(o.said.errors, 150);
  close_bytes(&o);
}
END_TEST

// Entries that share a long name, or are below one: showing each would take the square of the file's
// size.
START_TEST(long_names)
{
  enum { ENTRIES = 200, UNITS = 900, LEAF = 0x28 + ENTRIES * 8, NAME = LEAF + 16 };
  struct bytes b = {{0}, 0};
  struct opened o;
  struct coff_resources r;
  struct coff_resource_walk w;
  struct coff_resource n;
  uint64_t names = 0;
  put_directory(&b, 1, 0);
  put_entry(&b, _i == 0 ? SUB | NAME : 10, SUB | 0x18);
  put_directory(&b, 0, ENTRIES);
  for (unsigned i = 0; i < ENTRIES; i++)
    put_entry(&b, _i == 0 ? i : SUB | NAME, LEAF);
  b.size = NAME;
  put(&b, 2, UNITS);
  b.size += (size_t)UNITS * 2;
  open_bytes(&o, &b);
  ck_assert(coff_resources_open(o.file, &r) && coff_resource_first(&r, &w, NULL));
  while (coff_resource_next(&w, &n))
    for (unsigned i = 0; i <= n.level; i++)
      names += n.path[i].name.size;
  ck_assert_uint_ge(names, 2 * 2 * UNITS);
  ck_assert_uint_le(names, 4 * coff_file_bytes(o.file).size);
  ck_assert_uint_eq(o.said.errors, 1);
  coff_resources_close(&r);
  close_bytes(&o);
}
END_TEST

int main(void)
{
  Suite *suite = suite_create("resources");
  TCase *c = tcase_create("resources");
  tcase_add_test(c, tree);
  tcase_add_test(c, damage);
  tcase_add_test(c, circles);
  tcase_add_test(c, shared);
  tcase_add_test(c, depth);
  tcase_add_test(c, overlap);
  tcase_add_loop_test(c, long_names, 0, 2);
  suite_add_tcase(suite, c);
  return run_suite(suite);
}
