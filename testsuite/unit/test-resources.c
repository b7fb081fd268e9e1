// Tests: the resource tree and what its leaves hold, sound and damaged.
//
// Skip it unless one fails.
#include "coff/resources.h"
#include "testsuite/unit/made-image.h"
#include "testsuite/unit/main.h"
#include "testsuite/unit/walk-resources.h"
#include <stdlib.h>
#include <string.h>

// ---- Making resources ---------------------------------------------------------------------------

struct bytes {
  uint8_t data[4096];
  size_t size;
};

static void put(struct bytes *b, unsigned width, uint64_t v)
{
  coff_store(b->data + b->size, width, COFF_LITTLE, v);
  b->size += width;
}

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

// ASCII as UTF-16 with its NUL.
static void put_text(struct bytes *b, const char *s)
{
  do
    put(b, 2, (unsigned char)*s);
  while (*s++ != 0);
}

static void align(struct bytes *b)
{
  while (b->size % 4 != 0)
    put(b, 1, 0);
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

// ---- Reading them -------------------------------------------------------------------------------

struct opened {
  struct walk said;
  struct coff_context ctx;
  uint8_t *image;
  struct coff_file *file;
};

static struct coff_file *open_bytes(struct opened *o, const struct bytes *b)
{
  size_t total;
  *o = (struct opened){0};
  o->ctx = (struct coff_context){.sink = walk_sink, .sink_user = &o->said};
  o->image = made_image(0x8664, true, COFF_DIR_RESOURCE, b->data, b->size, &total);
  ck_assert_ptr_nonnull(o->image);
  o->file = coff_file_from_memory(&o->ctx, "made", o->image, total, NULL);
  ck_assert_ptr_nonnull(o->file);
  return o->file;
}

static void close_bytes(struct opened *o)
{
  coff_file_close(o->file);
  free(o->image);
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

// ---- Text -------------------------------------------------------------------------------------

static struct coff_view view_of(const struct bytes *b)
{
  return (struct coff_view){b->data, b->size, 0};
}

START_TEST(utf16)
{
  struct bytes b = {{0}, 0};
  char buf[16];
  put(&b, 2, 'a');
  put(&b, 2, 0xe4);
  put(&b, 2, 0x20ac);
  put(&b, 2, 0xd83d); // U+1F600
  put(&b, 2, 0xde00);
  put(&b, 2, 0xdc00); // alone
  put(&b, 2, 0xd800); // alone, at the end
  put(&b, 1, 'x');    // half a unit is none
  size_t n = coff_utf8_from_utf16(view_of(&b), buf, sizeof buf);
  ck_assert_uint_eq(n, 16);
  ck_assert_mem_eq(buf, "a\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80\xed\xb0\x80\xed\xa0\x80", 16);
  memset(buf, '#', sizeof buf);
  ck_assert_uint_eq(coff_utf8_from_utf16(view_of(&b), buf, 5), 16);
  ck_assert_mem_eq(buf, "a\xc3\xa4##", 5); // no part of a character
  ck_assert_uint_eq(coff_utf8_from_utf16(view_of(&b), NULL, 0), 16);
}
END_TEST

START_TEST(string_table)
{
  struct bytes b = {{0}, 0}, none = {{0}, 0};
  struct opened o;
  struct coff_string_entry e;
  for (unsigned i = 0; i < 15; i++)
    put(&b, 2, 0);
  put(&b, 2, 3);
  put_text(&b, "abc");
  open_bytes(&o, &none);
  struct coff_strings s = coff_strings_open(o.file, 4096, view_of(&b));
  ck_assert(coff_strings_next(&s, &e));
  ck_assert_uint_eq(e.id, 65535);
  ck_assert_uint_eq(e.text.size, 6);
  ck_assert(!coff_strings_next(&s, &e));
  ck_assert_uint_eq(o.said.errors, 0);
  b.size -= 4; // two units of three, without the NUL, which is none of them
  s = coff_strings_open(o.file, 1, view_of(&b));
  ck_assert(coff_strings_next(&s, &e));
  ck_assert_uint_eq(e.text.size, 4);
  ck_assert(!coff_strings_next(&s, &e));
  ck_assert_uint_eq(o.said.errors, 1);
  b.size = 7;
  s = coff_strings_open(o.file, 1, view_of(&b));
  ck_assert(!coff_strings_next(&s, &e) && !coff_strings_next(&s, &e));
  ck_assert_uint_eq(o.said.errors, 2);
  close_bytes(&o);
}
END_TEST

static unsigned count_messages(struct opened *o, struct coff_view v)
{
  struct coff_messages m = coff_messages_open(o->file, v);
  struct coff_message one;
  unsigned n = 0;
  while (coff_messages_next(&m, &one))
    n++;
  return n;
}

START_TEST(message_table)
{
  struct bytes b = {{0}, 0}, none = {{0}, 0};
  struct opened o;
  struct coff_message one;
  put(&b, 4, 2);
  put(&b, 4, 5);
  put(&b, 4, 6);
  put(&b, 4, 28);
  put(&b, 4, 0x80000001);
  put(&b, 4, 0x80000001);
  put(&b, 4, 48);
  put(&b, 4, 0x10000 | 12); // UTF-16
  put_text(&b, "hi");
  put(&b, 2, 0);
  put(&b, 4, 8);
  memcpy(b.data + b.size, "yes\0", 4);
  b.size += 4;
  put(&b, 4, 0x20000 | 8); // UTF-8
  memcpy(b.data + b.size, "\xc3\xa4\0\0", 4);
  b.size += 4;
  open_bytes(&o, &none);
  struct coff_messages m = coff_messages_open(o.file, view_of(&b));
  ck_assert(coff_messages_next(&m, &one) && one.id == 5 && one.flags == MESSAGE_RESOURCE_UNICODE);
  ck_assert_uint_eq(one.text.size, 4);
  ck_assert(coff_messages_next(&m, &one) && one.id == 6 && one.flags == MESSAGE_RESOURCE_ANSI);
  ck_assert_uint_eq(one.text.size, 3);
  ck_assert(coff_messages_next(&m, &one) && one.id == 0x80000001);
  ck_assert_uint_eq(one.text.size, 2);
  ck_assert(!coff_messages_next(&m, &one));
  ck_assert_uint_eq(o.said.errors, 0);
  coff_store(b.data + 8, 4, COFF_LITTLE, 0xffffffff); // a block of four milliards
  ck_assert_uint_eq(count_messages(&o, view_of(&b)), 4);
  ck_assert_uint_eq(o.said.errors, 1);
  coff_store(b.data + 8, 4, COFF_LITTLE, 4); // one that ends before it begins
  ck_assert_uint_eq(count_messages(&o, view_of(&b)), 1);
  ck_assert_uint_eq(o.said.errors, 2);
  coff_store(b.data, 4, COFF_LITTLE, 0xffffffff); // more blocks than bytes
  count_messages(&o, view_of(&b));
  ck_assert_uint_gt(o.said.errors, 2);
  close_bytes(&o);
}
END_TEST

// ---- Version information ------------------------------------------------------------------------

static void put_block(struct bytes *b, const char *key, unsigned type, unsigned value_length,
                      size_t *at)
{
  align(b);
  *at = b->size;
  put(b, 2, 0);
  put(b, 2, value_length);
  put(b, 2, type);
  put_text(b, key);
  align(b);
}

static void end_block(struct bytes *b, size_t at)
{
  coff_store(b->data + at, 2, COFF_LITTLE, b->size - at);
}

static void put_fixed(struct bytes *b)
{
  static const uint32_t fixed[] = {0xfeef04bd, 0x10000, 0x10002, 0x30004, 0x50006, 0x70008, 0x3f,
                                   0x21,       0x40004, 3,       7,       0x1,     0x2};
  for (size_t i = 0; i < 13; i++)
    put(b, 4, fixed[i]);
}

// IN_BYTES: the length of text counts bytes, as some compilers have it.
static struct bytes version_bytes(bool in_bytes)
{
  struct bytes b = {{0}, 0};
  size_t root, block, table, one;
  put_block(&b, "VS_VERSION_INFO", 0, 52, &root);
  put_fixed(&b);
  put_block(&b, "StringFileInfo", 1, 0, &block);
  put_block(&b, "040904b0", 1, 0, &table);
  put_block(&b, "Name", 1, in_bytes ? 10 : 5, &one);
  put_text(&b, "Thing");
  end_block(&b, one);
  put_block(&b, "Empty", 1, 0, &one);
  end_block(&b, one);
  end_block(&b, table);
  end_block(&b, block);
  put_block(&b, "VarFileInfo", 1, 0, &block);
  put_block(&b, "Translation", 0, 8, &one);
  put(&b, 4, 0x04b00409);
  put(&b, 4, 0x04e40407);
  end_block(&b, one);
  end_block(&b, block);
  end_block(&b, root);
  return b;
}

static void expect_block(struct coff_version *all, struct coff_version_block *b, unsigned level,
                         const char *key, const char *value)
{
  char text[32];
  ck_assert(coff_version_next(all, b));
  ck_assert_uint_eq(b->depth, level);
  ck_assert_uint_eq(coff_utf8_from_utf16(b->key, text, sizeof text), strlen(key));
  ck_assert_mem_eq(text, key, strlen(key));
  if (value == NULL)
    return;
  ck_assert_uint_eq(coff_utf8_from_utf16(b->value, text, sizeof text), strlen(value));
  ck_assert_mem_eq(text, value, strlen(value));
}

START_TEST(version)
{
  struct bytes b = version_bytes(_i == 1), none = {{0}, 0};
  struct opened o;
  struct coff_version_block one;
  struct coff_fixed_version fixed;
  uint16_t language, code_page;
  open_bytes(&o, &none);
  struct coff_version all = coff_version_open(o.file, view_of(&b));
  expect_block(&all, &one, 0, "VS_VERSION_INFO", NULL);
  ck_assert(coff_version_fixed(o.file, &one, &fixed));
  ck_assert(fixed.file[0] == 1 && fixed.file[1] == 2 && fixed.file[2] == 3 && fixed.file[3] == 4);
  ck_assert(fixed.product[0] == 5 && fixed.product[3] == 8);
  ck_assert_uint_eq(fixed.date, 0x100000002);
  ck_assert_str_eq(coff_version_os_name(fixed.os), "VOS_NT_WINDOWS32");
  ck_assert_str_eq(coff_version_subtype_name(fixed.type, fixed.subtype), "VFT2_DRV_SYSTEM");
  expect_block(&all, &one, 1, "StringFileInfo", "");
  expect_block(&all, &one, 2, "040904b0", "");
  expect_block(&all, &one, 3, "Name", "Thing");
  expect_block(&all, &one, 3, "Empty", "");
  expect_block(&all, &one, 1, "VarFileInfo", "");
  expect_block(&all, &one, 2, "Translation", NULL);
  ck_assert(coff_version_translation(&one, 1, &language, &code_page));
  ck_assert(language == 0x407 && code_page == 1252);
  ck_assert(!coff_version_translation(&one, 2, &language, &code_page));
  ck_assert(!coff_version_next(&all, &one));
  ck_assert_uint_eq(o.said.errors, 0);
  close_bytes(&o);
}
END_TEST

// Every field of every header, set to what hurts most: it must end, and stay inside.
START_TEST(version_damage)
{
  static const uint16_t values[] = {0, 1, 5, 6, 7, 0x7fff, 0xffff};
  const struct bytes good = version_bytes(false), none = {{0}, 0};
  struct opened o;
  open_bytes(&o, &none);
  for (size_t at = 0; at + 2 <= good.size; at += 2)
    for (size_t i = 0; i < COFF_COUNT(values); i++) {
      struct bytes b = good;
      coff_store(b.data + at, 2, COFF_LITTLE, values[i]);
      uint8_t *exact = malloc(b.size);
      ck_assert_ptr_nonnull(exact);
      memcpy(exact, b.data, b.size);
      uint64_t before = o.said.lines;
      walk_resource_content(o.file, RT_VERSION, (struct coff_view){exact, b.size, 0}, &o.said);
      ck_assert_uint_le(o.said.lines - before, b.size);
      free(exact);
    }
  ck_assert_uint_gt(o.said.errors, 0);
  close_bytes(&o);
}
END_TEST

// ---- Windows and pictures -----------------------------------------------------------------------

START_TEST(menus)
{
  struct bytes b = {{0}, 0}, none = {{0}, 0};
  struct opened o;
  struct coff_menu m;
  struct coff_menu_item i;
  put(&b, 4, 0);
  put(&b, 2, 0x90); // last popup of the bar
  put_text(&b, "A");
  put(&b, 2, 0x80); // last item in it
  put(&b, 2, 7);
  put_text(&b, "B");
  open_bytes(&o, &none);
  ck_assert(coff_menu_open(o.file, view_of(&b), &m));
  ck_assert(coff_menu_next(&m, &i) && i.depth == 0 && i.is_popup);
  ck_assert(coff_menu_next(&m, &i) && i.depth == 1 && i.id == 7);
  ck_assert(!coff_menu_next(&m, &i));
  ck_assert_uint_eq(o.said.errors, 0);
  b.data[4] = 0x10; // another one should follow
  ck_assert(coff_menu_open(o.file, view_of(&b), &m));
  ck_assert(coff_menu_next(&m, &i) && coff_menu_next(&m, &i) && !coff_menu_next(&m, &i));
  ck_assert_uint_eq(o.said.errors, 1);
  b.size = 0;
  put(&b, 4, 0);
  while (b.size < 200) { // popups in popups
    put(&b, 2, 0x10);
    put(&b, 2, 0);
  }
  ck_assert(coff_menu_open(o.file, view_of(&b), &m));
  unsigned n = 0;
  while (coff_menu_next(&m, &i))
    n++;
  ck_assert_uint_eq(n, COFF_MENU_LEVELS);
  ck_assert_uint_eq(o.said.errors, 2);
  close_bytes(&o);
}
END_TEST

START_TEST(pictures)
{
  struct bytes b = {{0}, 0}, none = {{0}, 0};
  struct opened o;
  struct coff_picture p;
  open_bytes(&o, &none);
  put(&b, 4, 40);
  put(&b, 4, 3);
  put(&b, 4, (uint32_t)-4);
  put(&b, 2, 1);
  put(&b, 2, 32);
  put(&b, 4, 3); // BI_BITFIELDS: three masks follow
  for (unsigned i = 0; i < 5 + 3 + 12; i++)
    put(&b, 4, 0);
  ck_assert(coff_picture_read(o.file, RT_BITMAP, view_of(&b), &p));
  ck_assert(p.width == 3 && p.height == 4 && p.top_down && p.bits == 32 && p.bits_at == 52);
  coff_store(b.data + 32, 4, COFF_LITTLE, 0xffffffff); // colours past the end
  ck_assert(coff_picture_read(o.file, RT_BITMAP, view_of(&b), &p));
  ck_assert_uint_eq(p.bits_at, b.size);
  b.size = 20;
  ck_assert(!coff_picture_read(o.file, RT_BITMAP, view_of(&b), &p));
  ck_assert_uint_eq(o.said.errors, 1);
  b.data[0] = 7; // a header of no known size is no damage
  ck_assert(!coff_picture_read(o.file, RT_ICON, view_of(&b), &p));
  ck_assert_uint_eq(o.said.errors, 1);
  close_bytes(&o);
}
END_TEST

START_TEST(hints)
{
  static const struct {
    const char *bytes;
    size_t size;
    const char *hint;
  } all[] = {
      {"PK\3\4....", 8, "ZIP archive"},
      {"TPF0\7TForm1", 11, "Delphi form"},
      {"plain text\r\n", 12, "text"},
      {"t\0e\0x\0t\0", 8, "text (UTF-16)"},
      {"\xff\xfe\x3a\x04", 4, "text (UTF-16)"},
      {"\xc3\x28 no UTF-8", 11, NULL},
      {"\1\2\3", 3, NULL},
      {"", 0, NULL},
      {"\0\0", 2, NULL},
  };
  for (size_t i = 0; i < COFF_COUNT(all); i++) {
    struct coff_view v = {(const uint8_t *)all[i].bytes, all[i].size, 0};
    const char *got = coff_resource_hint(v);
    ck_assert_str_eq(got == NULL ? "none" : got, all[i].hint == NULL ? "none" : all[i].hint);
  }
}
END_TEST

START_TEST(names)
{
  ck_assert_str_eq(coff_resource_type_name(16), "RT_VERSION");
  ck_assert_str_eq(coff_resource_type_name(241), "RT_TOOLBAR");
  ck_assert_ptr_null(coff_resource_type_name(13));
  ck_assert_str_eq(coff_language_name(0x409), "en-US");
  ck_assert_ptr_null(coff_language_name(0x10409));
  ck_assert_str_eq(coff_virtual_key_name(0x70), "VK_F1");
  ck_assert_ptr_null(coff_virtual_key_name('A'));
  // The tables are searched by halves: each must find its own.
  unsigned languages = 0;
  for (uint32_t i = 0; i < 0x10000; i++)
    languages += coff_language_name(i) != NULL;
  ck_assert_uint_gt(languages, 300);
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
  tcase_add_test(c, utf16);
  tcase_add_test(c, string_table);
  tcase_add_test(c, message_table);
  tcase_add_loop_test(c, version, 0, 2);
  tcase_add_test(c, version_damage);
  tcase_add_test(c, menus);
  tcase_add_test(c, pictures);
  tcase_add_test(c, hints);
  tcase_add_test(c, names);
  suite_add_tcase(suite, c);
  return run_suite(suite);
}
