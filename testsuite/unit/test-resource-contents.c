// Tests: what the leaves of the resource tree hold, sound and damaged.
//
// Skip it unless one fails.
#include "testsuite/unit/made-resources.h"
#include <string.h>

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

// ---- Text -------------------------------------------------------------------------------------

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
  Suite *suite = suite_create("resource contents");
  TCase *c = tcase_create("resource contents");
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
